"""Which characters values hold, counted over the bytes of a whole column at once.

What numpy tells here in nanoseconds a value decides most gates before any pattern is run.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from airflow_gov_provider.core.detection.candidates.gates import MIXED, SHAPES, Level
from airflow_gov_provider.core.detection.candidates.outlines import FIRST, Mask, Outlined, Outlines, are_few

#: Values with more bytes than this have outlines of their own anyway.
_LONGEST = {Level.WORDINGS: 512, Level.SHAPES: 64, Level.WORDS: 128}
#: Digits, letters, and words with both.
_DIGIT, _LETTER, _BOTH = 1, 2, 3
_KINDS = np.array(
    [_DIGIT if chr(c) == "0" else _LETTER if chr(c) in "aA" else 0 for c in range(256)], np.uint8
)
_ONE_LETTER = SHAPES.encode() + bytes(range(128, 256))
_ONE_DIGIT = bytes(ord("0") if chr(code) in "0123456789" else code for code in range(256))


class Characters:
    """The characters of values without nulls.

    :ivar lengths: bytes of each. :ivar ascii: which hold nothing beyond ASCII; None when all do.
    """

    __slots__ = ("_bytes", "_digits", "_held", "_offsets", "ascii", "lengths")

    def __init__(self, values: pl.Series) -> None:
        array = values.to_arrow().cast(pa.large_string())
        _, offsets, data = array.buffers()
        ends = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
        whole = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
        self._bytes: NDArray[np.uint8] = whole[ends[0] : ends[-1]]
        self._offsets: NDArray[np.int64] = ends - ends[0]
        self.lengths: NDArray[np.int64] = self._offsets[1:] - self._offsets[:-1]
        self._held: dict[str, bool] = {}
        self._digits: NDArray[np.int64] | None = None
        self.ascii: Mask | None = None
        if len(self._bytes) and self._bytes.max() > 127:
            self.ascii = self._count(self._bytes > 127) == 0

    def __repr__(self) -> str:
        """Shape only."""
        return f"Characters({len(self.lengths)})"

    def holds(self, need: str) -> bool:
        """Whether any value holds ``digit``, ``letter`` or the one ASCII character."""
        if need not in self._held:
            self._held[need] = self._find(need)
        return self._held[need]

    def _find(self, need: str) -> bool:
        if need == "digit":
            return bool(self.digits.max(initial=0))
        if need == "letter":
            return bool((((self._bytes | 32) - np.uint8(97)) < 26).any())
        return need.isascii() and bool((self._bytes == ord(need)).any())

    @property
    def first(self) -> NDArray[np.uint8]:
        """The first byte of each value; 0 for an empty one."""
        found = np.zeros(len(self.lengths), np.uint8)
        some = self.lengths > 0
        found[some] = self._bytes[self._offsets[:-1][some]]
        return found

    @property
    def matrix(self) -> NDArray[np.uint8] | None:
        """The bytes of all values, a row each, where all are of one length."""
        if not len(self.lengths) or (self.lengths != self.lengths[0]).any():
            return None
        return self._bytes.reshape(len(self.lengths), int(self.lengths[0]))

    def of_length(self, places: NDArray[np.intp], length: int) -> NDArray[np.uint8]:
        """The bytes of the values at these places, a row each; all have this length."""
        found: NDArray[np.uint8] = self._bytes[self._offsets[:-1][places][:, None] + np.arange(length)]
        return found

    @property
    def digits(self) -> NDArray[np.int64]:
        """ASCII digits of each value."""
        if self._digits is None:
            self._digits = self._count((self._bytes - np.uint8(48)) < 10)
        return self._digits

    def _count(self, hits: Mask) -> NDArray[np.int64]:
        """How many of the bytes that ``hits`` marks each value holds."""
        if not len(hits) or not hits.any():
            return np.zeros(len(self.lengths), np.int64)
        # An empty value has no first byte: it would be given its neighbour's.
        starts = np.minimum(self._offsets[:-1], len(hits) - 1)
        counts = np.add.reduceat(hits.view(np.uint8), starts, dtype=np.int64)
        counts[self.lengths == 0] = 0
        return counts

    def outlined(self, level: Level, outlines: Outlines) -> Outlined | None:
        """The values by their outlines; None where values are too long or outlines too many."""
        count = len(self.lengths)
        if not count or self.lengths.max() > _LONGEST[level]:
            return None
        if count > 2 * FIRST and not are_few(self._outlines(level, FIRST), count):
            return None
        return outlines.of(self._outlines(level, count))

    def _outlines(self, level: Level, count: int) -> pa.LargeStringArray:
        """Of the first values."""
        offsets = self._offsets[: count + 1]
        text = (
            self._bytes[: offsets[-1]]
            .tobytes()
            .translate(_ONE_DIGIT if level is Level.WORDINGS else _ONE_LETTER)
        )
        data = _with_mixed_words(np.frombuffer(text, np.uint8), offsets) if level is Level.WORDS else text
        return pa.LargeStringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(data))


def _with_mixed_words(shapes: NDArray[np.uint8], offsets: NDArray[np.int64]) -> NDArray[np.uint8]:
    """One letter in the place of all letters and digits of each word that has both."""
    kinds = _KINDS[shapes]
    inside = np.flatnonzero(kinds)
    if not len(inside):
        return shapes
    begins = np.zeros(len(shapes) + 1, np.bool_)
    begins[offsets[:-1]] = True
    starts = np.flatnonzero(np.append(True, np.diff(inside) > 1) | begins[inside])
    mixed = np.bitwise_or.reduceat(kinds[inside], starts) == _BOTH
    found = shapes.copy()
    found[inside[np.repeat(mixed, np.diff(np.append(starts, len(inside))))]] = ord(MIXED)
    return found
