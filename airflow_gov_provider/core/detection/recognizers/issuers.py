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
#: Memory: values are known apart, and first digits are counted, up to these numbers.
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
        self._known = np.empty(0, np.int64)

    def __repr__(self) -> str:
        """Counts only."""
        return f"Issuers({self.seen} seen, {self.passed} passed)"

    def add(self, texts: Texts) -> None:
        """Count one batch; a value that comes again is not counted again, whether it passes or not.

        Counting the others again would make every column that repeats itself look as if few passed.
        """
        if not len(texts):
            return
        likely = texts.characters.digits >= _FEWEST_DIGITS
        if not likely.any():
            return
        values = texts.values if likely.all() else texts.values.filter(pl.Series(likely))
        shaped = values.filter(values.str.contains(_SHAPE)).str.replace_all("[ -]|^0+", "")
        self.shaped += len(shaped)
        issued = shaped.filter(shaped.str.contains(f"^(?:{ISSUED})$"))
        if len(issued) and len(new := self._new(np.unique(issued.cast(pl.Int64).to_numpy()))):
            self._count(new)

    def _new(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those that no batch before has had."""
        fresh = numbers[~np.isin(numbers, self._known)]
        if len(self._known) < _MOST_VALUES:
            self._known = np.concatenate([self._known, fresh])[:_MOST_VALUES]
        return fresh

    def _count(self, numbers: NDArray[np.int64]) -> None:
        passes = are_luhn(numbers)
        firsts = _firsts(numbers)
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
        count, share = (found[_ENTITY].count, found[_ENTITY].share) if _ENTITY in found else (0, 0.0)
        count = max(cluster[1], count)
        # Of values that come again, and where enough were confirmed, the numbers are only some of the rows.
        share = max(share, min(1.0, count / max(1, values)))
        finding = replace(_told(known, numbers), count=count, share=share)
        return {**found, _ENTITY: finding}, {
            entity: one for entity, one in suppressed.items() if entity != _ENTITY
        }


def _firsts(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first six digits of numbers of 14 to 16."""
    longer = np.where(numbers >= 10**15, 10**10, np.where(numbers >= 10**14, 10**9, 10**8))
    return numbers // longer


def _told(finding: Finding, numbers: dict[str, float]) -> Finding:
    return replace(finding, evidence=tuple(sorted({**dict(finding.evidence), **numbers}.items())))


def _odds(passed: int, seen: int) -> float:
    """Bound on the probability of so many passes by chance (Chernoff)."""
    rate = passed / seen
    if rate <= _LUHN_BY_CHANCE:
        return 1.0
    rest = (1 - rate) * math.log((1 - rate) / (1 - _LUHN_BY_CHANCE)) if rate < 1 else 0.0
    return math.exp(-seen * (rate * math.log(rate / _LUHN_BY_CHANCE) + rest))
