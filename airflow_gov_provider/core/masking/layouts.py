"""Text and integers in any of Arrow's layouts as plain arrays, and back again."""

from __future__ import annotations

import pyarrow as pa


def is_text(kind: pa.DataType) -> bool:
    """True for the three string layouts and dictionaries of them."""
    kind = _below_dictionary(kind)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def is_int64(kind: pa.DataType) -> bool:
    """True for 64-bit signed integers and dictionaries of them."""
    return bool(pa.types.is_int64(_below_dictionary(kind)))


def plain(values: pa.Array) -> pa.Array:
    """Text of any layout as large strings, other values without their dictionary."""
    large = pa.large_string() if is_text(values.type) else _below_dictionary(values.type)
    if pa.types.is_dictionary(values.type):
        return values.dictionary.cast(large).take(values.indices)
    return values.cast(large)


def require_utf8(values: pa.LargeStringArray) -> None:
    """Arrow believes what wrote the text; where signs are told from others, that is not enough.

    :raises UnicodeDecodeError: without the text, when some value is not UTF-8.
    """
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        raise UnicodeDecodeError("utf-8", b"", 0, 0, "not UTF-8") from None


def in_type(values: pa.Array, kind: pa.DataType) -> pa.Array:
    """The inverse of :func:`plain`: a dictionary is built anew, so no old value stays in it."""
    if not pa.types.is_dictionary(kind):
        return values.cast(kind)
    encoded = values.dictionary_encode()
    return pa.DictionaryArray.from_arrays(
        encoded.indices.cast(kind.index_type),
        encoded.dictionary.cast(kind.value_type),
        ordered=kind.ordered,
    )


def _below_dictionary(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind
