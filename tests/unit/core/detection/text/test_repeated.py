"""Names that others in the text vouch for: rows of authors, surnames in capitals, the same name again."""

import pytest

from airflow_gov_provider.core.detection.spans import Span
from airflow_gov_provider.core.detection.text.finder import Finder
from airflow_gov_provider.core.detection.text.repeated import in_rows, repeated, with_surnames
from airflow_gov_provider.core.detection.verdicts.lists import Lists

LISTS = Lists(
    given=frozenset(["anna", "lok"]),
    family=frozenset(["roe", "wood"]),
    places=frozenset(["bern"]),
    things=frozenset(["wood"]),
)


def _texts(text, spans):
    return [text[span.start : span.end] for span in spans]


def _span(text, part, entity="PERSON", score=0.7):
    return Span(text.index(part), text.index(part) + len(part), entity, score)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("by R. Poumon, E. Fofo and V. Lengli", ["R. Poumon", "E. Fofo", "V. Lengli"]),
        ("J.-P. Zwelith; A. B. Roe", ["J.-P. Zwelith", "A. B. Roe"]),
        ("equipe : Á. Sousa e Ö. Karl.", ["Á. Sousa", "Ö. Karl"]),
    ],
)
def test_a_row_of_initials_and_names_lists_people(text, names):
    assert _texts(text, in_rows(text)) == names


@pytest.mark.parametrize(
    "text",
    ["R. Poumon wrote it", "the E. coli and the S. aureus", "U.S. Army, U.S. Navy", "e. g. this, i. e. that", "A.1, B.2"],
    ids=["one makes no row", "species", "countries", "abbreviations", "numbers"],
)  # fmt: skip
def test_what_is_no_row_of_people_lists_none(text):
    assert _texts(text, in_rows(text)) == []


@pytest.mark.parametrize(
    ("text", "found", "whole"),
    [
        ("patient ZWELITH Anna came", "Anna", "ZWELITH Anna"),
        ("patient Anna ZWELITH came", "Anna", "Anna ZWELITH"),
        ("patient DE ROE Anna came", "Anna", "ROE Anna"),
        ("patient ZWELITH KARO Anna came", "Anna", "ZWELITH KARO Anna"),
    ],
)
def test_capitals_beside_a_given_name_are_its_surname(text, found, whole):
    assert _texts(text, with_surnames(text, [_span(text, found)], LISTS)) == [whole]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("der ESV Lok siegte", "Lok"),
        ("THE Anna file", "Anna"),
        ("ERROR Anna", "Anna"),
        ("ZWELITH, Anna", "Anna"),
        ("ZWELITH ANNA", "ANNA"),
        ("ZWELITH Karo", "Karo"),
    ],
    ids=["a club", "a small word", "a level", "a comma between", "all in capitals", "no given name"],
)
def test_other_capitals_are_none(text, found):
    assert list(with_surnames(text, [_span(text, found)], LISTS)) == []


def test_a_name_found_once_is_found_wherever_it_stands():
    text = "Anna Zwelithini came. Later Zwelithini's bag and ZWELITHINI again"
    assert _texts(text, repeated(text, [_span(text, "Anna Zwelithini")], LISTS)) == [
        "Zwelithini's",
        "ZWELITHINI",
    ]


@pytest.mark.parametrize(
    ("text", "found", "score"),
    [
        ("Anna Wood, and Wood is wood", "Anna Wood", 0.7),
        ("Karo Bern lives; in Bern too, and a karo", "Bern", 0.7),
        ("Dr Zwelithini. Zwelithini GmbH", "Zwelithini", 0.7),
        ("Zwelithini or zwelithini", "Zwelithini", 0.7),
        ("Zwelithini at a@Zwelithini.example", "Zwelithini", 0.7),
        ("Zwelithini and Zwelithini", "Zwelithini", 0.5),
        ("Al came and Al went", "Al", 0.7),
    ],
    ids=["a thing", "a place", "a company", "a small letter", "part of an address", "unsure", "short"],
)
def test_what_means_something_else_there_is_left(text, found, score):
    assert list(repeated(text, [_span(text, found, score=score)], LISTS)) == []


def test_a_name_is_found_again_in_another_piece_of_a_long_text():
    text = "Dr. Zwelithini " + "and so on it goes, " * 2_000 + "said Zwelithini then"
    (spans,) = Finder((), None, lambda: LISTS)([text])
    assert [span.entity for span in spans if text[span.start : span.end] == "Zwelithini"] == [
        "PERSON",
        "PERSON",
    ]
