"""Part of a text stays: its first and last letters and digits, ``*`` for every other, separators as they are.

A text shows nothing unless at least as much of it goes as stays: ``1234`` with its last four is ``****``.
A ``*`` in a value counts like a letter, so that what stays is known again by its place alone.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.layouts import in_type, is_text, plain

#: Letters, their marks (which are part of them in most scripts), and digits of all scripts.
_SHOWN = r"[\p{L}\p{M}\p{N}]"
_SIGN = r"[\p{L}\p{M}\p{N}*]"
_OTHER = r"[^\p{L}\p{M}\p{N}*]"
_HIDDEN_OR_OTHER = r"[^\p{L}\p{M}\p{N}]"
HIDDEN = "*"
_NOTHING = pa.scalar("", pa.large_string())


def partly(values: pa.Array, first: int, last: int) -> pa.Array:
    """Texts of which at most so many signs stay; nulls stay null and empty texts empty."""
    encoded = plain(values).dictionary_encode()
    distinct = encoded.dictionary
    hidden = pc.replace_substring_regex(distinct, pattern=_SIGN, replacement=HIDDEN)
    if not first + last:
        return in_type(hidden.take(encoded.indices), values.type)
    enough = _are_long(distinct, first + last)
    parts = pc.extract_regex(
        distinct,
        pattern=rf"(?s)^(?P<start>(?:{_OTHER}*{_SIGN}){{{first}}})(?P<middle>.*)"
        rf"(?P<end>(?:{_SIGN}{_OTHER}*){{{last}}})$",
    )
    middle = pc.replace_substring_regex(parts.field("middle"), pattern=_SIGN, replacement=HIDDEN)
    joined = pc.binary_join_element_wise(parts.field("start"), middle, parts.field("end"), _NOTHING)
    return in_type(pc.if_else(enough, joined, hidden).take(encoded.indices), values.type)


def are_partly(values: pa.Array, first: int, last: int) -> NDArray[np.bool_]:
    """Which texts show no more than that, by their shape; an empty one or a null is none.

    What stays of a value says nothing of a key: whoever writes as many ``*`` has the shape.
    """
    if not is_text(values.type):
        return np.zeros(len(values), np.bool_)
    encoded = pc.fill_null(plain(values), "").dictionary_encode()
    distinct = encoded.dictionary
    start, end = rf"(?:{_OTHER}*{_SIGN}){{{first}}}", rf"(?:{_SIGN}{_OTHER}*){{{last}}}"
    whole = pc.match_substring_regex(distinct, rf"(?s)^{start}{_HIDDEN_OR_OTHER}*{end}$")
    hidden = pc.invert(pc.match_substring_regex(distinct, _SHOWN))
    known = pc.if_else(_are_long(distinct, first + last), whole, hidden)
    known = pc.and_(known, pc.not_equal(distinct, ""))
    return np.asarray(known.to_numpy(zero_copy_only=False)[encoded.indices.to_numpy()])


def _are_long(distinct: pa.LargeStringArray, shown: int) -> pa.BooleanArray:
    return pc.greater_equal(pc.count_substring_regex(distinct, pattern=_SIGN), 2 * shown)
