"""From text to a policy, or to all of its faults."""

from __future__ import annotations

import contextlib
import pickle
import random
from datetime import timedelta

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from airflow_gov_provider.core.errors import ErrorCode, PolicyError
from airflow_gov_provider.core.policy.decisions import Effect
from airflow_gov_provider.core.policy.model import Exceptions, Rule, Zone
from airflow_gov_provider.core.policy.parsing import parse_policy
from airflow_gov_provider.core.taxonomy import resolve

WHOLE = """
version: 2026-11-01
zones:
  production:  {datasets: ["s3://prod-*/**", "postgres://*/prod.**"]}
  staging:     {datasets: ["s3://lake-staging/**"], inherits: production}
  development: {datasets: ["s3://ml-dev/**"], requesters: ["bundle:fraud/dag:fraud_*"]}
  contractor:  {datasets: "s3://vendor-*/**"}
rules:
  - {id: mask-before-development, when: {to: development, entities: [direct_identifiers]}, effect: mask}
  - {id: no-special-categories, when: {to: contractor, entities: [special_category]}, effect: block}
  - id: some
    when: {from: [production, staging], to: contractor, entities: [URL, PERSON], purposes: [a, b c]}
    effect: hold
exceptions: {approvers: ["user:privacy-officer", "role:privacy"], quorum: 1, longest: P30D}
"""


WHOLE_DIGEST = parse_policy(WHOLE).digest


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text)
    return caught.value.faults


def with_zone(zone: str) -> str:
    return f"version: 1\nzones: {{a: {zone}}}\nrules: [{{id: r, when: {{to: a}}, effect: hold}}]"


def with_rule(rule: str) -> str:
    return f"version: 1\nzones: {{a: {{datasets: 's3://aaa/**'}}, b: {{datasets: 's3://bbb/**'}}}}\nrules: [{rule}]"


def with_exceptions(exceptions: str) -> str:
    return f"{with_zone('{datasets: s3://aaa/**}')}\nexceptions: {exceptions}"


def test_a_policy_is_read_as_it_is_written():
    policy = parse_policy(WHOLE)

    assert policy.version == "2026-11-01"
    assert policy.zones == (
        Zone("production", ("s3://prod-*/**", "postgres://*/prod.**")),
        Zone("staging", ("s3://lake-staging/**",), inherits="production"),
        Zone("development", ("s3://ml-dev/**",), requesters=("bundle:fraud/dag:fraud_*",)),
        Zone("contractor", ("s3://vendor-*/**",)),
    )
    direct, special = resolve("direct_identifiers"), resolve("special_category")
    assert direct
    assert special
    assert policy.rules == (
        Rule("mask-before-development", Effect.MASK, direct, to_zones=("development",)),
        Rule("no-special-categories", Effect.BLOCK, special, to_zones=("contractor",)),
        Rule(
            "some",
            Effect.HOLD,
            frozenset({"URL", "PERSON"}),
            ("production", "staging"),
            ("contractor",),
            ("a", "b c"),
        ),
    )
    assert policy.exceptions == Exceptions(("user:privacy-officer", "role:privacy"), 1, timedelta(days=30))


def test_without_exceptions_nobody_may_grant_any():
    assert parse_policy(with_zone("{datasets: s3://aaa/**}")).exceptions.approvers == ()


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("P30D", timedelta(days=30)),
        ("P2W", timedelta(weeks=2)),
        ("PT12H", timedelta(hours=12)),
        ("PT90M", timedelta(minutes=90)),
        ("P1DT12H30M", timedelta(days=1, hours=12, minutes=30)),
    ],
)
def test_the_longest_exception_is_an_iso_8601_duration(text, length):
    policy = parse_policy(with_exceptions(f"{{approvers: 'user:a', longest: {text}}}"))

    assert policy.exceptions.longest == length


