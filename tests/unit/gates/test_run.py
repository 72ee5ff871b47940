"""What comes of a request: one gate, one destination, one outcome."""

from __future__ import annotations

import json
from dataclasses import replace

import pyarrow as pa
import pytest

from airflow_gov_provider.core.attestation.statement import Outcome
from airflow_gov_provider.core.detection.findings import Skipped
from airflow_gov_provider.core.errors import (
    DataError,
    DestinationError,
    ErrorCode,
    GovernanceError,
    LedgerError,
    MaskingError,
    PolicyError,
    VerdictError,
)
from airflow_gov_provider.core.policy.decisions import ReasonCode
from airflow_gov_provider.gates.requests import GateState
from airflow_gov_provider.gates.run import run_gate
from airflow_gov_provider.gates.verdicts import verified
from tests.fakes.world import World, bytes_table, request

CUSTOMERS = pa.table({"email": ["ann@example.com", "bob@example.com"], "amount": [1, 2]})
PRODUCTS = pa.table({"product": ["chair", "table"], "amount": [1, 2]})
STAFF = pa.table({"religion": ["buddhist", "jewish"], "amount": [1, 2]})


@pytest.fixture
def world() -> World:
    """Customers lie in staging."""
    world = World()
    world.storage.put("s3://lake/customers/", CUSTOMERS)
    return world


def test_clean_data_passes_and_is_published_byte_for_byte(world):
    world.storage.put("s3://lake/products/", PRODUCTS)
    result = run_gate(request("s3://lake/products/", "s3://ml-dev/products/"), world.ports)
    assert result.outcome is Outcome.PASS
    assert world.storage.data["s3://ml-dev/products/"] == world.storage.data["s3://lake/products/"]


def test_personal_data_goes_on_as_a_masked_copy_and_raw_bytes_never_do(world):
    result = run_gate(request(), world.ports)
    assert result.outcome is Outcome.PASS_MASKED
    assert result.masked_columns == ("email",)
    published = bytes_table(world.storage.data["s3://ml-dev/customers/"]["part-0"])
    assert published["amount"].to_pylist() == [1, 2]
    assert all(value.endswith("@masked.example") for value in published["email"].to_pylist())


def test_the_same_person_has_the_same_token_in_two_runs(world):
    run_gate(request(run_id="a"), world.ports)
    first = world.storage.data["s3://ml-dev/customers/"]
    run_gate(request(run_id="b"), world.ports)
    assert world.storage.data["s3://ml-dev/customers/"] == first


def test_special_categories_towards_a_contractor_are_blocked_and_nothing_is_published(world):
    world.storage.put("s3://lake/staff/", STAFF)
    result = run_gate(request("s3://lake/staff/", "s3://vendor/staff/"), world.ports)
    assert result.outcome is Outcome.BLOCKED
    assert "s3://vendor/staff/" not in world.storage.data
    assert not verified(result.verdict, world.keys).outcome.passes


def test_asking_for_raw_data_holds_and_publishes_nothing(world):
    result = run_gate(request(raw=True), world.ports)
    assert result.state is GateState.HELD
    assert result.hold.approvers == ("privacy-officer", "deputy")
    assert "s3://ml-dev/customers/" not in world.storage.data


def test_asking_for_raw_data_never_opens_a_block(world):
    world.storage.put("s3://lake/staff/", STAFF)
    result = run_gate(request("s3://lake/staff/", "s3://vendor/staff/", raw=True), world.ports)
    assert result.outcome is Outcome.BLOCKED


def test_an_unknown_zone_holds_even_clean_data(world):
    world.storage.put("s3://lake/products/", PRODUCTS)
    result = run_gate(request("s3://lake/products/", "s3://elsewhere/products/"), world.ports)
    assert result.state is GateState.HELD


def test_with_no_approvers_nobody_is_asked_and_the_gate_blocks(world):
    world.policies.text = world.policies.text.partition("exceptions:")[0]
    result = run_gate(request(raw=True), world.ports)
    assert result.outcome is Outcome.BLOCKED
    reasons = verified(result.verdict, world.keys).predicate["reasons"]
    assert ReasonCode.NO_APPROVERS in {reason["code"] for reason in reasons}


@pytest.mark.parametrize(
    ("source", "outcome"),
    [("s3://lake/products/", Outcome.PASS), ("s3://lake/customers/", Outcome.BLOCKED)],
)
def test_an_audit_in_place_publishes_nothing_and_can_not_mask(world, source, outcome):
    world.policies.text = world.policies.text.replace("when: {to: development, ", "when: {")
    world.storage.put("s3://lake/products/", PRODUCTS)
    before = dict(world.storage.data)
    result = run_gate(request(source, None), world.ports)
    assert result.outcome is outcome
    assert world.storage.data == before


def test_the_intent_is_on_record_before_anything_is_published(world):
    seen = []
    world.storage.before_publish = lambda: seen.extend(world.kinds())
    run_gate(request(), world.ports)
    assert seen == ["scan", "intent", "publication"]
    assert world.kinds() == ["scan", "intent", "publication", "verdict"]


