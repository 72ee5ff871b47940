"""Timing: one core, several runs, the spread shown."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """Seconds of several runs."""

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        """The run in the middle."""
        return statistics.median(self.runs)

    def __str__(self) -> str:
        return f"{min(self.runs):.2f} / {self.median:.2f} / {max(self.runs):.2f} s"


@contextmanager
def cores(count: int) -> Iterator[None]:
    """All threads of this process, and of those it starts, on so many cores."""
    all_of_them = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(sorted(all_of_them)[-count:]))
    try:
        yield
    finally:
        os.sched_setaffinity(0, all_of_them)


def side_by_side(jobs: dict[str, Callable[[], object]], runs: int) -> dict[str, Spread]:
    """All jobs in turn, ``runs`` times over: what disturbs the machine disturbs them alike."""
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(runs):
        for name, job in jobs.items():
            gc.collect()
            start = time.perf_counter()
            job()
            seconds[name].append(time.perf_counter() - start)
    return {name: Spread(tuple(taken)) for name, taken in seconds.items()}
