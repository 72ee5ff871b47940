"""``scan``: what datasets hold, one result each."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from airflow_gov_provider.cli import output
from airflow_gov_provider.cli.datasets import given, shown
from airflow_gov_provider.cli.exits import Exit, exit_of, worst
from airflow_gov_provider.cli.installation import Installation
from airflow_gov_provider.cli.running import unexpected
from airflow_gov_provider.core.errors import DataError, ErrorCode, GovernanceError

if TYPE_CHECKING:
    from airflow_gov_provider.core.datasets import DatasetRef
    from airflow_gov_provider.core.detection.anonymity import Anonymity
    from airflow_gov_provider.core.detection.findings import ColumnReport, Coverage, Finding, ScanReport
    from airflow_gov_provider.gates.ports import Detector, Reader, TakenIn


def scan(args: argparse.Namespace, installation: Installation) -> int:
    """Examine every dataset of ``args.uri``; the worst result is the exit code."""
    examiner = Examiner(installation, ner=not args.no_ner)
    write = _write_json if args.format == "json" else _write_text
    codes = []
    for text in args.uri:
        result = _result(text, examiner, args.k_anonymity, debug=args.debug)
        write(result)
        codes.append(result.exit)
    return worst(codes)


class Examiner:
    """Reads and examines datasets; what is heavy to build is built at the first dataset that needs it.

    :param ner: False leaves the language model out whatever the settings say.
    """

    def __init__(self, installation: Installation, *, ner: bool) -> None:
        self._installation = installation
        settings = installation.settings()
        self._settings = settings if ner else replace(settings, ner=False)

    @cached_property
    def _reader(self) -> Reader:
        from airflow_gov_provider.stores.wiring import build_reader

        return build_reader(self._settings, self._installation.s3(), self._installation.sql())

    @cached_property
    def _detector(self) -> Detector:
        from airflow_gov_provider.stores.wiring import build_detector

        return build_detector(self._settings)

    def examine(self, dataset: DatasetRef, subject: str) -> ScanReport:
        """Take the dataset in and scan it, with a progress line named ``subject``.

        :raises DataError: for what can not be read. :raises UsageError: for settings.
        """
        return self.examine_together(dataset, subject, None)[0]

    def examine_together(
        self, dataset: DatasetRef, subject: str, columns: Sequence[str] | None
    ) -> tuple[ScanReport, Anonymity | None]:
        """Also count how far columns tell rows apart together, in a second pass over the same bytes.

        :param columns: their labels; none: the quasi-identifiers that were found; None: do not count.
        :raises DataError: for what can not be read. :raises UsageError: for settings, or a column that is
            not there.
        """
        with output.Meter(subject) as meter, closing(self._reader.take_in(dataset, meter)) as taken:
            report = self._detector.scan(taken, meter)
            return report, None if columns is None else self._together(taken, report, columns)

    def _together(self, taken: TakenIn, report: ScanReport, columns: Sequence[str]) -> Anonymity:
        from airflow_gov_provider.core.detection.anonymity import anonymity, of_no_columns, quasi_identifiers

        chosen = list(dict.fromkeys(columns)) or quasi_identifiers(report)
        if not chosen:
            return of_no_columns(report.coverage.rows)
        return anonymity(taken.batches(), chosen, self._detector.label, seed=secrets.randbits(64))


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one dataset: a report, an error, or both when it was only partly examined.

    :param dataset: as results name it. :param anonymity: where it was asked for.
    """

    dataset: str
    report: ScanReport | None
    error: GovernanceError | None
    anonymity: Anonymity | None = None

    @property
    def status(self) -> str:
        """``clean``, ``findings`` or ``error``."""
        return {Exit.OK: "clean", Exit.NO: "findings"}.get(self.exit, "error")

    @property
    def exit(self) -> Exit:
        """The exit code this dataset alone would give."""
        if self.error is not None:
            return exit_of(self.error)
        return Exit.NO if self.report is None or self.report.findings else Exit.OK

    def as_json(self) -> dict[str, Any]:
        """The line of ``--format json``; numbers are numbers here."""
        return {
            "dataset": self.dataset,
            "status": self.status,
            "coverage": _coverage(self.report.coverage if self.report else None),
            "columns": [_column(column) for column in self.report.columns] if self.report else [],
            **({"k_anonymity": _anonymity(self.anonymity)} if self.anonymity else {}),
            "error": _error(self.error, self.dataset),
        }


def _result(text: str, examiner: Examiner, together: Sequence[str] | None, *, debug: bool) -> Result:
    name = shown(text)
    try:
        report, anonymity = examiner.examine_together(given(text), name, together)
    except GovernanceError as error:
        return Result(name, None, error)
    except Exception as fault:  # noqa: BLE001 - one dataset's fault must not hide the others' results
        if debug:
            output.complain(unexpected(fault, debug=True))
        return Result(name, None, _unforeseen(fault, name))
    partly = None if report.coverage.is_full else _partly(report.coverage, name)
    return Result(name, report, partly, anonymity)


