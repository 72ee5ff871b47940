"""What a textual pseudonym looks like, and how one is read back.

Version letter, 18 letters of body (72 bits), 8 letters of tag (32 bits)::

    m + body + tag + @masked.example        person.email; .example is reserved (RFC 2606)
    tok_person_name_ + m + body + tag       every other domain

The letters are no digits, which recognizers take for numbers, and none of L to N and P to V, which
stand for digits in Italian fiscal codes.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.pseudonyms.prf import Bytes, TokenKeys, layout, rows_prf
from airflow_gov_provider.core.taxonomy import domain

ALPHABET = "abcdefghijkowxyz"
EMAIL_SUFFIX = "@masked.example"
BODY_BYTES = 9
TAG_BYTES = 4

_LETTERS = np.frombuffer(ALPHABET.encode(), np.uint8)
_UNKNOWN = np.uint8(255)
_FOUR = np.uint8(4)
_LOW = np.uint8(15)
_NIBBLES = np.full(256, _UNKNOWN, np.uint8)
_NIBBLES[_LETTERS] = np.arange(16, dtype=np.uint8)


def frame(domain_name: str, version: str) -> tuple[str, str]:
    """What stands before and after the letters of a domain's tokens."""
    if domain_name == domain("EMAIL_ADDRESS"):
        return version, EMAIL_SUFFIX
    return f"tok_{domain_name.replace('.', '_')}_{version}", ""


def text_tokens(keys: TokenKeys, prf: Bytes, domain_name: str, version: str) -> pa.LargeStringArray:
    """Tokens of the 16 pseudorandom bytes of each value."""
    body = prf[:, :BODY_BYTES]
    secret = np.hstack([body, rows_prf(keys.tag, body)[:, :TAG_BYTES]])
    letters = np.empty((len(secret), 2 * secret.shape[1]), np.uint8)
    letters[:, 0::2] = _LETTERS[secret >> _FOUR]
    letters[:, 1::2] = _LETTERS[secret & _LOW]
    before, after = (np.frombuffer(part.encode(), np.uint8) for part in frame(domain_name, version))
    count = len(secret)
    rows = np.hstack([np.tile(before, (count, 1)), letters, np.tile(after, (count, 1))])
    offsets = np.arange(count + 1, dtype=np.int64) * rows.shape[1]
    return pa.LargeStringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(rows.tobytes()))


def are_text_tokens(
    keys: TokenKeys, values: pa.LargeStringArray, domain_name: str, version: str
) -> NDArray[np.bool_]:
    """Which values are tokens made with these keys; a null is none."""
    before, after = frame(domain_name, version)
    width = len(before) + 2 * (BODY_BYTES + TAG_BYTES) + len(after)
    shaped = pc.and_(
        pc.equal(pc.binary_length(values), width),
        pc.and_(pc.starts_with(values, before), pc.ends_with(values, after)),
    )
    shaped = pc.fill_null(shaped, False)
    verified: NDArray[np.bool_] = shaped.to_numpy(zero_copy_only=False).copy()
    rows = _matrix(values.filter(shaped), width)
    nibbles = _NIBBLES[rows[:, len(before) : width - len(after)]]
    known = (nibbles != _UNKNOWN).all(axis=1)
    secret = (nibbles[:, 0::2] << _FOUR) | (nibbles[:, 1::2] & _LOW)
    tags = rows_prf(keys.tag, secret[:, :BODY_BYTES])[:, :TAG_BYTES]
    verified[verified] = known & (secret[:, BODY_BYTES:] == tags).all(axis=1)
    return verified


def _matrix(values: pa.LargeStringArray, width: int) -> Bytes:
    """Bytes of values of one width that lie side by side, shape (n, width)."""
    data, starts, _ = layout(values)
    first = int(starts[0]) if len(starts) else 0
    return data[first : first + len(starts) * width].reshape(-1, width)
