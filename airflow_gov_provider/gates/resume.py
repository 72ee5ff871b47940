"""From an answer to a verdict.

The duties, in order; the body carries the same numbers:

 1. the question: as it is on record, not as the caller remembers it
 2. the answer: does it count? If not, that is on record and the question stays open
 3. on record before anything follows from it; that it arrived is on record even before 2
 4. a refusal or silence blocks
 5. take in again, and compare with what was held: data, policy, detector
 6. plan anew: a standing grant of enough people opens exactly this, else the question stays open
 7. intent, perform, verdict: as in :mod:`~airflow_gov_provider.gates.run`
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from airflow_gov_provider.core.attestation.statement import Outcome
from airflow_gov_provider.core.datasets import Snapshot
from airflow_gov_provider.core.detection.findings import ScanReport
from airflow_gov_provider.core.errors import ApprovalError, DataChangedError, ErrorCode, LedgerError
from airflow_gov_provider.core.ledger.entries import EntryKind
from airflow_gov_provider.core.policy.decisions import Effect, Reason, ReasonCode
from airflow_gov_provider.core.policy.model import Policy
from airflow_gov_provider.gates import records
from airflow_gov_provider.gates.approvals import check_answer
from airflow_gov_provider.gates.judging import decide
from airflow_gov_provider.gates.perform import conclude
from airflow_gov_provider.gates.ports import GatePorts
from airflow_gov_provider.gates.requests import Answer, GateRequest, GateResult, GateState, Hold, Judgement
from airflow_gov_provider.gates.run import carry_out, judge, plan, recorded


def resume_gate(request: GateRequest, hold_id: str, answer: Answer, ports: GatePorts) -> GateResult:
    """Act on an answer.

    :param hold_id: the question this task waits for.
    :returns: DONE, or HELD again while a quorum is missing.
    :raises ApprovalError: ``ANSWER_VOID``: on record, and the question has to be asked again.
    :raises GovernanceError: as :func:`~airflow_gov_provider.gates.run.run_gate`.
    """
    return recorded(request, ports, lambda: _resume(request, hold_id, answer, ports))


def _resume(request: GateRequest, hold_id: str, answer: Answer, ports: GatePorts) -> GateResult:
    held, snapshot = question(hold_id, request, ports)  # 1
    ports.ledger.append(records.response(request, held, answer))  # before anything can go wrong
    policy = ports.policies.load()
    answer = judged_answer(answer, held, request, policy, ports)  # 2, 3
    before = as_held(held, snapshot, request, policy, ports)
    if answer.timed_out:  # 4
        return blocked(before, ReasonCode.EXCEPTION_TIMEOUT, ports)
    if not answer.approved:
        return blocked(before, ReasonCode.EXCEPTION_REFUSED, ports)
    with closing(ports.reader.take_in(request.source, ports.progress)) as taken:  # 5
        unchanged = (
            taken.snapshot.fingerprint == held.fingerprint
            and policy.digest == held.policy
            and ports.detector.digest == held.detector
        )
        if not unchanged:
            return blocked(before, ReasonCode.EXCEPTION_VOID, ports)
        judged = judge(request, policy, taken, ports)
        return carry_out(plan(judged, ports), judged, taken, ports)  # 6, 7


def still_held(request: GateRequest, hold_id: str, ports: GatePorts) -> GateResult:
    """The open question once more, for asking again after an answer that did not count.

    :raises LedgerError: ``LEDGER_BROKEN`` when it is not on record for this request.
    """

    def asked() -> GateResult:
        held, snapshot = question(hold_id, request, ports)
        before = as_held(held, snapshot, request, ports.policies.load(), ports)
        return GateResult(
            GateState.HELD, request, before.report, before.decision, held.fingerprint, hold=held
        )

    return recorded(request, ports, asked)


def question(hold_id: str, request: GateRequest, ports: GatePorts) -> tuple[Hold, Snapshot]:
    """Duty 1: the hold on record and the snapshot it is about.

    :raises LedgerError: ``LEDGER_BROKEN`` when there is none, or it is another request's.
    """
    entry = ports.ledger.by_key(hold_id)
    if entry is None or entry.kind is not EntryKind.HOLD or entry.request_id != request.request_id:
        raise LedgerError(
            ErrorCode.LEDGER_BROKEN,
            "the question this task waits for is not on record for this request",
            where=request.source.uri,
            hint="clear the task: the gate then scans and asks again",
        )
    snapshot = Snapshot(request.source, records.files_from(entry.body["files"]))
    return Hold.from_json(entry.body["hold"]), snapshot


def judged_answer(
    answer: Answer, held: Hold, request: GateRequest, policy: Policy, ports: GatePorts
) -> Answer:
    """Duties 2 and 3: whether it counts, and on record either way.

    :raises ApprovalError: when it does not count.
    """

    def holds_personal_data(text: str) -> bool:
        return ports.detector.label(text) != text

    if answer.timed_out:
        answer = replace(answer, approved=False, responder=None, justification="", expires_at=None)
    else:
        try:
            check_answer(
                answer,
                held,
                request,
                policy.exceptions,
                now=ports.clock(),
                holds_personal_data=holds_personal_data,
            )
        except ApprovalError as void:
            ports.ledger.append(records.answer(request, held, answer, accepted=False, void_because=void.what))
            refuse_outdated_form(answer, held, request, ports)
            raise
        if not answer.approved and holds_personal_data(answer.justification):
            answer = replace(answer, justification="")
        if answer.expires_at is not None:
            longest = answer.answered_at + policy.exceptions.longest
            answer = replace(answer, expires_at=min(answer.expires_at, longest))
    ports.ledger.append(records.answer(request, held, answer, accepted=True, void_because=""))
    return answer


def refuse_outdated_form(answer: Answer, held: Hold, request: GateRequest, ports: GatePorts) -> None:
    """Airflow shows the first form of a task instance for ever, also when the data has changed since.

    No answer on such a form can ever count, so the gate ends instead of asking again and again.

    :raises DataChangedError: ``QUESTION_OUTDATED``.
    """
    if answer.hold_id == held.id:
        return
    shown = ports.ledger.by_key(answer.hold_id)
    if shown is not None and shown.kind is EntryKind.HOLD and shown.request_id == request.request_id:
        raise DataChangedError(
            ErrorCode.QUESTION_OUTDATED,
            "Airflow still shows this task's first question, which was about other data or another policy",
            where=request.source.uri,
            hint="start a new run: its question is about the data as it is now",
        )


def as_held(
    held: Hold, snapshot: Snapshot, request: GateRequest, policy: Policy, ports: GatePorts
) -> Judgement:
    """What was judged when the question was asked, under the policy in force now."""
    entry = ports.ledger.by_key(records.scan_key(held.fingerprint, held.detector))
    if entry is None:
        raise LedgerError(
            ErrorCode.LEDGER_BROKEN,
            "the scan report behind the question is not on record",
            where=request.source.uri,
            hint="clear the task: the gate then scans and asks again",
        )
    report = ScanReport.from_json(dict(entry.body))
    seen, decision = decide(request, policy, report, ports)
    return Judgement(request, policy, snapshot, seen, decision)


def blocked(before: Judgement, code: ReasonCode, ports: GatePorts) -> GateResult:
    """The verdict of a request that ends without publication."""
    reasons = (*before.decision.reasons, Reason(code, Effect.BLOCK))
    return conclude(before, Outcome.BLOCKED, before.snapshot, ports, reasons=reasons)
