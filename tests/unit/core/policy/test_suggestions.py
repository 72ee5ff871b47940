"""Advice for names that are not known."""

from __future__ import annotations

import pytest

from airflow_gov_provider.core.policy.suggestions import quoted, unknown
from airflow_gov_provider.core.taxonomy import GROUPS, group_names

NAMES = (*GROUPS, *group_names(), "any")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("emial", "EMAIL_ADDRESS"),
        ("email", "EMAIL_ADDRESS"),
        ("EMAIL", "EMAIL_ADDRESS"),
        ("e-mail_address", "EMAIL_ADDRESS"),
        ("direct_identifier", "direct_identifiers"),
        ("direct identifiers", "direct_identifiers"),
        ("special_categories", "special_category"),
        ("PHONE", "PHONE_NUMBER"),
        ("ssn", "US_SSN"),
        ("iban", "IBAN_CODE"),
        ("credential", "credentials"),
        ("Any", "any"),
        ("person", "PERSON"),
        ("xyzzy", None),
        ("", None),
        ("all", None),
    ],
)
def test_a_name_is_suggested_when_one_is_alike_and_none_otherwise(written, meant):
    said = unknown("entity or group", written, NAMES)

    assert said.startswith(f"unknown entity or group '{written}'")
    assert said.partition("; did you mean ")[2] == (f"'{meant}'?" if meant else "")


def test_without_known_names_there_is_no_advice():
    assert unknown("zone", "production", ()) == "unknown zone 'production'"


def test_advice_does_not_depend_on_the_order_of_the_names():
    assert unknown("zone", "prod", ["prod-a", "prod-b"]) == unknown("zone", "prod", ["prod-b", "prod-a"])


def test_what_is_quoted_is_short_and_has_no_line_breaks():
    assert quoted("one\ntwo") == r"'one\ntwo'"
    assert len(quoted("x" * 10_000)) == 43
