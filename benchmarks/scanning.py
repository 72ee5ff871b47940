"""A scan of a Parquet file, and a bare decode of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow.parquet as pq

from airflow_gov_provider.core.datasets import Batch, DatasetRef, FileVersion, Snapshot
from airflow_gov_provider.core.detection.findings import ScanReport
from airflow_gov_provider.gates.ports import Detector
from airflow_gov_provider.stores.readers.formats import Source
from airflow_gov_provider.stores.readers.parquet import ParquetFormat


class OneFile:
    """A local Parquet file as a snapshot, without the private copy that a real scan makes first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        version = FileVersion(path.name, path.stat().st_size, "sha256:" + "0" * 64)
        self.snapshot = Snapshot(DatasetRef.parse(str(path)), (version,))

    def batches(self) -> Iterator[Batch]:
        """As the reader of Parquet gives them: rows, and what the file holds beside them."""
        source = Source(self._path.name, str(self._path), lambda: self._path.open("rb"))
        yield from ParquetFormat().batches(source)

    def open(self, path: str) -> BinaryIO:  # noqa: ARG002 - there is but one
        """Its bytes."""
        return self._path.open("rb")

    def close(self) -> None:
        """Nothing is held open."""


def scanned(detector: Detector, path: Path) -> ScanReport:
    """The report of a file."""
    return detector.scan(OneFile(path), lambda *_: None)


def decoded(path: Path) -> int:
    """Rows of a file, each row group decoded to Arrow and dropped: what no scan can do without."""
    file = pq.ParquetFile(path)
    return sum(file.read_row_group(n, use_threads=False).num_rows for n in range(file.num_row_groups))


def shape(report: ScanReport) -> str:
    """What was found, in few words."""
    found = {finding.entity_type for column in report.columns for finding in column.findings}
    return f"{report.coverage.rows:,} rows, {len(found)} types of personal data"
