"""A snapshot in memory, for whoever needs taken-in data without a reader."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

from airflow_gov_provider.core.datasets import Batch, DatasetRef, FileVersion, Place, Snapshot

DATASET = DatasetRef.parse("s3://lake-staging/in-memory/")


class TakenInMemory:
    """Tables as files: ``*.arrow`` as Arrow IPC, everything else as Parquet.

    :param tables: relative path → table. :param metadata: METADATA batches, given after the rows.
    :param batch_rows: rows a batch holds at most.
    """

    def __init__(
        self,
        tables: dict[str, pa.Table],
        dataset: DatasetRef = DATASET,
        *,
        metadata: Sequence[Batch] = (),
        batch_rows: int = 50_000,
    ) -> None:
        self._tables = dict(tables)
        self._bytes = {path: _encoded(path, table) for path, table in tables.items()}
        self._metadata = tuple(metadata)
        self._batch_rows = batch_rows
        self.closed = False
        files = (
            FileVersion(path, len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
            for path, data in self._bytes.items()
        )
        self._snapshot = Snapshot(dataset, tuple(sorted(files)))

    @property
    def snapshot(self) -> Snapshot:
        return self._snapshot

    def batches(self) -> Iterator[Batch]:
        for path in sorted(self._tables):
            table = self._tables[path]
            for rows in table.to_batches(self._batch_rows) or [_no_rows(table.schema)]:
                yield Batch(path, rows)
        yield from self._metadata

    def open(self, path: str) -> BinaryIO:
        return io.BytesIO(self._bytes[path])

    def close(self) -> None:
        self.closed = True


def metadata_batch(path: str, texts: dict[str, list[str]]) -> Batch:
    """What a format keeps beside its rows: name → texts, all of one length."""
    return Batch(path, pa.RecordBatch.from_pydict(texts), Place.METADATA)


def _no_rows(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema=schema)


def _encoded(path: str, table: pa.Table) -> bytes:
    sink = io.BytesIO()
    if path.endswith(".arrow"):
        with pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    else:
        pq.write_table(table, sink)
    return sink.getvalue()
