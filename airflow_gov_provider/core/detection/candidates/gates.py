"""Gates: for each pattern of a recognizer a cheap one that lets through at least what it matches.

A pattern is parsed as Python parses it and written again in the dialect of the Rust engine inside
polars. What that engine lacks (look-around, back-references, anchors on lines) is widened, never
narrowed, so a value that a gate refuses holds nothing for the recognizer. A pattern that can not be
rewritten has no gate: every value is then a candidate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

from airflow_gov_provider.core.detection.candidates.least import LITERAL, PARSER, least_of, needed_by

_ANY = "(?s:.)"
_ZERO, _NINE = ord("0"), ord("9")
#: Shape of each ASCII character: ``0`` for digits, ``a`` and ``A`` for letters, all others as they are.
SHAPES = "".join(
    "0" if c.isdigit() else ("A" if c.isupper() else "a") if c.isalpha() else c for c in map(chr, range(128))
)
#: Stands for letters and digits of words that have both; no letter in a shape.
MIXED = "m"
#: Classes in patterns for shapes that are not negated, and what in them is neither digit nor letter.
_SHAPE_CLASS = re.compile(r"\[([^\]^][^\]]*)\]")
_ESCAPED = re.compile(r"\\x\{[0-9a-f]+\}|\\x[0-9a-f]{2}(?:-\\x[0-9a-f]{2})?|[^0-9A-Za-z]")
#: What the ``regex`` package reads otherwise than ``re`` without an error: fuzzy counts, POSIX classes, sets.
_FOREIGN = re.compile(r"\{[^{}]*[a-z<][^{}]*\}|\[\[|\[:\^?\w+:\]")
_KNOWN_FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL | re.UNICODE | re.VERBOSE
#: Repetitions above this have no upper bound in a gate: wider, and small to compile.
_MOST_REPEATS = 40
#: A class of all letters is large; most values that meet it are few.
_MOST_REPEATS_UNICODE = 8
#: Inside a class. Python's and Rust's Unicode tables differ, so the classes are widened.
_CLASSES = {
    True: {
        "CATEGORY_DIGIT": r"\d\p{N}",
        "CATEGORY_SPACE": r"\s\x1c-\x1f\x{85}",
        "CATEGORY_WORD": r"\w\p{N}\p{M}\p{L}",
    },
    False: {
        "CATEGORY_DIGIT": "0-9",
        "CATEGORY_SPACE": r"\x09-\x0d\x1c-\x20",
        "CATEGORY_WORD": "0-9A-Za-z_",
    },
}


class Level(StrEnum):
    """Outlines of values, from fine to coarse.

    Wordings have one digit for all digits, shapes one letter of each case too, and in the outlines of words
    one letter stands for all letters and digits of a word that has both.
    """

    WORDINGS = "wordings"
    SHAPES = "shapes"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Gate:
    """A superset of one pattern.

    :param ascii: for values of ASCII characters only; knows word boundaries.
    :param unicode: for all others; knows none, since the two engines' letters differ.
    :param needs: ``digit``, ``letter`` or single characters without which nothing can match.
    :param shape: for the shapes of ASCII values instead of the values, :param wording: for their wordings, see
        :class:`Level`; empty where there is none.
    :param digits: fewest digits of a match in ASCII. :param length: fewest characters of a match.
    :param behind: the text begins with what stands before a match.
    """

    ascii: str
    unicode: str
    needs: frozenset[str]
    shape: str = ""
    digits: int = 0
    length: int = 0
    wording: str = ""
    behind: bool = False

    def outline(self, level: Level) -> str:
        """For the outlines of ASCII values instead of the values; empty where there is none."""
        if level is Level.WORDINGS:
            return self.wording
        return self.shape if level is Level.SHAPES else _of_words(self.shape)

    @property
    def whole(self) -> Gate:
        """For matches with no letter and no digit of ASCII beside them."""
        before, after = "" if self.behind else r"(?:\A|[^0-9A-Za-z])", r"(?:[^0-9A-Za-z]|\z)"
        ascii_, shape, wording = (
            f"{before}(?:{text}){after}" if text else "" for text in (self.ascii, self.shape, self.wording)
        )
        return replace(self, ascii=ascii_, shape=shape, wording=wording)


@cache
def _of_words(shape: str) -> str:
    """From a pattern for shapes: what takes a digit or a letter takes the mixed words' letter too."""
    return _SHAPE_CLASS.sub(
        lambda found: f"[{MIXED}{found[1]}]" if _ESCAPED.sub("", found[1]).strip("^") else found[0], shape
    )


