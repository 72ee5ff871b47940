"""SQL dumps: rows of INSERT and COPY as tables, comments and other literals as metadata."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.stores.readers.faults import empty, not_rewritable, partly_read
from airflow_gov_provider.stores.readers.formats import Change, Source
from airflow_gov_provider.stores.readers.sql_statements import Part, Piece, dialect_of, pieces
from airflow_gov_provider.stores.readers.sql_values import said_by
from airflow_gov_provider.stores.readers.tables import ROWS, SIZE, distinct_names, qualified, texts_batch
from airflow_gov_provider.stores.readers.text import as_utf8

_SAMPLE = 256 << 10
_TABLE = re.compile(
    r"(?:insert\s+(?:\w+\s+)?into|replace\s+into|copy|create\s+(?:\w+\s+)?table(?:\s+if\s+not\s+exists)?)"
    r"\s+([^\s(]+)",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"(?:MySQL|MariaDB) dump \d|PostgreSQL database (?:cluster )?dump\s*\Z")
_ENDS = re.compile(r"Dump completed|PostgreSQL database (?:cluster )?dump complete")
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(.))", re.DOTALL)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class SqlDumpFormat:
    """Reads SQL dumps; they are not written back."""

    def batches(self, source: Source) -> Iterator[Batch]:
        """See :class:`~airflow_gov_provider.stores.readers.formats.Format`.

        Columns have the names of their INSERT, COPY or CREATE TABLE, told apart by the table's name where
        there are several tables.
        """
        dialect, tables = _survey(source)
        rows = _Rows(source, several=len(tables) > 1)
        beside = _Beside(source)
        ends = _Ends()
        for piece in pieces(source.open(), source.where, dialect):
            if piece.part is Part.COMMENT:
                ends.hear(piece.text)
                yield from beside.add("comments", [piece.text])
            elif piece.part is Part.ROW:
                yield from rows.copied(piece)
            else:
                said = said_by(piece.text, dialect)
                rows.created(said.tables)
                for table, columns, values in said.rows:
                    yield from rows.add(table, columns, values)
                yield from beside.add("statements", said.texts)
        yield from rows.end()
        yield from beside.end()
        if not (rows.any or beside.any):
            raise empty(source.where, "it has no statement")
        if ends.missing:
            raise partly_read(source.where, "the line is missing by which its program says that it is whole")

    def rewrite(self, source: Source, sink: BinaryIO, change: Change) -> None:
        """Dumps are read only. :raises MaskingError: ``MASKING_UNSUPPORTED``, always."""
        del sink, change
        raise not_rewritable(source.where, "a SQL dump")


class _Ends:
    """Programs that begin a dump with their name end it with a word that all of it was written."""

    def __init__(self) -> None:
        self._begun = self._ended = False

    def hear(self, comment: str) -> None:
        """A comment."""
        self._begun |= _BEGINS.match(comment) is not None
        self._ended |= _ENDS.match(comment) is not None

    @property
    def missing(self) -> bool:
        """Whether it began so, and has no end."""
        return self._begun and not self._ended


def _survey(source: Source) -> tuple[str, set[str]]:
    """The dialect, and the names of tables: a first pass that does not understand statements."""
    tables: set[str] = set()
    carried = ""
    dialect = ""
    with as_utf8(source.open(), source.where) as stream:
        while data := stream.read(_SAMPLE):
            text = carried + data.decode("utf-8", "ignore")
            dialect = dialect or dialect_of(text)
            tables.update(_last_part(name) for name in _TABLE.findall(text))
            carried = text[-200:]
    return dialect, tables


def _last_part(name: str) -> str:
    return name.rpartition(".")[2].strip('`"[]').lower()


class _Rows:
    """Rows of each table until they fill a batch."""

    def __init__(self, source: Source, *, several: bool) -> None:
        self._source = source
        self._several = several
        self._columns: dict[str, tuple[str, ...]] = {}
        self._key: tuple[str, tuple[str, ...]] = ("", ())
        self._waiting: list[list[str | None]] = []
        self._size = 0
        self._filled: set[str] = set()
        self.any = False

    def created(self, tables: dict[str, tuple[str, ...]]) -> None:
        """What CREATE TABLE says."""
        self._columns.update((name.lower(), columns) for name, columns in tables.items())

    def add(self, table: str, columns: tuple[str, ...], values: list[str | None]) -> Iterator[Batch]:
        """One row; batches that are full."""
        key = (table, columns or self._columns.get(table.lower(), ()))
        if self._waiting and (key != self._key or len(self._waiting) >= ROWS or self._size >= SIZE):
            yield self._batch()
        self._key = key
        self._waiting.append(values)
        self._size += sum(len(value) for value in values if value)

    def copied(self, piece: Piece) -> Iterator[Batch]:
        """A line of COPY's data."""
        table, columns, options = piece.copy
        names = tuple(name.strip().strip('"') for name in columns.split(",")) if columns else ()
        yield from self.add(table.rpartition(".")[2].strip('"'), names, _copy_values(piece.text, options))

    def end(self) -> Iterator[Batch]:
        """What is left, and tables without rows."""
        if self._waiting:
            yield self._batch()
        for table, columns in self._columns.items():
            if table not in self._filled:
                self._key = (table, columns)
                yield self._batch()

    def _batch(self) -> Batch:
        table, names = self._key
        rows, self._waiting, self._size = self._waiting, [], 0
        self._filled.add(table.lower())
        self.any = True
        width = max([len(names), *map(len, rows)])
        labels = distinct_names([*names, *[""] * (width - len(names))])
        columns = [
            pa.array([row[at] if at < len(row) else None for row in rows], pa.string()) for at in range(width)
        ]
        batch = Batch(self._source.file, pa.RecordBatch.from_arrays(columns, labels))
        return qualified(table, batch) if self._several else batch


class _Beside:
    """Texts that stand beside the rows, until there are enough of them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._texts: dict[str, dict[str, None]] = {}
        self.any = False

    def add(self, label: str, texts: list[str]) -> Iterator[Batch]:
        """More texts; a batch when there are many."""
        held = self._texts.setdefault(label, {})
        held.update(dict.fromkeys(text for text in texts if text.strip()))
        if len(held) >= ROWS:
            yield from self._one(label)

    def end(self) -> Iterator[Batch]:
        """What is left."""
        for label in list(self._texts):
            yield from self._one(label)

    def _one(self, label: str) -> Iterator[Batch]:
        if texts := self._texts.pop(label):
            self.any = True
            yield texts_batch(self._source.file, label, texts)


def _copy_values(line: str, options: str) -> list[str | None]:
    """One row of PostgreSQL's COPY: its text format, or CSV."""
    if "csv" in options.lower():
        return list(next(csv.reader([line]), []))
    return [None if value == "\\N" else _ESCAPE.sub(_unescaped, value) for value in line.split("\t")]


def _unescaped(escape: re.Match[str]) -> str:
    octal, hexadecimal, letter = escape.groups()
    if letter is not None:
        return _LETTERS.get(letter, letter)
    return chr(int(octal, 8) if octal else int(hexadecimal, 16))
