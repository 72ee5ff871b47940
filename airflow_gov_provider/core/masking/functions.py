"""Masking functions over Arrow arrays: same type, same length, nulls stay null."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

#: What stands for a text that is gone.
REDACTED = "[REDACTED]"


def is_text(kind: pa.DataType) -> bool:
    """True for the three string layouts and dictionaries of them."""
    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def redact(values: pa.Array) -> pa.Array:
    """``[REDACTED]`` for text (the empty text stays), null for every other type."""
    if not is_text(values.type):
        return pa.nulls(len(values), values.type)
    text = as_text(values)
    return in_type(pc.if_else(pc.equal(text, ""), "", REDACTED).cast(pa.large_string()), values.type)


def as_text(values: pa.Array) -> pa.LargeStringArray:
    """Text of any layout as plain large strings: no dictionary, no slice of somebody's buffer."""
    if pa.types.is_dictionary(values.type):
        return values.dictionary.cast(pa.large_string()).take(values.indices)
    return values.cast(pa.large_string())


def in_type(text: pa.LargeStringArray, kind: pa.DataType) -> pa.Array:
    """The inverse of :func:`as_text`: a dictionary is built anew, so no old value stays in it."""
    if not pa.types.is_dictionary(kind):
        return text.cast(kind)
    encoded = text.dictionary_encode()
    return pa.DictionaryArray.from_arrays(
        encoded.indices.cast(kind.index_type),
        encoded.dictionary.cast(kind.value_type),
        ordered=kind.ordered,
    )
