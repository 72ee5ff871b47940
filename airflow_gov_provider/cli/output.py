"""What commands write: lines, JSON lines, tables and a progress line. Needs nothing heavy."""

from __future__ import annotations

import errno
import json
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.gates.progress import Pace

#: Seconds between two refreshes of the progress line.
_REFRESH = 0.1


def line(text: str = "") -> None:
    """One line on stdout, at once: a reader of a pipe sees each dataset when it is done."""
    flush(f"{printable(text)}\n")


def lines(block: str) -> None:
    """A block of lines on stdout."""
    for text in block.split("\n"):
        line(text)


def json_line(value: Any) -> None:
    """One JSON object on one line of ASCII."""
    flush(json.dumps(value, allow_nan=False, separators=(", ", ": ")) + "\n")


def json_block(value: Any) -> None:
    """One JSON object, indented for reading."""
    flush(json.dumps(value, allow_nan=False, indent=2) + "\n")


def flush(text: str = "") -> None:
    """Let go of what stdout holds back, and of ``text`` after it.

    :raises DataError: ``DESTINATION_UNWRITABLE``: a result that is lost must not end like one that was told.
    :raises BrokenPipeError: when the reader has gone away.
    """
    if sys.stdout is None:
        if not text:
            return
        raise _unwritable("is closed, so results have nowhere to go")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as fault:
        raise _unwritable(
            f"can not be written ({errno.errorcode.get(fault.errno or 0, 'OSError')})"
        ) from None


def _unwritable(what: str) -> DataError:
    return DataError(
        ErrorCode.DESTINATION_UNWRITABLE,
        f"standard output {what}",
        hint="make room, or send it to another file or pipe",
    )


def complain(text: str) -> None:
    """A message on stderr; it may have lines of its own. Where nobody listens the exit code still speaks."""
    lines = (printable(part) for part in text.split("\n"))
    _tell("\n".join(lines) + "\n")


def _tell(text: str) -> bool:
    """Whether stderr took it."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, AttributeError):  # without stderr, ``sys.stderr`` is None
        return False
    return True


def printable(text: str) -> str:
    """``text`` with escapes for what could steer a terminal: names of columns and files come from data."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def table(header: Sequence[str], rows: Sequence[Sequence[str]], numbers: frozenset[int] = frozenset()) -> str:
    """Columns padded to their widest cell; those at the positions ``numbers`` flush right."""
    shown = [[printable(cell) for cell in row] for row in (header, *rows)]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    return "\n".join(_row(row, widths, numbers) for row in shown)


def _row(cells: Sequence[str], widths: Sequence[int], numbers: frozenset[int]) -> str:
    padded = (
        cell.rjust(width) if position in numbers else cell.ljust(width)
        for position, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"  {'  '.join(padded)}".rstrip()


class Meter:
    """A progress line on stderr while it is open; silent when stderr is no terminal."""

    def __init__(self, subject: str) -> None:
        self._subject = printable(subject)
        self._on = sys.stderr is not None and sys.stderr.isatty()
        self._next = 0.0
        self._pace = Pace()

    def __enter__(self) -> Self:
        return self

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Show ``done`` of ``total`` (0: unknown) rows or bytes of a phase."""
        now = time.monotonic()
        if not self._on or now < self._next:
            return
        self._next = now + _REFRESH
        self._on = _tell(f"\r\x1b[K{self._subject}: {self._pace.text(phase, done, total, now)}")

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._on:
            _tell("\r\x1b[K")
