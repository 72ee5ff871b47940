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
#: A mark may be longer than what is read of it.
_AHEAD = 80
_FILLED = re.compile(r"\S")

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
        #: Where in the text the reading is.
        self.at = 0
        self.ended = False

    def fill(self) -> bool:
        """Whether anything but blanks is left."""
        while True:
            if found := _FILLED.search(self.text, self.at):
                self.at = found.start()
                return True
            self.at = len(self.text)
            if self.ended:
                return False
            self.more()

    def more(self) -> None:
        """Read on, twice as far each time; places in the text move. :raises DataError: for what never ends."""
        if len(self.text) - self.at > LONGEST:
            raise self.endless()
        got = self._source.read(max(_CHUNK, len(self.text) - self.at))
        self.ended = not got
        self.text = self.text[self.at :] + got
        self.at = 0

    def endless(self) -> DataError:
        return unreadable(
            self.where,
            f"a statement is longer than {LONGEST >> 20} million characters",
            "look for a quote that is not closed, or dump with shorter statements",
        )

    def lines_to_end_of_copy(self) -> Iterator[str]:
        r"""Lines up to ``\.``. :raises DataError: ``SOURCE_PARTLY_READ`` when that is missing."""
        self._line()  # what is left of the line of the statement itself
        while (line := self._line()) is not None:
            if line == "\\.":
                return
            yield line
        raise partly_read(self.where, "the data of a COPY statement has no end")

    def _line(self) -> str | None:
        """The next line, without its end; None at the end of the text."""
        while (end := self.text.find("\n", self.at)) < 0 and not self.ended:
            self.more()
        if end < 0 and self.at >= len(self.text):
            return None
        end = end if end >= 0 else len(self.text)
        line, self.at = self.text[self.at : end], end + 1
        return line


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
        # Relative to where the statement begins, which moves when more is read.
        at = begun = 0
        while True:
            text, base = reader.text, reader.at
            found = self._starts.search(text, base + at)
            # What stands at the very end may go on in what is not read yet.
            if not reader.ended and (found is None or found.end() + _AHEAD > len(text)):
                reader.more()
                continue
            if found is None:
                kept.append(text[base + begun :])
                reader.at = len(text)
                break
            mark = found.group()
            if mark == ";" or mark[0] == "\n":
                kept.append(text[base + begun : found.start()])
                reader.at = found.end()
                break
            start = found.start() - base
            end = self._end(mark, start, reader)
            if mark in ("--", "/*", "#"):
                base = reader.at
                kept.append(reader.text[base + begun : base + start])
                comments.append(reader.text[base + start : base + end].strip("-/*!# \t\n"))
                begun = end
            at = end
        yield Piece(Part.STATEMENT, " ".join(kept))
        for comment in comments:
            yield Piece(Part.COMMENT, comment)

    def _end(self, mark: str, start: int, reader: _Reader) -> int:
        """Where a quote or comment ends, after the place of ``reader``. :raises DataError: when it does not."""
        while True:
            end = self._try_end(mark, reader.at + start, reader.text)
            if end is not None and (end < len(reader.text) or reader.ended):
                return end - reader.at
            if not reader.ended:
                reader.more()
            elif mark in ("--", "#"):
                return len(reader.text) - reader.at
            else:
                raise unreadable(
                    reader.where, "a quote or comment is not closed", "dump it again; it looks truncated"
                )

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
