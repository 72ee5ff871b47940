"""Takes datasets in, whatever they lie in and whatever they are written in."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch, DatasetRef, Snapshot
from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.gates.ports import Progress, TakenIn
from airflow_gov_provider.stores.readers.compression import Compression
from airflow_gov_provider.stores.readers.faults import Sealed, unreadable
from airflow_gov_provider.stores.readers.local import LocalPlace
from airflow_gov_provider.stores.readers.objects import ObjectPlace
from airflow_gov_provider.stores.readers.places import (
    Found,
    Place,
    changed,
    digest_of,
    name_of,
    still_the_same,
)
from airflow_gov_provider.stores.readers.sqlite import SqliteFormat
from airflow_gov_provider.stores.readers.taken import Kept, SpooledSnapshot, keep
from airflow_gov_provider.stores.s3 import S3Clients
from airflow_gov_provider.stores.spool import CHUNK, Spool, SpoolSink

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class StoredReader:
    """Implements :class:`~airflow_gov_provider.gates.ports.Reader` for files and S3 objects.

    :param s3: resolves connection ids to boto3 clients; called for S3 datasets only.
    :param spool_dir: where private copies take their room; None: the system's temporary directory.
    """

    def __init__(self, s3: S3Clients, spool_dir: Path | None = None) -> None:
        self._s3 = s3
        self._spool_dir = spool_dir

    @Sealed()
    def take_in(self, dataset: DatasetRef, progress: Progress) -> SpooledSnapshot:
        """See :class:`~airflow_gov_provider.gates.ports.Reader`. Phase ``take-in``, in bytes.

        :raises DataChangedError: when files came, went or changed meanwhile.
        """
        place = self._place(dataset)
        found = place.files()
        if not found:
            raise DataError(
                ErrorCode.SOURCE_MISSING,
                "nothing is there",
                where=dataset.uri,
                hint="check the path, and that the task that writes it has ended; a prefix ends with a slash",
            )
        spool = Spool(self._spool_dir)
        try:
            count = _counter("take-in", sum(file.size for file in found), progress)
            kept = {file.path: _copy(place, file, spool, count) for file in found}
            still_the_same(place, found)
            _refuse_logs(place, kept)
            return SpooledSnapshot(dataset, spool, kept)
        except BaseException:
            spool.close()
            raise

    @Sealed()
    def rewrite(
        self, taken: TakenIn, change: Callable[[Batch], pa.RecordBatch], progress: Progress
    ) -> SpooledSnapshot:
        """See :class:`~airflow_gov_provider.gates.ports.Reader`. Phase ``rewrite``, in rows."""
        if not isinstance(taken, SpooledSnapshot):
            raise TypeError("only what this reader took in can be rewritten")
        rows = _counter("rewrite", 0, progress)

        def counted(batch: Batch) -> pa.RecordBatch:
            changed_rows = change(batch)
            rows(batch.rows.num_rows)
            return changed_rows

        dataset = taken.snapshot.dataset
        spool = Spool(self._spool_dir)
        try:
            kept = {one.found.path: _rewrite(taken, one, spool, counted) for one in taken.kept}
            return SpooledSnapshot(dataset, spool, kept)
        except BaseException:
            spool.close()
            raise

    @Sealed()
    def identify(self, dataset: DatasetRef) -> Snapshot:
        """See :class:`~airflow_gov_provider.gates.ports.Reader`."""
        return identify(self._place(dataset))

    def _place(self, dataset: DatasetRef) -> Place:
        if dataset.scheme == "file":
            return LocalPlace(dataset, DataError)
        return ObjectPlace(dataset, self._s3(dataset.connection_id), DataError)


def identify(place: Place) -> Snapshot:
    """What lies there now, all of one moment. :raises DataError, DestinationError: as the place."""
    found = place.files()
    files = tuple(digest_of(place, file) for file in found)
    still_the_same(place, found)
    return Snapshot(place.dataset, files)


def _refuse_logs(place: Place, kept: dict[str, Kept]) -> None:
    """A SQLite file has not all of its rows while a log lies beside it. In a directory the log is a file of it."""
    if not isinstance(place, LocalPlace) or place.dataset.is_prefix:
        return
    if any(isinstance(one.kind.format, SqliteFormat) for one in kept.values()) and place.has_beside(
        ("-wal", "-journal")
    ):
        raise unreadable(
            place.dataset.uri,
            "a log of SQLite lies beside it, so not all of its rows are in it",
            "close the database, or run `PRAGMA wal_checkpoint(TRUNCATE)` on it",
        )


def _copy(place: Place, found: Found, spool: Spool, count: Callable[[int], None]) -> Kept:
    with spool.add() as sink:
        for chunk in place.read(found):
            sink.write(chunk)
            count(len(chunk))
        stretch = sink.stretch
    if stretch.size != found.size:
        raise changed(name_of(place.dataset, found))
    return keep(place.dataset, spool, found, stretch)


def _rewrite(
    taken: SpooledSnapshot, one: Kept, spool: Spool, change: Callable[[Batch], pa.RecordBatch]
) -> Kept:
    with spool.add() as sink:
        if one.kind.format is not None:
            with _target(sink, one.kind.compression) as target:
                one.kind.format.rewrite(taken.source(one), target, change)
        stretch = sink.stretch
    return Kept(one.found, stretch, one.kind)


@contextmanager
def _target(sink: SpoolSink, compression: Compression | None) -> Iterator[BinaryIO]:
    # The sink itself stays open, for its digest to be read.
    with io.BufferedWriter(_KeptOpen(sink), CHUNK) as target:
        if compression is None:
            yield cast("BinaryIO", target)
            return
        with compression.deflate(cast("BinaryIO", target)) as text:
            yield text


class _KeptOpen(io.RawIOBase):
    def __init__(self, sink: SpoolSink) -> None:
        self._sink = sink

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._sink.tell()

    def write(self, data: ReadableBuffer, /) -> int:
        return self._sink.write(data)


def _counter(phase: str, total: int, progress: Progress) -> Callable[[int], None]:
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        progress(phase, done, total)

    progress(phase, 0, total)
    return count
