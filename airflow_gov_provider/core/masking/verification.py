"""Before a masked copy is published: every planned value is proved masked, by key and not by trust."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from airflow_gov_provider.core.datasets import Batch, Place
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.functions import REDACTED, is_text, plain
from airflow_gov_provider.core.masking.nested import Label
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingFunction, MaskingPlan


class TokenVerifier(Protocol):
    """Knows the tokens of its keys; the ``Masker`` port is one."""

    def verify_tokens(self, values: pa.Array, mask: ColumnMask, boundary: str) -> pa.BooleanArray:
        """Which values are tokens of the column's keys; a null or an empty text is none."""


@dataclass(frozen=True, slots=True)
class CheckedColumn:
    """What the values of a masked leaf are. The counts add up to ``rows``."""

    label: str
    rows: int
    nulls: int
    empty: int
    redacted: int
    tokens: int


def check_masked(
    batch: Batch, plan: MaskingPlan, verifier: TokenVerifier, label: Label
) -> Sequence[CheckedColumn]:
    """Counts of each planned leaf of a batch of a masked copy, if all its values are masked.

    A masked value is a token that verifies, ``[REDACTED]``, empty or null; as the column's masking
    function wants it. Metadata batches hold texts about columns, not columns: the scan judges them.

    :raises MaskingError: ``MASKING_INCOMPLETE`` with label and counts.
    """
    if batch.place is not Place.VALUES:
        return ()
    return tuple(
        _check(values, mask, plan.boundary, verifier) for values, mask in _planned(batch, plan, label)
    )


def _planned(batch: Batch, plan: MaskingPlan, label: Label) -> Iterator[tuple[pa.Array, ColumnMask]]:
    # Detection's own walk, not that of masking: where the two disagreed, a copy would not pass. It
    # loads polars, which whoever only plans does not need.
    from airflow_gov_provider.core.detection.leaves import leaves_of

    for leaf in leaves_of(batch.rows, label):
        if (mask := plan.of(leaf.label)) is not None:
            yield leaf.values, mask


def _check(values: pa.Array, mask: ColumnMask, boundary: str, verifier: TokenVerifier) -> CheckedColumn:
    nulls = values.null_count
    empty, redacted = _texts(values)
    tokens = 0
    if mask.function is MaskingFunction.PSEUDONYM:
        verified = verifier.verify_tokens(values, mask, boundary)
        tokens, redacted = int(np.count_nonzero(verified.to_numpy(zero_copy_only=False))), 0
    checked = CheckedColumn(mask.label, len(values), nulls, empty, redacted, tokens)
    left = checked.rows - nulls - empty - redacted - tokens
    if left:
        raise MaskingError(
            ErrorCode.MASKING_INCOMPLETE,
            f"{left} of {checked.rows} values are not masked ({mask.function})",
            where=mask.label,
            hint="nothing was published; this is a fault of masking or of the copy's format",
        )
    return checked


def _texts(values: pa.Array) -> tuple[int, int]:
    """How many values are the empty text, and how many ``[REDACTED]``."""
    if not is_text(values.type):
        return 0, 0
    text = plain(values)
    empty, redacted = (pc.sum(pc.equal(text, what), min_count=0).as_py() for what in ("", REDACTED))
    return int(empty), int(redacted)
