"""The reader of everything: files and objects, and tables of databases."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch, DatasetRef, Snapshot
from airflow_gov_provider.gates.ports import Progress, Reader, TakenIn
from airflow_gov_provider.stores.readers.faults import Sealed
from airflow_gov_provider.stores.readers.sql_tables import TableReader


class AnyReader:
    """Implements :class:`~airflow_gov_provider.gates.ports.Reader`, each dataset by who can read it.

    A table that was taken in is a Parquet file like any other: ``files`` rewrites it.
    """

    def __init__(self, files: Reader, tables: TableReader) -> None:
        self._files = files
        self._tables = tables

    @Sealed()
    def take_in(self, dataset: DatasetRef, progress: Progress) -> TakenIn:
        """See :class:`~airflow_gov_provider.gates.ports.Reader`."""
        return (self._tables if dataset.is_table else self._files).take_in(dataset, progress)

    def rewrite(
        self, taken: TakenIn, change: Callable[[Batch], pa.RecordBatch], progress: Progress
    ) -> TakenIn:
        """See :class:`~airflow_gov_provider.gates.ports.Reader`."""
        return self._files.rewrite(taken, change, progress)

    @Sealed()
    def identify(self, dataset: DatasetRef) -> Snapshot:
        """See :class:`~airflow_gov_provider.gates.ports.Reader`."""
        return (self._tables if dataset.is_table else self._files).identify(dataset)
