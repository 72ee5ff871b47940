"""Texts of one width side by side: strings of a column as a matrix of bytes, and back."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.pseudonyms.prf import Bytes, layout

_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
_UNKNOWN = np.uint8(255)


def texts(rows: Bytes) -> pa.LargeStringArray:
    """One text of ASCII a row of an (n, width) matrix."""
    count, width = rows.shape
    offsets = np.arange(count + 1, dtype=np.int64) * width
    return pa.LargeStringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(rows.tobytes()))


def beside(before: str, rows: Bytes, after: str = "") -> Bytes:
    """The same rows between two constant texts."""
    ends = (np.frombuffer(part.encode("ascii"), np.uint8) for part in (before, after))
    first, last = (np.broadcast_to(end, (len(rows), len(end))) for end in ends)
    return np.hstack([first, rows, last])


def of_width(values: pa.LargeStringArray, shaped: pa.BooleanArray) -> Bytes:
    """The bytes of the values that ``shaped`` marks, all of one width, shape (n, width)."""
    chosen = values.filter(shaped)
    data, starts, lengths = layout(chosen)
    if not len(starts):
        return np.empty((0, 0), np.uint8)
    width, first = int(lengths[0]), int(starts[0])
    return data[first : first + len(starts) * width].reshape(-1, width)


def are_wide(values: pa.LargeStringArray, width: int, before: str, after: str = "") -> pa.BooleanArray:
    """Which values have this width in bytes, beginning and end; of a null, False."""
    wide = pc.equal(pc.binary_length(values), width)
    framed = pc.and_(pc.starts_with(values, before), pc.ends_with(values, after))
    return pc.fill_null(pc.and_(wide, framed), fill_value=False)


def table(alphabet: Bytes) -> Bytes:
    """Byte → its place in the alphabet; 255 for every other byte, shape (256,)."""
    places = np.full(256, _UNKNOWN, np.uint8)
    places[alphabet] = np.arange(len(alphabet), dtype=np.uint8)
    return places


_NIBBLES = table(_HEX)


def nibbles(secret: Bytes) -> Bytes:
    """Two halves of four bits a byte, shape (n, 2 * bytes)."""
    halves = np.empty((len(secret), 2 * secret.shape[1]), np.uint8)
    halves[:, 0::2] = secret >> np.uint8(4)
    halves[:, 1::2] = secret & np.uint8(15)
    return halves


def joined(halves: Bytes) -> Bytes:
    """The inverse of :func:`nibbles`."""
    pairs: Bytes = (halves[:, 0::2] << np.uint8(4)) | (halves[:, 1::2] & np.uint8(15))
    return pairs


def to_hex(secret: Bytes) -> Bytes:
    """Hexadecimal digits in lower case, shape (n, 2 * bytes)."""
    digits: Bytes = _HEX[nibbles(secret)]
    return digits


def from_hex(digits: Bytes) -> tuple[Bytes, NDArray[np.bool_]]:
    """The inverse of :func:`to_hex`, and which rows are such digits; the others mean nothing."""
    halves = _NIBBLES[digits]
    return joined(halves), np.asarray((halves != _UNKNOWN).all(axis=1))


def from_digits(digits: Bytes) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """The numbers that up to 19 decimal digits write, and which rows are digits."""
    values = digits - np.uint8(ord("0"))
    known = (values < 10).all(axis=1)
    numbers = np.zeros(len(digits), np.uint64)
    for place in range(digits.shape[1]):
        numbers = numbers * np.uint64(10) + values[:, place]
    return numbers, np.asarray(known)


def to_digits(numbers: NDArray[np.uint64], width: int) -> Bytes:
    """Decimal digits of numbers with leading zeros, shape (n, width)."""
    digits = np.empty((len(numbers), width), np.uint8)
    left = numbers.copy()
    for place in reversed(range(width)):
        left, digits[:, place] = np.divmod(left, np.uint64(10))
    return digits + np.uint8(ord("0"))
