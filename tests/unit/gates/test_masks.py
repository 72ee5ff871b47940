"""A masked copy is believed by nobody: whatever its mask claims, each check stands for itself."""

from __future__ import annotations

import pyarrow as pa
import pytest

from airflow_gov_provider.core.attestation.statement import Outcome
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.verification import CheckedColumn
from airflow_gov_provider.gates.run import run_gate
from airflow_gov_provider.gates.verdicts import verified
from tests.fakes.world import ScratchInMemory, World, request

SOURCE, COPY = "s3://lake/customers/", "s3://ml-dev/customers/"
EMAILS = [f"person.{number}@example.com" for number in range(200)]


@pytest.fixture
def world() -> World:
    """Customers lie in staging."""
    world = World()
    world.storage.put(SOURCE, pa.table({"email": [*EMAILS, "", None], "amount": range(202)}))
    return world


def masks_of(world, result):
    return verified(result.verdict, world.keys).predicate["masks"]


def test_the_verdict_of_a_masked_copy_certifies_every_column_it_masked(world):
    result = run_gate(request(), world.ports)
    (mask,) = masks_of(world, result)
    assert (mask["label"], mask["method"]["name"], mask["domain"]) == ("email", "pseudonym", "person.email")
    assert (mask["rows"], mask["nulls"], mask["empty"], mask["verified"]) == (202, 1, 1, 200)
    assert (mask["basis"], mask["sourceValues"], mask["lookedUp"], mask["real"]) == ("values", 200, 200, 0)
    assert (mask["keyVersion"], mask["verdict"]) == ("m", "MASKED")


def test_data_that_passes_as_it_is_has_no_masks_in_its_verdict(world):
    world.storage.put("s3://lake/products/", pa.table({"product": ["chair", "table"]}))
    result = run_gate(request("s3://lake/products/", "s3://ml-dev/products/"), world.ports)
    assert masks_of(world, result) == []


@pytest.mark.parametrize("row", [0, 99, 199])
def test_one_real_value_stops_a_copy_whose_mask_claims_that_all_is_masked(world, monkeypatch, row):
    """The verifier says yes to everything, as one would that was tampered with."""
    honest = KeyedMasker.mask

    def leaking(self, values, mask, boundary, beside):
        masked = honest(self, values, mask, boundary, beside).to_pylist()
        return pa.array([*masked[:row], EMAILS[(row + 7) % 200].upper(), *masked[row + 1 :]], values.type)

    monkeypatch.setattr(KeyedMasker, "mask", leaking)
    monkeypatch.setattr(
        KeyedMasker, "verify", lambda self, values, *_: pa.array([bool(v) for v in values.to_pylist()])
    )
    with pytest.raises(
        MaskingError, match="1 different values of the masked copy are those of the source"
    ) as e:
        run_gate(request(), world.ports)
    assert (e.value.code, e.value.where) == (ErrorCode.MASKING_INCOMPLETE, "email")
    assert COPY not in world.storage.data


def test_a_copy_that_no_key_verifies_is_stopped_although_no_real_value_is_in_it(world, monkeypatch):
    monkeypatch.setattr(KeyedMasker, "mask", lambda self, values, *_: pa.array(["x"] * len(values)))
    with pytest.raises(MaskingError, match="are not masked"):
        run_gate(request(), world.ports)


def test_counts_that_do_not_add_up_prove_nothing(world, monkeypatch):
    monkeypatch.setattr(
        "airflow_gov_provider.gates.perform.check_masked",
        lambda *_: (CheckedColumn("email", 202, 1, 1, 199),),
    )
    with pytest.raises(MaskingError, match="nothing proves that the values are masked"):
        run_gate(request(), world.ports)


def test_a_certificate_replaces_no_check_of_the_next_gate(world):
    """What one gate certified is data like any other to the next: it is taken in, scanned and judged."""
    run_gate(request(), world.ports)
    world.policies.text = world.policies.text.replace("to: development, ", "")
    copied = run_gate(request(COPY, "s3://vendor/customers/"), world.ports)
    assert copied.outcome is Outcome.PASS
    rows = pa.table({"email": [EMAILS[0]], "amount": [1]})
    world.storage.put(COPY, rows, "part-1")
    scans = world.detector.scans
    tampered = run_gate(request(COPY, "s3://vendor/others/"), world.ports)
    assert world.detector.scans > scans
    assert tampered.outcome is Outcome.PASS_MASKED


def test_the_room_of_a_run_is_given_back_whatever_happens(world, monkeypatch):
    rooms = []

    class Room(ScratchInMemory):
        def __init__(self):
            super().__init__()
            rooms.append(self)

    monkeypatch.setattr("tests.fakes.world.ScratchInMemory", Room)
    run_gate(request(), world.ports)
    monkeypatch.setattr(KeyedMasker, "mask", lambda self, values, *_: values)
    with pytest.raises(MaskingError):
        run_gate(request(run_id="b"), world.ports)
    assert [room.closed for room in rooms] == [True, True]
