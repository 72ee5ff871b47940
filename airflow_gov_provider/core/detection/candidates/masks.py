"""Gates applied: which values of a column are candidates, at the speed of polars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from airflow_gov_provider.core.detection.candidates.characters import Characters
from airflow_gov_provider.core.detection.candidates.gates import Gate, Level
from airflow_gov_provider.core.detection.candidates.outlines import Mask, Outlined, Outlines

#: No number with a check digit is longer.
_LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Setting:
    """What outlives one batch.

    :param outlines: which of them gates let through. :param groups: of a gate, a merged one that is asked first.
    """

    outlines: Mapping[Level, Outlines] = field(default_factory=lambda: {level: Outlines() for level in Level})
    groups: Mapping[Gate, Gate] = field(default_factory=dict)


class Texts:
    """Distinct values of one column in one batch, and what many gates ask about them.

    :param values: no nulls. :param counts: how often each occurs in the batch.
    :param plain: another spelling of each to look at as well, null for those without one.
    """

    __slots__ = (
        "_characters",
        "_is_outlined",
        "_level",
        "_outlined",
        "_passed",
        "_setting",
        "_twins",
        "counts",
        "known_rows",
        "plain",
        "values",
    )

    def __init__(
        self,
        values: pl.Series,
        counts: pl.Series,
        plain: pl.Series | None = None,
        setting: Setting | None = None,
    ) -> None:
        self.values = values
        self.counts = counts
        self.plain = plain if plain is not None and plain.null_count() < len(plain) else None
        self.known_rows = 0
        self._twins: Texts | None = None
        self._setting = setting or Setting()
        self._characters: Characters | None = None
        self._outlined: Outlined | None = None
        self._is_outlined = False
        self._level: Level | None = None
        self._passed: dict[Gate, Mask | None] = {}

    def __repr__(self) -> str:
        """Shape only."""
        return f"Texts({len(self.values)})"

    def __len__(self) -> int:
        return len(self.values)

    def keep(self, mask: pl.Series) -> Texts:
        """Those that ``mask`` marks."""
        if mask.all():
            return self
        if not mask.any():
            return self._only(self.values.clear(), self.counts.clear(), None)
        plain = None if self.plain is None else self.plain.filter(mask)
        return self._only(self.values.filter(mask), self.counts.filter(mask), plain)

    def _only(self, values: pl.Series, counts: pl.Series, plain: pl.Series | None) -> Texts:
        kept = Texts(values, counts, plain, self._setting)
        kept.known_rows = self.known_rows
        return kept

    def new(self, mask: pl.Series) -> Texts:
        """Those that ``mask`` marks; the rows of the others are counted still."""
        kept = self.keep(mask)
        if kept is not self:
            kept.known_rows += self.rows - kept.rows
        return kept

    def beside(self, plain: pl.Series | None) -> Texts:
        """The same values, each with its other spelling."""
        self.plain = plain if plain is not None and plain.null_count() < len(plain) else None
        return self

    @property
    def twins(self) -> Texts | None:
        """The other spellings alone, as values of their own."""
        if self._twins is None and self.plain is not None:
            has = self.plain.is_not_null()
            self._twins = Texts(self.plain.filter(has), self.counts.filter(has), None, self._setting)
        return self._twins

    def widen(self, mask: Mask | None, twins_mask: Mask | None) -> Mask | None:
        """``mask`` and the values whose twins ``twins_mask`` marks."""
        if self.plain is None or twins_mask is None:
            return mask
        wide = np.zeros(len(self.values), np.bool_) if mask is None else mask.copy()
        wide[np.flatnonzero(self.plain.is_not_null().to_numpy())[twins_mask]] = True
        return wide

    @property
    def rows(self) -> int:
        """How many rows hold them, or values that are known already."""
        return int(self.counts.sum()) + self.known_rows

    @property
    def characters(self) -> Characters:
        """What the values are made of."""
        if self._characters is None:
            self._characters = Characters(self.values)
        return self._characters

    def candidates(self, gates: Iterable[Gate | None]) -> pl.Series:
        """Values that any of the gates lets through; None lets everything through."""
        mask = self.passing(gates)
        if mask is None:
            return pl.repeat(value=False, n=len(self.values), dtype=pl.Boolean, eager=True)
        return pl.Series(mask)

    def passing(self, gates: Iterable[Gate | None]) -> Mask | None:
        """As :meth:`candidates`; None when no value passes."""
        passed = None
        for gate in gates:
            if gate is None:
                return np.full(len(self.values), fill_value=True)
            more = self._through(gate)
            if more is not None:
                passed = more if passed is None else passed | more
        return passed

    def numbers(self) -> Iterator[tuple[int, NDArray[np.intp], NDArray[np.uint8]]]:
        """Length, places and digits of the values that are nothing but digits and have no other spelling, by length."""
        characters = self.characters
        pure = (characters.digits == characters.lengths) & (characters.lengths > 0)
        if self.plain is not None:
            pure &= self.plain.is_null().to_numpy()
        for length in np.unique(characters.lengths[pure]).tolist():
            if length <= _LONGEST_NUMBER:
                places = np.flatnonzero(pure & (characters.lengths == length))
                yield length, places, characters.of_length(places, length) - np.uint8(ord("0"))

    def may_hold(self, gates: Iterable[Gate | None]) -> bool:
        """Whether counts and outlines keep some value from none of the gates."""
        return self.characters.ascii is not None or any(
            gate is None or self._may_pass(gate) is not None for gate in gates
        )

    def doubtful(self, gates: Iterable[Gate | None]) -> Mask | None:
        """Values that a gate lets through, and all that hold more than ASCII; None when there is none."""
        found = None if self.characters.ascii is None else ~self.characters.ascii
        for gate in gates:
            if gate is None:
                return np.full(len(self.values), fill_value=True)
            more = self._in_ascii(gate)
            if more is not None:
                found = more if found is None else found | more
        return found

    def _through(self, gate: Gate) -> Mask | None:
        if gate not in self._passed:
            self._passed[gate] = self._pass(gate)
        return self._passed[gate]

    def _pass(self, gate: Gate) -> Mask | None:
        passed = self._in_ascii(gate)
        if self.characters.ascii is not None:
            # Beyond ASCII the counts say nothing, and the gate is another one, which lets more through.
            other = self._beyond_ascii(gate, ~self.characters.ascii)
            passed = other if passed is None else passed | other
        return passed if passed is not None and passed.any() else None

    def _in_ascii(self, gate: Gate) -> Mask | None:
        """Values of ASCII that the gate lets through."""
        likely = self._may_pass(gate)
        told = self._level is Level.WORDINGS and bool(gate.wording)
        if likely is not None and not told and (group := self._setting.groups.get(gate)) is not None:
            some = self._through(group)
            likely = None if some is None else likely & some
        if likely is None or (told and gate.wording == gate.ascii):
            # A pattern that tells no digit from another says of the wording what it says of the value.
            return likely
        return self._matching(gate.ascii, likely)

    @property
    def outlined(self) -> Outlined | None:
        """The values by their outlines, of the first level on which these are few; None where they are many on all."""
        if not self._is_outlined:
            self._is_outlined = True
            for level in Level:
                self._outlined = self.characters.outlined(level, self._setting.outlines[level])
                if self._outlined is not None:
                    self._level = level
                    break
        return self._outlined

    def _may_pass(self, gate: Gate) -> Mask | None:
        """Values of ASCII that hold enough of what a match needs; None when there is none."""
        characters = self.characters
        if not len(self.values) or not all(characters.holds(need) for need in gate.needs):
            return None
        outlined = self.outlined
        pattern = gate.outline(self._level) if self._level else ""
        # An outline is as long as its value and has as many digits: nothing is left to count.
        likely = (
            outlined.passing(pattern, self._group_of(gate)) if outlined and pattern else self._by_counts(gate)
        )
        if likely is None or characters.ascii is None:
            return likely
        likely = likely & characters.ascii
        return likely if likely.any() else None

    def _group_of(self, gate: Gate) -> str:
        """The pattern for outlines of the gate that is asked first."""
        group = self._setting.groups.get(gate)
        return "" if group is None or self._level is None else group.outline(self._level)

    def _by_counts(self, gate: Gate) -> Mask | None:
        likely: Mask = self.characters.lengths >= gate.length
        if gate.digits:
            likely &= self.characters.digits >= gate.digits
        return likely if likely.any() else None

    def _matching(self, pattern: str, among: Mask) -> Mask:
        if not among.any():
            return among
        found = among.copy()
        try:
            if among.all():
                return self.values.str.contains(pattern).to_numpy()
            found[among] = self.values.filter(pl.Series(among)).str.contains(pattern).to_numpy()
        except pl.exceptions.ComputeError:
            # The engine does not take the pattern: all of them are candidates. Trying it at the start cost more.
            return among
        return found

    def _beyond_ascii(self, gate: Gate, among: Mask) -> Mask:
        # Python's engine takes the Turkish letters for i in any case; Rust's does not.
        turned = self.values.filter(pl.Series(among)).str.replace_many(["İ", "ı"], ["i", "i"])
        found = among.copy()
        try:
            found[among] = turned.str.contains(gate.unicode).to_numpy()
        except pl.exceptions.ComputeError:
            # The engine does not take the pattern: all of them are candidates.
            return among
        return found
