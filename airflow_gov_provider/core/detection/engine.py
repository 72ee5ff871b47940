"""The scan: one pass over all batches, memory bounded by the number of columns, no value kept.

Every value meets a gate of every recognizer that could count there; what a gate lets through is
judged by the recognizer itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from airflow_gov_provider.core.datasets import Batch, Place, Snapshot
from airflow_gov_provider.core.detection.columns import Column
from airflow_gov_provider.core.detection.findings import ColumnReport, Coverage, Finding, ScanReport, Skipped
from airflow_gov_provider.core.detection.leaves import Label, as_text, leaves_of
from airflow_gov_provider.core.detection.lists import LoadLists, no_lists
from airflow_gov_provider.core.detection.masked import NO_TOKENS, TokenShape
from airflow_gov_provider.core.detection.names import Names
from airflow_gov_provider.core.detection.naming import found_in_columns, found_in_files
from airflow_gov_provider.core.detection.recognition import Recognition
from airflow_gov_provider.core.detection.verdicts import judge


@dataclass(frozen=True, slots=True)
class Engine:
    """What a scan needs.

    :param rivals: by entity type, recognizers whose match explains another's.
    :param names: the language model; None: names in prose are not looked for.
    :param label: shows a column's name. :param in_name: entity types that a name holds.
    :param seed: of the sample's hash; secret, so that nobody can lay values beside the sample.
    :param timeouts: how many patterns ran out of time so far; Presidio skips these silently.
    :param tokens: what masked values look like. :param lists: gives the lists of names, loaded when asked.
    """

    recognitions: Sequence[Recognition]
    names: Names | None
    label: Label
    in_name: Callable[[str], Sequence[str]]
    seed: int
    timeouts: Callable[[], int]
    tokens: TokenShape = NO_TOKENS
    lists: LoadLists = no_lists

    def scan(
        self,
        snapshot: Snapshot,
        batches: Iterable[Batch],
        detector: str,
        progress: Callable[[str, int, int], None],
    ) -> ScanReport:
        """Examine every value of every batch.

        :raises DataError: from ``batches``.
        """
        columns: dict[tuple[Place, str], Column] = {}
        untyped: dict[str, str] = {}
        in_names: dict[str, frozenset[str]] = {}
        places: dict[str, None] = {}
        rows = 0
        for batch in batches:
            places[batch.file] = None
            self._feed(batch, columns, untyped, in_names)
            if batch.place is Place.VALUES:
                rows += batch.rows.num_rows
                progress("scan", rows, 0)
        reports, skipped = self._verdicts(columns.values(), in_names)
        reports += found_in_files(snapshot, places, self.in_name, self.label)
        skipped += [Skipped(label, why) for label, why in untyped.items()]
        leaves = sum(column.place is Place.VALUES for column in columns.values())
        coverage = Coverage(rows, snapshot.size, len(snapshot.files), leaves + len(untyped), tuple(skipped))
        return ScanReport(snapshot.fingerprint, detector, coverage, tuple(reports))

    def _feed(
        self,
        batch: Batch,
        columns: dict[tuple[Place, str], Column],
        untyped: dict[str, str],
        in_names: dict[str, frozenset[str]],
    ) -> None:
        rivals = self._rivals()
        for leaf in leaves_of(batch.rows, self.label):
            read = as_text(leaf.values)
            if read is None:
                untyped[leaf.label] = "TYPE_UNSUPPORTED"
                continue
            key = (batch.place, leaf.label)
            if key not in columns:
                columns[key] = Column(leaf, batch.place, self.seed, self.tokens)
                in_names[columns[key].label] = frozenset(e for name in leaf.path for e in self.in_name(name))
            column = columns[key]
            before = self.timeouts()
            column.feed(read, self.recognitions, rivals, self.names)
            if self.timeouts() != before:
                column.failed.add("PATTERN_TIMEOUT")

    def _rivals(self) -> dict[str, list[Recognition]]:
        rivals: dict[str, list[Recognition]] = {}
        for recognition in self.recognitions:
            rivals.setdefault(recognition.entity, []).append(recognition)
        return rivals

    def _verdicts(
        self, columns: Iterable[Column], in_names: dict[str, frozenset[str]]
    ) -> tuple[list[ColumnReport], list[Skipped]]:
        facts = [column.facts() for column in columns]
        reports, skipped = judge(facts, self.names, self.lists)
        named = found_in_columns(in_names)
        return [_with(report, named[one.label]) for report, one in zip(reports, facts, strict=True)], skipped


def _with(report: ColumnReport, named: tuple[Finding, ...]) -> ColumnReport:
    if not named:
        return report
    return ColumnReport(
        report.label,
        report.type,
        report.rows,
        report.nulls,
        report.findings + named,
        report.free_text,
        report.suppressed,
    )
