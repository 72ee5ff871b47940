"""Health and belief data towards a contractor: blocked, and nobody can be asked to let it through."""

from __future__ import annotations

from airflow.sdk import Param, dag, task
from lake import BATCH, LAKE, extract

from airflow_gov_provider.operators.gate import GovernanceGateOperator


@task
def hand_over(destination: str) -> None:
    """Tell the contractor where the data lies; runs only when the gate let it through."""
    print(f"handed over {destination}")  # noqa: T201 - Airflow logs what a task prints


@dag(
    schedule=None, tags=["governance"], params={"prefix": Param("employees/", type="string")}, doc_md=__doc__
)
def contractor_export() -> None:
    """Extract → gate, which ends here."""
    destination = f"s3://{LAKE}@vendor-labels/employees/{BATCH}/"
    gate = GovernanceGateOperator(
        task_id="gate_contractor",
        source=f"s3://{LAKE}@lake-staging/employees/{BATCH}/",
        destination=destination,
        purpose="annotation",
    )
    extract("{{ params.prefix }}", f"employees/{BATCH}/") >> gate >> hand_over(destination)


contractor_export()
