"""Counting the values of columns whose rare values must not stay. Values live in memory only.

Counting is bounded: beyond :data:`MOST` distinct values of a column the rarest are forgotten, so a count
can only come out too low and a category only be pooled that could have stayed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from airflow_gov_provider.core.datasets import Batch, Place
from airflow_gov_provider.core.masking.layouts import plain
from airflow_gov_provider.core.masking.nested import Label, leaves_by_path
from airflow_gov_provider.core.masking.plans import MaskingPlan

#: Distinct values that are counted for one column.
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Categories:
    """Per column, the values that stay. No part of it may leave the process."""

    of: Mapping[str, pa.Array] = field(default_factory=dict, repr=False)


def count_categories(batches: Iterable[Batch], plan: MaskingPlan, label: Label) -> Categories:
    """The values of each counted column that have as many rows as they need, in all batches together."""
    needed = {mask.label: mask.categories or 0 for mask in plan.counted}
    if not needed:
        return Categories()
    counts: dict[str, Counter[object]] = {path: Counter() for path in needed}
    types: dict[str, pa.DataType] = {}
    for batch in batches:
        if batch.place is not Place.VALUES:
            continue
        for path, values in leaves_by_path(batch.rows, label):
            if path in needed:
                bare = plain(values)
                types[path] = bare.type
                _add(counts[path], bare)
    return Categories(
        {path: _kept(count, needed[path], types.get(path, pa.null())) for path, count in counts.items()}
    )


def _add(count: Counter[object], values: pa.Array) -> None:
    pairs = pc.value_counts(values.drop_null())
    numbers = pairs.field("counts").to_pylist()
    count.update(dict(zip(pairs.field("values").to_pylist(), numbers, strict=True)))
    if len(count) > MOST:
        rarest = len(count) - MOST // 2
        for value, _ in sorted(count.items(), key=lambda item: item[1])[:rarest]:
            del count[value]


def _kept(count: Counter[object], needed: int, kind: pa.DataType) -> pa.Array:
    return pa.array([value for value, rows in count.items() if rows >= needed], kind)
