"""Each fault of a policy by its own words: of two that would refuse a text, none stands in for the other."""

from __future__ import annotations

import pytest

from airflow_gov_provider.core.errors import PolicyError
from airflow_gov_provider.core.policy.parsing import parse_policy

POLICY = """
version: 1
zones: {{a: {{datasets: "s3://aaa/**"}}}}
rules: [{{id: r, when: {{to: a, entities: [PERSON], purpose: {purpose}}}, effect: mask, method: {method}}}]
exceptions: {{approvers: ["user:officer"]}}
marks: {{approvers: {approvers}, unauthenticated: {unauthenticated}}}
"""
GOOD = {
    "purpose": "training",
    "method": "redact",
    "approvers": '["user:officer"]',
    "unauthenticated": "false",
}


def faults(**changed: str) -> dict[str, str]:
    with pytest.raises(PolicyError) as told:
        parse_policy(POLICY.format(**{**GOOD, **changed}))
    return dict(told.value.faults)


def test_the_policy_that_the_others_differ_from_is_whole():
    assert parse_policy(POLICY.format(**GOOD)).marks.approvers == ("user:officer",)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"purpose": "p" * 5_000}, "must be one line of 1 to"),
        ({"purpose": "' spaces'"}, "must be one line of 1 to"),
        ({"purpose": '"two\\nlines"'}, "must be one line of 1 to"),
        ({"approvers": '["role:privacy"]'}, "who may mark is named one by one"),
        ({"approvers": '["user:officer", "user:officer"]'}, "an approver stands twice"),
        ({"unauthenticated": "perhaps"}, "must be true or false"),
        ({"method": '{name: replace, text: ["[MASKED]"]}'}, "capital letters in square brackets"),
        ({"method": f'{{name: replace, text: "[{"M" * 500}]"}}'}, "characters"),
        ({"method": "{name: shift, days: 3, subject: [customer]}"}, "must be the label of a column"),
        ({"method": "{name: shift, days: 3, subject: ''}"}, "must be the label of a column"),
        ({"method": f"{{name: shift, days: 3, subject: {'c' * 5_000}}}"}, "must be the label of a column"),
        ({"method": '{name: shift, days: 3, subject: "a\\tb"}'}, "must be the label of a column"),
    ],
)
def test_a_fault_is_told_by_what_is_wrong(changed, words):
    assert any(words in fault for fault in faults(**changed).values()), faults(**changed)
