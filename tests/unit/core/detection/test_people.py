"""Names of people by lists, told from towns, companies and things."""

from __future__ import annotations

import pytest

from airflow_gov_provider.core.detection.facts import Drawn
from airflow_gov_provider.core.detection.verdicts.lists import Lists
from airflow_gov_provider.core.detection.verdicts.people import Kind, kind_of, people

LISTS = Lists(
    given=frozenset(
        [
            "anna",
            "john",
            "maria",
            "carlos",
            "jean-luc",
            "olga",
            "kenji",
            "rose",
            "paris",
            "ahmed",
            "иван",
            "min",
            "太郎",
            "jo",
            "lee",
        ]
    ),
    family=frozenset(
        [
            "schmidt",
            "doe",
            "garcía",
            "rossi",
            "o'neil",
            "tanaka",
            "king",
            "florence",
            "петров",
            "김",
            "佐藤",
            "baker",
            "haddad",
            "lee",
        ]
    ),
    places=frozenset({"paris", "florence", "new york", "victoria"}),
    things=frozenset({"rose", "baker", "king", "may"}),
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Anna Schmidt", Kind.PAIR),
        ("ANNA SCHMIDT", Kind.PAIR),
        ("Doe, John", Kind.PAIR),
        ("Dr. Maria van der Rossi", Kind.PAIR),
        ("J. Doe", Kind.PAIR),
        ("Carlos García-Rossi", Kind.PAIR),
        ("John O’Neil Jr.", Kind.PAIR),
        ("Иван Петров", Kind.PAIR),
        ("佐藤 太郎", Kind.PAIR),
        ("Anna", Kind.NAME),
        ("Garcia", Kind.UNKNOWN),
        ("Rose", Kind.EITHER),
        ("Paris", Kind.EITHER),
        ("Victoria", Kind.OTHER),
        ("LEE", Kind.EITHER),
        ("Doe GmbH", Kind.OTHER),
        ("Schmidt s.r.o.", Kind.OTHER),
        ("New York", Kind.OTHER),
        ("Garden Hose", Kind.UNKNOWN),
        ("room 12", Kind.NO_NAME),
        ("anna@example.com", Kind.NO_NAME),
    ],
)
def test_each_value_is_of_one_kind(text, kind):
    assert kind_of(text, LISTS) is kind


def drawn(*texts: str) -> Drawn:
    return Drawn(texts, (1,) * len(texts), 1.0, len(texts))


GIVEN = [name.title() for name in sorted(LISTS.given - LISTS.places - LISTS.things) if len(name) > 3]
FAMILY = ["Schmidt", "Doe", "Rossi", "Tanaka", "Haddad"]


def test_a_table_of_one_row_is_about_somebody_when_the_value_is_surely_a_pair():
    assert people(drawn("Anna Schmidt"), LISTS) is not None
    assert people(drawn("Anna"), LISTS) is None
    assert people(drawn("Rose King"), LISTS) is None


def test_single_names_need_to_be_most_of_many_values():
    assert people(drawn(*GIVEN, *FAMILY), LISTS) is not None
    assert people(drawn(*GIVEN[:3], "Lamp", "Desk", "Hose", "Chair", "Mug", "Shelf", "Kettle"), LISTS) is None


def test_towns_and_companies_with_names_of_people_are_none():
    companies = [f"{name} {kind}" for name in FAMILY for kind in ("Ltd", "GmbH")]
    assert people(drawn(*companies), LISTS) is None
    assert (
        people(drawn("Paris", "Florence", "Victoria", "New York", "Anna", "Lyon", "Nice", "Leeds"), LISTS)
        is None
    )


def test_a_finding_says_what_speaks_for_it_and_against_it():
    finding = people(drawn(*[f"{a} {b}" for a in GIVEN for b in FAMILY]), LISTS)
    evidence = dict(finding.evidence)
    assert evidence["pairs"] == evidence["sampled"] == len(GIVEN) * len(FAMILY)
    assert evidence["vetoes"] == 0
    assert finding.share == 1.0
