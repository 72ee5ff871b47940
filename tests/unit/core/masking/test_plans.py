"""Which masking a column gets follows from what is in it, and from nothing else."""

import itertools

import pytest

from airflow_gov_provider.core.detection.findings import ColumnReport, Coverage, Finding, ScanReport
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingFunction, build_plan
from airflow_gov_provider.core.policy.decisions import ColumnDecision, Decision, Effect
from airflow_gov_provider.core.taxonomy import GROUPS


def found(entity, score=0.9, count=10, in_name=False):
    return Finding(entity, score, count, 1.0, in_name=in_name)


def column(label, *findings, kind="string", free_text=False):
    return ColumnReport(label, kind, 10, 0, findings, free_text)


def plan_of(*columns, effect=Effect.MASK, entities=None):
    decided = tuple(
        ColumnDecision(c.label, effect, entities or tuple(dict.fromkeys(f.entity_type for f in c.findings)))
        for c in columns
    )
    decision = Decision(effect, "production", "development", "sha256:p", "1", decided, ())
    return build_plan(decision, ScanReport("sha256:f", "sha256:d", Coverage(10, 1, 1, 1), columns))


def mask_of(*findings, **how):
    entities = how.pop("entities", None)
    return plan_of(column("c", *findings, **how), entities=entities).of("c")


@pytest.mark.parametrize(
    ("entity", "function", "domain"),
    [
        ("EMAIL_ADDRESS", MaskingFunction.PSEUDONYM, "person.email"),
        ("PERSON", MaskingFunction.PSEUDONYM, "person.name"),
        ("PHONE_NUMBER", MaskingFunction.PSEUDONYM, "person.phone"),
        ("US_SSN", MaskingFunction.PSEUDONYM, "person.national_id"),
        ("NATIONAL_ID", MaskingFunction.PSEUDONYM, "person.national_id"),
        ("CREDIT_CARD", MaskingFunction.PSEUDONYM, "payment.card"),
        ("IBAN_CODE", MaskingFunction.PSEUDONYM, "payment.account"),
        ("UK_NHS", MaskingFunction.PSEUDONYM, "entity.uk_nhs"),
        ("URL", MaskingFunction.PSEUDONYM, "entity.url"),
        ("DATE_OF_BIRTH", MaskingFunction.REDACT, "entity.date_of_birth"),
        ("DATE_TIME", MaskingFunction.REDACT, "entity.date_time"),
        ("LOCATION", MaskingFunction.REDACT, "entity.location"),
        ("RELIGION", MaskingFunction.REDACT, "entity.religion"),
        ("NRP", MaskingFunction.REDACT, "entity.nrp"),
        ("HEALTH_CONDITION", MaskingFunction.REDACT, "entity.health_condition"),
        ("SECRET", MaskingFunction.REDACT, "entity.secret"),
        ("NOBODY_KNOWS", MaskingFunction.REDACT, "entity.nobody_knows"),
    ],
)
def test_the_entity_decides_between_token_and_redaction(entity, function, domain):
    assert mask_of(found(entity)) == ColumnMask("c", function, domain, (entity,))


@pytest.mark.parametrize(
    ("kind", "function"),
    [
        ("string", MaskingFunction.PSEUDONYM),
        ("large_string", MaskingFunction.PSEUDONYM),
        ("string_view", MaskingFunction.PSEUDONYM),
        ("int64", MaskingFunction.PSEUDONYM),
        ("dictionary<values=string, indices=int32, ordered=0>", MaskingFunction.PSEUDONYM),
        ("dictionary<values=large_string, indices=int8, ordered=1>", MaskingFunction.PSEUDONYM),
        ("dictionary<values=int64, indices=int32, ordered=0>", MaskingFunction.REDACT),
        ("dictionary<values=string", MaskingFunction.REDACT),
        ("int32", MaskingFunction.REDACT),
        ("uint64", MaskingFunction.REDACT),
        ("double", MaskingFunction.REDACT),
        ("binary", MaskingFunction.REDACT),
        ("date32[day]", MaskingFunction.REDACT),
        ("decimal128(20, 2)", MaskingFunction.REDACT),
    ],
)
def test_only_types_with_room_for_a_token_get_one(kind, function):
    assert mask_of(found("ACCOUNT_NUMBER"), kind=kind).function is function


def test_free_text_is_redacted_whole():
    assert mask_of(found("EMAIL_ADDRESS"), free_text=True).function is MaskingFunction.REDACT


