"""A gate without a destination judges data where it lies and publishes nothing."""

from __future__ import annotations

from airflow.sdk import Param, dag
from lake import LAKE

from airflow_gov_provider.operators.gate import GovernanceGateOperator


@dag(
    schedule=None, tags=["governance"], params={"prefix": Param("catalogue/", type="string")}, doc_md=__doc__
)
def audit_in_place() -> None:
    """One gate over production."""
    GovernanceGateOperator(
        task_id="audit",
        source=f"s3://{LAKE}@prod-customers/{{{{ params.prefix }}}}",
        destination=None,
        purpose="audit",
    )


audit_in_place()
