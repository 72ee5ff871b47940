"""What a pseudonym of a 64-bit integer looks like, and how one is read back.

``10**18 + body * 2**16 + tag`` with 46 bits of body and 16 of tag: 19 digits, more than any card,
account or telephone number has, and within a signed 64-bit integer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.pseudonyms import lookalikes
from airflow_gov_provider.core.masking.pseudonyms.prf import Bytes, TokenKeys, rows_prf

BASE = 10**18
BODY_BITS = 46
TAG_BITS = 16
TOP = BASE + (1 << (BODY_BITS + TAG_BITS))

_DIGITS = 19
_POWERS = [10**place for place in reversed(range(_DIGITS))]
_GERMAN_PHONE = 4900


def integer_tokens(keys: TokenKeys, prf: Bytes) -> NDArray[np.int64]:
    """Tokens of the 16 pseudorandom bytes of each integer.

    A token that reads as somebody's number (one in twelve) is drawn again, by the same keys.
    """
    tokens = np.empty(len(prf), np.int64)
    rows = np.arange(len(prf))
    while len(rows):
        drawn = _drawn(keys, prf)
        tokens[rows] = drawn
        again = reads_as_number(drawn)
        rows, prf = rows[again], rows_prf(keys.body, prf[again])
    return tokens


def are_integer_tokens(tag: bytes, values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which integers are tokens with tags of this key."""
    verified: NDArray[np.bool_] = (values >= BASE) & (values < TOP)
    token = (values[verified] - BASE).astype(np.uint64)
    body, found = token >> np.uint64(TAG_BITS), token & np.uint64((1 << TAG_BITS) - 1)
    verified[verified] = _tags(tag, body) == found
    return verified


def reads_as_number(tokens: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which tokens a recognizer would take for somebody's number.

    Presidio finds a PESEL inside longer numbers, and libphonenumber a German number of 15 digits behind
    its country code and two zeros.
    """
    return holds_pesel(tokens) | np.equal(tokens // 10**15, _GERMAN_PHONE)


def holds_pesel(numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which 19-digit numbers hold eleven digits with the date and the checksum of a PESEL."""
    return lookalikes.holds_pesel(np.array([numbers // power % 10 for power in _POWERS], np.int8).T)


def _drawn(keys: TokenKeys, prf: Bytes) -> NDArray[np.int64]:
    body = _leading(prf) >> np.uint64(64 - BODY_BITS)
    token = (body << np.uint64(TAG_BITS)) | _tags(keys.tag, body)
    return token.astype(np.int64) + BASE


def _tags(key: bytes, body: NDArray[np.uint64]) -> NDArray[np.uint64]:
    rows = body.astype(">u8").view(np.uint8).reshape(-1, 8)
    return _leading(rows_prf(key, rows)) >> np.uint64(64 - TAG_BITS)


def _leading(prf: Bytes) -> NDArray[np.uint64]:
    return np.ascontiguousarray(prf[:, :8]).view(">u8").reshape(-1).astype(np.uint64)
