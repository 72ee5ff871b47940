"""Decisions as values: for people, for the ledger."""

from __future__ import annotations

import pytest

from airflow_gov_provider.core.canonical import canonical_bytes
from airflow_gov_provider.core.policy.decisions import ColumnDecision, Decision, Effect, Reason, ReasonCode


def decision(*reasons: Reason, from_zone: str | None = "production", to_zone: str | None = "development"):
    columns = (ColumnDecision("mail", Effect.MASK, ("EMAIL_ADDRESS",)),)
    return Decision(Effect.MASK, from_zone, to_zone, "sha256:0", "1", columns, reasons)


def test_effects_are_ordered_by_strictness_and_written_in_small_letters():
    assert sorted(Effect) == [Effect.ALLOW, Effect.MASK, Effect.HOLD, Effect.BLOCK]
    assert [effect.word for effect in Effect] == ["allow", "mask", "hold", "block"]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            Reason(ReasonCode.RULE, Effect.MASK, "r1", "mail", "EMAIL_ADDRESS"),
            "mask mail (EMAIL_ADDRESS) by rule r1",
        ),
        (Reason(ReasonCode.RULE, Effect.HOLD, "r1"), "hold by rule r1"),
        (Reason(ReasonCode.UNKNOWN_ZONE, Effect.HOLD), "hold because UNKNOWN_ZONE"),
    ],
)
def test_a_reason_is_one_sentence(reason, sentence):
    assert reason.sentence() == sentence


def test_a_boundary_shows_what_is_not_known():
    assert decision().boundary == "production->development"
    assert decision(from_zone=None).boundary == "?->development"
    assert decision(to_zone=None).boundary == "production->?"


def test_rules_are_named_once_each_in_the_order_of_the_reasons():
    said = decision(
        Reason(ReasonCode.RULE, Effect.MASK, "b"),
        Reason(ReasonCode.UNKNOWN_ZONE, Effect.HOLD),
        Reason(ReasonCode.RULE, Effect.MASK, "a"),
        Reason(ReasonCode.RULE, Effect.MASK, "b", "x", "URL"),
    )

    assert said.rule_ids == ("b", "a")


def test_a_decision_has_a_canonical_form():
    said = decision(Reason(ReasonCode.RULE, Effect.MASK, "r1", "mail", "EMAIL_ADDRESS")).as_json()

    assert canonical_bytes(said)
    assert said["columns"] == [
        {"label": "mail", "effect": "mask", "entity_types": ["EMAIL_ADDRESS"], "methods": {}}
    ]
    assert said["reasons"] == [
        {"code": "RULE", "effect": "mask", "rule_id": "r1", "column": "mail", "entity_type": "EMAIL_ADDRESS"}
    ]