def test_a_second_gate_on_the_same_bytes_shares_the_scan_but_not_the_verdict(world):
    run_gate(request(), world.ports)
    scans = world.detector.scans
    run_gate(request("s3://lake/customers/", "s3://ml-dev/raw/", raw=True, task_id="raw"), world.ports)
    assert world.detector.scans == scans


def test_a_new_detector_scans_again(world):
    run_gate(request(), world.ports)
    scans = world.detector.scans
    world.detector.version = "2"
    run_gate(request(run_id="run-2"), world.ports)
    assert world.detector.scans > scans


def test_a_retry_repeats_nothing_on_record(world):
    first = run_gate(request(), world.ports)
    entries = world.kinds()
    again = run_gate(request(try_number=2), world.ports)
    assert again.verdict_id == first.verdict_id
    assert world.kinds() == entries


def test_a_publication_that_died_half_way_is_finished_by_the_retry(world):
    def die():
        raise KeyboardInterrupt

    world.storage.before_publish = die
    with pytest.raises(KeyboardInterrupt):
        run_gate(request(), world.ports)
    assert "verdict" not in world.kinds()
    world.storage.before_publish = lambda: None
    assert run_gate(request(try_number=2), world.ports).outcome is Outcome.PASS_MASKED
    assert world.kinds().count("verdict") == 1


def test_what_the_gate_did_not_publish_is_not_overwritten(world):
    world.storage.put("s3://ml-dev/customers/", PRODUCTS, "somebody-elses")
    with pytest.raises(DestinationError) as caught:
        run_gate(request(), world.ports)
    assert caught.value.code is ErrorCode.DESTINATION_OCCUPIED
    assert world.kinds()[-1] == "failure"


def test_a_rerun_replaces_what_this_gate_published_but_not_what_another_did(world):
    run_gate(request(), world.ports)
    world.storage.put("s3://lake/customers/", CUSTOMERS.slice(1))
    assert run_gate(request(run_id="run-2"), world.ports).outcome is Outcome.PASS_MASKED
    world.storage.put("s3://lake/customers/", CUSTOMERS.slice(0, 1))
    with pytest.raises(DestinationError):
        run_gate(request(run_id="run-3", task_id="another_gate"), world.ports)


@pytest.mark.parametrize("table", ["postgres://db/lake.public.t", "sqlite:///lake/shop.db#t"])
def test_a_table_is_no_destination_and_nothing_is_read_for_one(world, table):
    with pytest.raises(DestinationError) as caught:
        run_gate(request("s3://lake/customers/", table), world.ports)
    assert caught.value.code is ErrorCode.DESTINATION_UNWRITABLE
    assert not world.storage.taken


@pytest.mark.parametrize(
    ("source", "destination"),
    [
        ("s3://lake/customers/", "s3://lake/customers/"),
        ("s3://lake/customers/", "s3://lake/customers/masked/"),
        ("s3://lake/customers/", "s3://lake/"),
    ],
)
def test_source_and_destination_must_be_apart(world, source, destination):
    with pytest.raises(DestinationError) as caught:
        run_gate(request(source, destination), world.ports)
    assert caught.value.code is ErrorCode.DESTINATION_IS_SOURCE


def test_a_neighbour_with_the_same_beginning_is_another_place(world):
    world.policies.text = world.policies.text.replace('"s3://ml-dev/**"', '"s3://lake/customers-masked/**"')
    result = run_gate(request(destination="s3://lake/customers-masked/"), world.ports)
    assert result.outcome is Outcome.PASS_MASKED


