"""What the other spellings of a value are, and that there is an end to them."""

from __future__ import annotations

import base64
import gzip
import time

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airflow_gov_provider.core.detection.disguises.decoding import BETWEEN, spellings, twins
from airflow_gov_provider.core.detection.disguises.disguises import DISGUISES

MAIL = "zora.quill@example.com"
B64 = base64.b64encode(MAIL.encode()).decode()


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (f"id={B64}; done", f"id={MAIL}; done"),
        (f"{B64}, {B64}", f"{MAIL}, {MAIL}"),
        ("zora&#46;quill&#64;example&#46;com", MAIL),
        ("\\ud83d\\ude00 hi", "\U0001f600 hi"),
        ("caf=C3=A9 is open", "café is open"),
        ("%7B%22a%22%3A%22%5Cu0040%22%7D", '{"a":"@"}'),
    ],
)
def test_what_is_decoded_stands_where_it_stood(value, other):
    assert other in spellings(value)


@pytest.mark.parametrize(
    "value",
    ["", "plain", MAIL, "d41d8cd98f00b204e9800998ecf8427e", "dGhpcw==", "////////////////", "=" * 50, "%", "%%%zz",
     "&#99999999;", "\\ud800", "=?x?B?!!?=", "<~zzzzzzzzzzz~>", "0x", "H4sIAAAAAAAA", "eJwAAAAAAAAAAAAA", "CHR(999)||CHR(1)||CHR(2)||CHR(3)"],
)  # fmt: skip
def test_what_decodes_to_no_text_stays_alone(value):
    assert not any("@" in other and other != value for other in spellings(value))


@given(st.text())
def test_any_text_has_a_bounded_number_of_other_spellings_and_raises_nothing(value):
    others = spellings(value)
    assert value not in others
    assert len(others) == len(set(others)) <= 12


@given(
    st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=9),
    st.sampled_from(["b64", "hex", "b32"]),
)
def test_text_comes_back_from_each_encoding(text, how):
    data = text.encode()
    coded = {"b64": base64.b64encode(data), "hex": data.hex().encode(), "b32": base64.b32encode(data)}[
        how
    ].decode()
    if len(data) >= 15:
        assert any(text in other for other in spellings(coded))


@given(st.lists(st.text(max_size=30) | st.sampled_from([MAIL, B64, "ä@ö.de", "a%2540b"]), max_size=8))
def test_a_column_has_the_spellings_that_its_values_have(values):
    found = twins(pl.Series(values, dtype=pl.String)).to_list()
    for value, other in zip(values, found, strict=True):
        if other is not None:
            assert set(other.split(BETWEEN)) <= set(spellings(value)) | set(other.split(BETWEEN))
            assert other != value
        if value == B64:
            assert other == MAIL


def test_compressed_values_are_unpacked_to_a_limit():
    bomb = base64.b64encode(gzip.compress(b"a" * 50_000_000)).decode()
    assert max(map(len, spellings(bomb)), default=0) <= 1 << 20


def test_nesting_ends():
    value = MAIL
    for _ in range(12):
        value = base64.b64encode(value.encode()).decode()
    assert MAIL not in spellings(value)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("zora at example dot com", True),
        ("zora.quill AT\tmüller\nDOT de", True),
        ("zora@example dot com", True),
        ("zora\t@\nexample . com", True),
        ("zora quill (at) example.com", True),
        ("zora at example [dot] com", True),
        ("at this point we meet at the dock", False),
        ("a dot com boom, at noon a dot on the map", False),
        ("le point rouge, un punto rosso", False),
    ],
)
def test_only_what_may_spell_an_address_is_searched_for_one(value, told):
    spelled = next(codec for codec in DISGUISES if codec.name == "spelled")
    assert pl.Series([value]).str.contains(spelled.tell).item() is told
    assert (spelled.apply(value) != value) is told


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "1 ",
        "at dot ",
        "&#64;",
        "<a ",
        "one ",
        "a@",
        "moc.",
        "a-",
        "YWRh",
        "=40",
        "[at]",
        "é@",
        "\\u00e9",
        "4111_",
        "4,111",
        "0003",
        "3.1",
        "+AEA",
        "at host ",
        "x at ",
    ],
)
def test_a_long_value_costs_no_more_than_its_length(piece):
    text = piece * (20_000 // len(piece)) + " (at) moc.x@y 4 1 1 1 1 1 1 1 1 "
    start = time.process_time()
    spellings(text)
    # A pattern that goes back over the text for each letter takes minutes.
    assert time.process_time() - start < 5
