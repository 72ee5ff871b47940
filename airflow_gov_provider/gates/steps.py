"""What the gate will do about a decision, as values: perform and explain read the same list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from airflow_gov_provider.core.detection.findings import ScanReport
from airflow_gov_provider.core.masking.planning import build_plan
from airflow_gov_provider.core.masking.plans import MaskingPlan
from airflow_gov_provider.core.policy.decisions import Decision, Effect, Reason, ReasonCode
from airflow_gov_provider.core.policy.model import Exceptions


@dataclass(frozen=True, slots=True)
class Grant:
    """An exception, granted: by whom, and until when.

    :param hold_id: the question that was answered: data, policy and detector are bound to it.
    """

    hold_id: str
    approvers: tuple[str, ...]
    granted_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Publish:
    """Publish the exact bytes that were scanned; with a grant when policy alone would not."""

    grant: Grant | None = None


@dataclass(frozen=True, slots=True)
class MaskAndPublish:
    """Make a masked copy, verify and scan it, publish it."""

    plan: MaskingPlan


@dataclass(frozen=True, slots=True)
class HoldForApproval:
    """Ask a person for the raw data; publish nothing before the answer."""

    approvers: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Publish nothing."""

    reasons: tuple[Reason, ...]


Step = Publish | MaskAndPublish | HoldForApproval | Block


def plan_step(
    decision: Decision,
    report: ScanReport,
    exceptions: Exceptions,
    *,
    publishes: bool,
    request_exception: bool,
    starter: str | None = None,
    grant: Grant | None = None,
    refused: bool = False,
) -> Step:
    """What follows from a decision. One gate, one destination, one outcome: hence one step.

    :param publishes: False for an audit in place, where nothing can be masked.
    :param request_exception: turns ``mask`` into ``hold``; never touches ``block`` or ``allow``.
    :param starter: who started the run, and so can not approve it.
    :param grant: a valid grant for exactly this request, data and policy; opens ``hold`` only.
    :param refused: somebody has said no to exactly this: it is not asked again.
    """
    match decision.effect:
        case Effect.ALLOW:
            return Publish()
        case Effect.BLOCK:
            return Block(decision.reasons)
        case Effect.MASK if not request_exception:
            if not publishes:
                return Block((*decision.reasons, Reason(ReasonCode.NOTHING_TO_PUBLISH, Effect.BLOCK)))
            return MaskAndPublish(build_plan(decision, report))
        case Effect.MASK | Effect.HOLD:
            asked = (Reason(ReasonCode.EXCEPTION_REQUESTED, Effect.HOLD),) if request_exception else ()
            others = tuple(user for user in exceptions.users if user != starter)
            reasons = (*decision.reasons, *asked)
            return _hold(reasons, others, exceptions.quorum, grant, refused=refused)
        case _:
            assert_never(decision.effect)


def _hold(
    reasons: tuple[Reason, ...],
    approvers: tuple[str, ...],
    quorum: int,
    grant: Grant | None,
    *,
    refused: bool,
) -> Step:
    if refused:
        return Block((*reasons, Reason(ReasonCode.EXCEPTION_REFUSED, Effect.BLOCK)))
    if grant is not None:
        return Publish(grant)
    if len(set(approvers)) < max(1, quorum):
        return Block((*reasons, Reason(ReasonCode.NO_APPROVERS, Effect.BLOCK)))
    return HoldForApproval(approvers, reasons)
