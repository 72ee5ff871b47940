"""What policy says: story by story, then as algebra."""

from __future__ import annotations

import dataclasses
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.detection.findings import ColumnReport, Coverage, Finding, ScanReport, Skipped
from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.core.policy.decisions import ColumnDecision, Decision, Effect, Reason, ReasonCode
from airflow_gov_provider.core.policy.evaluation import evaluate
from airflow_gov_provider.core.policy.model import Exceptions, Policy, Rule, Zone
from airflow_gov_provider.core.policy.parsing import parse_policy
from airflow_gov_provider.core.taxonomy import GROUPS, resolve

ALLOW, MASK, HOLD, BLOCK = Effect
ZONES = """
version: test
zones:
  production: {datasets: ["s3://prod-*/**"]}
  staging: {datasets: ["s3://lake-staging/**"], inherits: production}
  development: {datasets: ["s3://ml-dev/**"]}
  sandbox: {datasets: ["s3://ml-box/**"], inherits: development}
  contractor: {datasets: ["s3://vendor-*/**"], requesters: ["bundle:fraud/dag:fraud_*"]}
rules:
"""
FULL = Coverage(rows=10, bytes=100, files=1, columns=2)


def policy(*rules: str) -> Policy:
    """The zones above with these rules, or with one that never speaks."""
    lines = rules or ("when: {purpose: never, entities: [CRYPTO]}, effect: block",)
    return parse_policy(ZONES + "\n".join(f"  - {{id: r{i}, {rule}}}" for i, rule in enumerate(lines)))


def found(*columns: tuple[str, ...], in_name: bool = False) -> ScanReport:
    """A report with columns ``(label, entity type, …)``."""
    return ScanReport(
        "sha256:f",
        "sha256:d",
        FULL,
        tuple(
            ColumnReport(
                label, "string", 10, 0, tuple(Finding(e, 0.9, 10, 1.0, in_name=in_name) for e in entities)
            )
            for label, *entities in columns
        ),
    )


def judge(rules: Policy, report: ScanReport, **changes: object) -> Decision:
    asked: dict[str, object] = {
        "source": "s3://lake-staging/fraud/",
        "destination": "s3://ml-dev/fraud/",
        "purpose": "training",
        "dag_id": "fraud_daily",
        "bundle": "fraud",
    } | changes
    source, destination = asked.pop("source"), asked.pop("destination")
    return evaluate(
        rules,
        report,
        source=DatasetRef.parse(str(source)),
        destination=None if destination is None else DatasetRef.parse(str(destination)),
        **asked,  # type: ignore[arg-type]  # the three texts above
    )


EMAIL = found(("email", "EMAIL_ADDRESS"))
MASKS_EMAIL = "when: {to: development, entities: [EMAIL_ADDRESS]}, effect: mask"


