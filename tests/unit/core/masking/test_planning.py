"""Which masking a column gets follows from what is in it, and from nothing else."""

import itertools

import pytest

from airflow_gov_provider.core.detection.findings import ColumnReport, Coverage, Finding, ScanReport
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.planning import build_plan
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.policy.decisions import ColumnDecision, Decision, Effect
from airflow_gov_provider.core.policy.methods import (
    Encrypt,
    Generalize,
    Mask,
    Method,
    Pseudonym,
    Redact,
    Replace,
    Shift,
    Surrogate,
    Synthesize,
)
from airflow_gov_provider.core.taxonomy import GROUPS


def found(entity, score=0.9, count=10, in_name=False):
    return Finding(entity, score, count, 1.0, in_name=in_name)


def column(label, *findings, kind="string", free_text=False):
    return ColumnReport(label, kind, 10, 0, findings, free_text)


def plan_of(*columns, effect=Effect.MASK, entities=None, methods=()):
    decided = tuple(
        ColumnDecision(
            c.label, effect, entities or tuple(dict.fromkeys(f.entity_type for f in c.findings)), methods
        )
        for c in columns
        if c.findings
    )
    decision = Decision(effect, "production", "development", "sha256:p", "1", decided, ())
    return build_plan(decision, ScanReport("sha256:f", "sha256:d", Coverage(10, 1, 1, 1), columns))


def mask_of(*findings, **how):
    entities, methods = how.pop("entities", None), how.pop("methods", ())
    return plan_of(column("c", *findings, **how), entities=entities, methods=methods).of("c")


@pytest.mark.parametrize(
    ("entity", "method", "domain"),
    [
        ("EMAIL_ADDRESS", Pseudonym(), "person.email"),
        ("PERSON", Pseudonym(), "person.name"),
        ("PHONE_NUMBER", Pseudonym(), "person.phone"),
        ("US_SSN", Pseudonym(), "person.national_id"),
        ("NATIONAL_ID", Pseudonym(), "person.national_id"),
        ("CREDIT_CARD", Pseudonym(), "payment.card"),
        ("IBAN_CODE", Pseudonym(), "payment.account"),
        ("UK_NHS", Pseudonym(), "entity.uk_nhs"),
        ("URL", Pseudonym(), "entity.url"),
        ("DATE_OF_BIRTH", Generalize(to="year"), "entity.date_of_birth"),
        ("DATE_TIME", Generalize(to="week"), "entity.date_time"),
        ("LOCATION", Generalize(at_least=20), "entity.location"),
        ("RELIGION", Redact(), "entity.religion"),
        ("NRP", Redact(), "entity.nrp"),
        ("HEALTH_CONDITION", Redact(), "entity.health_condition"),
        ("SECRET", Redact(), "entity.secret"),
        ("NOBODY_KNOWS", Redact(), "entity.nobody_knows"),
    ],
)
def test_the_entity_decides_between_token_and_redaction(entity, method, domain):
    assert mask_of(found(entity)) == ColumnMask("c", method, domain, (entity,), entity)


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        ("string", Pseudonym()),
        ("large_string", Pseudonym()),
        ("string_view", Pseudonym()),
        ("int64", Pseudonym()),
        ("dictionary<values=string, indices=int32, ordered=0>", Pseudonym()),
        ("dictionary<values=large_string, indices=int8, ordered=1>", Pseudonym()),
        ("dictionary<values=int64, indices=int32, ordered=0>", Redact()),
        ("dictionary<values=string", Redact()),
        ("int32", Redact()),
        ("uint64", Redact()),
        ("double", Redact()),
        ("binary", Redact()),
        ("date32[day]", Redact()),
        ("decimal128(20, 2)", Redact()),
    ],
)
def test_only_types_with_room_for_a_token_get_one(kind, method):
    assert mask_of(found("ACCOUNT_NUMBER"), kind=kind).method == method


def test_free_text_is_redacted_whole():
    assert mask_of(found("EMAIL_ADDRESS"), free_text=True).method == Redact()


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
    assert mask == ColumnMask("c", Redact(), "unknown", ("EMAIL_ADDRESS",))


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
    assert plan_of(*twice).of("c").method == Redact()


def test_a_column_that_was_not_scanned_can_not_be_planned():
    decision = Decision(
        Effect.MASK, None, None, "p", "1", (ColumnDecision("gone", Effect.MASK, ("PERSON",)),), ()
    )
    with pytest.raises(MaskingError) as caught:
        build_plan(decision, ScanReport("f", "d", Coverage(0, 0, 0, 0)))
    assert (caught.value.code, caught.value.where) == (ErrorCode.MASKING_UNSUPPORTED, "gone")


def test_every_special_category_and_secret_is_redacted():
    sensitive = [e for e, groups in GROUPS.items() if groups & {"special_category", "credentials"}]
    assert {mask_of(found(entity)).method for entity in sensitive} == {Redact()}


def test_what_is_to_be_synthesized_is_masked_first_as_is_usual_and_the_whole_copy_is_synthetic():
    assert mask_of(found("EMAIL_ADDRESS"), methods=(("EMAIL_ADDRESS", Synthesize()),)).method == Pseudonym()
    assert mask_of(found("AGE"), kind="int64", methods=(("AGE", Synthesize()),)).method == Generalize(width=5)
    whole = plan_of(column("email", found("EMAIL_ADDRESS")), methods=(("EMAIL_ADDRESS", Synthesize()),))
    assert whole.synthesis == Synthesize()
    assert plan_of(column("email", found("EMAIL_ADDRESS"))).synthesis is None


