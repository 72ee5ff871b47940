"""Columns whose cells are JSON or XML: their leaves examined as columns, with keys for headers.

Patterns see such a cell as text in any case; what this adds is what only a column has: a header that
supports, neighbours, the verdict on names. What is found is reported of the column that holds the
cells, since it is the whole cell that can be masked.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl
import pyarrow as pa

from airflow_gov_provider.core.detection.findings import ColumnReport, Finding
from airflow_gov_provider.core.detection.leaves import Label, Leaf

#: Different paths below one column; what lies beyond goes to one leaf without a header.
MOST_PATHS = 200
#: Levels of objects, lists and texts that are JSON themselves; below, a value is its JSON.
DEEPEST = 8
_JSON = r"^\s*[\[{]"
_XML = r"^\s*<[A-Za-z?!]"
_PAGE = re.compile(r"(?i)\s*<(?:!doctype html|html|head|body|div|p|br|span|a|b|i|ul|table)(?![\w:.-])")
_ELEMENT = re.compile(
    r"<([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*(?:/>|>(?:([^<]*)</\1\s*>)?)"
)
_ATTRIBUTE = re.compile(r"([\w.:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_BEYOND = ("",)

Path = tuple[str, ...]


class _Pairs(list[tuple[str, Any]]):
    """An object with all its pairs: of two with one key none is lost."""


@dataclass(slots=True)
class _Cells:
    """Values by path. :param values: texts of numbers apart from other texts."""

    values: dict[Path, list[Any]] = field(default_factory=dict)

    def add(self, path: Path, value: Any) -> None:
        if path not in self.values and len(self.values) >= MOST_PATHS:
            path = _BEYOND
        self.values.setdefault(path, []).append(value)

    def add_json(self, value: Any, path: Path, depth: int) -> None:
        if isinstance(value, str) and depth < DEEPEST and (inner := _parsed(value)) is not None:
            value = inner
        if depth >= DEEPEST and isinstance(value, list):
            value = json.dumps(value, ensure_ascii=False)
        if isinstance(value, _Pairs):
            for key, item in value:
                self.add_json(item, (*path, key), depth + 1)
        elif isinstance(value, list):
            for item in value:
                self.add_json(item, path, depth + 1)
        elif value is not None and not isinstance(value, bool):
            self.add(path, value)

    def add_xml(self, text: str, path: Path) -> None:
        for name, attributes, body in _ELEMENT.findall(text):
            tag = name.rpartition(":")[2]
            if body.strip():
                self.add((*path, tag), html.unescape(body.strip()))
            for key, double, single in _ATTRIBUTE.findall(attributes):
                self.add((*path, tag, key.rpartition(":")[2]), html.unescape(double or single))


def leaves_within(leaf: Leaf, texts: pl.Series, label: Label) -> Iterator[Leaf]:
    """The leaves of cells that are JSON or XML, when at least half of the cells are; else nothing.

    :param texts: of the leaf's values. :param label: shows a key. Each leaf has as many values as there
        are, not one a row.
    """
    cells = texts.drop_nulls()
    found = _Cells()
    if _most(cells, _JSON):
        for text in cells.to_list():
            if (value := _parsed(text)) is not None:
                found.add_json(value, (), 0)
    elif _most(cells, _XML) and not _PAGE.match(str(cells[0])):
        for text in cells.to_list():
            found.add_xml(text, ())
    for path, values in found.values.items():
        shown = ".".join([leaf.label, *map(label, path)]) if path != _BEYOND else f"{leaf.label}.*"
        yield Leaf(shown, () if path == _BEYOND else (*leaf.path, *path), _array(values), leaf.label)


def _most(cells: pl.Series, start: str) -> bool:
    """Whether half of the cells begin so; a look at the first ones spares most columns the rest."""
    return bool(cells.head(64).str.contains(start).any()) and 2 * int(cells.str.contains(start).sum()) >= len(
        cells
    )


def outside(texts: Sequence[str]) -> list[str]:
    """The texts that are not JSON, where half of all are at least; else all: what no leaf is made of."""
    others = [text for text in texts if _parsed(text) is None]
    return others if 2 * len(others) <= len(texts) else list(texts)


def _parsed(text: str) -> Any:
    """An object or a list; None for any other text."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        return None


def _array(values: list[Any]) -> pa.Array:
    """Integers as such, where all are; else texts."""
    if all(type(value) is int and -(2**63) <= value < 2**63 for value in values):
        return pa.array(values, pa.int64())
    return pa.array(
        [value if isinstance(value, str) else json.dumps(value) for value in values], pa.large_string()
    )


def told_of_parents(reports: Sequence[ColumnReport], parents: Sequence[str | None]) -> list[ColumnReport]:
    """Reports without those of leaves within cells; what these found stands in their parents' reports.

    :param parents: of each report, the label of the column in whose cells the leaf stands, or None. Labels
        tell nothing: cells may hold what a column beside them is called, or have no name for it at all.
    """
    within: dict[str, list[Finding]] = {}
    for report, parent in zip(reports, parents, strict=True):
        if parent is not None:
            within.setdefault(parent, []).extend(report.findings)
    return [
        replace(report, findings=_joined(report.findings, within.get(report.label, [])))
        for report, parent in zip(reports, parents, strict=True)
        if parent is None
    ]


def _joined(own: tuple[Finding, ...], within: list[Finding]) -> tuple[Finding, ...]:
    """The column's own findings and, of other types, the best of those within."""
    known = {(finding.entity_type, finding.in_name) for finding in own}
    best: dict[tuple[str, bool], Finding] = {}
    for finding in within:
        key = (finding.entity_type, finding.in_name)
        if key not in known and (key not in best or finding.score > best[key].score):
            best[key] = replace(
                finding, evidence=tuple(sorted({**dict(finding.evidence), "embedded": 1.0}.items()))
            )
    return own + tuple(best[key] for key in sorted(best))
