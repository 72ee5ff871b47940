"""Records of SQLite where none should be: long numbers in freed cells, and what lies behind overflowing values.

After https://www.sqlite.org/fileformat.html, sections 1.5, 1.6 and 2.1: a record is a header of type codes,
which begins with its own length, and the values one after another. A freed cell loses its first four bytes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

#: Numbers that are kept: shorter ones are counts, dates and amounts.
_DIGITS = 11
#: Bytes of the integers and the double that a code stands for; further codes are texts and bytes.
_SIZES = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8, 8: 0, 9: 0}
_FIRST_OF_VARIABLE = 12
#: Codes of integers that are long enough.
_LONG_CODES = (5, 6)
#: A header of at most 19 codes, one of which says that a long number follows.
_HEADER = re.compile(rb"(?=[\x02-\x14][^\x0a\x0b]{0,18}?[\x05\x06])", re.DOTALL)
_LONG_CODE = re.compile(rb"[\x05\x06]")
_CODES = 20
#: Bytes that a first value may have of which the code is lost.
_LOST = frozenset(_SIZES.values())
#: Bytes of a row's number that may be left of a freed cell.
_ROW_BYTES = 7
_INTERIOR_TABLE, _INTERIOR_INDEX, _LEAF_INDEX, _LEAF_TABLE = 5, 2, 10, 13


def long_numbers(free: bytes) -> Iterator[str]:
    """Integers of many digits in cells of which nothing was written over, and in a freed cell by itself.

    :param free: bytes that hold no row; of a freed cell, what follows the four bytes that are lost.
    """
    for found in _HEADER.finditer(free):
        at = found.start()
        width = free[at]
        codes = _codes(free, at + 1, at + width)
        if codes is not None and _says_length(free, at, width + sum(map(_size, codes))):
            yield from _numbers(free, at + width, codes)
    yield from _of_freed_cell(free)


def _says_length(free: bytes, at: int, length: int) -> bool:
    """Whether the length of a record stands before it, and before the number of its row in a table."""
    if at + length > len(free) or length >= 1 << 14:
        return False
    wanted = bytes([length]) if length < 0x80 else bytes([length >> 7 | 0x80, length & 0x7F])
    for row in range(min(10, at)):
        # Of a number's bytes all but the last have their highest bit.
        if row and (free[at - row] >= 0x80) != (row > 1):
            return False
        if free.endswith(wanted, 0, at - row):
            return True
    return False


def _of_freed_cell(free: bytes) -> Iterator[str]:
    """A cell by itself, whose length is known, and of which size and perhaps more of its beginning are lost."""
    whole = len(free)
    if not _LONG_CODE.search(free, 0, _ROW_BYTES + _CODES):
        return
    for at in range(min(_ROW_BYTES, whole)):
        codes = _codes(free, at + 1, at + free[at]) if 1 < free[at] <= _CODES else None
        if codes and at + free[at] + sum(map(_size, codes)) == whole:
            yield from _numbers(free, at + free[at], codes)
    codes, width, left = [], 0, whole
    while width < min(_CODES, whole):
        code, after = varint(free, width)
        left -= after - width
        if code in (10, 11) or (left := left - _size(code)) < 0:
            return
        codes.append(code)
        width = after
        if left in _LOST:
            yield from _numbers(free, width + left, codes)


def _codes(data: bytes, start: int, end: int) -> list[int] | None:
    """The codes from ``start`` to ``end``; None when they do not end there, or one means nothing."""
    codes = []
    if end > len(data):
        return None
    while start < end:
        code, start = varint(data, start)
        if code in (10, 11) or start > len(data):
            return None
        codes.append(code)
    return codes if start == end else None


def _size(code: int) -> int:
    return _SIZES[code] if code < _FIRST_OF_VARIABLE else (code - _FIRST_OF_VARIABLE) // 2


def _numbers(data: bytes, at: int, codes: list[int]) -> Iterator[str]:
    if at + sum(map(_size, codes)) > len(data):
        return
    for code in codes:
        size = _size(code)
        if code in _LONG_CODES:
            digits = str(int.from_bytes(data[at : at + size], "big", signed=True))
            if len(digits.lstrip("-")) >= _DIGITS:
                yield digits
        at += size


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of SQLite's variable length, and where it ends: beyond the data when that is cut."""
    value = 0
    for byte in data[at : at + 8]:
        value = value << 7 | byte & 0x7F
        at += 1
        if byte < 0x80:
            return value, at
    return value << 8 | (data[at] if at < len(data) else 0), at + 1


def slack(file: BinaryIO, page: bytes, start: int, usable: int, size: int) -> Iterator[bytes]:
    """What lies behind the end of values of this page that go on in pages of their own.

    :param start: of the page's header. :param usable: bytes of a page without those reserved. :param size: of a page.
    """
    for first, left in _overflows(page, start, usable):
        following, seen = first, 0
        while following and seen <= left // (usable - 4):
            file.seek((following - 1) * size)
            part = file.read(size)
            if len(part) < size:
                return
            seen += 1
            following = struct.unpack(">I", part[:4])[0]
        if first:
            behind = left - (seen - 1) * (usable - 4)
            yield part[4 + behind : usable]


def _overflows(page: bytes, start: int, usable: int) -> Iterator[tuple[int, int]]:
    """(first page, bytes that lie there) of each value that goes on elsewhere."""
    kind, cells = page[start], struct.unpack(">H", page[start + 3 : start + 5])[0]
    if kind == _INTERIOR_TABLE:
        return
    pointers = start + (12 if kind == _INTERIOR_INDEX else 8)
    for at in struct.unpack_from(f">{min(cells, (len(page) - pointers) // 2)}H", page, pointers):
        length, body = varint(page, at + (4 if kind == _INTERIOR_INDEX else 0))
        if kind == _LEAF_TABLE:
            _, body = varint(page, body)
        here = _local(length, usable, is_table=kind == _LEAF_TABLE)
        if here < length and body + here + 4 <= len(page):
            yield struct.unpack_from(">I", page, body + here)[0], length - here


def _local(length: int, usable: int, *, is_table: bool) -> int:
    """Bytes of a value that lie on its own page (section 1.5)."""
    most = usable - 35 if is_table else (usable - 12) * 64 // 255 - 23
    least = (usable - 12) * 32 // 255 - 23
    if length <= most:
        return length
    kept = least + (length - least) % (usable - 4)
    return kept if kept <= most else least
