"""Names of people by lists, told from towns, companies and things."""

from __future__ import annotations

import pytest

from airflow_gov_provider.core.detection.facts import Drawn
from airflow_gov_provider.core.detection.verdicts.lists import Lists
from airflow_gov_provider.core.detection.verdicts.people import Kind, kind_of, people, people_among_things

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
        ("Doe^Anna^M", Kind.PAIR),
        ("Anna359 Schmidt12", Kind.PAIR),
        ("Anna359", Kind.NAME),
        ("ANNA359", Kind.NO_NAME),
        ("anna359", Kind.NO_NAME),
        ("Anna Quetzalli", Kind.HALF),
        ("Quetzalli Anna", Kind.HALF),
        ("Anna quetzalli", Kind.UNKNOWN),
        ("Rose Quetzalli", Kind.UNKNOWN),
        ("Anna Victoria", Kind.OTHER),
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


UNKNOWN = [
    "Quetz",
    "Brondle",
    "Vasquiny",
    "Tolwen",
    "Merrifax",
    "Osgar",
    "Plimsey",
    "Dravik",
    "Hulme",
    "Zarnow",
]


def test_given_names_with_family_names_that_no_list_has_are_people():
    named = [f"{name} {other}" for name in GIVEN for other in UNKNOWN]
    assert people(drawn(*named), LISTS) is not None
    things = [f"Garden {other}" for other in UNKNOWN]
    assert people(drawn(*named[:4], *things), LISTS) is None
    places = [f"{other} {place}" for other in UNKNOWN[:4] for place in ("Paris", "Florence")]
    assert people(drawn(*named[:8], "New York", "Paris", "Florence", "Victoria"), LISTS) is None
    assert people(drawn(*places), LISTS) is None


def test_names_of_things_are_of_people_only_where_most_are_given_and_family_name():
    full = [f"{given} {family}" for given in GIVEN for family in FAMILY]
    assert people_among_things(drawn(*full), LISTS) is not None
    assert people_among_things(drawn(*GIVEN, *FAMILY), LISTS) is None
    assert people_among_things(drawn(*full[:6], *[f"{other} Lamp" for other in UNKNOWN]), LISTS) is None
    assert people_among_things(drawn(*[text.lower() for text in full]), LISTS) is None


def test_a_role_of_people_in_the_columns_name_makes_a_few_known_names_enough():
    few = [f"{given} {family}" for given, family in zip(GIVEN, FAMILY, strict=False)]
    rare = [f"{a} {b}" for a, b in zip(UNKNOWN, reversed(UNKNOWN), strict=True)]
    assert people(drawn(*few, *rare[:6]), LISTS) is None
    assert people(drawn(*few, *rare[:6]), LISTS, hinted=True) is not None
    assert people(drawn(*rare), LISTS, hinted=True) is None
