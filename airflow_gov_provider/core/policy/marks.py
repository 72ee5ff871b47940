"""Marks: a person's word that a finding is no personal data. Pure.

A mark is about one entity type in one column of one dataset, as one detector saw it. It counts only
while policy lets its maker mark, while it has not expired, and while detector and data are as they were;
the finding then moves to what is suppressed. A mark that does not count changes nothing but the reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from airflow_gov_provider.core.canonical import Json, decimal, moment
from airflow_gov_provider.core.detection.findings import ColumnReport, Finding, ScanReport
from airflow_gov_provider.core.policy.decisions import ReasonCode
from airflow_gov_provider.core.policy.model import Marks, Policy
from airflow_gov_provider.core.taxonomy import GROUPS

#: Groups whose types nobody marks unless policy names them: too much follows from one error.
GUARDED = frozenset({"special_category", "credentials"})

#: How far the count may move (a factor), and the share (a factor, and a distance).
_FACTOR, _DISTANCE = 10, 0.1


@dataclass(frozen=True, slots=True)
class Profile:
    """What a finding looked like when it was marked.

    :param type: of the column. :param count: values. :param share: of the non-null values, 0-1.
    """

    type: str
    count: int
    share: float

    @classmethod
    def of(cls, column: ColumnReport, finding: Finding) -> Profile:
        """The profile of a finding."""
        return cls(column.type, finding.count, finding.share)

    def resembles(self, other: Profile) -> bool:
        """True when the other is of the same type, order of magnitude and, about, share."""
        return (
            self.type == other.type
            and _near(self.count, other.count)
            and _near(self.share, other.share)
            and abs(self.share - other.share) <= _DISTANCE
        )

    def as_json(self) -> dict[str, Json]:
        """For the ledger."""
        return {"type": self.type, "count": self.count, "share": decimal(self.share)}


def _near(one: float, other: float) -> bool:
    low, high = sorted((one, other))
    return high < low * _FACTOR or high == low


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it is on record.

    :param id: of its ledger entry. :param profiles: of the findings it was made for, one a file at most.
    :param authenticated: whether somebody but the person vouches for who ``made_by`` is.
    """

    id: str
    column: str
    entity_type: str
    detector: str
    profiles: tuple[Profile, ...]
    made_by: str
    authenticated: bool
    made_at: datetime
    until: datetime

    @classmethod
    def from_record(cls, entry_id: str, at: str, body: dict[str, Any]) -> Mark:
        """The mark of a ledger entry's id, time and body."""
        return cls(
            entry_id,
            body["column"],
            body["entity_type"],
            body["detector"],
            tuple(Profile(one["type"], one["count"], float(one["share"])) for one in body["profiles"]),
            body["made_by"],
            body["authenticated"] is True,
            moment(at),
            moment(body["until"]),
        )


@dataclass(frozen=True, slots=True)
class Weighed:
    """What became of one mark: it stands, or why it does not count."""

    mark: Mark
    code: ReasonCode


def weigh(
    policy: Policy, report: ScanReport, marks: Sequence[Mark], now: datetime
) -> tuple[ScanReport, tuple[Weighed, ...]]:
    """The report with marked findings suppressed, and what became of the marks that met a finding.

    A finding with several marks is marked when one of them stands; else the newest says why not.

    :param marks: of the report's dataset, without those that were revoked.
    """
    weighed: dict[tuple[str, ReasonCode], Weighed] = {}

    def stands(column: ColumnReport, finding: Finding) -> bool:
        about = [mark for mark in marks if _is_about(mark, column, finding)]
        profile = Profile.of(column, finding)
        tried = [Weighed(mark, _weight(policy, report, mark, profile, now)) for mark in about]
        found = next((one for one in tried if one.code is ReasonCode.MARKED_NOT_PERSONAL), None)
        told = found or (tried[-1] if tried else None)
        if told is not None:
            weighed[told.mark.id, told.code] = told
        return found is not None

    columns = tuple(_without(column, stands) for column in report.columns)
    return replace(report, columns=columns), tuple(weighed.values())


def refusal(marks: Marks | None, mark: Mark) -> ReasonCode | None:
    """Why policy does not let this mark count, whatever the data; None when it does."""
    if marks is None or mark.made_by not in marks.users or not (mark.authenticated or marks.unauthenticated):
        return ReasonCode.MARK_NOT_ALLOWED
    if not markable(marks, mark.entity_type):
        return ReasonCode.MARK_NOT_ALLOWED
    if mark.until > mark.made_at + marks.longest:
        return ReasonCode.MARK_EXPIRED
    return None


def markable(marks: Marks, entity_type: str) -> bool:
    """Whether findings of this type may be marked; types that the taxonomy does not know may not."""
    groups = GROUPS.get(entity_type, GUARDED)
    return entity_type in marks.also or not groups & GUARDED


def _is_about(mark: Mark, column: ColumnReport, finding: Finding) -> bool:
    # A name that holds personal data is copied with every row: no mark makes it harmless.
    return (mark.column, mark.entity_type) == (column.label, finding.entity_type) and not finding.in_name


def _weight(policy: Policy, report: ScanReport, mark: Mark, profile: Profile, now: datetime) -> ReasonCode:
    code = refusal(policy.marks, mark)
    if code is not None:
        return code
    if mark.until <= now:
        return ReasonCode.MARK_EXPIRED
    if mark.detector != report.detector:
        return ReasonCode.MARK_OUTDATED_DETECTOR
    if not any(one.resembles(profile) for one in mark.profiles):
        return ReasonCode.MARK_OUTDATED_DATA
    return ReasonCode.MARKED_NOT_PERSONAL


def _without(column: ColumnReport, stands: Callable[[ColumnReport, Finding], bool]) -> ColumnReport:
    marked = [finding for finding in column.findings if stands(column, finding)]
    if not marked:
        return column
    kept = tuple(finding for finding in column.findings if finding not in marked)
    moved = tuple(replace(finding, evidence=(*finding.evidence, ("marked", 1.0))) for finding in marked)
    return replace(column, findings=kept, suppressed=(*column.suppressed, *moved))
