"""What our masking leaves behind: it supports nothing and is nobody's name.

Only the exact frame of a token counts. Whatever merely resembles one is a value like any other, or
whoever writes the data could declare it masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from airflow_gov_provider.core.detection.candidates.masks import Texts
from airflow_gov_provider.core.detection.candidates.outlines import Mask
from airflow_gov_provider.core.detection.chance import lower_bound

_NEVER_DATA = r"^(?:\[REDACTED\]|\s*)$"
#: The first digits of cards with as many digits as an integer token.
_LONG_CARD = r"^(?:4|5018|5020|5038|5[67]|6)\d+$"
_CARDS_BY_CHANCE = 0.1
#: So sure that the tokens of one batch in a hundred thousand would be taken for cards.
_SURE = 0.99999


@dataclass(frozen=True, slots=True)
class TokenShape:
    """The frames of tokens, given by whoever knows how masking writes them.

    :param texts: (before, after) the letters of a token. :param alphabet: of these letters.
    :param letters: how many. :param integers: integer tokens lie in this range.
    :param forms: (pattern of the whole value, characters) of tokens that are no letters in a frame.
    """

    texts: tuple[tuple[str, str], ...] = ()
    alphabet: str = ""
    letters: int = 0
    integers: range = range(0)
    forms: tuple[tuple[str, int], ...] = ()

    @property
    def pattern(self) -> str:
        """Of the whole value; the letter before the others is the key's version."""
        body = f"[a-z][{re.escape(self.alphabet)}]{{{self.letters}}}" if self.letters else "$^"
        framed = (f"^{re.escape(a)}{body}{re.escape(z)}$" for a, z in self.texts)
        return "|".join([_NEVER_DATA, *framed, *(pattern for pattern, _ in self.forms)])

    def mark(self, texts: Texts, *, number: bool) -> Mask:
        """Mask of the values that are tokens. :param number: they are numbers."""
        if number:
            return np.full(len(texts), self._are_integers(texts))
        rows = texts.characters.matrix
        if rows is not None and any(self._are_framed(rows, *frame) for frame in self.texts):
            return np.full(len(texts), fill_value=True)
        likely = self._likely(texts)
        if not likely.any():
            return likely
        likely[likely] = texts.values.filter(pl.Series(likely)).str.contains(self.pattern).to_numpy()
        return likely

    def _are_framed(self, rows: NDArray[np.uint8], before: str, after: str) -> bool:
        """Whether every row is a token with this frame: so it is in a masked column."""
        start, end = len(before), rows.shape[1] - len(after)
        if end - start != 1 + self.letters:
            return False
        frame = np.frombuffer((before + after).encode(), np.uint8)
        if (np.hstack([rows[0, :start], rows[0, end:]]) != frame).any():
            return False
        allowed = np.isin(np.arange(256), list(self.alphabet.encode()))
        versions = rows[:, start] - np.uint8(ord("a"))
        return bool(
            (np.hstack([rows[:, :start], rows[:, end:]]) == frame).all()
            and (versions < 26).all()
            and allowed[rows[:, start + 1 : end]].all()
        )

    def _likely(self, texts: Texts) -> Mask:
        """Values as long as a token, and those that may be no data at all: most are neither."""
        widths = {len(before) + 1 + self.letters + len(after) for before, after in self.texts}
        widths.update(width for _, width in self.forms)
        first = texts.characters.first
        blank = (first <= 32) | (first > 127)
        return blank | np.isin(texts.characters.lengths, sorted({len("[REDACTED]"), *widths}))

    def _are_integers(self, texts: Texts) -> bool:
        """An integer carries no frame: all of a batch are tokens and no more of them cards than by chance."""
        if not self.integers:
            return False
        numbers = texts.values.cast(pl.Int64, strict=False)
        inside = (numbers >= self.integers.start) & (numbers < self.integers.stop)
        if not inside.fill_null(value=False).all():
            return False
        cards = numbers.filter(texts.values.str.contains(_LONG_CARD)).to_numpy()
        return lower_bound(int(are_luhn(cards).sum()), len(cards), _SURE) <= _CARDS_BY_CHANCE


def are_luhn(numbers: NDArray[np.int64]) -> Mask:
    """:func:`passes_luhn` of many numbers; none is negative."""
    total, rest = np.zeros(len(numbers), np.int64), numbers
    for place in range(19):
        rest, digit = np.divmod(rest, 10)
        twice = digit * (1 + place % 2)
        total += twice // 10 + twice % 10
    valid: Mask = total % 10 == 0
    return valid


def passes_luhn(digits: Iterable[str]) -> bool:
    """Whether the last digit is the Luhn check digit of the others."""
    backwards = reversed([int(digit) for digit in digits])
    return sum(d if at % 2 == 0 else sum(divmod(2 * d, 10)) for at, d in enumerate(backwards)) % 10 == 0


NO_TOKENS = TokenShape()
