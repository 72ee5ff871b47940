"""The predicate ``dataset-verdict/v1``: what a gate asked, found, judged and did, without a value.

Its JSON schema is ``schemas/dataset-verdict-v1.json``; a change of meaning is a new version of both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from airflow_gov_provider.core.canonical import Json, timestamp
from airflow_gov_provider.core.datasets import Snapshot
from airflow_gov_provider.core.detection.findings import ScanReport
from airflow_gov_provider.core.errors import ErrorCode, VerdictError
from airflow_gov_provider.core.policy.decisions import Decision, Reason

_GRANT_REQUIRED = frozenset({"approvers", "grantedAt", "expiresAt"})
_GRANT_KEYS = _GRANT_REQUIRED | {"holdId", "justificationDigest"}


def verdict_predicate(
    *,
    request_id: str,
    requester: Mapping[str, Json],
    purpose: str,
    source: Snapshot,
    report: ScanReport,
    decision: Decision,
    reasons: tuple[Reason, ...],
    masks: Sequence[Mapping[str, Json]],
    masking_key_version: str | None,
    grant: Mapping[str, Json] | None,
    isolation: str,
    evaluated_at: datetime,
    ledger_entry: str | None = None,
) -> dict[str, Json]:
    """Everything of a verdict but its outcome and what was published (``statement`` adds these).

    :param requester: as ``Requester.as_json`` gives it. :param reasons: of the outcome, after any answer.
    :param masks: what was verified of each masked column, as ``JudgedMask.as_json`` gives it: with the
        digests of the published files, under one signature, this is the certificate of a masked copy.
    :param masking_key_version: None when nothing was masked.
    :param grant: ``approvers``, ``grantedAt``, ``expiresAt``, perhaps ``holdId`` and
        ``justificationDigest``; never the justification, which is a person's own text.
    :param ledger_entry: id of the entry in which the intent is on record, where known.
    :raises VerdictError: ``VERDICT_INVALID`` when the parts are not about the same data.
    """
    if report.fingerprint != source.fingerprint:
        raise _invalid("the scan report is about other bytes than the source", source.dataset.uri)
    if grant is not None and not _GRANT_REQUIRED <= grant.keys() <= _GRANT_KEYS:
        raise _invalid(
            "the grant lacks a part or has one that verdicts have no place for", source.dataset.uri
        )
    return {
        "requestId": request_id,
        "requester": {_camel(name): value for name, value in requester.items()},
        "purpose": purpose,
        "boundary": decision.boundary,
        "policy": {
            "digest": decision.policy,
            "version": decision.policy_version,
            "rules": list(decision.rule_ids),
        },
        "detector": report.detector,
        "maskingKeyVersion": masking_key_version,
        "source": {"dataset": source.dataset.uri, "fingerprint": source.fingerprint},
        "coverage": report.coverage.as_json(),
        "counts": _counts(report),
        "maskedColumns": sorted(str(mask["label"]) for mask in masks),
        "masks": [dict(mask) for mask in sorted(masks, key=lambda mask: str(mask["label"]))],
        "reasons": [_reason(reason) for reason in reasons],
        "grant": None if grant is None else dict(grant),
        "isolation": isolation,
        "evaluatedAt": timestamp(evaluated_at),
        "ledgerEntry": ledger_entry,
    }


def _counts(report: ScanReport) -> dict[str, Json]:
    """Entity type → columns it was found in and values confirmed (a name holds no values)."""
    columns: dict[str, set[str]] = defaultdict(set)
    values: dict[str, int] = defaultdict(int)
    for column, finding in report.findings:
        columns[finding.entity_type].add(column.label)
        values[finding.entity_type] += 0 if finding.in_name else finding.count
    return {entity: {"columns": len(columns[entity]), "values": values[entity]} for entity in sorted(columns)}


def _reason(reason: Reason) -> dict[str, Json]:
    return {_camel(name): value for name, value in reason.as_json().items()}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _invalid(what: str, where: str) -> VerdictError:
    return VerdictError(
        ErrorCode.VERDICT_INVALID, what, where=where, hint="scan again; then judge what was scanned"
    )