def merged(gates: Sequence[Gate]) -> Gate:
    """Lets through what any of the gates does."""
    texts = [
        "|".join(f"(?:{text})" for text in dict.fromkeys(each))
        for each in (
            [gate.ascii for gate in gates],
            [gate.unicode for gate in gates],
            [gate.shape for gate in gates],
            [gate.wording for gate in gates],
        )
    ]
    return Gate(
        texts[0],
        texts[1],
        frozenset.intersection(*(gate.needs for gate in gates)),
        texts[2] if all(gate.shape for gate in gates) else "",
        min(gate.digits for gate in gates),
        min(gate.length for gate in gates),
        texts[3] if all(gate.wording for gate in gates) else "",
        any(gate.behind for gate in gates),
    )


class Dialect(StrEnum):
    """What a pattern is written for."""

    ASCII = "ascii"
    UNICODE = "unicode"
    SHAPE = "shape"
    WORDING = "wording"


def gate_of(pattern: str, flags: int, *, ours: bool = False) -> Gate | None:
    """The gate of a pattern, or None when every value has to be a candidate.

    :param ours: written for ``re``, so nothing in it can mean something else to ``regex``.
    """
    if PARSER is None or flags & ~_KNOWN_FLAGS or (not ours and _FOREIGN.search(pattern)):
        return None
    try:
        tree = PARSER.parse(pattern, flags)
        ignore_case = bool((flags | tree.state.flags) & re.IGNORECASE)
        texts = [_behind(tree, dialect) + _write(tree, dialect) for dialect in Dialect]
        needs, least = needed_by(tree), least_of(tree)
    except (re.error, RecursionError, KeyError):
        return None
    if ignore_case:
        texts = [f"(?i:{text})" for text in texts]
    return Gate(texts[0], texts[1], needs, texts[2], *least, texts[3], bool(_behind(tree, Dialect.ASCII)))


def _behind(nodes: Sequence[Any], dialect: Dialect) -> str:
    """What a pattern wants before its first character, as that character's predecessor: it is looked for anywhere."""
    if not nodes or str(nodes[0][0]) != "ASSERT" or nodes[0][1][0] > 0:
        return ""
    return _write(nodes[0][1][1], dialect)


def _write(nodes: Iterable[Any], dialect: Dialect) -> str:
    literal = _LITERALS[dialect]
    return "".join(
        [literal(value) if kind is LITERAL else _node(str(kind), value, dialect) for kind, value in nodes]
    )


def _node(kind: str, value: Any, dialect: Dialect) -> str:  # noqa: C901, PLR0911, PLR0912 - one case a node of the syntax tree
    match kind:
        case "LITERAL":
            return _LITERALS[dialect](value)
        case "ANY":
            return _ANY
        case "NOT_LITERAL":
            return (
                f"[^{_literal(value)}]"
                if dialect is Dialect.ASCII or _tells_no_digit(dialect, value)
                else _ANY
            )
        case "IN":
            return _class(value, dialect)
        case "BRANCH":
            return "(?:" + "|".join(dict.fromkeys(_write(branch, dialect) for branch in value[1])) + ")"
        case "SUBPATTERN":
            _, add, _, body = value
            return f"(?{'i' if add & re.IGNORECASE else ''}:{_write(body, dialect)})"
        case "ATOMIC_GROUP":
            return f"(?:{_write(value, dialect)})"
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _repeat(value, dialect)
        case "AT":
            return r"(?-u:\b)" if str(value) == "AT_BOUNDARY" and dialect is not Dialect.UNICODE else ""
        case "ASSERT":
            return ""
        case "ASSERT_NOT":
            return _half_boundary(*value) if dialect is not Dialect.UNICODE else ""
        case "GROUPREF" | "GROUPREF_EXISTS":
            return f"{_ANY}*"
        case _:
            raise KeyError(kind)


def _half_boundary(direction: int, body: Any) -> str:
    """A negative look-around of word characters, also where it refuses more than these."""
    if not _refuses_words([(str(kind), value) for kind, value in body]):
        return ""
    return r"(?-u:\b{start-half})" if direction < 0 else r"(?-u:\b{end-half})"


def _refuses_words(nodes: Sequence[tuple[str, Any]]) -> bool:
    """Whether every character of a word is refused, alone or as one of several branches."""
    if len(nodes) != 1:
        return False
    kind, value = nodes[0]
    if kind == "BRANCH":
        return any(_refuses_words([(str(kind), value) for kind, value in branch]) for branch in value[1])
    members = [(str(kind), str(value)) for kind, value in value] if kind == "IN" else []
    return ("CATEGORY", "CATEGORY_WORD") in members and all(kind != "NEGATE" for kind, _ in members)


