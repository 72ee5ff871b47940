"""What policy says about one request's data: the one call of ``evaluate``."""

from __future__ import annotations

from airflow_gov_provider.core.detection.findings import ScanReport
from airflow_gov_provider.core.policy.decisions import Decision
from airflow_gov_provider.core.policy.evaluation import evaluate
from airflow_gov_provider.core.policy.model import Policy
from airflow_gov_provider.gates.requests import GateRequest


def decide(request: GateRequest, policy: Policy, report: ScanReport) -> Decision:
    """Judge the data of a report on the way its request asks for.

    :raises DataError: ``SOURCE_PARTLY_READ`` for a report that does not cover everything.
    """
    return evaluate(
        policy,
        report,
        source=request.source,
        destination=request.destination,
        purpose=request.purpose,
        dag_id=request.requester.dag_id,
        bundle=request.requester.bundle,
    )
