"""What stands in text by its form: phrases, secrets, births, addresses, names."""

import pytest

from airflow_gov_provider.core.detection.spans import Span
from airflow_gov_provider.core.detection.text.addresses import addresses
from airflow_gov_provider.core.detection.text.births import births, born_after_name, is_date
from airflow_gov_provider.core.detection.text.persons import persons
from airflow_gov_provider.core.detection.text.phrases import phrases
from airflow_gov_provider.core.detection.text.secrets import secrets
from airflow_gov_provider.core.detection.verdicts.lists import Lists

LISTS = Lists(
    given=frozenset(["anna", "jürgen", "maria", "james", "paris"]),
    family=frozenset(["schmidt", "müller", "santos", "black", "wood"]),
    places=frozenset(["paris", "santos"]),
    things=frozenset(["black", "wood", "table", "president"]),
)


def _found(spans, text):
    return {(span.entity, text[span.start : span.end]) for span in spans}


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("Her passport number RX3901825 was copied", "PASSPORT", "RX3901825"),
        ("Reisepass-Nr.: C01X00T47", "PASSPORT", "C01X00T47"),
        ("driver's license K932-778-3840 for", "DRIVER_LICENSE", "K932-778-3840"),
        ("Patient ID AHC-0933289 and", "PERSON_ID", "AHC-0933289"),
        ("Kundennummer 4711-0815", "PERSON_ID", "4711-0815"),
        ("Konto 532013000 bei", "BANK_ACCOUNT", "532013000"),
        ("CPF 529.982.247-25, residente", "NATIONAL_ID", "529.982.247-25"),
        ("license plate 8ABC123 was", "LICENSE_PLATE", "8ABC123"),
        ("the IMEI is 356938035643809", "DEVICE_ID", "356938035643809"),
        ("Tél : 01 42 16 00 00.", "PHONE_NUMBER", "01 42 16 00 00"),
        ("my user name is jroe77", "USERNAME", "jroe77"),
        ("ask @jane_roe about it", "USERNAME", "@jane_roe"),
    ],
)
def test_words_name_the_identifier_behind_them(text, entity, value):
    assert (entity, value) in _found(phrases(text), text)


@pytest.mark.parametrize(
    "text",
    [
        "I need my passport to be ready by 2024",
        "the passport was issued on 12/03/2019",
        "a driver's license is needed",
        "your account number is XXXXXXXX",
        "write to jane@example.com",
        "the patient is 62 years old",
    ],
)
def test_words_without_an_identifier_name_nothing(text):
    assert _found(phrases(text), text) == set()


KEY = "AKIA" + "Q7RZ2MPL9XWT4VNB"
TOKEN = "ghp_" + "a1B2" * 9


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"use {KEY} now", KEY),
        (f"push with {TOKEN}.", TOKEN),
        ("postgres://app:s3cr-t9@db.example.com/x", "s3cr-t9"),
        ("password=Tr0ub4dor&3", "Tr0ub4dor&3"),
        ("his password is 'correct horse'", "correct horse"),
        ("mot de passe : Azerty99!", "Azerty99!"),
        ("Authorization: Bearer abc.def-123456", "Authorization: Bearer abc.def-123456"),
        ("-----BEGIN " + "PRIVATE KEY-----\nMIIx\n-----END PRIVATE KEY-----", None),
        ("GET /x?access_token=Zx81Zx81Zx81", "?access_token=Zx81Zx81Zx81"),
    ],
    ids=["cloud", "service", "url", "assignment", "spoken", "french", "header", "pem", "query"],
)
def test_what_opens_something_is_found(text, value):
    assert (value or text) in {found for _, found in _found(secrets(text), text)}


@pytest.mark.parametrize(
    "text",
    [
        "I forgot my password and want to reset it",
        "the password is required",
        "password: ********",
        "postgres://app:{password}@db/x",
        "the secret is patience",
        "token expired",
    ],
)
def test_talk_about_secrets_is_none(text):
    assert _found(secrets(text), text) == set()


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("born on 12 May 1979 in", "12 May 1979"),
        ("geboren am 03.04.1950", "03.04.1950"),
        ("Née le 4 septembre 1952", "4 septembre 1952"),
        ("fecha de nacimiento: 1990-11-30", "1990-11-30"),
        ("DOB 2/29/1984", "2/29/1984"),
        ("nato il 01/02/1963", "01/02/1963"),
    ],
)
def test_words_make_a_date_one_of_birth(text, date):
    assert ("DATE_OF_BIRTH", date) in _found(births(text), text)


def test_other_dates_are_none():
    assert list(births("The invoice of 12 May 1979 was paid; bookings reborn 1980-01-01x")) == []


def test_a_date_right_behind_a_name_is_one_of_birth_unless_it_is_new():
    text = "Julie Petit | F | 25/10/1980 and Ana Costa, 25/10/2024"
    names = [Span(0, 11, "PERSON", 0.7), Span(33, 42, "PERSON", 0.7)]
    assert _found(born_after_name(text, names), text) == {("DATE_OF_BIRTH", "25/10/1980")}


@pytest.mark.parametrize(("value", "is_one"), [("1984-02-29", True), ("29.2.1984", True), ("4711", False), ("12", False)])  # fmt: skip
def test_dates_are_told_from_numbers(value, is_one):
    assert is_date(value) is is_one


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("at 1600 Pennsylvania Avenue NW, Washington", "1600 Pennsylvania Avenue NW"),
        ("wohnt Hauptstraße 12a, 10115 Berlin", "Hauptstraße 12a"),
        ("12 Rue du Docteur Gachet 92300", "12 Rue du Docteur Gachet"),
        ("Calle Mayor, 25", "Calle Mayor, 25"),
        ("via Garibaldi 7", "via Garibaldi 7"),
        ("Rua Augusta 1500", "Rua Augusta 1500"),
        ("P.O. Box 1234", "P.O. Box 1234"),
        ("Keizersgracht 174", "Keizersgracht 174"),
    ],
)
def test_streets_are_found_in_the_orders_of_several_languages(text, street):
    assert ("STREET_ADDRESS", street) in _found(addresses(text), text)


@pytest.mark.parametrize(
    "text", ["5 of the 12 roads", "it weighs 12 kg", "version 3 of Windows 11", "Mark Twain 1884"]
)
def test_numbers_beside_words_are_no_address(text):
    assert [span for span in addresses(text) if span.entity == "STREET_ADDRESS"] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("yesterday Anna Schmidt came", "Anna Schmidt"),
        ("SENHORA MARIA DOS SANTOS", "MARIA DOS SANTOS"),
        ("Dr. Zwelithini called", "Zwelithini"),
        ("dear Quentin, thanks", "Quentin"),
        ("signed by J. Müller", "J. Müller"),
        ("Herr Jürgen van der Müller", "Jürgen van der Müller"),
        ("O Senhor Presidente Anna Schmidt", "Anna Schmidt"),
    ],
)
def test_names_are_known_by_titles_lists_and_cues(text, name):
    assert ("PERSON", name) in _found(persons(text, LISTS), text)


@pytest.mark.parametrize(
    "text",
    [
        "the Black Wood table",
        "in Paris Santos",
        "Senhor President",
        "Anna Schmidt Bank",
        "the Wood",
        "anna schmidt",
    ],
)
def test_things_places_and_companies_are_no_names(text):
    assert _found(persons(text, LISTS), text) == set()
