"""The directory of a zip file, and what is refused in one before any member is unpacked."""

from __future__ import annotations

import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from airflow_gov_provider.core.errors import DataError
from airflow_gov_provider.stores.readers.faults import unreadable, unsupported
from airflow_gov_provider.stores.readers.members import (
    MEMBERS,
    Member,
    guarded,
    refuse_name,
    too_many,
)

_ENCRYPTED = 0x1 | 0x40 | 0x2000
#: A data descriptor behind a member has at most this many bytes.
_DESCRIPTOR = 24
_END = struct.Struct("<4s4H2IH")
_LOCAL = struct.Struct("<4s5H3I2H")
_FAULTS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError, struct.error
)  # fmt: skip
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def looks_like_zip(start: bytes) -> bool:
    """Whether a file begins as zip files do: with a member, or as one without members."""
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


def main_parts(where: str, opener: Callable[[], BinaryIO]) -> set[str]:
    """Names of all members. :raises DataError: as :func:`opened`."""
    with opener() as raw, opened(raw, where) as archive:
        return set(archive.namelist())


def opened(raw: BinaryIO, where: str) -> zipfile.ZipFile:
    """The archive, once nothing in its directory speaks against unpacking it.

    :raises DataError: ``SOURCE_UNREADABLE`` for what is damaged, leads out of it, or lies in it and belongs
        to no member; ``FORMAT_UNSUPPORTED`` for what is encrypted or packed in an unknown way.
    """
    try:
        archive = zipfile.ZipFile(raw)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error):
        raise _damaged(where) from None
    infos = archive.infolist()
    if len(infos) > MEMBERS:
        raise too_many(where)
    for info in infos:
        _refuse(info, where)
    _refuse_gaps(raw, archive, where)
    return archive


@contextmanager
def zip_members(raw: BinaryIO, where: str) -> Iterator[list[Member]]:
    """All files of an archive. :raises DataError: as :func:`opened`."""
    with opened(raw, where) as archive:
        folders = [info for info in archive.infolist() if info.is_dir()]
        about = (_text(archive.comment), *(text for info in folders for text in _of_folder(info)))
        yield [
            Member(info.filename, _opener(archive, info, where), (*_texts(info), *about))
            for info in archive.infolist()
            if not info.is_dir()
        ]


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str) -> Callable[[], BinaryIO]:
    def opened_member() -> BinaryIO:
        try:
            return guarded(archive.open(info), where, _FAULTS)
        except _FAULTS:
            raise _damaged(where) from None

    return opened_member


def _of_folder(info: zipfile.ZipInfo) -> Iterator[str]:
    yield from info.filename.split("/")
    yield from _texts(info)


def _texts(info: zipfile.ZipInfo) -> Iterator[str]:
    yield _text(info.comment)
    # Fields of four bytes' head each: what is text in them can be seen in one piece.
    yield "".join(char if char.isprintable() else " " for char in _text(info.extra)).strip()


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _refuse(info: zipfile.ZipInfo, where: str) -> None:
    refuse_name(info.orig_filename.split("\0")[0], where)
    if info.orig_filename != info.filename and "\0" in info.orig_filename:
        raise _damaged(where)
    if info.flag_bits & _ENCRYPTED:
        raise unsupported(where, "a member of the archive is encrypted", "write it without a password")
    if info.compress_type not in _KINDS:
        raise unsupported(
            where, "a member of the archive is packed in a way that is not read", "pack it with deflate"
        )
    if info.is_dir() and info.file_size:
        raise unreadable(where, "a folder of the archive holds bytes of its own", "write it again")
    kind = (info.external_attr >> 16) & 0o170000
    if kind not in (0, 0o100000, 0o040000):
        raise unreadable(where, "a member of the archive is a link or a device", "leave plain files only")


def _refuse_gaps(raw: BinaryIO, archive: zipfile.ZipFile, where: str) -> None:
    """Every byte before the directory belongs to a member that the directory names."""
    at = 0
    try:
        for info in sorted(archive.infolist(), key=lambda one: one.header_offset):
            raw.seek(info.header_offset)
            local = _LOCAL.unpack(raw.read(_LOCAL.size))
            slack = _DESCRIPTOR if at else 0
            if local[0] != b"PK\x03\x04" or not 0 <= info.header_offset - at <= slack:
                raise _unnamed(where)
            at = info.header_offset + _LOCAL.size + local[9] + local[10] + info.compress_size
    except (struct.error, OSError, ValueError):
        raise _damaged(where) from None
    if not 0 <= archive.start_dir - at <= _DESCRIPTOR or not _ends(raw, archive):
        raise _unnamed(where)


def _ends(raw: BinaryIO, archive: zipfile.ZipFile) -> bool:
    """Whether the file ends with the record that ends its directory, and the comment in it."""
    raw.seek(-_END.size - len(archive.comment), os.SEEK_END)
    end = _END.unpack(raw.read(_END.size))
    return bool(end[0] == b"PK\x05\x06" and end[-1] == len(archive.comment))


def _unnamed(where: str) -> DataError:
    return unreadable(
        where,
        "the archive holds bytes that belong to none of its members",
        "write it again: with nothing before it, and without removed or overlapping members",
    )


def _damaged(where: str) -> DataError:
    return unreadable(where, "it is not a whole, valid zip file", "write it again; it looks damaged")
