"""Where in a Parquet file its columns lie, and their indexes and filters: every byte has to belong to one.

pyarrow does not tell where indexes and filters lie, so the footer is read once more, after parquet.thrift
(https://github.com/apache/parquet-format) and the compact protocol of Thrift.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import Any, BinaryIO

from airflow_gov_provider.stores.readers.faults import unreadable
from airflow_gov_provider.stores.readers.parquet_chunks import refuse_misfits
from airflow_gov_provider.stores.readers.stretches import Stretch, nothing_between

_MAGIC = 4
_TAIL = 8
_DEEP = 32
#: Types of the compact protocol; it has maps too, but Parquet's footer has none.
_STOP, _TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _STRUCT = 0, 1, 2, 3, 7, 8, 12
_INTEGERS = (4, 5, 6)
_LISTS = (9, 10)
#: Numbers of fields.
_ROW_GROUPS, _COLUMNS, _META, _META_AT = 4, 1, 3, 2
_OFFSET_INDEX, _COLUMN_INDEX = (4, 5), (6, 7)
_SIZE, _PAGES = 7, (9, 10, 11)
_FILTER, _FILTER_SIZE, _FILTER_BYTES = 14, 15, 1

_Fields = dict[int, Any]


def refuse_gaps(raw: BinaryIO, where: str) -> None:
    """Call it before Arrow looks at any column.

    :raises DataError: ``SOURCE_UNREADABLE`` when bytes before the footer belong to no column.
    :raises ValueError, LookupError, OSError: for a footer that does not fit its own schema.
    """
    end = raw.seek(0, os.SEEK_END)
    raw.seek(end - _TAIL)
    footer = end - _TAIL - int.from_bytes(raw.read(4), "little")
    raw.seek(footer)
    fields = _struct(io.BytesIO(raw.read(end - _TAIL - footer)))
    refuse_misfits(fields)
    chunks = [chunk for group in fields[_ROW_GROUPS] for chunk in group[_COLUMNS]]
    stretches = [stretch for chunk in chunks for stretch in _of_chunk(raw, chunk)]
    if not nothing_between(raw, stretches, (_MAGIC, footer)):
        raise unreadable(
            where,
            "it holds bytes that belong to none of its columns",
            "write it again; not all of it can be read",
        )


def _of_chunk(raw: BinaryIO, chunk: _Fields) -> Iterator[Stretch]:
    for offset, size in (_OFFSET_INDEX, _COLUMN_INDEX):
        if offset in chunk:
            yield chunk[offset], chunk[offset] + chunk[size]
    meta = chunk.get(_META, {})
    # A dictionary's offset of 0 is how some writers say that there is none.
    if pages := [meta[page] for page in _PAGES if meta.get(page)]:
        yield min(pages), min(pages) + meta[_SIZE]
    # Some writers repeat behind a column what the footer says of it.
    if chunk.get(_META_AT):
        raw.seek(chunk[_META_AT])
        if _repeats(raw, meta):
            yield chunk[_META_AT], raw.tell()
    if _FILTER in meta:
        yield meta[_FILTER], meta[_FILTER] + (meta.get(_FILTER_SIZE) or _filter_size(raw, meta[_FILTER]))


def _repeats(raw: BinaryIO, meta: _Fields) -> bool:
    try:
        return _struct(raw) == meta
    except ValueError:
        return False


def _filter_size(raw: BinaryIO, start: int) -> int:
    """Of a Bloom filter, head included: older writers leave it out of the footer."""
    raw.seek(start)
    return int(_struct(raw)[_FILTER_BYTES]) + raw.tell() - start


def _struct(data: BinaryIO, depth: int = 0) -> _Fields:
    """Fields by number. :raises ValueError: for what is no Thrift."""
    found: _Fields = {}
    number = 0
    while (head := _byte(data)) & 0xF != _STOP:
        number = number + (head >> 4) if head >> 4 else _zigzag(_varint(data))
        kind = head & 0xF
        found[number] = kind == _TRUE if kind in (_TRUE, _FALSE) else _value(data, kind, depth + 1)
    return found


def _value(data: BinaryIO, kind: int, depth: int) -> Any:
    if depth > _DEEP:
        raise ValueError(depth)
    if kind in (_TRUE, _FALSE, _BYTE):
        return _byte(data)
    if kind in _INTEGERS:
        return _zigzag(_varint(data))
    if kind in (_DOUBLE, _BINARY):
        return _bytes(data, 8 if kind == _DOUBLE else _varint(data))
    if kind in _LISTS:
        return _list(data, depth)
    if kind == _STRUCT:
        return _struct(data, depth)
    raise ValueError(kind)


def _list(data: BinaryIO, depth: int) -> list[Any]:
    head = _byte(data)
    count = head >> 4 if head >> 4 < 0xF else _varint(data)
    return [_value(data, head & 0xF, depth + 1) for _ in range(count)]


def _bytes(data: BinaryIO, size: int) -> bytes:
    found = data.read(size)
    if len(found) != size:
        raise ValueError(size)
    return found


def _byte(data: BinaryIO) -> int:
    return _bytes(data, 1)[0]


def _varint(data: BinaryIO) -> int:
    value = shift = 0
    while shift <= 63:
        byte = _byte(data)
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value
        shift += 7
    raise ValueError(shift)


def _zigzag(value: int) -> int:
    return (value >> 1) ^ -(value & 1)
