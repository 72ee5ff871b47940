"""What a pseudonym of an IBAN looks like.

``ZZ``, two check digits, version letter, 18 letters of body (72 bits) and 8 of tag (32 bits)::

    ZZ47MBODYBODYBODYBODYBOTAGTAGTA

ISO 3166-1 leaves ZZ to its users, and the check digits are those of no IBAN: what ISO 7064 (MOD 97-10)
leaves is 49 instead of 1.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.pseudonyms import matrices
from airflow_gov_provider.core.masking.pseudonyms.matrices import are_wide, beside, of_width, table, texts
from airflow_gov_provider.core.masking.pseudonyms.prf import Bytes, TokenKeys
from airflow_gov_provider.core.masking.pseudonyms.tokens import ALPHABET, LETTERS, are_letters, secrets

COUNTRY = "ZZ"
WIDTH = len(COUNTRY) + 2 + 1 + LETTERS
REMAINDER = 49

_CAPITALS = np.frombuffer(ALPHABET.upper().encode(), np.uint8)
_PLACES = table(_CAPITALS)
_ZERO = np.uint8(ord("0"))


def iban_tokens(keys: TokenKeys, prf: Bytes, version: str) -> pa.LargeStringArray:
    """Tokens of the 16 pseudorandom bytes of each value."""
    inner = beside(version.upper(), _CAPITALS[matrices.nibbles(secrets(keys, prf))])
    return texts(np.hstack([beside(COUNTRY, _check(inner)), inner]))


def are_iban_tokens(tag: bytes, values: pa.LargeStringArray, version: str) -> NDArray[np.bool_]:
    """Which values are such tokens, with tags of this key; a null is none."""
    shaped = are_wide(values, WIDTH, COUNTRY)
    verified: NDArray[np.bool_] = shaped.to_numpy(zero_copy_only=False).copy()
    rows = of_width(values, shaped)
    if len(rows):
        checked = (rows[:, 2:4] == _check(rows[:, 4:])).all(axis=1) & (rows[:, 4] == ord(version.upper()))
        verified[verified] = checked & are_letters(tag, _PLACES[rows[:, 5:]])
    return verified


def _check(inner: Bytes) -> Bytes:
    """The two wrong check digits of each row of letters; of anything else they say nothing."""
    remainder = np.zeros(len(inner), np.int64)
    for letters in inner.T:
        # A is 10, Z is 35, each two decimal digits.
        remainder = (100 * remainder + letters.astype(np.int64) - ord("A") + 10) % 97
    end = 1_000_000 % 97 * remainder + 353_500
    check = (REMAINDER - end) % 97
    return np.stack([check // 10, check % 10], axis=1).astype(np.uint8) + _ZERO
