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

from airflow_gov_provider.core.errors import DataError, ErrorCode
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
        except Exception as error:  # kept for the reader: Arrow would replace it by its own words
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
        # Positions rather than masks: quotes and line breaks are few among many bytes.
        quotes = np.flatnonzero(block == _QUOTE)
        breaks = np.flatnonzero((block == _LF) | (block == _CR))
        if self._last == _QUOTE and not self._inside and not self._may_surround[block[0]]:
            raise _broken(self._where)
        opening, closing = quotes[int(self._inside) :: 2], quotes[int(not self._inside) :: 2]
        before = np.where(opening > 0, block[opening - 1], np.uint8(self._last))
        after = block[closing[closing + 1 < len(block)] + 1]
        if not self._may_surround[before].all() or not self._may_surround[after].all():
            raise _broken(self._where)
        if self._inside or len(quotes):
            passed = np.searchsorted(quotes, breaks)
            breaks = breaks[(passed + self._inside) % 2 == 0]
        self._count(block, breaks)
        self._inside ^= bool(len(quotes) % 2)
        self._last = int(block[-1])
        self._last_ends_line = bool(len(breaks) and breaks[-1] == len(block) - 1)

    def _count(self, block: NDArray[np.uint8], breaks: NDArray[np.intp]) -> None:
        if not len(breaks):
            return
        adjacent = np.diff(breaks, prepend=-1 if self._last_ends_line else -2) == 1
        if self._blank_is_row:
            # Only the second half of a CR LF ends nothing.
            before = np.where(breaks > 0, block[breaks - 1], np.uint8(self._last))
            adjacent &= (block[breaks] == _LF) & (before == _CR)
        self.rows += int(np.count_nonzero(~adjacent))


class IrregularCsvError(DataError):
    """Not after RFC 4180; it can be read, but not so that every program reads the same values."""


def irregular(where: str, what: str, hint: str) -> IrregularCsvError:
    """What keeps a file from being regular."""
    return IrregularCsvError(ErrorCode.SOURCE_UNREADABLE, what, where=where, hint=hint)


def _broken(where: str) -> Exception:
    return irregular(
        where,
        "its quotes are broken: one is not closed, or stands inside a value that is not quoted",
        'write it after RFC 4180: quote the value and double the quotes in it ("5"" pipe")',
    )
