"""Keyed pseudonyms of whole columns: equal values, domains and keys give equal tokens.

A column is dictionary-encoded first, so the keyed function runs once a distinct value. Each token
carries a keyed tag over its body: who holds the key can tell a token from a real value without
trusting whoever wrote the column.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.layouts import in_type, is_int64, is_text, plain
from airflow_gov_provider.core.masking.pseudonyms.integers import are_integer_tokens, integer_tokens
from airflow_gov_provider.core.masking.pseudonyms.normalisation import normalised
from airflow_gov_provider.core.masking.pseudonyms.prf import TokenKeys, rows_prf, values_prf
from airflow_gov_provider.core.masking.pseudonyms.tokens import are_text_tokens, text_tokens

TEXT = "text"
INTEGER = "int64"


def can_be_pseudonyms(kind: pa.DataType) -> bool:
    """True for types with room for a token: text in any layout and 64-bit integers."""
    return is_text(kind) or is_int64(kind)


def key_kind(kind: pa.DataType) -> str:
    """Text and integers have different keys, so that no token of one kind helps against the other."""
    return TEXT if is_text(kind) else INTEGER


def pseudonyms(values: pa.Array, keys: TokenKeys, domain: str, version: str) -> pa.Array:
    """Tokens in the type of ``values``; nulls stay null and empty texts empty.

    :raises UnicodeDecodeError: for text that is not UTF-8.
    """
    bare = plain(values)
    tokens = (
        _text_pseudonyms(bare, keys, domain, version)
        if is_text(values.type)
        else _integer_pseudonyms(bare, keys)
    )
    return in_type(tokens, values.type)


def are_pseudonyms(values: pa.Array, keys: TokenKeys, domain: str, version: str) -> NDArray[np.bool_]:
    """Which values are tokens of these keys; a null or an empty text is none."""
    bare = plain(values)
    if is_text(values.type):
        return are_text_tokens(keys, bare, domain, version)
    numbers = pc.fill_null(bare, 0).to_numpy(zero_copy_only=False)
    return are_integer_tokens(keys, numbers)


def _text_pseudonyms(
    text: pa.LargeStringArray, keys: TokenKeys, domain: str, version: str
) -> pa.LargeStringArray:
    encoded = text.dictionary_encode()
    distinct = encoded.dictionary
    prf = values_prf(keys, normalised(distinct, domain).cast(pa.large_binary()))
    tokens = text_tokens(keys, prf, domain, version)
    return pc.if_else(pc.equal(distinct, ""), "", tokens).take(encoded.indices)


def _integer_pseudonyms(values: pa.Int64Array, keys: TokenKeys) -> pa.Int64Array:
    encoded = values.dictionary_encode()
    rows = encoded.dictionary.to_numpy().astype(">i8").view(np.uint8).reshape(-1, 8)
    return pa.array(integer_tokens(keys, rows_prf(keys.body, rows)), pa.int64()).take(encoded.indices)
