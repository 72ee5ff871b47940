"""A gate that waits: what opens it, and everything that does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from airflow_gov_provider.core.ledger.entries import EntryKind
from airflow_gov_provider.stores import wiring
from demo import data, record
from demo.airflow_api import ApiError, wait_until
from demo.stage import DEVELOPMENT, STAGING

pytestmark = pytest.mark.e2e

DAG, GATE = "fraud_training_raw", "gate_raw"
PATIENCE = 180.0  # seconds for one gate over small data on a busy machine


class Held:
    """One run of the example in which the raw gate waits."""

    def __init__(self, stage, engineer, officer, run_id):
        self.stage, self.engineer, self.officer, self.run_id = stage, engineer, officer, run_id
        after = engineer.request("GET", f"/dags/{DAG}/dagRuns/{run_id}")["run_after"]
        self.folder = datetime.fromisoformat(after).strftime("%Y%m%dT%H%M%S")

    def wait(self, *states, hops=None):
        found = self.engineer.wait_for_task(DAG, self.run_id, GATE, set(states), timeout=PATIENCE)
        if hops:
            self.stage.airflow.settle(DAG, self.run_id, GATE, hops=hops)
        return found

    def form(self, **typed):
        asked = self.officer.question(DAG, self.run_id, GATE)
        fields = {name: field["value"] for name, field in asked["params"].items()}
        due = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
        return fields | {"justification": "needed once to validate the card rules", "expires_on": due} | typed

    def answer(self, option, form):
        self.officer.answer(DAG, self.run_id, GATE, option, form)

    def published(self):
        return self.stage.objects(DEVELOPMENT, f"fraud-both/{self.folder}/raw/")

    def verdicts(self):
        return record.verdicts(self.stage.settings, DAG, self.run_id, GATE)

    def answers(self):
        entries = wiring.build_ledger(self.stage.settings).entries(kind=EntryKind.ANSWER)
        mine = {entry.request_id for entry in self.holds()}
        return [entry.body for entry in entries if entry.request_id in mine]

    def holds(self):
        entries = wiring.build_ledger(self.stage.settings).entries(kind=EntryKind.HOLD)
        return [e for e in entries if e.body["request"]["requester"]["run_id"] == self.run_id]


@pytest.fixture
def held(stage, engineer, officer, lake, await_dag) -> Held:
    """The raw gate of a fresh run waits, and Airflow is ready for an answer."""
    await_dag(DAG)
    run = Held(stage, engineer, officer, engineer.trigger(DAG, lake.put(data.customers(500))))
    run.wait("awaiting_input", hops=1)
    return run


def test_a_refusal_fails_the_gate_for_good(held):
    held.answer("Reject", held.form())
    held.wait("failed")
    assert held.published() == {}
    [verdict] = held.verdicts()
    assert verdict.outcome == "BLOCKED"
    assert held.engineer.task(DAG, held.run_id, GATE)["try_number"] == 1


def test_one_byte_changed_before_the_answer_voids_it(held):
    client = held.stage.s3.client()
    prefix = f"fraud-raw/{held.folder}/"
    key = client.list_objects_v2(Bucket=STAGING, Prefix=prefix)["Contents"][0]["Key"]
    body = bytearray(client.get_object(Bucket=STAGING, Key=key)["Body"].read())
    body[len(body) // 2] ^= 1
    client.put_object(Bucket=STAGING, Key=key, Body=bytes(body))
    held.answer("Approve", held.form())
    held.wait("failed")
    assert held.published() == {}
    [verdict] = held.verdicts()
    assert verdict.outcome == "BLOCKED"
    [given] = held.answers()
    assert given["accepted"]  # the decision itself is not lost


def test_marking_the_gate_success_by_hand_publishes_nothing_and_satisfies_no_sensor(held):
    held.engineer.mark(DAG, held.run_id, GATE, "success")
    sensor = held.engineer.wait_for_task(
        DAG, held.run_id, "verdict_raw", {"up_for_reschedule"}, timeout=PATIENCE
    )
    assert sensor["state"] == "up_for_reschedule"
    wait_until(
        lambda: "VERDICT_MISSING" in held.engineer.log(DAG, held.run_id, "verdict_raw"),
        "the sensor looked",
        60,
    )
    assert held.published() == {}
    assert held.verdicts() == []
    held.engineer.mark(DAG, held.run_id, "verdict_raw", "failed")
    assert held.engineer.tasks(DAG, held.run_id)["train_raw"] in {None, "upstream_failed"}


def test_an_answer_over_rest_without_the_form_does_not_count_and_is_asked_again(held):
    held.answer("Approve", {})
    wait_until(lambda: len(held.answers()) == 1, "the answer is on record", PATIENCE)
    held.wait("awaiting_input", hops=2)
    assert held.published() == {}
    held.answer("Approve", held.form())
    held.wait("success")
    assert [given["accepted"] for given in held.answers()] == [False, True]
    assert [verdict.outcome for verdict in held.verdicts()] == ["PASS_EXCEPTION"]


def test_whoever_asked_and_even_an_admin_can_not_answer(held, engineer, admin):
    for stranger in (engineer, admin):
        with pytest.raises(ApiError) as refused:
            stranger.answer(DAG, held.run_id, GATE, "Approve", held.form())
        assert refused.value.status == 403
    assert held.engineer.task(DAG, held.run_id, GATE)["state"] == "awaiting_input"


def test_clearing_a_waiting_gate_asks_the_same_question_again(held):
    held.engineer.clear(DAG, held.run_id, GATE)
    wait_until(
        lambda: held.engineer.task(DAG, held.run_id, GATE)["try_number"] == 2, "the second try", PATIENCE
    )
    held.wait("awaiting_input", hops=2)
    held.answer("Approve", held.form())
    held.wait("success")
    assert len(held.holds()) == 1
    assert [verdict.outcome for verdict in held.verdicts()] == ["PASS_EXCEPTION"]


SILENT = """
from datetime import timedelta

from airflow.sdk import dag
from lake import BATCH, LAKE, extract

from airflow_gov_provider.operators.gate import GovernanceGateOperator


@dag(schedule=None, params={"prefix": "customers/"})
def silence():
    extract("{{ params.prefix }}", f"silence/{BATCH}/") >> GovernanceGateOperator(
        task_id="gate_raw",
        source=f"s3://{LAKE}@lake-staging/silence/{BATCH}/",
        destination=f"s3://{LAKE}@ml-dev/silence/{BATCH}/",
        purpose="fraud-model-training",
        request_exception=True,
        response_timeout=timedelta(seconds=20),
        retries=2,
    )


silence()
"""


def test_silence_is_a_no(stage, engineer, lake, dags_folder, await_dag):
    (dags_folder / "silence.py").write_text(SILENT)
    await_dag("silence")
    run_id = engineer.trigger("silence", lake.put(data.customers(200)))
    engineer.wait_for_task("silence", run_id, "gate_raw", {"awaiting_input"}, timeout=PATIENCE)
    assert engineer.wait_for_run("silence", run_id, PATIENCE) == "failed"
    assert engineer.task("silence", run_id, "gate_raw")["try_number"] == 1
    [verdict] = record.verdicts(stage.settings, "silence", run_id, "gate_raw")
    assert verdict.outcome == "BLOCKED"
    assert stage.objects(DEVELOPMENT, "silence/") == {}
