"""``ledger list|show|verify|migrate`` over a real SQLite ledger."""

import json
import sqlite3
from contextlib import closing

import pytest

from airflow_gov_provider.conf import settings_from_environment
from airflow_gov_provider.core.ledger.entries import EntryKind, NewEntry
from airflow_gov_provider.stores.wiring import build_ledger


@pytest.fixture
def entries(home):
    """Three entries on record."""
    ledger = build_ledger(settings_from_environment())
    return [
        ledger.append(
            NewEntry(kind, f"key-{n}", f"request-{n}", f"s3://bucket/{n}/", "", {"n": n, "text": "caf\u00e9"})
        )
        for n, kind in enumerate([EntryKind.SCAN, EntryKind.INTENT, EntryKind.VERDICT])
    ]


def _tamper(home, statement):
    with closing(sqlite3.connect(home / "ledger.db")) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        table = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%entry_hash%'"
        ).fetchone()[0]
        connection.execute(statement.format(table=table))
        connection.commit()


def test_the_newest_entry_stands_first(call, entries):
    listed = call("ledger", "list", "--format", "json")
    assert listed.code == 0
    assert [json.loads(line)["sequence"] for line in listed.out.splitlines()] == [3, 2, 1]


@pytest.mark.parametrize(
    ("options", "sequences"),
    [
        (("--kind", "intent"), [2]),
        (("--dataset", "s3://bucket/0/"), [1]),
        (("--dataset", "s3://conn@bucket/0/"), [1]),
        (("--dataset", "s3://bucket/"), []),
        (("--limit", "2"), [3, 2]),
        (("--kind", "hold"), []),
    ],
)
def test_only_what_was_asked_for_is_listed(options, sequences, call, entries):
    listed = call("ledger", "list", "--format", "json", *options)
    assert [json.loads(line)["sequence"] for line in listed.out.splitlines()] == sequences


def test_the_list_for_people_has_ids_to_go_on_with(call, entries):
    listed = call("ledger", "list").out
    assert all(entry.id in listed for entry in entries)


def test_an_entry_is_shown_whole(call, entries):
    shown = json.loads(call("ledger", "show", entries[1].id).out)
    assert shown["body"] == {"n": 1, "text": "caf\u00e9"}
    assert (shown["previous"], shown["entry_hash"]) == (entries[0].entry_hash, entries[1].entry_hash)


def test_an_id_that_names_nothing_is_a_no(call, entries):
    shown = call("ledger", "show", "0123")
    assert (shown.code, shown.out) == (1, "")
    assert shown.err.startswith("LEDGER_ENTRY_MISSING: ")


def test_an_untouched_ledger_holds_and_says_what_to_note(call, entries):
    checked = call("ledger", "verify")
    assert checked.code == 0
    assert f"3={entries[-1].entry_hash}" in checked.out


@pytest.mark.parametrize(
    ("tampering", "sequence", "kind"),
    [
        ("UPDATE {table} SET dataset = 's3://other/' WHERE sequence = 2", 2, "CONTENT"),
        ("DELETE FROM {table} WHERE sequence = 2", 2, "NUMBER"),
        ("UPDATE {table} SET previous = entry_hash WHERE sequence = 3", 3, "LINK"),
    ],
)
def test_the_first_broken_entry_is_named(tampering, sequence, kind, call, entries, home):
    _tamper(home, tampering)
    checked = call("ledger", "verify", "--format", "json")
    assert checked.code == 1
    broken = json.loads(checked.out)["broken"]
    assert (broken["sequence"], broken["kind"]) == (sequence, kind)
    assert f"broken at entry {sequence}" in call("ledger", "verify").out


def test_a_cut_off_end_is_found_by_what_was_noted_elsewhere(call, entries, home):
    noted = f"3={entries[-1].entry_hash}"
    assert call("ledger", "verify", "--noted", noted).code == 0
    _tamper(home, "DELETE FROM {table} WHERE sequence = 3")
    assert call("ledger", "verify").code == 0
    assert call("ledger", "verify", "--noted", noted).code == 1


@pytest.mark.parametrize("argv", [("list",), ("show", "0123"), ("verify",)])
def test_who_only_looks_makes_no_tables(argv, call):
    refused = call("ledger", *argv)
    assert refused.code == 2
    assert refused.err.startswith("LEDGER_UNAVAILABLE: ")
    assert "ledger migrate" in refused.err


def test_migrate_makes_the_tables_and_may_be_repeated(call):
    assert call("ledger", "migrate").code == 0
    assert call("ledger", "migrate").code == 0
    assert call("ledger", "verify").out.startswith("0 entries")


def test_a_ledger_url_that_is_none_is_wrong_usage_and_shows_no_password(call, monkeypatch):
    monkeypatch.setenv("AIRFLOW__GOVERNANCE__LEDGER_URL", "mysql://me:hunter2secret@host/db")
    refused = call("ledger", "list")
    assert refused.code == 64
    assert "hunter2secret" not in refused.err
    assert refused.err.startswith("CONFIGURATION_INVALID: ")
