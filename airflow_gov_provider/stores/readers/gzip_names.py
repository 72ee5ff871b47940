"""What gzip keeps beside the compressed bytes: a file's earlier name travels with it."""

from __future__ import annotations

import zlib
from typing import BinaryIO

from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.stores.readers.faults import unreadable
from airflow_gov_provider.stores.spool import CHUNK

_EXTRA, _NAME, _COMMENT = 4, 8, 16
_FIXED = 10
_LONGEST = 4_096


def names_in(source: BinaryIO, where: str) -> list[str]:
    """The name in the header of each member of whole, valid gzip; closes ``source``.

    :raises DataError: ``FORMAT_UNSUPPORTED`` for a comment or an extra field.
    """
    names = []
    with source:
        data = source.read(CHUNK)
        while data:
            data += source.read(CHUNK) if len(data) < _FIXED + _LONGEST else b""
            if name := _name(data, where):
                names.append(name)
            data = _after_member(data, source, where)
    return names


def _name(data: bytes, where: str) -> str:
    flags = data[3] if len(data) > _FIXED else _EXTRA
    if flags & (_EXTRA | _COMMENT):
        raise DataError(
            ErrorCode.FORMAT_UNSUPPORTED,
            "its gzip header holds a comment or an extra field",
            where=where,
            hint="compress it again, e.g. `gunzip` and `gzip -n`",
        )
    if not flags & _NAME:
        return ""
    end = data.find(b"\0", _FIXED, _FIXED + _LONGEST)
    if end < 0:
        raise unreadable(where, "the name in its gzip header has no end", "compress it again with `gzip -n`")
    return data[_FIXED:end].decode("utf-8", "surrogateescape").encode("utf-8", "replace").decode("utf-8")


def _after_member(data: bytes, source: BinaryIO, where: str) -> bytes:
    member = zlib.decompressobj(wbits=31)
    try:
        while not member.eof:
            member.decompress(data, CHUNK)
            if not member.eof and not (data := member.unconsumed_tail or source.read(CHUNK)):
                raise unreadable(where, "it is not whole, valid gzip", "compress it again")
    except zlib.error:
        raise unreadable(where, "it is not whole, valid gzip", "compress it again") from None
    rest = member.unused_data
    # Members may be padded with zeros.
    while not (rest := rest.lstrip(b"\0")) and (more := source.read(CHUNK)):
        rest = more
    return rest