@pytest.mark.parametrize(
    ("text", "path", "fault"),
    [
        # the whole file
        ("", "file", "is empty"),
        ("- a", "file", "mapping"),
        ("hello", "file", "mapping"),
        ("version: 1\nrules: [{id: r, when: {entities: any}, effect: hold}]", "zones", "is missing"),
        ("version: 1\nzones: {}\nrules: [{id: r, when: {entities: any}, effect: hold}]", "zones", "is empty"),
        ("version: 1\nzones: [a]\nrules: [{id: r, when: {entities: any}, effect: hold}]", "zones", "mapping"),
        ("version: 1\nzones: {a: {datasets: 's3://aaa/**'}}", "rules", "is missing"),
        ("version: 1\nzones: {a: {datasets: 's3://aaa/**'}}\nrules: []", "rules", "is empty"),
        ("version: 1\nzones: {a: {datasets: 's3://aaa/**'}}\nrules:", "rules", "must be a list"),
        ("version: 1\nzones: {a: {datasets: 's3://aaa/**'}}\nrules: {id: r}", "rules", "must be a list"),
        (with_zone("{datasets: s3://aaa/**}").removeprefix("version: 1"), "version", "is missing"),
        (with_zone("{datasets: s3://aaa/**}").replace("version: 1", "version:"), "version", "one line"),
        (with_zone("{datasets: s3://aaa/**}").replace("version: 1", "version: [1]"), "version", "one text"),
        (
            with_zone("{datasets: s3://aaa/**}").replace("version: 1", f"version: {'1' * 65}"),
            "version",
            "too long",
        ),
        (
            with_zone("{datasets: s3://aaa/**}") + "\nexeptions: {}",
            "exeptions",
            "unknown key 'exeptions'; did you mean 'exceptions'?",
        ),
        (with_zone("{datasets: s3://aaa/**}") + "\nversion: 2", "file", "the key 'version' stands twice"),
        # zones
        (with_zone("{}"), "zones.a.datasets", "is missing"),
        (with_zone("{datasets: []}"), "zones.a.datasets", "is empty"),
        (with_zone("{datasets: [[x]]}"), "zones.a.datasets[0]", "one text"),
        (with_zone("{datasets: s3://aaa}"), "zones.a.datasets", "starts with"),
        (with_zone("{datasets: [s3://aaa/**, s3://aaa/]}"), "zones.a.datasets[1]", "'/**'"),
        (
            with_zone("{datasets: [s3://aaa/**, s3://aaa/**]}"),
            "zones.a.datasets[1]",
            "the same data as zones.a",
        ),
        (with_zone("s3://aaa/**"), "zones.a", "mapping of keys"),
        (with_zone("{datasets: s3://aaa/**, inherits: b}"), "zones.a.inherits", "unknown zone 'b'"),
        (with_zone("{datasets: s3://aaa/**, inherits: [a]}"), "zones.a.inherits", "one text"),
        (with_zone("{datasets: s3://aaa/**, inherits: a}"), "zones.a.inherits", "from itself: a -> a"),
        (with_zone("{datasets: s3://aaa/**, requesters: []}"), "zones.a.requesters", "is empty"),
        (with_zone("{datasets: s3://aaa/**, requesters: fraud}"), "zones.a.requesters", "dag:NAME"),
        (
            with_zone("{datasets: s3://aaa/**, effect: hold}"),
            "zones.a.effect",
            "'effect' does not belong here",
        ),
        (
            with_zone("{datasets: s3://aaa/**}, a: {datasets: s3://bbb/**}"),
            "zones",
            "the key 'a' stands twice",
        ),
        (with_zone("{datasets: s3://aaa/**}, 'x->y': {datasets: s3://bbb/**}"), "zones.x->y", "up to 64"),
        (with_zone(f"{{datasets: s3://aaa/**}}, {'x' * 65}: {{datasets: s3://bbb/**}}"), None, "up to 64"),
        (
            with_zone("{datasets: 's3://aaa/*?/x'}, b: {datasets: ['s3://bbb/**', 's3://aaa/?*/x']}"),
            "zones.b.datasets[1]",
            "names the same data as zones.a.datasets",
        ),
        # rules
        (with_rule("x"), "rules[0]", "mapping of keys"),
        (with_rule("{when: {to: a}, effect: hold}"), "rules[0].id", "is missing"),
        (with_rule("{id: 'r 1', when: {to: a}, effect: hold}"), "rules[0].id", "up to 64"),
        (with_rule("{id: [r], when: {to: a}, effect: hold}"), "rules[0].id", "one text"),
        (with_rule("{id: r, effect: hold}"), "rules[0].when", "is missing"),
        (with_rule("{id: r, when: {}, effect: hold}"), "rules[0].when", "names no condition"),
        (with_rule("{id: r, when: , effect: hold}"), "rules[0].when", "mapping of keys"),
        (with_rule("{id: r, when: {to: a}}"), "rules[0].effect", "is missing"),
        (with_rule("{id: r, when: {to: a}, effect: Mask}"), "rules[0].effect", "allow, mask, hold, block"),
        (with_rule("{id: r, when: {to: a}, effect: [mask]}"), "rules[0].effect", "allow, mask, hold, block"),
        (with_rule("{id: r, when: {to: a}, effect: '1'}"), "rules[0].effect", "allow, mask, hold, block"),
        (with_rule("{id: r, when: {to: c}, effect: hold}"), "rules[0].when.to", "unknown zone 'c'"),
        (
            with_rule("{id: r, when: {from: [a, A]}, effect: hold}"),
            "rules[0].when.from[1]",
            "unknown zone 'A'",
        ),
        (with_rule("{id: r, when: {to: []}, effect: hold}"), "rules[0].when.to", "is empty"),
        (with_rule("{id: r, when: {entities: []}, effect: hold}"), "rules[0].when.entities", "is empty"),
        (with_rule("{id: r, when: {entities: {any: 1}}, effect: hold}"), "rules[0].when.entities", "a list"),
        (
            with_rule("{id: r, when: {entities: [[any]]}, effect: hold}"),
            "rules[0].when.entities[0]",
            "one text",
        ),
        (
            with_rule("{id: r, when: {entities: [emial]}, effect: hold}"),
            "rules[0].when.entities[0]",
            "unknown entity or group 'emial'; did you mean 'EMAIL_ADDRESS'?",
        ),
        (
            with_rule("{id: r, when: {entities: [email_address]}, effect: hold}"),
            "rules[0].when.entities[0]",
            "did you mean 'EMAIL_ADDRESS'?",
        ),
        (with_rule("{id: r, when: {purpose: ' a'}, effect: hold}"), "rules[0].when.purpose", "one line"),
        (
            with_rule('{id: r, when: {purpose: ["a\\nb"]}, effect: hold}'),
            "rules[0].when.purpose[0]",
            "one line",
        ),
        (with_rule("{id: r, when: {purpose: a, purposes: b}, effect: hold}"), "rules[0].when", "one of them"),
        (
            with_rule("{id: r, when: {enttities: any}, effect: hold}"),
            "rules[0].when.enttities",
            "'entities'?",
        ),
        (with_rule("{id: r, when: {to: a}, effect: allow}"), "rules[0]", "names its entities"),
        (
            with_rule("{id: r, when: {to: a}, effect: hold}, {id: r, when: {to: b}, effect: hold}"),
            "rules[1].id",
            "'r' is the id of rules[0] already",
        ),
        # exceptions
        (with_exceptions("{}"), "exceptions.approvers", "is missing"),
        (with_exceptions("{approvers: []}"), "exceptions.approvers", "is empty"),
        (with_exceptions("{approvers: bob}"), "exceptions.approvers", "user:ID"),
        (with_exceptions("{approvers: ['user:']}"), "exceptions.approvers[0]", "user:ID"),
        (with_exceptions("{approvers: ['user:a b']}"), "exceptions.approvers[0]", "user:ID"),
        (with_exceptions("{approvers: ['group:a']}"), "exceptions.approvers[0]", "user:ID"),
        (with_exceptions("{approvers: ['user:a', 'user:a'], quorum: 2}"), "exceptions", "stands twice"),
        (with_exceptions("{approvers: ['user:a'], quorum: 2}"), "exceptions", "there are 1"),
        (with_exceptions("{approvers: ['role:a'], quorum: 1}"), "exceptions", "there are 0"),
        (with_exceptions("{approvers: ['user:a'], quorum: 0}"), "exceptions.quorum", "1 to 999"),
        (with_exceptions("{approvers: ['user:a'], quorum: -1}"), "exceptions.quorum", "1 to 999"),
        (with_exceptions("{approvers: ['user:a'], quorum: yes}"), "exceptions.quorum", "1 to 999"),
        (with_exceptions("{approvers: ['user:a'], quorum: [1]}"), "exceptions.quorum", "1 to 999"),
        (
            with_exceptions("{approvers: ['user:a'], longest: P0D}"),
            "exceptions.longest",
            "longer than nothing",
        ),
        (with_exceptions("{approvers: ['user:a'], longest: P}"), "exceptions.longest", "longer than nothing"),
        (with_exceptions("{approvers: ['user:a'], longest: -P1D}"), "exceptions.longest", "ISO 8601"),
        (with_exceptions("{approvers: ['user:a'], longest: P1DT}"), "exceptions.longest", "ISO 8601"),
        (with_exceptions("{approvers: ['user:a'], longest: P1M}"), "exceptions.longest", "ISO 8601"),
        (with_exceptions("{approvers: ['user:a'], longest: P99999D}"), "exceptions.longest", "ISO 8601"),
        (with_exceptions("{approvers: ['user:a'], longest: 30}"), "exceptions.longest", "ISO 8601"),
        (with_exceptions("{approvers: ['user:a'], longest: [P1D]}"), "exceptions.longest", "ISO 8601"),
    ],
)
def test_a_fault_is_named_with_its_path(text, path, fault):
    found = faults(text)

    assert any(fault in said and path in (None, place) for place, said in found), found


