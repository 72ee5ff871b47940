"""What a verification says: how far the record holds, and where it breaks and why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airflow_gov_provider.core.errors import ErrorCode, LedgerError
from airflow_gov_provider.core.ledger.entries import (
    GENESIS,
    EntryKind,
    LedgerEntry,
    NewEntry,
    following,
    link,
)
from airflow_gov_provider.core.ledger.verification import Fault, FaultKind, verify


def chain(count: int, text: str = "") -> list[LedgerEntry]:
    entries: list[LedgerEntry] = []
    for number in range(1, count + 1):
        head = (entries[-1].sequence, entries[-1].entry_hash) if entries else (0, GENESIS)
        new = NewEntry(EntryKind.SCAN, f"k{number}", "", "", "", {"n": number, "text": text})
        entries.append(following(new, head, entry_id=f"id{number}", at=""))
    return entries


CHAIN = chain(5)


def test_what_holds_is_counted_and_its_head_is_told():
    checked = verify(iter(CHAIN))

    assert (checked.entries, checked.head, checked.fault, checked.holds) == (
        5,
        CHAIN[4].entry_hash,
        None,
        True,
    )


def test_an_empty_record_holds_but_not_when_an_entry_was_noted():
    assert verify([]).holds
    assert verify([]).head == GENESIS
    assert verify([], {1: CHAIN[0].entry_hash}).fault == Fault(1, "", FaultKind.HEAD)


@pytest.mark.parametrize(
    ("forged", "fault"),
    [
        ([*CHAIN[:2], *CHAIN[3:]], Fault(3, "id4", FaultKind.NUMBER)),
        ([*CHAIN[:2], CHAIN[3], CHAIN[2]], Fault(3, "id4", FaultKind.NUMBER)),
        ([*CHAIN[:2], replace(CHAIN[3], sequence=3)], Fault(3, "id4", FaultKind.LINK)),
        ([*CHAIN[:2], replace(CHAIN[2], body={"n": 4})], Fault(3, "id3", FaultKind.CONTENT)),
        ([*CHAIN[:2], replace(CHAIN[2], entry_hash=GENESIS)], Fault(3, "id3", FaultKind.CONTENT)),
    ],
    ids=["dropped", "reordered", "renumbered", "changed", "hash"],
)
def test_a_fault_says_which_entry_and_why_and_how_far_all_is_well(forged, fault):
    checked = verify(forged)

    assert checked.fault == fault
    assert (checked.entries, checked.head, checked.holds) == (2, CHAIN[1].entry_hash, False)


@pytest.mark.parametrize("noted", [1, 3, 5])
def test_a_record_rewritten_whole_is_found_by_any_entry_noted_elsewhere(noted):
    rewritten = chain(5, "rewritten")

    assert verify(rewritten).holds
    checked = verify(rewritten, {noted: CHAIN[noted - 1].entry_hash})
    assert checked.fault == Fault(noted, f"id{noted}", FaultKind.HEAD)


def test_a_record_cut_short_is_found_by_the_first_noted_entry_that_is_gone():
    noted = {entry.sequence: entry.entry_hash for entry in CHAIN}

    assert verify(CHAIN, noted).holds
    assert verify(CHAIN[:3], noted).fault == Fault(4, "", FaultKind.HEAD)


def _reading(error: LedgerError):
    yield from CHAIN[:2]
    raise error


def test_an_entry_that_can_not_be_read_is_a_fault_of_the_record():
    checked = verify(_reading(LedgerError(ErrorCode.LEDGER_BROKEN, "not as written")))

    assert checked.fault == Fault(3, "", FaultKind.UNREADABLE)
    assert checked.entries == 2


def test_a_database_that_goes_away_is_an_error_and_no_verdict_on_the_record():
    with pytest.raises(LedgerError) as caught:
        verify(_reading(LedgerError(ErrorCode.LEDGER_UNAVAILABLE, "gone")))

    assert caught.value.code is ErrorCode.LEDGER_UNAVAILABLE


@given(st.permutations(CHAIN), st.integers(0, 5))
def test_only_a_beginning_of_the_chain_in_order_ever_holds(order, length):
    taken = order[:length]

    assert verify(taken).holds == (taken == CHAIN[:length])


@given(
    st.integers(0, 4),
    st.sampled_from(["id", "at", "key", "request_id", "dataset", "fingerprint", "previous", "entry_hash"]),
)
def test_a_change_of_any_part_of_any_entry_is_found_there(position, name):
    forged = list(CHAIN)
    forged[position] = replace(forged[position], **{name: link(GENESIS, {"forged": name})})

    assert verify(forged).fault.sequence == position + 1


def test_every_kind_of_fault_has_its_sentence():
    assert len({kind.sentence for kind in FaultKind}) == len(FaultKind)
