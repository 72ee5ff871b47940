"""What is asked of the gate, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from airflow_gov_provider.core.attestation.envelope import Envelope
from airflow_gov_provider.core.attestation.statement import Outcome
from airflow_gov_provider.core.canonical import Json, digest
from airflow_gov_provider.core.datasets import DatasetRef, Snapshot
from airflow_gov_provider.core.detection.findings import ScanReport
from airflow_gov_provider.core.policy.decisions import Decision
from airflow_gov_provider.core.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Requester:
    """Which task asks, in which run, and who started that run.

    :param user: id of the person who triggered the run; None for schedules.
    """

    dag_id: str
    run_id: str
    task_id: str
    map_index: int = -1
    try_number: int = 1
    bundle: str = ""
    user: str | None = None

    def as_json(self) -> dict[str, Json]:
        """For the ledger."""
        return {
            "dag_id": self.dag_id,
            "run_id": self.run_id,
            "task_id": self.task_id,
            "map_index": self.map_index,
            "try_number": self.try_number,
            "bundle": self.bundle,
            "user": self.user,
        }

    @property
    def gate(self) -> str:
        """The gate across its runs: what may replace its own earlier publication."""
        return f"{self.dag_id}/{self.task_id}"


@dataclass(frozen=True, slots=True)
class GateRequest:
    """What is asked; never how it is judged.

    :param destination: None audits in place: judged, nothing published.
    :param request_exception: ask for the raw data: policy's ``mask`` becomes ``hold``, never a pass.
    """

    source: DatasetRef
    destination: DatasetRef | None
    purpose: str
    requester: Requester
    request_exception: bool = False

    @property
    def request_id(self) -> str:
        """The same over all tries of one task in one run: what makes a retry a repetition."""
        who = self.requester
        return digest(
            {
                "dag_id": who.dag_id,
                "run_id": who.run_id,
                "task_id": who.task_id,
                "map_index": who.map_index,
                "source": self.source.uri,
                "destination": self.destination.uri if self.destination else None,
                "purpose": self.purpose,
                "request_exception": self.request_exception,
            }
        )

    def as_json(self) -> dict[str, Json]:
        """For the ledger."""
        return {
            "request_id": self.request_id,
            "source": self.source.uri,
            "destination": self.destination.uri if self.destination else None,
            "purpose": self.purpose,
            "request_exception": self.request_exception,
            "requester": self.requester.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Judgement:
    """A request and everything it was judged by."""

    request: GateRequest
    policy: Policy
    snapshot: Snapshot
    report: ScanReport
    decision: Decision


class GateState(StrEnum):
    """How a gate's work ended for now; one that failed has raised."""

    HELD = "HELD"
    DONE = "DONE"


@dataclass(frozen=True, slots=True)
class Hold:
    """What a person is asked, bound to exactly what was scanned and judged.

    :param id: identity of the question: any change of data, policy or detector changes it.
    :param approvers: user ids that policy lists. :param longest_until: latest expiry policy allows.
    """

    id: str
    request_id: str
    fingerprint: str
    policy: str
    detector: str
    approvers: tuple[str, ...]
    asked_at: datetime
    longest_until: datetime

    def as_json(self) -> dict[str, Any]:
        """For the ledger and Airflow's ``TaskAwaitingInput`` keyword arguments."""
        return {
            "id": self.id,
            "request_id": self.request_id,
            "fingerprint": self.fingerprint,
            "policy": self.policy,
            "detector": self.detector,
            "approvers": list(self.approvers),
            "asked_at": self.asked_at.isoformat(),
            "longest_until": self.longest_until.isoformat(),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Hold:
        """The inverse of :meth:`as_json`."""
        return cls(
            data["id"],
            data["request_id"],
            data["fingerprint"],
            data["policy"],
            data["detector"],
            tuple(data["approvers"]),
            datetime.fromisoformat(data["asked_at"]),
            datetime.fromisoformat(data["longest_until"]),
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person (or the clock) said to a hold.

    :param responder: user id as Airflow's server wrote it; None when nobody answered in time.
    :param responder_name: likewise; auth managers differ in which of the two names a person.
    :param hold_id: of the question that was on the screen.
    """

    hold_id: str
    approved: bool
    responder: str | None
    answered_at: datetime
    justification: str = ""
    expires_at: datetime | None = None
    timed_out: bool = False
    responder_name: str | None = None


@dataclass(frozen=True, slots=True)
class GateResult:
    """What the gate did.

    ``state`` DONE has an ``outcome`` and its signed ``verdict``; HELD has a ``hold``.
    """

    state: GateState
    request: GateRequest
    report: ScanReport
    decision: Decision
    fingerprint: str
    outcome: Outcome | None = None
    verdict_id: str | None = None
    verdict: Envelope | None = None
    hold: Hold | None = None
    masked_columns: tuple[str, ...] = ()
