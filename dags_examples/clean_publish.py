"""Data about things, not people: published as it is, with a verdict that says so."""

from __future__ import annotations

from airflow.sdk import Param, dag
from lake import BATCH, LAKE, extract

from airflow_gov_provider.operators.gate import GovernanceGateOperator


@dag(
    schedule=None, tags=["governance"], params={"prefix": Param("catalogue/", type="string")}, doc_md=__doc__
)
def clean_publish() -> None:
    """Extract → gate."""
    gate = GovernanceGateOperator(
        task_id="gate_catalogue",
        source=f"s3://{LAKE}@lake-staging/catalogue/{BATCH}/",
        destination=f"s3://{LAKE}@ml-dev/catalogue/{BATCH}/",
        purpose="price-forecast",
    )
    extract("{{ params.prefix }}", f"catalogue/{BATCH}/") >> gate


clean_publish()
