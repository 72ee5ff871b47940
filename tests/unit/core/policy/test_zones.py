"""Which zone a dataset lies in, when several might claim it."""

from __future__ import annotations

import itertools

import pytest

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.policy.model import Exceptions, Policy, Zone
from airflow_gov_provider.core.policy.zones import lineage, locate, may_bring


def policy(*zones: Zone) -> Policy:
    return Policy("1", zones, (), Exceptions(), "sha256:0")


LAKE = Zone("lake", ("s3://lake/**",))
SECRET = Zone("secret", ("s3://lake/secret/**",))
PROD = Zone("prod", ("s3://prod-*/**",))
EU = Zone("eu", ("s3://*-eu/**",))
PROD_EU = Zone("prod-eu", ("s3://prod-eu/**",))
REST = Zone("rest", ("s3://*/**",))


@pytest.mark.parametrize(
    ("zones", "dataset", "zone", "contenders"),
    [
        ([LAKE, SECRET], "s3://lake/open/x", "lake", ["lake"]),
        ([LAKE, SECRET], "s3://lake/open/", "lake", ["lake"]),
        ([LAKE, SECRET], "s3://lake/secret/x", "secret", ["lake", "secret"]),
        ([LAKE, SECRET], "s3://lake/secret/", "secret", ["lake", "secret"]),
        # part of the prefix is another zone's
        ([LAKE, SECRET], "s3://lake/", None, ["lake", "secret"]),
        ([SECRET], "s3://lake/", None, ["secret"]),
        ([LAKE, SECRET], "s3://lake/secrets/", "lake", ["lake"]),
        ([LAKE, SECRET], "s3://elsewhere/x", None, []),
        # neither pattern is the more specific one
        ([PROD, EU], "s3://prod-eu/x", None, ["eu", "prod"]),
        ([PROD, EU], "s3://prod-us/x", "prod", ["prod"]),
        # … until a third one settles it
        ([PROD, EU, PROD_EU], "s3://prod-eu/x", "prod-eu", ["eu", "prod", "prod-eu"]),
        ([PROD, Zone("eu", ("s3://*-eu/**", "s3://prod-eu/**"))], "s3://prod-eu/x", "eu", ["eu", "prod"]),
        ([REST, PROD, LAKE], "s3://prod-us/", "prod", ["prod", "rest"]),
        ([REST, PROD, LAKE], "s3://other/", "rest", ["rest"]),
        # the same pattern twice says nothing
        ([LAKE, Zone("twin", ("s3://lake/**",))], "s3://lake/x", None, ["lake", "twin"]),
        # one zone may cover a prefix twice
        ([Zone("lake", ("s3://lake/**", "s3://lake/secret/**"))], "s3://lake/", "lake", ["lake"]),
    ],
)
def test_the_most_specific_pattern_names_the_zone_or_nobody_does(zones, dataset, zone, contenders):
    for order in itertools.permutations(zones):
        located = locate(policy(*order), DatasetRef.parse(dataset))
        assert (located.zone.name if located.zone else None) == zone
        assert located.contenders == tuple(contenders)


def test_a_zone_comes_with_all_it_inherits_from():
    top = Zone("top", ("s3://top/**",))
    middle = Zone("middle", ("s3://middle/**",), inherits="top")
    low = Zone("low", ("s3://low/**",), inherits="middle")
    known = policy(low, top, middle)

    assert lineage(known, low) == (low, middle, top)
    assert lineage(known, top) == (top,)
    assert lineage(known, None) == ()


def test_a_circle_of_zones_ends():
    one = Zone("one", ("s3://one/**",), inherits="two")
    two = Zone("two", ("s3://two/**",), inherits="one")

    assert lineage(policy(one, two), one) == (one, two)


@pytest.mark.parametrize(
    ("own", "inherited", "dag_id", "allowed"),
    [
        ((), (), "anything", True),
        (("dag:fraud_*",), (), "fraud_daily", True),
        (("dag:fraud_*",), (), "churn_daily", False),
        (("dag:fraud_*", "dag:churn_*"), (), "churn_daily", True),
        ((), ("dag:fraud_*",), "churn_daily", False),
        ((), ("dag:fraud_*",), "fraud_daily", True),
        (("dag:churn_*",), ("dag:fraud_*",), "churn_daily", True),
        (("dag:churn_*",), ("dag:fraud_*",), "fraud_daily", False),
    ],
)
def test_the_nearest_zone_that_names_requesters_decides(own, inherited, dag_id, allowed):
    above = Zone("above", ("s3://above/**",), requesters=inherited)
    below = Zone("below", ("s3://below/**",), inherits="above", requesters=own)

    assert may_bring(policy(above, below), below, dag_id=dag_id, bundle="team") is allowed
