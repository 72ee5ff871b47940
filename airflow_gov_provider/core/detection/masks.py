"""Gates applied: which values of a column are candidates, at the speed of polars."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from airflow_gov_provider.core.detection.gates import Gate

_SORTS = {"digit": r"\p{N}", "letter": r"\p{L}"}


def compiles(gate: Gate) -> bool:
    """Whether the engine takes the gate's patterns."""
    try:
        for pattern in (gate.ascii, gate.unicode):
            pl.Series([""]).str.contains(pattern)
    except pl.exceptions.ComputeError:
        return False
    return True


class Texts:
    """Distinct values of one column in one batch, and what many gates ask about them.

    :param values: no nulls. :param counts: how often each occurs in the batch.
    :param plain: another spelling of each to look at as well, null for those without one.
    """

    __slots__ = ("_holds", "_latin", "_other", "_twins", "counts", "plain", "values")

    def __init__(self, values: pl.Series, counts: pl.Series, plain: pl.Series | None = None) -> None:
        self.values = values
        self.counts = counts
        self.plain = plain if plain is not None and plain.null_count() < len(plain) else None
        self._twins: Texts | None = None
        self._holds: dict[str, bool] = {}
        self._latin: pl.Series | None = None
        self._other: pl.Series | None = None

    def __repr__(self) -> str:
        """Shape only."""
        return f"Texts({len(self.values)})"

    def __len__(self) -> int:
        return len(self.values)

    def keep(self, mask: pl.Series) -> Texts:
        """Those that ``mask`` marks."""
        plain = None if self.plain is None else self.plain.filter(mask)
        return Texts(self.values.filter(mask), self.counts.filter(mask), plain)

    @property
    def twins(self) -> Texts | None:
        """The other spellings alone, as values of their own."""
        if self._twins is None and self.plain is not None:
            has = self.plain.is_not_null()
            self._twins = Texts(self.plain.filter(has), self.counts.filter(has))
        return self._twins

    def widen(self, mask: pl.Series, twins_mask: pl.Series) -> pl.Series:
        """``mask`` and the values whose twins ``twins_mask`` marks."""
        if self.plain is None:
            return mask
        places = self.plain.is_not_null().arg_true().filter(twins_mask)
        return mask.scatter(places, values=True) if len(places) else mask

    @property
    def rows(self) -> int:
        """How many rows hold them."""
        return int(self.counts.sum())

    def candidates(self, gates: Iterable[Gate | None]) -> pl.Series:
        """Values that any of the gates lets through; None lets everything through."""
        mask = pl.repeat(value=False, n=len(self.values), dtype=pl.Boolean, eager=True)
        for gate in gates:
            if gate is None:
                return ~mask
            if all(self._has(need) for need in gate.needs):
                mask |= self._passes(gate)
        return mask

    def _has(self, need: str) -> bool:
        if need not in self._holds:
            sort = _SORTS.get(need)
            found = self.values.str.contains(sort or need, literal=sort is None)
            self._holds[need] = bool(found.any())
        return self._holds[need]

    def _passes(self, gate: Gate) -> pl.Series:
        mask = self.values.str.contains(gate.ascii)
        other, folded = self._not_ascii()
        if folded is None:
            return mask
        # Only values beyond ASCII can differ there, and only by matching more.
        return (mask & ~other) | (other & folded.str.contains(gate.unicode).fill_null(value=False))

    def _not_ascii(self) -> tuple[pl.Series, pl.Series | None]:
        if self._latin is None:
            self._latin = self.values.str.len_bytes() != self.values.str.len_chars()
            if self._latin.any():
                # Python's engine takes the Turkish letters for i in any case; Rust's does not.
                turned = self.values.str.replace_many(["İ", "ı"], ["i", "i"])
                self._other = turned.set(~self._latin, None)
        return self._latin, self._other