@pytest.mark.parametrize(
    ("rules", "entity", "effect", "code", "spoke"),
    [
        ([], "EMAIL_ADDRESS", MASK, ReasonCode.NO_RULE_MASKED_BY_DEFAULT, ()),
        ([], "LOCATION", MASK, ReasonCode.NO_RULE_MASKED_BY_DEFAULT, ()),
        ([], "RELIGION", MASK, ReasonCode.NO_RULE_MASKED_BY_DEFAULT, ()),
        ([], "SECRET", MASK, ReasonCode.NO_RULE_MASKED_BY_DEFAULT, ()),
        ([], "TYPE_OF_A_NEW_RECOGNIZER", MASK, ReasonCode.NO_RULE_MASKED_BY_DEFAULT, ()),
        ([], "URL", ALLOW, ReasonCode.WEAK_IDENTIFIER_ALLOWED, ()),
        ([], "DATE_TIME", ALLOW, ReasonCode.WEAK_IDENTIFIER_ALLOWED, ()),
        (["when: {entities: [weak_identifiers]}, effect: mask"], "URL", MASK, ReasonCode.RULE, ("r0",)),
        (["when: {entities: [URL]}, effect: block"], "URL", BLOCK, ReasonCode.RULE, ("r0",)),
        (["when: {entities: [any]}, effect: mask"], "URL", MASK, ReasonCode.RULE, ("r0",)),
        (
            ["when: {entities: [URL]}, effect: block"],
            "DATE_TIME",
            ALLOW,
            ReasonCode.WEAK_IDENTIFIER_ALLOWED,
            (),
        ),
        (
            ["when: {entities: [EMAIL_ADDRESS]}, effect: allow"],
            "EMAIL_ADDRESS",
            ALLOW,
            ReasonCode.RULE,
            ("r0",),
        ),
        (
            ["when: {entities: [EMAIL_ADDRESS]}, effect: allow"],
            "PERSON",
            MASK,
            ReasonCode.NO_RULE_MASKED_BY_DEFAULT,
            (),
        ),
        # the strictest rule wins, wherever it stands, and all of its strictness are named
        (
            [
                "when: {entities: [any]}, effect: allow",
                "when: {entities: [contact]}, effect: hold",
                MASKS_EMAIL,
            ],
            "EMAIL_ADDRESS",
            HOLD,
            ReasonCode.RULE,
            ("r1",),
        ),
        (
            [MASKS_EMAIL, "when: {entities: [contact]}, effect: mask"],
            "EMAIL_ADDRESS",
            MASK,
            ReasonCode.RULE,
            ("r0", "r1"),
        ),
        # a type that nobody knows is not allowed by `any`, but is blocked by it
        (
            ["when: {entities: [any]}, effect: allow"],
            "TYPE_OF_A_NEW_RECOGNIZER",
            MASK,
            ReasonCode.NO_RULE_MASKED_BY_DEFAULT,
            (),
        ),
        (
            ["when: {entities: [any]}, effect: block"],
            "TYPE_OF_A_NEW_RECOGNIZER",
            BLOCK,
            ReasonCode.RULE,
            ("r0",),
        ),
        (
            ["when: {entities: [direct_identifiers]}, effect: block"],
            "TYPE_OF_A_NEW_RECOGNIZER",
            MASK,
            ReasonCode.NO_RULE_MASKED_BY_DEFAULT,
            (),
        ),
    ],
)
def test_the_strictest_matching_rule_decides_a_finding_or_the_default_does(
    rules, entity, effect, code, spoke
):
    decision = judge(policy(*rules), found(("column", entity)))

    assert decision.effect is effect
    assert decision.columns == (ColumnDecision("column", effect, (entity,)),)
    assert {reason.code for reason in decision.reasons} == {code}
    assert decision.rule_ids == spoke


@pytest.mark.parametrize(
    ("condition", "changes", "speaks"),
    [
        ("from: staging", {}, True),
        ("from: production", {}, True),  # staging inherits from it
        ("from: staging", {"source": "s3://prod-eu/x/"}, False),  # not the other way round
        ("from: development", {}, False),
        ("from: [development, production]", {}, True),
        ("to: development", {}, True),
        ("to: sandbox", {}, False),
        ("to: development", {"destination": "s3://ml-box/x/"}, True),
        ("to: [contractor, sandbox]", {}, False),
        ("purpose: training", {}, True),
        ("purpose: Training", {}, False),
        ("purposes: [reporting, training]", {}, True),
        ("purposes: [reporting]", {}, False),
        ("from: staging, to: development, purpose: training", {}, True),
        ("from: staging, to: development, purpose: reporting", {}, False),
        ("from: development, to: development", {"source": "s3://ml-dev/a/"}, True),
        # an audit in place goes from the zone of the source to itself
        ("to: staging", {"destination": None}, True),
        ("to: development", {"destination": None}, False),
    ],
)
def test_a_rule_speaks_when_all_its_conditions_hold(condition, changes, speaks):
    rules = policy(f"when: {{{condition}, entities: [EMAIL_ADDRESS]}}, effect: block")

    assert (judge(rules, EMAIL, **changes).effect is BLOCK) is speaks


