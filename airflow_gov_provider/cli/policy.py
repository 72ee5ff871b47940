"""``policy init|check|explain``: write, check and try out a policy."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from airflow_gov_provider.cli import output
from airflow_gov_provider.cli.datasets import given
from airflow_gov_provider.cli.exits import Exit
from airflow_gov_provider.cli.installation import Installation
from airflow_gov_provider.cli.steps import step_json, step_sentence
from airflow_gov_provider.core.errors import DataError, DestinationError, ErrorCode, PolicyError

if TYPE_CHECKING:
    from airflow_gov_provider.core.datasets import DatasetRef
    from airflow_gov_provider.core.policy.decisions import Decision
    from airflow_gov_provider.core.policy.model import Policy
    from airflow_gov_provider.gates.steps import Step


def init(args: argparse.Namespace, _installation: Installation) -> int:
    """Write the commented template.

    :raises DestinationError: ``DESTINATION_OCCUPIED`` for an existing file; ``DESTINATION_UNWRITABLE``.
    """
    from airflow_gov_provider.core.policy.template import TEMPLATE

    try:
        with Path(args.file).open("x", encoding="utf-8") as file:
            file.write(TEMPLATE)
    except FileExistsError:
        raise DestinationError(
            ErrorCode.DESTINATION_OCCUPIED,
            "the file exists and is not overwritten",
            where=args.file,
            hint="name another file",
        ) from None
    except OSError as fault:
        raise DestinationError(
            ErrorCode.DESTINATION_UNWRITABLE,
            f"the file can not be written ({type(fault).__name__})",
            where=args.file,
        ) from None
    output.line(f"{args.file}: written; edit it, then run `policy check {args.file}`")
    return Exit.OK


def check(args: argparse.Namespace, _installation: Installation) -> int:
    """Say that a policy is valid, or every fault of it."""
    try:
        policy = _load(args.file)
    except PolicyError as error:
        _write_faults(args, error)
        return Exit.NO
    if args.format == "json":
        output.json_line({"valid": True, "version": policy.version, "digest": policy.digest, "faults": []})
    else:
        output.line(
            f"{args.file}: valid; version {policy.version}, {len(policy.zones)} zones,"
            f" {len(policy.rules)} rules, {policy.digest}"
        )
    return Exit.OK


def explain(args: argparse.Namespace, installation: Installation) -> int:
    """What a gate would do: for every entity type there is, or with ``--scan`` for what the source holds."""
    from airflow_gov_provider.core.policy.explanation import explain_boundary

    policy, source, destination = _load(args.file), given(args.source), given(args.destination)
    if args.scan:
        return _explain_data(policy, source, destination, args, installation)
    explained = explain_boundary(
        policy, source, destination, purpose=args.purpose, dag_id=args.dag, bundle=args.bundle
    )
    if args.format == "json":
        output.json_line({"source": source.uri, "destination": destination.uri, **explained.as_json()})
    else:
        output.lines(explained.table())
    return Exit.OK


def _explain_data(
    policy: Policy,
    source: DatasetRef,
    destination: DatasetRef,
    args: argparse.Namespace,
    installation: Installation,
) -> int:
    from airflow_gov_provider.cli.scan import Examiner
    from airflow_gov_provider.core.policy.evaluation import evaluate
    from airflow_gov_provider.gates.steps import plan_step

    report = Examiner(installation, ner=not args.no_ner).examine(source, source.uri)
    decision = evaluate(
        policy if args.dag is not None else _for_anybody(policy),
        report,
        source=source,
        destination=destination,
        purpose=args.purpose,
        dag_id=args.dag or "",
        bundle=args.bundle,
    )
    step, raw = (
        plan_step(decision, report, policy.exceptions, publishes=True, request_exception=asked)
        for asked in (False, True)
    )
    write = _write_json if args.format == "json" else _write_text
    write(source, destination, decision, step, raw)
    return Exit.OK


def _for_anybody(policy: Policy) -> Policy:
    """Without requesters: nobody was named who could be refused."""
    return replace(policy, zones=tuple(replace(zone, requesters=()) for zone in policy.zones))


def _load(file: str) -> Policy:
    from airflow_gov_provider.stores.policies import FilePolicySource

    if not Path(file).exists():
        raise DataError(
            ErrorCode.POLICY_MISSING,
            "there is no such file",
            where=file,
            hint="`policy init FILE` writes one",
        )
    return FilePolicySource(Path(file)).load()


def _write_faults(args: argparse.Namespace, error: PolicyError) -> None:
    if args.format == "json":
        faults = [{"path": path, "what": what} for path, what in error.faults]
        output.json_line({"valid": False, "version": None, "digest": None, "faults": faults})
        return
    output.line(f"{args.file}: {len(error.faults)} faults")
    for path, what in error.faults:
        output.line(f"  {path}: {what}")


def _write_json(
    source: DatasetRef, destination: DatasetRef, decision: Decision, step: Step, raw: Step
) -> None:
    output.json_line(
        {
            "source": source.uri,
            "destination": destination.uri,
            "decision": decision.as_json(),
            "step": step_json(step),
            "step_if_raw_is_asked_for": step_json(raw),
        }
    )


def _write_text(
    source: DatasetRef, destination: DatasetRef, decision: Decision, step: Step, raw: Step
) -> None:
    from airflow_gov_provider.core.policy.explanation import explain as explain_decision

    output.line(f"from  {source.uri}")
    output.line(f"to    {destination.uri}")
    output.line(f"then  {step_sentence(step)}")
    output.line(f"raw   if the gate asks for the raw data: {step_sentence(raw)}")
    output.line()
    for text in explain_decision(decision):
        output.line(text)
