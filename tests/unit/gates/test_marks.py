"""A person's word that a finding is no personal data: what it takes, what it does, and when it ends."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa
import pytest

from airflow_gov_provider.core.attestation.statement import Outcome
from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.errors import ErrorCode, LedgerError, UsageError
from airflow_gov_provider.gates import marks
from airflow_gov_provider.gates.marks import Word
from airflow_gov_provider.gates.run import run_gate
from airflow_gov_provider.gates.verdicts import verified
from tests.fakes.world import POLICY, World, request

SOURCE = "s3://lake/handles/"
HANDLES = pa.table({"email": ["@team-a", "@team-b"], "amount": [1, 2]})
MARKS = 'marks: {approvers: ["user:privacy-officer"], longest: P90D, unauthenticated: true}\n'


@pytest.fixture
def world() -> World:
    """Handles of teams, which the detector takes for e-mail addresses; marks count."""
    world = World()
    world.storage.put(SOURCE, HANDLES)
    world.policies.text = POLICY + MARKS
    return world


def made(world: World, source: str = SOURCE, **changes):
    word = {
        "column": "email",
        "entity_type": "EMAIL_ADDRESS",
        "reason": "Handles of teams, given out by the chat server.",
        "until": world.now + timedelta(days=30),
        "made_by": "privacy-officer",
        "authenticated": False,
    }
    dataset = DatasetRef.parse(source)
    return marks.make(
        Word(**{**word, **changes}),
        dataset,
        world.detector.scan(world.storage.take_in(dataset, lambda *_: None), None),
        world.ledger,
        marks=world.policies.load().marks,
        now=world.now,
        holds_personal_data=lambda text: "@" in text,
    )


def gate(world: World, source: str = SOURCE, run_id: str = "run-1"):
    return run_gate(request(source, "s3://ml-dev/handles/", run_id=run_id), world.ports)


def codes(result) -> set[str]:
    return {reason.code.value for reason in result.decision.reasons}


def test_a_marked_finding_does_not_count_and_everybody_can_see_that_it_was_marked(world):
    assert gate(world).outcome is Outcome.PASS_MASKED
    mark = made(world)
    result = gate(world, run_id="run-2")

    assert result.outcome is Outcome.PASS
    assert world.storage.data["s3://ml-dev/handles/"] == world.storage.data[SOURCE]
    (column,) = [one for one in result.report.columns if one.label == "email"]
    assert (column.findings, dict(column.suppressed[0].evidence)["marked"]) == ((), 1.0)
    reasons = verified(result.verdict, world.keys).predicate["reasons"]
    assert {"MARKED_NOT_PERSONAL", f"mark:{mark.id}"} <= {
        r[part] for r in reasons for part in ("code", "ruleId")
    }
    (told,) = [r.sentence() for r in result.decision.reasons if r.code == "MARKED_NOT_PERSONAL"]
    assert told == f"allow email (EMAIL_ADDRESS) because MARKED_NOT_PERSONAL, mark:{mark.id}"
    assert not any(rule.startswith("mark:") for rule in result.decision.rule_ids)


def test_the_scan_on_record_keeps_what_was_found(world):
    made(world)
    gate(world)
    (scan,) = [entry for entry in world.ledger.everything() if entry.kind.value == "scan"]
    assert any(column["findings"] for column in scan.body["columns"])


def test_a_mark_is_about_one_column_type_and_dataset_and_the_rest_is_masked(world):
    world.storage.put(SOURCE, pa.table({"email": ["@team-a"], "note": ["ann@example.com"]}))
    made(world)
    result = gate(world)
    assert (result.outcome, result.masked_columns) == (Outcome.PASS_MASKED, ("note",))

    world.storage.put("s3://lake/others/", HANDLES)
    assert gate(world, "s3://lake/others/").masked_columns == ("email",)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda w: w.wait(days=31), "MARK_EXPIRED"),
        (lambda w: setattr(w.detector, "version", "2"), "MARK_OUTDATED_DETECTOR"),
        (
            lambda w: w.storage.put(SOURCE, pa.table({"email": ["@team"] * 30, "amount": [1] * 30})),
            "MARK_OUTDATED_DATA",
        ),
        (
            lambda w: w.storage.put(SOURCE, pa.table({"email": ["@team", "", ""], "amount": [1] * 3})),
            "MARK_OUTDATED_DATA",
        ),
        (lambda w: setattr(w.policies, "text", POLICY), "MARK_NOT_ALLOWED"),
        (
            lambda w: setattr(w.policies, "text", POLICY + MARKS.replace("privacy-officer", "somebody")),
            "MARK_NOT_ALLOWED",
        ),
        (
            lambda w: setattr(w.policies, "text", POLICY + MARKS.replace(", unauthenticated: true", "")),
            "MARK_NOT_ALLOWED",
        ),
        (lambda w: setattr(w.policies, "text", POLICY + MARKS.replace("P90D", "P7D")), "MARK_EXPIRED"),
    ],
    ids=["expired", "detector", "more", "thinner", "no-marks", "approver", "unauthenticated", "longest"],
)
def test_a_mark_that_does_not_count_changes_nothing_and_says_why(world, change, code):
    made(world)
    change(world)
    result = gate(world)

    assert (result.outcome, result.masked_columns) == (Outcome.PASS_MASKED, ("email",))
    (told,) = [reason for reason in result.decision.reasons if reason.code == code]
    assert told.effect.word == "mask"
    assert not any(column.suppressed for column in result.report.columns)


def test_a_few_more_rows_of_the_same_kind_leave_a_mark_standing(world):
    made(world)
    world.storage.put(SOURCE, pa.table({"email": ["@team"] * 15, "amount": [1] * 15}))
    assert gate(world).outcome is Outcome.PASS


def test_a_mark_that_somebody_vouches_for_needs_no_trust_in_the_command_line(world):
    world.policies.text = POLICY + MARKS.replace(", unauthenticated: true", "")
    made(world, authenticated=True)
    assert gate(world).outcome is Outcome.PASS


def test_a_revoked_mark_is_gone_and_can_be_made_again(world):
    first = made(world)
    assert made(world).id == first.id
    marks.revoke(first.id, world.ledger, made_by="anybody", authenticated=False)
    assert marks.on_record(world.ledger) == []
    assert "MARKED_NOT_PERSONAL" not in codes(gate(world))

    again = made(world)
    assert again.id != first.id
    assert [entry.id for entry, _ in marks.on_record(world.ledger, SOURCE)] == [again.id]
    assert gate(world, run_id="run-2").outcome is Outcome.PASS


@pytest.mark.parametrize("kind", ["scan", None])
def test_only_a_mark_can_be_revoked(world, kind):
    gate(world)
    of_kind = [entry.id for entry in world.ledger.everything() if entry.kind.value == kind]
    with pytest.raises(LedgerError) as caught:
        marks.revoke((*of_kind, "nothing")[0], world.ledger, made_by="a", authenticated=False)
    assert caught.value.code is ErrorCode.LEDGER_ENTRY_MISSING


def test_special_categories_are_marked_only_where_policy_names_them(world):
    staff = pa.table({"religion": ["buddhist", "jewish"]})
    world.storage.put("s3://lake/staff/", staff)
    word = {"source": "s3://lake/staff/", "column": "religion", "entity_type": "RELIGION"}
    with pytest.raises(UsageError, match="does not let"):
        made(world, **word)

    for also, outcome in (("special_category", Outcome.PASS), ("HEALTH_CONDITION", Outcome.PASS_MASKED)):
        world.policies.text = POLICY + MARKS.replace("longest", "also: [special_category], longest")
        made(world, **word)
        world.policies.text = POLICY + MARKS.replace("longest", f"also: [{also}], longest")
        assert gate(world, "s3://lake/staff/", run_id=also).outcome is outcome


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"column": "amount"}, "nothing of this type"),
        ({"entity_type": "PERSON"}, "nothing of this type"),
        ({"reason": "no"}, "10 to 2000"),
        ({"reason": " . " * 9}, "10 to 2000"),
        ({"reason": "x" * 2001}, "10 to 2000"),
        ({"reason": "it is only bob@example.com, a test"}, "seems to hold personal data"),
        ({"until": timedelta(0)}, "lies ahead"),
        ({"until": timedelta(days=91)}, "later than policy allows"),
        ({"made_by": "data-engineer"}, "does not let this person"),
        ({"made_by": ""}, "does not let this person"),
    ],
)
def test_a_word_that_would_not_count_is_refused_when_it_is_given(world, changes, because):
    if "until" in changes:
        changes = {"until": world.now + changes["until"]}
    with pytest.raises(UsageError, match=because) as caught:
        made(world, **changes)
    assert caught.value.code is ErrorCode.MARK_REFUSED
    assert "bob@" not in str(caught.value)
    assert world.kinds() == []


def test_a_column_whose_name_tells_of_a_person_can_not_be_marked(world):
    report = world.detector.scan(world.storage.take_in(DatasetRef.parse(SOURCE), lambda *_: None), None)
    from dataclasses import replace

    from airflow_gov_provider.core.policy.marks import Mark, Profile, weigh

    (column, finding), *_ = report.findings
    named = replace(column, findings=(replace(finding, in_name=True),))
    mark = Mark(
        "m",
        column.label,
        finding.entity_type,
        report.detector,
        (Profile.of(column, finding),),
        "privacy-officer",
        True,
        world.now,
        world.now + timedelta(days=1),
    )
    seen, weighed = weigh(world.policies.load(), replace(report, columns=(named,)), [mark], world.now)
    assert (seen.columns, weighed) == ((named,), ())


def test_a_record_that_can_not_be_read_lets_no_gate_judge(world, monkeypatch):
    entries = world.ledger.entries

    def down(**wanted):
        if wanted.get("kind") and wanted["kind"].value == "mark":
            raise LedgerError(ErrorCode.LEDGER_UNAVAILABLE, "down")
        return entries(**wanted)

    monkeypatch.setattr(world.ledger, "entries", down)
    with pytest.raises(LedgerError):
        gate(world)
    assert "s3://ml-dev/handles/" not in world.storage.data
