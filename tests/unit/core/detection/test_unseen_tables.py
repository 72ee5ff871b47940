"""What tables of other languages taught, each beside what it must not be taken for."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from airflow_gov_provider.core.detection.headers.claims import claims_of, split, words_of
from airflow_gov_provider.core.detection.verdicts.addresses import Shape, shape_of

RNG = random.Random(11)


def found(scan, **columns) -> dict[str, set[str]]:
    report = scan(pa.table(columns))
    return {column.label: {finding.entity_type for finding in column.findings} for column in report.columns}


def test_chinese_mobile_numbers_are_known_without_country_code_and_numbers_counted_up_are_not(scan):
    mobiles = [f"1{RNG.randint(3, 9)}{RNG.randint(0, 9)}{RNG.randrange(10**8):08}" for _ in range(80)]
    counted = [str(13900000000 + at * 37) for at in range(80)]
    others = [str(RNG.randrange(10**10, 10**11)) for _ in range(80)]
    said = found(scan, c0=mobiles, c1=counted, c2=others)
    assert said["c0"] == {"PHONE_NUMBER"}
    assert "PHONE_NUMBER" not in said["c1"] | said["c2"]


@pytest.mark.parametrize(("name", "entity"), [
    ("آدرس", "STREET_ADDRESS"), ("شماره تماس", "PHONE_NUMBER"), ("تاریخ تولد", "DATE_OF_BIRTH"),
    ("მისამართი", "STREET_ADDRESS"), ("ტელეფონი", "PHONE_NUMBER"), ("სახელი და გვარი", "PERSON"),
    ("broj telefona", "PHONE_NUMBER"), ("sünniaeg", "DATE_OF_BIRTH"),
    ("ชื่อจริง", "PERSON"), ("ผู้ติดต่อ", "PERSON"), ("担当者", "PERSON"), ("담당자", "PERSON"), ("người nhận", "PERSON"),
    ("vārds uzvārds", "PERSON"), ("ees- ja perekonnanimi", "PERSON"), ("Kontaktní osoba", "PERSON"),
    ("ontvanger contactpersoon", "PERSON"), ("pod_signatory", "PERSON"), ("نام پدر", "PERSON"), ("Sachbearbeiter", "PERSON"),
    ("auth_user", "USERNAME"), ("sAMAccountName", "USERNAME"), ("Ел. пошта", "EMAIL_ADDRESS"), ("e-pasts", "EMAIL_ADDRESS"),
    ("villámposta", "EMAIL_ADDRESS"), ("рах. адреса проживання", "STREET_ADDRESS"), ("Ulica i kućni broj", "STREET_ADDRESS"),
    ("elukoha aadress", "STREET_ADDRESS"), ("called_party", "PHONE_NUMBER"), ("هاتف المنزل", "PHONE_NUMBER"),
    ("วันเดือนปีเกิด", "DATE_OF_BIRTH"), ("ngày tháng năm sinh", "DATE_OF_BIRTH"), ("brth_dt", "DATE_OF_BIRTH"),
])  # fmt: skip
def test_names_of_columns_are_read_in_more_languages(name, entity):
    assert entity in {claim.entity for claim in claims_of(split(words_of(name)))}


@pytest.mark.parametrize(("text", "shape"), [
    ("რუსთაველის ქ. 12", Shape.STREET), ("რუსთაველის გამზ. 4", Shape.STREET), ("12 میدان نمونه", Shape.STREET),
    ("ქ. თბილისი", Shape.OTHER), ("میدان نمونه", Shape.OTHER),
])  # fmt: skip
def test_streets_are_known_by_their_word_beside_a_number(text, shape):
    assert shape_of(text) is shape


def test_postal_codes_that_look_like_telephone_numbers_are_what_their_column_says(scan):
    codes = [f"0{RNG.randint(1000, 2999)}-{RNG.randint(1000, 9999)}" for _ in range(60)]
    assert "PHONE_NUMBER" not in found(scan, zip_code=codes)["zip_code"]
    phones = [f"(206) 555-01{at:02}" for at in range(60)]
    assert "PHONE_NUMBER" in found(scan, phone=phones)["phone"]


def test_hebrew_streets_need_no_word_for_a_street_and_one_name_with_numbers_is_none(types):
    names = [
        "הרצל",
        "אלנבי",
        "דיזנגוף",
        "בלפור",
        "ויצמן",
        "רוטשילד",
        "סוקולוב",
        "ביאליק",
        "הגפן",
        "הזית",
        "התמר",
        "הרימון",
        "השקד",
        "האורן",
        "הברוש",
        "הדקל",
    ]
    assert types("c0", [f"{name} {RNG.randint(1, 120)}" for name in names]) == {"STREET_ADDRESS"}
    assert types("c0", [f"דגם {number}" for number in range(40)]) == set()


def test_people_in_a_column_named_after_a_thing_are_found_in_any_language(types):
    given = ["Олена", "Тарас", "Оксана", "Богдан"]
    family = ["Шевченко", "Коваленко", "Бондаренко", "Ткаченко"]
    people = [f"{a} {b}" for a in given for b in family]
    assert "PERSON" in types("station", people)
    assert "PERSON" not in types("station", [f"Станція {name}" for name in family] * 3)


def test_whoever_is_responsible_is_a_person_and_a_department_is_none(types):
    people = [
        "Anna Quetzalli",
        "Jan Brondle",
        "Eva Tolwen",
        "Petra Zarnow",
        "Karl Plimsey",
        "Otto Dravik",
    ] * 4
    assert "PERSON" in types("Sachbearbeiter", people)
    assert (
        types("Sachbearbeiter", ["Einkauf", "Verkauf", "Lager", "Versand", "Technik", "Montage"] * 4) == set()
    )


def test_the_few_family_names_of_a_long_table_are_told_by_the_given_names_beside_them(scan):
    given = ["Anna", "Peter", "Maria", "Thomas", "Julia", "Stefan", "Laura", "Daniel", "Eva", "Martin"]
    family = [
        "Schmidt",
        "Rossi",
        "Novak",
        "Larsen",
        "Moreau",
        "Kowalski",
        "Haddad",
        "Fischer",
        "Quetz",
        "Brondle",
    ]
    family += [
        "Tolwen",
        "Zarnow",
        "Plimsey",
        "Dravik",
        "Merrifax",
        "Osgar",
        "Vasquiny",
        "Hulmer",
        "Teyo",
        "Oriel",
    ]
    grades = [f"Grade{letter}" for letter in "ABCDEFGHIJKLMNOPQRST"]
    rows = [(given[at % 10], family[at % 20], grades[at % 20]) for at in range(400)]
    said = found(scan, **{f"c{at}": [row[at] for row in rows] for at in range(3)})
    assert said == {"c0": {"PERSON"}, "c1": {"PERSON"}, "c2": set()}
