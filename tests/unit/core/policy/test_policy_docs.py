"""The reference of the policy format is true: its examples run, and nothing is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.errors import PolicyError
from airflow_gov_provider.core.policy.decisions import Effect, ReasonCode
from airflow_gov_provider.core.policy.explanation import explain_boundary
from airflow_gov_provider.core.policy.parsing import parse_policy
from airflow_gov_provider.core.policy.schema import KEYS
from airflow_gov_provider.core.policy.selectors import covers, names_of, symbols
from airflow_gov_provider.core.policy.yaml_values import LARGEST
from airflow_gov_provider.core.policy.zones import locate
from airflow_gov_provider.core.taxonomy import group_names

PAGE = (Path(__file__).parents[4] / "docs" / "references" / "policy.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{re.escape(kind)}\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)


EXAMPLES = {parse_policy(text).version: parse_policy(text) for text in blocks("yaml policy")}


def effect(version: str, source: str, target: str, entity: str | None, purpose: str = "") -> Effect:
    explained = explain_boundary(
        EXAMPLES[version], DatasetRef.parse(source), DatasetRef.parse(target), purpose
    )
    return next(line.effect for line in explained.lines if line.entity_type == entity)


def test_every_example_is_a_policy():
    assert EXAMPLES.keys() == {"2026-11-01", "purposes", "nested zones", "methods"}
    assert len(re.findall(r"^```yaml", PAGE, flags=re.MULTILINE)) == len(EXAMPLES) + 1


def test_the_examples_do_what_the_page_says():
    train = ("purposes", "s3://prod-a/x/", "s3://ml-train/x/")
    assert effect(*train, "LOCATION") is Effect.MASK
    assert effect(*train, "LOCATION", "route-planning") is Effect.ALLOW
    assert effect(*train, "PERSON", "route-planning") is Effect.MASK
    assert effect("nested zones", "s3://lake/open/", "s3://vendor-a/x/", "PERSON") is Effect.MASK
    assert effect("nested zones", "s3://lake/secret/x", "s3://vendor-a/x/", None) is Effect.BLOCK
    assert effect("nested zones", "s3://lake/", "s3://vendor-a/x/", None) is Effect.HOLD


def test_the_faults_are_what_the_parser_says():
    (faulty,), (listed,) = blocks("yaml faulty-policy"), blocks("text faults")
    with pytest.raises(PolicyError) as caught:
        parse_policy(faulty)

    assert [f"{path}: {fault}" for path, fault in caught.value.faults] == listed.splitlines()


def test_the_table_of_patterns_is_true():
    rows = re.findall(r"^\| `(s3://[^`]+)` \| (.*) \| (.*) \|$", PAGE, flags=re.MULTILINE)

    assert len(rows) == 3
    for pattern, *columns in rows:
        for cell, matches in zip(columns, (True, False), strict=True):
            for uri in re.findall(r"`([^`]+)`", cell):
                assert covers(symbols(pattern), names_of(DatasetRef.parse(uri))) is matches, (pattern, uri)


def test_a_third_pattern_settles_two_that_overlap_as_the_page_says():
    zones = "zones: {p: {datasets: ['s3://prod-*/**']}, e: {datasets: ['s3://*-eu/**'%s]}}"
    rest = "\nversion: 1\nrules: [{id: r, when: {to: p}, effect: hold}]"
    dataset = DatasetRef.parse("s3://prod-eu/x")
    settled = locate(parse_policy(zones % ", 's3://prod-eu/**'" + rest), dataset).zone

    assert locate(parse_policy(zones % "" + rest), dataset).zone is None
    assert settled is not None
    assert settled.name == "e"


def test_every_key_effect_reason_and_group_is_documented():
    names = {*KEYS, *ReasonCode, *group_names(), "any", *(effect.word for effect in Effect)}
    quoted = set(re.findall(r"[A-Za-z_]+", " ".join(re.findall(r"`([^`\n]+)`", PAGE))))

    assert names - quoted == set()
    assert f"{LARGEST:,} characters" in PAGE
