"""A copy of any maker beside its source: which columns still hold real values.

Nothing is known of how the copy was made. What speaks for a mask is a key (tokens whose tags verify) or
that nothing is left of a value; what speaks against it are values of the source. Everything else is UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from airflow_gov_provider.core.datasets import Batch, Place
from airflow_gov_provider.core.detection.findings import METADATA_PREFIX, ColumnReport, ScanReport
from airflow_gov_provider.core.detection.recognizers.proofs import TokenVerifier
from airflow_gov_provider.core.masking.layouts import is_text, plain
from airflow_gov_provider.core.masking.membership import Basis, Membership, Overlap, Watched
from airflow_gov_provider.core.masking.nested import Label
from airflow_gov_provider.core.masking.verdicts import MaskVerdict
from airflow_gov_provider.core.policy.methods import OTHER, REDACTED
from airflow_gov_provider.core.taxonomy import GROUPS, domain

#: Many people share one value of these, so some of a masked copy are those of the source by chance.
_SHARED = frozenset({"names", "quasi_identifiers", "weak_identifiers", "special_category"})
#: Shares of a shared column that chance does not bring: of rows with their own value, of different values.
_OWN_ROWS = 0.5
_OWN_VALUES = 0.9


@dataclass(frozen=True, slots=True)
class ComparedColumn:
    """One column of a copy. No part of it is a value.

    :param entity_types: found in the source's column, or in the copy's own.
    :param rows: of the copy. :param gone: null, empty, or a text that stands for a value that is gone.
    :param proved: values that a masking key verifies.
    """

    label: str
    entity_types: tuple[str, ...]
    rows: int
    gone: int
    proved: int
    overlap: Overlap
    verdict: MaskVerdict
    why: str


@dataclass(slots=True)
class _Counted:
    rows: int = 0
    gone: int = 0
    proved: int = 0


def watched_columns(report: ScanReport) -> tuple[Watched, ...]:
    """The columns of a source that hold personal data; what is the same value, its strongest type says."""
    both = frozenset({Basis.VALUES, Basis.ROWS})
    return tuple(
        Watched(column.label, domain(max(found, key=lambda one: one.score).entity_type), both)
        for column in report.columns
        if not column.label.startswith(METADATA_PREFIX)
        if (found := [one for one in column.findings if not one.in_name])
    )


class Comparison:
    """Reads a source, then its copy.

    :param verifier: None: there is no key, so nothing is proved.
    """

    def __init__(self, members: Membership, verifier: TokenVerifier | None) -> None:
        self._members = members
        self._verifier = verifier
        self._counted: dict[str, _Counted] = {}

    def __repr__(self) -> str:
        """Without values."""
        return f"Comparison({len(self._counted)} columns)"

    def read(self, source: Iterable[Batch], copy: Iterable[Batch], label: Label) -> None:
        """Both to their end. :raises DataError: from the batches. :raises MaskingError: broken UTF-8."""
        for batch in source:
            self._members.remember(batch, label)
        for batch in copy:
            self._members.look_up(batch, label)
            self._count(batch, label)

    def judged(self, source: ScanReport, copy: ScanReport) -> Sequence[ComparedColumn]:
        """Every column that holds personal data in one of the two, in the order of the source."""
        overlaps = self._members.overlaps()
        of_source = {column.label: column for column in source.columns if column.label in overlaps}
        # Statistics of a column show values that were looked up with the others.
        others = [
            column
            for column in copy.columns
            if column.findings and column.label.removeprefix(METADATA_PREFIX) not in overlaps
        ]
        compared = [self._judge(column, overlaps[label]) for label, column in of_source.items()]
        return [*compared, *(self._found(column) for column in others)]

    def _count(self, batch: Batch, label: Label) -> None:
        from airflow_gov_provider.core.detection.leaves import leaves_of

        if batch.place is not Place.VALUES:
            return
        for leaf in leaves_of(batch.rows, label):
            counted = self._counted.setdefault(leaf.label, _Counted())
            counted.rows += len(leaf.values)
            counted.gone += _gone(leaf.values)
            if self._verifier is not None:
                counted.proved += int(np.count_nonzero(self._verifier.are_tokens(leaf.values)))

    def _judge(self, column: ColumnReport, overlap: Overlap) -> ComparedColumn:
        counted = self._counted.get(column.label, _Counted())
        types = tuple(dict.fromkeys(one.entity_type for one in column.findings if not one.in_name))
        verdict, why = _verdict(types, counted, overlap)
        return ComparedColumn(
            column.label, types, counted.rows, counted.gone, counted.proved, overlap, verdict, why
        )

    def _found(self, column: ColumnReport) -> ComparedColumn:
        counted = self._counted.get(column.label, _Counted())
        return ComparedColumn(
            column.label,
            tuple(dict.fromkeys(one.entity_type for one in column.findings)),
            counted.rows,
            counted.gone,
            counted.proved,
            Overlap(),
            MaskVerdict.UNKNOWN,
            "personal data that the source's column does not have",
        )


def _verdict(types: Sequence[str], counted: _Counted, overlap: Overlap) -> tuple[MaskVerdict, str]:
    if overlap.survivors:
        return _of_survivors(types, overlap)
    if counted.gone == counted.rows:
        return MaskVerdict.MASKED, "no value is left"
    if counted.gone + counted.proved == counted.rows:
        return MaskVerdict.MASKED, "a masking key proves every value"
    if overlap.probed == 1:
        return MaskVerdict.MASKED, "every value is the same, and none of the source's"
    return MaskVerdict.UNKNOWN, "no value is the source's, and nothing proves that it is masked"


def _of_survivors(types: Sequence[str], overlap: Overlap) -> tuple[MaskVerdict, str]:
    own_rows = overlap.kept / overlap.rows if overlap.rows else 0.0
    is_shared = all(GROUPS.get(one, frozenset()) & _SHARED for one in types)
    if is_shared and own_rows < _OWN_ROWS and overlap.survivors < _OWN_VALUES * overlap.probed:
        return MaskVerdict.UNKNOWN, "values of the source, perhaps by chance"
    broken = (
        overlap.kept < (1 - _OWN_ROWS) * overlap.rows and overlap.survivors >= _OWN_VALUES * overlap.probed
    )
    return MaskVerdict.REAL, "real values, broken rows" if broken else "real values"


def _gone(values: pa.Array) -> int:
    """Rows without a value: null, empty, or a constant of ours."""
    if not is_text(values.type):
        return int(values.null_count)
    constants = pa.array(["", REDACTED, OTHER], pa.large_string())
    return int(values.null_count) + int(pc.sum(pc.is_in(plain(values), constants), min_count=0).as_py())
