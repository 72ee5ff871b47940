"""What policy says about one request's data: the one call of ``evaluate``, and of ``weigh`` before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from airflow_gov_provider.core.detection.findings import ScanReport
from airflow_gov_provider.core.policy.decisions import MARK_PREFIX, Decision, Effect, Reason, ReasonCode
from airflow_gov_provider.core.policy.evaluation import evaluate
from airflow_gov_provider.core.policy.marks import Weighed, weigh
from airflow_gov_provider.core.policy.model import Policy
from airflow_gov_provider.gates import marks
from airflow_gov_provider.gates.ports import GatePorts
from airflow_gov_provider.gates.requests import GateRequest


def decide(
    request: GateRequest, policy: Policy, report: ScanReport, ports: GatePorts
) -> tuple[ScanReport, Decision]:
    """Judge the data of a report on the way its request asks for.

    :returns: the report with marked findings among what is suppressed, and the decision about it; its
        reasons name each mark that met a finding, whether it stands or why not.
    :raises DataError: ``SOURCE_PARTLY_READ`` for a report that does not cover everything.
    :raises LedgerError: when it can not look for marks.
    """
    known = [mark for _, mark in marks.on_record(ports.ledger, request.source.uri)]
    seen, weighed = weigh(policy, report, known, ports.clock())
    decision = evaluate(
        policy,
        seen,
        source=request.source,
        destination=request.destination,
        purpose=request.purpose,
        dag_id=request.requester.dag_id,
        bundle=request.requester.bundle,
    )
    return seen, replace(decision, reasons=(*decision.reasons, *_told(weighed, decision)))


def _told(weighed: Sequence[Weighed], decision: Decision) -> Iterator[Reason]:
    """A mark that stands lets its finding through; one that does not changes nothing of its effect."""
    for one in weighed:
        column, entity_type = one.mark.column, one.mark.entity_type
        effects = (r.effect for r in decision.reasons if (r.column, r.entity_type) == (column, entity_type))
        stands = one.code is ReasonCode.MARKED_NOT_PERSONAL
        effect = Effect.ALLOW if stands else max(effects, default=Effect.ALLOW)
        yield Reason(one.code, effect, f"{MARK_PREFIX}{one.mark.id}", column, entity_type)