class TestFailsClosed:
    """Whatever is missing or broken: an error on record, nothing published, no verdict."""

    @pytest.fixture(autouse=True)
    def nothing_passes(self, world):
        yield
        assert "s3://ml-dev/customers/" not in world.storage.data
        assert "verdict" not in world.kinds()

    def test_data_that_was_not_fully_read(self, world):
        world.detector.skip = (Skipped("part-0", "TRUNCATED"),)
        with pytest.raises(DataError) as caught:
            run_gate(request(), world.ports)
        assert caught.value.code is ErrorCode.SOURCE_PARTLY_READ

    def test_a_source_that_is_not_there(self, world):
        with pytest.raises(DataError):
            run_gate(request("s3://lake/nothing/"), world.ports)
        assert world.kinds() == ["failure"]

    def test_a_policy_without_rules(self, world):
        world.policies.text = "version: 1"
        with pytest.raises(PolicyError):
            run_gate(request(), world.ports)
        assert world.kinds() == ["failure"]

    def test_a_dead_ledger(self, world, monkeypatch):
        def dead(entry):
            raise LedgerError(ErrorCode.LEDGER_UNAVAILABLE, "no answer")

        monkeypatch.setattr(world.ledger, "append", dead)
        with pytest.raises(LedgerError):
            run_gate(request(), world.ports)

    def test_a_report_on_record_that_is_about_other_data(self, world, monkeypatch):
        run_gate(request("s3://lake/customers/", None, task_id="audit", raw=True), world.ports)
        [scan] = world.ledger.entries(kind=None, limit=1)
        body = {**scan.body, "fingerprint": "sha256:" + "0" * 64}
        monkeypatch.setattr(world.ledger, "by_key", lambda key: _changed(scan, body))
        with pytest.raises(LedgerError):
            run_gate(request(), world.ports)

    def test_a_file_name_that_holds_personal_data(self, world):
        world.storage.put("s3://lake/customers/", CUSTOMERS, "ann@example.com.parquet")
        with pytest.raises(DataError) as caught:
            run_gate(request(), world.ports)
        assert caught.value.code is ErrorCode.NAME_HOLDS_PERSONAL_DATA
        assert "ann" not in str(caught.value)

    def test_a_masking_function_that_lets_a_value_through(self, world, monkeypatch):
        monkeypatch.setattr("airflow_gov_provider.gates.perform.mask_batch", lambda batch, **_: batch.rows)
        with pytest.raises(MaskingError) as caught:
            run_gate(request(), world.ports)
        assert caught.value.code is ErrorCode.MASKING_INCOMPLETE

    def test_a_masked_copy_in_which_the_scan_still_finds_something(self, world, monkeypatch):
        monkeypatch.setattr("airflow_gov_provider.gates.perform.check_masked", lambda *_: ())
        monkeypatch.setattr("airflow_gov_provider.gates.perform.refuse_unmasked", lambda _: None)
        monkeypatch.setattr("airflow_gov_provider.gates.perform.mask_batch", lambda batch, **_: batch.rows)
        with pytest.raises(MaskingError) as caught:
            run_gate(request(), world.ports)
        assert caught.value.code is ErrorCode.MASKING_INCOMPLETE

    def test_a_library_that_fails_with_a_value_in_its_words(self, world, monkeypatch):
        def fail(taken, progress):
            raise ValueError("could not convert string to float: 'ann@example.com'")

        monkeypatch.setattr(world.detector, "scan", fail)
        with pytest.raises(GovernanceError) as caught:
            run_gate(request(), world.ports)
        assert caught.value.code is ErrorCode.INTERNAL_FAULT
        assert "ann@" not in str(caught.value)
        assert caught.value.__context__ is None
        assert caught.value.__cause__ is None
        assert "ann@" not in json.dumps([dict(entry.body) for entry in world.ledger.everything()])


def _changed(entry, body):
    return type(entry)(**{name: getattr(entry, name) for name in entry.__slots__} | {"body": body})


def test_private_copies_are_closed_whatever_happens(world):
    run_gate(request(), world.ports)
    world.detector.skip = (Skipped("part-0", "TRUNCATED"),)
    world.detector.version = "2"
    with pytest.raises(DataError):
        run_gate(request(run_id="run-2"), world.ports)
    assert len(world.storage.taken) == 3
    assert all(taken.closed for taken in world.storage.taken)


def test_a_verdict_signed_by_another_key_is_not_one(world):
    result = run_gate(request(), world.ports)

    class Strangers:
        def verify(self, key_id, signature, data):
            return False

    with pytest.raises(VerdictError):
        verified(result.verdict, Strangers())


def test_no_value_is_on_record(world):
    run_gate(request(), world.ports)
    run_gate(request(run_id="run-2", raw=True, task_id="raw", destination="s3://ml-dev/raw/"), world.ports)
    record = json.dumps([dict(entry.body) for entry in world.ledger.everything()])
    assert "example.com" not in record


@pytest.mark.parametrize(
    ("source", "destination"),
    [
        ("s3://lake/ann@example.com/", "s3://ml-dev/customers/"),
        ("s3://lake/customers/", "s3://ml-dev/user=ann@example.com/"),
    ],
)
def test_a_place_that_is_named_after_a_person_is_refused_and_not_named_on_record(world, source, destination):
    with pytest.raises(DataError) as caught:
        run_gate(request(source, destination), world.ports)
    assert caught.value.code is ErrorCode.NAME_HOLDS_PERSONAL_DATA
    [entry] = world.ledger.everything()
    assert "ann@" not in str(caught.value) + str(entry)


def test_a_mapped_gate_may_replace_what_another_index_published_in_an_earlier_run_only(world):
    def mapped(run_id, index):
        asked = request(run_id=run_id)
        return replace(asked, requester=replace(asked.requester, map_index=index))

    run_gate(mapped("run-1", 0), world.ports)
    world.storage.put("s3://lake/customers/", CUSTOMERS.slice(1))
    assert run_gate(mapped("run-2", 1), world.ports).outcome is Outcome.PASS_MASKED
    world.storage.put("s3://lake/customers/", CUSTOMERS.slice(0, 1))
    with pytest.raises(DestinationError):
        run_gate(mapped("run-2", 2), world.ports)


def test_a_new_signing_key_gives_a_new_verdict_to_the_same_data(world):
    first = run_gate(request(), world.ports)
    world.keys.key_id = "test:2"
    assert run_gate(request(try_number=2), world.ports).verdict_id != first.verdict_id
