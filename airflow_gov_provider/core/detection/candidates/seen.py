"""Values of a column that earlier batches showed to be nothing to any recognizer, as keyed hashes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from airflow_gov_provider.core.detection.candidates.outlines import Mask

#: Hashes that all columns of a scan keep together, 8 bytes each.
MOST = 2_000_000
#: Where fewer values come again, remembering them is not worth while.
_WORTH = 0.2


@dataclass(slots=True)
class Budget:
    """How many hashes may still be kept, by all columns of one scan."""

    left: int = MOST


class Seen:
    """What one column has seen. Its hashes are keyed with a secret: nobody can lay two values on one hash."""

    __slots__ = ("_budget", "_hashes", "_is_worth")

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._hashes: pl.Series | None = None
        self._is_worth = True

    def __repr__(self) -> str:
        """Without the hashes."""
        return f"Seen({0 if self._hashes is None else len(self._hashes)})"

    def known(self, hashes: pl.Series) -> Mask | None:
        """Which of these were remembered; None when it is none."""
        if self._hashes is None:
            return None
        known: Mask = hashes.is_in(self._hashes.implode()).to_numpy()
        if np.count_nonzero(known) < _WORTH * len(known):
            self._forget()
            return None
        return known

    def remember(self, hashes: pl.Series) -> None:
        """Keep these, as long as there is room."""
        if not self._is_worth or not len(hashes):
            return
        some = hashes.head(max(0, self._budget.left))
        self._budget.left -= len(some)
        self._hashes = some.rechunk() if self._hashes is None else self._hashes.append(some).rechunk()

    def clear(self) -> None:
        """Remember nothing of what came so far."""
        self._budget.left += 0 if self._hashes is None else len(self._hashes)
        self._hashes = None

    def _forget(self) -> None:
        self.clear()
        self._is_worth = False
