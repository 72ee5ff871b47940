"""Progress in words: how much of a phase is done, how fast, and how long the rest will take."""

from __future__ import annotations

#: Phases that count bytes; all others count rows.
BYTE_PHASES = frozenset({"take-in", "publish", "detect"})
#: Seconds without which a rate says nothing.
_TOO_SOON = 1.0
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


class Pace:
    """One line after another about phases that follow each other."""

    def __init__(self) -> None:
        self._phase = ""
        self._since = 0.0
        self._first = 0

    def text(self, phase: str, done: int, total: int, now: float) -> str:
        """``take-in: 1.2 GB of 3.4 GB (88.0 MB/s, about 25 s left)``.

        :param done: rows or bytes of the phase. :param total: 0 when unknown.
        :param now: seconds on a clock that never goes back.
        """
        if phase != self._phase or done < self._first:
            self._phase, self._since, self._first = phase, now, done
        seconds, more = now - self._since, done - self._first
        about = [_amount(phase, done, total)]
        if seconds >= _TOO_SOON and more:
            rate = more / seconds
            left = f", about {duration((total - done) / rate)} left" if total > done else ""
            about.append(f"({_one(phase, rate)}/s{left})")
        return f"{phase}: {' '.join(about)}"


def _amount(phase: str, done: int, total: int) -> str:
    if not total:
        return _one(phase, done)
    return f"{size(done) if phase in BYTE_PHASES else f'{done:,}'} of {_one(phase, total)}"


def _one(phase: str, number: float) -> str:
    return size(number) if phase in BYTE_PHASES else f"{number:,.0f} rows"


def size(number: float) -> str:
    """Bytes in decimal units: ``999 B``, ``1.5 MB``."""
    at = 0
    while number >= 1000 and at < len(_UNITS) - 1:
        number, at = number / 1000, at + 1
    return f"{number:,.1f} {_UNITS[at]}" if at else f"{number:,.0f} B"


def duration(seconds: float) -> str:
    """``8 s``, ``2 min 5 s``, ``3 h 20 min``."""
    whole = max(1, round(seconds))
    hours, minutes = divmod(whole // 60, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {whole % 60} s" if minutes else f"{whole} s"
