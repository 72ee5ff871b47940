"""A SQL dump taken apart into statements, comments and the data of COPY, a bounded piece at a time.

Only quotes, comments and ends are told apart here; what a statement says is left to sqlglot.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from airflow_gov_provider.core.errors import DataError
from airflow_gov_provider.stores.readers.faults import partly_read, unreadable
from airflow_gov_provider.stores.readers.text import as_utf8

#: Longest statement, or line of COPY, in characters.
LONGEST = 16 << 20
_CHUNK = 256 << 10

_COPY = re.compile(
    r"\s*copy\s+(?P<table>[^\s(]+)\s*(?:\((?P<columns>[^)]*)\))?\s+from\s+stdin(?P<options>[^;]*)",
    re.IGNORECASE,
)
_MYSQL = re.compile(r"`\w+`|\bengine\s*=|mysql dump|mariadb dump", re.IGNORECASE)
_TSQL = re.compile(r"^\s*go\s*$|\[dbo\]|\binsert\s+\[", re.IGNORECASE | re.MULTILINE)


class Part(StrEnum):
    """What a piece of a dump is."""

    STATEMENT = "statement"
    COMMENT = "comment"
    ROW = "row"


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """One piece.

    :param text: a statement without its comments; a comment; or a line of COPY's data.
    :param copy: for a line: (table, columns as written, options) of its COPY statement.
    """

    part: Part
    text: str
    copy: tuple[str, str, str] = ("", "", "")


def dialect_of(sample: str) -> str:
    """Sqlglot's name of the dialect that a dump seems to be in; empty for its own, tolerant one."""
    if _MYSQL.search(sample):
        return "mysql"
    return "tsql" if _TSQL.search(sample) else "postgres"


def pieces(source: BinaryIO, where: str, dialect: str) -> Iterator[Piece]:
    """All of a dump, in order; closes ``source``.

    :raises DataError: for what is no text, an unclosed quote, or a statement without end.
    """
    with as_utf8(source, where) as stream:
        reader = _Reader(io.TextIOWrapper(stream, encoding="utf-8", newline=None), where)
        grammar = _Grammar(dialect)
        while reader.fill():
            statement = ""
            for piece in grammar.next_statement(reader):
                if piece.part is Part.STATEMENT:
                    statement = piece.text
                if piece.text.strip():
                    yield piece
            if copy := _COPY.match(statement):
                named = (copy["table"], copy["columns"] or "", copy["options"])
                for line in reader.lines_to_end_of_copy():
                    yield Piece(Part.ROW, line, named)


class _Reader:
    """Text with a place in it."""

    def __init__(self, text: io.TextIOWrapper, where: str) -> None:
        self._source = text
        self.where = where
        self.text = ""
        self.ended = False

    def fill(self) -> bool:
        """Whether anything but blanks is left."""
        while True:
            self.text = self.text.lstrip()
            if self.text or self.ended:
                return bool(self.text)
            self.more()

    def more(self) -> None:
        """Read on, twice as far each time. :raises DataError: for what never ends."""
        if len(self.text) > LONGEST:
            raise self.endless()
        got = self._source.read(max(_CHUNK, len(self.text)))
        self.ended = not got
        self.text += got

    def drop(self, amount: int) -> None:
        """Forget what was taken from the beginning."""
        self.text = self.text[amount:]

    def endless(self) -> DataError:
        return unreadable(
            self.where,
            f"a statement is longer than {LONGEST >> 20} million characters",
            "look for a quote that is not closed, or dump with shorter statements",
        )

    def lines_to_end_of_copy(self) -> Iterator[str]:
        r"""Lines up to ``\.``. :raises DataError: ``SOURCE_PARTLY_READ`` when that is missing."""
        at = self.text.find("\n") + 1  # what is left of the line of the statement itself
        while at == 0 and not self.ended:
            self.more()
            at = self.text.find("\n") + 1
        while True:
            end = self.text.find("\n", at)
            if end < 0 and not self.ended:
                self.drop(at)
                at = 0
                self.more()
                continue
            if end < 0:
                if self.text[at:].strip() == "\\.":
                    self.drop(len(self.text))
                    return
                raise partly_read(self.where, "the data of a COPY statement has no end")
            line = self.text[at:end]
            at = end + 1
            if line == "\\.":
                self.drop(at)
                return
            yield line


