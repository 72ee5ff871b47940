"""What ``policy init`` writes is a policy that says what its comments say."""

from __future__ import annotations

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.policy.decisions import Effect
from airflow_gov_provider.core.policy.explanation import explain_boundary
from airflow_gov_provider.core.policy.parsing import parse_policy
from airflow_gov_provider.core.policy.schema import KEYS
from airflow_gov_provider.core.policy.template import TEMPLATE


def effects(destination: str) -> dict[str | None, Effect]:
    source, target = DatasetRef.parse("s3://lake-staging/x/"), DatasetRef.parse(destination)
    return {
        line.entity_type: line.effect
        for line in explain_boundary(parse_policy(TEMPLATE), source, target).lines
    }


def test_the_template_is_a_valid_policy():
    assert parse_policy(TEMPLATE).exceptions.users == ("privacy-officer",)


def test_the_template_explains_every_key_but_a_second_name_of_one():
    assert {key for key in KEYS if key not in TEMPLATE} == {"purposes"}


def test_the_template_asks_before_a_contractor_and_masks_before_development():
    development, contractor = effects("s3://ml-dev/x/"), effects("s3://vendor-a/x/")

    assert (development["EMAIL_ADDRESS"], contractor["EMAIL_ADDRESS"]) == (Effect.MASK, Effect.HOLD)
    assert (development["RELIGION"], contractor["RELIGION"]) == (Effect.MASK, Effect.BLOCK)
    assert (development["SECRET"], contractor["SECRET"]) == (Effect.BLOCK, Effect.BLOCK)
    assert (development["DATE_TIME"], contractor[None]) == (Effect.ALLOW, Effect.ALLOW)


def test_the_requesters_that_the_template_leaves_out_are_valid_once_put_in():
    commented = '# requesters: ["bundle:fraud/dag:fraud_*"]'
    assert commented in TEMPLATE

    policy = parse_policy(TEMPLATE.replace(commented, commented.removeprefix("# ")))

    assert [zone.requesters for zone in policy.zones if zone.requesters] == [("bundle:fraud/dag:fraud_*",)]
