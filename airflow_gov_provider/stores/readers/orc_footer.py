"""Texts in the footer of an ORC file: user metadata, and the smallest and largest value of each column.

pyarrow tells where the footer lies and how it is compressed; what it says is a Protocol Buffers message
(https://orc.apache.org/specification/ORCv1/, "File Tail"), in which texts are fields with a length.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa

from airflow_gov_provider.stores.readers.stretches import Stretch, nothing_between

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_DEEP = 12
#: Bytes of "ORC" at the start; numbers of fields: a stripe, its offset, and the sizes of its three parts.
_MAGIC = 3
_STRIPE, _OFFSET, _SIZES = 3, 1, (2, 3, 4)


def footer_texts(raw: BinaryIO, file: Any) -> list[str]:
    """Every text of a footer, once.

    :param file: the ``ORCFile`` of ``raw``. :raises ValueError, pa.ArrowException, zlib.error: when damaged, or when bytes before
        the footer belong to no stripe.
    """
    end = raw.seek(0, os.SEEK_END) - 1 - file.file_postscript_length
    lengths = file.stripe_statistics_length + file.file_footer_length
    start = raw.seek(end - lengths)
    statistics, footer = raw.read(file.stripe_statistics_length), raw.read(file.file_footer_length)
    stripes = _stripes(_plain(footer, file.compression, file.compression_size))
    if not nothing_between(raw, stripes, (_MAGIC, start)):
        raise ValueError(start)
    names = set(file.schema.names)
    texts: dict[str, None] = {}
    for part in (statistics, footer):
        texts.update(dict.fromkeys(_texts(_plain(part, file.compression, file.compression_size))))
    return [text for text in texts if text not in names]


def _stripes(footer: bytes) -> Iterator[Stretch]:
    for number, value in _fields(footer):
        if number == _STRIPE and isinstance(value, bytes):
            said = dict(_fields(value))
            start = int(said.get(_OFFSET, 0))
            yield start, start + sum(int(said.get(size, 0)) for size in _SIZES)


def _plain(data: bytes, codec: str, block: int) -> bytes:
    """Chunks of a three-byte head (length, and whether it is stored as it is) and their bytes."""
    if codec == "UNCOMPRESSED":
        return data
    parts, at = [], 0
    while at < len(data):
        head = int.from_bytes(data[at : at + 3], "little")
        chunk = data[at + 3 : at + 3 + (head >> 1)]
        parts.append(chunk if head & 1 else _inflated(chunk, codec, block))
        at += 3 + (head >> 1)
    return b"".join(parts)


def _inflated(chunk: bytes, codec: str, block: int) -> bytes:
    if codec == "ZLIB":
        return zlib.decompressobj(wbits=-15).decompress(chunk, block)
    if codec == "ZSTD":
        return bytes(pa.CompressedInputStream(pa.BufferReader(chunk), "zstd").read())
    name = {"SNAPPY": "snappy", "LZ4": "lz4_raw"}.get(codec)
    if name is None:
        raise ValueError(codec)
    return bytes(pa.Codec(name).decompress(chunk, decompressed_size=_length(chunk, block, name)))


def _length(chunk: bytes, block: int, name: str) -> int:
    """Snappy writes it first; of lz4 only the most is known."""
    return _varint(chunk, 0)[0] if name == "snappy" else block


def _texts(message: bytes, depth: int = 0) -> Iterator[str]:
    """Of a message without its definition: what is a message itself is gone into, what is text is text."""
    for _, value in _fields(message):
        if isinstance(value, bytes):
            yield from _of_part(value, depth)


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Number and value of each field; of fixed width ones only that they are there."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind = tag & 7
        value: int | bytes = 0
        if kind == _VARINT:
            value, at = _varint(message, at)
        elif kind in (_FIXED64, _FIXED32):
            at += 8 if kind == _FIXED64 else 4
        elif kind == _BYTES:
            length, at = _varint(message, at)
            value, at = message[at : at + length], at + length
        else:
            raise ValueError(kind)
        yield tag >> 3, value


def _of_part(part: bytes, depth: int) -> Iterator[str]:
    try:
        text = part.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if len(text) > 1 and text.isprintable():
        yield text
    if depth < _DEEP:
        try:
            yield from list(_texts(part, depth + 1))
        except (ValueError, IndexError):
            return


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError(shift)
