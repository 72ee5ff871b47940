"""The masked twin of a batch: planned leaves masked, names shown by their labels, all else kept."""

from __future__ import annotations

from typing import Protocol

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.nested import Label, map_leaves
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingPlan


class ColumnMasker(Protocol):
    """Masks one column's values; the ``Masker`` port is one."""

    def mask(self, values: pa.Array, mask: ColumnMask, boundary: str) -> pa.Array:
        """Masked values of the same type and length, nulls kept."""


def mask_batch(batch: Batch, plan: MaskingPlan, masker: ColumnMasker, label: Label) -> pa.RecordBatch:
    """The rows of ``batch`` as ``plan`` wants them.

    Same number and order of rows and columns, same types. Names that hold personal data become their
    labels; metadata of the schema and its fields is dropped; a masked column may hold nulls.

    :raises MaskingError: ``MASKING_UNSUPPORTED``, naming the column's label.
    """

    def change(values: pa.Array, path: str) -> pa.Array | None:
        mask = plan.of(path)
        return None if mask is None else _checked(masker.mask(values, mask, plan.boundary), values, mask)

    rows = batch.rows
    if not rows.num_columns:
        return rows.replace_schema_metadata(None)
    named = [(label(field.name), field) for field in rows.schema]
    pairs = [
        map_leaves(column, field.with_name(name), name, label, change)
        for (name, field), column in zip(named, rows.columns, strict=True)
    ]
    schema = pa.schema([field for _, field in pairs])
    return pa.RecordBatch.from_arrays([array for array, _ in pairs], schema=schema)


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
