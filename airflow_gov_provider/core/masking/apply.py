"""The masked twin of a batch: planned leaves masked, names shown by their labels, all else kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeAlias

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.categories import Categories
from airflow_gov_provider.core.masking.nested import Label, map_leaves
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingPlan


@dataclass(frozen=True, slots=True)
class Beside:
    """What some methods need besides the values of their column.

    :param categories: values that stay, for methods that count them.
    :param subjects: whom each row is about, of the length of the values, for methods that ask.
    """

    categories: pa.Array | None = None
    subjects: pa.Array | None = None


#: Rows of a batch whose columns are masked at the same time, by as many threads as Arrow may use.
WORTH_THREADS = 4_096

_Masked: TypeAlias = tuple[pa.Array, pa.Field]

#: For methods that look at nothing but the values.
NOTHING_BESIDE = Beside()


class ColumnMasker(Protocol):
    """Masks one column's values, several columns at the same time; the ``Masker`` port is one."""

    def mask(self, values: pa.Array, mask: ColumnMask, boundary: str, beside: Beside) -> pa.Array:
        """Masked values of the same type and length, nulls kept."""


def mask_batch(
    batch: Batch, plan: MaskingPlan, masker: ColumnMasker, label: Label, categories: Categories
) -> pa.RecordBatch:
    """The rows of ``batch`` as ``plan`` wants them.

    Same number and order of rows and columns, same types. Names that hold personal data become their
    labels; metadata of the schema and its fields is dropped; a masked column may hold nulls.

    :raises MaskingError: ``MASKING_UNSUPPORTED``, naming the column's label, also for one that is not
        planned.
    """
    rows = batch.rows
    named = [(label(field.name), field) for field in rows.schema]

    def change(values: pa.Array, path: str) -> pa.Array | None:
        mask = plan.of(path)
        if mask is None:
            return None
        beside = Beside(categories.of.get(path), _subjects(mask, rows, [name for name, _ in named], values))
        return _checked(masker.mask(values, mask, plan.boundary, beside), values, mask)

    if not rows.num_columns:
        return rows.replace_schema_metadata(None)
    pairs = _side_by_side(
        [
            partial(map_leaves, column, field.with_name(name), name, label, change)
            for (name, field), column in zip(named, rows.columns, strict=True)
        ],
        rows.num_rows,
    )
    schema = pa.schema([field for _, field in pairs])
    return pa.RecordBatch.from_arrays([array for array, _ in pairs], schema=schema)


def _side_by_side(columns: Sequence[Callable[[], _Masked]], rows: int) -> list[_Masked]:
    """Columns know nothing of each other; what masks them (AES, Arrow, much of numpy) leaves other threads free."""
    threads = min(pa.cpu_count(), len(columns))
    if rows < WORTH_THREADS or threads < 2:
        return [column() for column in columns]
    with ThreadPoolExecutor(threads, "mask") as pool:
        return list(pool.map(lambda column: column(), columns))


def _subjects(mask: ColumnMask, rows: pa.RecordBatch, names: list[str], values: pa.Array) -> pa.Array | None:
    """The column of whom each row is about, if the method asks. :raises MaskingError: when it is not there."""
    if mask.subject is None:
        return None
    if names.count(mask.subject) == 1 and len(values) == rows.num_rows:
        return rows.column(names.index(mask.subject))
    raise MaskingError(
        ErrorCode.MASKING_UNSUPPORTED,
        f"there is no single column {mask.subject!r} of as many values, which tells whom a row is about",
        where=mask.label,
        hint="name another column as subject in the policy's method, or another method",
    )


def _checked(masked: pa.Array, values: pa.Array, mask: ColumnMask) -> pa.Array:
    """What a masker of any make must keep, or rows would shift against each other."""
    if len(masked) == len(values) and masked.type == values.type:
        return masked
    raise MaskingError(
        ErrorCode.MASKING_INCOMPLETE,
        f"masking turned {len(values)} values of type {values.type} into {len(masked)} of {masked.type}",
        where=mask.label,
        hint="this is a fault of the masker",
    )
