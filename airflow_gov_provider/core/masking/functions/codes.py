"""Codes to their beginning: ``94103`` with three characters becomes ``941**``, as a number 94100.

What a code begins with names a region, what it ends with a street. (HIPAA's safe harbour allows three
digits of a ZIP code where more than 20,000 people live in them: 45 CFR 164.514(b)(2)(i)(B).)
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.layouts import in_type, is_text, plain

#: Numbers lose their leading zeros, so two digits at least go whatever is left.
_LEAST_GONE = 2
_HIDDEN = re.compile(r"[^\W_]")


def to_starts(values: pa.Array, keep: int) -> pa.Array:
    """The first ``keep`` letters and digits of each code, ``*`` for the others; separators stay."""
    encoded = plain(values).dictionary_encode()
    distinct = encoded.dictionary
    one = _text if is_text(distinct.type) else _number
    starts = pa.array([one(value.as_py(), keep) for value in distinct], distinct.type)
    return in_type(starts.take(encoded.indices), values.type)


def are_starts(values: pa.Array, keep: int) -> NDArray[np.bool_]:
    """Which values show no more than ``keep`` characters, all of them at the beginning."""
    bare = plain(values)
    if not is_text(bare.type):
        same = pc.fill_null(pc.equal(to_starts(bare, keep), bare), fill_value=False)
        return np.asarray(same.to_numpy(zero_copy_only=False))
    encoded = pc.fill_null(bare, "").dictionary_encode()
    known = np.array([_is_start(value.as_py(), keep) for value in encoded.dictionary], np.bool_)
    return np.asarray(known[encoded.indices.to_numpy()])


def _text(value: str, keep: int) -> str:
    signs = len(_HIDDEN.findall(value))
    left = keep if signs > keep else 0

    def hide(sign: re.Match[str]) -> str:
        nonlocal left
        left -= 1
        return sign[0] if left >= 0 else "*"

    return _HIDDEN.sub(hide, value)


def _number(value: int, keep: int) -> int:
    gone: int = 10 ** max(_LEAST_GONE, len(str(abs(value))) - keep)
    return value // gone * gone if value >= 0 else -(-value // gone * gone)


def _is_start(value: str, keep: int) -> bool:
    shown, _, hidden = value.partition("*")
    return "*" in value and len(_HIDDEN.findall(shown)) <= keep and not _HIDDEN.search(hidden)
