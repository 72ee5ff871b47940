"""A gate may let too much through, never too little."""

from __future__ import annotations

import polars as pl
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from airflow_gov_provider.core.detection.candidates.gates import Gate, gate_of
from airflow_gov_provider.core.detection.candidates.masks import Texts

FLAGS = int(regex.IGNORECASE | regex.MULTILINE | regex.DOTALL)
PATTERNS = [
    r"\b\d{3}-\d{2}\b",
    r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?![A-Z0-9])",
    r"\b[0-9A-F]{2}([:-])(?:[0-9A-F]{2}\1){2}[0-9A-F]{2}\b",
    r"(?i)\b(?!bg)[a-c]{2} ?\d\b",
    r"^\w+[@]\w+(?:-+\w+)*$",
    r"(?:ab|cd){1,250}x?",
    r"[^a-c\s]{3}",
    r"(?P<q>['\"]).+?(?P=q)",
    r"\Astart|end\Z",
    r"(a)?b(?(1)c|d)",
    r"ß|straße",
    r"\S+\D\W",
]


def mask(pattern: str, flags: int, values: list[str]) -> list[bool]:
    series = pl.Series(values, dtype=pl.String)
    texts = Texts(series, pl.Series([1] * len(values)))
    return texts.candidates([gate_of(pattern, flags)]).to_list()


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_gets_a_gate_that_the_engine_takes(pattern):
    gate = gate_of(pattern, FLAGS)
    assert gate is not None
    assert [pl.Series([""]).str.contains(text).len() for text in (gate.ascii, gate.shape)] == [1, 1]
    assert pl.Series(["é"]).str.contains(gate.unicode).len() == 1


def test_beyond_ascii_a_pattern_that_the_engine_refuses_lets_everything_through():
    gate = Gate("cd", r"(?:\p{L}{1000}){1000}", frozenset())
    with pytest.raises(pl.exceptions.ComputeError):
        pl.Series(["é"]).str.contains(gate.unicode)
    texts = Texts(pl.Series(["ab", "cd", "é"]), pl.Series([1, 1, 1]))
    assert texts.candidates([gate]).to_list() == [False, True, True]


def test_within_ascii_a_pattern_that_the_engine_refuses_lets_through_all_that_is_long_enough():
    gate = Gate(r"(?:\p{L}{1000}){1000}", "cd", frozenset({"digit"}), digits=2, length=3)
    with pytest.raises(pl.exceptions.ComputeError):
        pl.Series(["a12"]).str.contains(gate.ascii)
    values = ["a12", "12", "abc", "x345"]
    texts = Texts(pl.Series(values), pl.Series([1] * 4))
    assert texts.candidates([gate]).to_list() == [True, False, False, True]
    assert Texts(pl.Series(["a12"]), pl.Series([1])).candidates([gate]).to_list() == [True]


LETTERS = st.sampled_from(list("abcdABCDxX0123459-:@ _.,'\"\n\tßſıİKéñ١٢²ⅷ中́‍"))


@pytest.mark.parametrize("flags", [FLAGS, 0])
@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(values=st.lists(st.text(LETTERS | st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=20))
def test_what_python_finds_passes_the_gate(pattern, flags, values):
    found = [regex.search(pattern, value, flags) is not None for value in values]
    passed = mask(pattern, flags, values)
    assert all(through for through, hit in zip(passed, found, strict=True) if hit)


def test_a_gate_still_refuses_what_is_far_from_a_match():
    values = ["12-345", "abc", "123-45", "x123-45y"]
    assert mask(r"\b\d{3}-\d{2}\b", FLAGS, values) == [False, False, True, False]


@pytest.mark.parametrize(
    "foreign", [r"\p{Lu}+", r"[[a-z]--[aeiou]]", r"(?|(a)|(b))", "(?:cat){e<=1}", "[[:alpha:]]"]
)
def test_a_pattern_that_python_reads_otherwise_has_no_gate_and_every_value_is_a_candidate(foreign):
    assert gate_of(foreign, FLAGS) is None
    assert mask(foreign, FLAGS, ["", "zzz"]) == [True, True]


def test_unknown_flags_have_no_gate():
    assert gate_of("a", int(regex.VERSION1)) is None


def test_gates_ask_for_the_characters_without_which_nothing_matches():
    assert gate_of(r"\d+@[a-z]+(?:\.x)?", FLAGS).needs == {"digit", "@", "letter"}
    assert gate_of(r"(?:\d+|a)/", FLAGS).needs == {"/"}


@pytest.mark.parametrize("sign", ["[", "_", "^", "`"])
def test_signs_between_capitals_and_small_letters_pass_a_class_that_spans_both(sign):
    assert mask("[A-z]{3}", 0, [3 * sign]) == [True]


@pytest.mark.parametrize("before", [r"(?<=\s)", r"(?<=[A-Z] )", r"(?<=_)"])
def test_whole_matches_pass_behind_whatever_a_pattern_wants_before_them(before):
    gate = gate_of(rf"{before}\d{{4}}", 0)
    assert gate is not None
    value = {r"(?<=_)": "A_1234"}.get(before, "A 1234")
    texts = Texts(pl.Series([value]), pl.Series([1]))
    assert texts.candidates([gate.whole]).to_list() == [True]
