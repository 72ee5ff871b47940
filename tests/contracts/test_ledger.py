"""One contract for every ledger: in memory, in SQLite, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airflow_gov_provider.core.errors import DataError, ErrorCode, LedgerError
from airflow_gov_provider.core.ledger.entries import GENESIS, EntryKind, NewEntry, first_broken
from airflow_gov_provider.core.ledger.verification import verify
from airflow_gov_provider.gates.ports import Ledger
from airflow_gov_provider.stores.ledger import store
from airflow_gov_provider.stores.ledger.store import SqlLedger
from tests.fakes.ledger import LedgerInMemory
from tests.fixtures_postgres import postgres_server, postgres_url  # noqa: F401 - fixtures

START = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


class TickingClock:
    """A second later at each look."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgresql", marks=pytest.mark.integration)])
def make_ledger(request, tmp_path) -> Callable[[], Ledger]:
    """Makes ledgers that, where there is a database, share it."""
    if request.param == "memory":
        only = LedgerInMemory(TickingClock())
        return lambda: only
    url = (
        f"sqlite:///{tmp_path}/ledger.db"
        if request.param == "sqlite"
        else request.getfixturevalue("postgres_url")
    )
    return lambda: SqlLedger(url, clock=TickingClock(), auto_migrate=True)


@pytest.fixture
def ledger(make_ledger) -> Ledger:
    return make_ledger()


def new(key: str = "k1", **changes) -> NewEntry:
    parts = {
        "kind": EntryKind.SCAN,
        "request_id": "r1",
        "dataset": "s3://lake/fraud/",
        "fingerprint": "sha256:f1",
        "body": {"rows": 3},
    }
    return NewEntry(key=key, **(parts | changes))


def test_an_entry_is_on_record_as_it_was_handed_in(ledger):
    body = {"rows": 3, "columns": [{"label": "email", "type": "string"}], "user": None, "full": True}

    entry = ledger.append(new(body=body))

    assert (entry.sequence, entry.previous, entry.at) == (1, GENESIS, "2026-11-01T12:00:01.000000Z")
    assert (entry.kind, entry.key, entry.request_id) == (EntryKind.SCAN, "k1", "r1")
    assert (entry.dataset, entry.fingerprint, entry.body) == ("s3://lake/fraud/", "sha256:f1", body)
    assert ledger.by_key("k1") == ledger.by_id(entry.id) == entry
    assert list(ledger.everything()) == list(ledger.entries()) == [entry]


def test_what_append_returns_equals_what_is_read_later_even_for_tuples(ledger):
    entry = ledger.append(new(body={"approvers": ("a", "b"), "kind": EntryKind.HOLD}))

    assert entry.body == {"approvers": ["a", "b"], "kind": "hold"}
    assert ledger.by_key("k1") == entry


def test_a_second_append_of_a_key_returns_the_first_entry_and_writes_nothing(make_ledger):
    first = make_ledger().append(new(body={"try": 1}))

    again = make_ledger().append(new(body={"try": 2}))

    assert again == first
    assert len(list(make_ledger().everything())) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"kind": EntryKind.VERDICT},
        {"request_id": "r2"},
        {"dataset": "s3://lake/fraud"},
        {"fingerprint": ""},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_key_that_is_on_record_for_something_else_is_a_conflict(ledger, change):
    first = ledger.append(new())

    with pytest.raises(LedgerError) as caught:
        ledger.append(new(**change))

    assert caught.value.code is ErrorCode.LEDGER_CONFLICT
    assert next(iter(change)) in caught.value.what
    assert list(ledger.everything()) == [first]


def test_every_entry_is_linked_to_the_one_before_it(ledger):
    entries = [ledger.append(new(f"k{number}", body={"n": number})) for number in range(5)]

    assert [entry.sequence for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.previous for entry in entries] == [GENESIS, *(entry.entry_hash for entry in entries[:-1])]
    assert first_broken(ledger.everything()) is None
    assert verify(ledger.everything()).head == entries[-1].entry_hash
    assert len({entry.id for entry in entries}) == 5


