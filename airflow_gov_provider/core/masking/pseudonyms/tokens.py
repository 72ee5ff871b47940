"""Tokens of letters between two constant texts: what most textual pseudonyms look like.

Version letter, 18 letters of body (72 bits), 8 letters of tag (32 bits)::

    m + body + tag + @masked.example        person.email; .example is reserved (RFC 2606)
    tok_person_name_ + m + body + tag       every domain without a form of its own

The letters are no digits, which recognizers take for numbers, and none of L to N and P to V, which
stand for digits in Italian fiscal codes.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.pseudonyms.matrices import (
    are_wide,
    beside,
    joined,
    nibbles,
    of_width,
    table,
    texts,
)
from airflow_gov_provider.core.masking.pseudonyms.prf import Bytes, TokenKeys, rows_prf
from airflow_gov_provider.core.taxonomy import domain

ALPHABET = "abcdefghijkowxyz"
EMAIL_SUFFIX = "@masked.example"
BODY_BYTES = 9
TAG_BYTES = 4
#: Letters of body and tag.
LETTERS = 2 * (BODY_BYTES + TAG_BYTES)
#: Different beginnings of one column's tokens that are tried.
MOST_FRAMES = 128

_LETTERS = np.frombuffer(ALPHABET.encode(), np.uint8)
_PLACES = table(_LETTERS)
_FRAMED = rf"^tok_[a-z0-9_]+_[a-z][{ALPHABET}]{{{LETTERS}}}$"


def frame(domain_name: str, version: str) -> tuple[str, str]:
    """What stands before and after the letters of a domain's tokens."""
    if domain_name == domain("EMAIL_ADDRESS"):
        return version, EMAIL_SUFFIX
    return f"tok_{domain_name.replace('.', '_')}_{version}", ""


def text_tokens(keys: TokenKeys, prf: Bytes, before: str, after: str) -> pa.LargeStringArray:
    """Tokens of the 16 pseudorandom bytes of each value, between ``before`` and ``after``."""
    return texts(beside(before, _LETTERS[nibbles(secrets(keys, prf))], after))


def are_text_tokens(tag: bytes, values: pa.LargeStringArray, before: str, after: str) -> NDArray[np.bool_]:
    """Which values are such tokens, with tags of this key; a null is none."""
    shaped = are_wide(values, len(before) + LETTERS + len(after), before, after)
    verified: NDArray[np.bool_] = shaped.to_numpy(zero_copy_only=False).copy()
    rows = of_width(values, shaped)[:, len(before) :][:, :LETTERS]
    verified[verified] = are_letters(tag, _PLACES[rows])
    return verified


def are_letters(tag: bytes, places: Bytes) -> NDArray[np.bool_]:
    """Which rows of places in a 16-letter alphabet are body and tag; 255 stands for a stranger."""
    return (places < 16).all(axis=1) & are_secrets(tag, joined(places))


def secrets(keys: TokenKeys, prf: Bytes) -> Bytes:
    """13 bytes a value: nine of body, four of tag."""
    body = prf[:, :BODY_BYTES]
    return np.hstack([body, rows_prf(keys.tag, body)[:, :TAG_BYTES]])


def are_secrets(tag: bytes, secret: Bytes) -> NDArray[np.bool_]:
    """Which rows of 13 bytes end in the tag of what they begin with."""
    if not len(secret):
        return np.zeros(0, np.bool_)
    tags = rows_prf(tag, secret[:, :BODY_BYTES])[:, :TAG_BYTES]
    return np.asarray((secret[:, BODY_BYTES:] == tags).all(axis=1))


def frames(values: pa.LargeStringArray) -> list[str]:
    """The beginnings of ``values`` in the shape of framed tokens, the version's letter left out.

    Of more than :data:`MOST_FRAMES` the most frequent: each costs a look at the whole column, and nobody
    has as many domains. What is left out counts as no token.
    """
    framed = values.filter(pc.fill_null(pc.match_substring_regex(values, _FRAMED), fill_value=False))
    counts = pc.value_counts(pc.utf8_slice_codeunits(framed, 0, -1 - LETTERS))
    if len(counts) > MOST_FRAMES:
        counts = counts.take(pc.select_k_unstable(counts.field("counts"), MOST_FRAMES, [("", "descending")]))
    return list(counts.field("values").to_pylist())
