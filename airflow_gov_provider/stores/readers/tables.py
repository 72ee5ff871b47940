"""Several tables in one file: their columns are told apart by the table's name."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch, Place

#: Most rows, and about the most characters, of a batch that is built value by value.
ROWS = 8_192
SIZE = 8 << 20


def qualified(table: str, batch: Batch) -> Batch:
    """The batch as one nested column: its leaves are then called ``table.column``."""
    rows = batch.rows
    if not rows.num_columns:
        return batch
    fields = [
        pa.field(name, column.type) for name, column in zip(rows.schema.names, rows.columns, strict=True)
    ]
    nested = pa.StructArray.from_arrays(rows.columns, fields=fields)
    return Batch(batch.file, pa.RecordBatch.from_arrays([nested], [table]), batch.place)


def texts_batch(file: str, label: str, texts: Iterable[str]) -> Batch:
    """Texts that a format keeps beside its rows, each once."""
    column = pa.array(dict.fromkeys(texts), pa.string())
    return Batch(file, pa.RecordBatch.from_arrays([column], [label]), Place.METADATA)


def unread_batch(file: str, label: str) -> Batch:
    """Says that a part of a file holds bytes in which nothing can be looked for (a picture, say)."""
    # One value that is no text in any encoding, so that it counts as one value not read.
    column = pa.array([b"\xff\xff\xff"], pa.binary())
    return Batch(file, pa.RecordBatch.from_arrays([column], [label]), Place.METADATA)


def distinct_names(names: Iterable[str]) -> list[str]:
    """Every name once: ``column 3`` for the third without a name, ``email (2)`` for the second of two."""
    found: dict[str, None] = {}
    for at, name in enumerate(names, start=1):
        new, more = name or f"column {at}", 2
        while new in found:
            new, more = f"{name} ({more})", more + 1
        found[new] = None
    return list(found)
