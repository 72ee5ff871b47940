"""Which column is masked how. Built from a decision; a column that is not in the plan is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from airflow_gov_provider.core.canonical import Json
from airflow_gov_provider.core.detection.findings import METADATA_PREFIX, ColumnReport, Finding, ScanReport
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.policy.decisions import ColumnDecision, Decision, Effect
from airflow_gov_provider.core.taxonomy import GROUPS, domain

#: Few distinct values, or secrets: a token of these would be guessed by its frequency or help nobody.
_NEVER_TOKENS = frozenset({"quasi_identifiers", "special_category", "credentials"})
_TOKEN_TYPES = frozenset({"string", "large_string", "string_view", "int64"})
_TOKEN_DICTIONARIES = tuple(
    f"dictionary<values={kind}," for kind in ("string", "large_string", "string_view")
)


class MaskingFunction(StrEnum):
    """Presidio's operator names where it has one."""

    REDACT = "redact"
    PSEUDONYM = "pseudonym"


@dataclass(frozen=True, slots=True)
class ColumnMask:
    """One column's masking.

    :param label: of the column (leaf path of a nested one).
    :param domain: semantic join group, e.g. ``person.email``: equal domains give equal tokens.
    """

    label: str
    function: MaskingFunction
    domain: str
    entity_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MaskingPlan:
    """All masked columns of one decision, for one boundary (boundaries have different keys)."""

    boundary: str
    columns: tuple[ColumnMask, ...]

    def of(self, label: str) -> ColumnMask | None:
        """The mask of a column, or None when it is kept as it is."""
        return next((mask for mask in self.columns if mask.label == label), None)

    def as_json(self) -> dict[str, Json]:
        """For the ledger and the explanation."""
        return {
            "boundary": self.boundary,
            "columns": [
                {
                    "label": mask.label,
                    "function": mask.function.value,
                    "domain": mask.domain,
                    "entity_types": list(mask.entity_types),
                }
                for mask in self.columns
            ],
        }


def build_plan(decision: Decision, report: ScanReport) -> MaskingPlan:
    """How each column that may not cross as it is will be masked.

    Free text is redacted whole. Text and 64-bit integers become pseudonyms in the domain of the
    strongest entity that led to the decision (score, then count); dates, places, special categories
    and secrets are redacted, as are all other types of columns. A column of which only the *name*
    holds personal data keeps its values: the copy shows its label instead of the name.

    :raises MaskingError: ``MASKING_UNSUPPORTED`` for a column of the decision that was not scanned.
    """
    columns = [
        mask
        for column in decision.columns
        if column.effect is not Effect.ALLOW and not column.label.startswith(METADATA_PREFIX)
        if (mask := _mask(column, _reports(report, column.label))) is not None
    ]
    planned = {mask.label for mask in columns}
    columns += [mask for mask in _of_metadata(decision, report) if mask.label not in planned]
    return MaskingPlan(decision.boundary, tuple(columns))


def _of_metadata(decision: Decision, report: ScanReport) -> list[ColumnMask]:
    """Of columns that are found out by their statistics alone: these are made anew from the values."""
    columns = {column.label for column in report.columns}
    return [
        ColumnMask(label, MaskingFunction.REDACT, "unknown", column.entity_types)
        for column in decision.columns
        if column.effect is not Effect.ALLOW and column.label.startswith(METADATA_PREFIX)
        if (label := column.label.removeprefix(METADATA_PREFIX)) in columns
        and any(
            finding.entity_type in column.entity_types and not finding.in_name
            for about in _reports(report, column.label)
            for finding in about.findings
        )
    ]


def _reports(report: ScanReport, label: str) -> Sequence[ColumnReport]:
    """More than one when columns of one name have different types in different files."""
    found = [column for column in report.columns if column.label == label]
    if not found:
        raise MaskingError(
            ErrorCode.MASKING_UNSUPPORTED,
            "the decision names a column that the scan report does not have",
            where=label,
            hint="scan and decide again",
        )
    return found


def _mask(column: ColumnDecision, reports: Sequence[ColumnReport]) -> ColumnMask | None:
    about = [
        finding
        for report in reports
        for finding in report.findings
        if finding.entity_type in column.entity_types
    ]
    in_values = [finding for finding in about if not finding.in_name]
    if about and not in_values:
        return None
    strongest = min(in_values, key=_strength, default=None)
    function = MaskingFunction.REDACT
    if strongest and _joins(strongest) and all(_holds_tokens(report) for report in reports):
        function = MaskingFunction.PSEUDONYM
    kept_domain = domain(strongest.entity_type) if strongest else "unknown"
    return ColumnMask(column.label, function, kept_domain, column.entity_types)


def _strength(finding: Finding) -> tuple[float, int, bool, str]:
    """Strongest first; of equals the one that is redacted, then by name."""
    return -finding.score, -finding.count, _joins(finding), finding.entity_type


def _joins(finding: Finding) -> bool:
    """True for entities that name somebody and are joined by; unknown ones are not."""
    groups = GROUPS.get(finding.entity_type, _NEVER_TOKENS)
    return not groups & _NEVER_TOKENS and finding.entity_type != "DATE_TIME"


def _holds_tokens(report: ColumnReport) -> bool:
    by_type = report.type in _TOKEN_TYPES or report.type.startswith(_TOKEN_DICTIONARIES)
    return by_type and not report.free_text
