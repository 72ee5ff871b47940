"""Every example DAG does on a real Airflow what its docstring says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from demo import data, record
from demo.stage import CONTRACTOR, DEVELOPMENT, EXAMPLES, STAGING

pytestmark = pytest.mark.e2e

GATE = 180.0  # seconds a gate over small data may take on a busy machine
ROWS = 2_000


def test_every_example_dag_is_run_by_a_test_of_this_file():
    with_dag = {file.stem for file in EXAMPLES.glob("*.py") if "@dag(" in file.read_text()}
    assert with_dag == {
        "fraud_training",
        "fraud_training_raw",
        "contractor_export",
        "clean_publish",
        "audit_in_place",
    }


def only_verdict(stage, dag_id, run_id, task_id):
    (verdict,) = record.verdicts(stage.settings, dag_id, run_id, task_id)
    return verdict


def folder(engineer, dag_id, run_id):
    after = engineer.request("GET", f"/dags/{dag_id}/dagRuns/{run_id}")["run_after"]
    return datetime.fromisoformat(after).strftime("%Y%m%dT%H%M%S")


def test_fraud_training_trains_on_a_masked_copy(stage, engineer, lake, await_dag):
    customers = data.customers(ROWS)
    await_dag("fraud_training")
    run_id = engineer.trigger("fraud_training", lake.put(customers))
    assert engineer.wait_for_run("fraud_training", run_id, GATE) == "success"
    verdict = only_verdict(stage, "fraud_training", run_id, "gate_masked")
    assert verdict.outcome == "PASS_MASKED"
    assert engineer.xcom("fraud_training", run_id, "gate_masked")["verdict_id"] == verdict.id
    published = stage.table(DEVELOPMENT, f"fraud/{folder(engineer, 'fraud_training', run_id)}/")
    assert published.num_rows == ROWS
    assert not set(published["email"].to_pylist()) & set(customers["email"].to_pylist())
    assert isinstance(engineer.xcom("fraud_training", run_id, "train"), float)


def test_fraud_training_raw_waits_for_the_officer_while_the_masked_branch_trains(
    stage, airflow, engineer, officer, lake, await_dag
):
    dag_id = "fraud_training_raw"
    await_dag(dag_id)
    run_id = engineer.trigger(dag_id, lake.put(data.customers(ROWS)))
    raw = f"fraud-both/{folder(engineer, dag_id, run_id)}/raw/"
    engineer.wait_for_task(dag_id, run_id, "gate_raw", {"awaiting_input"}, timeout=GATE)
    engineer.wait_for_task(dag_id, run_id, "train_masked", {"success"}, timeout=GATE)
    assert engineer.task(dag_id, run_id, "gate_raw")["state"] == "awaiting_input"
    assert stage.objects(DEVELOPMENT, raw) == {}

    airflow.settle(dag_id, run_id, "gate_raw")
    asked = officer.question(dag_id, run_id, "gate_raw")
    form = {name: field["value"] for name, field in asked["params"].items()} | {
        "justification": "needed once for the yearly model validation",
        "expires_on": (datetime.now(UTC) + timedelta(days=3)).date().isoformat(),
    }
    officer.answer(dag_id, run_id, "gate_raw", "Approve", form)
    assert engineer.wait_for_run(dag_id, run_id, GATE) == "success"
    verdict = only_verdict(stage, dag_id, run_id, "gate_raw")
    assert verdict.outcome == "PASS_EXCEPTION"
    assert verdict.grant["approvers"] == ["privacy-officer"]
    assert verdict.grant["expiresAt"].startswith(form["expires_on"])
    staged = stage.digests(STAGING, raw.replace("fraud-both", "fraud-raw").removesuffix("raw/"))
    assert staged == stage.digests(DEVELOPMENT, raw) != {}


def test_contractor_export_is_blocked_and_hands_nothing_over(stage, engineer, lake, await_dag):
    await_dag("contractor_export")
    run_id = engineer.trigger("contractor_export", lake.put(data.special_category(500)))
    assert engineer.wait_for_run("contractor_export", run_id, GATE) == "failed"
    assert engineer.tasks("contractor_export", run_id) == {
        "extract": "success",
        "gate_contractor": "failed",
        "hand_over": "upstream_failed",
    }
    verdict = only_verdict(stage, "contractor_export", run_id, "gate_contractor")
    assert verdict.outcome == "BLOCKED"
    assert "no-special-categories" in verdict.rules
    assert stage.objects(CONTRACTOR) == {}


def test_clean_publish_publishes_the_catalogue_unchanged(stage, engineer, lake, await_dag):
    await_dag("clean_publish")
    run_id = engineer.trigger("clean_publish", lake.put(data.clean(ROWS)))
    assert engineer.wait_for_run("clean_publish", run_id, GATE) == "success"
    assert only_verdict(stage, "clean_publish", run_id, "gate_catalogue").outcome == "PASS"
    place = f"catalogue/{folder(engineer, 'clean_publish', run_id)}/"
    assert stage.digests(STAGING, place) == stage.digests(DEVELOPMENT, place) != {}


@pytest.mark.parametrize(
    ("table", "state", "outcome"),
    [(data.clean(500), "success", "PASS"), (data.customers(500), "failed", "BLOCKED")],
    ids=["a catalogue passes", "customers do not"],
)
def test_audit_in_place_judges_and_publishes_nothing(stage, engineer, lake, await_dag, table, state, outcome):
    await_dag("audit_in_place")
    run_id = engineer.trigger("audit_in_place", lake.put(table))
    assert engineer.wait_for_run("audit_in_place", run_id, GATE) == state
    assert only_verdict(stage, "audit_in_place", run_id, "audit").outcome == outcome
    assert lake.prefix not in "".join(stage.objects(DEVELOPMENT))
