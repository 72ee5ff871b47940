"""The grammar of quotes in CSV (RFC 4180), checked on the way through.

Parsers forgive much: Arrow reads an unclosed quote to the end of the file and glues ``"a"b`` into
``ab``. What one parser sees as a value, the next may see as two, so a gate that forgives scans other
values than those it publishes. Counting is enough for strictness: quotes alternate between opening
and closing (a doubled quote does both), an opening one follows a delimiter, a line break or a
closing one, and a closing one is followed by one of these or an opening one.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from airflow_gov_provider.stores.readers.faults import unreadable
from airflow_gov_provider.stores.spool import CHUNK

if TYPE_CHECKING:
    from numpy.typing import NDArray

_QUOTE, _LF, _CR = ord('"'), ord("\n"), ord("\r")


class CheckedCsv(io.RawIOBase):
    """Hands CSV bytes on, ends the last line if need be, and counts lines that are rows.

    :param blank_is_row: an empty line is an empty value (one column) and not nothing (several).
    """

    def __init__(self, source: BinaryIO, delimiter: str, where: str, *, blank_is_row: bool) -> None:
        self._source = source
        self._where = where
        self._blank_is_row = blank_is_row
        self._may_surround = np.zeros(256, dtype=bool)
        self._may_surround[[ord(delimiter), _LF, _CR, _QUOTE]] = True
        self._inside = False
        self._last = _LF
        self._last_ends_line = True
        self._ended = False
        #: Rows seen so far, the header among them.
        self.rows = 0
        #: What was wrong, for a caller whose library swallows our exceptions.
        self.error: Exception | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Up to ``size`` bytes. :raises DataError: ``SOURCE_UNREADABLE`` for broken quotes."""
        try:
            data = self._source.read(size if size >= 0 else CHUNK)
            if data:
                self._check(np.frombuffer(data, dtype=np.uint8))
                return data
            return self._end()
        except Exception as error:
            self.error = error
            raise

    def close(self) -> None:
        """Close the source too."""
        if not self.closed:
            self._source.close()
        super().close()

    def _end(self) -> bytes:
        if self._inside:
            raise _broken(self._where)
        if self._ended or self._last_ends_line:
            return b""
        self._ended = True
        self._check(np.array([_LF], dtype=np.uint8))
        return b"\n"

    def _check(self, block: NDArray[np.uint8]) -> None:
        quotes = block == _QUOTE
        before = np.concatenate(([np.uint8(self._last)], block[:-1]))
        breaks = (block == _LF) | (block == _CR)
        if self._inside or self._last == _QUOTE or quotes.any():
            # Parity of the quotes up to and with each byte; odd is inside.
            inside = (np.cumsum(quotes, dtype=np.int64) + self._inside) % 2 == 1
            was_inside = np.concatenate(([self._inside], inside[:-1]))
            opening = quotes & ~was_inside
            after_closing = (before == _QUOTE) & ~was_inside
            if (
                not self._may_surround[before[opening]].all()
                or not self._may_surround[block[after_closing]].all()
            ):
                raise _broken(self._where)
            breaks &= ~inside
            self._inside = bool(inside[-1])
        self._count(block, before, breaks)
        self._last = int(block[-1])
        self._last_ends_line = bool(breaks[-1])

    def _count(self, block: NDArray[np.uint8], before: NDArray[np.uint8], breaks: NDArray[np.bool_]) -> None:
        broke_before = np.concatenate(([self._last_ends_line], breaks[:-1]))
        if self._blank_is_row:
            ends = breaks & ~(broke_before & (block == _LF) & (before == _CR))
        else:
            ends = breaks & ~broke_before
        self.rows += int(np.count_nonzero(ends))


def _broken(where: str) -> Exception:
    return unreadable(
        where,
        "its quotes are broken: one is not closed, or stands inside a value that is not quoted",
        'write it after RFC 4180: quote the value and double the quotes in it ("5"" pipe")',
    )