class _Grammar:
    """Where quotes, comments and statements end."""

    def __init__(self, dialect: str) -> None:
        escaped = r"'(?:[^'\\]|\\.|'')*+'(?!')"
        plain = r"'(?:[^']|'')*+'(?!')"
        quotes = [
            escaped if dialect == "mysql" else plain,
            r'"(?:[^"\\]|\\.|"")*+"' if dialect == "mysql" else r'"(?:[^"]|"")*+"',
        ]
        self._pieces = {"'": re.compile(quotes[0], re.DOTALL), '"': re.compile(quotes[1], re.DOTALL)}
        self._escaped = re.compile(escaped, re.DOTALL)
        starts = [r"'", r'"', r";", r"--", r"/\*", r"\n(?=insert\s)", r"\ngo[ \t]*(?=\n|\Z)"]
        if dialect == "mysql":
            starts += [r"`", r"#"]
            self._pieces["`"] = re.compile(r"`(?:[^`]|``)*+`", re.DOTALL)
        if dialect == "tsql":
            starts.append(r"\[")
            self._pieces["["] = re.compile(r"\[(?:[^\]]|\]\])*+\]", re.DOTALL)
        if dialect == "postgres":
            starts.append(r"\$\w*\$")
            # Oracle's q'[…]' and PostgreSQL's E'…' are quotes of their own.
            starts[0] = r"(?:(?<!\w)[eE]'|(?<!\w)[nN]?[qQ]'[\[({<!|]|')"
        self._starts = re.compile("|".join(starts), re.IGNORECASE)

    def next_statement(self, reader: _Reader) -> Iterator[Piece]:
        """The comments of the next statement, then the statement; takes them from ``reader``."""
        comments: list[str] = []
        kept: list[str] = []
        at = begun = 0
        while True:
            found = self._starts.search(reader.text, at)
            # What stands at the very end may go on in what is not read yet.
            if not reader.ended and (found is None or found.end() + 80 > len(reader.text)):
                reader.more()
                continue
            if found is None:
                kept.append(reader.text[begun:])
                reader.drop(len(reader.text))
                break
            mark = found.group()
            if mark == ";" or mark[0] == "\n":
                kept.append(reader.text[begun : found.start()])
                reader.drop(found.end())
                break
            end = self._end(mark, found.start(), reader)
            if mark in ("--", "/*", "#"):
                kept.append(reader.text[begun : found.start()])
                comments.append(reader.text[found.start() : end].strip("-/*!# \t\n"))
                begun = end
            at = end
        yield Piece(Part.STATEMENT, " ".join(kept))
        for comment in comments:
            yield Piece(Part.COMMENT, comment)

    def _end(self, mark: str, start: int, reader: _Reader) -> int:
        """Where a quote or comment ends. :raises DataError: when it does not."""
        while True:
            if (end := self._try_end(mark, start, reader.text)) is not None and (
                end < len(reader.text) or reader.ended
            ):
                return end
            if reader.ended:
                if mark in ("--", "#"):
                    return len(reader.text)
                raise unreadable(
                    reader.where, "a quote or comment is not closed", "dump it again; it looks truncated"
                )
            reader.more()

    def _try_end(self, mark: str, start: int, text: str) -> int | None:
        if mark in ("--", "#"):
            end = text.find("\n", start)
            return end if end >= 0 else None
        if mark == "/*":
            return _after(text.find("*/", start + 2), 2)
        if mark[0] == "$":
            return _after(text.find(mark, start + len(mark)), len(mark))
        if "q'" in mark.lower():
            closing = {"[": "]", "(": ")", "{": "}", "<": ">"}.get(mark[-1], mark[-1]) + "'"
            return _after(text.find(closing, start + len(mark)), 2)
        if mark[0] in "eE":
            found = self._escaped.match(text, start + 1)
        else:
            found = self._pieces[mark[-1]].match(text, start)
        return found.end() if found else None


def _after(at: int, length: int) -> int | None:
    return at + length if at >= 0 else None
