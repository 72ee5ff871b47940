"""Use of verdicts: whether this data, as it is now, is covered by one that counts.

A task's state says nothing about data; a signed verdict does, as long as the bytes are the ones it
names. Every use checks both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from airflow_gov_provider.core.attestation.envelope import Envelope, opened
from airflow_gov_provider.core.attestation.statement import Outcome, Verdict, read_statement
from airflow_gov_provider.core.canonical import moment
from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.errors import DataChangedError, ErrorCode, VerdictError
from airflow_gov_provider.core.ledger.entries import EntryKind, LedgerEntry
from airflow_gov_provider.gates.ports import LedgerReader, Reader, Verifier

PASSING = frozenset({Outcome.PASS, Outcome.PASS_MASKED, Outcome.PASS_EXCEPTION})


@dataclass(frozen=True, slots=True)
class Expectation:
    """Which verdict counts.

    :param purpose: what the data is to be used for; must be the verdict's.
    :param outcomes: that are good enough. :param isolation: of the gate that are good enough.
    :param dag_id: when given with ``run_id`` and ``task_id``: only that gate of that run.
    """

    purpose: str
    outcomes: frozenset[Outcome] = PASSING
    isolation: frozenset[str] = frozenset({"in_process", "separate"})
    dag_id: str | None = None
    run_id: str | None = None
    task_id: str | None = None


@dataclass(frozen=True, slots=True)
class CheckedVerdict:
    """A verdict whose signature, content, validity and data were all checked just now."""

    id: str
    verdict: Verdict


def require(
    dataset: DatasetRef,
    expected: Expectation,
    *,
    ledger: LedgerReader,
    verifier: Verifier,
    reader: Reader,
    clock: Callable[[], datetime],
) -> CheckedVerdict:
    """Find the newest verdict that counts for the data as it lies there now.

    :raises VerdictError: ``VERDICT_MISSING`` when none is on record; ``VERDICT_INVALID`` or
        ``VERDICT_NOT_ACCEPTED`` with the cause of the newest when none counts.
    :raises DataChangedError: ``DATA_CHANGED`` when a verdict counts but the bytes are others.
    :raises DataError: when the data can not be read.
    """
    first_fault: VerdictError | None = None
    good: list[CheckedVerdict] = []
    blocked: set[str] = set()
    for entry in ledger.entries(kind=EntryKind.VERDICT, dataset=dataset.uri, newest_first=True):
        try:
            verdict = about(entry, dataset, verifier)
            if not verdict.outcome.passes and verdict.purpose == expected.purpose:
                blocked.add(verdict.published.fingerprint)
            refuse_other_gates(verdict, dataset, expected)
            refuse_unfit(verdict, dataset, expected, clock())
            if verdict.published.fingerprint in blocked:
                raise _refused(dataset, "a newer verdict blocks these very bytes for this purpose")
            good.append(CheckedVerdict(entry.id, verdict))
        except VerdictError as fault:
            first_fault = first_fault or fault
    if not good:
        raise first_fault or VerdictError(
            ErrorCode.VERDICT_MISSING,
            "no verdict is on record for this data"
            + (" by this gate in this run" if expected.task_id else ""),
            where=dataset.uri,
            hint="let a gate publish it; a task set to success by hand publishes nothing",
        )
    found = reader.identify(dataset)
    for candidate in good:
        if candidate.verdict.published.fingerprint == found.fingerprint:
            return candidate
    raise DataChangedError(
        ErrorCode.DATA_CHANGED,
        "the data is not what the verdict was given for",
        where=dataset.uri,
        hint="publish it through the gate again",
    )


def about(entry: LedgerEntry, dataset: DatasetRef, verifier: Verifier) -> Verdict:
    """The verdict of an entry, if its signature holds and it is about this dataset.

    :raises VerdictError: ``VERDICT_INVALID``.
    """
    verdict = verified(Envelope.from_json(entry.body["envelope"]), verifier)
    if verdict.published.dataset.uri != dataset.uri:
        raise _invalid(dataset, "the statement is about another dataset than its entry says")
    return verdict


def refuse_unfit(verdict: Verdict, dataset: DatasetRef, expected: Expectation, now: datetime) -> None:
    """Purpose, outcome, isolation and expiry, of a verdict whose signature holds.

    :raises VerdictError: ``VERDICT_NOT_ACCEPTED`` with the first thing that does not fit.
    """
    if verdict.purpose != expected.purpose:
        raise _refused(dataset, "the verdict was given for another purpose")
    if verdict.outcome not in expected.outcomes:
        raise _refused(dataset, f"the outcome {verdict.outcome} is not good enough here")
    if verdict.isolation not in expected.isolation:
        raise _refused(dataset, f"a gate run {verdict.isolation} is not good enough here")
    if verdict.expires_at is not None and moment(verdict.expires_at) <= now:
        raise _refused(dataset, "the exception behind the verdict has expired")


def verified(envelope: Envelope, verifier: Verifier) -> Verdict:
    """A verdict whose signature holds. :raises VerdictError: ``VERDICT_INVALID``."""
    return read_statement(opened(envelope, verifier.verify))


def refuse_other_gates(verdict: Verdict, dataset: DatasetRef, expected: Expectation) -> None:
    """A verdict of an earlier run, or of another gate, does not answer for this one."""
    requester = verdict.predicate["requester"]
    wanted = {"dagId": expected.dag_id, "runId": expected.run_id, "taskId": expected.task_id}
    if any(value is not None and requester[name] != value for name, value in wanted.items()):
        raise _refused(dataset, "the verdict is of another gate or another run")


def _refused(dataset: DatasetRef, what: str) -> VerdictError:
    return VerdictError(
        ErrorCode.VERDICT_NOT_ACCEPTED,
        what,
        where=dataset.uri,
        hint="let the gate judge this data for this use",
    )


def _invalid(dataset: DatasetRef, what: str) -> VerdictError:
    return VerdictError(ErrorCode.VERDICT_INVALID, what, where=dataset.uri)
