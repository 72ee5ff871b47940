"""Numbers and classes of numbers in one text: ``52300`` becomes its band, ``<=50K`` stays where many have it.

Surveys and forms hold ages and incomes in classes (``25-34``, ``>50K``, ``unknown``), which no band can be
made of. As a category such a text stays if enough rows share it, and becomes ``[OTHER]`` if not.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.functions.bands import are_bands, to_bands
from airflow_gov_provider.core.masking.functions.rare import are_pooled, pooled
from airflow_gov_provider.core.masking.layouts import in_type, plain
from airflow_gov_provider.core.policy.methods import REDACTED


def to_classes(values: pa.Array, width: float, kept: pa.Array) -> pa.Array:
    """Text numbers as the beginning of their band, other texts themselves if among ``kept``, else ``[OTHER]``."""
    bare = plain(values)
    banded = to_bands(bare, width)
    other = pooled(bare, kept)
    return in_type(pc.if_else(pc.equal(banded, REDACTED), other, banded), values.type)


def are_classes(values: pa.Array, width: float, kept: pa.Array) -> NDArray[np.bool_]:
    """Which texts are the beginning of a band, or no number and among ``kept`` or pooled."""
    bare = plain(values)
    no_number = pc.fill_null(pc.equal(to_bands(bare, width), REDACTED), fill_value=False)
    as_category = are_pooled(bare, kept) & no_number.to_numpy(zero_copy_only=False)
    return np.asarray(are_bands(bare, width) | as_category)
