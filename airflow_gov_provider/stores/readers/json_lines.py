"""Lines of JSON, exactly: what nobody changes is written back as it was spelled."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any, BinaryIO

from airflow_gov_provider.core.errors import DataError
from airflow_gov_provider.stores.readers.faults import unreadable
from airflow_gov_provider.stores.readers.tables import distinct_names

#: Longest line, in bytes; deepest nesting; most different keys in one file.
LINE = 16 << 20
DEPTH = 64
NAMES = 2_000
#: The key of a value that is no object.
VALUE = "value"

_EXACT_DIGITS = 15


class Number(float):
    """A number with its spelling: ``1.10`` is not written back as ``1.1``."""

    __slots__ = ("text",)
    text: str

    @property
    def is_exact(self) -> bool:
        """Whether a double holds what was written."""
        return len(self.text) <= _EXACT_DIGITS or float.__repr__(self) == self.text


class _DuplicateKeyError(ValueError):
    pass


class LineParser:
    """Parses value by value, and remembers what a block of them holds.

    A value that is no object is taken for the object ``{"value": …}``.

    :param where: what errors call the file.
    :param exact: a key that comes twice is refused, since it can not be written back; else the second is
        read under a name of its own.
    :param unit: what errors call a value's place.
    """

    def __init__(self, where: str, *, exact: bool = False, unit: str = "line") -> None:
        self._where = where
        self._exact = exact
        self._unit = unit
        self._names: set[str] = set()
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._distinct, parse_float=self._number, parse_constant=self._number
        )
        #: Whether a number since the last ``renew`` does not fit a double.
        self.inexact = False

    def renew(self) -> None:
        """A new block begins. Keys are counted on: they become columns, all of which are kept in mind."""
        self.inexact = False

    def parse(self, line: bytes, at: int) -> dict[str, Any]:
        """The object on line number ``at``.

        :raises DataError: ``SOURCE_UNREADABLE`` for what is not one JSON value.
        """
        text = line.decode("utf-8")
        value, end = self.value(text, 0, at)
        if text[end:].strip():
            raise self.fault(at, "is not valid JSON", "write one JSON object a line")
        return value

    def value(self, text: str, start: int, at: int) -> tuple[dict[str, Any], int]:
        """The value that begins at ``start`` of a text, and where it ends.

        :raises DataError: as :meth:`parse`.
        """
        try:
            value, end = self._decoder.raw_decode(text, start)
        except _DuplicateKeyError:
            raise self.fault(at, "has one key twice", "give every key of an object once") from None
        except RecursionError:
            raise self.fault(at, f"is nested more than {DEPTH} deep", "flatten it") from None
        except ValueError:
            raise self.fault(at, "is not valid JSON", "write one JSON object a line") from None
        if text.count("{", start, end) + text.count("[", start, end) > DEPTH and _depth(value) > DEPTH:
            raise self.fault(at, f"is nested more than {DEPTH} deep", "flatten it")
        if not isinstance(value, dict):
            value = {VALUE: value}
            self._names.add(VALUE)
        if len(self._names) > NAMES:
            raise self.fault(
                at, f"brings more than {NAMES} different keys into the file", "put ids into values, not keys"
            )
        return value, end

    def _distinct(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            if self._exact:
                raise _DuplicateKeyError
            value = dict(
                zip(distinct_names(key for key, _ in pairs), (item for _, item in pairs), strict=True)
            )
        self._names.update(value)
        return value

    def _number(self, text: str) -> Number:
        number = Number(text)
        number.text = text
        if not number.is_exact:
            self.inexact = True
        return number

    def fault(self, at: int, what: str, hint: str) -> DataError:
        """What is wrong with a value."""
        return unreadable(self._where, f"{self._unit} {at} {what}", hint)


def lines(stream: BinaryIO, where: str) -> Iterator[tuple[int, bytes]]:
    """Every line that is not blank, with its number from 1. :raises DataError: for an endless one."""
    at = 0
    while line := stream.readline(LINE + 1):
        at += 1
        if len(line) > LINE:
            raise unreadable(
                where, f"line {at} is longer than {LINE >> 20} MiB", "write one JSON object a line"
            )
        if line := line.strip(b" \t\r\n"):
            yield at, line


@dataclass(frozen=True, slots=True)
class Style:
    """How a line spells what JSON leaves open.

    :param comma: between two items. :param colon: after a key. :param quote: text to JSON text.
    """

    comma: str = ","
    colon: str = ":"
    quote: Callable[[str], str] = encode_basestring

    @classmethod
    def of(cls, line: bytes) -> Style:
        """As ``line`` does: with or without spaces, other alphabets escaped or not."""
        spaced = b'": ' in line
        quote = encode_basestring_ascii if line.isascii() else encode_basestring
        return cls(", " if spaced else ",", ": " if spaced else ":", quote)

    def dump(self, value: Any) -> str:
        """JSON text: keys in order, numbers as they were spelled."""
        if isinstance(value, str):
            return self.quote(value)
        if isinstance(value, Number):
            return value.text
        if isinstance(value, dict):
            items = (f"{self.quote(key)}{self.colon}{self.dump(item)}" for key, item in value.items())
            return "{" + self.comma.join(items) + "}"
        if isinstance(value, list):
            return "[" + self.comma.join(map(self.dump, value)) + "]"
        return json.dumps(value)


def _depth(value: Any) -> int:
    children = value.values() if isinstance(value, dict) else value
    return 1 + max((_depth(child) for child in children if isinstance(child, dict | list)), default=0)
