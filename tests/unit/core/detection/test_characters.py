"""Counting before searching: what is counted out holds nothing, whatever is searched for."""

from __future__ import annotations

import polars as pl
import pyarrow as pa
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from airflow_gov_provider.core.detection.candidates.characters import Characters
from airflow_gov_provider.core.detection.candidates.gates import SHAPES, Level, gate_of, merged
from airflow_gov_provider.core.detection.candidates.masks import Setting, Texts
from airflow_gov_provider.core.detection.candidates.outlines import Outlines
from airflow_gov_provider.core.detection.candidates.seen import Budget, Seen
from airflow_gov_provider.core.detection.recognizers.masked import TokenShape, are_luhn, passes_luhn

VALUES = st.lists(
    st.text(st.sampled_from(list("aZ09 -@.\n\0é中٣K")) | st.characters(codec="utf-8"), max_size=80),
    max_size=12,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(values=VALUES)
def test_counts_are_those_of_each_value_alone(values):
    # Sliced, so that bytes of other values lie before and behind.
    found = Characters(pl.Series(["0x", *values, "9"], dtype=pl.String).slice(1, len(values)))
    ascii_ = [True] * len(values) if found.ascii is None else found.ascii.tolist()
    assert found.lengths.tolist() == [len(value.encode()) for value in values]
    assert found.digits.tolist() == [sum(c in "0123456789" for c in value) for value in values]
    assert ascii_ == [value.isascii() for value in values]
    assert found.first.tolist() == [value.encode()[0] if value else 0 for value in values]
    together = "".join(values)
    for need in "@-\0z":
        assert found.holds(need) == (need in together)
    assert found.holds("letter") == any(c.isascii() and c.isalpha() for c in together)


def test_an_outline_keeps_everything_but_which_digit_and_a_shape_not_even_the_letters():
    found = Characters(pl.Series(["ORD-2024 x_9", "", "Ab1", "é7", "1f-ff-22 3g", "4h"]))
    assert texts_of(found, Level.WORDINGS) == ["ORD-0000 x_0", "", "Ab0", "é0", "0f-ff-00 0g", "0h"]
    assert texts_of(found, Level.SHAPES) == ["AAA-0000 a_0", "", "Aa0", "é0", "0a-aa-00 0a", "0a"]
    assert texts_of(found, Level.WORDS) == ["AAA-0000 a_0", "", "mmm", "é0", "mm-aa-00 mm", "mm"]
    assert SHAPES[ord("_")] == "_"


def texts_of(characters: Characters, level: Level) -> list[str]:
    outlined = characters.outlined(level, Outlines())
    known = list(outlined._known._places)
    return [known[outlined._places[at]] for at in outlined._of_values]


def test_values_that_are_too_long_have_no_outline():
    for level, size in ((Level.WORDINGS, 512), (Level.SHAPES, 64), (Level.WORDS, 128)):
        for length, has in ((size, True), (size + 1, False)):
            found = Characters(pl.Series(["x" * length])).outlined(level, Outlines())
            assert (found is not None) == has
    assert Characters(pl.Series([], dtype=pl.String)).outlined(Level.WORDINGS, Outlines()) is None


def of(*outlines: str) -> pa.LargeStringArray:
    return pa.array(outlines, pa.large_string())


def test_values_pass_where_their_outlines_do_and_each_outline_is_asked_once():
    outlines = Outlines()
    first = outlines.of(of("AA-0", "b0", "AA-0", "c"))
    assert first.passing("A|c").tolist() == [True, False, True, True]
    assert first.passing("0|c").tolist() == [True] * 4
    assert first.passing("x") is None
    known = first._known
    second = outlines.of(of("c", "dA"))
    assert second._known is known
    assert second.passing("A|c").tolist() == [True, True]
    assert len(known) == 4
    assert first.passing("dA|b", group="A|b").tolist() == [False, True, False, False]
    assert "AA" not in repr(known) + repr(first)


def test_outlines_that_are_as_many_as_values_tell_nothing():
    assert Outlines().of(of(*(f"{n:b}".replace("0", "a") for n in range(10_000)))) is None
    assert Outlines().of(of(*["x"] * 4_000, *(f"{n:b}".replace("0", "a") for n in range(6_000)))) is None


def test_a_scan_that_has_met_too_many_outlines_begins_anew_and_older_batches_keep_theirs(monkeypatch):
    monkeypatch.setattr("airflow_gov_provider.core.detection.candidates.outlines._MOST", 3)
    outlines = Outlines()
    first, second = outlines.of(of("a", "b", "c")), outlines.of(of("d", "a"))
    assert second.passing("a").tolist() == [False, True]
    assert first.passing("a|c").tolist() == [True, False, True]
    assert len(second._known) == 2


def test_a_pattern_that_the_engine_refuses_tells_nothing_of_an_outline():
    pattern = r"(?:\p{L}{1000}){1000}"
    assert Outlines().of(of("a", "b")).passing(pattern).tolist() == [True, True]


@pytest.mark.parametrize(
    ("pattern", "wording"),
    [(r"4\d{3}", "[0-9]"), (r"[2-6x]", "[0-9x-x]"), (r"[^5a]", ""), (r"[^0-9]", ""), (r"[^5]", "(?s:.)")],
)
def test_a_wording_pattern_takes_any_digit_for_one(pattern, wording):
    gate = gate_of(pattern, 0)
    assert wording in gate.wording
    for digit in "0123456789":
        for text in ("4111", "x", "b", "5", digit):
            hit = regex.search(pattern, text) is not None
            outline = "".join("0" if c.isdigit() else c for c in text)
            assert not hit or pl.Series([outline]).str.contains(gate.wording).all()


class NoOutlines(Outlines):
    """As if outlines were too many on this level."""

    def of(self, _outlines):
        return None


LEVELS = ((Level.WORDINGS,), (Level.SHAPES,), (Level.WORDS,), ())
PATTERNS = [
    r"(?<!\w)[A-Z]{2}\d{3}(?!\w)", r"(?<![\w.])\d{4}(?![\w]|\.\d)", r"(?<!\d)\d\d-\d\d(?!\d)", r"[^a-c]\d|@", r"\b1[0-5]{2}\b",
    r"(?:ab|\d{3}x|é)+", r"(?i:a)B{1,2}0", r"[\w.-]+@[\w-]+", r"\S{5}", r"(?!x)a.c",
]  # fmt: skip


@pytest.mark.parametrize("flags", [0, int(regex.IGNORECASE)])
@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    values=st.lists(st.text(st.sampled_from(list("abcABx0159-@._ éK")), max_size=9), min_size=1, max_size=30)
)
def test_neither_counts_nor_shapes_nor_groups_lose_a_match(pattern, flags, values):
    gate, other = gate_of(pattern, flags), gate_of(r"\d{9}z", flags)
    group = merged([gate, other])
    found = [regex.search(pattern, value, flags) is not None for value in values]
    levels = [{level: Outlines() if level in few else NoOutlines() for level in Level} for few in LEVELS]
    for setting in (
        Setting(),
        Setting(groups={gate: group, other: group}),
        *(Setting(outlines=outlines, groups={gate: group}) for outlines in levels),
    ):
        texts = Texts(pl.Series(values), pl.Series([1] * len(values)), None, setting)
        passed = texts.candidates([gate]).to_list()
        doubtful = texts.doubtful([gate])
        assert all(through for through, hit in zip(passed, found, strict=True) if hit)
        assert not any(found) or (doubtful is not None and texts.may_hold([gate]))
        assert not any(hit and not doubtful[at] for at, hit in enumerate(found))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(values=st.lists(st.text(st.sampled_from(list("aB05-. é")), max_size=9), min_size=1, max_size=20))
