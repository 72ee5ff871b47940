"""Categories that many rows share stay, rare ones are pooled: small cells name somebody."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.layouts import in_type, is_text, plain
from airflow_gov_provider.core.policy.methods import OTHER


def pooled(values: pa.Array, kept: pa.Array) -> pa.Array:
    """``[OTHER]`` for every text that is not among ``kept`` and not empty, null for other types."""
    bare = plain(values)
    stays = _stays(bare, kept)
    if not is_text(values.type):
        return in_type(pc.if_else(stays, bare, pa.scalar(None, bare.type)), values.type)
    return in_type(pc.if_else(pc.or_(stays, pc.equal(bare, "")), bare, OTHER), values.type)


def are_pooled(values: pa.Array, kept: pa.Array) -> NDArray[np.bool_]:
    """Which values are among ``kept``, or stand for one that is not."""
    bare = plain(values)
    stays = _stays(bare, kept)
    if is_text(values.type):
        stays = pc.or_(stays, pc.fill_null(pc.equal(bare, OTHER), fill_value=False))
    return np.asarray(stays.to_numpy(zero_copy_only=False))


def _stays(bare: pa.Array, kept: pa.Array) -> pa.BooleanArray:
    return pc.is_in(bare, value_set=kept.cast(bare.type), skip_nulls=True)