def _partly(coverage: Coverage, name: str) -> DataError:
    return DataError(
        ErrorCode.SOURCE_PARTLY_READ,
        f"not everything was examined; skipped: {len(coverage.skipped)}",
        where=name,
        hint="what was skipped, and why, stands in the coverage",
    )


def _unforeseen(fault: Exception, name: str) -> DataError:
    return DataError(
        ErrorCode.INTERNAL_FAULT,
        f"the dataset could not be examined ({type(fault).__name__})",
        where=name,
        hint="run again with --debug to see where",
    )


def _coverage(coverage: Coverage | None) -> dict[str, Any]:
    if coverage is None:
        return {"rows": 0, "bytes": 0, "files": 0, "skipped": []}
    return {
        "rows": coverage.rows,
        "bytes": coverage.bytes,
        "files": coverage.files,
        "skipped": [{"what": item.what, "why": item.why} for item in coverage.skipped],
    }


def _column(column: ColumnReport) -> dict[str, Any]:
    suppressed = [_entity(finding) for finding in column.suppressed]
    return {
        "name": column.label,
        "entities": [_entity(finding) for finding in column.findings],
        **({"suppressed": suppressed} if suppressed else {}),
    }


def _entity(finding: Finding) -> dict[str, Any]:
    evidence: dict[str, float] = {name: _number(number) for name, number in finding.evidence}
    if finding.in_name:
        evidence["in_name"] = 1
    return {
        "entity_type": finding.entity_type,
        "score": round(float(finding.score), 6),
        "count": finding.count,
        "share": round(float(finding.share), 6),
        "evidence": evidence,
    }


def _anonymity(found: Anonymity) -> dict[str, Any]:
    return {
        "columns": list(found.columns),
        "rows": found.rows,
        "classes": found.classes,
        "smallest_class": found.smallest,
        "share_in_classes_below": {str(k): _number(share) for k, share in found.below},
        "fraction": _number(found.fraction),
    }


def _number(number: float) -> float:
    return int(number) if float(number).is_integer() else round(float(number), 6)


def _error(error: GovernanceError | None, name: str) -> dict[str, str] | None:
    if error is None:
        return None
    # The place within the dataset: which file of many.
    place = f" [{error.where}]" if error.where not in ("", name) else ""
    return {"code": error.code.value, "what": f"{error.what}{place}", "hint": error.hint}


def _write_json(result: Result) -> None:
    output.json_line(result.as_json())


def _write_text(result: Result) -> None:
    output.line(f"{result.dataset}: {result.status}")
    if result.error is not None:
        output.line(f"  {result.error}")
    if result.report is None:
        return
    seen = result.report.coverage
    amounts = {
        "row": seen.rows,
        "column": len(result.report.columns),
        "byte": seen.bytes,
        "file": seen.files,
    }
    output.line(f"  examined {', '.join(_amount(number, unit) for unit, number in amounts.items())}")
    for item in seen.skipped:
        output.line(f"  skipped {item.what}: {item.why}")
    if result.anonymity is not None:
        for line in _anonymity_lines(result.anonymity):
            output.line(line)
    rows = [_cells(column, finding) for column, finding in result.report.findings]
    if rows:
        header = ("COLUMN", "TYPE", "ENTITY TYPE", "COUNT", "SHARE", "SCORE")
        output.lines(output.table(header, rows, numbers=frozenset({3, 4, 5})))
    explained = [
        _numbers(column, finding) for column in result.report.columns for finding in column.suppressed
    ]
    if explained:
        output.line("  no findings, since chance or the column's other values explain them:")
        header = ("COLUMN", "TYPE", "ENTITY TYPE", "CANDIDATES", "PASSED", "CHANCE")
        output.lines(output.table(header, explained, numbers=frozenset({3, 4, 5})))


def _anonymity_lines(found: Anonymity) -> list[str]:
    if not found.columns:
        return ["  k-anonymity: no quasi-identifiers were found"]
    classes = f"{'about ' if found.fraction < 1 else ''}{_amount(found.classes, 'combination')}"
    shares = ", ".join(f"{share:.1%} below {k}" for k, share in found.below)
    return [
        f"  k-anonymity of {', '.join(found.columns)}: {classes}, the rarest in {_amount(found.smallest, 'row')}",
        f"  rows whose combination is in so few rows: {shares}",
    ]


def _amount(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def _numbers(column: ColumnReport, finding: Finding) -> tuple[str, ...]:
    """Of something suppressed: how many values were tried and passed, and how many pass by chance."""
    evidence = dict(finding.evidence)
    return (
        column.label,
        column.type,
        finding.entity_type,
        f"{evidence.get('candidates', evidence.get('sampled', 0)):,.0f}",
        f"{evidence.get('confirmed', finding.count):,.0f}",
        f"{evidence['chance']:.1%}" if "chance" in evidence else "",
    )


def _cells(column: ColumnReport, finding: Finding) -> tuple[str, ...]:
    where = f"{column.label} (its name)" if finding.in_name else column.label
    return (
        where,
        column.type,
        finding.entity_type,
        f"{finding.count:,}",
        f"{finding.share:.1%}",
        f"{finding.score:.2f}",
    )
