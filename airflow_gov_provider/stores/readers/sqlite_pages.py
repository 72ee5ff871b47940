"""What deleted rows left in a SQLite file: texts and long numbers in pages, and parts of pages, that hold no row.

After the file format as SQLite documents it (https://www.sqlite.org/fileformat.html, sections 1.2 to 1.6).
Without ``secure_delete`` the bytes of a deleted row stay until something is written over them, and whoever
gets the file can read them.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from airflow_gov_provider.stores.readers.faults import partly_read, unreadable
from airflow_gov_provider.stores.readers.sqlite_records import long_numbers, slack
from airflow_gov_provider.stores.readers.stretches import nothing_between
from airflow_gov_provider.stores.readers.tables import ROWS

_HEADER = 100
#: Bytes of the header "reserved for expansion", and the one that says how much of each page's end is reserved.
_RESERVED = slice(72, 92)
_RESERVED_SIZE = 20
#: What SQLite's own extension for checksums reserves.
_CHECKSUM = 8
_INTERIOR, _LEAVES = (2, 5), (10, 13)
#: The byte that says in which encoding texts are, and for UTF-16 at least four printable characters of the
#: scripts that people are named in.
_ENCODING = 59
#: What could be a text: at least six printable characters, of ASCII or what may be UTF-8.
_TEXT = re.compile(rb"[\x20-\x7e\x80-\xf4]{6,}")
_SCRIPTS = rb"\x01-\x0f\x1e\x30\x4e-\x9f\xac-\xd7"
_LATIN = rb"\x20-\x7e\xa0-\xff"
_WIDE = {
    2: (rb"[%b]\x00|[\x00-\xff][%b]" % (_LATIN, _SCRIPTS), "utf-16-le"),
    3: (rb"\x00[%b]|[%b][\x00-\xff]" % (_LATIN, _SCRIPTS), "utf-16-be"),
}


def leftovers(opener: Callable[[], BinaryIO], where: str) -> Iterator[list[str]]:
    """Texts, and numbers of many digits, in bytes that belong to no row, in lists of a bounded length.

    :raises DataError: when pages do not hang together.
    """
    texts: dict[str, None] = {}
    with opener() as file:
        wide = _WIDE.get(file.read(_HEADER)[_ENCODING])
        file.seek(0)
        for page in _unused(file, where):
            texts.update(dict.fromkeys(printable([page])))
            texts.update(dict.fromkeys(long_numbers(page)))
            if wide is not None:
                texts.update(dict.fromkeys(_wide_texts(page, *wide)))
            if len(texts) >= ROWS:
                yield list(texts)
                texts = {}
    if texts:
        yield list(texts)


def _wide_texts(page: bytes, unit: bytes, codec: str) -> Iterator[str]:
    """Texts of UTF-16, at even and at odd places: what is one there is none here, but may look like it."""
    runs = re.compile(rb"((?:%b){4,})|.." % unit, re.DOTALL)
    for start in (0, 1):
        yield from (found[1].decode(codec, "replace") for found in runs.finditer(page, start) if found[1])


def refuse_hidden(opener: Callable[[], BinaryIO], where: str) -> None:
    """:raises DataError: when bytes lie behind the last page, or in room that no version of SQLite uses."""
    with opener() as file:
        header = file.read(_HEADER)
        size, reserved = _page_size(header), header[_RESERVED_SIZE]
        end = file.seek(0, os.SEEK_END)
        pages = struct.unpack(">I", header[28:32])[0] if header[24:28] == header[92:96] else 0
        whole = (pages or end // size) * size
        if end < whole:
            raise partly_read(where, "it has fewer pages than it says")
        hidden = header[_RESERVED].strip(b"\0") or not nothing_between(file, [], (whole, end))
        if reserved > _CHECKSUM:
            hidden = hidden or not all(
                nothing_between(file, [], (stop - reserved, stop)) for stop in range(size, whole + 1, size)
            )
    if hidden:
        raise unreadable(
            where, "it holds bytes in places that SQLite does not use", "run `VACUUM INTO` to write it anew"
        )


def printable(values: Iterable[object]) -> Iterator[str]:
    """The texts in values, among them bytes of any form."""
    for value in values:
        if isinstance(value, bytes):
            yield from (found.decode("utf-8", "replace") for found in _TEXT.findall(value))
        elif isinstance(value, str):
            yield value


def _unused(file: BinaryIO, where: str) -> Iterator[bytes]:
    header = file.read(_HEADER)
    size = _page_size(header)
    trunk, count = struct.unpack(">II", header[32:40])
    free = _free_pages(file, size, trunk, count, where)
    number = 0
    while page := _page(file, size, number + 1):
        number += 1
        start = _HEADER if number == 1 else 0
        if number in free:
            yield page
        elif len(page) >= start + 12 and page[start] in (*_INTERIOR, *_LEAVES):
            yield from _gaps(page, start)
            yield from slack(file, page, start, size - header[_RESERVED_SIZE], size)


def _page(file: BinaryIO, size: int, number: int) -> bytes:
    file.seek((number - 1) * size)
    return file.read(size)


def _page_size(header: bytes) -> int:
    size: int = struct.unpack(">H", header[16:18])[0]
    return 65_536 if size == 1 else size


def _free_pages(file: BinaryIO, size: int, trunk: int, count: int, where: str) -> set[int]:
    """Numbers of the pages on the free list: trunk pages, and those that they list."""
    free: set[int] = set()
    while trunk and len(free) <= count:
        file.seek((trunk - 1) * size)
        page = file.read(size)
        following, leaves = struct.unpack(">II", page[:8]) if len(page) == size else (0, size)
        if trunk in free or leaves > size // 4 - 2:
            raise unreadable(where, "the list of its unused pages is damaged", "run VACUUM on it")
        free.add(trunk)
        free.update(struct.unpack(f">{leaves}I", page[8 : 8 + 4 * leaves]))
        trunk = following
    return free


def _gaps(page: bytes, start: int) -> Iterator[bytes]:
    """The free stretches of a page that holds rows: between pointers and content, and freed cells."""
    block, cells, content = struct.unpack(">HHH", page[start + 1 : start + 7])
    pointers = start + (12 if page[start] in _INTERIOR else 8) + 2 * cells
    yield page[pointers : content or len(page)]
    # Blocks are in ascending order; anything else is no page with rows after all.
    while block and block + 4 <= len(page):
        following, length = struct.unpack(">HH", page[block : block + 4])
        yield page[block + 4 : block + length]
        if following <= block:
            return
        block = following
