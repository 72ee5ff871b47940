"""Which kind of text a file is: JSON and SQL show themselves, a table needs a name or even rows."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable
from typing import BinaryIO

from airflow_gov_provider.core.errors import DataError
from airflow_gov_provider.stores.readers.csv import CsvFormat, is_table
from airflow_gov_provider.stores.readers.formats import Format
from airflow_gov_provider.stores.readers.json_document import JsonDocumentFormat
from airflow_gov_provider.stores.readers.jsonl import JsonLinesFormat
from airflow_gov_provider.stores.readers.sql_dump import SqlDumpFormat
from airflow_gov_provider.stores.readers.text import as_utf8

_SAMPLE = 256 << 10
_TABLES: dict[str, str] = {".csv": ",", ".tsv": "\t", ".tab": "\t", ".psv": "|"}
_JSON_LINES = (".jsonl", ".ndjson")
_JSON = (".json", ".geojson", *_JSON_LINES)
_SQL = (".sql", ".dump", ".ddl")
_SAYS_SQL = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:create\s+(?:table|database|schema|temp)|insert\s+into\s|copy\s+[\w\".]+\s*(?:\(|from)|"
    r"drop\s+table|set\s+\w+\s*(?:=|to)|begin\s*;|pragma\s|start\s+transaction|lock\s+tables)",
    re.IGNORECASE | re.DOTALL,
)
_JSON_START = re.compile(r'\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:[\[{"\]\d-]|true|false|null|$))')


def text_format(name: str, where: str, opener: Callable[[], BinaryIO]) -> Format | None:
    """The format of a text; None when it is no text of a kind that is read.

    :param name: in lower case, without the suffix of a compression.
    :raises DataError: when a file is named like text and can not be decoded.
    """
    suffix = posixpath.splitext(name)[1]
    named = suffix in _TABLES or suffix in _JSON or suffix in _SQL
    try:
        text, whole = _sample(where, opener)
    except DataError:
        if named:
            raise
        return None
    if suffix in _JSON:
        return _json(text, whole=whole, lines=suffix in _JSON_LINES)
    if _JSON_START.match(text) and _is_json(text, whole=whole, sure=suffix not in _TABLES):
        return _json(text, whole=whole, lines=False)
    if suffix in _SQL or (suffix not in _TABLES and _SAYS_SQL.match(text)):
        return SqlDumpFormat()
    if suffix in _TABLES:
        return CsvFormat(_TABLES[suffix])
    return CsvFormat() if is_table(text, whole=whole) else None


def _sample(where: str, opener: Callable[[], BinaryIO]) -> tuple[str, bool]:
    with as_utf8(opener(), where) as stream:
        data = stream.read(_SAMPLE)
        whole = not stream.read(1)
    return data.decode("utf-8", "strict" if whole else "ignore"), whole


def _json(text: str, *, whole: bool, lines: bool) -> Format:
    """Objects line by line where the first line is one; else one document."""
    first, _, rest = text.lstrip().partition("\n")
    if lines or (first.startswith("{") and (_parses(first) or (not rest and not whole))):
        return JsonLinesFormat()
    if not text.strip():
        return JsonLinesFormat()
    return JsonDocumentFormat()


def _is_json(text: str, *, whole: bool, sure: bool) -> bool:
    """Whether what begins like JSON is JSON. A document that is cut can not be tried."""
    first = text.lstrip().partition("\n")[0]
    if _parses(first) and first.startswith("{"):
        return True
    if whole:
        return _parses(text)
    return sure


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True
