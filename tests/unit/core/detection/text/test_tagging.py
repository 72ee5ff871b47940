"""What a model's tokens come to, without the model."""

import re

import pytest

from airflow_gov_provider.core.detection.text.tagging import Token, tagged
from airflow_gov_provider.core.detection.verdicts.lists import Lists

LISTS = Lists(given=frozenset(["anna"]), family=frozenset(["roe"]), things=frozenset(["table"]))


def _tokens(text, outside, label="GIVEN_NAME"):
    """One token a word or sign; ``outside`` by word, others surely nothing."""
    found = []
    for match in re.finditer(r"\w+|[^\w\s]", text):
        share = outside.get(match.group(), 1.0)
        name = 1 - share if label in ("GIVEN_NAME", "SURNAME") else 0.0
        found.append(Token(match.start(), match.end(), label, share, name))
    return found


def _seen(text, outside, label="GIVEN_NAME"):
    return {(s.entity, text[s.start : s.end]) for s in tagged(text, _tokens(text, outside, label), LISTS)}


@pytest.mark.parametrize(
    ("text", "outside", "name"),
    [
        ("We met Anna Roe there", {"Anna": 0.9, "Roe": 0.9}, "Anna Roe"),
        ("We met Zwelithini there", {"Zwelithini": 0.9}, "Zwelithini"),
        ("We met Anna R. Roe there", {"Anna": 0.1, "Roe": 0.1}, "Anna R. Roe"),
        ("we met zwelithini there", {"zwelithini": 0.4}, "zwelithini"),
    ],
    ids=["listed", "unknown with a capital", "an initial between", "in a text without capitals"],
)
def test_a_word_counts_by_the_model_and_by_how_it_is_written(text, outside, name):
    assert ("PERSON", name) in _seen(text, outside)


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("We met at a Table there", {"Table": 0.6}),
        ("We met Anna, zwelithini there", {"zwelithini": 0.4}),
        ("We met Zwelithini there", {"Zwelithini": 0.97}),
        ("code 7Zwelithini there", {"Zwelithini": 0.1}),
        ("We met The there", {"The": 0.1}),
    ],
    ids=["ordinary", "lower case among capitals", "unlikely", "in a code", "a function word"],
)
def test_what_speaks_against_a_name_is_heard(text, outside):
    assert _seen(text, outside) == set()


def test_numbers_need_digits_and_are_no_dates():
    assert _seen("call 5550143222 now", {"5550143222": 0.1}, "PHONE") == {("PHONE_NUMBER", "5550143222")}
    assert _seen("call extension now", {"extension": 0.1}, "PHONE") == set()
    assert _seen("on 20240112 now", {"20240112": 0.1}, "PHONE") == set()


def test_a_street_takes_its_number_along():
    text = "at 12 Elm St now"
    tokens = [
        Token(3, 5, "BUILDING_NUMBER", 0.1, 0.0),
        Token(6, 9, "STREET_NAME", 0.1, 0.0),
        Token(10, 12, "STREET_NAME", 0.1, 0.0),
    ]
    assert [(s.entity, text[s.start : s.end]) for s in tagged(text, tokens, LISTS)] == [
        ("STREET_ADDRESS", "12 Elm St")
    ]


def test_half_a_word_grows_to_a_whole_one():
    text = "in Hauptstadt now"
    assert [(s.start, s.end) for s in tagged(text, [Token(3, 9, "CITY", 0.1, 0.0)], LISTS)] == [(3, 13)]
    assert list(tagged(text, [Token(3, 5, "CITY", 0.1, 0.0)], LISTS)) == []
