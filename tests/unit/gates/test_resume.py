"""From an answer to a verdict: whose answer counts, and for exactly what."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa
import pytest

from airflow_gov_provider.core.attestation.statement import Outcome
from airflow_gov_provider.core.canonical import moment
from airflow_gov_provider.core.errors import (
    ApprovalError,
    DataChangedError,
    ErrorCode,
    LedgerError,
    PolicyError,
)
from airflow_gov_provider.core.ledger.entries import EntryKind
from airflow_gov_provider.gates.requests import Answer, GateState
from airflow_gov_provider.gates.resume import resume_gate, still_held
from airflow_gov_provider.gates.run import run_gate
from airflow_gov_provider.gates.verdicts import verified
from airflow_gov_provider.operators import question
from tests.fakes.world import World, approval, request

CUSTOMERS = pa.table({"email": ["ann@example.com", "bob@example.com"], "amount": [1, 2]})
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
    """The question is open, and some time has passed."""
    held = run_gate(ASK, world.ports).hold
    world.wait(minutes=5)
    return held.id


def reasons(result, world) -> set[str]:
    return {reason["code"] for reason in verified(result.verdict, world.keys).predicate["reasons"]}


def test_an_approval_publishes_exactly_the_bytes_that_were_held(world, hold_id):
    result = resume_gate(ASK, hold_id, approval(hold_id, world.now), world.ports)
    assert result.outcome is Outcome.PASS_EXCEPTION
    assert world.storage.data[RAW] == world.storage.data["s3://lake/customers/"]
    verdict = verified(result.verdict, world.keys)
    assert verdict.predicate["grant"]["approvers"] == ["privacy-officer"]
    assert verdict.expires_at is not None


def test_who_approved_why_and_until_when_is_on_record(world, hold_id):
    resume_gate(ASK, hold_id, approval(hold_id, world.now), world.ports)
    [entry] = world.ledger.entries(kind=EntryKind.ANSWER)
    assert entry.body["responder"] == "privacy-officer"
    assert entry.body["justification"].startswith("The raw card numbers")
    assert entry.body["expires_at"].startswith("2026-11-28")


def test_a_refusal_blocks_needs_no_form_and_stands(world, hold_id):
    no = approval(hold_id, world.now, approved=False, justification="", expires_at=None)
    result = resume_gate(ASK, hold_id, no, world.ports)
    assert result.outcome is Outcome.BLOCKED
    assert "EXCEPTION_REFUSED" in reasons(result, world)
    assert RAW not in world.storage.data
    again = run_gate(request(destination=RAW, raw=True, try_number=2), world.ports)
    assert again.outcome is Outcome.BLOCKED


def test_silence_is_a_no_that_may_be_asked_again(world, hold_id):
    silence = Answer("", approved=False, responder=None, answered_at=world.now, timed_out=True)
    result = resume_gate(ASK, hold_id, silence, world.ports)
    assert result.outcome is Outcome.BLOCKED
    assert "EXCEPTION_TIMEOUT" in reasons(result, world)
    again = run_gate(request(destination=RAW, raw=True, try_number=2), world.ports)
    assert again.state is GateState.HELD
    assert again.hold.id == hold_id


def test_a_silence_that_claims_to_approve_is_a_no(world, hold_id):
    lie = approval(hold_id, world.now, timed_out=True)
    assert resume_gate(ASK, hold_id, lie, world.ports).outcome is Outcome.BLOCKED


def test_a_refusal_counts_on_an_outdated_form_too(world, hold_id):
    no = approval("sha256:" + "2" * 64, world.now, approved=False)
    assert resume_gate(ASK, hold_id, no, world.ports).outcome is Outcome.BLOCKED


def test_an_approval_on_the_form_of_earlier_data_ends_the_gate_instead_of_asking_for_ever(world, hold_id):
    world.storage.put("s3://lake/customers/", CUSTOMERS.slice(1))
    again = run_gate(request(destination=RAW, raw=True, try_number=2), world.ports).hold
    assert again.id != hold_id
    with pytest.raises(DataChangedError) as caught:
        resume_gate(ASK, again.id, approval(hold_id, world.now), world.ports)
    assert caught.value.code is ErrorCode.QUESTION_OUTDATED
    assert RAW not in world.storage.data


def test_a_refusal_that_arrives_while_the_policy_is_broken_is_not_lost(world, hold_id):
    good, world.policies.text = world.policies.text, "version:"
    with pytest.raises(PolicyError):
        resume_gate(ASK, hold_id, approval(hold_id, world.now, approved=False), world.ports)
    world.policies.text = good
    assert run_gate(request(destination=RAW, raw=True, try_number=2), world.ports).outcome is Outcome.BLOCKED


@pytest.mark.parametrize("longest", ["PT12H", "P1D", "P7D", "P30D"])
def test_what_the_form_proposes_is_accepted_and_never_outlasts_policy(world, longest):
    world.policies.text = world.policies.text.replace("P30D", longest)
    held = run_gate(ASK, world.ports).hold
    proposed = question.form(held, world.now)["expires_on"]["value"]
    latest = held.longest_until
    event = {
        "chosen_options": ["Approve"],
        "params_input": {"justification": "a good reason", "expires_on": proposed, "question": held.id},
        "responded_at": world.now,
        "responded_by_user": {"id": "privacy-officer", "name": "privacy-officer"},
    }
    result = resume_gate(ASK, held.id, question.answer(event, world.now), world.ports)
    assert moment(verified(result.verdict, world.keys).expires_at) <= latest


def test_the_starter_is_known_by_name_where_ids_are_numbers(world):
    world.policies.text = world.policies.text.replace("user:deputy", "user:3")
    held = run_gate(request(destination=RAW, raw=True, user="ann"), world.ports).hold
    own = approval(held.id, world.now, responder="3", responder_name="ann")
    with pytest.raises(ApprovalError):
        resume_gate(request(destination=RAW, raw=True, user="ann"), held.id, own, world.ports)


def test_when_only_the_starter_could_approve_nobody_is_asked(world):
    world.policies.text = world.policies.text.replace(', "user:deputy"', "")
    result = run_gate(request(destination=RAW, raw=True, user="privacy-officer"), world.ports)
    assert result.outcome is Outcome.BLOCKED
    assert "NO_APPROVERS" in reasons(result, world)


VOID = {
    "nobody": {"responder": None},
    "a stranger": {"responder": "intern"},
    "who started the run": {"responder": "data-engineer"},
    "another question": {"hold_id": "sha256:" + "1" * 64},
    "no question": {"hold_id": ""},
    "no justification": {"justification": ""},
    "a justification of spaces": {"justification": " " * 40 + "ok"},
    "a justification nobody reads": {"justification": "x" * 2001},
    "a justification that quotes the data": {"justification": "It is about ann@example.com, please"},
    "no expiry": {"expires_at": None},
}


@pytest.mark.parametrize("changes", VOID.values(), ids=VOID.keys())
def test_an_answer_that_does_not_count_is_on_record_and_the_question_stays_open(world, hold_id, changes):
    with pytest.raises(ApprovalError):
        resume_gate(ASK, hold_id, approval(hold_id, world.now, **changes), world.ports)
    [entry] = world.ledger.entries(kind=EntryKind.ANSWER)
    assert not entry.body["accepted"]
    assert "ann@" not in str(entry.body)
    assert RAW not in world.storage.data
    assert still_held(ASK, hold_id, world.ports).hold.id == hold_id
    assert (
        resume_gate(ASK, hold_id, approval(hold_id, world.now), world.ports).outcome is Outcome.PASS_EXCEPTION
    )


@pytest.mark.parametrize("days", [-1, 31, 3650])
def test_an_expiry_lies_ahead_and_within_what_policy_allows(world, hold_id, days):
    late = approval(hold_id, world.now, expires_at=world.now + timedelta(days=days))
    with pytest.raises(ApprovalError):
        resume_gate(ASK, hold_id, late, world.ports)


def test_the_requester_can_not_approve_even_when_policy_lists_them(world):
    own = request(destination=RAW, raw=True, user="privacy-officer")
    held = run_gate(own, world.ports).hold
    with pytest.raises(ApprovalError):
        resume_gate(own, held.id, approval(held.id, world.now), world.ports)


def test_one_changed_byte_voids_the_answer(world, hold_id):
    data = world.storage.data["s3://lake/customers/"]
    data["part-0"] = data["part-0"][:-1] + bytes([data["part-0"][-1] ^ 1])
    result = resume_gate(ASK, hold_id, approval(hold_id, world.now), world.ports)
    assert result.outcome is Outcome.BLOCKED
    assert "EXCEPTION_VOID" in reasons(result, world)
    assert RAW not in world.storage.data


def test_a_file_added_or_renamed_voids_the_answer(world, hold_id):
    files = world.storage.data["s3://lake/customers/"]
    files["part-1"] = files["part-0"]
    assert resume_gate(ASK, hold_id, approval(hold_id, world.now), world.ports).outcome is Outcome.BLOCKED


def test_a_changed_policy_voids_the_answer(world, hold_id):
    world.policies.text = world.policies.text.replace("P30D", "P29D")
    result = resume_gate(ASK, hold_id, approval(hold_id, world.now), world.ports)
    assert "EXCEPTION_VOID" in reasons(result, world)


def test_a_changed_detector_voids_the_answer(world, hold_id):
    world.detector.version = "2"
    result = resume_gate(ASK, hold_id, approval(hold_id, world.now), world.ports)
    assert "EXCEPTION_VOID" in reasons(result, world)


def test_an_approver_who_was_removed_from_policy_does_not_count(world, hold_id):
    world.policies.text = world.policies.text.replace('"user:privacy-officer", ', "")
    with pytest.raises(ApprovalError):
        resume_gate(ASK, hold_id, approval(hold_id, world.now), world.ports)


def test_a_decision_survives_a_crash_before_the_publication(world, hold_id):
    def die():
        raise KeyboardInterrupt

    world.storage.before_publish = die
    with pytest.raises(KeyboardInterrupt):
        resume_gate(ASK, hold_id, approval(hold_id, world.now), world.ports)
    world.storage.before_publish = lambda: None
    retry = run_gate(request(destination=RAW, raw=True, try_number=2), world.ports)
    assert retry.outcome is Outcome.PASS_EXCEPTION
    assert world.kinds().count("answer") == 1
    assert world.kinds().count("verdict") == 1


def test_after_the_expiry_a_retry_asks_again(world, hold_id):
    resume_gate(ASK, hold_id, approval(hold_id, world.now), world.ports)
    world.wait(days=6)
    again = run_gate(request(destination=RAW, raw=True, try_number=2), world.ports)
    assert again.state is GateState.HELD
    renewed = resume_gate(ASK, again.hold.id, approval(hold_id, world.now), world.ports)
    assert verified(renewed.verdict, world.keys).expires_at > "2026-12-03"


def test_an_approval_of_one_run_opens_no_other(world, hold_id):
    resume_gate(ASK, hold_id, approval(hold_id, world.now), world.ports)
    other = run_gate(request(destination=RAW, raw=True, run_id="run-2"), world.ports)
    assert other.state is GateState.HELD


def test_a_question_of_another_request_is_not_this_ones(world, hold_id):
    other = request(destination=RAW, raw=True, run_id="run-2")
    with pytest.raises(LedgerError):
        resume_gate(other, hold_id, approval(hold_id, world.now), world.ports)


class TestQuorumOfTwo:
    """Two distinct people have to say yes."""

    @pytest.fixture
    def hold_id(self, world) -> str:
        world.policies.text = world.policies.text.replace("quorum: 1", "quorum: 2")
        return run_gate(ASK, world.ports).hold.id

    def test_one_is_not_enough_and_one_twice_is_still_one(self, world, hold_id):
        for _ in range(2):
            world.wait(minutes=1)
            result = resume_gate(ASK, hold_id, approval(hold_id, world.now), world.ports)
            assert result.state is GateState.HELD
            assert result.hold.id == hold_id

    def test_two_are_and_the_earlier_expiry_counts(self, world, hold_id):
        resume_gate(ASK, hold_id, approval(hold_id, world.now), world.ports)
        second = approval(hold_id, world.now, responder="deputy", expires_at=world.now + timedelta(days=1))
        result = resume_gate(ASK, hold_id, second, world.ports)
        assert result.outcome is Outcome.PASS_EXCEPTION
        verdict = verified(result.verdict, world.keys)
        assert verdict.predicate["grant"]["approvers"] == ["deputy", "privacy-officer"]
        assert verdict.expires_at.startswith("2026-11-24")
