"""Gates: for each pattern of a recognizer a cheap one that lets through at least what it matches.

A pattern is parsed as Python parses it and written again in the dialect of the Rust engine inside
polars. What that engine lacks (look-around, back-references, anchors on lines) is widened, never
narrowed, so a value that a gate refuses holds nothing for the recognizer. A pattern that can not be
rewritten has no gate: every value is then a candidate.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

#: The standard library's own parser; without a public name, so it may go away: then there are no gates.
try:
    _parser: Any = importlib.import_module("re._parser")
except ImportError:  # pragma: no cover - a Python without the module
    _parser = None

_ANY = "(?s:.)"
#: What the ``regex`` package reads otherwise than ``re`` without an error: fuzzy counts, POSIX classes, sets.
_FOREIGN = re.compile(r"\{[^{}]*[a-z<][^{}]*\}|\[\[|\[:\^?\w+:\]")
_KNOWN_FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL | re.UNICODE | re.VERBOSE
#: Repetitions above this have no upper bound in a gate: wider, and small to compile.
_MOST_REPEATS = 40
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


@dataclass(frozen=True, slots=True)
class Gate:
    """A superset of one pattern.

    :param ascii: for values of ASCII characters only; knows word boundaries.
    :param unicode: for all others; knows none, since the two engines' letters differ.
    :param needs: ``digit``, ``letter`` or single characters without which nothing can match.
    """

    ascii: str
    unicode: str
    needs: frozenset[str]


def gate_of(pattern: str, flags: int) -> Gate | None:
    """The gate of a pattern, or None when every value has to be a candidate."""
    if _parser is None or flags & ~_KNOWN_FLAGS or _FOREIGN.search(pattern):
        return None
    try:
        tree = _parser.parse(pattern, flags)
        ignore_case = bool((flags | tree.state.flags) & re.IGNORECASE)
        texts = [_write(tree, unicode=unicode) for unicode in (False, True)]
        needs = _needs(tree)
    except (re.error, RecursionError, KeyError):
        return None
    if ignore_case:
        texts = [f"(?i:{text})" for text in texts]
    return Gate(texts[0], texts[1], needs)


def _write(nodes: Iterable[Any], *, unicode: bool) -> str:
    return "".join(_node(str(kind), value, unicode=unicode) for kind, value in nodes)


def _node(kind: str, value: Any, *, unicode: bool) -> str:  # noqa: C901, PLR0911 - one case a node of the syntax tree
    match kind:
        case "LITERAL":
            return _literal(value)
        case "ANY":
            return _ANY
        case "NOT_LITERAL":
            return _ANY if unicode else f"[^{_literal(value)}]"
        case "IN":
            return _class(value, unicode=unicode)
        case "BRANCH":
            return "(?:" + "|".join(_write(branch, unicode=unicode) for branch in value[1]) + ")"
        case "SUBPATTERN":
            _, add, _, body = value
            return f"(?{'i' if add & re.IGNORECASE else ''}:{_write(body, unicode=unicode)})"
        case "ATOMIC_GROUP":
            return f"(?:{_write(value, unicode=unicode)})"
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _repeat(*value, unicode=unicode)
        case "AT":
            return r"(?-u:\b)" if str(value) == "AT_BOUNDARY" and not unicode else ""
        case "ASSERT" | "ASSERT_NOT":
            return ""
        case "GROUPREF" | "GROUPREF_EXISTS":
            return f"{_ANY}*"
        case _:
            raise KeyError(kind)


def _literal(code: int) -> str:
    return chr(code) if chr(code).isascii() and chr(code).isalnum() else f"\\x{{{code:x}}}"


def _repeat(least: Any, most: Any, body: Any, *, unicode: bool) -> str:
    least = min(int(least), _MOST_REPEATS)
    bound = "" if int(most) > _MOST_REPEATS else str(int(most))
    return f"(?:{_write(body, unicode=unicode)}){{{least},{bound}}}"


def _class(members: Any, *, unicode: bool) -> str:
    names = [str(kind) for kind, _ in members]
    if "NEGATE" in names:
        if unicode or "CATEGORY" in names:
            return _ANY
        return "[^" + "".join(_member(str(k), v, unicode=False) for k, v in members[1:]) + "]"
    if any(str(kind) == "CATEGORY" and "_NOT_" in str(value) for kind, value in members):
        return _ANY
    return "[" + "".join(_member(str(k), v, unicode=unicode) for k, v in members) + "]"


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


def _needs(nodes: Iterable[Any]) -> frozenset[str]:
    """What every match holds: the union over what follows each other, the rest over branches."""
    return frozenset().union(*(_node_needs(str(kind), value) for kind, value in nodes))


def _node_needs(kind: str, value: Any) -> frozenset[str]:  # noqa: PLR0911 - one case a node of the syntax tree
    match kind:
        case "LITERAL":
            return frozenset({_sort(value)})
        case "IN":
            return _class_needs(value)
        case "BRANCH":
            branches = [_needs(branch) for branch in value[1]]
            return frozenset.intersection(*branches)
        case "SUBPATTERN":
            return _needs(value[3])
        case "ATOMIC_GROUP":
            return _needs(value)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _needs(value[2]) if int(value[0]) else frozenset()
        case _:
            return frozenset()


def _class_needs(members: Any) -> frozenset[str]:
    sorts = {_member_sort(str(kind), value) for kind, value in members}
    return frozenset(sorts) if len(sorts) == 1 and "" not in sorts else frozenset()


def _member_sort(kind: str, value: Any) -> str:
    match kind:
        case "LITERAL":
            return _sort(value)
        case "RANGE":
            ends = {_sort(value[0]), _sort(value[1])}
            both = chr(value[0]) + chr(value[1])
            return ends.pop() if len(ends) == 1 and both.isascii() and both.isalnum() else ""
        case "CATEGORY" if str(value) == "CATEGORY_DIGIT":
            return "digit"
        case _:
            return ""


def _sort(code: int) -> str:
    character = chr(code)
    if character.isdigit():
        return "digit"
    return "letter" if character.isalpha() else character
