"""What a Parquet file keeps beside its rows, as text to be scanned like values.

Row-group statistics hold the smallest and the largest value of each column, and key-value metadata
holds whatever its writer wished (pandas keeps column names and more there): published bytes too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from airflow_gov_provider.core.datasets import Batch, Place

_ROWS = 65_536
# How Parquet spells "an element of this list"; readers of reports know it as ``tags[]``.
_ELEMENTS = (".list.element", ".list.item", ".bag.array_element")


def metadata_batches(
    file: str, parquet: pq.ParquetFile, more: Iterable[tuple[str, Any]] = ()
) -> Iterator[Batch]:
    """One column of distinct texts a batch, under the name of the column or of the metadata.

    :param more: values that lie in a column's pages and in no row, by column.
    """
    texts: dict[str, dict[str, None]] = {}
    for name, text in _key_values(parquet):
        texts.setdefault(name, {})[text] = None
    for name, text in _statistics(parquet.metadata):
        texts.setdefault(name, {})[text] = None
    for name, value in more:
        texts.setdefault(name, {})[_text(value)] = None
    for name, values in texts.items():
        column = pa.array(values, pa.string())
        for start in range(0, len(column), _ROWS):
            rows = pa.RecordBatch.from_arrays([column.slice(start, _ROWS)], names=[name])
            yield Batch(file, rows, Place.METADATA)


def _key_values(parquet: pq.ParquetFile) -> Iterator[tuple[str, str]]:
    metadata = parquet.metadata
    yield "created_by", str(metadata.created_by or "")
    for mapping in (metadata.metadata, parquet.schema_arrow.metadata):
        for key, value in (mapping or {}).items():
            # Arrow's own copy of the schema is read as what it says, field by field, below.
            if key != b"ARROW:schema":
                yield _text(key), _text(value)
    for field in parquet.schema_arrow:
        yield from _field_metadata(field)


def _field_metadata(field: pa.Field) -> Iterator[tuple[str, str]]:
    for key, value in (field.metadata or {}).items():
        if key != b"PARQUET:field_id":
            yield _text(key), _text(value)
    kind = field.type
    if pa.types.is_nested(kind):
        for at in range(kind.num_fields):
            yield from _field_metadata(kind.field(at))


def _statistics(metadata: pq.FileMetaData) -> Iterator[tuple[str, str]]:
    for group in range(metadata.num_row_groups):
        row_group = metadata.row_group(group)
        for at in range(metadata.num_columns):
            chunk = row_group.column(at)
            statistics = chunk.statistics
            if statistics is not None and statistics.has_min_max:
                name = _column_name(chunk.path_in_schema)
                for value in _min_max(statistics):
                    yield name, _text(value)


def _min_max(statistics: pq.Statistics) -> tuple[Any, Any]:
    try:
        return statistics.min, statistics.max
    except (OverflowError, ValueError):  # a date that Python has no name for: its number
        return statistics.min_raw, statistics.max_raw


def _column_name(path: str) -> str:
    for element in _ELEMENTS:
        path = path.replace(element, "[]")
    return path


def _text(value: Any) -> str:
    if not isinstance(value, bytes):
        return str(value)
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")  # loses nothing: what is ASCII in it can still be seen
