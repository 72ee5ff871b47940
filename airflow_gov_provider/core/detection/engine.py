"""The scan: one pass over all batches, memory bounded by the number of columns, no value kept.

Every value meets a gate of every recognizer that could count there; what a gate lets through is
judged by the recognizer itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from airflow_gov_provider.core.datasets import Batch, Place, Snapshot
from airflow_gov_provider.core.detection.candidates.masks import Setting
from airflow_gov_provider.core.detection.columns import Column, Shared
from airflow_gov_provider.core.detection.disguises.embedded import leaves_within, told_of_parents
from airflow_gov_provider.core.detection.facts import Names
from airflow_gov_provider.core.detection.findings import ColumnReport, Coverage, Finding, ScanReport, Skipped
from airflow_gov_provider.core.detection.leaves import AsText, Kind, Label, Leaf, as_text, leaves_of
from airflow_gov_provider.core.detection.naming import found_in_columns, found_in_files
from airflow_gov_provider.core.detection.recognizers.proofs import NO_PROOFS, Proofs
from airflow_gov_provider.core.detection.recognizers.recognition import Recognition, grouped
from airflow_gov_provider.core.detection.verdicts.judging import judge
from airflow_gov_provider.core.detection.verdicts.lists import LoadLists, no_lists


@dataclass(slots=True)
class _Seen:
    """What a scan has met so far.

    :param untyped: labels of leaves that have no text. :param in_names: entity types in a label's name.
    :param files: files, archive members, sheets.
    :param columns: by place, label and, of leaves within cells, the label of the column of these cells.
    """

    columns: dict[tuple[Place, str, str | None], Column] = field(default_factory=dict)
    untyped: dict[str, str] = field(default_factory=dict)
    in_names: dict[str, frozenset[str]] = field(default_factory=dict)
    files: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Engine:
    """What a scan needs.

    :param rivals: by entity type, recognizers whose match explains another's.
    :param names: the language model; None: names in prose are not looked for.
    :param label: shows a column's name. :param in_name: entity types that a name holds.
    :param seed: of the sample's hash; secret, so that nobody can lay values beside the sample.
    :param timeouts: how many patterns ran out of time so far; Presidio skips these silently.
    :param tokens: what masked values look like, and the keys that prove them. :param lists: gives the lists of names, loaded when asked.
    """

    recognitions: Sequence[Recognition]
    names: Names | None
    label: Label
    in_name: Callable[[str], Sequence[str]]
    seed: int
    timeouts: Callable[[], int]
    tokens: Proofs = NO_PROOFS
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
        seen = _Seen()
        rows = 0
        shared = Shared(Setting(groups=grouped(self.recognitions)))
        for batch in batches:
            seen.files[batch.file] = None
            for leaf in self._leaves(batch):
                self._feed(leaf, batch.place, seen, shared)
            if batch.place is Place.VALUES:
                rows += batch.rows.num_rows
                progress("scan", rows, 0)
        reports, skipped = self._verdicts(seen.columns.values(), seen.in_names)
        reports = told_of_parents(reports, [parent for _, _, parent in seen.columns])
        reports += found_in_files(snapshot, seen.files, self.in_name, self.label)
        skipped += [Skipped(label, why) for label, why in seen.untyped.items()]
        leaves = sum(place is Place.VALUES and parent is None for place, _, parent in seen.columns)
        coverage = Coverage(
            rows, snapshot.size, len(snapshot.files), leaves + len(seen.untyped), tuple(skipped)
        )
        return ScanReport(snapshot.fingerprint, detector, coverage, tuple(reports))

    def _leaves(self, batch: Batch) -> Iterator[tuple[Leaf, AsText | None]]:
        """Every leaf as text, and after a column of JSON or XML the leaves within its cells."""
        for leaf in leaves_of(batch.rows, self.label):
            read = as_text(leaf.values)
            yield leaf, read
            if batch.place is Place.VALUES and read is not None and read.kind is Kind.TEXT:
                for inner in leaves_within(leaf, read.texts, self.label):
                    yield inner, as_text(inner.values)

    def _feed(self, found: tuple[Leaf, AsText | None], place: Place, seen: _Seen, shared: Shared) -> None:
        leaf, read = found
        if read is None:
            seen.untyped[leaf.label] = "TYPE_UNSUPPORTED"
            return
        column = seen.columns.get((place, leaf.label, leaf.parent))
        if column is None:
            column = Column(leaf, place, self.seed, self.tokens, shared)
            seen.columns[place, leaf.label, leaf.parent] = column
            named = frozenset(e for name in leaf.path for e in self.in_name(name))
            seen.in_names[column.label] = named.union(seen.in_names.get(column.label, ()))
        before = self.timeouts()
        column.feed(read, self.recognitions, self._rivals(), self.names)
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
