"""What the statements of a dump say: rows of tables, columns of tables, and texts beside them.

sqlglot's tokenizer reads the statements; nothing is run, and no name is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from airflow_gov_provider.stores.readers.sql_literals import (
    TEXTS,
    is_long_number,
    kind_of,
    literal,
    texts,
    value,
)

_REPLACE = re.compile(r"\A\s*replace\b(?=\s+(?:\w+\s+)?into\b)", re.IGNORECASE)
_HEAD = re.compile(r"\s*(?:insert|replace)\s[^';()]*(?:\([^';()]*\)\s*)?values\s*(?=\()", re.IGNORECASE)
_ANY_LITERAL = r"'(?:[^'\\]|'')*+'(?!')|-?\d+(?:\.\d+)?(?![\w.])|null\b"
_LITERAL = re.compile(_ANY_LITERAL, re.IGNORECASE)
_ROW = re.compile(rf"\s*\(\s*(?:{_ANY_LITERAL})\s*(?:,\s*(?:{_ANY_LITERAL})\s*)*+\)\s*(,|\Z)", re.IGNORECASE)
#: Longest statement, in characters, that is looked at as one text beside its literals.
_SHOWN_WHOLE = 64 << 10
_CONSTRAINTS = frozenset(
    "primary key constraint unique foreign check index fulltext spatial like exclude period partition".split()  # noqa: SIM905 - words read better in lines
)


@dataclass(slots=True)
class Said:
    """What one statement says.

    :param rows: (table, columns named in the statement, values) of each row that it inserts.
    :param tables: columns of each table that it creates. :param texts: literals that are in no row.
    """

    rows: list[tuple[str, tuple[str, ...], list[str | None]]] = field(default_factory=list, repr=False)
    tables: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    texts: list[str] = field(default_factory=list, repr=False)


def said_by(statement: str, dialect: str) -> Said:
    """Rows, columns and literals of a statement. What neither inserts nor creates a table is a text as well."""
    plain = _plain_insert(statement, dialect)
    if plain is not None:
        return plain
    said = _tokenized(statement, dialect)
    if not said.rows and not said.tables and len(statement) <= _SHOWN_WHOLE:
        # Users, owners, names in quotes, commands of psql: no literals, and some say who.
        said.texts.append(statement)
    return said


def _plain_insert(statement: str, dialect: str) -> Said | None:
    """An INSERT of nothing but numbers, NULL and texts without backslashes: most of a dump, at 30 times the speed."""
    head = _HEAD.match(statement)
    if head is None:
        return None
    rows, at = [], head.end()
    while row := _ROW.match(statement, at):
        rows.append([_plain(found) for found in _LITERAL.findall(statement, at, row.end())])
        at = row.end()
        if row[1] != ",":
            break
    if at != len(statement) or not rows:
        return None
    # The head as an INSERT of one row, so that sqlglot says what stands in it.
    named = _head(head[0], dialect)
    if len(named.rows) != 1 or named.texts:
        return None
    [(table, columns, _)] = named.rows
    return Said([(table, columns, row) for row in rows])


@lru_cache(maxsize=64)
def _head(text: str, dialect: str) -> Said:
    return _tokenized(f"{text}(1)", dialect)


def _plain(literal: str) -> str | None:
    if literal[0] == "'":
        return literal[1:-1].replace("''", "'")
    return None if literal[0] in "nN" else literal


def _tokenized(statement: str, dialect: str) -> Said:
    from sqlglot import tokenize
    from sqlglot.errors import SqlglotError

    try:
        # MySQL's REPLACE is an INSERT; sqlglot takes it for a command that it does not look into.
        tokens = tokenize(_REPLACE.sub("INSERT", statement), read=dialect)
    except SqlglotError:
        return Said(texts=[statement])
    return _Walk(tokens).said()


class _Walk:
    """Goes through the tokens of a statement."""

    def __init__(self, tokens: list[Any]) -> None:
        self._tokens = tokens
        self._at = 0
        self._said = Said()

    def said(self) -> Said:
        """Everything."""
        while self._at < len(self._tokens):
            word = self._word()
            if word == "into" or (word == "insert" and not self._says_into()):
                self._at += 1
                self._insert()
            elif word == "table" and self._before() & {"create", "temporary", "temp", "global", "unlogged"}:
                self._at += 1
                self._create()
            else:
                self._literal()
        return self._said

    def _says_into(self) -> bool:
        """Whether INTO follows, with what may stand between (``IGNORE``, ``OR REPLACE``)."""
        return any(self._word(ahead) == "into" for ahead in range(1, 4))

    def _word(self, ahead: int = 0) -> str:
        """The keyword or bare name there; empty for anything in quotes."""
        at = self._at + ahead
        if at >= len(self._tokens) or kind_of(self._tokens[at]) in _QUOTED:
            return ""
        return str(self._tokens[at].text).lower()

    def _before(self) -> set[str]:
        return {str(token.text).lower() for token in self._tokens[max(0, self._at - 3) : self._at]}

    def _literal(self) -> None:
        token = self._tokens[self._at]
        if kind_of(token) in TEXTS or is_long_number(token):
            self._said.texts.append(literal(token) or "")
        self._said.texts += (str(comment) for comment in token.comments)
        self._at += 1

    def _name(self) -> str:
        """The last part of a table's name."""
        while self._word() in ("if", "not", "exists", "only", "ignore"):
            self._at += 1
        name = ""
        while self._at < len(self._tokens):
            name = str(self._tokens[self._at].text)
            self._at += 1
            if self._word() != ".":
                break
            self._at += 1
        return name

    def _insert(self) -> None:
        start = self._at
        table = self._name()
        columns: tuple[str, ...] = ()
        if self._word() == "(":
            columns = tuple(_names(self._group()))
        while self._at < len(self._tokens) and self._word() not in ("values", "value", "into", "select", "("):
            self._literal()
        if self._word() not in ("values", "value"):
            if self._at == start:
                self._at += 1
            return
        self._at += 1
        while self._word() == "(":
            values = [value(tokens) for tokens in self._group()]
            self._said.rows.append((table, columns, values))
            if self._word() == ",":
                self._at += 1

    def _create(self) -> None:
        table = self._name()
        if self._word() != "(":
            return
        names = []
        for tokens in self._group():
            if not tokens:
                continue
            first = tokens[0]
            if kind_of(first) in _QUOTED or str(first.text).lower() not in _CONSTRAINTS:
                names.append(str(first.text))
            self._said.texts += texts(tokens)
        self._said.tables[table] = tuple(names)

    def _group(self) -> Iterator[list[Any]]:
        """The items of a list in parentheses, which begins here; ends behind it."""
        self._at += 1
        depth = 0
        item: list[Any] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            kind = kind_of(token)
            self._at += 1
            if kind == "R_PAREN" and depth == 0:
                break
            depth += (kind == "L_PAREN") - (kind == "R_PAREN")
            self._said.texts += (str(comment) for comment in token.comments)
            if kind == "COMMA" and depth == 0:
                yield item
                item = []
            else:
                item.append(token)
        yield item


_QUOTED = frozenset({"IDENTIFIER", "STRING", "NATIONAL_STRING", "RAW_STRING", "UNICODE_STRING"})


def _names(items: Iterator[list[Any]]) -> Iterator[str]:
    for tokens in items:
        yield str(tokens[0].text) if tokens else ""
