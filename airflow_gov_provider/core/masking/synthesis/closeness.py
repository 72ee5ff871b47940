"""How close invented rows come to the rows they were learned from: copies, distances, a membership test.

Distances are Gower's (1971): the mean over columns of |difference| / range of numbers and of unequal
categories. A table that learned people by heart lies closer to the rows it was trained on (share above 0.5)
than to rows of the same source that it never saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from airflow_gov_provider.core.canonical import Json
from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.core.masking.encoded import Encoded, encoded

#: Rows of each table that are compared: distances are of every pair.
MOST_ROWS = 5_000
_AT_ONCE = 64

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Closeness:
    """No value is in it.

    :param copies: rows of the synthetic table that are a training row in every column compared.
    :param share: of synthetic rows that lie closer to a training row than to a holdout row, ties half, 0-1.
    :param error: its standard error.
    :param membership: AUC of telling training rows from holdout rows by their distance to the nearest
        synthetic row: 0.5 tells nothing.
    :param columns: how many were compared.
    """

    copies: int
    share: float
    error: float
    membership: float
    columns: int
    rows: int

    def as_json(self) -> dict[str, Json]:
        """For the report."""
        return {
            "exact_copies": self.copies,
            "share_closer_to_training": round(self.share, 6),  # type: ignore[dict-item]  # a report for people
            "error": round(self.error, 6),  # type: ignore[dict-item]  # a report for people
            "membership_auc": round(self.membership, 6),  # type: ignore[dict-item]  # a report for people
            "columns": self.columns,
            "rows": self.rows,
        }


def closeness(
    synthetic: Sequence[Encoded], training: Sequence[Encoded], holdout: Sequence[Encoded], *, seed: int
) -> Closeness:
    """Compare by columns with the same codes on all three sides.

    Training and holdout rows are taken in equal numbers, so that chance favours neither.
    """
    chance = np.random.default_rng(seed)
    scaled = _scaled(synthetic, training, holdout)
    size = min(MOST_ROWS, len(scaled[1]), len(scaled[2]))
    made = _some(scaled[0], min(MOST_ROWS, len(scaled[0])), chance)
    seen, unseen = (_some(one, size, chance) for one in scaled[1:])
    kinds = np.array([column.categories is not None for column in training])
    to_seen, to_unseen = nearest(made, seen, kinds), nearest(made, unseen, kinds)
    closer = (to_seen < to_unseen) + (to_seen == to_unseen) / 2
    return Closeness(
        copies_of(scaled[0], scaled[1]),
        float(closer.mean()),
        float(closer.std() / np.sqrt(len(closer))),
        _auc(-nearest(seen, made, kinds), -nearest(unseen, made, kinds)),
        len(training),
        len(made),
    )


def copies_of(rows: Floats, others: Floats) -> int:
    """How many rows are, in every column, one of the others; nulls are equal."""
    known = {row.tobytes() for row in np.ascontiguousarray(others)}
    return sum(row.tobytes() in known for row in np.ascontiguousarray(rows))


def nearest(rows: Floats, others: Floats, categories: NDArray[np.bool_]) -> Floats:
    """Gower's distance of each row to the nearest of the others."""
    made = np.empty(len(rows), dtype=np.float32)
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        total = np.zeros((len(some), len(others)), dtype=np.float32)
        for at, is_category in enumerate(categories):
            apart = some[:, at, None] - others[None, :, at]
            total += (apart != 0) if is_category else np.minimum(np.abs(apart), 1)
        made[start : start + _AT_ONCE] = total.min(axis=1)
    return made / np.float32(max(1, len(categories)))


def _scaled(*tables: Sequence[Encoded]) -> list[Floats]:
    """A row an array row; numbers by the range of the middle 98 %, null as a value far from all."""
    ranges = [_range([table[at] for table in tables[1:]]) for at in range(len(tables[0]))]
    made = []
    for table in tables:
        columns = [(column.numbers - low) / width for column, (low, width) in zip(table, ranges, strict=True)]
        made.append(np.nan_to_num(np.column_stack(columns), nan=-9.0).astype(np.float32))
    return made


def _range(columns: list[Encoded]) -> tuple[float, float]:
    if columns[0].categories is not None:
        return 0.0, 1.0
    numbers = np.concatenate([column.numbers for column in columns])
    numbers = numbers[~np.isnan(numbers)]
    if not len(numbers):
        return 0.0, 1.0
    low, high = np.quantile(numbers, [0.01, 0.99])
    return float(low), float(high - low) or 1.0


def _some(rows: Floats, size: int, chance: np.random.Generator) -> Floats:
    return rows[chance.choice(len(rows), size, replace=False)]


def _auc(positives: Floats, negatives: Floats) -> float:
    """Share of pairs in which the positive is higher, ties half (Mann-Whitney)."""
    ordered = np.sort(negatives)
    below = np.searchsorted(ordered, positives, side="left")
    up_to = np.searchsorted(ordered, positives, side="right")
    return float((below + up_to).mean() / 2 / len(negatives))


def closeness_of_tables(
    synthetic: pa.Table, training: pa.Table, holdout: pa.Table, *, seed: int
) -> Closeness:
    """Compare by the columns that all three have and that name no row.

    :raises UsageError: ``CONFIGURATION_INVALID`` when there is none.
    """
    sides = (training, holdout, synthetic)
    shared = [name for name in training.column_names if all(name in side.column_names for side in sides)]
    columns = {name: _together([side[name] for side in sides]) for name in shared}
    compared = [column for column in columns.values() if column is not None]
    if not compared:
        raise UsageError(ErrorCode.CONFIGURATION_INVALID, "the tables share no column that can be compared")
    edges = np.cumsum([0, *(side.num_rows for side in sides)])
    cut = [
        [Encoded(column.numbers[first:last], column.categories) for column in compared]
        for first, last in pairwise(edges)
    ]
    return closeness(cut[2], cut[0], cut[1], seed=seed)


def _together(columns: list[pa.ChunkedArray]) -> Encoded | None:
    """One code for one value on all sides; None for a text that names rows."""
    kind = columns[0].type
    both = encoded(
        pa.chunked_array([chunk.cast(kind) for column in columns for chunk in column.chunks], kind)
    )
    if both.categories is not None and both.categories > len(both.numbers) / 10:
        return None
    return both
