"""SQLite files: all rows of all tables, the schema, and what deleted rows left behind.

SQLite itself reads a private copy. It wants a file with a name, so it is given an empty one; once it has
that open, the name is removed, and only then the data is written: no value ever lies under a name.
"""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, BinaryIO

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.stores.readers.faults import empty, not_rewritable, unreadable
from airflow_gov_provider.stores.readers.formats import Change, Source
from airflow_gov_provider.stores.readers.sqlite_pages import leftovers, printable, refuse_hidden
from airflow_gov_provider.stores.readers.tables import (
    SIZE,
    distinct_names,
    qualified,
    texts_batch,
    unread_batch,
)
from airflow_gov_provider.stores.spool import CHUNK

_ROWS = 8_192
#: Row numbers up to here say nothing.
_COUNTING = 1_000_000
#: Offsets of the bytes that say "there is a write-ahead log beside this file".
_WAL_BYTES = slice(18, 20)
#: Largest value: SQLite's own default is 1 GB.
_LONGEST = 64 << 20
#: In the definition of a full-text index: it has no table of its texts.
_CONTENTLESS = re.compile(r"\busing\s+fts[345].*\bcontent\s*=\s*(?:''|\"\")", re.IGNORECASE | re.DOTALL)


class SqliteFormat:
    """Reads SQLite files; they are not written back."""

    def batches(self, source: Source) -> Iterator[Batch]:
        """See :class:`~airflow_gov_provider.stores.readers.formats.Format`.

        Columns are told apart by the table's name where there are several tables.
        """
        with source.open() as raw, _connected(raw, source) as connection:
            try:
                _check(connection, source.where)
                tables = _tables(connection)
                if not tables:
                    raise empty(source.where, "it has no table")
                indexes = _indexes(connection)
                several = len(tables) > len(indexes) + 1
                yield texts_batch(source.file, "schema", _definitions(connection))
                if _has_words_only(connection):
                    yield unread_batch(source.file, "index of texts that are not in the file")
                for table in tables:
                    if table in indexes:
                        yield from _index(connection, table, source.file)
                        continue
                    for rows in _rows(connection, table):
                        batch = Batch(source.file, rows)
                        yield qualified(table, batch) if several else batch
                    for rows in _numbers(connection, table):
                        yield texts_batch(source.file, "row numbers", rows)
            except (sqlite3.Error, UnicodeError, OverflowError) as error:
                raise _damaged(error, source.where) from None
        refuse_hidden(source.open, source.where)
        for texts in leftovers(source.open, source.where):
            yield texts_batch(source.file, "deleted rows", texts)

    def rewrite(self, source: Source, sink: BinaryIO, change: Change) -> None:
        """SQLite files are read only. :raises MaskingError: ``MASKING_UNSUPPORTED``, always."""
        del sink, change
        raise not_rewritable(source.where, "a SQLite file")


@contextmanager
def _connected(raw: BinaryIO, source: Source) -> Iterator[sqlite3.Connection]:
    spool = source.scratch()
    spool.close()
    descriptor, name = tempfile.mkstemp(dir=spool.directory)
    try:
        connection = sqlite3.connect(
            f"file:{name}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA schema_version").fetchone()  # now it is open
    finally:
        os.unlink(name)  # noqa: PTH108 - the name of a descriptor, gone before any data comes
    with closing(connection), os.fdopen(descriptor, "wb") as copy:
        _copy(raw, copy)
        connection.text_factory = _text
        yield connection


def _copy(raw: BinaryIO, copy: Any) -> None:
    start = bytearray(raw.read(CHUNK))
    # The log is not in the dataset; without it, a file is what it says.
    start[_WAL_BYTES] = b"\x01\x01"
    copy.write(start)
    while chunk := raw.read(CHUNK):
        copy.write(chunk)
    copy.flush()


def _check(connection: sqlite3.Connection, where: str) -> None:
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.execute("PRAGMA query_only=1")
    connection.execute("PRAGMA trusted_schema=0")
    connection.execute("PRAGMA cell_size_check=1")
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise unreadable(where, "SQLite finds the file damaged", "write it again, or run `.recover` on it")


