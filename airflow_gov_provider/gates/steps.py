"""What the gate will do about a decision, as values: ``perform`` and ``explain`` read the same list."""

from __future__ import annotations

from dataclasses import dataclass

from airflow_gov_provider.core.masking.plans import MaskingPlan
from airflow_gov_provider.core.policy.decisions import Reason


@dataclass(frozen=True, slots=True)
class Publish:
    """Publish the exact bytes that were scanned."""


@dataclass(frozen=True, slots=True)
class MaskAndPublish:
    """Make a masked copy, scan it, publish it."""

    plan: MaskingPlan


@dataclass(frozen=True, slots=True)
class HoldForApproval:
    """Ask a person for the raw data; publish nothing before the answer."""

    approvers: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Publish nothing, ever, for this request."""

    reasons: tuple[Reason, ...]


Step = Publish | MaskAndPublish | HoldForApproval | Block
