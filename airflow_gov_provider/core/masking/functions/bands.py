"""Numbers to the beginning of their band: 37 with width 5 becomes 35, 52.3712 with 0.1 becomes 52.3.

Numbers stay numbers of their type, also where text holds them, so that models and casts still work.
"""

from __future__ import annotations

import re
from decimal import ROUND_FLOOR, Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.layouts import in_type, is_text, plain
from airflow_gov_provider.core.policy.methods import REDACTED

#: A number as people and programs write it; no exponent, no grouping, which countries write differently.
_NUMBER = re.compile(r"\s*([+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?)\s*")
#: A single float has 7 digits: what lies closer to a band's beginning than these is that beginning.
_NEAR = {pa.float16(): 1e-2, pa.float32(): 1e-5, pa.float64(): 1e-9}


def to_bands(values: pa.Array, width: float) -> pa.Array:
    """The beginning of each number's band, in the type of ``values``; text that is no number goes."""
    bare = plain(values)
    encoded = bare.dictionary_encode()
    distinct = encoded.dictionary
    if pa.types.is_integer(distinct.type):
        banded = _integers(distinct, int(width))
    elif pa.types.is_floating(distinct.type):
        banded = _floats(distinct, width)
    else:
        banded = pa.array([_one(value.as_py(), Decimal(str(width))) for value in distinct], distinct.type)
    return in_type(banded.take(encoded.indices), values.type)


def are_bands(values: pa.Array, width: float) -> NDArray[np.bool_]:
    """Which values are the beginning of a band, or a text that stands for no number."""
    bare = plain(values)
    same = pc.equal(to_bands(bare, width), bare)
    if pa.types.is_floating(bare.type):
        same = pc.or_(pc.fill_null(same, fill_value=False), pc.fill_null(pc.is_nan(bare), fill_value=False))
    known = pc.fill_null(same, fill_value=False).to_numpy(zero_copy_only=False)
    if is_text(values.type):
        known = known & pc.fill_null(pc.not_equal(bare, ""), fill_value=False).to_numpy(zero_copy_only=False)
    return np.asarray(known)


def _integers(values: pa.Array, width: int) -> pa.Array:
    """Python's integers: Arrow's would run over at the lower end of a type."""
    least = _least(values.type)
    beginnings = (value.as_py() // width * width for value in values)
    return pa.array([one if one >= least else None for one in beginnings], values.type)


def _least(kind: pa.DataType) -> int:
    return 0 if pa.types.is_unsigned_integer(kind) else -(1 << (kind.bit_width - 1))


def _floats(values: pa.Array, width: float) -> pa.Array:
    numbers = values.to_numpy(zero_copy_only=False).astype(np.float64)
    quotient = numbers / width
    nearest = np.round(quotient)
    near = np.abs(quotient - nearest) <= _NEAR[values.type] * np.maximum(1, np.abs(quotient))
    # Infinities and NaN stay what they are: they name nobody.
    beginnings = np.where(near, nearest, np.floor(quotient)) * width
    digits = max(0, -int(Decimal(str(width)).as_tuple().exponent))
    return pa.array(np.round(beginnings, digits)).cast(values.type)


def _one(value: object, width: Decimal) -> object:
    if isinstance(value, Decimal):
        return ((value / width).to_integral_value(ROUND_FLOOR) * width).quantize(value)
    if not isinstance(value, str) or not value:
        return value
    form = _NUMBER.fullmatch(value)
    if form is None:
        return REDACTED
    beginning = (Decimal(form[1]) / width).to_integral_value(ROUND_FLOOR) * width
    return format(beginning.normalize(), "f")
