"""JSON Lines: one object a line, nested objects as nested columns. Any other value becomes ``value``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.stores.readers.faults import empty, unmaskable
from airflow_gov_provider.stores.readers.formats import Change, Source
from airflow_gov_provider.stores.readers.json_columns import merged, to_columns
from airflow_gov_provider.stores.readers.json_lines import VALUE, LineParser, Style, lines
from airflow_gov_provider.stores.readers.text import as_utf8, not_text

#: Most lines, and about the most bytes, of one batch.
LINES = 4_096
BYTES = 8 << 20


class JsonLinesFormat:
    """Reads and rewrites JSON Lines."""

    def batches(self, source: Source) -> Iterator[Batch]:
        """See :class:`~airflow_gov_provider.stores.readers.formats.Format`.

        Batches of one file differ in their columns: each has those of its own objects.
        """
        for block in _blocks(source):
            yield block.batch

    def rewrite(self, source: Source, sink: BinaryIO, change: Change) -> None:
        """See :class:`~airflow_gov_provider.stores.readers.formats.Format`.

        A line in which nothing changed is written as it was. In any other, order of keys, absent
        keys and the spelling of numbers stay. Written as UTF-8; blank lines are left out.
        """
        for block in _blocks(source, exact=True):
            before, after = block.batch.rows, change(block.batch)
            if (after.num_rows, after.num_columns) != (before.num_rows, before.num_columns):
                raise unmaskable(source.where, "rows or columns were lost")
            if len(set(after.schema.names)) != after.num_columns:
                raise unmaskable(source.where, "two columns got the same name")
            values = merged(block.objects, before, after)
            for line, original, value in zip(block.lines, block.objects, values, strict=True):
                bare = value if line.startswith(b"{") else value[VALUE]
                text = line if value is original else Style.of(line).dump(bare).encode("utf-8")
                sink.write(text + b"\n")


@dataclass(frozen=True, slots=True)
class _Block:
    """Some lines, what they say, and the same as columns."""

    lines: list[bytes]
    objects: list[dict[str, Any]]
    batch: Batch


def _blocks(source: Source, *, exact: bool = False) -> Iterator[_Block]:
    parser = LineParser(source.where, exact=exact)
    found = False
    with as_utf8(source.open(), source.where, exact=exact) as stream:
        read: list[bytes] = []
        objects: list[dict[str, Any]] = []
        size = 0
        for at, line in lines(stream, source.where):
            objects.append(parser.parse(line, at))
            read.append(line)
            size += len(line)
            if len(objects) >= LINES or size >= BYTES:
                yield _Block(read, objects, batch_of(source, objects, inexact=parser.inexact))
                found, read, objects, size = True, [], [], 0
                parser.renew()
        if objects:
            yield _Block(read, objects, batch_of(source, objects, inexact=parser.inexact))
        elif not found:
            raise empty(source.where, "it has no line")


def batch_of(source: Source, objects: list[dict[str, Any]], *, inexact: bool) -> Batch:
    """Objects as columns. :raises DataError: for broken Unicode. :raises MaskingError: when they do not fit."""
    try:
        return Batch(source.file, to_columns(objects, inexact=inexact))
    except UnicodeEncodeError:
        raise not_text(source.where) from None
    except pa.ArrowException:
        raise unmaskable(source.where, "its objects do not fit into columns") from None
