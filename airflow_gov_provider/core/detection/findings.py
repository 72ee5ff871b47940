"""What a scan says about data. No type here has a place for a value of the data.

Columns go by their *label*: their own name, unless the name itself holds personal data; then a
position-free keyed digest stands for it (see :class:`~airflow_gov_provider.gates.ports.Detector`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from airflow_gov_provider.core.canonical import Json, decimal, digest

#: What the label of something in a file's own metadata (footer, statistics) begins with.
METADATA_PREFIX = "(metadata) "


@dataclass(frozen=True, slots=True)
class Finding:
    """One entity type in one column.

    :param entity_type: Presidio's name of it, e.g. ``EMAIL_ADDRESS``.
    :param score: confidence of the column verdict, probability 0-1.
    :param count: values in which it was confirmed; a lower bound when ``evidence`` says so.
    :param share: of the non-null values, 0-1; an estimate when the entity was sampled.
    :param evidence: numbers only, by name: candidates, confirmed, sampled, upper_bound, header…
    :param in_name: the column's *name* holds it, not its values.
    """

    entity_type: str
    score: float
    count: int
    share: float
    evidence: tuple[tuple[str, float], ...] = ()
    in_name: bool = False

    def as_json(self) -> dict[str, Json]:
        """For the ledger and the command line; numbers as decimal strings."""
        return {
            "entity_type": self.entity_type,
            "score": decimal(self.score),
            "count": self.count,
            "share": decimal(self.share),
            "evidence": {name: decimal(number) for name, number in self.evidence},
            "in_name": self.in_name,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Finding:
        """The inverse of :meth:`as_json`."""
        return cls(
            data["entity_type"],
            float(data["score"]),
            data["count"],
            float(data["share"]),
            tuple((name, float(number)) for name, number in data["evidence"].items()),
            data["in_name"],
        )


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """What was found in one column (leaf of a nested column: ``customer.email``, ``tags[]``).

    :param label: the column's name, or what stands for it.
    :param type: Arrow's name of the column's type.
    :param rows: rows seen. :param nulls: of these, null.
    :param free_text: sentences rather than values: the unit of masking is then the whole cell.
    :param suppressed: what was seen no more often than chance makes it; on record, no finding.
    """

    label: str
    type: str
    rows: int
    nulls: int
    findings: tuple[Finding, ...] = ()
    free_text: bool = False
    suppressed: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """For the ledger and the command line."""
        return {
            "label": self.label,
            "type": self.type,
            "rows": self.rows,
            "nulls": self.nulls,
            "findings": [finding.as_json() for finding in self.findings],
            "free_text": self.free_text,
            "suppressed": [finding.as_json() for finding in self.suppressed],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ColumnReport:
        """The inverse of :meth:`as_json`."""
        findings, suppressed = (
            tuple(Finding.from_json(item) for item in data[kind]) for kind in ("findings", "suppressed")
        )
        return cls(
            data["label"],
            data["type"],
            data["rows"],
            data["nulls"],
            findings,
            data["free_text"],
            suppressed,
        )


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not (fully) examined, and why. Names and codes only."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the snapshot the scan has seen."""

    rows: int
    bytes: int
    files: int
    columns: int
    skipped: tuple[Skipped, ...] = ()

    @property
    def is_full(self) -> bool:
        """True when nothing was skipped: only then can a dataset be called clean."""
        return not self.skipped

    def as_json(self) -> dict[str, Json]:
        """For the ledger, the verdict and the command line."""
        return {
            "rows": self.rows,
            "bytes": self.bytes,
            "files": self.files,
            "columns": self.columns,
            "skipped": [{"what": item.what, "why": item.why} for item in self.skipped],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Coverage:
        """The inverse of :meth:`as_json`."""
        skipped = tuple(Skipped(item["what"], item["why"]) for item in data["skipped"])
        return cls(data["rows"], data["bytes"], data["files"], data["columns"], skipped)


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a detector says about one snapshot.

    :param fingerprint: of the snapshot. :param detector: digest of code, recognizers and settings.
    """

    fingerprint: str
    detector: str
    coverage: Coverage
    columns: tuple[ColumnReport, ...] = field(default=())

    @property
    def findings(self) -> tuple[tuple[ColumnReport, Finding], ...]:
        """Every finding with its column."""
        return tuple((column, finding) for column in self.columns for finding in column.findings)

    def as_json(self) -> dict[str, Json]:
        """For the ledger."""
        return {
            "fingerprint": self.fingerprint,
            "detector": self.detector,
            "coverage": self.coverage.as_json(),
            "columns": [column.as_json() for column in self.columns],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ScanReport:
        """The inverse of :meth:`as_json`."""
        return cls(
            data["fingerprint"],
            data["detector"],
            Coverage.from_json(data["coverage"]),
            tuple(ColumnReport.from_json(item) for item in data["columns"]),
        )

    def digest(self) -> str:
        """Identity of the report: what a person was shown is bound to it."""
        return digest(self.as_json())
