"""Integers encrypted to integers of the same type, sign and number of digits: FF1 until one comes out.

Of the numbers that *n* digits write, those with a leading zero and those beyond the type's limit are
stepped over (*cycle walking*); every number that goes in is inside, so one always comes out.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.functions.ff1 import LEAST_DOMAIN, Numerals

#: (numerals, radix) → numerals of the same shape: a cipher, in one direction.
Step = Callable[[Numerals, int], Numerals]

_Mask = NDArray[np.bool_]
_DIGITS = 10


def fit_numbers(distinct: pa.Array) -> _Mask:
    """Which numbers have a million others of their sign and number of digits.

    Nine tenths of the numbers of seven digits are more than a million; of six they are fewer.
    """
    amount, negative = _amounts(distinct)
    digits = _digits(amount)
    lowest = np.uint64(10) ** (digits - 1).astype(np.uint64)
    limit = _limits(distinct.type, negative)
    with np.errstate(over="ignore"):
        top = np.uint64(10) ** np.minimum(digits, 19).astype(np.uint64) - np.uint64(1)
    top = np.where(digits > 19, limit, np.minimum(top, limit))
    return np.asarray(top - lowest >= LEAST_DOMAIN - 1)


def encrypted_numbers(distinct: pa.Array, step: Step) -> pa.Array:
    """Each number's work of ``step``; all of them fit (:func:`fit_numbers`) and none is null."""
    amount, negative = _amounts(distinct)
    limit = _limits(distinct.type, negative)
    digits = _digits(amount)
    out = np.zeros(len(amount), np.uint64)
    for width in np.unique(digits).tolist():
        for sign in (False, True):
            rows = np.flatnonzero((digits == width) & (negative == sign))
            if len(rows):
                highest = to_numerals(limit[rows[:1]], 20, _DIGITS)[0, 20 - width :]
                whole = int(limit[rows[0]]) < 10**width
                inside = _inside(highest if whole else None)
                walked = walk(
                    to_numerals(amount[rows], width, _DIGITS), lambda part: step(part, _DIGITS), inside
                )
                out[rows] = to_number(walked)
    signed = np.where(negative, ~out + np.uint64(1), out)
    native = signed if pa.types.is_uint64(distinct.type) else signed.view(np.int64)
    return pa.array(native).cast(distinct.type)


def _inside(highest: Numerals | None) -> Callable[[Numerals], _Mask]:
    """Rows without a leading zero that are at most ``highest``."""

    def is_inside(rows: Numerals) -> _Mask:
        fine = rows[:, 0] > 0
        if highest is None:
            return fine
        differs = rows != highest
        first = differs.argmax(axis=1)
        below = rows[np.arange(len(rows)), first] < highest[first]
        return np.asarray(fine & (below | ~differs.any(axis=1)))

    return is_inside


def _amounts(distinct: pa.Array) -> tuple[NDArray[np.uint64], _Mask]:
    """Each number without its sign, and which are negative."""
    if pa.types.is_uint64(distinct.type):
        whole = distinct.to_numpy(zero_copy_only=False)
        return whole, np.zeros(len(whole), np.bool_)
    signed = distinct.cast(pa.int64()).to_numpy(zero_copy_only=False)
    whole = signed.astype(np.uint64)
    return np.where(signed < 0, ~whole + np.uint64(1), whole), signed < 0


def _limits(kind: pa.DataType, negative: _Mask) -> NDArray[np.uint64]:
    """The largest amount that the type holds, by sign."""
    bits = kind.bit_width
    if pa.types.is_unsigned_integer(kind):
        return np.full(len(negative), 2**bits - 1, np.uint64)
    return np.uint64(2 ** (bits - 1) - 1) + negative.astype(np.uint64)


def _digits(amount: NDArray[np.uint64]) -> NDArray[np.intp]:
    """How many decimal digits a number has; 0 has one."""
    powers = np.array([10**place for place in range(1, 20)], np.uint64)
    return np.searchsorted(powers, amount, side="right") + 1


def walk(
    numerals: Numerals, step: Callable[[Numerals], Numerals], is_inside: Callable[[Numerals], _Mask]
) -> Numerals:
    """The first of each row's next steps that lies inside; every row itself does, so there is one."""
    made = step(numerals)
    rows = np.flatnonzero(~is_inside(made))
    while len(rows):
        made[rows] = step(made[rows])
        rows = rows[~is_inside(made[rows])]
    return made


def to_number(digits: Numerals) -> NDArray[np.uint64]:
    """The numbers that rows of decimal digits write; below 2**64."""
    number = np.zeros(len(digits), np.uint64)
    for place in range(digits.shape[1]):
        number = number * np.uint64(_DIGITS) + digits[:, place]
    return number


def to_numerals(number: NDArray[np.uint64], width: int, radix: int) -> Numerals:
    """The numerals of each number with leading zeros, shape (n, width)."""
    made = np.empty((len(number), width), np.uint8)
    for place in reversed(range(width)):
        rest = number // np.uint64(radix)
        made[:, place] = number - rest * np.uint64(radix)
        number = rest
    return made
