"""Avro: all records, and what the header says beside the schema."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.core.errors import GovernanceError
from airflow_gov_provider.stores.readers.avro_container import (
    Header,
    read_blocks,
    read_header,
    write_block,
    write_header,
)
from airflow_gov_provider.stores.readers.avro_maps import refuse_twice, with_pairs
from airflow_gov_provider.stores.readers.avro_types import Column, column_of, structure, texts_of
from airflow_gov_provider.stores.readers.columns_kept import fitting
from airflow_gov_provider.stores.readers.faults import unmaskable, unreadable
from airflow_gov_provider.stores.readers.formats import Change, Source
from airflow_gov_provider.stores.readers.tables import ROWS, texts_batch

#: The column of a file whose records are no records.
_VALUE = "value"


class AvroFormat:
    """Reads and rewrites Avro."""

    def batches(self, source: Source) -> Iterator[Batch]:
        """See :class:`~airflow_gov_provider.stores.readers.formats.Format`."""
        with source.open() as stream:
            try:
                file = _File(stream, source.where)
                if texts := file.texts():
                    yield texts_batch(source.file, "schema", texts)
                for records in file.blocks():
                    yield Batch(source.file, file.columns(records))
            except Exception as error:  # noqa: BLE001 - fastavro raises whatever damaged bytes lead it to
                raise _broken(error, source.where) from None

    def rewrite(self, source: Source, sink: BinaryIO, change: Change) -> None:
        """See :class:`~airflow_gov_provider.stores.readers.formats.Format`.

        The codec and the structure of the schema stay; user metadata, descriptions and defaults are dropped.
        """
        with source.open() as stream:
            try:
                file = _File(stream, source.where)
                written: _Written | None = None
                for records in file.blocks():
                    before = file.columns(records)
                    after = fitting(change(Batch(source.file, before)), before, source.where)
                    if written is None:
                        written = _Written.begin(sink, file, after.schema.names)
                    written.write(file.changed(records, before, after), after.schema.names, source.where)
            except Exception as error:  # noqa: BLE001 - fastavro raises whatever damaged bytes lead it to
                raise _broken(error, source.where) from None


class _File:
    """One file, being read."""

    def __init__(self, stream: BinaryIO, where: str) -> None:
        from fastavro import parse_schema

        self._stream = stream
        self._where = where
        self.header: Header = read_header(stream, where)
        self.schema: Any = self.header.schema
        self._parsed = parse_schema(self.schema)
        pairs = with_pairs(self.schema)
        self._pairs: Any = None if pairs is None else parse_schema(pairs)
        whole = column_of(self.schema, {})
        self.is_record = isinstance(self.schema, dict) and self.schema.get("type") == "record"
        named: dict[str, Any] = {}
        self.fields: dict[str, Column] = {_VALUE: whole}
        if self.is_record:
            column_of(self.schema, named)
            within = frozenset({str(self.schema["name"])})
            self.fields = {
                str(field["name"]): column_of(field["type"], named, within) for field in self.schema["fields"]
            }

    def texts(self) -> list[str]:
        """What the header says beside the structure."""
        meta = [
            part
            for key, value in self.header.meta.items()
            for part in (key, value.decode("utf-8", "replace"))
        ]
        return [text for text in (*meta, *texts_of(self.schema)) if text]

    def blocks(self) -> Iterator[list[dict[str, Any]]]:
        """Records, a bounded number at a time; at least once."""
        from fastavro import schemaless_reader

        waiting: list[dict[str, Any]] = []
        size, found = 0, False
        for count, data in read_blocks(self._stream, self.header, self._where):
            self._refuse_twice(count, data)
            block = io.BytesIO(data)
            for _ in range(count):
                record: Any = schemaless_reader(block, self._parsed, None)
                waiting.append(record if self.is_record else {_VALUE: record})
                if len(waiting) >= ROWS:
                    yield waiting
                    waiting, size, found = [], 0, True
            if block.tell() != len(data):
                raise ValueError(count)
            size += len(data)
            if size >= _BYTES and waiting:
                yield waiting
                waiting, size, found = [], 0, True
        if waiting or not found:
            yield waiting

    def _refuse_twice(self, count: int, data: bytes) -> None:
        """:raises ValueError: when a key of a map comes twice."""
        from fastavro import schemaless_reader

        block = io.BytesIO(data)
        for _ in range(count if self._pairs is not None else 0):
            refuse_twice(schemaless_reader(block, self._pairs, None))

    def columns(self, records: list[dict[str, Any]]) -> pa.RecordBatch:
        """Records as Arrow's columns."""
        arrays = [
            pa.array([one.convert(record[name]) for record in records], one.type)
            for name, one in self.fields.items()
        ]
        return pa.RecordBatch.from_arrays(arrays, list(self.fields))

    def changed(
        self, records: list[dict[str, Any]], before: pa.RecordBatch, after: pa.RecordBatch
    ) -> list[Any]:
        """The records with what differs put in. :raises MaskingError: where it can not be."""
        result = [list(record.values()) for record in records]
        for at, one in enumerate(self.fields.values()):
            old, new = before.column(at), after.column(at)
            if new.equals(old):
                continue
            if not one.exact:
                raise unmaskable(
                    f"{self._where} (column {at + 1})", "values of several types can not be written back"
                )
            for row, value in zip(result, new.to_pylist(maps_as_pydicts="strict"), strict=True):
                row[at] = value
        return result


_BYTES = 16 << 20


@dataclass(slots=True)
class _Written:
    """One file, being written."""

    sink: BinaryIO
    schema: Any
    parsed: Any
    names: list[str]
    is_record: bool
    codec: str
    sync: bytes

    @classmethod
    def begin(cls, sink: BinaryIO, file: _File, names: list[str]) -> _Written:
        """Write the header."""
        from fastavro import parse_schema

        schema = structure(file.schema)
        if file.is_record:
            schema["fields"] = [
                {**field, "name": name} for field, name in zip(schema["fields"], names, strict=True)
            ]
        parsed = parse_schema(schema)
        sync = write_header(sink, schema, file.header.codec)
        return cls(sink, schema, parsed, names, file.is_record, file.header.codec, sync)

    def write(self, rows: list[list[Any]], names: list[str], where: str) -> None:
        """Write a block."""
        from fastavro import schemaless_writer

        if names != self.names:
            raise unmaskable(where, "columns were renamed in some rows and not in others")
        if not rows:
            return
        data = io.BytesIO()
        for row in rows:
            record = dict(zip(names, row, strict=True)) if self.is_record else row[0]
            schemaless_writer(data, self.parsed, record)
        write_block(self.sink, len(rows), data.getvalue(), self.codec, self.sync)


def _broken(error: BaseException, where: str) -> BaseException:
    if isinstance(error, GovernanceError):
        return error
    return unreadable(
        where, f"it is not whole, valid Avro ({type(error).__name__})", "write it again; it looks damaged"
    )
