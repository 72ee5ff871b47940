"""A name of a column is believed when the values could be what it says, and not otherwise."""

from types import MappingProxyType

import pytest

from airflow_gov_provider.core.datasets import Place
from airflow_gov_provider.core.detection.facts import Drawn, Facts
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.headers.header import Header
from airflow_gov_provider.core.detection.headers.terms import (
    categories,
    contact,
    identity,
    money,
    online,
    persons,
    traits,
)
from airflow_gov_provider.core.detection.verdicts.declared import declared
from airflow_gov_provider.core.detection.verdicts.shapes import SHAPES, fit

ROWS = 40


def facts(name, values, *, place=Place.VALUES, opened=None, kind="string"):
    values = [str(value) for value in values]
    distinct = {value: values.count(value) for value in values}
    return Facts(
        label=name,
        type=kind,
        place=place,
        header=Header.of(name.split(".")),
        rows=len(values),
        nulls=0,
        values=len(values),
        open_rows=len(values) if opened is None else opened,
        drawn=Drawn(tuple(distinct), tuple(distinct.values()), 1.0, len(values)),
        found=MappingProxyType({}),
        suppressed=MappingProxyType({}),
        missed=frozenset(),
    )


def types(name, values, **more):
    return {finding.entity_type for finding in declared(facts(name, values, **more), {})}


def each(make):
    return [make(n) for n in range(ROWS)]


WORDS = "birke ahorn linde eiche ulme tanne fichte kiefer buche weide erle esche pappel eibe hasel".split()  # noqa: SIM905 - words read better in a line
CASES = [
    ("surname", each(lambda n: f"{WORDS[n % 15].title()}{'abcdefgh'[n % 8]}"), "PERSON"),
    ("email", each(lambda n: f"user{n} (at) example.com"), "EMAIL_ADDRESS"),
    ("EMAIL", each(lambda n: f"JROE{n}"), "EMAIL_ADDRESS"),
    ("phone", each(lambda n: 15_550_100 + n), "PHONE_NUMBER"),
    ("phone", each(lambda n: f"555.01.{n:02d} x12"), "PHONE_NUMBER"),
    ("address1", each(lambda n: f"Flat {n}, Elm Tree House"), "STREET_ADDRESS"),
    ("dob", each(lambda n: f"19{n:02d}0312"), "DATE_OF_BIRTH"),
    ("birth_date", each(lambda n: f"{n % 28 + 1}. März 19{n:02d}"), "DATE_OF_BIRTH"),
    ("ssn", each(lambda n: 1_010_000 + n), "US_SSN"),
    ("national_id", each(lambda n: f"AB-{n:03d}-77X"), "NATIONAL_ID"),
    ("passport_no", each(lambda n: f"XZ{n:07d}"), "PASSPORT"),
    ("driver_license", each(lambda n: f"D{n:03d}-4410"), "DRIVER_LICENSE"),
    ("mrn", each(lambda n: f"M-{n:05d}"), "HEALTH_ID"),
    ("license_plate", each(lambda n: f"B-XY {n + 10}"), "LICENSE_PLATE"),
    ("vin", each(lambda n: f"ZZZ0000000000{n:04d}"), "VIN"),
    ("card_number", each(lambda n: f"9999 0000 0000 {n:04d}"), "CREDIT_CARD"),
    ("iban", each(lambda n: f"ZZ00 0000 0000 {n:04d} 00"), "IBAN_CODE"),
    ("account_number", each(lambda n: 70_000_000 + n), "BANK_ACCOUNT"),
    ("client_ip", each(lambda n: 3_221_225_985 + n), "IP_ADDRESS"),
    ("mac_address", each(lambda n: f"0200.0000.00{n:02x}"), "MAC_ADDRESS"),
    ("device_id", each(lambda n: f"{n:032x}"), "DEVICE_ID"),
    ("username", each(lambda n: f"{WORDS[n % 15]}_{n}"), "USERNAME"),
    ("password", each(lambda n: f"{WORDS[n % 15]}{n}!"), "SECRET"),
    ("password_hash", each(lambda n: f"{n:064x}"), "SECRET"),
    ("cvv", each(lambda n: 100 + n), "SECRET"),
]


@pytest.mark.parametrize(
    ("name", "values", "entity"), CASES, ids=lambda case: case if isinstance(case, str) else ""
)
def test_values_that_no_pattern_knows_are_what_their_column_is_called(name, values, entity):
    assert types(name, values) == {entity}


