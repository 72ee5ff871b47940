"""Tables of databases as sources: a query is written down as Parquet, and those bytes are the snapshot.

What is scanned, masked and published is that Parquet, so nobody can change it between check and use. The
same rows give the same bytes: they come in the order of the primary key, or as they lie where there is
none, in row groups whose borders hang on the rows alone.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from airflow_gov_provider.core.datasets import DatasetRef, FileVersion, Snapshot
from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.gates.ports import Progress
from airflow_gov_provider.stores.readers.local import LocalPlace
from airflow_gov_provider.stores.readers.places import Found, changed
from airflow_gov_provider.stores.readers.sql_driver_types import any_ladder
from airflow_gov_provider.stores.readers.sql_faults import guarded
from airflow_gov_provider.stores.readers.sql_sinks import DigestSink, UnclosedSink
from airflow_gov_provider.stores.readers.sql_types import (
    MISFITS,
    Asked,
    Ladder,
    Rung,
    postgres_ladder,
    sqlite_ladder,
)
from airflow_gov_provider.stores.readers.taken import SpooledSnapshot, keep
from airflow_gov_provider.stores.spool import Spool
from airflow_gov_provider.stores.sql import SqlLogins, reading
from airflow_gov_provider.stores.sql_dialects import reading_any

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

#: Most rows, and about the most bytes, of one answer and of one row group.
ANSWER_ROWS, ANSWER_BYTES = 8192, 8 << 20
GROUP_ROWS, GROUP_BYTES = 65_536, 32 << 20
#: Rows of the first answer, from which the size of the next is reckoned.
_FIRST = 256


class TableReader:
    """Takes in tables and views.

    :param logins: who logs in by connection id; asked for PostgreSQL only.
    :param spool_dir: where private copies take their room; None: the system's temporary directory.
    """

    def __init__(self, logins: SqlLogins, spool_dir: Path | None = None) -> None:
        self._logins = logins
        self._spool_dir = spool_dir

    def take_in(self, dataset: DatasetRef, progress: Progress) -> SpooledSnapshot:
        """See :class:`~airflow_gov_provider.gates.ports.Reader`. Phase ``take-in``, in rows."""

        def written(write: _Write) -> SpooledSnapshot:
            spool = Spool(self._spool_dir)
            try:
                with spool.add() as sink:
                    write(sink)
                    stretch = sink.stretch
                found = Found(file_name(dataset), stretch.size, stretch.digest, 1)
                return SpooledSnapshot(dataset, spool, {found.path: keep(dataset, spool, found, stretch)})
            except BaseException:
                spool.close()
                raise

        taken = self._written(dataset, progress, written)
        if taken is None:
            raise DataError(
                ErrorCode.SOURCE_MISSING,
                "there is no such table or view",
                where=dataset.uri,
                hint="check each name, case included, and that the role may see it",
            )
        return taken

    def identify(self, dataset: DatasetRef) -> Snapshot:
        """See :class:`~airflow_gov_provider.gates.ports.Reader`: the table is read anew, and not kept."""

        def written(write: _Write) -> FileVersion:
            sink = DigestSink()
            write(sink)
            return FileVersion(file_name(dataset), sink.size, sink.digest)

        file = self._written(dataset, lambda *_: None, written)
        return Snapshot(dataset, () if file is None else (file,))

    def _written(self, dataset: DatasetRef, progress: Progress, written: Callable[[_Write], _T]) -> _T | None:
        """What ``written`` makes of the table's bytes; None when there is no such table."""
        if dataset.database_file and not _database_there(dataset):
            return None

        def work() -> _T | None:
            read = reading if dataset.scheme in _LADDERS else reading_any
            with read(dataset, self._logins) as connection:
                table = _described(connection, dataset)
                return None if table is None else _climbed(connection, table, progress, written)

        with _same_database(dataset):
            return guarded(dataset.uri, work, any_driver=dataset.scheme not in _LADDERS)


def file_name(dataset: DatasetRef) -> str:
    """What the table's file is called in snapshots and at destinations."""
    return f"{dataset.path.rpartition('#')[2].rpartition('.')[2]}.parquet"


_T = TypeVar("_T")
_Write = Callable[[io.RawIOBase], None]


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    ladder: Ladder
    comment: str


@dataclass(frozen=True, slots=True)
class _Table:
    dataset: DatasetRef
    columns: tuple[_Column, ...]
    order: tuple[str, ...]
    comment: str


def _database_there(dataset: DatasetRef) -> bool:
    """:raises DataError: for links, directories, pipes: as for any file."""
    return bool(LocalPlace(DatasetRef("file", "", dataset.database_file), DataError).files())


@contextmanager
def _same_database(dataset: DatasetRef) -> Iterator[None]:
    """SQLite opens its file by name: the name must lead to the same file before and after."""

    def inode() -> tuple[int, int] | None:
        if not dataset.database_file:
            return None
        try:
            status = Path(dataset.database_file).lstat()
        except OSError:
            raise changed(dataset.uri) from None
        return status.st_dev, status.st_ino

    before = inode()
    yield
    if inode() != before or (dataset.database_file and not _database_there(dataset)):
        raise changed(dataset.uri)


