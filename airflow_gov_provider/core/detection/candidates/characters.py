"""Which characters values hold, counted over the bytes of a whole column at once.

What numpy tells here in nanoseconds a value decides most gates before any pattern is run.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from airflow_gov_provider.core.detection.candidates.gates import SHAPES
from airflow_gov_provider.core.detection.candidates.outlines import Mask

#: Values with more bytes than this have outlines of their own anyway.
_LONGEST_SHAPE, _LONGEST_WORDING = 64, 512
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
    def wordings(self) -> pa.LargeStringArray | None:
        """Each value with one digit for all; None where values are too long."""
        return self._folded(_ONE_DIGIT, _LONGEST_WORDING)

    @property
    def shapes(self) -> pa.LargeStringArray | None:
        """Each value with one digit for all, and one letter of each case; None where values are too long."""
        return self._folded(_ONE_LETTER, _LONGEST_SHAPE)

    def _folded(self, table: bytes, longest: int) -> pa.LargeStringArray | None:
        if not len(self.lengths) or self.lengths.max() > longest:
            return None
        data = pa.py_buffer(self._bytes.tobytes().translate(table))
        return pa.LargeStringArray.from_buffers(len(self.lengths), pa.py_buffer(self._offsets), data)
