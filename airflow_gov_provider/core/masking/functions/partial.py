"""Part of a text stays: its first and last letters and digits, ``*`` for every other, separators as they are.

A text shows nothing unless at least as much of it goes as stays: ``1234`` with its last four is ``****``.
A ``*`` in a value counts like a letter, so that what stays is known again by its place alone.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.layouts import in_type, is_text, plain, require_utf8
from airflow_gov_provider.core.masking.pseudonyms.prf import layout

#: Letters, their marks (which are part of them in most scripts), and digits of all scripts.
_SHOWN = r"[\p{L}\p{M}\p{N}]"
_SIGN = r"[\p{L}\p{M}\p{N}*]"
_OTHER = r"[^\p{L}\p{M}\p{N}*]"
_HIDDEN_OR_OTHER = r"[^\p{L}\p{M}\p{N}]"
HIDDEN = "*"
_IS_SIGN = np.array([code < 128 and (chr(code).isalnum() or chr(code) == HIDDEN) for code in range(256)])
_NOTHING = pa.scalar("", pa.large_string())


def partly(values: pa.Array, first: int, last: int) -> pa.Array:
    """Texts of which at most so many signs stay; nulls stay null and empty texts empty.

    :raises UnicodeDecodeError: for text that is not UTF-8.
    """
    encoded = plain(values).dictionary_encode()
    distinct = encoded.dictionary
    is_ascii = pc.string_is_ascii(distinct)
    made = _of_ascii(pc.if_else(is_ascii, distinct, ""), first, last)
    if not pc.all(is_ascii, min_count=0).as_py():
        require_utf8(distinct)
        others = pc.invert(is_ascii)
        made = pc.replace_with_mask(made, others, _of_any(distinct.filter(others), first, last))
    return in_type(made.take(encoded.indices), values.type)


def _of_ascii(distinct: pa.LargeStringArray, first: int, last: int) -> pa.LargeStringArray:
    """All bytes at once: a sign stays by its place among the signs of its text."""
    data, starts, lengths = layout(distinct)
    own = data[int(starts[0]) : int(starts[-1] + lengths[-1])] if len(starts) else data[:0]
    of = np.repeat(np.arange(len(lengths)), lengths)
    sign = _IS_SIGN[own]
    counts = np.bincount(of[sign], minlength=len(lengths))
    before = np.cumsum(counts) - counts
    place = np.cumsum(sign) - 1 - before[of]
    stays = (counts >= 2 * (first + last))[of] & ((place < first) | (place >= counts[of] - last))
    shown = np.where(sign & ~stays, np.uint8(ord(HIDDEN)), own)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return pa.LargeStringArray.from_buffers(
        len(distinct), pa.py_buffer(offsets), pa.py_buffer(shown.tobytes())
    )


def _of_any(distinct: pa.LargeStringArray, first: int, last: int) -> pa.LargeStringArray:
    """The same in any script, by patterns."""
    hidden = pc.replace_substring_regex(distinct, pattern=_SIGN, replacement=HIDDEN)
    if not first + last:
        return hidden
    parts = pc.extract_regex(
        distinct,
        pattern=rf"(?s)^(?P<start>(?:{_OTHER}*{_SIGN}){{{first}}})(?P<middle>.*)"
        rf"(?P<end>(?:{_SIGN}{_OTHER}*){{{last}}})$",
    )
    middle = pc.replace_substring_regex(parts.field("middle"), pattern=_SIGN, replacement=HIDDEN)
    joined = pc.binary_join_element_wise(parts.field("start"), middle, parts.field("end"), _NOTHING)
    return pc.if_else(_are_long(distinct, first + last), joined, hidden)


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
