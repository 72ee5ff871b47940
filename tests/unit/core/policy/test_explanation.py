"""An explanation says what the gate would do, and nothing else."""

from __future__ import annotations

import json

import pytest

from airflow_gov_provider.core.canonical import canonical_bytes
from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.detection.findings import ColumnReport, Coverage, Finding, ScanReport
from airflow_gov_provider.core.policy.decisions import Effect, ReasonCode
from airflow_gov_provider.core.policy.evaluation import evaluate
from airflow_gov_provider.core.policy.explanation import explain, explain_boundary, for_anybody
from airflow_gov_provider.core.policy.parsing import parse_policy
from airflow_gov_provider.core.taxonomy import GROUPS

POLICY = parse_policy("""
version: 2026-11-01
zones:
  production: {datasets: ["s3://prod-*/**"]}
  eu: {datasets: ["s3://*-eu/**"]}
  development: {datasets: ["s3://ml-dev/**"], requesters: ["dag:fraud_*"]}
rules:
  - {id: mask-contact, when: {to: development, entities: [contact]}, effect: mask}
  - {id: mask-direct, when: {to: development, entities: [direct_identifiers]}, effect: mask}
  - {id: no-faith, when: {entities: [RELIGION], purpose: marketing}, effect: block}
""")
SOURCE, TARGET = DatasetRef.parse("s3://prod-us/x/"), DatasetRef.parse("s3://ml-dev/x/")
SHARED = DatasetRef.parse("s3://prod-eu/x/")
NOWHERE = DatasetRef.parse("s3://nowhere/x/")


def lines(purpose: str = "training", dag_id: str | None = "fraud_daily"):
    return {
        line.entity_type: line for line in explain_boundary(POLICY, SOURCE, TARGET, purpose, dag_id, "").lines
    }


def test_every_known_entity_type_and_clean_data_are_explained():
    assert lines().keys() == {None, *GROUPS}


def test_each_line_names_the_rules_or_the_default_that_decides():
    said = lines()

    assert (said[None].effect, said[None].rule_ids) == (Effect.ALLOW, ())
    assert said["EMAIL_ADDRESS"].rule_ids == ("mask-contact", "mask-direct")
    assert said["EMAIL_ADDRESS"].why == "rule mask-contact, mask-direct"
    assert said["PERSON"].rule_ids == ("mask-direct",)
    assert said["RELIGION"].codes == (ReasonCode.NO_RULE_MASKED_BY_DEFAULT,)
    assert said["URL"].codes == (ReasonCode.WEAK_IDENTIFIER_ALLOWED,)
    assert lines("marketing")["RELIGION"].rule_ids == ("no-faith",)


def test_who_asks_is_judged_only_when_somebody_is_named():
    assert {line.effect for line in lines(dag_id="churn").values()} == {Effect.BLOCK}
    assert lines(dag_id="churn")["PERSON"].codes == (ReasonCode.REQUESTER_NOT_ALLOWED,)
    assert lines(dag_id=None) == lines(dag_id="fraud_daily")
    assert lines(dag_id="")[None].effect is Effect.BLOCK
    assert for_anybody(POLICY).digest == POLICY.digest


@pytest.mark.parametrize("entity", [None, *sorted(GROUPS)])
@pytest.mark.parametrize(("source", "target"), [(SOURCE, TARGET), (SHARED, TARGET), (SOURCE, None)])
def test_an_explanation_is_what_the_gate_would_decide(entity, source, target):
    findings = () if entity is None else (Finding(entity, 0.7, 3, 0.1),)
    report = ScanReport("f", "d", Coverage(9, 9, 1, 1), (ColumnReport("any", "int64", 9, 0, findings),))
    decision = evaluate(
        POLICY, report, source=source, destination=target, purpose="p", dag_id="fraud_daily", bundle=""
    )
    explained = explain_boundary(POLICY, source, target, "p", "fraud_daily", "")
    line = next(line for line in explained.lines if line.entity_type == entity)

    assert line.effect is decision.effect
    assert set(line.codes) == {r.code for r in decision.reasons if r.effect is decision.effect}
    assert (explained.from_zone, explained.to_zone) == (decision.from_zone, decision.to_zone)
    assert explained.policy == decision.policy


def test_a_place_that_no_single_zone_covers_is_told_apart_from_one_that_none_does():
    shared = explain_boundary(POLICY, SHARED, NOWHERE)

    assert (shared.from_zone, shared.from_contenders) == (None, ("eu", "production"))
    assert (shared.to_zone, shared.to_contenders) == (None, ())
    assert "from  no single zone: eu, production share it\n" in shared.table()
    assert "to    no zone covers it\n" in shared.table()
    assert {line.effect for line in shared.lines} == {Effect.HOLD}


def test_the_table_is_sorted_by_strictness_and_aligned():
    table = explain_boundary(POLICY, SOURCE, TARGET, "marketing").table()
    head, rows = table.split("\n\n")
    first, *others = rows.split("\n")

    assert head.split("\n") == [
        "from  production",
        "to    development",
        "for   marketing",
        "who   anybody: name a DAG to judge the zone's requesters too",
    ]
    assert others[0].split() == ["RELIGION", "special_category", "block", "rule", "no-faith"]
    at = first.index("EFFECT")
    effects = [row[at:].split()[0] for row in others]
    assert effects == sorted(effects, key=lambda word: -Effect[word.upper()])
    assert all(row == row.rstrip() for row in others)
    assert len(others) == len(GROUPS) + 1


def test_a_table_without_a_purpose_says_so_and_with_a_dag_no_longer_speaks_of_anybody():
    head = explain_boundary(POLICY, SOURCE, TARGET, dag_id="fraud_daily").table().split("\n\n")[0]

    assert head.split("\n")[2:] == ["for   (no purpose)"]


def test_the_json_form_says_the_same_as_the_table():
    explained = explain_boundary(POLICY, SOURCE, TARGET, "training")
    data = json.loads(canonical_bytes(explained.as_json()))

    assert data["from_zone"] == "production"
    assert data["requester_judged"] is False
    assert data["policy_version"] == "2026-11-01"
    assert {e["entity_type"]: e["effect"] for e in data["entities"]} == {
        line.entity_type: line.effect.word for line in explained.lines
    }
    email = next(e for e in data["entities"] if e["entity_type"] == "EMAIL_ADDRESS")
    assert email == {
        "entity_type": "EMAIL_ADDRESS",
        "groups": ["contact", "direct_identifiers"],
        "effect": "mask",
        "rule_ids": ["mask-contact", "mask-direct"],
        "codes": ["RULE"],
    }


def test_a_decision_is_told_strictest_reason_first():
    report = ScanReport(
        "f",
        "d",
        Coverage(9, 9, 1, 1),
        (
            ColumnReport("mail", "string", 9, 0, (Finding("EMAIL_ADDRESS", 0.7, 3, 0.1),)),
            ColumnReport("column#1a2b", "string", 9, 0, (Finding("PERSON", 0.7, 3, 0.1, in_name=True),)),
        ),
    )
    decision = evaluate(
        POLICY, report, source=SOURCE, destination=TARGET, purpose="p", dag_id="fraud_daily", bundle=""
    )

    assert explain(decision) == [
        "block: production->development under policy 2026-11-01",
        (
            "  block column#1a2b (PERSON) because NAME_HOLDS_PERSONAL_DATA: the column's name holds it,"
            " and a name can not be masked"
        ),
        "  mask column#1a2b (PERSON) by rule mask-direct",
        "  mask mail (EMAIL_ADDRESS) by rule mask-contact",
        "  mask mail (EMAIL_ADDRESS) by rule mask-direct",
    ]