@pytest.fixture
def filled(ledger) -> Ledger:
    for number in range(1, 7):
        ledger.append(
            new(
                f"k{number}",
                kind=EntryKind.VERDICT if number % 2 else EntryKind.HOLD,
                request_id=f"r{number % 3}",
                dataset="s3://lake/a" if number < 4 else "s3://lake/a/",
                fingerprint="" if number == 6 else f"f{number % 2}",
            )
        )
    return ledger


@pytest.mark.parametrize(
    ("question", "sequences"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"kind": EntryKind.VERDICT}, [1, 3, 5]),
        ({"request_id": "r0"}, [3, 6]),
        ({"request_id": "r"}, []),
        ({"dataset": "s3://lake/a"}, [1, 2, 3]),
        ({"dataset": "s3://lake/%"}, []),
        ({"fingerprint": "f0"}, [2, 4]),
        ({"fingerprint": ""}, [6]),
        ({"kind": EntryKind.VERDICT, "dataset": "s3://lake/a/"}, [5]),
        ({"kind": EntryKind.SCAN}, []),
        ({"newest_first": True, "limit": 2}, [6, 5]),
        ({"kind": EntryKind.HOLD, "newest_first": True, "limit": 1}, [6]),
        ({"limit": 2}, [1, 2]),
        ({"limit": 0}, []),
        ({"limit": 99, "newest_first": True}, [6, 5, 4, 3, 2, 1]),
    ],
    ids=str,
)
def test_entries_answers_exactly_what_is_asked_in_order(filled, question, sequences):
    assert [entry.sequence for entry in filled.entries(**question)] == sequences


def test_keys_and_ids_that_are_not_on_record_name_nothing(filled):
    assert filled.by_key("k0") is None
    assert filled.by_key("K1") is None
    assert filled.by_id("k1") is None


def test_an_empty_ledger_answers_with_nothing_and_holds(ledger):
    assert list(ledger.entries()) == list(ledger.everything()) == []
    assert verify(ledger.everything()).holds


@pytest.mark.parametrize("count", [3, 4, 5, 9])
def test_everything_streams_whole_pages_and_parts_of_them_in_order(ledger, monkeypatch, count):
    monkeypatch.setattr(store, "_PAGE", 4)
    for number in range(count):
        ledger.append(new(f"k{number}"))

    assert [entry.sequence for entry in ledger.everything()] == list(range(1, count + 1))


# What JSON, UTF-8 and databases each treat specially.
TEXTS = [
    "",
    "Zoë – naïve ‰ 雪 🜚",
    "e\u0301 is not é",
    "\x00\x01\x7f",
    '\\u0000 "quoted" \\',
    "\u2028\ufeff\uffff",
    "𝒳\ue000",
]


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_any_text_comes_back_exactly(ledger, text):
    entry = ledger.append(new(body={text: [text]}))

    assert ledger.by_key("k1") == entry
    assert entry.body == {text: [text]}
    assert first_broken(ledger.everything()) is None


def test_a_body_of_a_megabyte_comes_back_exactly(ledger):
    body = {"columns": [{"label": f"column {number} ✓", "rows": number} for number in range(25_000)]}

    entry = ledger.append(new(body=body))

    assert len(str(body)) > 1_000_000
    assert ledger.by_id(entry.id).body == body
    assert first_broken(ledger.everything()) is None


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        (new(body={"share": 0.5}), TypeError),
        (new(body={1: "one"}), TypeError),
        (new(body={"text": "\ud800"}), DataError),
        (new(key="\ud800"), DataError),
        (new(body={"n": 2**53}), DataError),
    ],
    ids=["float", "number as key", "broken text", "broken key", "large number"],
)
def test_what_has_no_canonical_form_is_refused_and_leaves_no_trace(ledger, entry, error):
    with pytest.raises(error):
        ledger.append(entry)

    assert list(ledger.everything()) == []
    assert ledger.append(new()).sequence == 1


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=st.lists(st.sampled_from("abcdef"), max_size=12))
def test_any_order_of_repeated_appends_keeps_one_entry_a_key_and_every_link(ledger, keys):
    for key in keys:
        assert ledger.append(new(key)).key == key

    entries = list(ledger.everything())
    assert set(keys) <= {entry.key for entry in entries}
    assert len({entry.key for entry in entries}) == len(entries)
    assert verify(entries).holds
