"""Words of a text, and which of them are written like names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:['’‘ʼ`-][^\W\d_]+)*")

#: May stand between the end of a sentence and the next one's first letter.
_OPENING = frozenset(" \t\"'“„«»([>-*•")


@dataclass(frozen=True, slots=True)
class Word:
    """Letters ``start`` to ``end`` of a text; hyphens and apostrophes join.

    :param folded: as it stands in lists. :param capital: begins with one, or its script has none.
    :param upper: written in capitals only, two letters at least.
    """

    start: int
    end: int
    text: str
    folded: str
    capital: bool
    upper: bool


def words_of(text: str) -> list[Word]:
    """All words, in order."""
    return [_word(match.start(), match.group()) for match in _WORD.finditer(text)]


def _word(start: int, text: str) -> Word:
    first = text[0]
    capital = not first.islower()
    return Word(start, start + len(text), text, text.casefold(), capital, len(text) > 1 and text.isupper())


def begins_sentence(text: str, start: int) -> bool:
    """Whether a capital at ``start`` may only mark the beginning of a sentence."""
    while start and text[start - 1] in _OPENING:
        start -= 1
    return not start or text[start - 1] in ".!?:;\n…。"


def runs(text: str, words: Sequence[Word], particles: frozenset[str]) -> list[list[Word]]:
    """Words written with a capital that follow each other; particles (``van``, ``dos``) stand between."""
    found: list[list[Word]] = []
    current: list[Word] = []
    for word in words:
        gap = text[current[-1].end : word.start] if current else ""
        joins = bool(current) and (gap in (" ", "\u00a0") or (gap in (". ", ".") and _is_short(current[-1])))
        if (word.capital and (joins or not current)) or (joins and word.folded in particles):
            current.append(word)
        else:
            found.append(current)
            current = [word] if word.capital else []
    found.append(current)
    return [trimmed for run in found if (trimmed := _without_last_particles(run, particles))]


def _is_short(word: Word) -> bool:
    """An initial, or a title: a full stop behind it ends no sentence."""
    return len(word.text) <= 3


def _without_last_particles(run: list[Word], particles: frozenset[str]) -> list[Word]:
    while run and not run[-1].capital and run[-1].folded in particles:
        run = run[:-1]
    return run