def _tables(connection: sqlite3.Connection) -> list[str]:
    """All that hold rows. A virtual table keeps its own in tables that are listed too."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND name <> 'sqlite_sequence'"
        " ORDER BY name"
    )
    return [name for (name,) in connection.execute(query)]


def _indexes(connection: sqlite3.Connection) -> set[str]:
    """Tables that repeat what others hold, in forms of their own: of full-text search, and statistics."""
    shadows = connection.execute("SELECT name FROM pragma_table_list WHERE type = 'shadow'")
    # Those of an R-tree keep columns of its users' beside its row numbers.
    return {name for (name,) in shadows if not name.endswith(("_content", "_rowid"))} | {
        "sqlite_stat3",
        "sqlite_stat4",
    } & set(_tables(connection))


def _has_words_only(connection: sqlite3.Connection) -> bool:
    """Whether an index of full-text search keeps words of texts, and not the texts."""
    definitions = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND rootpage = 0")
    return any(_CONTENTLESS.search(sql or "") for (sql,) in definitions)


def _index(connection: sqlite3.Connection, table: str, file: str) -> Iterator[Batch]:
    """What in it is text."""
    for rows in _rows(connection, table):
        texts = [text for column in rows.columns for text in printable(column.to_pylist())]
        if texts:
            yield texts_batch(file, "indexes", texts)


def _definitions(connection: sqlite3.Connection) -> Iterator[str]:
    """Names and statements of whatever was defined, and what ``AUTOINCREMENT`` keeps of tables."""
    counted = False
    for name, sql in connection.execute("SELECT name, sql FROM sqlite_master"):
        counted |= name == "sqlite_sequence"
        yield from (text for text in (name, sql) if text)
    if counted:
        for name, last in connection.execute("SELECT name, seq FROM sqlite_sequence"):
            yield from printable((name, str(last) if not isinstance(last, bytes) else last))


def _numbers(connection: sqlite3.Connection, table: str) -> Iterator[list[str]]:
    """Numbers that rows were given and that no column shows, where they do more than count."""
    quoted = '"' + table.replace('"', '""') + '"'
    columns = [
        (str(name), pk)
        for name, pk in connection.execute("SELECT name, pk FROM pragma_table_info(?)", (table,))
    ]
    taken = {name.casefold() for name, _ in columns}
    alias = next((name for name in ("rowid", "oid", "_rowid_") if name not in taken), None)
    without = connection.execute("SELECT wr FROM pragma_table_list WHERE name = ?", (table,)).fetchone()
    if alias is None or (without and without[0]):
        return
    query = f"SELECT min({alias}), max({alias}), count(*) FROM {quoted}"  # noqa: S608 - a quoted name from the schema itself
    least, most, count = connection.execute(query).fetchone()
    if not count or (least >= 0 and most <= max(_COUNTING, 2 * count)):
        return
    keys = [name.replace('"', '""') for name, pk in columns if pk]
    # A key of integers is the row's number under a name of its own.
    unlike = f'WHERE {alias} IS NOT "{keys[0]}"' if len(keys) == 1 else ""
    cursor = connection.execute(f"SELECT {alias} FROM {quoted} {unlike}")  # noqa: S608 - quoted names from the schema itself
    while rows := cursor.fetchmany(_ROWS):
        yield [str(number) for (number,) in rows]


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[pa.RecordBatch]:
    quoted = table.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - a quoted name from the schema itself
    names = distinct_names(column[0] for column in cursor.description)
    cursor.arraysize = 256
    waiting: list[tuple[Any, ...]] = []
    size, found = 0, False
    while rows := cursor.fetchmany():
        waiting += rows
        size += sum(len(value) for row in rows for value in row if isinstance(value, str | bytes))
        if len(waiting) >= _ROWS or size >= SIZE:
            yield _batch(waiting, names)
            waiting, size, found = [], 0, True
    if waiting or not found:
        yield _batch(waiting, names)


def _batch(rows: list[tuple[Any, ...]], names: list[str]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return pa.RecordBatch.from_arrays([_column(values) for values in columns], names)


def _column(values: tuple[Any, ...]) -> pa.Array:
    """Of one type where all values have one; else texts, or bytes where one value is bytes."""
    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {int, float}:
        kinds = {str, int}  # together they may need more than a double
    if len(kinds) <= 1:
        return pa.array(values, _TYPES[next(iter(kinds), str)])
    if bytes not in kinds:
        return pa.array([None if value is None else str(value) for value in values], pa.string())
    return pa.array(
        [value if value is None or isinstance(value, bytes) else str(value).encode() for value in values],
        pa.binary(),
    )


_TYPES = {str: pa.string(), int: pa.int64(), float: pa.float64(), bytes: pa.binary()}


def _text(value: bytes) -> str:
    """SQLite does not check that texts are UTF-8."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _damaged(error: Exception, where: str) -> Exception:
    return unreadable(
        where,
        f"it is not a whole, valid SQLite file ({type(error).__name__})",
        "write it again; it looks damaged",
    )