def test_every_fault_is_listed_at_once_and_in_order():
    text = """
version: 1
version: 2
zones:
  one: {datasets: ["s3://aaa/"], inherits: two}
  two: {datasets: ["s3://bbb/**"], inherits: three}
  three: {datasets: ["s3://bbb/**"], inherits: one, owner: x}
rules:
  - {id: r, when: {to: foru, entities: [emial, any, person]}, effect: deny}
  - {id: r, when: {to: four, entities: any}, effect: hold}
exceptions: {approvers: [bob], quorum: none, longest: soon}
"""
    assert [path for path, _ in faults(text)] == [
        "file",
        "zones.one.datasets[0]",
        "zones.three.owner",
        "rules[0].when.to",
        "rules[0].when.entities[0]",
        "rules[0].when.entities[2]",
        "rules[0].effect",
        "rules[1].when.to",
        "exceptions.approvers[0]",
        "exceptions.quorum",
        "exceptions.longest",
        "rules[1].id",
        "zones.one.inherits",
        "zones.three.datasets[0]",
    ]


def test_each_circle_is_named_once_and_who_only_leads_into_it_is_not():
    zones = ", ".join(
        f"{name}: {{datasets: s3://{name * 3}/**, inherits: {above}}}"
        for name, above in {"a": "b", "b": "c", "c": "b", "d": "e", "e": "d", "f": "f"}.items()
    )
    found = faults(f"version: 1\nzones: {{{zones}}}\nrules: [{{id: r, when: {{to: a}}, effect: hold}}]")

    assert found == [
        ("zones.b.inherits", "inherits from itself: b -> c -> b"),
        ("zones.d.inherits", "inherits from itself: d -> e -> d"),
        ("zones.f.inherits", "inherits from itself: f -> f"),
    ]


