"""Parquet: all row groups, and what the file keeps beside its rows."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.core.errors import GovernanceError
from airflow_gov_provider.stores.readers.faults import partly_read, unmaskable, unreadable
from airflow_gov_provider.stores.readers.formats import Change, Source
from airflow_gov_provider.stores.readers.parquet_dictionaries import READ_AHEAD, compacted, unused_values
from airflow_gov_provider.stores.readers.parquet_metadata import metadata_batches
from airflow_gov_provider.stores.readers.parquet_stretches import refuse_gaps

MAGIC = b"PAR1"

#: Most rows, and about the most bytes, of one batch.
ROWS = 65_536
BYTES = 64 << 20
#: Rows of a batch that is changed: the more there are together, the more values come more than once.
CHANGED_ROWS = 262_144


class ParquetFormat:
    """Reads and rewrites Parquet."""

    def batches(self, source: Source) -> Iterator[Batch]:
        """See :class:`~airflow_gov_provider.stores.readers.formats.Format`."""
        with source.open() as raw:
            try:
                refuse_gaps(raw, source.where)
                file, _ = _open(raw, source.where)
                yield from metadata_batches(source.file, file, unused_values(raw, file))
                yield from _values(source, file)
            except (pa.ArrowException, OSError, ValueError, LookupError, TypeError) as error:
                raise _broken(error, source.where) from None

    def rewrite(self, source: Source, sink: BinaryIO, change: Change) -> None:
        """See :class:`~airflow_gov_provider.stores.readers.formats.Format`.

        One row group of the source is changed while the one before is written, and becomes one row group
        of the same columns, types and codecs. Statistics are made anew; key-value metadata is dropped,
        except the schema that Arrow needs to give back the same types.
        """
        with source.open() as raw:
            try:
                file, schema = _open(raw, source.where)
                wanted = _bare_schema(schema)
                _write(_groups(source, file, change, wanted), file, sink, source.where)
            except (pa.ArrowException, OSError, ValueError, LookupError, TypeError) as error:
                raise _broken(error, source.where) from None


def _write(groups: Iterator[pa.Table], file: pq.ParquetFile, sink: BinaryIO, where: str) -> None:
    """Each group as one row group; the next is made meanwhile, never more than one."""
    writer: pq.ParquetWriter | None = None
    written: Future[None] | None = None
    with ThreadPoolExecutor(1, "write") as thread:
        for group in groups:
            if writer is None:
                writer = _writer(sink, file, group.schema)
            if group.schema != writer.schema:
                raise unmaskable(where, "columns differ between row groups")
            if written is not None:
                written.result()
            written = thread.submit(writer.write_table, group, row_group_size=max(1, group.num_rows))
            del group
        if writer is not None and written is not None:
            written.result()
            writer.close()


def _open(raw: BinaryIO, where: str) -> tuple[pq.ParquetFile, pa.Schema]:
    """The file, and its own schema: text that is read as a dictionary is text in the file."""
    plain = pq.ParquetFile(raw, page_checksum_verification=True)
    _refuse_duplicates(plain.schema_arrow, where)
    file = pq.ParquetFile(
        raw,
        metadata=plain.metadata,
        read_dictionary=_dictionary_columns(plain),
        buffer_size=READ_AHEAD,
        page_checksum_verification=True,
    )
    return file, plain.schema_arrow


def _refuse_duplicates(fields: Any, where: str) -> None:
    fields = list(fields)
    names = [field.name for field in fields]
    if len(set(names)) != len(names):
        raise unreadable(where, "two columns have the same name", "give every column its own name")
    for field in fields:
        if pa.types.is_struct(field.type):
            _refuse_duplicates(field.type, where)


def _dictionary_columns(file: pq.ParquetFile) -> list[str]:
    """Text columns that are small because few values repeat: then each is looked at once."""
    texts = {
        field.name
        for field in file.schema_arrow
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
    }
    found: dict[str, list[int]] = {}
    metadata = file.metadata
    for group in range(metadata.num_row_groups):
        for at in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(at)
            if chunk.path_in_schema in texts:
                sums = found.setdefault(chunk.path_in_schema, [0, 0])
                # A plain text takes four bytes for its length alone, so less means a dictionary.
                sums[0] += chunk.total_uncompressed_size
                sums[1] += chunk.num_values
    return [name for name, (size, values) in found.items() if size < 4 * values]


def _values(source: Source, file: pq.ParquetFile) -> Iterator[Batch]:
    seen = 0
    for group in range(file.metadata.num_row_groups):
        for rows in _group_batches(source, file, group, ROWS):
            seen += rows.num_rows
            yield Batch(source.file, rows)
            del rows
        # What the decoder used for a row group stays with the pool otherwise, beside what the next one takes.
        pa.default_memory_pool().release_unused()
    if seen != file.metadata.num_rows:
        raise partly_read(source.where, f"{seen} rows were read of {file.metadata.num_rows}")
    if not seen:
        yield Batch(source.file, _no_rows(file))


def _group_batches(source: Source, file: pq.ParquetFile, group: int, most: int) -> Iterator[pa.RecordBatch]:
    metadata = file.metadata.row_group(group)
    width = max(1, metadata.total_byte_size // max(1, metadata.num_rows))
    seen = 0
    for rows in file.iter_batches(
        batch_size=max(1, min(most, BYTES // width)), row_groups=[group], use_threads=False
    ):
        seen += rows.num_rows
        yield rows
    if seen != metadata.num_rows:
        raise partly_read(source.where, f"{seen} rows were read of {metadata.num_rows} in a row group")


def _no_rows(file: pq.ParquetFile) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], file.schema_arrow)


def _groups(source: Source, file: pq.ParquetFile, change: Change, wanted: pa.Schema) -> Iterator[pa.Table]:
    def fitting(rows: pa.RecordBatch) -> pa.RecordBatch:
        return _fitting(change(Batch(source.file, rows)), rows, wanted, source.where)

    if not file.metadata.num_rows:
        yield pa.Table.from_batches([fitting(_no_rows(file))])
        return
    for group in range(file.metadata.num_row_groups):
        if batches := [fitting(rows) for rows in _group_batches(source, file, group, CHANGED_ROWS)]:
            yield compacted(pa.Table.from_batches(batches))
            del batches
            pa.default_memory_pool().release_unused()


def _fitting(changed: pa.RecordBatch, rows: pa.RecordBatch, wanted: pa.Schema, where: str) -> pa.RecordBatch:
    """The changed rows under the source's types; names may differ, shapes may not."""
    if (changed.num_rows, changed.num_columns) != (rows.num_rows, rows.num_columns):
        raise unmaskable(where, "rows or columns were lost")
    columns, fields = [], []
    for at, field in enumerate(wanted):
        column = _as_type(changed.column(at), field.type, f"{where} (column {at + 1})")
        if column.null_count and not field.nullable:
            raise unmaskable(f"{where} (column {at + 1})", "a null was put into a column that has none")
        columns.append(column)
        fields.append(pa.field(changed.schema.field(at).name, column.type, field.nullable, field.metadata))
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))