def test_clean_data_between_known_zones_passes_and_says_so():
    decision = judge(policy(MASKS_EMAIL), found(("amount",)))

    assert decision.effect is ALLOW
    assert decision.reasons == (Reason(ReasonCode.NO_FINDINGS, ALLOW),)
    assert decision.columns == ()
    assert decision.boundary == "staging->development"


def test_a_decision_names_the_policy_it_comes_from():
    rules = policy(MASKS_EMAIL)
    decision = judge(rules, EMAIL)

    assert (decision.policy, decision.policy_version) == (rules.digest, "test")


@pytest.mark.parametrize(
    ("changes", "boundary"),
    [
        ({"source": "s3://nowhere/x/"}, "?->development"),
        ({"destination": "s3://nowhere/x/"}, "staging->?"),
        ({"destination": "s3://ml-dev-evil/x/"}, "staging->?"),
        ({"source": "s3://nowhere/x/", "destination": "s3://nowhere/y/"}, "?->?"),
        ({"source": "s3://nowhere/x/", "destination": None}, "?->?"),
    ],
)
@pytest.mark.parametrize("report", [found(("amount",)), EMAIL])
def test_an_unknown_zone_holds_even_clean_data(changes, boundary, report):
    decision = judge(policy("when: {entities: [any]}, effect: allow"), report, **changes)

    assert decision.effect is HOLD
    assert decision.boundary == boundary
    assert Reason(ReasonCode.UNKNOWN_ZONE, HOLD) in decision.reasons


def test_an_unknown_zone_does_not_soften_a_block():
    rules = policy("when: {entities: [special_category]}, effect: block")

    assert judge(rules, found(("faith", "RELIGION")), destination="s3://nowhere/x/").effect is BLOCK


@pytest.mark.parametrize(
    ("changes", "effect"),
    [
        ({}, ALLOW),
        ({"dag_id": "churn_daily"}, BLOCK),
        ({"bundle": "other"}, BLOCK),
        ({"bundle": ""}, BLOCK),
        ({"destination": "s3://ml-dev/x/", "dag_id": "churn_daily"}, ALLOW),
        # nobody brings anything anywhere
        ({"source": "s3://vendor-x/y/", "destination": None, "dag_id": "churn_daily"}, ALLOW),
        ({"source": "s3://vendor-x/y/", "destination": "s3://vendor-x/z/", "dag_id": "churn_daily"}, BLOCK),
    ],
)
def test_only_who_a_zone_names_may_bring_data_there(changes, effect):
    decision = judge(policy(), found(("amount",)), **({"destination": "s3://vendor-x/fraud/"} | changes))

    assert decision.effect is effect
    assert (decision.reasons[0].code is ReasonCode.REQUESTER_NOT_ALLOWED) is (effect is BLOCK)


@pytest.mark.parametrize(
    ("rules", "entity", "effect"),
    [
        ([], "EMAIL_ADDRESS", BLOCK),
        ([MASKS_EMAIL], "EMAIL_ADDRESS", BLOCK),
        (["when: {entities: [any]}, effect: hold"], "EMAIL_ADDRESS", BLOCK),
        (["when: {entities: [EMAIL_ADDRESS]}, effect: allow"], "EMAIL_ADDRESS", ALLOW),
        (["when: {entities: [EMAIL_ADDRESS]}, effect: allow", MASKS_EMAIL], "EMAIL_ADDRESS", BLOCK),
        (["when: {entities: [PERSON]}, effect: allow"], "EMAIL_ADDRESS", BLOCK),
        ([], "DATE_TIME", ALLOW),
        (["when: {entities: [DATE_TIME]}, effect: mask"], "DATE_TIME", BLOCK),
    ],
)
def test_a_name_that_holds_personal_data_blocks_unless_that_is_allowed(rules, entity, effect):
    decision = judge(policy(*rules), found(("column#1a2b", entity), in_name=True))

    assert decision.effect is effect
    named = Reason(ReasonCode.NAME_HOLDS_PERSONAL_DATA, BLOCK, None, "column#1a2b", entity)
    assert (named in decision.reasons) is (effect is BLOCK)
    assert decision.columns == (ColumnDecision("column#1a2b", effect, (entity,)),)