@pytest.mark.parametrize(
    ("findings", "domain"),
    [
        ([found("PERSON", 0.8, 99), found("EMAIL_ADDRESS", 0.9, 1)], "person.email"),
        ([found("PERSON", 0.9, 9), found("EMAIL_ADDRESS", 0.9, 8)], "person.name"),
        ([found("PERSON"), found("EMAIL_ADDRESS")], "person.email"),
        ([found("PERSON"), found("RELIGION")], "entity.religion"),
        ([found("PERSON", 0.91), found("RELIGION", 0.9)], "person.name"),
    ],
    ids=["score", "count", "name of the type", "redaction wins a tie", "strongest before strictest"],
)
def test_the_strongest_entity_decides_whatever_the_order(findings, domain):
    assert {mask_of(*order).domain for order in itertools.permutations(findings)} == {domain}


def test_entities_that_policy_lets_pass_have_no_say():
    findings = [found("URL", 1.0), found("EMAIL_ADDRESS", 0.5)]
    assert mask_of(*findings, entities=("EMAIL_ADDRESS",)).domain == "person.email"


def test_a_decision_about_something_not_found_redacts():
    mask = mask_of(found("URL"), entities=("EMAIL_ADDRESS",))
    assert mask == ColumnMask("c", MaskingFunction.REDACT, "unknown", ("EMAIL_ADDRESS",))


def test_only_columns_that_may_not_cross_are_planned():
    assert plan_of(column("c", found("EMAIL_ADDRESS")), effect=Effect.ALLOW).columns == ()
    for effect in (Effect.MASK, Effect.HOLD, Effect.BLOCK):
        assert plan_of(column("c", found("EMAIL_ADDRESS")), effect=effect).of("c") is not None


def test_a_column_whose_name_alone_holds_personal_data_keeps_its_values():
    assert plan_of(column("c", found("EMAIL_ADDRESS", in_name=True))).columns == ()
    both = [found("EMAIL_ADDRESS", in_name=True), found("PERSON", 0.4)]
    assert mask_of(*both).domain == "person.name"


def test_metadata_is_no_column():
    both = plan_of(
        column("(metadata) email", found("EMAIL_ADDRESS")), column("email", found("EMAIL_ADDRESS"))
    )
    assert [mask.label for mask in both.columns] == ["email"]


def test_one_label_with_two_types_gets_what_both_can_hold():
    twice = [column("c", found("ACCOUNT_NUMBER"), kind=kind) for kind in ("string", "int32")]
    assert plan_of(*twice).of("c").function is MaskingFunction.REDACT


def test_a_column_that_was_not_scanned_can_not_be_planned():
    decision = Decision(
        Effect.MASK, None, None, "p", "1", (ColumnDecision("gone", Effect.MASK, ("PERSON",)),), ()
    )
    with pytest.raises(MaskingError) as caught:
        build_plan(decision, ScanReport("f", "d", Coverage(0, 0, 0, 0)))
    assert (caught.value.code, caught.value.where) == (ErrorCode.MASKING_UNSUPPORTED, "gone")


def test_every_special_category_and_secret_is_redacted():
    sensitive = [e for e, groups in GROUPS.items() if groups & {"special_category", "credentials"}]
    assert {mask_of(found(entity)).function for entity in sensitive} == {MaskingFunction.REDACT}


def test_a_plan_names_its_boundary_and_reads_as_json():
    plan = plan_of(column("email", found("EMAIL_ADDRESS")))
    assert plan.as_json() == {
        "boundary": "production->development",
        "columns": [
            {
                "label": "email",
                "function": "pseudonym",
                "domain": "person.email",
                "entity_types": ["EMAIL_ADDRESS"],
            }
        ],
    }
    assert plan.of("other") is None


@pytest.mark.parametrize(
    ("label", "finding", "planned"),
    [
        ("(metadata) email", found("EMAIL_ADDRESS"), ["email"]),
        ("(metadata) owner", found("EMAIL_ADDRESS"), []),
        ("(metadata) email", found("EMAIL_ADDRESS", in_name=True), []),
        ("(metadata) email", found("PERSON"), []),
    ],
)
def test_a_column_that_only_its_statistics_give_away_is_redacted(label, finding, planned):
    report = ScanReport("f", "d", Coverage(1, 1, 1, 2), (column(label, finding), column("email")))
    for effect in (Effect.MASK, Effect.ALLOW):
        columns = (ColumnDecision(label, effect, ("EMAIL_ADDRESS",)),)
        plan = build_plan(Decision(effect, None, None, "p", "1", columns, ()), report)
        assert [mask.label for mask in plan.columns] == (planned if effect is Effect.MASK else [])
        assert all(mask.function is MaskingFunction.REDACT for mask in plan.columns)
