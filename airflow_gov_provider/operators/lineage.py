"""What a gate task tells OpenLineage, from its result or its error."""

from __future__ import annotations

import json

from airflow_gov_provider.core.attestation.statement import read_statement
from airflow_gov_provider.core.errors import GovernanceError
from airflow_gov_provider.core.lineage.mapping import Lineage, lineage_of
from airflow_gov_provider.gates.requests import GateRequest, GateResult


def of_result(result: GateResult) -> Lineage:
    """The lineage of a gate that came to a result; read from its verdict where there is one."""
    request, envelope = result.request, result.verdict
    verdict = read_statement(json.loads(envelope.payload)) if envelope is not None else None
    predicate = verdict.predicate if verdict is not None else {}
    return lineage_of(
        report=result.report,
        decision=result.decision,
        outcome=verdict.outcome.value if verdict is not None else None,
        source=request.source,
        destination=request.destination,
        published=verdict.published if verdict is not None else None,
        request_id=request.request_id,
        purpose=request.purpose,
        verdict_id=result.verdict_id,
        key_id=envelope.signatures[0].key_id if envelope is not None else None,
        isolation=verdict.isolation if verdict is not None else "in_process",
        masked_columns=result.masked_columns,
        grant=predicate.get("grant"),
        error_code=None,
        reason_codes=[reason["code"] for reason in predicate["reasons"]] if predicate else None,
    )


def of_failure(error: GovernanceError, request: GateRequest) -> Lineage:
    """The lineage of a gate that could not decide or act: what was asked, and the error's code."""
    return lineage_of(
        report=None,
        decision=None,
        outcome=None,
        source=request.source,
        destination=request.destination,
        published=None,
        request_id=request.request_id,
        purpose=request.purpose,
        verdict_id=None,
        key_id=None,
        isolation="in_process",
        masked_columns=(),
        grant=None,
        error_code=error.code.value,
    )
