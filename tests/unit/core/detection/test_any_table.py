"""Whatever stands beside what: a verdict is made of every table, of every column of it."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airflow_gov_provider.stores.detectors import build_detector
from tests.fakes.taken import TakenInMemory

HEADERS = ["first_name", "last", "name", "email", "phone", "address", "city", "zip", "dob", "card_number", "cvv",
           "ssn", "token", "login", "note", "id", "sha256_email", "amount", "c0", "", "PLZ", "氏名", "sex"]  # fmt: skip
TEXTS = ["", " ", "\0", "Ada", "Ada Example", "O'Neil", "ada@example.com", "+44 20 7946 0958", "4111111111111111",
         "123", "2001-02-03", "12 High Street", "a" * 64, '{"a": 1}', "****", "é", "中村", "x y z u v w q r",
         "[REDACTED]", "078-05-1120", "no", "🙂", "\u202e", "=1+1", "-1", "1e400", "NaN"]  # fmt: skip
COLUMNS = st.one_of(
    st.lists(st.none() | st.sampled_from(TEXTS), max_size=40).map(lambda v: pa.array(v, pa.string())),
    st.lists(st.none() | st.integers(-(2**62), 2**62), max_size=40).map(lambda v: pa.array(v, pa.int64())),
    st.lists(st.none() | st.floats(), max_size=40).map(lambda v: pa.array(v, pa.float64())),
    st.lists(st.none() | st.dates(dt.date(1, 1, 1)), max_size=40).map(lambda v: pa.array(v, pa.date32())),
    st.lists(st.none() | st.booleans(), max_size=40).map(lambda v: pa.array(v, pa.bool_())),
    st.lists(st.none() | st.binary(max_size=9), max_size=40).map(lambda v: pa.array(v, pa.binary())),
    st.lists(st.none() | st.lists(st.sampled_from(TEXTS), max_size=3), max_size=40).map(
        lambda v: pa.array(v, pa.list_(pa.string()))
    ),
)


@pytest.fixture(scope="module")
def detector():
    return build_detector(label_key=b"\x05" * 32, ner=False)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(HEADERS), COLUMNS, min_size=1, max_size=8))
def test_no_table_is_too_odd_for_a_verdict(detector, columns):
    rows = max(map(len, columns.values()))
    padded = {name: pa.concat_arrays([c, pa.nulls(rows - len(c), c.type)]) for name, c in columns.items()}
    report = detector.scan(TakenInMemory({"a.arrow": pa.table(padded)}), lambda *_: None)
    assert report.coverage.rows == rows
    seen = {column.label for column in report.columns} | {item.what for item in report.coverage.skipped}
    assert len(seen) >= len(padded)
    for _, finding in report.findings:
        assert 0 <= finding.share <= 1
        assert 0 < finding.score <= 1
        assert finding.count > 0
