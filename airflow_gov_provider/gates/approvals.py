"""What people have said: whose answers count, and what a standing grant needs.

Nothing here asks anybody; that is Airflow's part. Here an answer is judged, and the record is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from airflow_gov_provider.core.canonical import moment
from airflow_gov_provider.core.errors import ApprovalError, ErrorCode
from airflow_gov_provider.core.ledger.entries import EntryKind
from airflow_gov_provider.core.policy.model import Exceptions
from airflow_gov_provider.gates.ports import GatePorts, LedgerReader
from airflow_gov_provider.gates.requests import Answer, GateRequest, Hold, Judgement
from airflow_gov_provider.gates.steps import Grant

#: Characters (without white space) below which a text justifies nothing, and above which nobody reads it.
SHORTEST_JUSTIFICATION, LONGEST_JUSTIFICATION = 10, 2000


def check_answer(
    answer: Answer,
    held: Hold,
    request: GateRequest,
    exceptions: Exceptions,
    *,
    now: datetime,
    holds_personal_data: Callable[[str], bool],
) -> None:
    """Say whether an answer counts. A refusal needs no form; an approval needs all of it.

    :raises ApprovalError: ``ANSWER_VOID`` with the first cause; the question then stays open.
    """
    if answer.responder is None:
        raise _void("it names nobody; only a person's own answer counts")
    if answer.responder not in held.approvers or answer.responder not in exceptions.users:
        raise _void("who answered is not among the approvers that policy lists")
    if request.requester.user in {answer.responder, answer.responder_name}:
        raise _void("who started the run can not grant its exception")
    if not answer.approved:
        return  # a no is a no, whichever form it was given on
    if answer.hold_id != held.id:
        raise _void("it was given to another question than the one that is open")
    text = "".join(answer.justification.split())
    if not SHORTEST_JUSTIFICATION <= len(text) <= LONGEST_JUSTIFICATION:
        raise _void(f"a justification has {SHORTEST_JUSTIFICATION} to {LONGEST_JUSTIFICATION} characters")
    if holds_personal_data(answer.justification):
        raise _void("the justification itself seems to hold personal data; describe, don't quote")
    latest = (now + exceptions.longest).date()
    if answer.expires_at is None or answer.expires_at <= now or answer.expires_at.date() > latest:
        raise _void(f"an exception needs an expiry that lies ahead, not after {latest.isoformat()}")


def _void(because: str) -> ApprovalError:
    return ApprovalError(
        ErrorCode.ANSWER_VOID, f"the answer does not count: {because}", hint="the question stays open"
    )


def standing_grant(judged: Judgement, ports: GatePorts) -> Grant | None:
    """The grant for exactly this request, data, policy and detector, if enough approvals stand.

    An approval stands while it has not expired and policy still lists who gave it.
    """
    approvals: dict[str, Mapping[str, Any]] = {}
    for body in _accepted(judged, ports):
        if body["approved"]:
            approvals[body["responder"]] = body  # the newest of a person replaces their earlier ones
    now, exceptions = ports.clock(), judged.policy.exceptions
    standing = [
        body
        for user, body in approvals.items()
        if user in exceptions.users
        and user != judged.request.requester.user
        and now < moment(body["expires_at"]) <= moment(body["answered_at"]) + exceptions.longest
    ]
    if len(standing) < max(1, exceptions.quorum):
        return None
    return Grant(
        hold_id=standing[-1]["hold_id"],
        approvers=tuple(sorted(body["responder"] for body in standing)),
        granted_at=max(moment(body["answered_at"]) for body in standing),
        expires_at=min(moment(body["expires_at"]) for body in standing),
    )


def was_refused(judged: Judgement, ports: GatePorts) -> bool:
    """Whether somebody has said no to exactly this. A silence may be asked again; a no may not.

    Clearing the task until somebody clicks the other button would make a no worth nothing.
    """
    if any(not body["approved"] and not body["timed_out"] for body in _accepted(judged, ports)):
        return True
    # A no that arrived while nothing could be judged (a broken policy, say) is still a no.
    delivered = ports.ledger.entries(
        kind=EntryKind.RESPONSE,
        request_id=judged.request.request_id,
        fingerprint=judged.snapshot.fingerprint,
    )
    return any(
        not entry.body["approved"]
        and not entry.body["timed_out"]
        and entry.body["policy"] == judged.policy.digest
        and entry.body["responder"] in judged.policy.exceptions.users
        for entry in delivered
    )


def _accepted(judged: Judgement, ports: GatePorts) -> Iterator[Mapping[str, Any]]:
    fingerprint, policy = judged.snapshot.fingerprint, judged.policy.digest
    for body in answers(ports.ledger, judged.request, fingerprint):
        if body["accepted"] and (body["policy"], body["detector"]) == (policy, ports.detector.digest):
            yield body


def answers(ledger: LedgerReader, request: GateRequest, fingerprint: str) -> Iterator[Mapping[str, Any]]:
    """Everything that was answered to this request about this data, oldest first."""
    found = ledger.entries(kind=EntryKind.ANSWER, request_id=request.request_id, fingerprint=fingerprint)
    return (entry.body for entry in found)
