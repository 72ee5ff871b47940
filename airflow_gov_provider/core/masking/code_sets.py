"""Sets of 64-bit codes that may outgrow memory, and what two of them have in common.

Codes are spread evenly, so a set is cut into parts by the first byte of its codes: two sets meet part by
part, and of ten thousand million codes no more than a two hundred and fifty-sixth lies in memory at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint64]

#: Codes that all sets together keep in memory (8 bytes each).
MOST = 1 << 22
_PARTS = 256
_EDGES = np.arange(1, _PARTS, dtype=np.uint64) << np.uint64(56)


class Scratch(Protocol):
    """A private place that forgets everything when it is closed."""

    def write(self, data: bytes) -> int:
        """Put bytes at its end; where they begin. :raises DataError: ``SPOOL_UNWRITABLE``."""

    def read(self, start: int, size: int) -> bytes:
        """What was written there."""


class Room:
    """The memory that some sets share, and the scratch for what does not fit.

    :param most: codes in memory before the largest sets make room.
    """

    def __init__(self, scratch: Scratch, most: int = MOST) -> None:
        self.scratch = scratch
        self._most = most
        self._held = 0
        self._sets: list[CodeSet] = []

    def __repr__(self) -> str:
        """Without codes."""
        return f"Room({len(self._sets)} sets, {self._held} codes in memory)"

    def new(self) -> CodeSet:
        """An empty set in this room."""
        made = CodeSet(self)
        self._sets.append(made)
        return made

    def grown(self, count: int) -> None:
        """Told by a set that it holds so many codes more; from time to time this empties the largest."""
        self._held += count
        if self._held <= self._most:
            return
        for one in sorted(self._sets, key=lambda one: one.held, reverse=True):
            self._held -= one.spill()
            if self._held <= self._most // 2:
                return


class CodeSet:
    """Codes, added in any order and number."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._recent: list[Codes] = []
        self._parts: list[list[tuple[int, int]]] = []
        self.held = 0

    def __repr__(self) -> str:
        """Without codes."""
        return f"CodeSet({self.held} codes in memory)"

    @property
    def is_spilled(self) -> bool:
        """Whether some of it lies in the scratch."""
        return bool(self._parts)

    def add(self, codes: Codes) -> None:
        """Put codes in; one that is there already changes nothing."""
        if len(codes):
            self._recent.append(codes)
            self.held += len(codes)
            self._room.grown(len(codes))

    def spill(self) -> int:
        """Move what is in memory to the scratch; how many codes that were."""
        codes, moved = self._gathered(), self.held
        self._recent, self.held = [], 0
        self._parts = self._parts or [[] for _ in range(_PARTS)]
        if len(codes):
            start = self._room.scratch.write(codes.tobytes())
            edges = [0, *np.searchsorted(codes, _EDGES), len(codes)]
            for part, (first, last) in zip(self._parts, pairwise(edges), strict=True):
                if last > first:
                    part.append((start + 8 * int(first), 8 * int(last - first)))
        return moved

    def parts(self, *, cut: bool) -> Iterator[Codes]:
        """The codes, each once and in order. :param cut: into 256 parts, by their first byte."""
        here = self._gathered()
        if not cut:
            yield here
            return
        stretches = self._parts or [[]] * _PARTS
        for more, mine in zip(stretches, np.split(here, np.searchsorted(here, _EDGES)), strict=True):
            there = [np.frombuffer(self._room.scratch.read(*stretch), np.uint64) for stretch in more]
            yield np.unique(np.concatenate([mine, *there])) if there else mine

    def __len__(self) -> int:
        return sum(len(part) for part in self.parts(cut=self.is_spilled))

    def _gathered(self) -> Codes:
        """What is in memory, each code once and in order, kept that way."""
        if len(self._recent) != 1 or not _in_order(self._recent[0]):
            self._recent = [np.unique(np.concatenate([np.empty(0, np.uint64), *self._recent]))]
        return self._recent[0]


def _in_order(codes: Codes) -> bool:
    return bool((codes[1:] > codes[:-1]).all())


def common(one: CodeSet, other: CodeSet, apart: Codes) -> int:
    """How many codes are in both sets. :param apart: codes that do not count."""
    cut = one.is_spilled or other.is_spilled
    return sum(
        len(np.setdiff1d(_both(mine, theirs), apart, assume_unique=True))
        for mine, theirs in zip(one.parts(cut=cut), other.parts(cut=cut), strict=True)
    )


def _both(mine: Codes, theirs: Codes) -> Codes:
    if not len(mine) or not len(theirs):
        return mine[:0]
    places = np.minimum(np.searchsorted(mine, theirs), len(mine) - 1)
    return np.asarray(theirs[mine[places] == theirs])