def test_an_error_has_code_place_and_hint_and_survives_pickling():
    with pytest.raises(PolicyError) as caught:
        parse_policy("", where="policy.yaml")
    again = pickle.loads(pickle.dumps(caught.value))

    assert again.code is ErrorCode.POLICY_INVALID
    assert again.faults == [("file", "is empty")]
    assert "policy.yaml" in str(again)
    assert "policy check" in again.hint


def test_a_message_quotes_no_long_content_of_the_file():
    long = "x" * 5000
    for text in [
        with_rule(f"{{id: {long}, when: {{to: {long}, entities: {long}, purpose: {long}}}, effect: {long}}}"),
        with_zone(f"{{datasets: 's3://{long}/**', inherits: {long}, requesters: {long}, {long}: 1}}"),
        with_exceptions(f"{{approvers: {long}, quorum: {long}, longest: {long}}}"),
        f"a: *{long}",
        f"'{long}: 1",
    ]:
        assert all("x" * 60 not in path + said for path, said in faults(text))


# --- the digest -------------------------------------------------------------------------------


def _shuffled(value: object, chance: random.Random) -> object:
    if isinstance(value, dict):
        return {key: _shuffled(value[key], chance) for key in chance.sample(list(value), len(value))}
    if isinstance(value, list):
        return [_shuffled(item, chance) for item in chance.sample(value, len(value))]
    return value


