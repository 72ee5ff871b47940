"""JSON documents: an array of objects, one object over many lines, or several values one after another.

An array is read item by item, so its length does not matter; one item (and a document that is one object)
may be as long as a line of JSON Lines.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.stores.readers.faults import empty, unmaskable, unreadable
from airflow_gov_provider.stores.readers.formats import Change, Source
from airflow_gov_provider.stores.readers.json_columns import merged
from airflow_gov_provider.stores.readers.json_lines import LINE, LineParser, Style
from airflow_gov_provider.stores.readers.jsonl import BYTES, LINES, batch_of
from airflow_gov_provider.stores.readers.text import as_utf8

_FIRST = 64 << 10
_BLANK = re.compile(r"[ \t\r\n\x1e]*")


class JsonDocumentFormat:
    """Reads and rewrites JSON documents."""

    def batches(self, source: Source) -> Iterator[Batch]:
        """See :class:`~airflow_gov_provider.stores.readers.formats.Format`. One row an item."""
        for _, _, batch in _blocks(source, exact=False):
            yield batch

    def rewrite(self, source: Source, sink: BinaryIO, change: Change) -> None:
        """See :class:`~airflow_gov_provider.stores.readers.formats.Format`.

        Keys keep their order and numbers their spelling; an array has one item a line, in UTF-8.
        """
        written, is_array = 0, False
        for objects, is_array, batch in _blocks(source, exact=True):
            before, after = batch.rows, change(batch)
            if (after.num_rows, after.num_columns) != (before.num_rows, before.num_columns):
                raise unmaskable(source.where, "rows or columns were lost")
            if len(set(after.schema.names)) != after.num_columns:
                raise unmaskable(source.where, "two columns got the same name")
            for bare, value in merged_items(objects, before, after):
                between = ("[\n" if not written else ",\n") if is_array else ""
                text = Style().dump(next(iter(value.values())) if bare else value)
                sink.write((between + text + ("" if is_array else "\n")).encode("utf-8"))
                written += 1
        if is_array:
            sink.write(b"\n]\n" if written else b"[]\n")


def merged_items(objects: list[_Item], before: Any, after: Any) -> Iterator[tuple[bool, dict[str, Any]]]:
    """(whether it is no object, value) for each item, changes put in."""
    values = merged([value for _, value in objects], before, after)
    return zip((bare for bare, _ in objects), values, strict=True)


#: Whether it was no object, and the object made of it.
_Item = tuple[bool, dict[str, Any]]


def _blocks(source: Source, *, exact: bool) -> Iterator[tuple[list[_Item], bool, Batch]]:
    parser = LineParser(source.where, exact=exact, unit="item")
    items: list[_Item] = []
    size, found, is_array = 0, False, False
    with as_utf8(source.open(), source.where, exact=exact) as stream:
        values = _Values(stream, source.where, parser, exact=exact)
        for item, length in values:
            items.append(item)
            size += length
            is_array = values.is_array
            if len(items) >= LINES or size >= BYTES:
                yield items, is_array, _batch(source, items, parser)
                found, items, size = True, [], 0
                parser.renew()
        if items or not found:
            if not items and not values.is_array:
                raise empty(source.where, "it has no value")
            yield items, values.is_array, _batch(source, items, parser)


def _batch(source: Source, items: list[_Item], parser: LineParser) -> Batch:
    return batch_of(source, [value for _, value in items], inexact=parser.inexact)


class _Values:
    """The items of a top-level array, or the values of a text that has several."""

    def __init__(self, stream: BinaryIO, where: str, parser: LineParser, *, exact: bool) -> None:
        self._stream = stream
        self._where = where
        self._parser = parser
        self._exact = exact
        self._text = ""
        self._at = 0
        self._ended = False
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._number = 0
        #: Whether the text is one array, as opposed to values one after another.
        self.is_array = False

    def __iter__(self) -> Iterator[tuple[_Item, int]]:
        if self._next() == "[":
            self.is_array = True
            self._at += 1
            yield from self._items()
            if self._exact and self._next():
                raise self._broken("something follows its array")
        while self._next():
            yield self._value()

    def _items(self) -> Iterator[tuple[_Item, int]]:
        if self._next() == "]":
            self._at += 1
            return
        while True:
            if not self._next():
                raise self._broken("its array has no end")
            yield self._value()
            after = self._next()
            self._at += 1
            if after == "]":
                return
            if after != ",":
                raise self._broken("a comma or the end of its array is missing")

    def _value(self) -> tuple[_Item, int]:
        self._number += 1
        while not self._is_whole() and not self._ended:
            if len(self._text) - self._at > LINE:
                raise unreadable(
                    self._where,
                    f"item {self._number} is longer than {LINE >> 20} million characters",
                    "write JSON Lines, or an array of smaller objects",
                )
            self._read(max(_FIRST, len(self._text) - self._at))
        start = self._at
        value, self._at = self._parser.value(self._text, start, self._number)
        bare = self._text[start] != "{"
        return (bare, value), self._at - start

    def _is_whole(self) -> bool:
        """Whether a value ends before the end of what was read (a number may always go on)."""
        try:
            _, end = _PLAIN.raw_decode(self._text, self._at)
        except RecursionError:
            return True
        except ValueError:
            return False
        return end < len(self._text)

    def _next(self) -> str:
        """The next character that is not blank; empty at the end."""
        while True:
            blank = _BLANK.match(self._text, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._read(_FIRST)

    def _read(self, size: int) -> None:
        data = self._stream.read(size)
        self._ended = not data
        text = self._decoder.decode(data, final=self._ended)
        self._text = self._text[self._at :] + text
        self._at = 0

    def _broken(self, what: str) -> Exception:
        return unreadable(self._where, f"after item {self._number} {what}", "write valid JSON")


_PLAIN = json.JSONDecoder()