def _described(connection: Connection, dataset: DatasetRef) -> _Table | None:
    """Columns, comments and order of the table; None when there is none of exactly this name."""
    from sqlalchemy import inspect

    inspector = inspect(connection)
    *_, schema, name = (None, *dataset.identifiers)
    ladder_of = _LADDERS.get(dataset.scheme, any_ladder)
    if dataset.scheme != "postgres" and name not in {
        *inspector.get_table_names(schema),
        *_or_nothing(lambda: inspector.get_view_names(schema), list[str]()),
    }:
        return None  # SQLite itself would take People for people: two names for one table
    if not inspector.has_table(name, schema=schema):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of types it does not know; we have their text form
        columns = inspector.get_columns(name, schema=schema)
    if not columns:
        raise DataError(ErrorCode.SOURCE_EMPTY, "it has no columns", where=dataset.uri)
    comment = _or_nothing(lambda: inspector.get_table_comment(name, schema=schema)["text"], None)
    key = _or_nothing(
        lambda: inspector.get_pk_constraint(name, schema=schema)["constrained_columns"], list[str]()
    )
    return _Table(
        dataset,
        tuple(_Column(one["name"], ladder_of(one["type"]), one.get("comment") or "") for one in columns),
        tuple(key),
        comment or "",
    )


_LADDERS: dict[str, Callable[[Any], Ladder]] = {"postgres": postgres_ladder, "sqlite": sqlite_ladder}


def _or_nothing(told: Callable[[], _T], nothing: _T) -> _T:
    """What a dialect tells of a table, where it tells such things at all."""
    try:
        return told()
    except NotImplementedError:
        return nothing


def _climbed(
    connection: Connection, table: _Table, progress: Progress, written: Callable[[_Write], _T]
) -> _T:
    """Write the table by the lowest rungs that hold all of its values."""
    at = [0] * len(table.columns)
    while True:
        rungs = [column.ladder[rung] for column, rung in zip(table.columns, at, strict=True)]
        try:
            return written(partial(_write, connection, table, rungs, progress))
        except _MisfitError as misfit:
            column = misfit.column
        at[column] += 1
        if at[column] == len(table.columns[column].ladder):
            raise DataError(
                ErrorCode.SOURCE_UNREADABLE,
                f"column {column + 1} holds what its type can not hold, not even as text",
                where=table.dataset.uri,
                hint="read a view that casts or repairs it",
            )


class _MisfitError(Exception):
    """A column holds what its rung can not."""

    def __init__(self, column: int) -> None:
        super().__init__(column)
        self.column = column


def _write(
    connection: Connection, table: _Table, rungs: Sequence[Rung], progress: Progress, sink: io.RawIOBase
) -> None:
    schema = _schema(table, rungs)
    with UnclosedSink(sink) as target, pq.ParquetWriter(target, schema, **_PARQUET) as writer:
        done = 0
        progress("take-in", 0, 0)
        for group in _groups(_answers(connection, table, rungs, schema)):
            writer.write_table(group, row_group_size=max(1, group.num_rows))
            done += group.num_rows
            progress("take-in", done, 0)


#: Statistics would repeat values beside the rows; the writers of masked copies make them anew.
_PARQUET: dict[str, Any] = {
    "version": "2.6",
    "compression": "zstd",
    "write_statistics": False,
    "write_page_checksum": True,
}


def _schema(table: _Table, rungs: Sequence[Rung]) -> pa.Schema:
    """The columns; comments of table and columns stand beside them and are looked at as metadata."""
    fields = [
        pa.field(column.name, rung.type, metadata={"comment": column.comment} if column.comment else None)
        for column, rung in zip(table.columns, rungs, strict=True)
    ]
    return pa.schema(fields, metadata={"comment": table.comment} if table.comment else None)


def _answers(
    connection: Connection, table: _Table, rungs: Sequence[Rung], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    """The rows, a bounded number at a time; how many hangs on how wide the rows before were."""
    query = _query(table, rungs)
    size, widest = _FIRST, 1
    with connection.execution_options(stream_results=True, max_row_buffer=1).execute(query) as result:
        while rows := result.fetchmany(size):
            columns = list(zip(*rows, strict=True))
            batch = pa.RecordBatch.from_arrays(
                [_read(at, rung, columns[at]) for at, rung in enumerate(rungs)], schema=schema
            )
            yield batch
            widest = max(widest, batch.nbytes // batch.num_rows)
            size = max(1, min(ANSWER_ROWS, ANSWER_BYTES // widest))


def _read(at: int, rung: Rung, values: Sequence[Any]) -> pa.Array:
    try:
        return rung.read(values)
    except MISFITS:
        pass
    raise _MisfitError(at)


def _query(table: _Table, rungs: Sequence[Rung]) -> Select[Any]:
    """SELECT by quoted names; columns have no type here, so that no layer changes their values."""
    import sqlalchemy as sa
    from sqlalchemy.dialects.postgresql import ARRAY
    from sqlalchemy.sql import quoted_name

    def quoted(name: str) -> Any:
        # Elsewhere a dialect may write names otherwise than its database does (Oracle: people for PEOPLE).
        return quoted_name(name, quote=True if table.dataset.scheme in _LADDERS else None)

    *_, schema, name = ("", *table.dataset.identifiers)
    columns: list[Any] = [sa.column(quoted(one.name)) for one in table.columns]
    source = sa.table(quoted(name), *columns, schema=quoted(schema) if schema else None)
    asked: dict[Asked, Callable[[Any], Any]] = {
        Asked.AS_IT_IS: lambda plain: plain,
        Asked.TEXT: lambda plain: sa.cast(plain, sa.Text),
        Asked.TEXTS: lambda plain: sa.cast(plain, ARRAY(sa.Text)),
    }
    parts = [
        asked[rung.asked](source.c[one.name]).label(f"c{at}")
        for at, (one, rung) in enumerate(zip(table.columns, rungs, strict=True))
    ]
    return sa.select(*parts).order_by(*[source.c[one] for one in table.order])


def _groups(answers: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Row groups: whole answers, up to a number of rows or bytes."""
    held: list[pa.RecordBatch] = []
    for batch in answers:
        held.append(batch)
        if sum(b.num_rows for b in held) >= GROUP_ROWS or sum(b.nbytes for b in held) >= GROUP_BYTES:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)
