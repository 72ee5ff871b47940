"""From a decision to a masking plan: every column of the scan report is masked or kept, none is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from airflow_gov_provider.core.detection.findings import METADATA_PREFIX, ColumnReport, Finding, ScanReport
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.defaults import default_method, fits, keeps_part, settled
from airflow_gov_provider.core.masking.kinds import kind_of
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingPlan
from airflow_gov_provider.core.policy.decisions import ColumnDecision, Decision, Effect
from airflow_gov_provider.core.policy.methods import Method, Pseudonym, Redact, Shift, Synthesize, telling
from airflow_gov_provider.core.taxonomy import domain

#: Whose identifier says best whom a row is about, where a rule that shifts dates names no column.
_SUBJECTS = (
    "PERSON_ID",
    "NATIONAL_ID",
    "US_SSN",
    "EMAIL_ADDRESS",
    "ACCOUNT_NUMBER",
    "PHONE_NUMBER",
    "PERSON",
)


def build_plan(decision: Decision, report: ScanReport) -> MaskingPlan:
    """How each column that may not cross as it is will be masked; all others are kept.

    The strongest entity type of a column (score, then count) decides, by the method of the rule that
    speaks of it or by the usual one (``defaults.py``). Where that would show part of a value and the
    column holds something else that must go, the method that tells least counts. What a column's type
    can not bear is redacted, and so is free text. A column of which only the *name* holds personal data
    keeps its values: the copy shows its label instead of the name.

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
    subjects = _subjects(report)
    masks = tuple(_with_subject(mask, subjects) for mask in columns)
    masked = {mask.label for mask in masks}
    labels = {column.label for column in report.columns if not column.label.startswith(METADATA_PREFIX)}
    return MaskingPlan(decision.boundary, masks, frozenset(labels - masked), _synthesis(decision))


def _synthesis(decision: Decision) -> Synthesize | None:
    """One rule that wants a synthetic copy makes all of it synthetic."""
    wanted = {
        method
        for column in decision.columns
        for _, method in column.methods
        if isinstance(method, Synthesize) and column.effect is not Effect.ALLOW
    }
    return min(wanted, key=telling, default=None)


def _of_metadata(decision: Decision, report: ScanReport) -> list[ColumnMask]:
    """Of columns that are found out by their statistics alone: these are made anew from the values."""
    columns = {column.label for column in report.columns}
    return [
        ColumnMask(label, Redact(), "unknown", column.entity_types)
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
    if not in_values:
        return ColumnMask(column.label, Redact(), "unknown", column.entity_types)
    strongest = min(in_values, key=_strength)
    entity = strongest.entity_type
    wanted = _wanted(column, strongest, in_values)
    method = _bearable(wanted, entity, reports)
    return ColumnMask(
        column.label,
        method,
        domain(entity),
        column.entity_types,
        entity,
        instead_of=None if type(method) is type(wanted) else wanted,
    )


def _wanted(column: ColumnDecision, strongest: Finding, in_values: Sequence[Finding]) -> Method:
    # What is to be synthesized is masked first as is usual for it.
    named = {entity: method for entity, method in column.methods if not isinstance(method, Synthesize)}
    of_type = {f.entity_type: named.get(f.entity_type) or default_method(f.entity_type) for f in in_values}
    method = of_type[strongest.entity_type]
    if not keeps_part(method) or all(map(keeps_part, of_type.values())):
        return method
    return min(of_type.values(), key=telling)


def _bearable(wanted: Method, entity: str, reports: Sequence[ColumnReport]) -> Method:
    """``wanted`` if every column of this name can be masked that way, else what tells nothing."""
    kinds = [(kind_of(report.type), report.free_text or _is_composed(report)) for report in reports]
    methods = {settled(wanted, entity, kind) for kind, _ in kinds}
    method = min(methods, key=telling)
    if len(methods) == 1 and all(fits(method, entity, kind, free_text=free) for kind, free in kinds):
        return method
    return Redact()


def _is_composed(report: ColumnReport) -> bool:
    """Cells of JSON or XML: what was found stands within them, beside what nobody may know of."""
    return any("embedded" in dict(finding.evidence) for finding in report.findings)


def _strength(finding: Finding) -> tuple[float, int, bool, str]:
    """Strongest first; of equals the one whose values say least afterwards, then by name."""
    joins = isinstance(default_method(finding.entity_type), Pseudonym)
    return -finding.score, -finding.count, joins, finding.entity_type


def _subjects(report: ScanReport) -> list[str]:
    """Labels of columns of single values that name whom a row is about, the best first."""
    ranked = [
        (_SUBJECTS.index(finding.entity_type), column.label)
        for column in report.columns
        for finding in column.findings
        if finding.entity_type in _SUBJECTS and not finding.in_name and "." not in column.label
        if not column.label.startswith(METADATA_PREFIX) and not column.label.endswith(("[]", "{}"))
    ]
    return [label for _, label in sorted(ranked)]


def _with_subject(mask: ColumnMask, subjects: Sequence[str]) -> ColumnMask:
    """A shift needs to know whom a row is about; where nothing says so the dates go."""
    if not isinstance(mask.method, Shift) or mask.method.subject is not None:
        return mask
    other = next((label for label in subjects if label != mask.label), None)
    if other is None or not _is_beside(mask.label):
        return replace(mask, method=Redact(), instead_of=mask.method)
    return replace(mask, method=replace(mask.method, subject=other))


def _is_beside(label: str) -> bool:
    """Items of a list are more or fewer than rows, so no row's subject stands beside them."""
    return "[]" not in label and "{}" not in label
