"""``masks verify``: a copy beside its source."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from airflow_gov_provider.cli import output
from airflow_gov_provider.cli.datasets import given, shown
from airflow_gov_provider.cli.exits import Exit
from airflow_gov_provider.cli.installation import Installation
from airflow_gov_provider.core.errors import DataError, ErrorCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airflow_gov_provider.core.detection.findings import ScanReport
    from airflow_gov_provider.core.masking.comparison import ComparedColumn
    from airflow_gov_provider.gates.ports import Detector, TakenIn
    from airflow_gov_provider.stores.settings import Settings


def verify(args: argparse.Namespace, installation: Installation) -> int:
    """Say what each column of ``args.copy`` is. :raises GovernanceError: for what can not be read."""
    from airflow_gov_provider.stores.wiring import build_detector, build_reader

    settings = installation.settings()
    settings = replace(settings, ner=False) if args.no_ner else settings
    reader = build_reader(settings, installation.s3(), installation.sql())
    detector = build_detector(settings)
    with (
        output.Meter(shown(args.copy)) as meter,
        closing(reader.take_in(given(args.source), meter)) as source,
        closing(reader.take_in(given(args.copy), meter)) as copy,
    ):
        reports = [_whole(detector.scan(taken, meter), taken) for taken in (source, copy)]
        columns = _compared(source, copy, reports, detector, settings)
    write = _write_json if args.format == "json" else _write_text
    write(shown(args.source), shown(args.copy), columns)
    return Exit.OK if all(one.verdict == "MASKED" for one in columns) else Exit.NO


def _whole(report: ScanReport, taken: TakenIn) -> ScanReport:
    if report.coverage.is_full:
        return report
    raise DataError(
        ErrorCode.SOURCE_PARTLY_READ,
        f"not everything was examined; skipped: {len(report.coverage.skipped)}",
        where=taken.snapshot.dataset.uri,
        hint="run `scan` on it: what was skipped, and why, stands in the coverage",
    )


def _compared(
    source: TakenIn, copy: TakenIn, reports: Sequence[ScanReport], detector: Detector, settings: Settings
) -> Sequence[ComparedColumn]:
    from airflow_gov_provider.core.masking.code_sets import Room
    from airflow_gov_provider.core.masking.comparison import Comparison, watched_columns
    from airflow_gov_provider.core.masking.membership import Membership
    from airflow_gov_provider.stores.spool import Scratch
    from airflow_gov_provider.stores.wiring import build_token_verifier, new_seed

    with closing(Scratch(settings.spool_dir)) as scratch:
        members = Membership(watched_columns(reports[0]), new_seed(), Room(scratch), by_file=False)
        comparison = Comparison(members, build_token_verifier(settings))
        comparison.read(source.batches(), copy.batches(), detector.label)
        return comparison.judged(*reports)


def _write_json(source: str, copy: str, columns: Sequence[ComparedColumn]) -> None:
    output.json_line({"source": source, "copy": copy, "columns": [_column(one) for one in columns]})


def _column(one: ComparedColumn) -> dict[str, Any]:
    return {
        "name": one.label,
        "entity_types": list(one.entity_types),
        "verdict": one.verdict.value,
        "why": one.why,
        "rows": one.rows,
        "gone": one.gone,
        "proved": one.proved,
        "values": one.overlap.probed,
        "values_of_source": one.overlap.survivors,
        "rows_of_source": one.overlap.kept,
    }


def _write_text(source: str, copy: str, columns: Sequence[ComparedColumn]) -> None:
    output.line(f"{copy}, a copy of {source}")
    if not columns:
        output.line("  neither holds personal data")
        return
    header = ("COLUMN", "VERDICT", "ROWS", "PROVED", "REAL VALUES", "REAL ROWS", "WHY")
    rows = [
        (
            one.label,
            one.verdict.value,
            f"{one.rows:,}",
            f"{one.proved:,}",
            f"{one.overlap.survivors:,}",
            f"{one.overlap.kept:,}",
            one.why,
        )
        for one in columns
    ]
    output.lines(output.table(header, rows, numbers=frozenset({2, 3, 4, 5})))
