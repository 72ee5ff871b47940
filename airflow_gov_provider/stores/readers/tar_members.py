"""The members of a tar file, and what is refused in one before any of them is read."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from airflow_gov_provider.core.errors import DataError
from airflow_gov_provider.stores.readers.faults import partly_read, unreadable
from airflow_gov_provider.stores.readers.members import (
    MEMBERS,
    Member,
    guarded,
    refuse_name,
    too_many,
)
from airflow_gov_provider.stores.spool import CHUNK

_BLOCK = tarfile.BLOCKSIZE
_FAULTS = (tarfile.TarError, OSError, ValueError, EOFError)


def is_tar(start: bytes) -> bool:
    """Whether a file begins with a tar header: with its magic, or (old ones) a name and its checksum."""
    if len(start) < _BLOCK:
        return False
    if start[257:262] == b"ustar":
        return True
    try:
        return start[0] != 0 and bool(tarfile.TarInfo.frombuf(start[:_BLOCK], "utf-8", "surrogateescape"))
    except (tarfile.HeaderError, ValueError):
        return False


@contextmanager
def tar_members(raw: BinaryIO, where: str) -> Iterator[list[Member]]:
    """All plain files of an archive. :raises DataError: for anything else in it, or behind its end."""
    size = raw.seek(0, os.SEEK_END)
    raw.seek(0)
    try:
        archive = tarfile.open(fileobj=raw, mode="r:", errorlevel=2)  # noqa: SIM115 - closed by its caller
    except _FAULTS:
        raise _damaged(where) from None
    with archive:
        infos = _checked(archive, raw, size, where)
        # Folders have no bytes to be read, yet names and owners.
        about = [
            text for info in infos if info.isdir() for text in (*_text(info.name).split("/"), *_texts(info))
        ]
        yield [
            Member(_text(info.name), _opener(archive, info, where), (*_texts(info), *about))
            for info in infos
            if info.isfile()
        ]


def _checked(archive: tarfile.TarFile, raw: BinaryIO, size: int, where: str) -> list[tarfile.TarInfo]:
    infos = []
    end = 0
    try:
        for at, info in enumerate(archive):
            if at >= MEMBERS:
                raise too_many(where)
            _refuse(info, where)
            end = info.offset_data + -(-info.size // _BLOCK) * _BLOCK
            if info.offset_data + info.size > size:
                raise partly_read(where, "the archive ends too early")
            infos.append(info)
        _refuse_padding(raw, infos, where)
        _refuse_rest(raw, end, where)
    except _FAULTS:
        raise _damaged(where) from None
    return infos


def _refuse(info: tarfile.TarInfo, where: str) -> None:
    refuse_name(_text(info.name), where)
    if info.issparse() or not (info.isfile() or info.isdir()):
        raise unreadable(
            where, "a member of the archive is a link, a device or has holes", "leave plain files only"
        )
    if info.isdir() and info.size:
        raise unreadable(where, "a folder of the archive holds bytes of its own", "write it again")


def _refuse_padding(raw: BinaryIO, infos: list[tarfile.TarInfo], where: str) -> None:
    """Contents end with their block, and what fills it up is zeros: those of members, and of their long heads."""
    at = 0
    for info in infos:
        while at < info.offset_data - _BLOCK:
            raw.seek(at)
            head = raw.read(_BLOCK)
            at = _block_end(raw, at + _BLOCK, int(head[124:135].strip(b"\0 ") or b"0", 8), where)
        at = _block_end(raw, info.offset_data, info.size, where)


def _block_end(raw: BinaryIO, start: int, size: int, where: str) -> int:
    raw.seek(start + size)
    filling = raw.read(-size % _BLOCK)
    if filling.strip(b"\0"):
        raise unreadable(
            where, "bytes follow the end of a member", "write it again; not all of it can be read"
        )
    return start + size + len(filling)


def _refuse_rest(raw: BinaryIO, end: int, where: str) -> None:
    """Two blocks of zeros end an archive; programs stop there, so nothing may lie behind them."""
    raw.seek(end)
    zeros = 0
    while chunk := raw.read(CHUNK):
        if chunk.count(0) != len(chunk):
            raise unreadable(
                where, "bytes follow the end of the archive", "write it again; not all of it can be read"
            )
        zeros += len(chunk)
    if zeros < 2 * _BLOCK:
        raise partly_read(where, "the archive has no end")


def _opener(archive: tarfile.TarFile, info: tarfile.TarInfo, where: str) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        stream: IO[bytes] | None = archive.extractfile(info)
        if stream is None:
            raise _damaged(where)
        return guarded(stream, where, _FAULTS)

    return opened


def _texts(info: tarfile.TarInfo) -> tuple[str, ...]:
    pax = (_text(text) for item in info.pax_headers.items() for text in item)
    return (_text(info.uname), _text(info.gname), *pax)


def _text(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _damaged(where: str) -> DataError:
    return unreadable(where, "it is not a whole, valid tar file", "write it again; it looks damaged")
