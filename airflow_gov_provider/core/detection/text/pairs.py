"""Keys and their values, as traces, logs, forms and messages write them.

JSON, Python and JavaScript objects, XML and HTML (elements, attributes, two-cell table rows), URL
queries, cookies and forms, SQL (``INSERT`` with a column list, ``SET``, conditions), headers and lines
of logs. Nothing is parsed whole: a cut or nested document gives the pairs that can be seen in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Longer keys are sentences.
_LONGEST_KEY = 48
_KEY = r"[^\W\d][\w.$@-]*(?: [\w.-]+){0,5}"
_QUOTED_KEY = rf"(?P<kq>\\?[\"'])(?P<key>{_KEY})(?P=kq)"
#: ``"key": "value"``, ``'key': 12``; quotes may be escaped, since JSON travels inside JSON.
_OBJECT = re.compile(
    rf"{_QUOTED_KEY}\s*(?::|=>|=)\s*(?:(?P<q>\\?[\"'])(?P<value>(?:(?!(?P=q)).)*?)(?P=q)|(?P<bare>[^\s,;}}\]\"'{{\[]+))", re.DOTALL
)  # fmt: skip
_ELEMENT = re.compile(
    r"<(?P<key>(?!(?:td|th|tr|p|li|b|i|em|strong|span|div|a|h\d)\b)[A-Za-z_][\w.:-]*)(?:\s[^<>]*)?>(?P<value>[^<>]+)</(?P=key)\s*>"
)
_CELLS = re.compile(
    r"<t[hd](?:\s[^<>]*)?>\s*(?P<key>[^<>]{1,48}?)\s*:?\s*</t[hd]>\s*<td(?:\s[^<>]*)?>(?P<value>[^<>]+)</td>", re.IGNORECASE
)  # fmt: skip
_QUERY = re.compile(r"(?<![\w.@])(?P<key>[A-Za-z_][\w.\[\]-]*)=(?P<value>[^\s&;,\"'<>|)}\]]+)")
_QUOTED_ASSIGNMENT = re.compile(
    r"(?<![\w.@\"'`])(?:[`\[\"](?=[^`\]\"=<>]*[`\]\"]\s?(?:=|<|>|!|:|L|I))(?=[\w.$ -]+[`\]\"])|(?=[\w.$]+\s?(?:=|<|>|!|:|L|I)))(?P<key>[A-Za-z_][\w.$ -]{0,40}?)[`\]\"]?\s?(?:=|<>|!=|:=|<=|>=|<|>|\bLIKE\b|\bIN\s?\()\s?(?P<q>[\"'])(?P<value>(?:(?!(?P=q)).)*)(?P=q)",
    re.IGNORECASE,
)
_COLON = re.compile(
    rf"(?:^[ \t>*•-]*+|(?<=[;|,(\[•>*\t])[ \t>*•-]{{0,8}}+)(?P<key>{_KEY})[ \t]?[:=][ \t]*(?P<value>[^\n;|]+)",
    re.MULTILINE,
)
#: Possessive: of quotes that could open, close or be doubled, each way to read them would be tried in turn.
_INSERT = re.compile(
    r"INSERT\s+INTO\s+[^\s(]+\s*\((?P<columns>[^()]+)\)\s*VALUES\s*(?P<rows>(?:\((?:[^()']|'(?:[^']|'')*+')*+\)\s*+,?\s*+)++)",
    re.IGNORECASE,
)
_ROW = re.compile(r"\((?P<cells>(?:[^()']|'(?:[^']|'')*+')*+)\)")
_CELL = re.compile(r"\s*(?:'(?P<quoted>(?:[^']|'')*)'|(?P<bare>[^,']*))\s*(?:,|$)")
_TRIMMED = " \t\r\n\"'`[](){}<>,;"


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and where its value stands.

    :param key: as written. :param exact: the value's borders are marked (quotes, tags); otherwise it
        ends with the line and may hold more than the value.
    """

    key: str
    start: int
    end: int
    exact: bool

    def __repr__(self) -> str:
        """Where, not what: keys of foreign text may be data too."""
        return f"Pair({self.start}-{self.end})"


def pairs_of(text: str) -> list[Pair]:
    """Every pair, exact ones first; none whose value is empty."""
    found: dict[tuple[int, int], Pair] = {}
    for pair in _pairs(text):
        if pair.start < pair.end and len(pair.key) <= _LONGEST_KEY:
            found.setdefault((pair.start, pair.end), pair)
    return list(found.values())


def _pairs(text: str) -> Iterator[Pair]:
    """The most exact first: what they take, others do not take again."""
    if ":" in text or "=" in text:
        for match in _OBJECT.finditer(text):
            group = "value" if match["q"] else "bare"
            yield Pair(match["key"], match.start(group), match.end(group), exact=True)
    if "</" in text:
        yield from _matched(text, _ELEMENT)
        yield from _matched(text, _CELLS)
    yield from _inserted(text)
    if "=" in text or "<" in text or "like" in text.lower():
        for match in _QUOTED_ASSIGNMENT.finditer(text):
            yield Pair(match["key"], match.start("value"), match.end("value"), exact=True)
    if "=" in text:
        yield from _matched(text, _QUERY)
    yield from _matched(text, _COLON, exact=False)


def _matched(text: str, pattern: re.Pattern[str], *, exact: bool = True) -> Iterator[Pair]:
    for match in pattern.finditer(text):
        yield _trimmed(text, match["key"], match.start("value"), match.end("value"), exact=exact)


def _trimmed(text: str, key: str, start: int, end: int, *, exact: bool) -> Pair:
    value = text[start:end]
    left = len(value) - len(value.lstrip(_TRIMMED))
    right = len(value) - len(value.rstrip(_TRIMMED))
    return Pair(key, start + left, end - right, exact=exact)


def _inserted(text: str) -> Iterator[Pair]:
    for statement in _INSERT.finditer(text):
        columns = [name.strip(_TRIMMED) for name in statement["columns"].split(",")]
        begin = statement.start("rows")
        for row in _ROW.finditer(statement["rows"]):
            cells = list(_cells(row["cells"], begin + row.start("cells")))
            if len(cells) == 1 and len(columns) > 1:
                # One text that holds all values, as some writers of traces have it.
                cells = list(_split(text, *cells[0]))
            if len(cells) == len(columns):
                for name, (start, end) in zip(columns, cells, strict=True):
                    yield Pair(name, start, end, exact=True)


def _cells(row: str, offset: int) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(row):
        match = _CELL.match(row, at)
        if match is None or match.end() == at:
            return
        group = "quoted" if match["quoted"] is not None else "bare"
        yield offset + match.start(group), offset + match.end(group)
        at = match.end()


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for part in text[start:end].split(","):
        yield start, start + len(part)
        start += len(part) + 1


def structured_share(text: str, pairs: list[Pair]) -> float:
    """Share of the text's letters and digits that keys and exact values are: near 1 for traces."""
    solid = sum(character.isalnum() for character in text)
    if not solid:
        return 0.0
    covered = 0
    end = 0
    for pair in sorted((p for p in pairs if p.exact), key=lambda p: p.start):
        value = text[max(pair.start, end) : pair.end]
        covered += sum(character.isalnum() for character in value)
        covered += sum(character.isalnum() for character in pair.key) if pair.start >= end else 0
        end = max(end, pair.end)
    return min(1.0, covered / solid)
