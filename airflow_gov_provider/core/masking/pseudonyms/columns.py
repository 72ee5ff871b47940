"""Keyed pseudonyms of whole columns: equal values, domains and keys give equal tokens.

A column is dictionary-encoded first, so the keyed function runs once a distinct value. Each token
carries a keyed tag over its body: who holds the key can tell a token from a real value without
trusting whoever wrote the column.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.layouts import in_type, is_int64, is_text, plain
from airflow_gov_provider.core.masking.pseudonyms.forms import forms_in, forms_of, shaped
from airflow_gov_provider.core.masking.pseudonyms.integers import are_integer_tokens, integer_tokens
from airflow_gov_provider.core.masking.pseudonyms.normalisation import normalised
from airflow_gov_provider.core.masking.pseudonyms.prf import TokenKeys, rows_prf, values_prf

TEXT = "text"
INTEGER = "int64"

#: (kind of value, form of token) → keys: :meth:`TokenKeys.derive` of one boundary, domain and version.
KeysOf = Callable[[str, str], TokenKeys]
#: (form of token, key version) → key of its tags.
TagKeyOf = Callable[[str, str], bytes]


def can_be_pseudonyms(kind: pa.DataType) -> bool:
    """True for types with room for a token: text in any layout and 64-bit integers."""
    return is_text(kind) or is_int64(kind)


def pseudonyms(values: pa.Array, keys_of: KeysOf, domain: str, version: str) -> pa.Array:
    """Tokens in the type of ``values``; nulls stay null and empty texts empty.

    Text and integers have different keys, so that no token of one kind helps against the other.

    :raises UnicodeDecodeError: for text that is not UTF-8.
    """
    bare = plain(values)
    tokens = (
        _text_pseudonyms(bare, keys_of, domain, version)
        if is_text(values.type)
        else _integer_pseudonyms(bare, keys_of(INTEGER, INTEGER))
    )
    return in_type(tokens, values.type)


def are_pseudonyms(
    values: pa.Array, tag_of: TagKeyOf, versions: tuple[str, ...], domain: str | None
) -> NDArray[np.bool_]:
    """Which values are tokens of these key versions, for whatever boundary.

    A null or an empty text is none.

    :param domain: whose tokens count; None: of any domain.
    """
    bare = plain(values)
    if not is_text(values.type):
        numbers = pc.fill_null(bare, 0).to_numpy(zero_copy_only=False)
        return _any(numbers, [are_integer_tokens(tag_of(INTEGER, version), numbers) for version in versions])
    forms = forms_in(bare) if domain is None else forms_of(domain)
    known = [form.made(tag_of(form.name, version), bare, version) for form in forms for version in versions]
    return _any(bare, known)


def _any(values: pa.Array | NDArray[np.int64], known: list[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    return np.logical_or.reduce(known) if known else np.zeros(len(values), np.bool_)


def _text_pseudonyms(
    text: pa.LargeStringArray, keys_of: KeysOf, domain: str, version: str
) -> pa.LargeStringArray:
    encoded = text.dictionary_encode()
    distinct = encoded.dictionary
    spelt, place = shaped(normalised(distinct, domain), domain)
    prf = values_prf(keys_of(TEXT, ""), spelt.cast(pa.large_binary()))
    rows = [np.flatnonzero(place == at) for at in range(len(forms_of(domain)))]
    made = [
        form.make(keys_of(TEXT, form.name), prf[here], version)
        for form, here in zip(forms_of(domain), rows, strict=True)
        if len(here)
    ]
    tokens = _in_order(made, np.concatenate(rows))
    return pc.if_else(pc.equal(distinct, ""), "", tokens).take(encoded.indices)


def _in_order(made: list[pa.LargeStringArray], order: NDArray[np.intp]) -> pa.LargeStringArray:
    """Tokens of several forms in the order of their values."""
    if len(made) == 1:
        return made[0]
    return pa.concat_arrays([pa.array([], pa.large_string()), *made]).take(pa.array(np.argsort(order)))


def _integer_pseudonyms(values: pa.Int64Array, keys: TokenKeys) -> pa.Int64Array:
    encoded = values.dictionary_encode()
    rows = encoded.dictionary.to_numpy().astype(">i8").view(np.uint8).reshape(-1, 8)
    return pa.array(integer_tokens(keys, rows_prf(keys.body, rows)), pa.int64()).take(encoded.indices)
