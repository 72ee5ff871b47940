"""Cells that patterns match, and cells that nearly do."""

from __future__ import annotations

import importlib
import random
import re
from collections.abc import Iterable
from typing import Any

_parser: Any = importlib.import_module("re._parser")
_MOST_REPEATS = 6
_CATEGORIES = {
    "CATEGORY_DIGIT": "0123456789",
    "CATEGORY_SPACE": " \t\n",
    "CATEGORY_WORD": "abcXYZ019_",
    "CATEGORY_NOT_DIGIT": "aZ- .",
    "CATEGORY_NOT_SPACE": "aZ0-.",
    "CATEGORY_NOT_WORD": " -.,@",
}
_ANY = "aZ09 -.@/é"
#: What stands between and around values in real cells: separators, other scripts, joiners, look-alikes.
GLUE = ["", " ", "  ", "-", ".", "_", "/", ",", "\n", "\t", ":", "é", "ß", "ı", "İ", "中", "٣", "K", "\u0301",
        "\u200d", "²", "(", ")", "+", "x", "0"]  # fmt: skip


class Matching:
    """Random texts that a pattern matches, but for what look-arounds ask and checksums refuse."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._groups: dict[int, str] = {}

    def text(self, pattern: str, flags: int) -> str:
        """One text. :raises re.error: when the standard library can not read the pattern."""
        self._groups = {}
        return self._of(_parser.parse(pattern, flags & ~re.IGNORECASE))

    def _of(self, nodes: Iterable[Any]) -> str:
        return "".join(self._node(str(kind), value) for kind, value in nodes)

    def _node(self, kind: str, value: Any) -> str:
        match kind:
            case "LITERAL":
                return chr(value)
            case "NOT_LITERAL":
                return self._rng.choice([c for c in _ANY if c != chr(value)])
            case "ANY":
                return self._rng.choice(_ANY)
            case "IN":
                return self._member(value)
            case "BRANCH":
                return self._of(self._rng.choice(value[1]))
            case "SUBPATTERN":
                self._groups[value[0]] = self._of(value[3])
                return self._groups[value[0]]
            case "ATOMIC_GROUP":
                return self._of(value)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, most = int(value[0]), int(value[1])
                times = self._rng.randint(least, max(least, min(most, least + _MOST_REPEATS)))
                return "".join(self._of(value[2]) for _ in range(times))
            case "GROUPREF":
                return self._groups.get(value, "")
            case _:
                return ""

    def _member(self, members: list[Any]) -> str:
        if str(members[0][0]) == "NEGATE":
            refused = {self._one(str(kind), value) for kind, value in members[1:]}
            return self._rng.choice([c for c in _ANY if c not in refused] or ["~"])
        kind, value = self._rng.choice(members)
        return self._one(str(kind), value)

    def _one(self, kind: str, value: Any) -> str:
        match kind:
            case "LITERAL":
                return chr(value)
            case "RANGE":
                return chr(self._rng.randint(*value))
            case _:
                return self._rng.choice(_CATEGORIES[str(value)])


def disturbed(rng: random.Random, text: str) -> str:
    """The text, or one that differs from it in case, one character or its surroundings."""
    at = rng.randrange(max(1, len(text)))
    match rng.randint(0, 7):
        case 0:
            return text.swapcase()
        case 1:
            return text[:at] + rng.choice(GLUE) + text[at + 1 :]
        case 2:
            return text[:at] + rng.choice(GLUE) + text[at:]
        case 3:
            return rng.choice(GLUE) + text + rng.choice(GLUE)
        case 4:
            return f"{rng.choice(GLUE)}{text}{rng.choice(GLUE)}{text}"
        case _:
            return text


def cells(rng: random.Random, patterns: Iterable[tuple[str, int]], number: int) -> list[str]:
    """``number`` distinct cells at most, from all the patterns in turn."""
    matching = Matching(rng)
    known = list(patterns)
    made = [disturbed(rng, matching.text(*known[at % len(known)])) for at in range(number)]
    return list(dict.fromkeys(made))
