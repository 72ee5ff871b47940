"""Tokens that read as somebody's number are drawn again: recognizers look into longer numbers too."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.pseudonyms.prf import Bytes, rows_prf

_PESEL_WEIGHTS = np.array([1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1], np.int16)


def redrawn(
    key: bytes,
    prf: Bytes,
    draw: Callable[[Bytes], Bytes],
    refused: Callable[[Bytes], NDArray[np.bool_]],
) -> Bytes:
    """What ``draw`` makes of each value's 16 pseudorandom bytes, none of it ``refused``.

    :param key: gives the next 16 bytes of a value from the last. :param draw: (n, 16) → (n, width).
    """
    made = draw(prf)
    rows = np.flatnonzero(refused(made))
    prf = prf[rows]
    while len(rows):
        prf = rows_prf(key, prf)
        made[rows] = draw(prf)
        again = refused(made[rows])
        rows, prf = rows[again], prf[again]
    return made


def holds_pesel(digits: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which rows of digits, shape (n, places), hold eleven with the date and the checksum of a PESEL."""
    columns = digits.T.astype(np.int8)
    places, count = columns.shape
    holds = np.zeros(count, np.bool_)
    for start in range(places - len(_PESEL_WEIGHTS) + 1):
        part = columns[start : start + len(_PESEL_WEIGHTS)]
        month, day = 10 * (part[2] % 2) + part[3], 10 * part[4] + part[5]
        dated = np.flatnonzero((month >= 1) & (month <= 12) & (day >= 1) & (day <= 31))
        holds[dated] |= _PESEL_WEIGHTS @ part[:, dated] % 10 == 0
    return holds
