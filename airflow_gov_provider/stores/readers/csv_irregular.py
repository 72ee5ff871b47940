"""CSV that no two programs read alike, read so that no character of it goes unseen.

A row may have more values than there are names (the others are called ``column 5``, ``column 6``…) or fewer
(the others are null). Where quotes are broken anywhere in the file, each line is a row by itself, since an
unclosed quote would otherwise swallow all that follows. Only scans read this way: what is written back, and
published, has to be regular.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.stores.readers.faults import unreadable
from airflow_gov_provider.stores.readers.formats import Source
from airflow_gov_provider.stores.readers.quoting import CheckedCsv, IrregularCsvError
from airflow_gov_provider.stores.readers.tables import ROWS, SIZE, distinct_names, texts_batch
from airflow_gov_provider.stores.readers.text import as_utf8
from airflow_gov_provider.stores.spool import CHUNK

#: Longest line, in characters; most values of one row.
LINE = 16 << 20
WIDTH = 4_096


def irregular_batches(
    source: Source, delimiter: str, names: tuple[str, ...], *, above: int, skip: int
) -> Iterator[Batch]:
    """All rows after the first ``skip``, which are the names and what was read before.

    :param above: rows above the names; what they say is metadata.
    :raises DataError: for what is no text, an endless line, or a row without end.
    """
    broken = _has_broken_quotes(source, delimiter)
    with as_utf8(source.open(), source.where) as stream:
        rows = _line_rows(_lines(stream, source.where), delimiter, len(names), one=len(names) == 1)
        if not broken:
            rows = _rows(_lines(stream, source.where), delimiter, source.where, one=len(names) == 1)
        if remarks := [cell for row in islice(rows, above) for cell in row if cell]:
            yield texts_batch(source.file, "above the table", remarks)
        found = False
        for block in _blocks(islice(rows, skip - above, None), source.where):
            yield Batch(source.file, _columns(block, names))
            found = True
        if not found:
            yield Batch(source.file, _columns([], names))


def _has_broken_quotes(source: Source, delimiter: str) -> bool:
    text = as_utf8(source.open(), source.where)
    with CheckedCsv(text, delimiter, source.where, blank_is_row=False) as checked:
        try:
            while checked.read(CHUNK):
                pass
        except IrregularCsvError:
            return True
    return False


def _lines(stream: BinaryIO, where: str) -> Iterator[str]:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    while line := text.readline(LINE + 1):
        if len(line) > LINE:
            raise unreadable(
                where,
                f"a line is longer than {LINE >> 20} million characters",
                "look for a missing line break",
            )
        yield line


def _rows(lines: Iterable[str], delimiter: str, where: str, *, one: bool) -> Iterator[list[str]]:
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            if row or one:
                yield row or [""]
    except csv.Error:
        raise unreadable(
            where, "a value is longer than any that a table holds", "look for a quote that is not closed"
        ) from None


def _line_rows(lines: Iterable[str], delimiter: str, width: int, *, one: bool) -> Iterator[list[str]]:
    for line in lines:
        text = line.rstrip("\r\n")
        if text or one:
            yield _line_row(text, delimiter, width)


def _line_row(text: str, delimiter: str, width: int) -> list[str]:
    """By the rules if the line keeps them, or makes a row of the right width; else as if quotes were nothing."""
    for strict in (True, False):
        try:
            row = next(csv.reader([text], delimiter=delimiter, strict=strict), [""])
        except csv.Error:
            continue
        if strict or len(row) == width:
            return row
    return [value.strip('"') for value in text.split(delimiter)]


def _blocks(rows: Iterable[list[str]], where: str) -> Iterator[list[list[str]]]:
    block: list[list[str]] = []
    size = 0
    for row in rows:
        if len(row) > WIDTH:
            raise unreadable(where, f"a row has more than {WIDTH} values", "look for missing line breaks")
        block.append(row)
        size += sum(map(len, row))
        if len(block) >= ROWS or size >= SIZE:
            yield block
            block, size = [], 0
    if block:
        yield block


def _columns(rows: list[list[str]], names: tuple[str, ...]) -> pa.RecordBatch:
    width = max([len(names), *map(len, rows)])
    labels = distinct_names([*names, *(f"column {at}" for at in range(len(names) + 1, width + 1))])
    columns = [
        pa.array([row[at] if at < len(row) else None for row in rows], pa.string()) for at in range(width)
    ]
    return pa.RecordBatch.from_arrays(columns, labels)
