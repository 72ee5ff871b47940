"""Values in outline: with one digit for all digits, one letter for all letters; see ``gates.Level``.

What programs write has few outlines, however many values there are, so gates are asked about each
outline once a scan, and about a value only when its outline does not tell.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

#: Outlines, and bytes of them, that a scan remembers; beyond, it forgets all and begins anew.
_MOST, _MOST_BYTES = 20_000, 2 << 20
#: So many outlines in one batch are always worth while, or this part of the values.
_FEW, _PART = 512, 16
#: Values whose outlines tell whether it is worth while to look at those of the others.
FIRST = 2_048


class Known:
    """Outlines met so far, and what gates say of each."""

    __slots__ = ("_answers", "_asked", "_places", "bytes")

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._answers: dict[str, Mask] = {}
        self._asked: tuple[int, int, pl.Series] | None = None
        self.bytes = 0

    def __repr__(self) -> str:
        """Shape only: a wording may name somebody."""
        return f"Known({len(self._places)})"

    def __len__(self) -> int:
        return len(self._places)

    def places(self, texts: list[str]) -> NDArray[np.int64]:
        """Where each outline's answers stand."""
        known = self._places
        for text in texts:
            if text not in known:
                known[text] = len(known)
                self.bytes += len(text)
        return np.array([known[text] for text in texts], np.int64)

    def passing(self, pattern: str, group: str = "") -> Mask:
        """Which outlines the pattern is in. :param group: a pattern that is wherever this one is."""
        answers = self._answers.get(pattern)
        start = 0 if answers is None else len(answers)
        if answers is None or start < len(self._places):
            new = self._ask(pattern, start, self.passing(group)[start:] if group else None)
            answers = new if answers is None else np.concatenate([answers, new])
            self._answers[pattern] = answers
        return answers

    def _ask(self, pattern: str, start: int, among: Mask | None) -> Mask:
        texts = self._from(start)
        try:
            if among is None or among.all():
                return texts.str.contains(pattern).to_numpy()
            found = among.copy()
            if among.any():
                found[among] = texts.filter(pl.Series(among)).str.contains(pattern).to_numpy()
        except pl.exceptions.ComputeError:
            # The engine does not take the pattern: values have to be asked about.
            return np.full(len(texts), fill_value=True)
        return found

    def _from(self, start: int) -> pl.Series:
        """Outlines from the given one on: the same for most gates that ask."""
        if self._asked is None or self._asked[:2] != (start, len(self._places)):
            texts = pl.Series(list(self._places)[start:], dtype=pl.String)
            self._asked = (start, len(self._places), texts)
        return self._asked[2]


class Outlines:
    """What a scan knows of the outlines of its values."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known = Known()

    def of(self, outlines: pa.LargeStringArray) -> Outlined | None:
        """Values by their outlines; None when these are too many to be worth while.

        :param outlines: one of each value, in the order of the values.
        """
        encoded = outlines.dictionary_encode()
        texts = encoded.dictionary
        if len(texts) > _few(len(outlines)):
            return None
        if len(self._known) + len(texts) > _MOST or self._known.bytes > _MOST_BYTES:
            self._known = Known()
        return Outlined(self._known, self._known.places(texts.to_pylist()), encoded.indices.to_numpy())


def are_few(first: pa.LargeStringArray, count: int) -> bool:
    """Whether the outlines of the first of so many values promise to be few."""
    return len(first.unique()) <= _few(count) // 2


def _few(count: int) -> int:
    return max(_FEW, count // _PART)


class Outlined:
    """The values of a batch by their outlines."""

    __slots__ = ("_known", "_of_values", "_places")

    def __init__(self, known: Known, places: NDArray[np.int64], of_values: NDArray[np.int32]) -> None:
        self._known = known
        self._places = places
        self._of_values = of_values

    def __repr__(self) -> str:
        """Shape only."""
        return f"Outlined({len(self._of_values)} values, {len(self._places)} outlines)"

    def passing(self, pattern: str, group: str = "") -> Mask | None:
        """Values whose outlines the pattern is in; None when there is none. :param group: see :meth:`Known.passing`."""
        through = self._known.passing(pattern, group)[self._places]
        if not through.any():
            return None
        return np.full(len(self._of_values), fill_value=True) if through.all() else through[self._of_values]
