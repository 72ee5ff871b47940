"""Card numbers among other numbers, told by where they lie: issuers give out cards under few first digits.

Of random numbers one in ten passes the check digit, so cards that are one in a hundred of a column hide in
its rate. They hide no longer among the numbers that share their first digits: random numbers hardly share
six of them, and those that do pass no more often than any.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from airflow_gov_provider.core.detection.candidates.masks import Texts
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.issued import ISSUED
from airflow_gov_provider.core.detection.recognizers.masked import are_luhn

_ENTITY = "CREDIT_CARD"
#: Whole values that may be cards, bare or in their groups.
_SHAPE = r"^0*(?:[0-9]{14,16}|[0-9]{4}(?:[ -][0-9]{4}){3}|[0-9]{4}[ -][0-9]{6}[ -][0-9]{4,5})$"
_FEWEST_DIGITS = 14
_LUHN_BY_CHANCE = 0.1
#: First digits: of a brand, of a bank, and of one of its cards (ISO/IEC 7812-1, before the eighth digit of 2017).
_LEVELS = (2, 4, 6)
_KEPT = 6
#: Memory: passing values are known apart, and first digits are counted, up to these numbers.
_MOST_VALUES = 200_000
_MOST_PREFIXES = 300_000
#: Chance of a cluster anywhere in a column without cards.
_BY_CHANCE = 1e-6


class Issuers:
    """Values of one column with the first digits and the length of cards, counted by their first six."""

    __slots__ = ("_counts", "_known", "passed", "seen", "shaped")

    def __init__(self) -> None:
        self.shaped = 0
        self.seen = 0
        self.passed = 0
        self._counts: dict[int, tuple[int, int]] = {}
        self._known: set[int] = set()

    def __repr__(self) -> str:
        """Counts only."""
        return f"Issuers({self.seen} seen, {self.passed} passed)"

    def add(self, texts: Texts) -> None:
        """Count one batch of distinct values; a passing value that comes again is not counted again."""
        if not len(texts):
            return
        likely = texts.characters.digits >= _FEWEST_DIGITS
        if not likely.any():
            return
        values = texts.values if likely.all() else texts.values.filter(pl.Series(likely))
        shaped = values.filter(values.str.contains(_SHAPE)).str.replace_all("[ -]|^0+", "")
        self.shaped += len(shaped)
        issued = shaped.filter(shaped.str.contains(f"^(?:{ISSUED})$"))
        if len(issued):
            self._count(issued.cast(pl.Int64).to_numpy(), issued.str.head(_KEPT).cast(pl.Int64).to_numpy())

    def _count(self, numbers: NDArray[np.int64], firsts: NDArray[np.int64]) -> None:
        passes = are_luhn(numbers)
        fresh = [number not in self._known for number in numbers[passes].tolist()]
        if len(self._known) < _MOST_VALUES:
            self._known.update(numbers[passes].tolist())
        passes[passes] = fresh
        self.seen += len(numbers)
        self.passed += int(passes.sum())
        for hits, prefixes in ((0, firsts), (1, firsts[passes])):
            for prefix, count in zip(
                *(part.tolist() for part in np.unique(prefixes, return_counts=True)), strict=True
            ):
                if prefix in self._counts or len(self._counts) < _MOST_PREFIXES:
                    seen, passed = self._counts.get(prefix, (0, 0))
                    self._counts[prefix] = (seen, passed + count) if hits else (seen + count, passed)

    def cluster(self) -> tuple[int, int] | None:
        """(seen, passed) of the values that share first digits and pass more often than chance lets them."""
        shared = [(seen, passed) for seen, passed in self._counts.values() if seen > 1]
        tests = [(*map(sum, zip(*shared, strict=True)), 1)] if shared else []
        for level in _LEVELS:
            buckets: dict[int, tuple[int, int]] = {}
            for prefix, (seen, passed) in self._counts.items():
                more, hits = buckets.get(prefix // 10 ** (_KEPT - level), (0, 0))
                buckets[prefix // 10 ** (_KEPT - level)] = more + seen, hits + passed
            tests += [(seen, passed, len(buckets)) for seen, passed in buckets.values()]
        likely = [(_odds(passed, seen) * among, seen, passed) for seen, passed, among in tests if passed > 1]
        odds, seen, passed = min(likely, default=(1.0, 0, 0))
        return (seen, passed) if odds * (len(_LEVELS) + 1) < _BY_CHANCE else None

    def weighed(
        self, found: dict[str, Finding], suppressed: dict[str, Finding], values: int
    ) -> tuple[dict[str, Finding], dict[str, Finding]]:
        """Findings with what is known of first digits among their evidence: a cluster is one whatever the rate.

        :param values: of the column that are not null.
        """
        known = found.get(_ENTITY) or suppressed.get(_ENTITY)
        if known is None or not self.seen:
            return found, suppressed
        numbers = {
            "issued": float(self.seen),
            "issued_passed": float(self.passed),
            "shaped": float(self.shaped),
        }
        cluster = self.cluster()
        if cluster is None:
            home = found if _ENTITY in found else suppressed
            home = {**home, _ENTITY: _told(known, numbers)}
            return (home, suppressed) if _ENTITY in found else (found, home)
        numbers |= {"cluster": float(cluster[0]), "cluster_passed": float(cluster[1])}
        count = max(cluster[1], found[_ENTITY].count if _ENTITY in found else 0)
        finding = replace(_told(known, numbers), count=count, share=min(1.0, count / max(1, values)))
        return {**found, _ENTITY: finding}, {
            entity: one for entity, one in suppressed.items() if entity != _ENTITY
        }


def _told(finding: Finding, numbers: dict[str, float]) -> Finding:
    return replace(finding, evidence=tuple(sorted({**dict(finding.evidence), **numbers}.items())))


def _odds(passed: int, seen: int) -> float:
    """Bound on the probability of so many passes by chance (Chernoff)."""
    rate = passed / seen
    if rate <= _LUHN_BY_CHANCE:
        return 1.0
    rest = (1 - rate) * math.log((1 - rate) / (1 - _LUHN_BY_CHANCE)) if rate < 1 else 0.0
    return math.exp(-seen * (rate * math.log(rate / _LUHN_BY_CHANCE) + rest))