@pytest.mark.parametrize(
    ("name", "values", "why"),
    [
        ("phone", ["yes", "no"] * 20, "a flag"),
        ("phone", ["mobile", "home", "work", "fax", "pager", "other kind"] * 7, "kinds"),
        ("phone", each(lambda n: f"Model {n}"), "models"),
        ("phone", ["+15550100"] * 40, "a constant"),
        ("email", ["welcome", "reminder", "invoice", "goodbye", "survey"] * 8, "templates"),
        ("email", each(lambda n: n % 2), "a flag in numbers"),
        ("ssn", ["Y", "N"] * 20, "a flag"),
        ("ssn", each(lambda n: f"***-**-{n:04d}"), "masked"),
        ("ssn", each(lambda n: f"XXX-XX-{n:04d}"), "masked with letters"),
        ("email", each(lambda n: f"{'abcdefgh'[n % 8]}***{n}@example.com"), "masked in part"),
        ("password", each(lambda n: "*" * (n + 4)), "masked"),
        ("email", each(lambda n: f"{n:032x}"), "hashed"),
        ("phone", each(lambda n: f"{n:064x}"), "hashed"),
        ("surname", each(lambda n: f"S{n:04d}"), "codes"),
        ("customer_name", each(lambda n: f"{WORDS[n % 15].title()}{'abcdefgh'[n % 8]} Ltd"), "companies"),
        ("first_name", ["Ash", "Elm"] * 20, "two values"),
        ("dob", each(lambda n: n), "small numbers"),
        ("dob", ["unknown"] * 20 + ["n/a"] * 20, "nothing known"),
        ("birth_date", each(lambda n: 1950 + n), "years"),
        ("card_number", each(lambda n: 1000 + n), "four digits"),
        ("account_number", each(lambda n: n), "small numbers"),
        ("iban", each(lambda n: f"branch {n}"), "words"),
        ("address1", each(lambda n: n), "numbers without a street beside them"),
        ("address1", each(lambda n: f"https://example.com/{n}"), "links"),
        ("passport", ["AT", "BE", "CH", "DE", "ES", "FR"] * 7, "countries"),
        ("vin", ["red", "white", "rosé", "brut", "sec", "doux"] * 7, "wine in French"),
        ("username", each(lambda n: n), "numbers"),
        ("username", each(lambda n: f"2024-01-{n % 28 + 1:02d}"), "dates"),
        ("ip", ["10", "20", "30"] * 13, "innings"),
        ("city", each(lambda n: f"Town{n}"), "no traits without people"),
    ],
)
def test_values_that_can_not_be_what_their_column_is_called_are_not(name, values, why):
    assert types(name, values) == set(), why


def test_a_column_that_is_masked_by_us_declares_nothing():
    assert types("ssn", [], opened=0) == set()
    assert types("religion", [], opened=0) == set()


def test_metadata_declares_nothing_but_special_categories():
    assert types("ssn", ["1010000"], place=Place.METADATA) == set()


def test_a_few_rows_need_not_be_many_different_values():
    assert types("phone", ["555 0100", "555 0101"]) == {"PHONE_NUMBER"}


def test_the_evidence_says_why_in_numbers():
    values = [*each(lambda n: f"555 01{n:02d}"), *["none"] * 10, *["call me"] * 10]
    (finding,) = declared(facts("phone", values), {})
    evidence = dict(finding.evidence)
    assert evidence["compatible"] == pytest.approx(40 / 41)
    assert evidence["header"] == 1
    assert 0 < evidence["prior"] < finding.score < 1
    assert (finding.count, finding.share) == (40, pytest.approx(40 / 60))


def test_what_a_pattern_found_in_most_values_is_not_said_again():
    values = each(lambda n: f"555 01{n:02d}")
    known = {"PHONE_NUMBER": Finding("PHONE_NUMBER", 0.9, 30, 0.75)}
    assert declared(facts("phone", values), known) == []
    few = {"PHONE_NUMBER": Finding("PHONE_NUMBER", 0.9, 3, 0.075)}
    assert [finding.count for finding in declared(facts("phone", values), few)] == [ROWS]


def test_a_more_precise_type_makes_the_general_one_superfluous():
    values = each(lambda n: f"AB-{n:03d}-77X")
    assert declared(facts("national_id", values), {"ES_NIF": Finding("ES_NIF", 1.0, ROWS, 1.0)}) == []
    other = {"EMAIL_ADDRESS": Finding("EMAIL_ADDRESS", 1.0, ROWS, 1.0)}
    assert [finding.entity_type for finding in declared(facts("national_id", values), other)] == [
        "NATIONAL_ID"
    ]


def test_every_type_that_a_name_can_claim_has_a_shape():
    claimed = {
        entity for topic in (contact, identity, money, online, persons, traits) for entity in topic.STRONG
    }
    assert claimed - set(categories.STRONG) <= set(SHAPES)
    assert fit(facts("x", ["y"]), "RELIGION") is None


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("customer_name", ["สมชาย ใจดี", "มาลี ศรีสุข", "ประเสริฐ ทองคำ", "กิตติ บุญมา", "นงลักษณ์ แก้วใส"]),
        ("ชื่อ-นามสกุล", ["สมชาย ใจดี", "มาลี ศรีสุข", "ประเสริฐ ทองคำ", "กิตติ บุญมา", "นงลักษณ์ แก้วใส"]),
        ("full_name", ["អ៊ុំ សុខា", "ចាន់ ធីតា", "កែវ មុន្នី", "ស៊ឹម វណ្ណា", "លី សុភា"]),
        ("full_name", ["အောင် မြင့်", "ခင် မေ", "သန္တာ ဝင်း", "ကျော် ဇော", "နန္ဒာ လှ"]),
    ],
)
def test_names_in_scripts_with_marks_fit_a_header_that_asks_for_names(types, header, names):
    assert "PERSON" in types(header, names)
