"""How an entry becomes the next link."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace

import pytest

from airflow_gov_provider.core.errors import DataError, ErrorCode, LedgerError
from airflow_gov_provider.core.ledger.entries import (
    GENESIS,
    EntryKind,
    LedgerEntry,
    NewEntry,
    first_broken,
    following,
    link,
    normal,
    same_or_conflict,
)

NEW = NewEntry(EntryKind.SCAN, "k1", "r1", "s3://lake/a", "f1", {"rows": 3})


def chain(count: int) -> list[LedgerEntry]:
    entries: list[LedgerEntry] = []
    for number in range(1, count + 1):
        head = (entries[-1].sequence, entries[-1].entry_hash) if entries else (0, GENESIS)
        new = replace(NEW, key=f"k{number}", body={"n": number})
        entries.append(
            following(new, head, entry_id=f"id{number}", at=f"2026-11-01T00:00:{number:02}.000000Z")
        )
    return entries


def test_the_link_is_what_any_other_tool_computes_from_an_export():
    first, second = chain(2)

    exported = json.dumps(second.sealed(), sort_keys=True, separators=(",", ":"))
    expected = hashlib.sha256(bytes.fromhex(first.entry_hash[7:]) + exported.encode()).hexdigest()

    assert second.entry_hash == f"sha256:{expected}"
    assert second.previous == first.entry_hash
    assert first.previous == GENESIS == "sha256:" + "0" * 64


def test_the_seal_covers_every_part_but_the_link_itself():
    entry = chain(1)[0]

    assert set(entry.sealed()) == {field.name for field in fields(LedgerEntry)} - {"previous", "entry_hash"}


@pytest.mark.parametrize(
    "name", sorted({field.name for field in fields(LedgerEntry)} - {"previous", "entry_hash"})
)
def test_another_value_of_any_part_gives_another_link(name):
    entry = chain(1)[0]
    others = {"sequence": 2, "kind": EntryKind.VERDICT, "body": {"n": 2}}

    changed = replace(entry, **{name: others.get(name, "other")})

    assert link(GENESIS, changed.sealed()) != entry.entry_hash


def test_another_start_gives_another_link():
    entry = chain(1)[0]

    assert link(entry.entry_hash, entry.sealed()) != entry.entry_hash


@pytest.mark.parametrize("count", [0, 1, 5])
def test_an_untouched_chain_has_nothing_broken(count):
    assert first_broken(chain(count)) is None


def _dropped(entries):
    return entries[:1] + entries[2:]


def _swapped(entries):
    return [entries[0], entries[2], entries[1], entries[3]]


def _repeated(entries):
    return entries[:2] + entries[1:]


def _changed(entries):
    return [entries[0], replace(entries[1], body={"n": 9}), *entries[2:]]


def _resealed(entries):
    forged = replace(entries[0], body={"n": 9})
    return [replace(forged, entry_hash=link(GENESIS, forged.sealed())), *entries[1:]]


@pytest.mark.parametrize(
    ("forge", "position"), [(_dropped, 1), (_swapped, 1), (_repeated, 2), (_changed, 1), (_resealed, 1)]
)
def test_the_first_entry_that_does_not_fit_is_found(forge, position):
    forged = forge(chain(4))

    assert first_broken(forged) is forged[position]


def test_an_entry_is_put_on_record_as_plain_json():
    plain = normal(replace(NEW, body={"b": ("x", EntryKind.HOLD), "a": {"c": None}}))

    assert plain.body == {"a": {"c": None}, "b": ["x", "hold"]}
    assert type(plain.body["b"][1]) is str
    assert (plain.kind, plain.key, plain.dataset) == (NEW.kind, NEW.key, NEW.dataset)


@pytest.mark.parametrize("name", ["key", "request_id", "dataset", "fingerprint"])
def test_a_name_that_is_not_unicode_never_reaches_a_database(name):
    with pytest.raises(DataError) as caught:
        normal(replace(NEW, **{name: "\ud800"}))

    assert caught.value.code is ErrorCode.NOT_CANONICAL


@pytest.mark.parametrize(
    "head", ["", "x", "sha256:", "sha256:" + "0" * 63, "sha256:" + "G" * 64, GENESIS + "0", "0" * 64]
)
def test_nothing_follows_a_head_that_is_no_hash(head):
    with pytest.raises(LedgerError) as caught:
        following(NEW, (7, head), entry_id="id", at="")

    assert (caught.value.code, caught.value.where) == (ErrorCode.LEDGER_BROKEN, "ledger entry 7")


def test_a_repeated_key_is_the_same_duty_only_when_it_is_about_the_same():
    entry = following(NEW, (0, GENESIS), entry_id="id1", at="")

    assert same_or_conflict(entry, replace(NEW, body={"try": 2})) is entry
    for change in (
        {"kind": EntryKind.HOLD},
        {"request_id": ""},
        {"dataset": "s3://lake/b"},
        {"fingerprint": "f2"},
    ):
        with pytest.raises(LedgerError) as caught:
            same_or_conflict(entry, replace(NEW, **change))
        assert caught.value.code is ErrorCode.LEDGER_CONFLICT
        assert next(iter(change)) in caught.value.what