@pytest.mark.parametrize(
    ("effect", "clean", "dirty"),
    [("mask", ALLOW, MASK), ("hold", HOLD, HOLD), ("block", BLOCK, BLOCK)],
)
def test_a_rule_without_entities_speaks_of_the_movement_and_of_every_finding(effect, clean, dirty):
    rules = policy(f"when: {{to: development}}, effect: {effect}")

    assert judge(rules, found(("amount",))).effect is clean
    assert judge(rules, found(("page", "URL"))).effect is dirty
    assert judge(rules, found(("amount",)), destination="s3://vendor-x/y/").effect is ALLOW


def test_each_column_has_its_own_strictest_effect_and_the_types_that_led_to_it():
    rules = policy(MASKS_EMAIL, "when: {entities: [special_category]}, effect: hold")
    report = found(
        ("page", "URL"),
        ("note", "EMAIL_ADDRESS", "RELIGION", "ETHNICITY", "URL"),
        ("amount",),
        ("contact", "PHONE_NUMBER", "EMAIL_ADDRESS", "URL"),
        ("contact", "PERSON"),  # the same column in another file
    )
    decision = judge(rules, report)

    assert decision.effect is HOLD
    assert decision.columns == (
        ColumnDecision("page", ALLOW, ("URL",)),
        ColumnDecision("note", HOLD, ("ETHNICITY", "RELIGION")),
        ColumnDecision("contact", MASK, ("EMAIL_ADDRESS", "PERSON", "PHONE_NUMBER")),
    )
    assert [reason.effect for reason in decision.reasons] == sorted(
        (reason.effect for reason in decision.reasons), reverse=True
    )


def test_a_report_that_did_not_see_everything_is_not_judged():
    partly = dataclasses.replace(FULL, skipped=(Skipped("part-3.parquet", "unreadable"),))
    with pytest.raises(DataError) as caught:
        judge(policy(), dataclasses.replace(found(("amount",)), coverage=partly))

    assert caught.value.code is ErrorCode.SOURCE_PARTLY_READ


#: Other work on the machine must not fail a test.
PATIENT = settings(max_examples=100, deadline=None)

# --- algebra -----------------------------------------------------------------------------------

_ZONES = policy().zones
_ENTITIES = st.sampled_from(
    ["EMAIL_ADDRESS", "PERSON", "RELIGION", "URL", "LOCATION", "SECRET", "TYPE_OF_A_NEW_RECOGNIZER"]
)
_SETS = st.sampled_from(
    [resolve(name) for name in ("any", "direct_identifiers", "special_category", "URL", "PERSON")]
)
_SOME_ZONES = st.lists(st.sampled_from([zone.name for zone in _ZONES]), max_size=2, unique=True).map(tuple)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    effect = draw(st.sampled_from(Effect))
    entities = draw(_SETS if effect is ALLOW else st.one_of(_SETS, st.just(frozenset())))
    purposes = draw(st.sampled_from([(), ("training",), ("reporting",)]))
    return Rule("", effect, entities, draw(_SOME_ZONES), draw(_SOME_ZONES), purposes)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    drawn = draw(st.lists(rules(), min_size=1, max_size=5))
    named = tuple(dataclasses.replace(rule, id=f"r{i}") for i, rule in enumerate(drawn))
    return Policy("test", _ZONES, named, Exceptions(), "sha256:0")


@st.composite
def reports(draw: st.DrawFn) -> ScanReport:
    columns = []
    for index in range(draw(st.integers(0, 3))):
        types = draw(st.lists(_ENTITIES, max_size=3, unique=True))
        findings = tuple(Finding(entity, 0.9, 1, 1.0, in_name=draw(st.booleans())) for entity in types)
        columns.append(ColumnReport(f"c{index}", "string", 1, 0, findings))
    return ScanReport("sha256:f", "sha256:d", FULL, tuple(columns))


