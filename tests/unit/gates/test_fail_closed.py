"""Where two guards stand behind each other: each is held alone, so that neither can go unnoticed."""

from __future__ import annotations

import pyarrow as pa
import pytest

from airflow_gov_provider.core.attestation.statement import Outcome
from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.detection.findings import Skipped
from airflow_gov_provider.core.errors import (
    ApprovalError,
    DataError,
    ErrorCode,
    LedgerError,
    MaskingError,
    VerdictError,
)
from airflow_gov_provider.core.ledger.entries import EntryKind, NewEntry
from airflow_gov_provider.gates import records
from airflow_gov_provider.gates.resume import resume_gate, still_held
from airflow_gov_provider.gates.run import run_gate
from airflow_gov_provider.gates.verdicts import Expectation, require
from tests.fakes.world import World, approval, request

CUSTOMERS = pa.table({"email": ["ann@example.com", "bob@example.com"], "amount": [1, 2]})
PRODUCTS = pa.table({"product": ["chair", "table"], "amount": [1, 2]})
RAW = "s3://ml-dev/raw/"
ASK = request(destination=RAW, raw=True)


@pytest.fixture
def world() -> World:
    """Customers lie in staging."""
    world = World()
    world.storage.put("s3://lake/customers/", CUSTOMERS)
    return world


@pytest.fixture
def hold_id(world) -> str:
    """The question is open."""
    held = run_gate(ASK, world.ports).hold
    world.wait(minutes=5)
    return held.id


def test_a_scan_with_gaps_says_what_it_left_out_and_is_no_report_on_record(world):
    world.detector.skip = (Skipped("column 2", "TYPE_UNSUPPORTED"), Skipped("picture", "NOT_TEXT"))
    with pytest.raises(DataError) as told:
        run_gate(request(), world.ports)
    assert told.value.code is ErrorCode.SOURCE_PARTLY_READ
    assert "column 2 (TYPE_UNSUPPORTED); picture (NOT_TEXT)" in told.value.what
    assert not world.ledger.entries(kind=EntryKind.SCAN)


def test_a_report_of_other_data_under_the_key_of_these_is_not_believed(world):
    world.storage.put("s3://lake/products/", PRODUCTS)
    run_gate(request("s3://lake/products/", "s3://ml-dev/products/"), world.ports)
    [clean] = world.ledger.entries(kind=EntryKind.SCAN)
    fingerprint = world.storage.take_in(ASK.source, None).snapshot.fingerprint
    key = records.scan_key(fingerprint, world.detector.digest)
    world.ledger.append(NewEntry(EntryKind.SCAN, key, "", ASK.source.uri, fingerprint, clean.body))
    with pytest.raises(LedgerError, match="about other data than its key says"):
        run_gate(request(), world.ports)
    assert "s3://ml-dev/customers/" not in world.storage.data


def test_an_answer_of_nobody_is_told_from_one_of_somebody_else(world, hold_id):
    for responder, words in ((None, "it names nobody"), ("passer-by", "not among the approvers")):
        with pytest.raises(ApprovalError, match=words):
            resume_gate(ASK, hold_id, approval(hold_id, world.now, responder=responder), world.ports)


def test_who_was_made_an_approver_after_the_question_was_asked_does_not_answer_it(world, hold_id):
    world.policies.text = world.policies.text.replace('"user:deputy"', '"user:deputy", "user:late"')
    with pytest.raises(ApprovalError, match="not among the approvers"):
        resume_gate(ASK, hold_id, approval(hold_id, world.now, responder="late"), world.ports)


def test_a_no_needs_no_data_to_look_at_any_more(world, hold_id):
    del world.storage.data["s3://lake/customers/"]
    no = approval(hold_id, world.now, approved=False)
    assert resume_gate(ASK, hold_id, no, world.ports).outcome is Outcome.BLOCKED


def test_a_question_that_is_not_on_record_as_one_has_no_answer(world, hold_id):
    mine = {
        entry.kind: entry.key for entry in world.ledger.everything() if entry.request_id == ASK.request_id
    }
    [other] = [key for kind, key in mine.items() if kind is EntryKind.INTENT]
    for key in ("sha256:" + "0" * 64, other):
        with pytest.raises(LedgerError, match="not on record for this request") as told:
            still_held(ASK, key, world.ports)
        assert told.value.code is ErrorCode.LEDGER_BROKEN


def test_a_question_whose_report_is_gone_is_not_answered_from_memory(world, hold_id):
    world.ledger._entries = [entry for entry in world.ledger._entries if entry.kind is not EntryKind.SCAN]
    with pytest.raises(LedgerError, match="the scan report behind the question"):
        still_held(ASK, hold_id, world.ports)


def test_a_verdict_that_was_put_on_record_for_other_data_than_it_is_signed_for_is_none(world):
    run_gate(request(), world.ports)
    [signed] = world.ledger.entries(kind=EntryKind.VERDICT)
    other = DatasetRef.parse("s3://ml-dev/elsewhere/")
    moved = NewEntry(EntryKind.VERDICT, "sha256:" + "3" * 64, "", other.uri, signed.fingerprint, signed.body)
    world.ledger.append(moved)
    with pytest.raises(VerdictError, match="about another dataset than its entry says"):
        require(
            other,
            Expectation(purpose="fraud-model-training"),
            ledger=world.ledger,
            verifier=world.keys,
            reader=world.storage,
            clock=world.clock,
        )


def test_a_copy_whose_tokens_no_key_of_ours_has_made_is_not_published_even_if_a_scan_finds_nothing(world):
    rewrite = world.storage.rewrite

    def forged(taken, change, progress):
        def other(batch):
            masked = change(batch)
            at = masked.schema.get_field_index("email")
            made_up = [f"someone-{n}@masked.example" for n in range(masked.num_rows)]
            return masked.set_column(at, "email", pa.array(made_up))

        return rewrite(taken, other, progress)

    world.storage.rewrite = forged
    with pytest.raises(MaskingError) as told:
        run_gate(request(), world.ports)
    assert told.value.code is ErrorCode.MASKING_INCOMPLETE
    assert "2 of 2 values are not masked" in told.value.what
    assert "s3://ml-dev/customers/" not in world.storage.data