@cache
def _literal(code: int) -> str:
    return chr(code) if chr(code).isascii() and chr(code).isalnum() else f"\\x{{{code:x}}}"


def _repeat(counts_and_body: Any, dialect: Dialect) -> str:
    least, most, body = counts_and_body
    limit = _MOST_REPEATS_UNICODE if dialect is Dialect.UNICODE else _MOST_REPEATS
    least = min(int(least), limit)
    bound = "" if int(most) > limit else str(int(most))
    return f"(?:{_write(body, dialect)}){{{least},{bound}}}"


def _class(members: Any, dialect: Dialect) -> str:
    names = [str(kind) for kind, _ in members]
    if "NEGATE" in names:
        if not _negates(dialect) or "CATEGORY" in names:
            return _ANY
        refused = [(str(kind), value) for kind, value in members[1:]]
        if dialect is Dialect.WORDING and _some_digits(refused):
            # One of the digits that are not refused is written as 0 too.
            refused = [part for each in refused for part in _without_digits(*each)]
        return "[^" + "".join(_member(*each, unicode=False) for each in refused) + "]" if refused else _ANY
    if any(str(kind) == "CATEGORY" and "_NOT_" in str(value) for kind, value in members):
        return _ANY
    if dialect is Dialect.SHAPE:
        return _shape_of(members)
    if dialect is Dialect.WORDING and _some_digits([(str(kind), value) for kind, value in members]):
        others = [part for kind, value in members for part in _without_digits(str(kind), value)]
        return "[0-9" + "".join(_member(*each, unicode=False) for each in others) + "]"
    return "[" + "".join(_member(str(k), v, unicode=dialect is Dialect.UNICODE) for k, v in members) + "]"


def _shape_of(members: Any) -> str:
    """The class of the shapes of what a class holds: one digit stands for all, one letter for its case."""
    written = []
    for kind, value in members:
        first, last = value if str(kind) == "RANGE" else (value, value)
        if str(kind) == "CATEGORY":
            written.append(_CLASSES[False][str(value)])
        elif last > 127:
            # Folding case, some letters beyond ASCII are letters within.
            return _ANY
        else:
            written += [_literal(ord(SHAPES[code])) for code in range(first, last + 1)]
    return "[" + "".join(dict.fromkeys(written)) + "]"


def _negates(dialect: Dialect) -> bool:
    return dialect in (Dialect.ASCII, Dialect.WORDING)


def _tells_no_digit(dialect: Dialect, code: int) -> bool:
    return dialect is Dialect.WORDING and not _ZERO <= code <= _NINE


def _ends(kind: str, value: Any) -> tuple[int, int]:
    first, last = value if kind == "RANGE" else (value, value)
    return int(first), int(last)


def _some_digits(members: Sequence[tuple[str, Any]]) -> bool:
    """Whether the class tells one digit from another. Of digits apart from each other all together are some, too."""
    ends = [_ends(*each) for each in members if each[0] in ("LITERAL", "RANGE")]
    return any(
        first <= _NINE and last >= _ZERO and not (first <= _ZERO and last >= _NINE) for first, last in ends
    )


def _without_digits(kind: str, value: Any) -> list[tuple[str, Any]]:
    if kind == "CATEGORY":
        return [] if str(value) == "CATEGORY_DIGIT" else [(kind, value)]
    first, last = _ends(kind, value)
    parts = ((first, min(last, _ZERO - 1)), (max(first, _NINE + 1), last))
    return [("RANGE", part) for part in parts if part[0] <= part[1]]


@cache
def _wording_of_literal(code: int) -> str:
    return "[0-9]" if _ZERO <= code <= _NINE else _literal(code)


@cache
def _shape_of_literal(code: int) -> str:
    return _shape_of([("LITERAL", code)])


#: Most of a long pattern are literals, and most of these the same few.
_LITERALS = {
    Dialect.ASCII: _literal,
    Dialect.UNICODE: _literal,
    Dialect.SHAPE: _shape_of_literal,
    Dialect.WORDING: _wording_of_literal,
}


def _member(kind: str, value: Any, *, unicode: bool) -> str:
    match kind:
        case "LITERAL":
            return _literal(value)
        case "RANGE":
            return f"{_literal(value[0])}-{_literal(value[1])}"
        case "CATEGORY":
            return _CLASSES[unicode][str(value)]
        case _:
            raise KeyError(kind)
