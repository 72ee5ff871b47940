"""What is on record after a run: verdicts with their signature checked, ledger, lineage events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from airflow_gov_provider.core.attestation.envelope import Envelope
from airflow_gov_provider.core.ledger.entries import EntryKind, first_broken
from airflow_gov_provider.gates.verdicts import verified
from airflow_gov_provider.stores.settings import Settings
from airflow_gov_provider.stores.wiring import build_ledger, build_verifier


@dataclass(frozen=True, slots=True)
class Recorded:
    """One gate's signed verdict, read.

    :param found: entity type → number of values. :param masked: columns. :param rules: ids that spoke.
    :param grant: who approved and until when, of an exception.
    """

    id: str
    outcome: str
    found: Mapping[str, int] = field(default_factory=dict)
    masked: tuple[str, ...] = ()
    rules: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    rows: int = 0
    grant: Mapping[str, Any] | None = None


def verdicts(settings: Settings, dag_id: str, run_id: str, task_id: str) -> list[Recorded]:
    """Every verdict of one gate in one run, oldest first.

    :raises VerdictError: when the signature of one does not hold.
    """
    wanted = {"dagId": dag_id, "runId": run_id, "taskId": task_id}
    verifier = build_verifier(settings)
    found = []
    for entry in build_ledger(settings).entries(kind=EntryKind.VERDICT):
        verdict = verified(Envelope.from_json(entry.body["envelope"]), verifier)
        it = verdict.predicate
        if wanted.items() <= it["requester"].items():
            found.append(
                Recorded(
                    entry.id,
                    verdict.outcome.value,
                    {entity: count["values"] for entity, count in it["counts"].items()},
                    tuple(it["maskedColumns"]),
                    frozenset(it["policy"]["rules"]),
                    frozenset(reason["code"] for reason in it["reasons"]),
                    it["coverage"]["rows"],
                    it["grant"],
                )
            )
    return found


def ledger_holds(settings: Settings) -> bool:
    """Whether every entry of the ledger is linked to the one before it."""
    return first_broken(build_ledger(settings).everything()) is None


def events(lineage: Path) -> list[dict[str, Any]]:
    """OpenLineage events in the order in which they were emitted."""
    if not lineage.exists():
        return []
    return [json.loads(line) for line in lineage.read_text(encoding="utf-8").splitlines() if line.strip()]


def told(emitted: list[dict[str, Any]], dag_id: str, task_id: str) -> frozenset[str]:
    """Types of the events of one task that carry our own facet about the decision."""
    job = f"{dag_id}.{task_id}"
    return frozenset(
        event["eventType"]
        for event in emitted
        if event["job"]["name"] == job and "gov_decision" in event["run"].get("facets", {})
    )
