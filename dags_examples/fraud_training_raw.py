"""Somebody asks for the raw data as well: the masked branch goes on, the raw one waits for a person.

One gate has one destination and one outcome; who wants both uses two. The second shares the first
one's scan report, so it costs next to nothing.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Param, dag
from fraud_model import train
from lake import BATCH, LAKE, extract

from airflow_gov_provider.operators.gate import GovernanceGateOperator
from airflow_gov_provider.sensors.verdict import GovernanceVerdictSensor

STAGED = f"s3://{LAKE}@lake-staging/fraud-raw/{BATCH}/"
MASKED = f"s3://{LAKE}@ml-dev/fraud-both/{BATCH}/masked/"
RAW = f"s3://{LAKE}@ml-dev/fraud-both/{BATCH}/raw/"
PURPOSE = "fraud-model-training"


def branch(name: str, destination: str, gate: GovernanceGateOperator) -> None:
    """Training that waits for the verdict of its own gate, and reads nothing without it."""
    verdict = GovernanceVerdictSensor(
        task_id=f"verdict_{name}",
        dataset=destination,
        purpose=PURPOSE,
        gate_task_id=gate.task_id,
        mode="reschedule",
        poke_interval=5,
        timeout=timedelta(minutes=10),
    )
    gate >> verdict >> train.override(task_id=f"train_{name}")(destination, PURPOSE)


@dag(
    schedule=None, tags=["governance"], params={"prefix": Param("customers/", type="string")}, doc_md=__doc__
)
def fraud_training_raw() -> None:
    """Extract → two gates, one of which waits → a training each."""
    staged = extract("{{ params.prefix }}", f"fraud-raw/{BATCH}/")
    masked = GovernanceGateOperator(task_id="gate_masked", source=STAGED, destination=MASKED, purpose=PURPOSE)
    raw = GovernanceGateOperator(
        task_id="gate_raw",
        source=STAGED,
        destination=RAW,
        purpose=PURPOSE,
        request_exception=True,
        response_timeout=timedelta(days=3),  # silence refuses
    )
    staged >> [masked, raw]
    branch("masked", MASKED, masked)
    branch("raw", RAW, raw)


fraud_training_raw()
