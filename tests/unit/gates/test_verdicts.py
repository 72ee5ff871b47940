"""Use of verdicts: the bytes count, the signature counts, a task's state does not."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from airflow_gov_provider.core.attestation.statement import Outcome
from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.errors import DataChangedError, ErrorCode, VerdictError
from airflow_gov_provider.gates.resume import resume_gate
from airflow_gov_provider.gates.run import run_gate
from airflow_gov_provider.gates.verdicts import Expectation, require
from tests.fakes.world import World, approval, request

CUSTOMERS = pa.table({"email": ["ann@example.com", "bob@example.com"], "amount": [1, 2]})
TARGET = DatasetRef.parse("s3://ml-dev/customers/")
TRAINING = Expectation(purpose="fraud-model-training")


@pytest.fixture
def world() -> World:
    """The masked copy is published by run-1."""
    world = World()
    world.storage.put("s3://lake/customers/", CUSTOMERS)
    run_gate(request(), world.ports)
    return world


def look(world: World, expected: Expectation = TRAINING, dataset: DatasetRef = TARGET):
    return require(
        dataset,
        expected,
        ledger=world.ledger,
        verifier=world.keys,
        reader=world.storage,
        clock=world.clock,
    )


def test_published_data_has_a_verdict(world):
    assert look(world).verdict.outcome is Outcome.PASS_MASKED


def test_one_changed_byte_at_the_destination_is_noticed(world):
    files = world.storage.data[TARGET.uri]
    files["part-0"] = files["part-0"] + b"\0"
    with pytest.raises(DataChangedError):
        look(world)


@pytest.mark.parametrize("path", ["part-0", "part-1"])
def test_a_file_taken_away_or_added_is_noticed(world, path):
    files = world.storage.data[TARGET.uri]
    if path in files:
        files.clear()
    else:
        files[path] = b"more"
    with pytest.raises(DataChangedError):
        look(world)


REFUSED = {
    "another purpose": Expectation(purpose="marketing"),
    "raw data only": replace(TRAINING, outcomes=frozenset({Outcome.PASS_EXCEPTION})),
    "a wall only": replace(TRAINING, isolation=frozenset({"separate"})),
    "another run": replace(TRAINING, dag_id="fraud", run_id="run-2", task_id="gate"),
    "another gate": replace(TRAINING, dag_id="fraud", run_id="run-1", task_id="other"),
    "another dag": replace(TRAINING, dag_id="hr", run_id="run-1", task_id="gate"),
}


@pytest.mark.parametrize("expected", REFUSED.values(), ids=REFUSED.keys())
def test_a_verdict_for_something_else_does_not_count(world, expected):
    with pytest.raises(VerdictError) as caught:
        look(world, expected)
    assert caught.value.code is ErrorCode.VERDICT_NOT_ACCEPTED


def test_the_gate_of_this_run_counts(world):
    assert look(world, replace(TRAINING, dag_id="fraud", run_id="run-1", task_id="gate"))


def test_data_that_nobody_judged_has_no_verdict(world):
    world.storage.put("s3://ml-dev/smuggled/", CUSTOMERS)
    with pytest.raises(VerdictError) as caught:
        look(world, dataset=DatasetRef.parse("s3://ml-dev/smuggled/"))
    assert caught.value.code is ErrorCode.VERDICT_MISSING


def test_a_copy_of_published_data_elsewhere_has_no_verdict(world):
    world.storage.data["s3://ml-dev/copy/"] = dict(world.storage.data[TARGET.uri])
    with pytest.raises(VerdictError):
        look(world, dataset=DatasetRef.parse("s3://ml-dev/copy/"))


def test_a_forged_signature_does_not_count(world, monkeypatch):
    monkeypatch.setattr(world.keys, "verify", lambda *_: False)
    with pytest.raises(VerdictError) as caught:
        look(world)
    assert caught.value.code is ErrorCode.VERDICT_INVALID


def test_an_exception_counts_until_it_expires(world):
    raw = DatasetRef.parse("s3://ml-dev/raw/")
    ask = request(destination=raw.uri, raw=True, task_id="raw")
    hold_id = run_gate(ask, world.ports).hold.id
    resume_gate(ask, hold_id, approval(hold_id, world.now), world.ports)
    assert look(world, dataset=raw).verdict.outcome is Outcome.PASS_EXCEPTION
    world.wait(days=6)
    with pytest.raises(VerdictError) as caught:
        look(world, dataset=raw)
    assert caught.value.code is ErrorCode.VERDICT_NOT_ACCEPTED


def test_a_held_request_has_no_verdict_to_show(world):
    raw = "s3://ml-dev/raw/"
    run_gate(request(destination=raw, raw=True, task_id="raw"), world.ports)
    world.storage.put(raw, CUSTOMERS)
    with pytest.raises(VerdictError):
        look(world, dataset=DatasetRef.parse(raw))


def test_a_newer_block_outweighs_an_older_pass_of_the_same_bytes(world):
    world.storage.put("s3://lake/products/", pa.table({"product": ["chair"]}))
    audited = DatasetRef.parse("s3://lake/products/")
    run_gate(request(audited.uri, None, task_id="audit"), world.ports)
    assert look(world, dataset=audited)
    world.policies.text += "  \n"
    world.policies.text = world.policies.text.replace(
        "rules:", "rules:\n  - {id: closed, when: {from: staging}, effect: block}"
    )
    blocked = run_gate(request(audited.uri, None, task_id="audit", run_id="run-2"), world.ports)
    assert blocked.outcome is Outcome.BLOCKED
    with pytest.raises(VerdictError) as caught:
        look(world, dataset=audited)
    assert caught.value.code is ErrorCode.VERDICT_NOT_ACCEPTED
