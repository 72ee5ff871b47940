"""Marks from the command line: on record under the name that the operating system gives, and no other."""

import json
import os
import pwd
from datetime import UTC, datetime, timedelta

import pytest

from airflow_gov_provider.cli.exits import Exit

POLICY = """
version: 2026-11-01
zones:
  here: {{datasets: ["file:///**"]}}
rules:
  - {{id: masked, when: {{entities: [any]}}, effect: mask}}
marks: {{approvers: ["user:{user}"], unauthenticated: {accepted}}}
"""
ME = pwd.getpwuid(os.getuid()).pw_name
SOON = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
REASON = "Mailboxes of machines that send no mail to people"


@pytest.fixture
def machines(tmp_path, home, monkeypatch):
    """Mailboxes of machines, and a policy that takes this user's word."""
    write_policy(tmp_path)
    monkeypatch.setenv("AIRFLOW__GOVERNANCE__POLICY_FILE", str(tmp_path / "policy.yaml"))
    monkeypatch.setenv("AIRFLOW__GOVERNANCE__NER", "False")
    monkeypatch.setenv("LOGNAME", "privacy-officer")
    monkeypatch.setenv("USER", "privacy-officer")
    file = tmp_path / "machines.csv"
    file.write_text("id,mailbox\n" + "".join(f"{n},machine-{n}@example.com\n" for n in range(30)))
    return file


def write_policy(directory, *, user=ME, accepted="true"):
    (directory / "policy.yaml").write_text(POLICY.format(user=user, accepted=accepted))


def mark(call, file, *, column="mailbox", reason=REASON, until=SOON):
    return call("mark", "add", file, column, "EMAIL_ADDRESS", "--reason", reason, "--until", until)


def test_a_mark_is_made_listed_and_taken_back(call, machines):
    made = mark(call, machines)
    assert (made.code, made.err) == (Exit.OK, "")
    mark_id = made.out.removeprefix("marked: ").strip()

    (line,) = call("mark", "list", "--format", "json").out.splitlines()
    told = json.loads(line)
    assert (told["id"], told["made_by"], told["authenticated"]) == (mark_id, ME, False)
    assert (told["dataset"], told["column"], told["reason"]) == (f"file://{machines}", "mailbox", REASON)
    assert told["policy"] == "taken"
    assert "taken" in call("mark", "list", machines).out
    assert call("mark", "list", "other.csv").out == ""

    assert call("mark", "revoke", mark_id).code == Exit.OK
    assert call("mark", "list").out == ""
    kinds = call("ledger", "list", "--format", "json").out
    assert [json.loads(entry)["kind"] for entry in kinds.splitlines()] == ["mark_revoked", "mark", "scan"]


def test_who_is_not_named_or_not_believed_makes_no_mark(call, machines, tmp_path):
    for policy in ({"user": "privacy-officer"}, {"accepted": "false"}):
        write_policy(tmp_path, **policy)
        refused = mark(call, machines)
        assert (refused.code, refused.out) == (Exit.USAGE, "")
        assert "MARK_REFUSED" in refused.err


@pytest.mark.parametrize(
    ("word", "because"),
    [
        ({"column": "id"}, "nothing of this type"),
        ({"reason": "because"}, "10 to 2000"),
        ({"reason": "it is machine-1@example.com and no person"}, "personal data"),
        ({"until": "2020-01-01"}, "lies ahead"),
        ({"until": "2999-01-01"}, "later than policy allows"),
        ({"until": "soon"}, "a date is needed"),
    ],
)
def test_a_word_without_substance_is_refused_unquoted(call, machines, word, because):
    refused = mark(call, machines, **word)
    assert refused.code == Exit.USAGE
    assert because in refused.err
    assert "machine-1@" not in refused.err
    assert call("mark", "list").out == ""


def test_a_list_says_which_marks_policy_does_not_take_any_more(call, machines, tmp_path):
    mark(call, machines)
    write_policy(tmp_path, accepted="false")
    assert "MARK_NOT_ALLOWED" in call("mark", "list").out


def test_nothing_but_a_mark_is_revoked(call, machines):
    answer = call("mark", "revoke", "nothing")
    assert answer.code == Exit.NO
    assert "LEDGER_ENTRY_MISSING" in answer.err
