"""The everyday case: nobody asks for anything special, so the model trains on a masked copy."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Param, dag
from fraud_model import train
from lake import BATCH, LAKE, extract

from airflow_gov_provider.operators.gate import GovernanceGateOperator
from airflow_gov_provider.sensors.verdict import GovernanceVerdictSensor

STAGED = f"s3://{LAKE}@lake-staging/fraud/{BATCH}/"
MASKED = f"s3://{LAKE}@ml-dev/fraud/{BATCH}/"
PURPOSE = "fraud-model-training"


@dag(
    schedule=None, tags=["governance"], params={"prefix": Param("customers/", type="string")}, doc_md=__doc__
)
def fraud_training() -> None:
    """Extract → gate → verdict → training."""
    staged = extract("{{ params.prefix }}", f"fraud/{BATCH}/")
    gate = GovernanceGateOperator(task_id="gate_masked", source=STAGED, destination=MASKED, purpose=PURPOSE)
    verdict = GovernanceVerdictSensor(
        task_id="verdict_masked",
        dataset=MASKED,
        purpose=PURPOSE,
        gate_task_id="gate_masked",
        mode="reschedule",
        poke_interval=5,
        timeout=timedelta(minutes=10),
    )
    staged >> gate >> verdict >> train(MASKED, PURPOSE)


fraud_training()
