"""What a change must keep, for its rows to be written under the columns they came from."""

from __future__ import annotations

import pyarrow as pa

from airflow_gov_provider.stores.readers.faults import unmaskable


def fitting(changed: pa.RecordBatch, rows: pa.RecordBatch, where: str) -> pa.RecordBatch:
    """The changed rows, of the types that the source's have.

    :raises MaskingError: when rows or columns were lost, or a type does not fit.
    """
    if (changed.num_rows, changed.num_columns) != (rows.num_rows, rows.num_columns):
        raise unmaskable(where, "rows or columns were lost")
    if len(set(changed.schema.names)) != changed.num_columns:
        raise unmaskable(where, "two columns got the same name")
    columns = []
    for at, field in enumerate(rows.schema):
        column = changed.column(at)
        if column.type != field.type:
            if not (_is_text(column.type) and _is_text(field.type)):
                raise unmaskable(
                    f"{where} (column {at + 1})", "its values are of another type after the change"
                )
            column = column.cast(field.type)
        columns.append(column)
    return pa.RecordBatch.from_arrays(columns, names=changed.schema.names)


def _is_text(kind: pa.DataType) -> bool:
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner))
