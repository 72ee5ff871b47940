"""How far quasi-identifiers tell rows apart together: k-anonymity, counted in one pass and bounded memory.

Rows with the same values in all chosen columns form a class; a dataset is k-anonymous when no class has
fewer than k rows (Sweeney, 2002). Only a 64-bit hash of a row's values and its count are kept. A null is a
value like any other. Where classes grow too many, whole classes are dropped by their hash (distinct
sampling, Gibbons, 2001): a class that is left has been counted from its first row, so no size of class is preferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from airflow_gov_provider.core.datasets import Batch, Place
from airflow_gov_provider.core.detection.findings import METADATA_PREFIX, ScanReport
from airflow_gov_provider.core.detection.leaves import Label, as_text, leaves_of
from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.core.taxonomy import GROUPS

#: Classes kept; with those still to be merged at most 2 x LIMIT + one batch, 16 bytes each.
LIMIT = 1_000_000
#: Sizes that are reported: the usual demands on published data.
SIZES = (2, 5, 10)
_SPACE = 2**64


@dataclass(frozen=True, slots=True)
class Anonymity:
    """What the combination of some columns gives away. No value is in it.

    :param columns: labels. :param rows: rows seen.
    :param classes: different combinations; an estimate when ``fraction`` is below 1.
    :param smallest: rows of the smallest class (of those kept); 0 without rows.
    :param below: (k, share of the rows, 0-1, in classes of fewer than k rows).
    :param fraction: of all classes, how many were kept, 0-1.
    """

    columns: tuple[str, ...]
    rows: int
    classes: int
    smallest: int
    below: tuple[tuple[int, float], ...]
    fraction: float = 1.0


class AnonymityCounter:
    """Counts classes of rows, batch by batch.

    :param seed: of the hash; secret where whoever writes the data could profit from collisions.
    :param limit: of the classes kept.
    """

    def __init__(self, columns: Sequence[str], *, seed: int, limit: int = LIMIT) -> None:
        self.columns = tuple(columns)
        self._seed = seed
        self._limit = limit
        self._rows = 0
        self._below = _SPACE
        self._counted = _no_classes()
        self._waiting: list[pl.DataFrame] = []
        self._weight = 0

    def feed(self, values: Sequence[pl.Series]) -> None:
        """One batch: as many series of text as columns, of equal lengths."""
        frame = pl.DataFrame([series.alias(str(at)) for at, series in enumerate(values)])
        if not frame.height:
            return
        self._rows += frame.height
        counted = frame.hash_rows(self._seed).alias("class").value_counts(name="rows")
        self._waiting.append(self._kept(counted.with_columns(pl.col("rows").cast(pl.UInt64))))
        self._weight += self._waiting[-1].height
        if self._weight >= self._limit:
            self._merge()

    def result(self) -> Anonymity:
        """What was counted so far."""
        self._merge()
        fraction = self._below / _SPACE
        sizes = self._counted["rows"]
        # Not the rows of the data: in a sample of classes the kept rows are the base of a share.
        base = max(1, int(sizes.sum()))
        smallest = sizes.min()
        return Anonymity(
            self.columns,
            self._rows,
            round(len(sizes) / fraction),
            int(str(smallest)) if smallest is not None else 0,
            tuple((k, int(sizes.filter(sizes < k).sum()) / base) for k in SIZES),
            fraction,
        )

    def _merge(self) -> None:
        self._counted = pl.concat([self._counted, *self._waiting]).group_by("class").agg(pl.col("rows").sum())
        self._waiting, self._weight = [], 0
        while self._counted.height > self._limit:
            self._below //= 2
            self._counted = self._kept(self._counted)

    def _kept(self, classes: pl.DataFrame) -> pl.DataFrame:
        return classes if self._below == _SPACE else classes.filter(pl.col("class") < self._below)


def anonymity(
    batches: Iterable[Batch], columns: Sequence[str], label: Label, *, seed: int, limit: int = LIMIT
) -> Anonymity:
    """The k-anonymity of some columns of a dataset, by their labels.

    A column that a batch lacks is null there.

    :raises UsageError: ``CONFIGURATION_INVALID`` for a column that no batch has, or that has not exactly
        one value a row. :raises DataError: from ``batches``.
    """
    counter = AnonymityCounter(columns, seed=seed, limit=limit)
    seen: set[str] = set()
    for batch in batches:
        if batch.place is not Place.VALUES:
            continue
        texts = dict(_texts(batch, frozenset(columns), label))
        seen |= texts.keys()
        if texts:
            nothing = pl.Series([None] * batch.rows.num_rows, dtype=pl.String)
            counter.feed([texts.get(column, nothing) for column in columns])
    for column in columns:
        if column not in seen:
            raise UsageError(
                ErrorCode.CONFIGURATION_INVALID,
                "k-anonymity is asked of a column that is not there or has no single value a row",
                where=column,
                hint="name columns as the scan names them; lists and maps have several values a row",
            )
    return counter.result()


def _texts(batch: Batch, columns: frozenset[str], label: Label) -> Iterator[tuple[str, pl.Series]]:
    for leaf in leaves_of(batch.rows, label):
        if leaf.label in columns and "[]" not in leaf.label and "{}" not in leaf.label:
            read = as_text(leaf.values)
            if read is not None:
                yield leaf.label, read.texts


def of_no_columns(rows: int) -> Anonymity:
    """Without columns all rows are alike: one class of them all."""
    return Anonymity((), rows, min(1, rows), rows, tuple((k, float(0 < rows < k)) for k in SIZES))


def quasi_identifiers(report: ScanReport) -> list[str]:
    """Labels of the columns in whose values the scan found quasi-identifiers, one value a row."""
    return [
        column.label
        for column in report.columns
        if not column.label.startswith(METADATA_PREFIX)
        and "[]" not in column.label
        and "{}" not in column.label
        if any(_is_quasi(finding.entity_type) and not finding.in_name for finding in column.findings)
    ]


def _is_quasi(entity: str) -> bool:
    return "quasi_identifiers" in GROUPS.get(entity, frozenset())


def _no_classes() -> pl.DataFrame:
    return pl.DataFrame({"class": pl.Series([], dtype=pl.UInt64), "rows": pl.Series([], dtype=pl.UInt64)})
