"""What every match of a pattern holds at least: digits, characters, and sorts of characters.

A value that holds less holds no match. A pattern is given as Python parses it.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

#: The standard library's own parser; without a public name, so it may go away: then there are no gates.
try:
    PARSER: Any = importlib.import_module("re._parser")
except ImportError:  # a Python without the module: every value is then a candidate
    PARSER = None
#: Compared by identity; two constants of the parser are equal only when they are the same.
LITERAL: Any = getattr(PARSER, "LITERAL", None)


class Least(NamedTuple):
    """The least that a match holds."""

    digits: int
    length: int


def needed_by(nodes: Iterable[Any]) -> frozenset[str]:
    """What every match holds: the union over what follows each other, the rest over branches."""
    return frozenset().union(
        *[
            _literal_needs(value) if kind is LITERAL else _node_needs(str(kind), value)
            for kind, value in nodes
        ]
    )


def _node_needs(kind: str, value: Any) -> frozenset[str]:  # noqa: PLR0911 - one case a node of the syntax tree
    match kind:
        case "LITERAL":
            return _literal_needs(value)
        case "IN":
            return _class_needs(value)
        case "BRANCH":
            branches = [needed_by(branch) for branch in value[1]]
            return frozenset.intersection(*branches)
        case "SUBPATTERN":
            return needed_by(value[3])
        case "ATOMIC_GROUP":
            return needed_by(value)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return needed_by(value[2]) if int(value[0]) else frozenset()
        case _:
            return frozenset()


@cache
def _literal_needs(code: int) -> frozenset[str]:
    return frozenset({_sort(code)})


@cache
def _literal_least(code: int) -> Least:
    return Least(int(_sort(code) == "digit"), 1)


def least_of(nodes: Iterable[Any]) -> Least:
    """The least that every match holds: the sum of what follows each other, of branches the smallest."""
    parts = [
        _literal_least(value) if kind is LITERAL else _node_least(str(kind), value) for kind, value in nodes
    ]
    return Least(sum(part.digits for part in parts), sum(part.length for part in parts))


def _node_least(kind: str, value: Any) -> Least:  # noqa: PLR0911 - one case a node of the syntax tree
    match kind:
        case "LITERAL" | "IN":
            return Least(int(_node_needs(kind, value) == {"digit"}), 1)
        case "ANY" | "NOT_LITERAL":
            return Least(0, 1)
        case "BRANCH":
            branches = [least_of(branch) for branch in value[1]]
            return Least(min(b.digits for b in branches), min(b.length for b in branches))
        case "SUBPATTERN":
            return least_of(value[3])
        case "ATOMIC_GROUP":
            return least_of(value)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            once = least_of(value[2])
            return Least(int(value[0]) * once.digits, int(value[0]) * once.length)
        case _:
            return Least(0, 0)


def _class_needs(members: Any) -> frozenset[str]:
    sorts = {_member_sort(str(kind), value) for kind, value in members}
    return frozenset(sorts) if len(sorts) == 1 and "" not in sorts else frozenset()


def _member_sort(kind: str, value: Any) -> str:
    match kind:
        case "LITERAL":
            return _sort(value)
        case "RANGE":
            both = chr(value[0]) + chr(value[1])
            # Between capitals and small letters lie signs: ``[A-z]``.
            of_one = both.isdigit() or both.isupper() or both.islower()
            return _sort(value[0]) if both.isascii() and both.isalnum() and of_one else ""
        case "CATEGORY" if str(value) == "CATEGORY_DIGIT":
            return "digit"
        case _:
            return ""


def _sort(code: int) -> str:
    character = chr(code)
    if character.isdigit():
        return "digit"
    return "letter" if character.isalpha() else character
