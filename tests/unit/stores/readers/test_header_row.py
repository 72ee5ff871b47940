"""Names or data: what a first row gives away."""

from __future__ import annotations

import gzip

import pytest

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.stores.readers.header_row import looks_like_data
from airflow_gov_provider.stores.readers.reader import StoredReader

DATA = {
    "a birth date over birth dates": [["Ann Lee", "1985-03-12"], ["Bob Ray", "1990-01-30"]],
    "a phone over phones": [["Ann", "4155550123"], ["Bob", "4155550199"]],
    "an address over addresses": [["ann@example.com"], ["bob@example.com"], ["eve@example.com"]],
    "an amount over amounts": [["chair", "12.50"], ["table", "99.00"]],
    "a row that counts on": [["1", "Ann"], ["2", "Bob"], ["3", "Eve"]],
    "a person over people": [["Julia Novak", "x"], ["Thomas Baker", "y"], ["Anna Becker", "z"]],
    "a house over houses": [["12 Main Street", "x"], ["7 Mill Lane", "y"], ["140 Station Road", "z"]],
    "cells that come again": [["Ann", "M", "north"], ["Bob", "M", "south"], ["Eve", "F", "north"]],
}
NAMES = {
    "plain names": [["name", "birth_date"], ["Ann Lee", "1985-03-12"]],
    "years over counts": [["country", "2023", "2024"], ["FR", "1520", "1611"]],
    "dates over amounts, in wide form": [["shop", "2024-01-01"], ["north", "12.50"]],
    "c0 and c1": [["c0", "c1"], ["Ann", "4155550123"]],
    "an address over nothing like it": [["ann@example.com", "q2"], ["yes", "no"]],
    "years over years that count on elsewhere": [["2023", "2024"], ["7", "8"], ["9", "10"]],
    "one cell that comes again": [["unit", "note"], ["unit", "x"], ["pair", "y"]],
    "a header that stands there twice": [["name", "sex"], ["Ann", "F"], ["name", "sex"], ["Bob", "M"]],
    "a header over people": [["Christian Name"], ["Thomas Baker"], ["Anna Becker"]],
    "a person over amounts": [["Thomas Baker", "Anna Becker"], ["7.5", "3"], ["2.5", "1"]],
    "words over people": [["Account Manager"], ["Thomas Baker"], ["Anna Becker"]],
    "a count over houses": [["2 addresses"], ["7 Mill Lane"], ["140 Station Road"]],
    "nothing below": [["1985-03-12"]],
    "only empty cells below": [["1985-03-12"], [""]],
}


DATA |= {
    "a person with a title": [
        ["Dr. Anna Becker", "London"], ["Mr Thomas Miller", "Leeds"], ["Ms Emily Carter", "York"],
        ["Prof. Dr. James Walsh", "York"],
    ],
    "a person in two columns": [
        ["Anna", "Becker", "London"], ["Thomas", "Miller", "Leeds"], ["Emily", "Carter", "York"],
    ],
    "a person in two columns, the family first": [
        ["7", "Becker", "Anna"], ["9", "Miller", "Thomas"], ["4", "Carter", "Emily"],
    ],
}  # fmt: skip
NAMES |= {
    "parts of names over people": [
        ["First", "Last"], ["Anna", "Becker"], ["Thomas", "Miller"], ["Emily", "Carter"],
    ],
    "parts of names over people in German": [
        ["Vorname", "Nachname"], ["Anna", "Becker"], ["Thomas", "Miller"], ["Emily", "Carter"],
    ],
    "two words that may be a name over none": [
        ["Grant", "Price"], ["north", "4"], ["south", "7"], ["east", "9"],
    ],
    "names of people over figures": [["Anna", "Becker"], ["1.5", "2"], ["7", "1.25"]],
    "a title over titles": [["Title", "Name"], ["Mr", "Becker"], ["Ms", "Carter"]],
}  # fmt: skip


@pytest.mark.parametrize("rows", DATA.values(), ids=DATA.keys())
def test_a_row_like_the_others_is_data(rows):
    assert looks_like_data(rows)


@pytest.mark.parametrize("rows", NAMES.values(), ids=NAMES.keys())
def test_a_row_of_names_is_a_header(rows):
    assert not looks_like_data(rows)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_csv_without_a_header_puts_nothing_of_it_into_names(tmp_path, pack):
    file = tmp_path / "people.csv"
    file.write_bytes(pack(b"Ann Lee,1985-03-12\nBob Ray,1990-01-30\n"))
    with StoredReader(lambda _: None).take_in(DatasetRef.parse(str(file)), lambda *_: None) as taken:
        rows = [batch.rows for batch in taken.batches()]
    assert [one.schema.names for one in rows] == [["column 1", "column 2"]]
    assert rows[0].num_rows == 2
