"""Spellings that name one person are one value; spellings that may name two stay two."""

import string

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airflow_gov_provider.core.masking.pseudonyms.normalisation import (
    SPELLINGS,
    Spelling,
    normalised,
    normalised_one,
)

SAME = [
    ("person.email", "A@B.com ", "a@b.com"),
    ("person.email", "\tjosé@example.com", "JOSÉ@example.com"),
    ("person.email", "ａｂ@example.com", "ab@example.com"),
    ("person.email", "jose\u0301@example.com", "jos\u00e9@example.com"),
    ("person.phone", "+1 (555) 010-0123", "1 555 010 0123"),
    ("person.phone", "٠١٢٣", "0123"),
    ("payment.card", "4111 1111 1111 1111", "4111-1111-1111-1111"),
    ("payment.account", "gb82 west 1234", "GB82WEST1234"),
    ("person.national_id", "123-45-6789", "123456789"),
    ("entity.uk_nino", "ab 12 34 56 c", "AB123456C"),
    ("entity.mac_address", "00:00:5E:00:53:01", "00-00-5e-00-53-01"),
    ("person.name", "  Ada   LOVELACE\n", "ada lovelace"),
    ("person.name", "STRASSER", "Strasser"),
    ("person.name", "GROẞMANN", "grossmann"),
    ("entity.street_address", "1  Example  Street", "1 example street"),
    ("entity.ip_address", "2001:DB8::1", "2001:db8::1"),
    ("entity.crypto", " bc1example ", "bc1example"),
]

NOT_SAME = [
    ("person.email", "a.b@example.com", "ab@example.com"),
    ("person.phone", "1-800-FLOWERS", "1-800-FLAVORS"),
    ("person.national_id", "AB123456C", "CD123456C"),
    ("payment.account", "GB82WEST1234", "GB82MIDL1234"),
    ("person.name", "Ada Lovelace", "AdaLovelace"),
    ("entity.ip_address", "10.1.1.1", "10.11.1"),
    ("entity.crypto", "1ExampleA", "1ExampleB"),
    ("entity.crypto", "1examplea", "1ExampleA"),
    ("payment.card", "----", "...."),
    ("entity.unheard_of", "A", "a"),
]


def one(domain, text):
    return normalised(pa.array([text], pa.large_string()), domain)[0].as_py()


@pytest.mark.parametrize(("domain", "text", "same"), SAME)
def test_spellings_of_one_value_are_one(domain, text, same):
    assert one(domain, text) == one(domain, same)


@pytest.mark.parametrize(("domain", "text", "other"), NOT_SAME)
def test_near_misses_stay_two(domain, text, other):
    assert one(domain, text) != one(domain, other)


@pytest.mark.parametrize("spelling", Spelling)
@given(texts=st.lists(st.text(st.sampled_from(string.ascii_letters + "0129 .-+_@\t\n\r\v\f\x1c\x1f\x00"))))
def test_the_column_way_and_the_one_by_one_way_agree_on_ascii(spelling, texts):
    domain = next((d for d, s in SPELLINGS.items() if s is spelling), "unknown")
    column = normalised(pa.array(texts, pa.large_string()), domain)
    assert column.to_pylist() == [normalised_one(text, spelling) for text in texts]


@pytest.mark.parametrize("spelling", Spelling)
@given(texts=st.lists(st.text(max_size=12), max_size=6))
def test_a_text_does_not_depend_on_its_neighbours(spelling, texts):
    domain = next((d for d, s in SPELLINGS.items() if s is spelling), "unknown")
    together = normalised(pa.array(texts, pa.large_string()), domain).to_pylist()
    assert together == [one(domain, text) for text in texts]


def test_nulls_stay_and_no_value_becomes_null():
    column = normalised(pa.array([None, "", " ", "é", "--"], pa.large_string()), "payment.card")
    assert column.to_pylist() == [None, "", "", "é", "--"]
