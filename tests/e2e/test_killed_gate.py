"""``kill -9`` of the gate's task while it scans and while it publishes, then Airflow's own retry."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter

import pytest

from airflow_gov_provider.core.ledger.entries import EntryKind
from airflow_gov_provider.stores import wiring
from demo import data, record
from demo.airflow_api import ApiError, wait_until
from demo.stage import DEVELOPMENT, STAGING
from tests.fakes.stalling_proxy import StallingProxy

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

PATIENCE = 240.0
DAG = """
from datetime import timedelta

from airflow.sdk import dag
from lake import BATCH, LAKE, extract

from airflow_gov_provider.operators.gate import GovernanceGateOperator


@dag(schedule=None, params={"prefix": "customers/"})
def killed():
    extract("{{ params.prefix }}", f"killed/{BATCH}/") >> GovernanceGateOperator(
        task_id="gate",
        source=f"s3://{LAKE}@lake-staging/killed/{BATCH}/",
        destination=f"s3://aws_slow@ml-dev/killed/{BATCH}/",
        purpose="fraud-model-training",
        retries=1,
        retry_delay=timedelta(seconds=1),
    )


killed()
"""


@pytest.fixture
def proxy(stage, admin):
    """S3 behind a door that the test can hold; known to Airflow as ``aws_slow``."""
    with StallingProxy(stage.s3.endpoint) as door:
        connection = {
            "connection_id": "aws_slow",
            "conn_type": "aws",
            "login": stage.s3.access_key,
            "password": stage.s3.secret_key,
            "extra": json.dumps(
                {
                    "endpoint_url": door.endpoint,
                    "region_name": "us-east-1",
                    "config_kwargs": {"s3": {"addressing_style": "path"}},
                }
            ),
        }
        admin.request("POST", "/connections", connection)
        yield door
        admin.request("DELETE", "/connections/aws_slow")


@pytest.fixture
def run(stage, engineer, lake, dags_folder, await_dag, proxy):
    """Start a run over ``rows`` customers."""

    def start(rows: int) -> str:
        (dags_folder / "killed.py").write_text(DAG)
        await_dag("killed")
        return engineer.trigger("killed", lake.put(data.customers(rows)))

    return start


def kill(engineer, run_id: str) -> None:
    """The task's process gets no chance to say anything."""
    os.kill(engineer.task("killed", run_id, "gate")["pid"], signal.SIGKILL)


def in_log(engineer, run_id: str, text: str) -> bool:
    try:
        return text in engineer.log("killed", run_id, "gate")
    except ApiError:
        return False


def test_killed_while_it_scans(stage, engineer, run):
    run_id = run(60_000)
    wait_until(lambda: in_log(engineer, run_id, "scan"), "the gate scans", PATIENCE, every=0.2)
    kill(engineer, run_id)
    assert_nothing_yet(stage, run_id)
    assert_exactly_right(stage, engineer, run_id)


def test_killed_while_it_publishes(stage, engineer, run, proxy):
    proxy.stall_when(lambda head: head.startswith((b"PUT /ml-dev/", b"POST /ml-dev/")))
    run_id = run(500)
    proxy.wait_for_stall(PATIENCE)
    kill(engineer, run_id)
    assert_nothing_yet(stage, run_id)
    proxy.cut()
    assert_exactly_right(stage, engineer, run_id)


def assert_nothing_yet(stage, run_id: str) -> None:
    assert record.verdicts(stage.settings, "killed", run_id, "gate") == []


def assert_exactly_right(stage, engineer, run_id: str) -> None:
    """After the retry: one verdict, the masked copy, every entry once, all links whole."""
    assert engineer.wait_for_run("killed", run_id, PATIENCE) == "success"
    assert engineer.task("killed", run_id, "gate")["try_number"] == 2
    [verdict] = record.verdicts(stage.settings, "killed", run_id, "gate")
    assert verdict.outcome == "PASS_MASKED"
    ledger = wiring.build_ledger(stage.settings)
    [intent] = [
        entry
        for entry in ledger.entries(kind=EntryKind.INTENT)
        if entry.body["request"]["requester"]["run_id"] == run_id
    ]
    kinds = Counter(entry.kind.value for entry in ledger.entries(request_id=intent.request_id))
    assert kinds == {"intent": 1, "publication": 1, "verdict": 1}
    assert record.ledger_holds(stage.settings)
    folder = intent.body["source"].split("/killed/")[1]
    assert len(stage.objects(DEVELOPMENT, f"killed/{folder}")) == 2
    raw = set(stage.table(STAGING, f"killed/{folder}")["email"].to_pylist())
    assert not raw & set(stage.table(DEVELOPMENT, f"killed/{folder}")["email"].to_pylist())