def test_a_plan_names_its_boundary_and_reads_as_json():
    plan = plan_of(column("email", found("EMAIL_ADDRESS")), column("amount"))
    assert plan.as_json() == {
        "boundary": "production->development",
        "columns": [
            {
                "label": "email",
                "method": {"name": "pseudonym"},
                "domain": "person.email",
                "entity_types": ["EMAIL_ADDRESS"],
                "instead_of": None,
            }
        ],
        "kept": ["amount"],
        "synthesis": None,
    }


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
        assert all(mask.method == Redact() for mask in plan.columns)


@pytest.mark.parametrize(
    ("entity", "kind", "method"),
    [
        ("AGE", "int32", Generalize(width=5)),
        ("AGE", "string", Generalize(width=5, at_least=20)),
        ("AGE", "binary", Redact()),
        ("GEO", "double", Generalize(width=0.1)),
        ("GEO", "int64", Redact()),
        ("POSTAL_CODE", "string", Generalize(keep=3)),
        ("POSTAL_CODE", "int32", Generalize(keep=3)),
        ("POSTAL_CODE", "double", Redact()),
        ("AGE", "halffloat", Redact()),
        ("DATE_OF_BIRTH", "date32[day]", Generalize(to="year")),
        ("DATE_OF_BIRTH", "timestamp[us, tz=UTC]", Generalize(to="year")),
        ("DATE_OF_BIRTH", "int64", Redact()),
        ("GENDER", "int8", Generalize(at_least=20)),
        ("WEAK_HASH", "string", Pseudonym()),
    ],
)
def test_what_only_narrows_somebody_down_is_made_coarser_where_the_type_can_bear_it(entity, kind, method):
    assert mask_of(found(entity), kind=kind).method == method


@pytest.mark.parametrize(
    ("entity", "wanted", "kind", "method"),
    [
        ("EMAIL_ADDRESS", Redact(), "string", Redact()),
        ("EMAIL_ADDRESS", Replace("[GONE]"), "string", Replace("[GONE]")),
        ("EMAIL_ADDRESS", Replace("[GONE]"), "int64", Redact()),
        ("CREDIT_CARD", Mask(last=4), "string", Mask(last=4)),
        ("CREDIT_CARD", Mask(last=4), "int64", Redact()),
        ("CREDIT_CARD", Encrypt(), "int64", Encrypt()),
        ("PERSON", Surrogate(), "string", Surrogate()),
        ("EMAIL_ADDRESS", Surrogate(), "string", Redact()),
        ("DATE_OF_BIRTH", Generalize(to="month"), "date32[day]", Generalize(to="month")),
        ("DATE_TIME", Generalize(), "timestamp[ms]", Generalize(to="week")),
        ("AGE", Generalize(), "int64", Generalize(width=5)),
        ("PERSON", Generalize(), "string", Generalize(at_least=20)),
    ],
)
def test_a_rule_says_how_and_what_a_type_can_not_bear_is_redacted(entity, wanted, kind, method):
    mask = mask_of(found(entity), kind=kind, methods=((entity, wanted),))
    assert mask.method == method
    assert mask.instead_of == (None if type(method) is type(wanted) else wanted)


def test_free_text_loses_what_was_found_only_where_a_rule_says_so():
    spans = (("EMAIL_ADDRESS", Redact(spans=True)),)
    assert mask_of(found("EMAIL_ADDRESS"), free_text=True, methods=spans).method == Redact(spans=True)
    assert mask_of(found("EMAIL_ADDRESS"), methods=spans).method == Redact()


def test_a_cell_of_json_in_which_something_was_found_is_redacted_whole():
    within = Finding("LOCATION", 0.9, 10, 1.0, evidence=(("embedded", 1.0),))
    assert mask_of(within).method == Redact()


def test_part_of_a_value_stays_only_where_all_that_was_found_may_stay_in_part():
    town, code = found("LOCATION", 0.9), found("POSTAL_CODE", 0.5)
    assert mask_of(town, code).method == Generalize(at_least=20)
    assert mask_of(town, found("EMAIL_ADDRESS", 0.5)).method == Pseudonym()
    assert mask_of(town, found("RELIGION", 0.5)).method == Redact()


@pytest.mark.parametrize(
    ("columns", "subject"),
    [
        ([column("customer", found("PERSON_ID"))], "customer"),
        ([column("mail", found("EMAIL_ADDRESS")), column("customer", found("PERSON_ID"))], "customer"),
        ([column("mail", found("EMAIL_ADDRESS"))], "mail"),
        ([column("who.mail", found("EMAIL_ADDRESS"))], None),
        ([column("mails[]", found("EMAIL_ADDRESS"))], None),
        ([column("mail", found("EMAIL_ADDRESS", in_name=True))], None),
        ([], None),
    ],
)
def test_dates_shift_with_whom_a_row_is_about_and_go_where_nothing_says_so(columns, subject):
    born = column("born", found("DATE_OF_BIRTH"), kind="date32[day]")
    plan = plan_of(born, *columns, methods=(("DATE_OF_BIRTH", Shift(days=30)),))
    wanted: Method = Shift(days=30, subject=subject) if subject else Redact()
    assert plan.of("born").method == wanted


def test_a_column_that_nobody_planned_is_an_error():
    plan = plan_of(column("mail", found("EMAIL_ADDRESS")), column("amount", kind="double"))
    assert plan.of("amount") is None
    with pytest.raises(MaskingError, match="does not name") as caught:
        plan.of("added_later")
    assert caught.value.where == "added_later"
