"""A real value of the source is found in a copy, however few there are and whatever is claimed of them."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airflow_gov_provider.core.datasets import Batch, Place
from airflow_gov_provider.core.masking.code_sets import Room, common
from airflow_gov_provider.core.masking.membership import Basis, Membership, Overlap, Watched
from airflow_gov_provider.core.masking.verdicts import by_chance
from tests.fakes.world import ScratchInMemory

SEED = bytes(range(8))
NOTHING = np.empty(0, np.uint64)
MAIL = Watched("c", "person.email", frozenset({Basis.VALUES}))
DATE = Watched("c", "entity.date_of_birth", frozenset({Basis.ROWS}))


def overlap(watched, source, copy, cut=None, most=1 << 22):
    room = Room(ScratchInMemory(), most)
    members = Membership([watched], SEED, room)
    for values, read in ((source, members.remember), (copy, members.look_up)):
        rows = pa.table({"c": values})
        for batch in rows.to_batches(cut if read == members.look_up else None):
            read(Batch("part", batch), str)
    return members.overlaps()["c"]


def mails(start, count):
    return [f"person.{number}@example.com" for number in range(start, start + count)]


@pytest.mark.parametrize("real", [0, 1, 10, 100])
@pytest.mark.parametrize("most", [1 << 22, 500], ids=["in memory", "spilled"])
def test_as_many_real_values_are_found_as_hide_among_masked_ones(real, most):
    copy = mails(5_000, 5_000 - real) + [mail.upper() + " " for mail in mails(0, real)]
    assert overlap(MAIL, mails(0, 5_000), copy, 1_000, most) == Overlap(5_000, 5_000, real)


@pytest.mark.parametrize(
    ("domain", "source", "copy", "survivors"),
    [
        ("person.phone", ["+1 (212) 555-0100"], ["12125550100"], 1),
        ("person.phone", ["+1 (212) 555-0100"], ["12125550101"], 0),
        ("payment.account", pa.array([4711, None]), ["4711"], 1),
        ("payment.account", [4711.0], pa.array([4711], pa.int32()), 1),
        ("person.name", ["Ada  Lovelace"], pa.array(["ada lovelace"]).dictionary_encode(), 1),
        ("entity.crypto", ["aBc"], ["abc"], 0),
        ("person.name", ["", None], ["", None], 0),
        ("person.name", ["[REDACTED]", "[OTHER]"], ["[REDACTED]", "[OTHER]"], 0),
    ],
)
def test_a_value_is_the_same_in_every_spelling_and_type_of_its_domain(domain, source, copy, survivors):
    watched = Watched("c", domain, frozenset({Basis.VALUES}))
    assert overlap(watched, source, copy).survivors == survivors


def test_by_rows_a_date_counts_at_its_own_place_only():
    dates = [dt.date(1950 + row % 50, 1 + row % 12, 1) for row in range(600)]
    shuffled = dates[1:] + dates[:1]
    assert overlap(DATE, dates, shuffled).kept == 0
    planted = [*shuffled[:300], dates[300], *shuffled[301:]]
    assert overlap(DATE, dates, planted, cut=7) == Overlap(rows=600, kept=1)
    assert overlap(DATE, dates, dates, cut=7).kept == 600


def test_nulls_take_their_place_in_rows_and_are_never_kept():
    assert overlap(DATE, ["a", None, "", "b"], [None, None, "", "b"]).kept == 1


def test_items_of_lists_have_places_of_their_own():
    watched = Watched("c[]", "x", frozenset({Basis.ROWS}))
    members = Membership([watched], SEED, Room(ScratchInMemory()))
    for read in (members.remember, members.look_up):
        read(Batch("f", pa.RecordBatch.from_pydict({"c": [["a", "b"], None, [], ["c"]]})), str)
    assert members.overlaps()["c[]"].kept == 3


def test_columns_that_nobody_watches_and_texts_beside_the_rows_are_not_read():
    members = Membership([MAIL], SEED, Room(ScratchInMemory()))
    for read in (members.remember, members.look_up):
        read(Batch("f", pa.RecordBatch.from_pydict({"d": mails(0, 3)})), str)
        read(Batch("f", pa.RecordBatch.from_pydict({"c": mails(0, 3)}), Place.METADATA), str)
    assert members.overlaps() == {"c": Overlap()}


def test_another_seed_gives_other_codes():
    rooms = [ScratchInMemory(), ScratchInMemory()]
    for seed, scratch in zip((SEED, bytes(8)), rooms, strict=True):
        members = Membership([MAIL], seed, Room(scratch, most=1))
        members.remember(Batch("f", pa.RecordBatch.from_pydict({"c": mails(0, 50)})), str)
    first, second = (np.frombuffer(bytes(room.content), np.uint64) for room in rooms)
    assert len(first) == len(second) == 50
    assert not np.intersect1d(first, second).size


NUMBERS = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 50), max_size=40)


@given(
    st.lists(NUMBERS, max_size=5), st.lists(NUMBERS, max_size=5), NUMBERS, st.sampled_from([1, 7, 1 << 22])
)
def test_sets_in_little_room_are_the_sets_they_are_in_memory(mine, theirs, apart, most):
    room = Room(ScratchInMemory(), most)
    one, other = room.new(), room.new()
    for made, parts in ((one, mine), (other, theirs)):
        for part in parts:
            made.add(np.array(part, np.uint64))
    left, right = (set().union(*parts) for parts in (mine, theirs))
    assert (len(one), len(other)) == (len(left), len(right))
    assert common(one, other, np.unique(np.array(apart, np.uint64))) == len((left & right) - set(apart))


def test_a_room_holds_no_more_in_memory_than_it_may():
    room = Room(ScratchInMemory(), most=1_000)
    sets = [room.new() for _ in range(4)]
    rng = np.random.default_rng(1)
    for _ in range(50):
        for one in sets:
            one.add(rng.integers(0, 2**63, 90, np.uint64))
            assert sum(each.held for each in sets) <= 1_000
    assert [len(one) for one in sets] == [4_500] * 4


def test_what_holds_values_or_codes_shows_none():
    room = Room(ScratchInMemory())
    members = Membership([MAIL], SEED, room)
    members.remember(Batch("f", pa.RecordBatch.from_pydict({"c": mails(0, 3)})), str)
    assert repr(members) == "Membership(1 columns)"
    assert repr(room.new()) == "CodeSet(0 codes in memory)"
    assert "4 sets" not in repr(room)


@pytest.mark.parametrize(("expected", "most"), [(0, 0), (1e-6, 2), (1, 14), (100, 171)])
def test_chance_is_allowed_what_it_brings_and_no_more(expected, most):
    assert by_chance(expected) <= most
    assert expected == 0 or by_chance(expected) >= expected
