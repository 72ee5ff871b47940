"""Marks on record: made, revoked, and weighed against what a scan has found.

A mark is a person's own word, so making one takes what an approval takes: a reason of substance that
holds no personal data, an expiry, and a person whom policy lets mark. Policy is asked again at each use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from airflow_gov_provider.core.canonical import Json, digest, timestamp
from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.detection.findings import ScanReport
from airflow_gov_provider.core.errors import ErrorCode, LedgerError, UsageError
from airflow_gov_provider.core.ledger.entries import EntryKind, LedgerEntry, NewEntry
from airflow_gov_provider.core.policy.decisions import ReasonCode
from airflow_gov_provider.core.policy.marks import Mark, Profile, refusal
from airflow_gov_provider.core.policy.model import Marks
from airflow_gov_provider.gates.approvals import LONGEST_JUSTIFICATION, SHORTEST_JUSTIFICATION
from airflow_gov_provider.gates.ports import Ledger, LedgerReader


@dataclass(frozen=True, slots=True)
class Word:
    """What a person says about a finding.

    :param reason: their own text; on record. :param made_by: user id. :param authenticated: whether
        somebody but the person vouches for that id.
    """

    column: str
    entity_type: str
    reason: str
    until: datetime
    made_by: str
    authenticated: bool


def make(
    word: Word,
    dataset: DatasetRef,
    report: ScanReport,
    ledger: Ledger,
    *,
    marks: Marks | None,
    now: datetime,
    holds_personal_data: Callable[[str], bool],
) -> LedgerEntry:
    """Put a mark on record for what the report has found in the dataset now.

    :param marks: what policy says of marks; None: nothing, so nobody may.
    :raises UsageError: ``MARK_REFUSED`` with the first cause. :raises LedgerError: as ``append``.
    """
    profiles = _profiles(word, report)
    _check(word, profiles, marks, now=now, holds_personal_data=holds_personal_data)
    body: dict[str, Json] = {
        "column": word.column,
        "entity_type": word.entity_type,
        "detector": report.detector,
        "profiles": [profile.as_json() for profile in profiles],
        "reason": word.reason,
        "until": timestamp(word.until),
        "made_by": word.made_by,
        "authenticated": word.authenticated,
    }
    gone = ledger.entries(kind=EntryKind.MARK_REVOKED, dataset=dataset.uri)
    # The same word again is the same mark, except after it was taken back.
    key = digest(["mark", dataset.uri, report.fingerprint, body, [entry.body["mark"] for entry in gone]])
    return ledger.append(NewEntry(EntryKind.MARK, key, "", dataset.uri, report.fingerprint, body))


def revoke(mark_id: str, ledger: Ledger, *, made_by: str, authenticated: bool) -> LedgerEntry:
    """Take a mark back, for good. Anybody may: it makes gates stricter.

    :raises LedgerError: ``LEDGER_ENTRY_MISSING`` when no mark has this id.
    """
    found = ledger.by_id(mark_id)
    if found is None or found.kind is not EntryKind.MARK:
        raise LedgerError(
            ErrorCode.LEDGER_ENTRY_MISSING,
            "no mark has this id",
            where=f"ledger entry {mark_id}",
            hint="see `mark list`",
        )
    body: dict[str, Json] = {"mark": found.id, "made_by": made_by, "authenticated": authenticated}
    key = digest(["mark revoked", found.id])
    return ledger.append(NewEntry(EntryKind.MARK_REVOKED, key, "", found.dataset, found.fingerprint, body))


def on_record(ledger: LedgerReader, dataset: str | None = None) -> list[tuple[LedgerEntry, Mark]]:
    """Marks that nobody has taken back, oldest first; of one dataset or of all.

    :param dataset: canonical URI. :raises LedgerError: when it can not look.
    """
    gone = {entry.body["mark"] for entry in ledger.entries(kind=EntryKind.MARK_REVOKED, dataset=dataset)}
    made = ledger.entries(kind=EntryKind.MARK, dataset=dataset)
    return [(one, Mark.from_record(one.id, one.at, dict(one.body))) for one in made if one.id not in gone]


def _profiles(word: Word, report: ScanReport) -> tuple[Profile, ...]:
    found = (
        Profile.of(column, finding)
        for column, finding in report.findings
        if (column.label, finding.entity_type) == (word.column, word.entity_type) and not finding.in_name
    )
    return tuple(dict.fromkeys(found))


def _check(
    word: Word,
    profiles: tuple[Profile, ...],
    marks: Marks | None,
    *,
    now: datetime,
    holds_personal_data: Callable[[str], bool],
) -> None:
    if not profiles:
        raise _refused("nothing of this type is found in the values of this column", "see `scan` for what is")
    if not SHORTEST_JUSTIFICATION <= len("".join(word.reason.split())) <= LONGEST_JUSTIFICATION:
        raise _refused(f"a reason has {SHORTEST_JUSTIFICATION} to {LONGEST_JUSTIFICATION} characters")
    if holds_personal_data(word.reason):
        raise _refused("the reason itself seems to hold personal data", "describe, don't quote")
    if word.until <= now:
        raise _refused("a mark needs an end that lies ahead")
    mark = Mark(
        "", word.column, word.entity_type, "", profiles, word.made_by, word.authenticated, now, word.until
    )
    match refusal(marks, mark):
        case None:
            return
        case ReasonCode.MARK_EXPIRED:
            raise _refused("its end is later than policy allows", "see marks.longest in the policy")
        case _:
            raise _refused(
                "policy does not let this person mark this type",
                "policy names who may under marks.approvers, whether the command line counts under "
                "marks.unauthenticated, and special categories and secrets under marks.also",
            )


def _refused(what: str, hint: str = "") -> UsageError:
    return UsageError(ErrorCode.MARK_REFUSED, f"the mark was not made: {what}", hint=hint)
