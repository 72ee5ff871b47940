"""Duties 6 and 7: do what was planned, then say so under a signature."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import assert_never

import pyarrow as pa

from airflow_gov_provider.core.attestation.envelope import Envelope, seal
from airflow_gov_provider.core.attestation.predicate import verdict_predicate
from airflow_gov_provider.core.attestation.statement import Outcome, statement
from airflow_gov_provider.core.canonical import Json, timestamp
from airflow_gov_provider.core.datasets import Batch, FileVersion, Snapshot
from airflow_gov_provider.core.detection.findings import ScanReport
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.ledger.entries import EntryKind, LedgerEntry
from airflow_gov_provider.core.masking.accepted import without_accepted
from airflow_gov_provider.core.masking.apply import mask_batch
from airflow_gov_provider.core.masking.categories import Categories, count_categories
from airflow_gov_provider.core.masking.code_sets import Room
from airflow_gov_provider.core.masking.membership import Membership
from airflow_gov_provider.core.masking.plans import MaskingPlan
from airflow_gov_provider.core.masking.verdicts import JudgedMask, judged_masks, refuse_unmasked, watched
from airflow_gov_provider.core.masking.verification import CheckedColumn, check_masked, summed
from airflow_gov_provider.core.policy.decisions import Effect, Reason, ReasonCode
from airflow_gov_provider.gates import records
from airflow_gov_provider.gates.judging import decide
from airflow_gov_provider.gates.ports import GatePorts, TakenIn
from airflow_gov_provider.gates.requests import GateRequest, GateResult, GateState, Hold, Judgement
from airflow_gov_provider.gates.steps import Block, Grant, HoldForApproval, MaskAndPublish, Publish, Step
from airflow_gov_provider.gates.synthesizing import Change, inventing


def perform(step: Step, judged: Judgement, taken: TakenIn, ports: GatePorts) -> GateResult:
    """Do one step. :raises GovernanceError: when it can not be done to its end."""
    match step:
        case Publish(grant):
            outcome = Outcome.PASS if grant is None else Outcome.PASS_EXCEPTION
            published = publish(judged, taken, ports)
            granted = Reason(ReasonCode.EXCEPTION_GRANTED, Effect.ALLOW)
            reasons = judged.decision.reasons if grant is None else (*judged.decision.reasons, granted)
            return conclude(judged, outcome, published, ports, grant=grant, reasons=reasons)
        case MaskAndPublish(plan):
            masked, masks = masked_copy(judged, plan, taken, ports)
            with closing(masked):
                published = publish(judged, masked, ports)
            return conclude(judged, Outcome.PASS_MASKED, published, ports, masks=masks)
        case HoldForApproval(approvers, _):
            return hold(judged, approvers, ports)
        case Block(reasons):
            return conclude(judged, Outcome.BLOCKED, judged.snapshot, ports, reasons=reasons)
        case _:
            assert_never(step)


def publish(judged: Judgement, taken: TakenIn, ports: GatePorts) -> Snapshot:
    """Make the destination hold exactly these bytes; an audit in place publishes nothing."""
    destination = judged.request.destination
    if destination is None:
        return taken.snapshot
    owned = earlier_publications(judged.request, ports)
    ports.ledger.append(records.publication(judged.request, destination, taken.snapshot.files))
    return ports.writer.publish(destination, taken, owned, ports.progress)


def earlier_publications(request: GateRequest, ports: GatePorts) -> frozenset[FileVersion]:
    """Files that this very gate has put, or was about to put, at its destination before."""
    if request.destination is None:
        return frozenset()
    who = request.requester
    entries = ports.ledger.entries(kind=EntryKind.PUBLICATION, dataset=request.destination.uri)
    mine = (
        entry
        for entry in entries
        if entry.body["gate"] == who.gate
        # Two mapped gates of one run that share a destination would take turns in deleting.
        and (entry.body["run_id"] != who.run_id or entry.body["map_index"] == who.map_index)
    )
    return frozenset(file for entry in mine for file in records.files_from(entry.body["files"]))


def masked_copy(
    judged: Judgement, plan: MaskingPlan, taken: TakenIn, ports: GatePorts
) -> tuple[TakenIn, tuple[JudgedMask, ...]]:
    """Mask, then believe nothing: verify each masked value, look it up in the source, and scan the copy.

    :raises MaskingError: ``MASKING_INCOMPLETE`` when the copy would not pass by itself.
    """
    # A second reading, of nothing but what the counted columns need, where there is one.
    categories = count_categories(taken.batches() if plan.counted else (), plan, ports.detector.label)
    with closing(ports.scratch()) as scratch:
        members = Membership(watched(plan), ports.seed(), Room(scratch))
        mask = _masking(plan, categories, ports)
        if plan.synthesis is not None:
            mask = inventing(judged, plan, taken, ports, mask=mask, categories=categories)
        masked = ports.reader.rewrite(taken, _remembering(mask, members, ports), ports.progress)
        try:
            counts = summed(_read_back(masked, plan, members, categories, ports))
            masks = judged_masks(plan, counts, members.overlaps(), ports.masker.key_version)
            refuse_unmasked(masks)
            refuse_leftovers(judged, plan, ports.detector.scan(masked, ports.progress), ports)
        except BaseException:
            masked.close()
            raise
    return masked, masks


def _masking(plan: MaskingPlan, categories: Categories, ports: GatePorts) -> Change:
    return partial(
        mask_batch, plan=plan, masker=ports.masker, label=ports.detector.label, categories=categories
    )


def _remembering(mask: Change, members: Membership, ports: GatePorts) -> Change:
    """Masks a batch, and remembers of its real values what no copy may hold."""

    def change(batch: Batch) -> pa.RecordBatch:
        rows = mask(batch)
        members.remember(batch, ports.detector.label)
        return rows

    return change


def _read_back(
    masked: TakenIn, plan: MaskingPlan, members: Membership, categories: Categories, ports: GatePorts
) -> Iterator[CheckedColumn]:
    for batch in masked.batches():
        yield from check_masked(batch, plan, ports.masker, ports.detector.label, categories)
        members.look_up(batch, ports.detector.label)


def refuse_leftovers(judged: Judgement, plan: MaskingPlan, report: ScanReport, ports: GatePorts) -> None:
    """The masked copy is judged by the same policy as any data: nothing in it may need masking."""
    request = judged.request
    _, decision = decide(request, judged.policy, without_accepted(report, plan), ports)
    if decision.effect is not Effect.ALLOW:
        left = ", ".join(f"{c.label} ({', '.join(c.entity_types)})" for c in decision.columns if c.effect)
        raise MaskingError(
            ErrorCode.MASKING_INCOMPLETE,
            f"the masked copy still holds what policy wants masked: {left}",
            where=request.source.uri,
            hint="nothing was published; mask or drop these columns before the gate",
        )


def hold(judged: Judgement, approvers: tuple[str, ...], ports: GatePorts) -> GateResult:
    """Put the question on record. Asked again for the same data, it is the same question.

    It has to be: Airflow goes on showing the first form of a task instance, whatever is asked later.
    """
    now = ports.clock()
    request, decision = judged.request, judged.decision
    parts = (decision.policy, ports.detector.digest)
    held = Hold(
        id=records.key("hold", request, judged.snapshot.fingerprint, *parts),
        request_id=request.request_id,
        fingerprint=judged.snapshot.fingerprint,
        policy=decision.policy,
        detector=ports.detector.digest,
        approvers=approvers,
        asked_at=now,
        longest_until=now + judged.policy.exceptions.longest,
    )
    entry = ports.ledger.append(records.hold(request, judged.snapshot, decision, held))
    return GateResult(
        GateState.HELD,
        request,
        judged.report,
        decision,
        judged.snapshot.fingerprint,
        hold=Hold.from_json(entry.body["hold"]),
    )


def conclude(
    judged: Judgement,
    outcome: Outcome,
    published: Snapshot,
    ports: GatePorts,
    *,
    grant: Grant | None = None,
    masks: tuple[JudgedMask, ...] = (),
    reasons: tuple[Reason, ...] | None = None,
) -> GateResult:
    """Duty 7: the signed verdict, on record. Concluding the same again returns the first verdict."""
    predicate = verdict_predicate(
        request_id=judged.request.request_id,
        requester=judged.request.requester.as_json(),
        purpose=judged.request.purpose,
        source=judged.snapshot,
        report=judged.report,
        decision=judged.decision,
        reasons=judged.decision.reasons if reasons is None else reasons,
        masks=[mask.as_json() for mask in masks],
        masking_key_version=ports.masker.key_version if masks else None,
        grant=None if grant is None else grant_json(grant),
        isolation=ports.isolation,
        evaluated_at=ports.clock(),
    )
    envelope = seal(statement(outcome, published, predicate), ports.signer.key_id, ports.signer.sign)
    entry = ports.ledger.append(
        records.verdict(
            judged.request,
            judged.snapshot.fingerprint,
            published,
            outcome,
            envelope,
            judged.decision.policy,
            ports.detector.digest,
            None if grant is None else grant_json(grant),
            None if reasons is None else sorted({reason.code.value for reason in reasons}),
            ports.signer.key_id,
            ports.isolation,
        )
    )
    return done(judged, outcome, entry, tuple(one.mask.label for one in masks))


def done(
    judged: Judgement, outcome: Outcome, entry: LedgerEntry, masked_columns: tuple[str, ...]
) -> GateResult:
    """The result, with the verdict as it is on record."""
    return GateResult(
        GateState.DONE,
        judged.request,
        judged.report,
        judged.decision,
        judged.snapshot.fingerprint,
        outcome=outcome,
        verdict_id=entry.id,
        verdict=Envelope.from_json(entry.body["envelope"]),
        masked_columns=masked_columns,
    )


def grant_json(grant: Grant) -> dict[str, Json]:
    """For the verdict's predicate."""
    return {
        "holdId": grant.hold_id,
        "approvers": list(grant.approvers),
        "grantedAt": timestamp(grant.granted_at),
        "expiresAt": timestamp(grant.expires_at),
    }
