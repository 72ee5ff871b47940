"""What an approver is shown, and what counts as an answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from airflow_gov_provider.gates.run import run_gate
from airflow_gov_provider.operators import question
from tests.fakes.world import World, request

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BOB = {"id": "bob", "name": "Bob"}


@pytest.fixture
def held():
    """A gate that waits, over data with a telling column."""
    world = World()
    table = pa.table({"email": ["ann@example.com", "bob@example.com"], "x|y": [1, 2]})
    world.storage.put("s3://lake/customers/", table)
    return run_gate(request(raw=True), world.ports)


def test_the_question_says_what_who_where_why_and_how_much(held):
    text = question.body(held, held.hold)
    for part in (
        "**data-engineer** asks",
        "fraud.gate",
        "s3://lake/customers/",
        "s3://ml-dev/customers/",
        "zone staging",
        "zone development",
        "2 rows in 1 files",
        "EMAIL\\_ADDRESS",
        "mask-before-development",
        "2026-12-23",
    ):
        assert part in text, part


def test_the_question_holds_no_value(held):
    assert "example.com" not in question.body(held, held.hold) + question.subject(held)


def test_names_can_not_break_the_table():
    assert question._plain("a|b\n<script>`x`") == "a\\|b \\<script\\>\\`x\\`"


def test_the_form_carries_the_question_it_belongs_to(held):
    fields = question.form(held.hold, NOW)
    assert fields["question"]["schema"]["const"] == held.hold.id
    assert fields["question"]["value"] == held.hold.id
    assert fields["expires_on"]["value"] == "2026-11-30"


def answered(**changes):
    event = {
        "chosen_options": ["Approve"],
        "params_input": {"justification": " because ", "expires_on": "2026-11-30", "question": "sha256:1"},
        "responded_at": NOW,
        "responded_by_user": BOB,
        "timedout": False,
    }
    return question.answer({**event, **changes}, NOW)


def test_an_approval_is_read_from_what_the_server_wrote():
    answer = answered()
    assert answer.approved
    assert (answer.responder, answer.justification, answer.hold_id) == ("bob", "because", "sha256:1")
    assert answer.expires_at == datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "options", [["Reject"], [], ["approve"], ["Approve", "Reject"], ["Approve", "Approve"], ["Mask"]]
)
def test_anything_but_the_one_word_is_a_refusal(options):
    assert not answered(chosen_options=options).approved


@pytest.mark.parametrize(
    "form",
    [
        None,
        {},
        {"expires_on": "soon"},
        {"expires_on": "2026-11-30junk"},
        {"expires_on": "2026-W48-1"},
        {"expires_on": 7, "question": ["x"]},
    ],
)
def test_a_form_that_was_not_filled_in_gives_no_expiry_and_no_question(form):
    answer = answered(params_input=form)
    assert answer.expires_at is None
    assert answer.hold_id == ""


@pytest.mark.parametrize(
    "event",
    [{"error": "timed out", "error_type": "timeout"}, {"chosen_options": ["Approve"], "timedout": True}],
)
def test_a_timeout_is_a_silence_and_never_an_approval(event):
    answer = question.answer(event, NOW)
    assert answer.timed_out
    assert not answer.approved


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"ticket": 1},
        {"chosen_options": "Approve"},
        {"chosen_options": ["Approve"]},
        {"chosen_options": ["Approve"], "responded_by_user": "bob", "responded_at": NOW},
        {"chosen_options": ["Approve"], "responded_by_user": BOB, "responded_at": "now"},
        {"chosen_options": ["Approve"], "responded_by_user": BOB, "responded_at": NOW, "params_input": [1]},
    ],
)
def test_a_foreign_event_is_no_answer(event):
    assert question.answer(event, NOW) is None


def test_an_answer_without_a_person_names_nobody():
    assert answered(responded_by_user=None).responder is None
