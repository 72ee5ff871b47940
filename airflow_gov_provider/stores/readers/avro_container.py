"""The container of Avro files: a header, and blocks of records, each compressed by itself.

After https://avro.apache.org/docs/1.12.0/specification/#object-container-files. fastavro reads and writes
the records; blocks are taken apart here, so that each is bounded, checked to its last byte, and read with
all codecs of the specification.
"""

from __future__ import annotations

import bz2
import io
import json
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import md5
from typing import Any, BinaryIO

import pyarrow as pa

from airflow_gov_provider.stores.readers.faults import partly_read, unreadable, unsupported
from airflow_gov_provider.stores.readers.zstd_frames import are_whole_frames

MAGIC = b"Obj\x01"
#: Most bytes of one block, compressed or not.
BLOCK = 64 << 20

_SYNC = 16
_META = {"type": "map", "values": "bytes"}
#: A map as it lies in the file, so that a key that comes twice is not lost: pairs, written alike.
_PAIRS = {
    "type": "array",
    "items": {
        "type": "record",
        "name": "Pair",
        "fields": [{"name": "key", "type": "string"}, {"name": "value", "type": "bytes"}],
    },
}
#: Some writers leave parts of zlib's checksum behind deflated bytes; more than that could be a text.
_CHECKSUM = 4
_CODECS = ("null", "deflate", "bzip2", "xz", "snappy", "zstandard")


@dataclass(frozen=True, slots=True, repr=False)
class Header:
    """What a file begins with. :param meta: user metadata, apart from schema and codec."""

    schema: Any
    codec: str
    meta: dict[str, bytes]
    sync: bytes


def read_header(stream: BinaryIO, where: str) -> Header:
    """:raises DataError: for a header that is no Avro, says a thing twice, or names an unknown codec."""
    import fastavro

    if stream.read(len(MAGIC)) != MAGIC:
        raise unreadable(where, "it does not begin like Avro", "write it again")
    pairs: list[dict[str, Any]] = fastavro.schemaless_reader(stream, _PAIRS, None)  # type: ignore[assignment] # pairs, as their schema says
    meta: dict[str, bytes] = _once([(pair["key"], pair["value"]) for pair in pairs])
    sync = stream.read(_SYNC)
    if len(sync) != _SYNC:
        raise partly_read(where, "the header is cut")
    codec = meta.pop("avro.codec", b"null").decode()
    if codec not in _CODECS:
        raise unsupported(
            where, "an Avro file has a codec that is not read", "write it with deflate or snappy"
        )
    return Header(json.loads(meta.pop("avro.schema"), object_pairs_hook=_once), codec, meta, sync)


def read_blocks(stream: BinaryIO, header: Header, where: str) -> Iterator[tuple[int, bytes]]:
    """(number of records, their bytes) of each block. :raises DataError: for one that is cut or too long."""
    while (count := _long(stream)) is not None:
        size = _long(stream)
        if size is None or count < 0 or size < 0:
            raise partly_read(where, "a block is cut")
        if size > BLOCK:
            raise unreadable(where, f"a block is longer than {BLOCK >> 20} MiB", "write smaller blocks")
        data = stream.read(size)
        if stream.read(_SYNC) != header.sync:
            raise partly_read(where, "a block is cut")
        plain = _plain(data, header.codec)
        if len(plain) > BLOCK:
            raise unreadable(where, f"a block is longer than {BLOCK >> 20} MiB", "write smaller blocks")
        yield count, plain


def write_header(sink: BinaryIO, schema: Any, codec: str) -> bytes:
    """Begin a file; the marker that ends each of its blocks, which hangs on the schema alone."""
    import fastavro

    text = json.dumps(schema).encode()
    sync = md5(text, usedforsecurity=False).digest()
    meta = {"avro.schema": text, "avro.codec": codec.encode()}
    sink.write(MAGIC)
    fastavro.schemaless_writer(sink, _META, meta)
    sink.write(sync)
    return sync


def write_block(sink: BinaryIO, count: int, data: bytes, codec: str, sync: bytes) -> None:
    """Write one block of records."""
    packed = _packed(data, codec)
    sink.write(_zigzag(count) + _zigzag(len(packed)) + packed + sync)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Whoever reads a key that comes twice sees one of its values only. :raises ValueError: then."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(len(found))
    return found


def _plain(data: bytes, codec: str) -> bytes:
    """At most a byte more than a block may have. :raises ValueError: for bytes behind what is compressed."""
    if codec in _DECODERS:
        decoder = _DECODERS[codec]()
        plain: bytes = decoder.decompress(data, BLOCK + 1)
        slack = _CHECKSUM if codec == "deflate" else 0
        if len(plain) <= BLOCK and (not decoder.eof or len(decoder.unused_data) > slack):
            raise ValueError(len(plain))
        return plain
    if codec == "zstandard":
        if not are_whole_frames(io.BytesIO(data)):
            raise ValueError(len(data))
        return bytes(pa.CompressedInputStream(pa.BufferReader(data), "zstd").read(BLOCK + 1))
    if codec == "snappy":
        return _unsnapped(data)
    return data


_DECODERS: dict[str, Callable[[], Any]] = {
    "deflate": lambda: zlib.decompressobj(wbits=-15),
    "bzip2": bz2.BZ2Decompressor,
    "xz": lzma.LZMADecompressor,
}


def _unsnapped(data: bytes) -> bytes:
    """snappy, and a checksum of what it holds."""
    size = _snappy_size(data)
    if size > BLOCK:
        return b"\0" * (BLOCK + 1)
    plain = bytes(pa.Codec("snappy").decompress(data[:-4], decompressed_size=size))
    if zlib.crc32(plain) != int.from_bytes(data[-4:], "big"):
        raise ValueError(size)
    return plain


def _snappy_size(data: bytes) -> int:
    size = 0
    for at, byte in enumerate(data[:5]):
        size |= (byte & 0x7F) << (7 * at)
        if not byte & 0x80:
            break
    return size


def _packed(data: bytes, codec: str) -> bytes:
    if codec == "deflate":
        packer = zlib.compressobj(wbits=-15)
        return packer.compress(data) + packer.flush()
    if codec == "bzip2":
        return bz2.compress(data)
    if codec == "xz":
        return lzma.compress(data)
    if codec == "zstandard":
        return bytes(pa.Codec("zstd").compress(data))
    if codec == "snappy":
        return bytes(pa.Codec("snappy").compress(data)) + zlib.crc32(data).to_bytes(4, "big")
    return data


def _long(stream: BinaryIO) -> int | None:
    """A number of Avro; None at the end of the stream."""
    value = shift = 0
    while byte := stream.read(1):
        value |= (byte[0] & 0x7F) << shift
        if not byte[0] & 0x80:
            return (value >> 1) ^ -(value & 1)
        shift += 7
        if shift > 63:
            break
    if shift:
        raise EOFError
    return None


def _zigzag(value: int) -> bytes:
    out, rest = io.BytesIO(), value << 1
    while rest > 0x7F:
        out.write(bytes([rest & 0x7F | 0x80]))
        rest >>= 7
    out.write(bytes([rest]))
    return out.getvalue()
