"""Values in spellings that people read and patterns do not, and columns of very few values."""

from __future__ import annotations

import pyarrow as pa
import pytest

from airflow_gov_provider.core.detection.disguises.folding import fold


@pytest.mark.parametrize(
    ("value", "entity"),
    [
        ("536–90–4399", "US_SSN"),
        ("536\u00a090\u00a04399", "US_SSN"),
        ("4111\u20094111", None),
        ("４１１１１１１１１１１１１１１１", "CREDIT_CARD"),
        ("4111\u00a01111\u00a01111\u00a01111", "CREDIT_CARD"),
        ("4111−1111−1111−1111", "CREDIT_CARD"),
        ("٤١١١١١١١١١١١١١١١", "CREDIT_CARD"),
        ("ada\u200b@example.com", "EMAIL_ADDRESS"),
        ("ada＠example.com", "EMAIL_ADDRESS"),
        ("/signup?mail=ada%40example.com", "EMAIL_ADDRESS"),
        ("100%40 more", None),
        ("a\x01d\x02a@example.com", "EMAIL_ADDRESS"),
    ],
)
def test_an_unusual_spelling_hides_nothing(types, value, entity):
    found = types("ssn" if entity == "US_SSN" else "c", [value, "x"])
    assert entity in found if entity else not found


def test_a_value_counts_once_however_many_spellings_it_has(column):
    (finding,) = column("c", ["call – ada@example.com", "ada\u200b@example.com", "–"]).findings
    assert (finding.entity_type, finding.count) == ("EMAIL_ADDRESS", 2)


def test_folding_keeps_what_is_plain():
    assert fold("Zoë, naïve – 5\u00a0%\tœuvre\n") == "Zoë, naïve - 5 %\tœuvre\n"


@pytest.mark.parametrize("type_", [pa.string(), pa.binary()])
def test_text_with_nul_characters_is_searched_without_them_and_never_counts_as_read(scan, type_):
    values = pa.array(["\0".join("ada@example.com") + "\0"] * 3).cast(type_)
    report = scan(pa.table({"m": values}))
    assert [f.entity_type for _, f in report.findings] == ["EMAIL_ADDRESS"]
    assert [(item.what, item.why) for item in report.coverage.skipped] == [("m", "BINARY")]


CARDS = [4111111111111111, 4012888888881881]


@pytest.mark.parametrize("name", ["pan", "x"])
def test_two_valid_cards_are_cards(types, name):
    assert "CREDIT_CARD" in types(name, CARDS)


@pytest.mark.parametrize("type_", [pa.decimal128(22, 2), pa.decimal256(40, 5), pa.float64()])
def test_cards_in_types_of_fractions_are_found_and_raise_nothing(types, type_):
    assert "CREDIT_CARD" in types("pan", pa.array(CARDS * 40).cast(type_))
    types("x", pa.array(CARDS * 40).cast(type_))


def test_a_link_beside_a_name_does_not_explain_the_name_away(types):
    values = [f"Zorbella Quibblewick https://example.com/{n}" for n in "abcdef"]
    assert "URL" in types("full_name", values)
    people = ["Maria Schmidt", "Anna Berg", "John Peterson", "Omar Hassan"]
    assert types("profile", [f"{p} https://example.com/{n}" for n, p in enumerate(people)]) == {
        "PERSON",
        "URL",
    }
