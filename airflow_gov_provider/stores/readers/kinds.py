"""Which format a file has: by what it begins with, then by its name."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.stores.readers import gzip
from airflow_gov_provider.stores.readers.csv import CsvFormat
from airflow_gov_provider.stores.readers.faults import empty, unreadable
from airflow_gov_provider.stores.readers.formats import Format, Source
from airflow_gov_provider.stores.readers.jsonl import JsonLinesFormat
from airflow_gov_provider.stores.readers.parquet import MAGIC, ParquetFormat

_BY_SUFFIX: dict[str, Format] = {
    ".csv": CsvFormat(),
    ".tsv": CsvFormat("\t"),
    ".tab": CsvFormat("\t"),
    ".jsonl": JsonLinesFormat(),
    ".ndjson": JsonLinesFormat(),
    ".json": JsonLinesFormat(),
}
_PARQUET = ParquetFormat()
_ENCRYPTED_PARQUET = b"PARE"

#: Empty files that Hadoop and Spark leave to say that a job has ended: no data, and no rows.
_MARKERS = frozenset({"_SUCCESS"})


@dataclass(frozen=True, slots=True)
class Kind:
    """How one file is to be read.

    :param format: None for an empty marker file. :param compressed: inside gzip.
    """

    format: Format | None
    compressed: bool = False

    def source(self, file: str, where: str, opener: Callable[[], BinaryIO]) -> Source:
        """The file as its format reads it."""
        if not self.compressed:
            return Source(file, where, opener)
        return Source(file, where, lambda: gzip.inflate(opener(), where))


def kind_of(file: str, size: int, where: str, opener: Callable[[], BinaryIO]) -> Kind:
    """Recognise a file.

    :param file: its path; only the suffix counts. :param size: bytes.
    :raises DataError: ``FORMAT_UNSUPPORTED``, ``SOURCE_EMPTY``, ``SOURCE_UNREADABLE``.
    """
    name = posixpath.basename(file)
    if not size:
        if name in _MARKERS:
            return Kind(None)
        raise empty(where, "a file has no bytes")
    start = _start(opener())
    if start == MAGIC:
        return Kind(_PARQUET)
    stem, suffix = posixpath.splitext(name.lower())
    compressed = start.startswith(gzip.MAGIC)
    if compressed and suffix in (".gz", ".gzip"):
        suffix = posixpath.splitext(stem)[1]
    if suffix in (".parquet", ".pq", ".parq") and start != _ENCRYPTED_PARQUET:
        raise unreadable(where, "it is named Parquet and does not begin like it", "write it again")
    found = _BY_SUFFIX.get(suffix)
    if found is None or start == _ENCRYPTED_PARQUET:
        raise DataError(
            ErrorCode.FORMAT_UNSUPPORTED,
            "a file has a format that can not be read",
            where=where,
            hint="write Parquet (not encrypted), CSV, TSV or JSON Lines (also .gz), and nothing beside them",
        )
    return Kind(found, compressed)


def _start(file: BinaryIO) -> bytes:
    with file:
        return file.read(len(MAGIC))
