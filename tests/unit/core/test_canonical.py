"""One value has one sequence of bytes, on every machine and in every language."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airflow_gov_provider.core.canonical import canonical_bytes, decimal, digest, moment, sha256, timestamp
from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.core.ledger.entries import EntryKind

texts = st.text(st.characters(exclude_categories=["Cs"]))
whole = st.integers(-(2**53) + 1, 2**53 - 1)
values = st.recursive(
    st.none() | st.booleans() | whole | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_what_is_written_reads_back_as_the_same_value(value):
    assert json.loads(canonical_bytes(value)) == value


@given(values)
def test_bytes_that_are_read_and_written_again_are_the_same_bytes(value):
    data = canonical_bytes(value)

    assert canonical_bytes(json.loads(data)) == data


@given(st.dictionaries(texts, whole, min_size=2), st.randoms(use_true_random=False))
def test_the_order_in_which_members_were_put_in_does_not_matter(value, random):
    shuffled = list(value.items())
    random.shuffle(shuffled)

    assert canonical_bytes(dict(shuffled)) == canonical_bytes(value)
    assert digest(dict(shuffled)) == digest(value)


@given(values, values)
def test_different_values_have_different_bytes(one, other):
    # Compared as JSON: to Python, True == 1.
    if json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True):
        assert canonical_bytes(one) != canonical_bytes(other)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": [True, False, None], "": "x"}, b'{"":"x","a":[true,false,null],"b":1}'),
        # RFC 8785, 3.2.2.2: what is escaped, and how.
        ("\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/", '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()),
        ("\b\t\n\f\r\x00\x1f\x7f\u2028", b'"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f\xe2\x80\xa8"'),
        # RFC 8785, 3.2.3: keys go by UTF-16 units, not by code points: 😀 before דּ.
        (
            {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "😀": 5, "\u0080": 6, "\u00f6": 7},
            '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}'.encode(),
        ),
        (-0, b"0"),
        (2**53 - 1, b"9007199254740991"),
        (-(2**53) + 1, b"-9007199254740991"),
        ((1, (2,)), b"[1,[2]]"),
        (MappingProxyType({"a": MappingProxyType({})}), b'{"a":{}}'),
        (EntryKind.SCAN, b'"scan"'),
        ("e\u0301", b'"e\xcc\x81"'),  # not normalised: two spellings are two texts
    ],
    ids=ascii,
)
def test_the_bytes_are_those_of_rfc_8785(value, expected):
    assert canonical_bytes(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        1.0,
        float("nan"),
        b"x",
        {1, 2},
        object(),
        {"a": {"b": [1.5]}},
        {1: "a"},
        {None: 1},
        {"a": 1, 2: "b"},
    ],
    ids=repr,
)
def test_types_without_one_spelling_are_refused(value):
    with pytest.raises(TypeError):
        canonical_bytes(value)


def _nested(depth: int) -> list:
    value: list = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        "canary\ud800",
        "\udfffcanary",
        ["ok", {"k": "\ud83d canary"}],
        {"canary\ud800": 1},
        {"\udc80": 1, "canary": 2},
    ],
    ids=ascii,
)
def test_text_that_is_not_unicode_is_an_error_that_does_not_quote_it(value):
    with pytest.raises(DataError) as caught:
        canonical_bytes(value)

    assert caught.value.code is ErrorCode.NOT_CANONICAL
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "value", [2**53, -(2**53), [10**400], _nested(100_000)], ids=["2^53", "-2^53", "huge", "deep"]
)
def test_what_other_readers_would_read_differently_is_refused(value):
    with pytest.raises(DataError) as caught:
        canonical_bytes(value)

    assert caught.value.code is ErrorCode.NOT_CANONICAL


def test_digests_are_sha256_with_their_name():
    assert sha256(b"") == f"sha256:{hashlib.sha256(b'').hexdigest()}"
    assert digest({}) == sha256(b"{}")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.25, "0.25"),
        (0.0, "0"),
        (-0.0, "0"),
        (-0.0000001, "0"),
        (1.0, "1"),
        (1, "1"),
        (100.0, "100"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333"),
        (1e-7, "0"),
        (-0.5, "-0.5"),
        (1e21, "1000000000000000000000"),
    ],
)
def test_a_number_has_one_decimal_spelling(number, text):
    assert decimal(number) == text


def test_decimals_without_places_keep_their_zeros():
    assert decimal(100.0, places=0) == "100"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_has_no_decimal(number):
    with pytest.raises(ValueError, match="decimal form"):
        decimal(number)


@given(
    st.datetimes(
        timezones=st.sampled_from(
            [UTC, timezone(timedelta(hours=-11)), timezone(timedelta(hours=5, minutes=45))]
        )
    )
)
def test_a_timestamp_reads_back_as_the_same_moment(when):
    try:
        text = timestamp(when)
    except OverflowError:
        return  # the first and last hours of the calendar have no UTC
    assert moment(text) == when
    assert len(text) == 27
    assert text.endswith("Z")


def test_timestamps_sort_as_their_moments():
    moments = [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(999, 12, 31, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
    ]

    assert [timestamp(when) for when in moments] == sorted(timestamp(when) for when in reversed(moments))
    assert timestamp(moments[0]) == "0001-01-01T00:00:00.000000Z"


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        timestamp(datetime(2026, 1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-01T12:00:00Z",
        "2026-11-01t12:00:00z",
        "2026-11-01 12:00:00+00:00",
        "2026-11-01T13:30:00.000+01:30",
    ],
)
def test_every_spelling_of_rfc_3339_is_read(text):
    assert moment(text) == datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-01",
        "2026-11-01T12:00:00",
        "2026-11-01T12:00Z",
        "20261101T120000Z",
        "2026-W44-7T12:00:00Z",
        "2026-11-01T12:00:00+01",
        "2026-11-01T12:00:00 Z",
        "2026-11-01T12:00:00Z\n",
        "2026-13-01T12:00:00Z",
        "2026-02-30T12:00:00Z",
        "2026-11-01T24:00:01Z",
        "2026-11-01T12:00:60Z",
        "0001-01-01T00:00:00+23:59",
        "٢٠٢٦-11-01T12:00:00Z",
    ],
)
def test_what_is_not_rfc_3339_is_no_moment(text):
    with pytest.raises(ValueError, match="a timestamp is"):
        moment(text)