@given(
    st.randoms(use_true_random=False),
    st.booleans(),
    st.integers(2, 8),
    st.integers(40, 200),
    st.sampled_from(["'", '"', None]),
)
@settings(max_examples=40, deadline=None)
def test_the_digest_is_of_the_meaning_and_not_of_the_form(chance, flow, indent, width, quotes):
    tree = _shuffled(yaml.load(WHOLE, Loader=yaml.BaseLoader), chance)
    text = yaml.dump(
        tree, default_flow_style=flow, indent=indent, width=width, sort_keys=False, default_style=quotes
    )

    assert parse_policy("# a comment\n" + text).digest == WHOLE_DIGEST


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("version: 2026-11-01", "version: '2026-11-01'"),
        ("to: development", "to: [development]"),
        ("purposes: [a, b c]", "purpose: [b c, a]"),
        ("[special_category]", "[special_category, RELIGION]"),
        (", quorum: 1, longest: P30D", ""),
        ("P30D", "P29DT24H"),
    ],
)
def test_another_spelling_of_the_same_has_the_same_digest(before, after):
    assert before in WHOLE
    assert parse_policy(WHOLE.replace(before, after)).digest == WHOLE_DIGEST


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("version: 2026-11-01", "version: 2026-11-02"),
        ("s3://ml-dev/**", "s3://ml-dev2/**"),
        (", inherits: production", ""),
        (', requesters: ["bundle:fraud/dag:fraud_*"]', ""),
        ("effect: mask", "effect: hold"),
        ("[direct_identifiers]", "[names]"),
        ("to: development", "from: development"),
        ("purposes: [a, b c]", "purposes: [a, b, c]"),
        ("id: some", "id: other"),
        ('"role:privacy"', '"user:somebody"'),
        ("P30D", "P31D"),
    ],
)
def test_another_meaning_has_another_digest(before, after):
    assert before in WHOLE
    assert parse_policy(WHOLE.replace(before, after)).digest != WHOLE_DIGEST


@settings(deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="{}[]:-,&*!|>'\"# \n\tab%@`\\Uu0", max_size=60))
def test_any_text_is_a_policy_or_a_policy_error(text):
    with pytest.raises(PolicyError):
        parse_policy(text)


_TREES = st.recursive(
    st.sampled_from(["", "a", "1", "P1D", "user:a", "s3://aaa/**", "any", "hold", "allow"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "version",
                    "zones",
                    "rules",
                    "exceptions",
                    "datasets",
                    "inherits",
                    "when",
                    "id",
                    "effect",
                    "to",
                    "a",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(_TREES, _TREES, _TREES)
def test_any_shape_where_another_is_expected_is_a_fault_and_no_crash(zones, rules, exceptions):
    tree = {"version": "1", "zones": zones, "rules": rules, "exceptions": exceptions}
    with contextlib.suppress(PolicyError):
        policy = parse_policy(yaml.safe_dump(tree))
        assert policy.zones
        assert policy.rules
