"""A rule says how its data is masked; what it can not mean is a fault with advice."""

import pytest

from airflow_gov_provider.core.canonical import canonical_bytes
from airflow_gov_provider.core.errors import PolicyError
from airflow_gov_provider.core.policy.methods import (
    BY_WORD,
    METHODS,
    Generalize,
    Mask,
    Pseudonym,
    Redact,
    Replace,
    Shift,
    Synthesize,
    as_json,
    sentence,
    telling,
)
from airflow_gov_provider.core.policy.parsing import parse_policy

POLICY = """
version: "1"
zones: {{a: {{datasets: ["s3://a/**"]}}, b: {{datasets: ["s3://b/**"]}}}}
rules:
  - {{id: r, when: {{entities: [PERSON]}}, effect: {effect}, method: {method}}}
"""


def method_in(text, effect="mask"):
    return parse_policy(POLICY.format(method=text, effect=effect)).rules[0].method


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("pseudonym", Pseudonym()),
        ("{name: pseudonym}", Pseudonym()),
        ("redact", Redact()),
        ("{name: redact, spans: true}", Redact(spans=True)),
        ("replace", Replace()),
        ('{name: replace, text: "[NOT SHOWN]"}', Replace("[NOT SHOWN]")),
        ("{name: mask, first: 1, last: 2}", Mask(1, 2)),
        ("{name: shift, days: 30, subject: customer_id}", Shift(30, "customer_id")),
        ("{name: generalize, to: month}", Generalize(to="month")),
        ("{name: generalize, width: 0.5}", Generalize(width=0.5)),
        ("generalize", Generalize()),
        ("{name: synthesize, rows: 1000}", Synthesize(1000)),
    ],
)
def test_a_method_is_a_name_or_a_mapping_with_settings(text, method):
    assert method_in(text) == method


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("psuedonym", "unknown method 'psuedonym'; did you mean 'pseudonym'?"),
        ("[pseudonym]", "is the name of a method"),
        ("{days: 3}", "is the name of a method"),
        ("{name: hash, rounds: 3}", "hash has no settings; 'rounds' is one too many"),
        ("{name: shift, day: 3}", "unknown setting 'day'; did you mean 'days'?"),
        ("{name: shift, days: 0}", "days must be a whole number from 1 to 3650"),
        ("{name: shift, days: -3}", "days must be a whole number from 1 to 3650"),
        ("{name: generalize, to: decade}", "to must be one of year, quarter, month, week, day"),
        ("{name: generalize, width: 0}", "width must be a number above 0"),
        ("{name: generalize, width: many}", "width must be a number above 0"),
        ("{name: generalize, at_least: 1}", "at_least must be a whole number from 2"),
        ("{name: generalize, to: year, width: 5}", "generalize takes one of to, width, keep and at_least"),
        ("{name: replace, text: Jane Doe}", "text must be capital letters in square brackets"),
        ("{name: redact, spans: yes}", "spans must be true or false"),
    ],
)
def test_what_no_method_means_is_a_fault_with_advice(text, fault):
    with pytest.raises(PolicyError) as caught:
        method_in(text)
    assert [path for path, _ in caught.value.faults] == ["rules[0].method"]
    assert fault in caught.value.faults[0][1]


@pytest.mark.parametrize("effect", ["allow", "hold", "block"])
def test_only_a_rule_that_masks_has_a_method(effect):
    with pytest.raises(PolicyError, match="only a rule of effect mask has a method"):
        method_in("pseudonym", effect)


def test_another_method_is_another_policy_and_no_method_is_what_it_always_was():
    texts = ["pseudonym", "hash", "{name: shift, days: 30}", "{name: shift, days: 31}"]
    digests = [parse_policy(POLICY.format(method=text, effect="mask")).digest for text in texts]
    assert len(set(digests)) == len(digests)


def test_every_method_has_a_word_an_order_and_a_canonical_form():
    assert set(BY_WORD) == {method.word for method in METHODS}
    assert len(METHODS) == len(BY_WORD)
    for method in METHODS:
        assert canonical_bytes(as_json(method()))
    assert sorted([Mask(), Pseudonym(), Redact()], key=telling) == [Redact(), Pseudonym(), Mask()]


def test_a_method_reads_as_a_sentence_without_what_is_left_open():
    assert sentence(Shift(30, "customer_id")) == "shift (days 30, subject customer_id)"
    assert sentence(Generalize(to="month")) == "generalize (to month)"
    assert sentence(Redact()) == "redact"
