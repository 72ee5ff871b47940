"""The operator's own part: what a gate says becomes a task that ends, waits or fails, and nothing in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from airflow.sdk.exceptions import AirflowException, AirflowFailException, TaskAwaitingInput
from airflow.sdk.execution_time import hitl

from airflow_gov_provider.core.errors import ErrorCode, GovernanceError, LedgerError, VerdictError
from airflow_gov_provider.gates.run import run_gate
from airflow_gov_provider.hooks import gate as hook
from airflow_gov_provider.operators import question
from airflow_gov_provider.operators.gate import GovernanceGateOperator
from tests.fakes.world import World, request

CUSTOMERS = pa.table({"email": ["ann@example.com", "bob@example.com"], "amount": [1, 2]})
CONTEXT: Any = {
    "ti": SimpleNamespace(id="7", dag_id="fraud", run_id="run-1", task_id="gate", map_index=-1, try_number=1),
    "dag_run": SimpleNamespace(triggering_user_name="data-engineer"),
}
TARGET = "s3://ml-dev/customers/"


@pytest.fixture
def world(monkeypatch) -> World:
    """Customers lie in staging, and the clock is the operator's."""
    world = World(now=datetime.now(UTC))
    world.storage.put("s3://lake/customers/", CUSTOMERS)
    monkeypatch.setattr(hook, "task_ports", lambda _log: world.ports)
    monkeypatch.setattr(hitl, "upsert_hitl_detail", lambda **_asked: None)
    return world


def gate(**changed: Any) -> GovernanceGateOperator:
    how = {"source": "s3://lake/customers/", "destination": TARGET, "purpose": "fraud-model-training"}
    return GovernanceGateOperator(task_id="gate", **{**how, **changed})


def answer(hold_id: str, option: str) -> dict[str, Any]:
    """What Airflow's server says."""
    soon = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    return {
        "chosen_options": [option],
        "params_input": {
            "justification": "The raw values are needed to check the network's rules.",
            "expires_on": soon,
            "question": hold_id,
        },
        "responded_at": datetime.now(UTC),
        "responded_by_user": {"id": "privacy-officer", "name": "Privacy Officer"},
        "timedout": False,
    }


def held(world: World) -> dict[str, Any]:
    """A gate that waits; how it wants to be called again."""
    with pytest.raises(TaskAwaitingInput) as waiting:
        gate(request_exception=True).execute(CONTEXT)
    assert waiting.value.method_name == "on_answer"
    assert TARGET not in world.storage.data
    return dict(waiting.value.kwargs or {})


def test_what_was_published_is_told_by_its_signed_verdict(world: World) -> None:
    told = gate().execute(CONTEXT)
    assert (told["outcome"], told["uri"]) == ("PASS_MASKED", TARGET)


def test_a_block_fails_the_task_for_good_and_a_retry_would_not_help(world: World) -> None:
    world.policies.text = world.policies.text.partition("exceptions:")[0]
    with pytest.raises(AirflowFailException, match="BLOCKED"):
        gate(request_exception=True).execute(CONTEXT)
    assert TARGET not in world.storage.data


def test_an_approval_goes_on_and_a_refusal_fails(world: World) -> None:
    call = held(world)
    with pytest.raises(AirflowFailException, match="BLOCKED"):
        gate(request_exception=True).on_answer(CONTEXT, answer(call["hold_id"], question.REFUSE), **call)
    world.ledger._entries.clear()
    call = held(world)
    told = gate(request_exception=True).on_answer(CONTEXT, answer(call["hold_id"], question.APPROVE), **call)
    assert told["outcome"] == "PASS_EXCEPTION"


@pytest.mark.parametrize("changed", [{"responded_by_user": {"id": "passer-by", "name": "P"}}, None])
def test_what_does_not_count_leaves_the_task_waiting(world: World, changed: dict[str, Any] | None) -> None:
    call = held(world)
    event = {**answer(call["hold_id"], question.APPROVE), **changed} if changed else {"no": "answer"}
    with pytest.raises(TaskAwaitingInput):
        gate(request_exception=True).on_answer(CONTEXT, event, **call)
    assert TARGET not in world.storage.data


def test_an_error_of_ours_is_one_of_airflows_with_nothing_behind_it(world: World) -> None:
    world.storage.data.clear()
    with pytest.raises(AirflowFailException, match="SOURCE_MISSING") as failed:
        gate().execute(CONTEXT)
    assert failed.value.__suppress_context__
    call = {"hold_id": "sha256:" + "0" * 64, "deadline": datetime.now(UTC).isoformat()}
    with pytest.raises(AirflowFailException, match="LEDGER_BROKEN"):
        gate().on_answer(CONTEXT, answer(call["hold_id"], question.APPROVE), **call)


def test_only_what_may_be_gone_in_a_minute_is_worth_a_retry(world: World, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise LedgerError(ErrorCode.LEDGER_UNAVAILABLE, "nobody answers")

    monkeypatch.setattr(world.ledger, "append", refuse)
    with pytest.raises(AirflowException, match="LEDGER_UNAVAILABLE") as failed:
        gate().execute(CONTEXT)
    assert not isinstance(failed.value, AirflowFailException)


def test_a_task_that_could_not_even_ask_fails_and_that_is_on_record(world: World, monkeypatch) -> None:
    noted: list[GovernanceError] = []
    monkeypatch.setattr(hook, "note_unasked", lambda _requester, error: noted.append(error))
    with pytest.raises(AirflowFailException, match="URI_SCHEME_UNKNOWN"):
        gate(source="gs://bucket/key").execute(CONTEXT)
    assert [error.code for error in noted] == [ErrorCode.URI_SCHEME_UNKNOWN]


def test_a_gate_that_ends_without_a_verdict_has_not_passed(world: World) -> None:
    done = replace(run_gate(request(), world.ports), verdict=None)
    with pytest.raises(VerdictError):
        gate()._finish(CONTEXT, done, world.ports, datetime.now(UTC))
