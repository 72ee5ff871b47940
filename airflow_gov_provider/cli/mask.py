"""``mask``: what a gate in a DAG does with data on its way over a boundary, from the command line."""

from __future__ import annotations

import argparse
import secrets
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow_gov_provider.cli import output
from airflow_gov_provider.cli.datasets import given, shown
from airflow_gov_provider.cli.exits import Exit
from airflow_gov_provider.cli.installation import Installation, person
from airflow_gov_provider.cli.steps import step_json, step_sentence

if TYPE_CHECKING:
    from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingPlan
    from airflow_gov_provider.core.masking.samples import Sample
    from airflow_gov_provider.gates.ports import GatePorts, Progress
    from airflow_gov_provider.gates.rehearsal import Rehearsal
    from airflow_gov_provider.gates.requests import GateRequest, GateResult
    from airflow_gov_provider.stores.settings import Settings

#: What requests from here are called where others have the id of a DAG: no DAG can be called so.
DAG_ID = "(command line)"


def mask(args: argparse.Namespace, installation: Installation) -> int:
    """Run the gate with a request from here, or say what it would do.

    :raises GovernanceError: for whatever kept the gate from deciding or acting.
    """
    settings = installation.settings()
    if args.policy is not None:
        settings = replace(settings, policy_file=Path(args.policy))
    with output.Meter(shown(args.source)) as meter:
        act = _rehearse if args.dry_run else _run
        return act(_request(args), settings, installation, meter, args)


def _request(args: argparse.Namespace) -> GateRequest:
    from airflow_gov_provider.gates.requests import GateRequest, Requester
    from airflow_gov_provider.stores.wiring import now

    run_id = f"{now():%Y-%m-%dT%H:%M:%SZ}-{secrets.token_hex(4)}"
    return GateRequest(
        source=given(args.source),
        destination=given(args.destination),
        purpose=args.purpose,
        requester=Requester(DAG_ID, run_id, "mask", user=person()),
    )


def _run(
    request: GateRequest,
    settings: Settings,
    installation: Installation,
    meter: Progress,
    args: argparse.Namespace,
) -> int:
    from airflow_gov_provider.gates.run import run_gate
    from airflow_gov_provider.stores.policies import FilePolicySource
    from airflow_gov_provider.stores.wiring import build_ports

    # A faulty policy is told before keys and a ledger are made for it.
    FilePolicySource(settings.policy_file).load()
    result = run_gate(request, build_ports(settings, installation.s3(), meter, installation.sql()))
    write = _write_result_json if args.format == "json" else _write_result
    write(result)
    return _exit(passed=result.outcome is not None and result.outcome.startswith("PASS"))


def _exit(*, passed: bool) -> Exit:
    return Exit.OK if passed else Exit.NO


def _write_result(result: GateResult) -> None:
    masked = f" ({', '.join(result.masked_columns)})" if result.masked_columns else ""
    ends = result.outcome or result.state
    output.line(f"from     {result.request.source.uri}")
    output.line(f"to       {_destination(result.request)}")
    output.line(f"outcome  {ends}: {len(result.masked_columns)} columns masked{masked}")
    if result.verdict_id:
        output.line(f"verdict  {result.verdict_id}")
    if result.outcome is None or not result.outcome.startswith("PASS"):
        output.line("nothing was published")
        _write_reasons(result.decision)


def _write_result_json(result: GateResult) -> None:
    output.json_line(
        {
            "source": result.request.source.uri,
            "destination": _destination(result.request),
            "dry_run": False,
            "state": result.state.value,
            "outcome": None if result.outcome is None else result.outcome.value,
            "verdict_id": result.verdict_id,
            "fingerprint": result.fingerprint,
            "masked_columns": list(result.masked_columns),
            "reasons": [reason.as_json() for reason in result.decision.reasons],
        }
    )


def _destination(request: GateRequest) -> str:
    return request.destination.uri if request.destination else ""


def _write_reasons(decision: Any) -> None:
    from airflow_gov_provider.core.policy.explanation import explain

    for text in explain(decision):
        output.line(text)


def _rehearse(
    request: GateRequest,
    settings: Settings,
    installation: Installation,
    meter: Progress,
    args: argparse.Namespace,
) -> int:
    from airflow_gov_provider.gates.rehearsal import rehearse
    from airflow_gov_provider.gates.steps import MaskAndPublish, Publish
    from airflow_gov_provider.stores.wiring import build_rehearsal

    ports = build_rehearsal(settings, installation.s3(), meter, installation.sql())
    rehearsed = rehearse(request, ports)
    write = _write_plan_json if args.format == "json" else _write_plan
    write(rehearsed, _columns(rehearsed, ports))
    return _exit(passed=isinstance(rehearsed.step, Publish | MaskAndPublish))


Columns = list[tuple["ColumnMask", "Sample"]]


def _columns(rehearsed: Rehearsal, ports: GatePorts) -> Columns:
    from airflow_gov_provider.core.masking.samples import sample

    plan = _plan(rehearsed)
    reports = {column.label: column for column in reversed(rehearsed.judged.report.columns)}
    if plan is None:
        return []
    return [
        (
            mask,
            sample(
                mask,
                reports[mask.label].type,
                free_text=reports[mask.label].free_text,
                masker=ports.masker,
                boundary=plan.boundary,
            ),
        )
        for mask in plan.columns
    ]


def _plan(rehearsed: Rehearsal) -> MaskingPlan | None:
    from airflow_gov_provider.gates.steps import MaskAndPublish

    return rehearsed.step.plan if isinstance(rehearsed.step, MaskAndPublish) else None


def _write_plan(rehearsed: Rehearsal, columns: Columns) -> None:
    plan, request = _plan(rehearsed), rehearsed.judged.request
    output.line(f"from  {request.source.uri}")
    output.line(f"to    {_destination(request)}")
    output.line(f"then  {step_sentence(rehearsed.step)}; nothing was done")
    if plan is None:
        _write_reasons(rehearsed.judged.decision)
        return
    output.line()
    header = ("COLUMN", "ENTITY TYPE", "METHOD", "AN INVENTED VALUE", "BECOMES")
    output.lines(output.table(header, [_cells(mask, shown) for mask, shown in columns]))
    output.line()
    output.line(f"kept as they are: {', '.join(sorted(plan.kept)) or 'none'}")


def _cells(mask: ColumnMask, shown: Sample) -> tuple[str, ...]:
    from airflow_gov_provider.core.policy.methods import sentence

    method = sentence(mask.method)
    if mask.instead_of is not None:
        method += f" instead of {sentence(mask.instead_of)}"
    entity = mask.entity_type or ", ".join(mask.entity_types)
    after = shown.after or "null"
    if mask.categories is not None:
        after += " where it is rare"
    return mask.label, entity, method, shown.before or "any", after


def _write_plan_json(rehearsed: Rehearsal, columns: Columns) -> None:
    plan, judged = _plan(rehearsed), rehearsed.judged
    output.json_line(
        {
            "source": judged.request.source.uri,
            "destination": _destination(judged.request),
            "dry_run": True,
            "step": step_json(rehearsed.step)["kind"],
            "fingerprint": judged.snapshot.fingerprint,
            "columns": [
                {
                    **mask.as_json(),
                    "entity_type": mask.entity_type,
                    "example": {"before": shown.before, "after": shown.after},
                }
                for mask, shown in columns
            ],
            "kept": sorted(plan.kept) if plan else [],
            "reasons": [reason.as_json() for reason in judged.decision.reasons],
        }
    )
