"""Which characters values hold, counted over the bytes of a whole column at once.

What numpy tells here in nanoseconds a value decides most gates before any pattern is run.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from airflow_gov_provider.core.detection.candidates.gates import SHAPES

Mask = NDArray[np.bool_]

#: Values with more bytes than this have shapes of their own anyway.
_LONGEST_SHAPE = 64
#: More different shapes than this in one batch say that it is prose.
_MOST_SHAPES = 256
_TABLE = SHAPES.encode() + bytes(range(128, 256))


class Characters:
    """The characters of values without nulls.

    :ivar lengths: bytes of each. :ivar ascii: which hold nothing beyond ASCII; None when all do.
    """

    __slots__ = ("_bytes", "_digits", "_held", "_offsets", "_shapes", "ascii", "lengths")

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
        self._shapes: Shapes | None = None
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

    @property
    def shapes(self) -> Shapes:
        """The shapes of the values."""
        if self._shapes is None:
            self._shapes = Shapes(self._shaped() if self._are_short() else None)
        return self._shapes

    def _are_short(self) -> bool:
        return bool(len(self.lengths)) and bool(self.lengths.max() <= _LONGEST_SHAPE)

    def _shaped(self) -> pl.Series:
        data = pa.py_buffer(self._bytes.tobytes().translate(_TABLE))
        array = pa.LargeStringArray.from_buffers(len(self.lengths), pa.py_buffer(self._offsets), data)
        return pl.Series(pl.from_arrow(array))


class Shapes:
    """Values with one digit for all digits and one letter for all of its case: few, where they are regular.

    :param all_of_them: the shape of each value; None when it is not worth while.
    """

    __slots__ = ("_all", "_few", "_passing")

    def __init__(self, all_of_them: pl.Series | None) -> None:
        few = None if all_of_them is None else all_of_them.unique()
        if few is not None and len(few) > _MOST_SHAPES:
            few = None
        self._all = all_of_them
        self._few = few
        self._passing: dict[str, Mask | None] = {}

    def passing(self, pattern: str, seen: Callable[[str, pl.Series], list[bool]]) -> Mask | None:
        """Values whose shape the pattern of a gate lets through; None when that is not known.

        :param seen: tells that of shapes.
        """
        if self._few is None or self._all is None or not pattern:
            return None
        if pattern not in self._passing:
            through = seen(pattern, self._few)
            if all(through) or not any(through):
                mask = np.full(len(self._all), through[0])
            else:
                mask = self._all.is_in(self._few.filter(pl.Series(through)).implode()).to_numpy()
            self._passing[pattern] = mask
        return self._passing[pattern]


class ShapeMemo:
    """Which shapes the gates let through, remembered over the batches of one column."""

    __slots__ = ("_known",)
    #: Answers that are kept; a column with more shapes is asked again.
    MOST = 50_000

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bool] = {}

    def __call__(self, pattern: str, shapes: pl.Series) -> list[bool]:
        """Whether the pattern finds anything in each shape."""
        names = shapes.to_list()
        answers = [self._known.get((pattern, name)) for name in names]
        if None not in answers:
            return [bool(answer) for answer in answers]
        found: list[bool] = shapes.str.contains(pattern).to_list()
        if len(self._known) < self.MOST:
            self._known.update(zip([(pattern, name) for name in names], found, strict=True))
        return found
