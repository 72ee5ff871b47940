"""Nothing of a value stays."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.layouts import in_type, is_text, plain


def replaced(values: pa.Array, by: str) -> pa.Array:
    """``by`` for every text that is not empty, null for every value of another type."""
    if not is_text(values.type):
        return pa.nulls(len(values), values.type)
    text = plain(values)
    return in_type(pc.if_else(pc.equal(text, ""), "", by), values.type)


def are_replaced(values: pa.Array, by: str) -> NDArray[np.bool_]:
    """Which values are the constant."""
    if not is_text(values.type):
        return np.zeros(len(values), np.bool_)
    same = pc.fill_null(pc.equal(plain(values), by), fill_value=False)
    return np.asarray(same.to_numpy(zero_copy_only=False))
