"""Columns whose values are what their type says.

Arrow reads a file's bytes and does not ask whether a text is UTF-8, or a decimal has no more digits than its
type: that shows, or does harm, only where the values are used.
"""

from __future__ import annotations

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch, Place
from airflow_gov_provider.stores.readers.faults import unreadable


def sound(batch: Batch, where: str) -> Batch:
    """The same batch. :raises DataError: when a column holds what its type can not."""
    for at, column in enumerate(batch.rows.columns, start=1):
        try:
            column.validate(full=True)
            continue
        except pa.ArrowException:
            pass  # its words quote the value
        beside = "" if batch.place is Place.VALUES else " of the metadata"
        raise unreadable(
            where,
            f"column {at}{beside} holds what its type ({_family(column.type)}) can not hold",
            "text has to be UTF-8: write it so, or as bytes; else write the file again, it looks damaged",
        )
    return batch


def _family(kind: pa.DataType) -> str:
    """The type without names of fields, which may be anything."""
    return str(kind).partition("<")[0].partition("(")[0]
