"""Street addresses of many countries, and what only looks like one."""

from __future__ import annotations

import pytest

from airflow_gov_provider.core.detection.facts import Drawn
from airflow_gov_provider.core.detection.verdicts.addresses import Shape, addresses, shape_of
from airflow_gov_provider.core.detection.verdicts.lists import no_lists

STREETS = [
    "12 Mill Lane", "4500 N. Oak Avenue, Apt 3", "7 rue de la Gare", "12 bis, avenue Foch", "Hauptstr. 5", "Lindenstraße 12a",
    "Am Markt 3", "Calle Mayor 4, 2º B", "Av. Paulista, 1000", "Via Roma, 12", "Rua das Flores 33", "ul. Długa 3/4",
    "Kerkstraat 17", "Storgatan 4", "Kirkegata 2B", "Mannerheimintie 10", "Fő utca 8", "Atatürk Caddesi No: 5",
    "ул. Ленина, д. 5", "вулиця Шевченка 10", "Strada Unirii nr. 7", "P.O. Box 441", "Postfach 1201", "Jl. Sudirman No. 10",
    "中山路12号", "東京都港区芝1-2-3", "서울 강남구 테헤란로 12", "12 Mill Lane\nSpringfield, IL 62701",
]  # fmt: skip


@pytest.mark.parametrize("text", STREETS)
def test_a_word_for_a_street_and_a_number_are_an_address(text):
    assert shape_of(text) is Shape.STREET


@pytest.mark.parametrize(
    "text",
    ["5 kg", "12 inch drive", "2024-05-01", "100 people", "order 17 shipped", "Desk Lamp", "10.0.0.1", "v1.2.3", "", "12345"],
)  # fmt: skip
def test_measures_sentences_and_numbers_are_none(text):
    assert shape_of(text) is Shape.OTHER


@pytest.mark.parametrize("text", ["Model 3", "Room 12", "Classic Carpet 1612", "Portable Chair 14"])
def test_capital_words_with_a_number_are_no_address_by_themselves(text):
    assert shape_of(text) is not Shape.STREET


def drawn(*texts: str) -> Drawn:
    return Drawn(texts, (1,) * len(texts), 1.0, len(texts))


def test_a_column_of_them_is_found_and_numbered_things_are_not():
    assert addresses(drawn(*STREETS), no_lists).entity_type == "STREET_ADDRESS"
    things = [
        f"{word} {number}" for word in ("Model", "Room", "Series", "Gate", "Track") for number in range(1, 9)
    ]
    assert addresses(drawn(*things), no_lists) is None


def test_one_street_with_many_numbers_is_a_series():
    assert addresses(drawn(*(f"Ring Road {number}" for number in range(1, 30))), no_lists) is None


def test_the_only_row_of_a_table_counts_when_it_is_surely_an_address():
    assert addresses(drawn("12 Mill Lane"), no_lists) is not None
    assert addresses(drawn("Room 12"), no_lists) is None
