"""Time and velocity: gaps between events of one subject, and how many came shortly before.

Each feature's distribution in the copy is compared with the source's by the Kolmogorov-Smirnov distance, the
largest difference of two distribution functions, 0-1. The noise floor is the distance between halves of
the source, cut at random by subject: what another sample of subjects would have shown as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DAY = 86_400.0
#: How often the source is cut into halves, and which of the distances is the floor.
CUTS = 20
FLOOR = 0.95
#: Features: the gap in the column's own unit, and events of the subject in windows before, in days.
WINDOWS = {"events_in_1_day": 1, "events_in_7_days": 7}
GAP = "gap"

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Velocity:
    """One feature's distance. :param floor: of the source to itself. No value is in it."""

    feature: str
    distance: float
    floor: float

    @property
    def within(self) -> bool:
        """Whether the copy differs no more than another sample would."""
        return self.distance <= self.floor


def velocity(source: tuple[Codes, Floats], copy: tuple[Codes, Floats], *, seed: int) -> tuple[Velocity, ...]:
    """Of (subject, seconds) a row on either side; rows whose time is null do not count."""
    before, after = features(*source), features(*copy)
    subjects = before.pop("subject")
    after.pop("subject")
    return tuple(
        Velocity(name, distance(values, after[name]), _floor(values, subjects, seed))
        for name, values in before.items()
    )


def features(subjects: Codes, seconds: Floats) -> dict[str, Floats]:
    """Per event that has one before it: its subject, the gap, and events before it in each window."""
    known = ~np.isnan(seconds)
    subjects, seconds = subjects[known], seconds[known]
    order = np.lexsort((seconds, subjects))
    subjects, seconds = subjects[order], seconds[order]
    again = np.flatnonzero(subjects[1:] == subjects[:-1]) + 1
    made = {"subject": subjects[again].astype(np.float64), GAP: (seconds[again] - seconds[again - 1])}
    starts = np.searchsorted(subjects, subjects, side="left")
    for name, days in WINDOWS.items():
        made[name] = _before(subjects, seconds, starts, days * DAY)[again]
    return made


def distance(one: Floats, other: Floats) -> float:
    """Kolmogorov-Smirnov distance, 0-1; 1 where only one side has values."""
    if not len(one) or not len(other):
        return float(len(one) != len(other))
    at = np.concatenate([one, other])
    below = np.searchsorted(np.sort(one), at, side="right") / len(one)
    others = np.searchsorted(np.sort(other), at, side="right") / len(other)
    return float(np.abs(below - others).max())


def _before(subjects: Codes, seconds: Floats, starts: NDArray[np.int64], window: float) -> Floats:
    """How many of a subject's events lie in the window before each event, itself left out."""
    span = float(seconds.max(initial=0) - seconds.min(initial=0)) + window + 1
    _, of_subject = np.unique(subjects, return_inverse=True)
    keys = of_subject * span + (seconds - seconds.min(initial=0))
    first = np.maximum(np.searchsorted(keys, keys - window, side="left"), starts)
    made: Floats = (np.arange(len(keys)) - first).astype(np.float64)
    return made


def _floor(values: Floats, subjects: Floats, seed: int) -> float:
    chance = np.random.default_rng(seed)
    names, of_event = np.unique(subjects, return_inverse=True)
    cuts = []
    for _ in range(CUTS if len(names) > 1 else 0):
        half = chance.permutation(len(names)) < len(names) // 2
        cuts.append(distance(values[half[of_event]], values[~half[of_event]]))
    return float(np.quantile(cuts, FLOOR)) if cuts else 0.0
