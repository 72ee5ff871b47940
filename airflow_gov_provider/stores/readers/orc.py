"""ORC: all stripes, and what its footer keeps beside the rows."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.core.errors import GovernanceError
from airflow_gov_provider.stores.readers.columns_kept import fitting
from airflow_gov_provider.stores.readers.faults import partly_read, unreadable
from airflow_gov_provider.stores.readers.formats import Change, Source
from airflow_gov_provider.stores.readers.orc_footer import footer_texts
from airflow_gov_provider.stores.readers.tables import texts_batch

#: Most rows of one batch.
ROWS = 65_536
#: What damaged bytes lead Arrow, zlib and the reading of the footer to.
_FAULTS = (pa.ArrowException, OSError, ValueError, LookupError, ArithmeticError, TypeError, zlib.error)


class OrcFormat:
    """Reads and rewrites ORC."""

    def batches(self, source: Source) -> Iterator[Batch]:
        """See :class:`~airflow_gov_provider.stores.readers.formats.Format`. One stripe is in memory at a time."""
        with source.open() as raw:
            try:
                file = _open(raw, source.where)
                if texts := footer_texts(raw, file):
                    yield texts_batch(source.file, "footer", texts)
                for rows in _values(file, source.where):
                    yield Batch(source.file, rows)
            except _FAULTS as error:
                raise _broken(error, source.where) from None

    def rewrite(self, source: Source, sink: BinaryIO, change: Change) -> None:
        """See :class:`~airflow_gov_provider.stores.readers.formats.Format`.

        Columns, types and the codec stay; stripes and statistics are made anew, user metadata is dropped.
        """
        from pyarrow import orc

        with source.open() as raw:
            try:
                file = _open(raw, source.where)
                codec = {"NONE": "uncompressed"}.get(file.compression, file.compression.lower())
                with orc.ORCWriter(sink, compression=codec) as writer:
                    for rows in _values(file, source.where):
                        changed = fitting(change(Batch(source.file, rows)), rows, source.where)
                        writer.write(pa.Table.from_batches([changed]))
            except _FAULTS as error:
                raise _broken(error, source.where) from None


def _open(raw: BinaryIO, where: str) -> Any:
    from pyarrow import orc

    file = orc.ORCFile(raw)
    names = file.schema.names
    if len(set(names)) != len(names):
        raise unreadable(where, "two columns have the same name", "give every column its own name")
    return file


def _values(file: Any, where: str) -> Iterator[pa.RecordBatch]:
    seen = 0
    for at in range(file.nstripes):
        stripe = file.read_stripe(at)
        for start in range(0, stripe.num_rows, ROWS):
            rows = stripe.slice(start, ROWS)
            seen += rows.num_rows
            yield rows
    if seen != file.nrows:
        raise partly_read(where, f"{seen} rows were read of {file.nrows}")
    if not seen:
        yield pa.RecordBatch.from_pylist([], file.schema)


def _broken(error: Exception, where: str) -> Exception:
    if isinstance(error, GovernanceError):
        return error
    return unreadable(
        where, f"it is not whole, valid ORC ({type(error).__name__})", "write it again; it looks damaged"
    )
