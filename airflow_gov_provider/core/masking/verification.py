"""Before a masked copy is published: every planned value is proved masked, by key and not by trust."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from airflow_gov_provider.core.datasets import Batch, Place
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.apply import Beside
from airflow_gov_provider.core.masking.categories import Categories
from airflow_gov_provider.core.masking.layouts import is_text, plain
from airflow_gov_provider.core.masking.nested import Label
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingPlan


class MaskVerifier(Protocol):
    """Knows what its masks look like; the ``Masker`` port is one."""

    def verify(self, values: pa.Array, mask: ColumnMask, boundary: str, beside: Beside) -> pa.BooleanArray:
        """Which values are what the column's method makes; of a null or an empty text, False."""


@dataclass(frozen=True, slots=True)
class CheckedColumn:
    """What the values of a masked leaf are. The counts add up to ``rows``."""

    label: str
    rows: int
    nulls: int
    empty: int
    verified: int


def check_masked(
    batch: Batch, plan: MaskingPlan, verifier: MaskVerifier, label: Label, categories: Categories
) -> Sequence[CheckedColumn]:
    """Counts of each planned leaf of a batch of a masked copy, if all its values are masked.

    A masked value is one that the column's method makes, empty or null. Metadata batches hold texts
    about columns, not columns: the scan judges them.

    :raises MaskingError: ``MASKING_INCOMPLETE`` with label and counts.
    """
    if batch.place is not Place.VALUES:
        return ()
    return tuple(
        _check(values, mask, plan.boundary, verifier, Beside(categories.of.get(mask.label)))
        for values, mask in _planned(batch, plan, label)
    )


def summed(checked: Iterable[CheckedColumn]) -> dict[str, CheckedColumn]:
    """The counts of many batches together, by label."""
    sums: dict[str, CheckedColumn] = {}
    for one in checked:
        before = sums.get(one.label, CheckedColumn(one.label, 0, 0, 0, 0))
        sums[one.label] = CheckedColumn(
            one.label,
            before.rows + one.rows,
            before.nulls + one.nulls,
            before.empty + one.empty,
            before.verified + one.verified,
        )
    return sums


def _planned(batch: Batch, plan: MaskingPlan, label: Label) -> Iterator[tuple[pa.Array, ColumnMask]]:
    # Detection's own walk, not that of masking: where the two disagreed, a copy would not pass. It
    # loads polars, which whoever only plans does not need.
    from airflow_gov_provider.core.detection.leaves import leaves_of

    for leaf in leaves_of(batch.rows, label):
        if (mask := plan.of(leaf.label)) is not None:
            yield leaf.values, mask


def _check(
    values: pa.Array, mask: ColumnMask, boundary: str, verifier: MaskVerifier, beside: Beside
) -> CheckedColumn:
    nulls = values.null_count
    verified = verifier.verify(values, mask, boundary, beside).to_numpy(zero_copy_only=False)
    empty = _empty(values)
    checked = CheckedColumn(mask.label, len(values), nulls, empty, int(np.count_nonzero(verified)))
    left = checked.rows - nulls - empty - checked.verified
    if left:
        raise MaskingError(
            ErrorCode.MASKING_INCOMPLETE,
            f"{left} of {checked.rows} values are not masked ({mask.method.word})",
            where=mask.label,
            hint="nothing was published; this is a fault of masking or of the copy's format",
        )
    return checked


def _empty(values: pa.Array) -> int:
    """How many values are the empty text."""
    if not is_text(values.type):
        return 0
    return int(pc.sum(pc.equal(plain(values), ""), min_count=0).as_py())
