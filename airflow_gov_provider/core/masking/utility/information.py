"""What a column still tells: mutual information, and whether its values still join.

I(X;Y) = H(X) + H(Y) - H(X,Y) in nats, by counts (Cover and Thomas, 2006, ch. 2). Normalised: 2 I / (H(X) + H(Y)).
Of columns with many values it is too high by the smallness of the sample, before and after alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.encoded import Encoded

#: Numbers are cut into so many parts of equal size.
PARTS = 20

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Kept:
    """What of one column is kept. No value is in it.

    :param target_before: normalised mutual information with the target, 0-1. :param target_after: of the copy.
    :param of_source: share of the source's information that the copy's values tell, 0-1: 1 means that
        equal values are equal and different ones different; None for rows that do not correspond.
    :param distinct_before: different values, null included. :param distinct_after: of the copy.
    :param pairs_before: rows of a join of the column with itself. :param pairs_after: of the copy.
    """

    label: str
    target_before: float
    target_after: float
    of_source: float | None
    distinct_before: int
    distinct_after: int
    pairs_before: int
    pairs_after: int

    @property
    def joins(self) -> bool:
        """Whether every join by this column gives as many rows as before."""
        same = (self.distinct_before, self.pairs_before) == (self.distinct_after, self.pairs_after)
        return same and (self.of_source is None or self.of_source > 1 - 1e-9)


def parts(column: Encoded) -> Codes:
    """Categories as they are, numbers in parts of equal size, null as a part of its own."""
    numbers = column.numbers
    known = ~np.isnan(numbers)
    made = np.full(len(numbers), -1, dtype=np.int64)
    if column.categories is not None:
        made[known] = numbers[known].astype(np.int64)
        return made
    if known.any():
        edges = np.unique(np.quantile(numbers[known], np.linspace(0, 1, PARTS + 1)[1:-1]))
        made[known] = np.searchsorted(edges, numbers[known], side="right")
    return made


def normalised(first: Codes, second: Codes) -> float:
    """Normalised mutual information, 0-1; 0 where both are constant."""
    one, other = entropy(first), entropy(second)
    if one + other == 0:
        return 0.0
    return float(np.clip(2 * (one + other - entropy(together(first, second))) / (one + other), 0, 1))


def told(source: Codes, copy: Codes) -> float:
    """I(source; copy) / H(source), 0-1: how much of the source's values the copy's tell; 1 of a constant."""
    of_source = entropy(source)
    if of_source == 0:
        return 1.0
    shared = of_source + entropy(copy) - entropy(together(source, copy))
    return float(np.clip(shared / of_source, 0, 1))


def entropy(codes: Codes) -> float:
    """In nats."""
    shares = counts(codes) / max(1, len(codes))
    return float(-(shares * np.log(shares)).sum())


def counts(codes: Codes) -> NDArray[np.int64]:
    """How many rows each value has."""
    made: NDArray[np.int64] = np.unique(codes, return_counts=True)[1].astype(np.int64)
    return made


def pairs(codes: Codes) -> int:
    """Rows of a join of a column with itself."""
    return int((counts(codes).astype(object) ** 2).sum()) if len(codes) else 0


def together(first: Codes, second: Codes) -> Codes:
    """A code for each pair of values."""
    _, one = np.unique(first, return_inverse=True)
    _, other = np.unique(second, return_inverse=True)
    made: Codes = one.astype(np.int64) * (int(other.max(initial=0)) + 1) + other
    return made
