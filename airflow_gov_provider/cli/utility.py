"""``utility``: what a masked copy is still good for."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from airflow_gov_provider.cli import output
from airflow_gov_provider.cli.datasets import given, shown
from airflow_gov_provider.cli.exits import Exit
from airflow_gov_provider.cli.installation import Installation
from airflow_gov_provider.core.errors import ErrorCode, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

    from airflow_gov_provider.core.detection.anonymity import Anonymity
    from airflow_gov_provider.core.masking.synthesis.closeness import Closeness
    from airflow_gov_provider.core.masking.utility.quality import Figure
    from airflow_gov_provider.core.masking.utility.report import UtilityReport
    from airflow_gov_provider.gates.ports import Detector, Reader

#: Of cuts into folds and of the models: the same call gives the same figures.
_SEED = 20_261


def utility(args: argparse.Namespace, installation: Installation) -> int:
    """Compare ``args.copy`` with ``args.source``.

    :raises UsageError: without scikit-learn; for columns that are not there. :raises DataError: for what
        can not be read. :raises DestinationError: when the page can not be written.
    """
    _refuse_usage(args)
    from airflow_gov_provider.core.masking.utility.page import page
    from airflow_gov_provider.core.masking.utility.report import Question, as_json
    from airflow_gov_provider.core.masking.utility.report import utility as compared
    from airflow_gov_provider.stores.pages import write_page

    sides = Sides(installation)
    source, copy = sides.table(args.source), sides.table(args.copy)
    question = Question(args.target, args.subject, args.time, tuple(args.leave_out), args.synthetic)
    report = compared(
        source,
        copy,
        question,
        seed=_SEED,
        anonymity=sides.anonymity(args.source, source, copy, args.quasi),
        closeness=_closeness(sides, args, source, copy),
    )
    if args.html:
        write_page(Path(args.html), page(report, shown(args.source), shown(args.copy)))
    if args.format == "json":
        output.json_line({"source": shown(args.source), "copy": shown(args.copy), **as_json(report)})
    else:
        _write(report)
    return Exit.OK


@dataclass(frozen=True)
class Sides:
    """Reads source and copy; what is heavy to build is built when it is needed."""

    installation: Installation

    @cached_property
    def _reader(self) -> Reader:
        from airflow_gov_provider.stores.wiring import build_reader

        found = self.installation
        return build_reader(found.settings(), found.s3(), found.sql())

    @cached_property
    def _detector(self) -> Detector:
        from airflow_gov_provider.stores.wiring import build_detector

        return build_detector(self.installation.settings())

    def table(self, text: str) -> pa.Table:
        """All columns of one value a row. :raises DataError: for what can not be read."""
        from airflow_gov_provider.core.masking.encoded import table_of

        with output.Meter(shown(text)) as meter, closing(self._reader.take_in(given(text), meter)) as taken:
            return table_of(taken.batches(), self._detector.label)

    def anonymity(
        self, text: str, source: pa.Table, copy: pa.Table, columns: list[str] | None
    ) -> tuple[Anonymity, Anonymity] | None:
        """Of both sides, by the columns named or by the quasi-identifiers that a scan finds."""
        from airflow_gov_provider.core.datasets import Batch
        from airflow_gov_provider.core.detection.anonymity import anonymity

        chosen = self._quasi(text) if columns is None else list(dict.fromkeys(columns))
        chosen = [name for name in chosen if columns is not None or name in source.column_names]
        if not chosen:
            return None
        first, second = (
            anonymity(
                (Batch("", rows) for rows in side.select(_there(side, chosen)).to_batches()),
                chosen,
                str,
                seed=_SEED,
            )
            for side in (source, copy)
        )
        return first, second

    def _quasi(self, text: str) -> list[str]:
        from airflow_gov_provider.core.detection.anonymity import quasi_identifiers

        with output.Meter(shown(text)) as meter, closing(self._reader.take_in(given(text), meter)) as taken:
            return quasi_identifiers(self._detector.scan(taken, meter))


def _there(side: pa.Table, columns: list[str]) -> list[str]:
    return [name for name in columns if name in side.column_names]


def _refuse_usage(args: argparse.Namespace) -> None:
    if args.holdout and not args.synthetic:
        raise UsageError(
            ErrorCode.CONFIGURATION_INVALID,
            "--holdout is asked of a synthetic copy only",
            hint="add --synthetic",
        )
    if find_spec("sklearn") is None:
        raise UsageError(
            ErrorCode.CONFIGURATION_INVALID,
            "scikit-learn is not installed",
            hint="pip install 'airflow-gov-provider[utility]'",
        )


def _closeness(sides: Sides, args: argparse.Namespace, source: pa.Table, copy: pa.Table) -> Closeness | None:
    if not args.holdout:
        return None
    from airflow_gov_provider.core.masking.synthesis.closeness import closeness_of_tables

    return closeness_of_tables(copy, source, sides.table(args.holdout), seed=_SEED)


def _write(report: UtilityReport) -> None:
    found = report.quality
    output.line(f"{report.question.target}: {found.rows:,} rows, {found.positives:,} positive")
    if not report.target_kept:
        output.line("  the target itself is masked: the copy does not say the same of every row")
    output.lines(
        output.table(
            ("MODEL", "SOURCE", "COPY", "LOST"),
            [
                ("AUC", *map(_figure, (found.auc_before, found.auc_after, found.auc_loss))),
                ("average precision", *map(_figure, (found.ap_before, found.ap_after, found.ap_loss))),
            ],
            numbers=frozenset({1, 2, 3}),
        )
    )
    rows = [
        (
            one.label,
            f"{one.target_before:.4f}",
            f"{one.target_after:.4f}",
            "" if one.of_source is None else f"{one.of_source:.1%}",
            f"{one.distinct_before:,}",
            f"{one.distinct_after:,}",
            "yes" if one.joins else "no",
        )
        for one in report.columns
    ]
    header = ("COLUMN", "TARGET, SOURCE", "TARGET, COPY", "KEPT", "VALUES", "OF COPY", "JOINS KEPT")
    output.lines(output.table(header, rows, numbers=frozenset({1, 2, 3, 4, 5})))
    for line in (*_times(report), *_apart(report), *_close(report)):
        output.line(line)


def _figure(figure: Figure) -> str:
    return f"{figure.mean:.4f} ± {figure.error:.4f}"


def _times(report: UtilityReport) -> list[str]:
    return [
        f"  {one.feature.replace('_', ' ')}: distance {one.distance:.3f}, noise floor {one.floor:.3f}"
        f" ({'within' if one.within else 'beyond'} noise)"
        for one in report.velocity
    ]


def _apart(report: UtilityReport) -> list[str]:
    if report.anonymity is None:
        return []
    before, after = report.anonymity
    shares = ", ".join(
        f"{one:.1%} → {other:.1%} below {k}"
        for (k, one), (_, other) in zip(before.below, after.below, strict=True)
    )
    return [
        f"  k-anonymity of {', '.join(before.columns)}: the rarest in {before.smallest:,} → {after.smallest:,} rows",
        f"  rows whose combination is in so few rows: {shares}",
    ]


def _close(report: UtilityReport) -> list[str]:
    found = report.closeness
    if found is None:
        return []
    return [
        f"  exact copies: {found.copies:,}; membership AUC {found.membership:.3f}",
        f"  closer to the source than to the holdout: {found.share:.3f} ± {found.error:.3f}",
    ]
