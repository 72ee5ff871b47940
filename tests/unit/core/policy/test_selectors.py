"""Patterns: tables with near-misses, and the algebra of covering."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.errors import PolicyError
from airflow_gov_provider.core.policy import selectors
from airflow_gov_provider.core.policy.selectors import (
    LONGEST,
    asks,
    covers,
    names_of,
    reaches_into,
    requester_fault,
    symbols,
    uri_fault,
)


@pytest.mark.parametrize(
    ("pattern", "dataset", "inside"),
    [
        # a bucket, and its neighbours
        ("s3://ml-dev/**", "s3://ml-dev/fraud/x.parquet", True),
        ("s3://ml-dev/**", "s3://ml-dev/fraud/", True),
        ("s3://ml-dev/**", "s3://ml-dev/", True),
        ("s3://ml-dev/**", "s3://ml-dev", True),
        ("s3://ml-dev/**", "s3://reader@ml-dev/fraud/", True),
        ("s3://ml-dev/**", "s3a://ml-dev/fraud/", True),
        ("s3://ml-dev/**", "s3://ml-dev-evil/fraud/x.parquet", False),
        ("s3://ml-dev/**", "s3://ml-dev-evil/", False),
        ("s3://ml-dev/**", "s3://x-ml-dev/fraud/", False),
        ("s3://ml-dev/**", "s3://ml-devs/", False),
        ("s3://ml-dev/**", "s3://other/ml-dev/x", False),
        ("s3://ml.dev/**", "s3://mlxdev/x", False),
        # a prefix is inside only when all below it is
        ("s3://lake/fraud/**", "s3://lake/fraud/", True),
        ("s3://lake/fraud/**", "s3://lake/fraud/2026/", True),
        ("s3://lake/fraud/**", "s3://lake/", False),
        ("s3://lake/fraud/**", "s3://lake/fraud", False),
        ("s3://lake/fraud/**", "s3://lake/fraud-raw/", False),
        ("s3://lake/fraud/*", "s3://lake/fraud/", False),
        ("s3://lake/fraud/*", "s3://lake/fraud/x", True),
        ("s3://lake/fraud/*", "s3://lake/fraud/2026/x", False),
        ("s3://lake/fraud/*.csv", "s3://lake/fraud/", False),
        ("s3://lake/**/*.csv", "s3://lake/fraud/", False),
        ("s3://lake/fraud", "s3://lake/fraud", True),
        ("s3://lake/fraud", "s3://lake/fraud/", False),
        # wildcards stay in their segment
        ("s3://prod-*/**", "s3://prod-eu/x", True),
        ("s3://prod-*/**", "s3://prod/x", False),
        ("s3://prod-*/x", "s3://prod-eu/y/x", False),
        ("s3://*/pii/**", "s3://lake/pii/x", True),
        ("s3://*/pii/**", "s3://lake/raw/pii/x", False),
        ("s3://*/**/pii/**", "s3://lake/raw/eu/pii/x", True),
        ("s3://lake/v?/**", "s3://lake/v1/x", True),
        ("s3://lake/v?/**", "s3://lake/v/x", False),
        ("s3://lake/v?/**", "s3://lake/v12/x", False),
        ("s3://lake/v?x", "s3://lake/v/x", False),
        ("s3://lake/*?", "s3://lake/x", True),
        ("s3://lake/*?/x", "s3://lake/a/x", True),
        ("s3://lake/**/x", "s3://lake/x", False),
        # files; case; what looks like a wildcard or an expression in a name is none
        ("file:///data/**", "/data/x.csv", True),
        ("file:///data/**", "file:///data/", True),
        ("file:///data/**", "/data", False),
        ("file:///data/**", "/database/x", False),
        ("file:///**", "/", True),
        ("file:///Data/**", "/data/x", False),
        ("s3://lake/Fraud/**", "s3://lake/fraud/x", False),
        ("s3://lake/a/**", "s3://lake/*/x", False),
        ("s3://lake/[ab]/**", "s3://lake/a/x", False),
        ("s3://lake/a+/**", "s3://lake/aa/x", False),
        ("s3://lake/é", "s3://lake/e\u0301", False),
        ("s3://data/**", "file:///data/x", False),
    ],
)
def test_a_dataset_is_in_a_pattern_only_with_all_it_may_hold(pattern: str, dataset: str, inside: bool):
    assert covers(symbols(pattern), names_of(DatasetRef.parse(dataset))) is inside


@pytest.mark.parametrize(
    ("pattern", "dataset", "reaches"),
    [
        ("s3://lake/secret/**", "s3://lake/", True),
        ("s3://lake/*.csv", "s3://lake/", True),
        ("s3://*/**/secret/**", "s3://lake/fraud/", True),
        ("s3://lake/secret", "s3://lake/secret/", False),
        ("s3://lake/secret/**", "s3://lake/fraud/", False),
        ("s3://lake/secret/**", "s3://lake/secret/x", True),
        ("s3://lake/secret/**", "s3://lake/secret", False),
        ("s3://lakes/**", "s3://lake/", False),
    ],
)
def test_a_pattern_reaches_into_a_prefix_when_something_below_it_matches(pattern, dataset, reaches):
    assert reaches_into(symbols(pattern), DatasetRef.parse(dataset)) is reaches


@pytest.mark.parametrize(
    ("wide", "narrow", "covered"),
    [
        ("s3://*/**", "s3://prod-*/**", True),
        ("s3://prod-*/**", "s3://prod-eu/**", True),
        ("s3://prod-*/**", "s3://prod-?/**", True),
        ("s3://prod-?/**", "s3://prod-*/**", False),
        ("s3://prod-*/**", "s3://*/**", False),
        ("s3://prod-*/**", "s3://*-eu/**", False),
        ("s3://*-eu/**", "s3://prod-*/**", False),
        ("s3://lake/**", "s3://lake/*", True),
        ("s3://lake/*", "s3://lake/**", False),
        ("s3://lake/**", "s3://lake/a/*/b", True),
        ("s3://lake/*?", "s3://lake/?*", True),
        ("s3://lake/?*", "s3://lake/*?", True),
        ("s3://lake/*/*", "s3://lake/*", False),
        ("postgres://*/prod.**", "postgres://db:5432/prod.public.people", True),
        ("postgres://*/prod.**", "postgres://db:5432/product.public.people", False),
        ("postgres://db:5432/prod.**", "postgres://db:5433/prod.public.people", False),
        ("postgres://db:5432/prod.public.*", "postgres://db:5432/prod.public.people", True),
        ("postgres://db:5432/prod.public.*", "postgres://db:5432/prod.hr.people", False),
        ("postgres://*.example.com:5432/**", "postgres://db.example.com:5432/a.b.c", True),
        ("postgres://*.example.com:5432/**", "postgres://example.com:5432/a.b.c", False),
        ("sqlite:///data/**", "sqlite:///data/eu/shop.db#people", True),
        ("sqlite:///data/shop.db#*", "sqlite:///data/shop.db#people", True),
        ("sqlite:///data/*.db#people", "sqlite:///data/shop.db#people", True),
        ("sqlite:///data/**", "sqlite:///data2/shop.db#people", False),
        ("file:///data/**", "sqlite:///data/shop.db#people", False),
        ("sql+mysql://*/shop.**", "sql+mysql://db:3306/shop.people", True),
        ("sql+mysql://db:3306/shop.*", "sql+mysql://db:3306/shopping.people", False),
        ("sql+mssql://db:*/shop.dbo.*", "sql+mssql://db:1433/shop.dbo.people", True),
        ("sql+mysql://*/**", "sql+mssql://db:1433/shop.dbo.people", False),
        ("sql+duckdb:///data/**", "sql+duckdb:///data/eu/shop.db#main.people", True),
    ],
)
def test_a_pattern_covers_another_when_all_that_matches_one_matches_the_other(wide, narrow, covered):
    assert covers(symbols(wide), symbols(narrow)) is covered


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("", "starts with one of"),
        ("ml-dev/**", "starts with one of"),
        ("*://ml-dev/**", "starts with one of"),
        ("gs://ml-dev/**", "starts with one of"),
        ("s3a://ml-dev/**", "starts with one of"),
        ("S3://ml-dev/**", "starts with one of"),
        ("!s3://ml-dev/**", "starts with one of"),
        ("s3://ml-dev", "starts with one of"),
        ("s3:///ml-dev/**", "segment of its own"),
        ("s3://ml-dev**/x", "segment of its own"),
        ("s3://**/x", "segment of its own"),
        ("s3://ML-dev/**", "lower-case"),
        ("s3://ml_dev/**", "lower-case"),
        ("s3://someone@ml-dev/**", "connection"),
        ("postgres://someone:secret@db/prod.**", "connection"),
        ("file://data/**", "three slashes"),
        ("postgres://DB:5432/prod.**", "lower case"),
        ("postgres://db/prod.**", "5432"),
        ("postgres://db:*/prod", "database.schema.table"),
        ("postgres://db:*/prod.public", "database.schema.table"),
        ("postgres://db:*/prod/public.t", "database.schema.table"),
        ("postgres://db:*/prod.public.t.u", "database.schema.table"),
        ("sqlite:///data/shop.db", "path#table"),
        ("sql+mysql://db:3306/people", "schema.table"),
        ("sql+mysql://db:3306/a.b.c.d", "schema.table"),
        ("sql+mysql://db:3306/shop/people", "schema.table"),
        ("sql+duckdb:///data/shop.db", "path#table"),
        ("sql+mysql://DB:3306/**", "lower case"),
        ("sql+mysql://someone:secret@db/**", "connection"),
        ("sql+postgresql://db:1/**", "starts with"),
        ("sql+mysql+pymysql://db:1/**", "starts with"),
        ("sqlite://data/**", "three slashes"),
        ("s3://ml-dev/", "ends with '/'"),
        ("file:///data/", "ends with '/'"),
        ("s3://ml-dev/fraud**", "'**' stands"),
        ("s3://ml-dev/**x", "'**' stands"),
        ("s3://ml-dev/***", "'**' stands"),
        ("s3://ml-dev/**?", "'**' stands"),
        ("s3://ml-dev/a//b", "no empty"),
        ("file:////data/x", "no empty"),
        ("file:///data/../x", "no empty"),
        ("file:///data/./x", "no empty"),
        ("s3://ml-dev/a\u202eb", "printable"),
        ("s3://ml-dev/\ud800", "printable"),
        ("s3://ml-dev/" + "x" * LONGEST, "printable"),
    ],
)
def test_a_pattern_that_can_not_match_or_matches_more_than_it_seems_to_is_refused(pattern, fault):
    said = uri_fault(pattern)

    assert said is not None
    assert fault in said
    assert "secret" not in said
    with pytest.raises(PolicyError):
        symbols(pattern)


def test_every_pattern_that_no_fault_is_found_in_has_symbols():
    good = [
        "postgres://db:*/prod.*",
        "sqlite:///data/*",
        "postgres://[2001:db8::7]:5432/a.b.*",
        "s3://*/**",
        "s3://a-?/x*y/**/z",
        "file:///**",
        "postgres://*/prod.**",
        "sqlite:///db/x#people",
    ]
    for pattern in good:
        assert uri_fault(pattern) is None
        assert covers(symbols(pattern), symbols(pattern))


#: Other work on the machine must not fail a test.
PATIENT = settings(deadline=None)

_PATHS = st.lists(
    st.sampled_from(["a", "b", "ab", "*", "?", "a*", "*b", "?*a", "**"]), min_size=1, max_size=4
)
_PATTERNS = _PATHS.map(lambda parts: "file:///" + "/".join(parts))
_TEXTS = st.text(alphabet="ab/\n*", max_size=8).map(lambda text: "file:///" + text)


def _as_expression(pattern: str) -> re.Pattern[str]:
    known = {"**": "(?s:.*)", "*": "[^/]*", "?": "[^/]"}
    parts = re.findall(r"\*\*|\*|\?|.", pattern)
    return re.compile("".join(known.get(part, re.escape(part)) for part in parts))


@PATIENT
@given(pattern=_PATTERNS, text=_TEXTS)
def test_matching_a_text_agrees_with_a_regular_expression(pattern, text):
    assert covers(symbols(pattern), tuple(text)) is (_as_expression(pattern).fullmatch(text) is not None)


@PATIENT
@given(wide=_PATTERNS, narrow=_PATTERNS, text=_TEXTS)
def test_who_covers_a_pattern_matches_all_that_it_matches(wide, narrow, text):
    if covers(symbols(wide), symbols(narrow)) and covers(symbols(narrow), tuple(text)):
        assert covers(symbols(wide), tuple(text))


@PATIENT
@given(one=_PATTERNS, two=_PATTERNS, three=_PATTERNS)
def test_covering_is_an_order(one, two, three):
    first, second, third = symbols(one), symbols(two), symbols(three)
    assert covers(first, first)
    if covers(first, second) and covers(second, third):
        assert covers(first, third)


@PATIENT
@given(pattern=_PATTERNS, prefix=_TEXTS, below=st.text(alphabet="ab/", max_size=4))
def test_a_covered_prefix_is_covered_with_all_that_may_ever_lie_below_it(pattern, prefix, below):
    folder = DatasetRef("file", "", prefix.removeprefix("file://").rstrip("/") + "/")
    if covers(symbols(pattern), names_of(folder)):
        assert covers(symbols(pattern), tuple(folder.uri + below))
    if covers(symbols(pattern), tuple(folder.uri + below)):
        assert reaches_into(symbols(pattern), folder)


def test_no_pattern_makes_matching_slow():
    evil = symbols("s3://b/" + "*a" * 200)
    started = time.process_time()

    assert not covers(evil, tuple("s3://b/" + "a" * 1000 + "b"))
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("pattern", "dag_id", "bundle", "named"),
    [
        ("bundle:fraud/dag:fraud_*", "fraud_daily", "fraud", True),
        ("bundle:fraud/dag:fraud_*", "fraud_", "fraud", True),
        ("bundle:fraud/dag:fraud_*", "fraud", "fraud", False),
        ("bundle:fraud/dag:fraud_*", "fraud_daily", "other", False),
        ("bundle:fraud/dag:fraud_*", "fraud_daily", "fraud2", False),
        ("bundle:fraud/dag:fraud_*", "fraud_daily", "", False),
        ("bundle:fraud/dag:fraud_*", "my_fraud_daily", "fraud", False),
        ("bundle:*/dag:fraud_*", "fraud_daily", "any-bundle", True),
        ("bundle:*/dag:fraud_*", "fraud_daily", "", False),
        ("bundle:*/dag:*", "x", "fraud/dag:fraud_x", False),
        ("bundle:team-?/dag:*", "x", "team-a", True),
        ("dag:fraud_*", "fraud_daily", "", True),
        ("dag:fraud_*", "fraud_daily", "other", True),
        ("dag:fraud_*", "Fraud_daily", "other", False),
        ("dag:*", "", "other", True),
    ],
)
def test_a_requester_pattern_names_bundle_and_dag_apart(pattern, dag_id, bundle, named):
    assert requester_fault(pattern) is None
    assert asks(pattern, dag_id=dag_id, bundle=bundle) is named


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "fraud_*",
        "bundle:fraud",
        "bundle:fraud/",
        "bundle:/dag:x",
        "dag:",
        "dag:a/b",
        "dag:**",
        "user:bob",
        "dag:x/bundle:y",
        "bundle:a/b/dag:x",
        "dag:x\n",
        "dag:" + "x" * LONGEST,
    ],
)
def test_a_requester_pattern_of_another_form_is_refused(pattern):
    assert requester_fault(pattern) is not None


def test_asking_by_a_pattern_of_another_form_is_an_error_and_no_answer():
    with pytest.raises(PolicyError, match="dag:NAME"):
        asks("fraud_*", dag_id="fraud_daily", bundle="fraud")


def test_wildcards_are_three():
    assert [wildcard.value for wildcard in selectors.Wildcard] == ["?", "*", "**"]