def _as_type(column: pa.Array, wanted: pa.DataType, where: str) -> pa.Array:
    if column.type == wanted or _same_shape(column.type, wanted):
        return column
    if _is_text(column.type) and _is_text(wanted):
        return column.cast(wanted)
    raise unmaskable(
        where, f"values of type {_plain(column.type)} do not fit a column of type {_plain(wanted)}"
    )


def _plain(kind: pa.DataType) -> str:
    # A nested type spells out the names in it, which may hold personal data.
    return "nested" if pa.types.is_nested(kind) else str(kind)


def _is_text(kind: pa.DataType) -> bool:
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(
        pa.types.is_string(inner) or pa.types.is_large_string(inner) or pa.types.is_string_view(inner)
    )


def _same_shape(one: pa.DataType, other: pa.DataType) -> bool:
    """Equal but for the names of fields within; Arrow's own cast would fill renamed ones with null."""
    if one.id != other.id or one.num_fields != other.num_fields:
        return False
    if one.num_fields == 0:
        return bool(one == other)
    return all(_same_shape(one.field(at).type, other.field(at).type) for at in range(one.num_fields))


def _bare_schema(schema: pa.Schema) -> pa.Schema:
    """Without metadata, which may quote values; field ids are structure and stay."""
    return pa.schema([_bare(field) for field in schema])


def _bare(field: pa.Field) -> pa.Field:
    ids = {key: value for key, value in (field.metadata or {}).items() if key == b"PARQUET:field_id"}
    kind = field.type
    if pa.types.is_struct(kind):
        kind = pa.struct([_bare(kind.field(at)) for at in range(kind.num_fields)])
    return pa.field(field.name, kind, field.nullable, ids or None)


def _writer(sink: BinaryIO, file: pq.ParquetFile, schema: pa.Schema) -> pq.ParquetWriter:
    metadata = file.metadata
    physical = {file.schema.column(at).physical_type for at in range(metadata.num_columns)}
    return pq.ParquetWriter(
        sink,
        schema,
        version=metadata.format_version if metadata.format_version in ("1.0", "2.4", "2.6") else "2.6",
        compression=_codecs(file, schema),
        store_schema=b"ARROW:schema" in (metadata.metadata or {}),
        use_deprecated_int96_timestamps="INT96" in physical,
        write_page_checksum=True,
    )


def _codecs(file: pq.ParquetFile, schema: pa.Schema) -> str | dict[str, str]:
    """Of every column; by its new name where it was renamed."""
    if not file.metadata.num_row_groups:
        return "SNAPPY"
    group = file.metadata.row_group(0)
    renamed = dict(zip(file.schema_arrow.names, schema.names, strict=True))
    codecs = {}
    for at in range(group.num_columns):
        chunk = group.column(at)
        top, _, rest = chunk.path_in_schema.partition(".")
        path = renamed.get(top, top) + ("." + rest if rest else "")
        codecs[path] = {"UNCOMPRESSED": "NONE"}.get(chunk.compression, chunk.compression)
    return codecs if len(set(codecs.values())) > 1 else next(iter(codecs.values()), "SNAPPY")


def _broken(error: Exception, where: str) -> Exception:
    if isinstance(error, GovernanceError):
        return error
    return unreadable(
        where, f"it is not whole, valid Parquet ({type(error).__name__})", "write it again; it looks damaged"
    )
