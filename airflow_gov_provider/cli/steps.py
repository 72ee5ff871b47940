"""What a gate does about a decision, in words and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

if TYPE_CHECKING:
    from airflow_gov_provider.gates.steps import Step


def step_sentence(step: Step) -> str:
    """What a gate does, for people."""
    from airflow_gov_provider.gates.steps import Block, HoldForApproval, MaskAndPublish, Publish

    match step:
        case Publish():
            return "publish the exact bytes (PASS)"
        case MaskAndPublish():
            return f"publish a copy with {len(step.plan.columns)} columns masked (PASS_MASKED)"
        case HoldForApproval():
            return f"wait for the approval of {', '.join(step.approvers)} (HELD)"
        case Block():
            return "publish nothing (BLOCKED)"
        case _:
            assert_never(step)


def step_json(step: Step) -> dict[str, Any]:
    """What a gate does, for programs."""
    from airflow_gov_provider.gates.steps import Block, HoldForApproval, MaskAndPublish, Publish

    match step:
        case Publish():
            return {"kind": "publish"}
        case MaskAndPublish():
            return {"kind": "mask_and_publish", "plan": step.plan.as_json()}
        case HoldForApproval():
            return {
                "kind": "hold",
                "approvers": list(step.approvers),
                "reasons": [reason.as_json() for reason in step.reasons],
            }
        case Block():
            return {"kind": "block", "reasons": [reason.as_json() for reason in step.reasons]}
        case _:
            assert_never(step)
