"""Which known name somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

#: Likeness, 0-1, below which no name is suggested.
_ALIKE = 0.6
_LONGEST_QUOTED = 40


def quoted(text: str) -> str:
    """``text`` in quotes, escaped, cut to what a message can hold."""
    return repr(text if len(text) <= _LONGEST_QUOTED else f"{text[:_LONGEST_QUOTED]}…")


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """``unknown zone 'prodction'; did you mean 'production'?``, or without advice if none is alike."""
    likest = max(sorted(known), key=lambda candidate: _likeness(name, candidate), default="")
    advice = f"; did you mean {quoted(likest)}?" if _likeness(name, likest) >= _ALIKE else ""
    return f"unknown {kind} {quoted(name)}{advice}"


def _likeness(name: str, candidate: str) -> float:
    """Of the whole names, or a little less of one word: ``email`` is meant for ``EMAIL_ADDRESS``."""
    written = name[:_LONGEST_QUOTED].casefold()
    whole, *words = (candidate, *candidate.split("_"))
    return max(_ratio(written, whole), *(0.95 * _ratio(written, word) for word in words))


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other.casefold(), autojunk=False).ratio()
