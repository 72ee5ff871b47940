"""What the gate puts on record: one function an entry, with its idempotency key.

Keys are digests of request, fingerprint, policy, detector and duty (the destination is part of the
request), so a repeated duty finds its own entry and a changed one never does.
"""

from __future__ import annotations

from airflow_gov_provider.core.attestation.envelope import Envelope
from airflow_gov_provider.core.attestation.statement import Outcome
from airflow_gov_provider.core.canonical import Json, digest, sha256, timestamp
from airflow_gov_provider.core.datasets import DatasetRef, FileVersion, Snapshot
from airflow_gov_provider.core.detection.findings import ScanReport
from airflow_gov_provider.core.errors import GovernanceError
from airflow_gov_provider.core.ledger.entries import EntryKind, NewEntry
from airflow_gov_provider.core.policy.decisions import MARK_PREFIX, Decision
from airflow_gov_provider.gates.requests import Answer, GateRequest, Hold, Requester
from airflow_gov_provider.gates.steps import Step


def key(duty: str, request: GateRequest, fingerprint: str, *parts: Json) -> str:
    """Idempotency key of one duty."""
    return digest([duty, request.request_id, fingerprint, *parts])


def scan_key(fingerprint: str, detector: str) -> str:
    """A report is about bytes and a detector, whoever asks: gates share it."""
    return digest(["scan", fingerprint, detector])


def scan(report: ScanReport) -> NewEntry:
    """A scan report."""
    return NewEntry(
        EntryKind.SCAN,
        scan_key(report.fingerprint, report.detector),
        "",
        "",
        report.fingerprint,
        report.as_json(),
    )


def intent(
    request: GateRequest, snapshot: Snapshot, decision: Decision, detector: str, step: Step
) -> NewEntry:
    """What is about to be done, before any effect."""
    body: dict[str, Json] = {
        "request": request.as_json(),
        "decision": decision.as_json(),
        "detector": detector,
        "step": type(step).__name__,
        "source": snapshot.dataset.uri,
    }
    marks = sorted(r.rule_id for r in decision.reasons if r.rule_id and r.rule_id.startswith(MARK_PREFIX))
    # Without a mark the key is what it was before there were any.
    parts: tuple[Json, ...] = (decision.policy, detector, type(step).__name__, *([[*marks]] if marks else []))
    return _about(
        EntryKind.INTENT, key("intent", request, snapshot.fingerprint, *parts), request, snapshot, body
    )


def hold(request: GateRequest, snapshot: Snapshot, decision: Decision, held: Hold) -> NewEntry:
    """The question to a person, with what is needed to judge the answer later."""
    body: dict[str, Json] = {
        "hold": held.as_json(),
        "request": request.as_json(),
        "decision": decision.as_json(),
        "files": files_json(snapshot.files),
    }
    return _about(EntryKind.HOLD, held.id, request, snapshot, body)


def response(request: GateRequest, held: Hold, given: Answer) -> NewEntry:
    """What Airflow's server delivered, before anybody judged it; without the person's own text."""
    body: dict[str, Json] = {
        "hold_id": held.id,
        "policy": held.policy,
        "approved": given.approved,
        "responder": given.responder,
        "answered_at": timestamp(given.answered_at),
        "expires_at": timestamp(given.expires_at) if given.expires_at else None,
        "timed_out": given.timed_out,
    }
    entry_key = digest(["response", held.id, given.responder, timestamp(given.answered_at)])
    return NewEntry(
        EntryKind.RESPONSE, entry_key, request.request_id, request.source.uri, held.fingerprint, body
    )


def answer(request: GateRequest, held: Hold, given: Answer, *, accepted: bool, void_because: str) -> NewEntry:
    """What a person said, also when it does not count. The justification is the person's own text."""
    body: dict[str, Json] = {
        "hold_id": held.id,
        "answered_hold_id": given.hold_id,
        "approved": given.approved,
        "accepted": accepted,
        "void_because": void_because,
        "responder": given.responder,
        "answered_at": timestamp(given.answered_at),
        # A text that did not count may be the very reason it did not: it may hold personal data.
        "justification": given.justification if accepted else "",
        "expires_at": timestamp(given.expires_at) if given.expires_at else None,
        "timed_out": given.timed_out,
        "policy": held.policy,
        "detector": held.detector,
    }
    entry_key = digest(["answer", held.id, given.responder, timestamp(given.answered_at), accepted])
    return NewEntry(
        EntryKind.ANSWER, entry_key, request.request_id, request.source.uri, held.fingerprint, body
    )


def publication(request: GateRequest, destination: DatasetRef, files: tuple[FileVersion, ...]) -> NewEntry:
    """What is about to lie at the destination: what a later run of this gate may replace."""
    who = request.requester
    body: dict[str, Json] = {
        "gate": who.gate,
        "run_id": who.run_id,
        "map_index": who.map_index,
        "files": files_json(files),
    }
    snapshot = Snapshot(destination, files)
    return NewEntry(
        EntryKind.PUBLICATION,
        key("publication", request, snapshot.fingerprint),
        request.request_id,
        destination.uri,
        snapshot.fingerprint,
        body,
    )


def verdict(
    request: GateRequest,
    source_fingerprint: str,
    published: Snapshot,
    outcome: Outcome,
    envelope: Envelope,
    *parts: Json,
) -> NewEntry:
    """A signed verdict. ``parts``: policy, detector and grant, which make it a new one."""
    body: dict[str, Json] = {
        "outcome": outcome.value,
        "request_id": request.request_id,
        "payload_digest": sha256(envelope.payload),
        "envelope": envelope.as_json(),
    }
    return NewEntry(
        EntryKind.VERDICT,
        key("verdict", request, source_fingerprint, outcome.value, published.fingerprint, *parts),
        request.request_id,
        published.dataset.uri,
        source_fingerprint,
        body,
    )


def failure(request: GateRequest, error: GovernanceError) -> NewEntry:
    """A try that ended in an error: its code and place, once a try."""
    body: dict[str, Json] = {
        "request": request.as_json(),
        "code": error.code.value,
        "what": error.what,
        "where": error.where,
    }
    entry_key = digest(["failure", request.request_id, request.requester.try_number, error.code.value])
    return NewEntry(EntryKind.FAILURE, entry_key, request.request_id, request.source.uri, "", body)


def unasked(requester: Requester, error: GovernanceError) -> NewEntry:
    """A try that ended before there was a request to record, or whose names must not be recorded."""
    body: dict[str, Json] = {
        "requester": requester.as_json(),
        "code": error.code.value,
        "what": error.what,
        "where": error.where,
    }
    entry_key = digest(["unasked", requester.as_json(), error.code.value])
    return NewEntry(EntryKind.FAILURE, entry_key, "", "", "", body)


def files_json(files: tuple[FileVersion, ...]) -> Json:
    """Files as ``[path, size in bytes, digest]``, sorted."""
    return [[file.path, file.size, file.digest] for file in sorted(files)]


def files_from(data: Json) -> tuple[FileVersion, ...]:
    """The inverse of :func:`files_json`."""
    return tuple(FileVersion(*item) for item in data)  # type: ignore[union-attr,misc]   # our own JSON


def _about(
    kind: EntryKind, entry_key: str, request: GateRequest, snapshot: Snapshot, body: dict[str, Json]
) -> NewEntry:
    return NewEntry(kind, entry_key, request.request_id, snapshot.dataset.uri, snapshot.fingerprint, body)