MOVEMENTS = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["s3://prod-eu/x/", "s3://lake-staging/x/", "s3://nowhere/x/"]),
        "destination": st.sampled_from(["s3://ml-dev/x/", "s3://ml-box/x/", "s3://vendor-a/x/", None]),
        "dag_id": st.sampled_from(["fraud_daily", "churn"]),
    }
)


def _with(known: Policy, rule: Rule) -> Policy:
    return dataclasses.replace(known, rules=(*known.rules, dataclasses.replace(rule, id="added")))


@given(policies(), reports(), MOVEMENTS, st.randoms(use_true_random=False))
@PATIENT
def test_no_order_of_rules_zones_or_findings_matters(known, report, movement, chance: random.Random):
    def shuffled(items):
        return tuple(chance.sample(items, len(items)))

    columns = tuple(dataclasses.replace(c, findings=shuffled(c.findings)) for c in report.columns)
    other = dataclasses.replace(known, rules=shuffled(known.rules), zones=shuffled(known.zones))

    assert judge(known, report, **movement) == judge(
        other, dataclasses.replace(report, columns=columns), **movement
    )


def said_by_rules(decision: Decision) -> dict[tuple[str | None, str | None], Effect]:
    """Strictest effect of a rule, by column and entity type; both None for the movement itself."""
    laxest_first = reversed(decision.reasons)
    return {(r.column, r.entity_type): r.effect for r in laxest_first if r.code is ReasonCode.RULE}


@given(policies(), rules(), reports(), MOVEMENTS)
@PATIENT
def test_one_more_rule_softens_nothing_but_what_a_default_had_decided(known, rule, report, movement):
    before = judge(known, report, **movement)
    after = judge(_with(known, rule), report, **movement)
    now = said_by_rules(after)

    assert all(now[place] >= effect for place, effect in said_by_rules(before).items())
    if rule.effect is not ALLOW:
        assert after.effect >= before.effect
        strictness = {column.label: column.effect for column in before.columns}
        assert all(column.effect >= strictness[column.label] for column in after.columns)
    if before.effect in (HOLD, BLOCK) and after.effect < before.effect:
        # only a name's block can go, and only by a rule that allows it
        assert rule.effect is ALLOW
        assert ReasonCode.NAME_HOLDS_PERSONAL_DATA in {r.code for r in before.reasons}


@given(policies(), reports(), MOVEMENTS)
@PATIENT
def test_a_direct_identifier_never_passes_without_a_rule_that_allows_it(known, report, movement):
    decision = judge(known, report, **movement)
    allowed = set().union(*(rule.entities for rule in known.rules if rule.effect is ALLOW))
    present = {finding.entity_type for _, finding in report.findings}

    if any("weak_identifiers" not in GROUPS.get(entity, ()) for entity in present - allowed):
        assert decision.effect > ALLOW


@given(policies(), reports(), MOVEMENTS)
@PATIENT
def test_a_decision_is_the_strictest_of_its_reasons_and_leaves_no_finding_out(known, report, movement):
    decision = judge(known, report, **movement)

    assert decision.reasons
    assert decision.effect is max(reason.effect for reason in decision.reasons)
    assert {(column.label, f.entity_type) for column, f in report.findings} == {
        (r.column, r.entity_type) for r in decision.reasons if r.column is not None
    }
    assert [c.label for c in decision.columns] == [c.label for c in report.columns if c.findings]


def test_a_zone_that_inherits_from_a_name_nobody_has_still_has_its_own_rules():
    zones = (Zone("a", ("s3://prod-*/**",), inherits="gone"),)
    known = Policy("1", zones, (Rule("r", BLOCK, frozenset(), ("a",)),), Exceptions(), "sha256:0")

    assert judge(known, found(), source="s3://prod-a/x/", destination=None).effect is BLOCK