def test_a_whole_match_passes_the_gate_for_whole_ones(values):
    pattern = r"\d{2}[a-z]?"
    whole = gate_of(pattern, 0).whole
    passed = Texts(pl.Series(values), pl.Series([1] * len(values))).candidates([whole]).to_list()
    for value, through in zip(values, passed, strict=True):
        for match in regex.finditer(pattern, value):
            before, after = value[: match.start()][-1:], value[match.end() :][:1]
            assert through or before.isalnum() or after.isalnum()


def test_a_gate_for_whole_ones_refuses_what_lies_in_a_longer_run():
    whole = gate_of(r"\d{11}", 0).whole
    values = ["1234567890123456789", "12345678901", "id 12345678901.", "x12345678901"]
    assert Texts(pl.Series(values), pl.Series([1] * 4)).candidates([whole]).to_list() == [
        False,
        True,
        True,
        False,
    ]


TOKENS = TokenShape((("tok_x_", ""), ("", "@masked.example")), "abcdz", 4)


@pytest.mark.parametrize(
    ("values", "are"),
    [
        (["tok_x_kabcd", "tok_x_mzzzz"], [True, True]),
        (["tok_x_kabcd", "tok_y_mzzzz"], [True, False]),
        (["tok_x_kabcd", "tok_x_mzzze"], [True, False]),
        (["tok_x_kabcd", "tok_x_Mzzzz"], [True, False]),
        (["tok_x_kabcd", "tok_x_mzzzz "], [True, False]),
        (["kabcd@masked.example", "qzzza@masked.example"], [True, True]),
        (["kabcd@masked.example", "qzzza@masked.examplf"], [True, False]),
        (["kabcé@masked.exampl", "[REDACTED]"], [False, True]),
        (["", " \t", "\u2003", "x"], [True, True, True, False]),
    ],
)
def test_tokens_are_told_alike_where_all_are_of_one_length_and_where_not(values, are):
    for more in ([], ["no token, and longer"]):
        texts = Texts(pl.Series([*values, *more]), pl.Series([1] * len([*values, *more])))
        assert TOKENS.mark(texts, number=False).tolist() == are + [False] * len(more)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(number=st.integers(0, 2**63 - 1))
def test_check_digits_of_a_column_are_those_of_each_number(number):
    assert are_luhn(pl.Series([number]).to_numpy()).tolist() == [passes_luhn(str(number))]


def test_what_is_remembered_is_known_again_until_the_room_is_used_up():
    budget = Budget(3)
    one, other = Seen(budget), Seen(budget)
    one.remember(pl.Series([1, 2], dtype=pl.UInt64))
    other.remember(pl.Series([7, 8], dtype=pl.UInt64))
    assert budget.left == 0
    assert one.known(pl.Series([1, 2, 3], dtype=pl.UInt64)).tolist() == [True, True, False]
    assert other.known(pl.Series([7, 8], dtype=pl.UInt64)).tolist() == [True, False]
    assert "7" not in repr(other)


def test_a_column_where_nothing_comes_again_gives_its_room_back():
    budget = Budget(10)
    seen = Seen(budget)
    seen.remember(pl.Series([1, 2], dtype=pl.UInt64))
    assert seen.known(pl.Series(range(5, 20), dtype=pl.UInt64)) is None
    seen.remember(pl.Series([3], dtype=pl.UInt64))
    assert seen.known(pl.Series([1, 2, 3], dtype=pl.UInt64)) is None
    assert budget.left == 10
