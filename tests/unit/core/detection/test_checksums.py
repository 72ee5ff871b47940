"""Check digits of a column at once: nothing is refused that Presidio's own check takes, and nearly all else is."""

from __future__ import annotations

import random

import numpy as np
import polars as pl
import pytest
from presidio_analyzer import Pattern, PatternRecognizer, predefined_recognizers

from airflow_gov_provider.core.detection.candidates.masks import Texts
from airflow_gov_provider.core.detection.facts import Names
from airflow_gov_provider.core.detection.leaves import Kind
from airflow_gov_provider.core.detection.recognizers.checksums import check_of
from airflow_gov_provider.core.detection.recognizers.probes import Probe
from airflow_gov_provider.core.detection.recognizers.recognition import Recognition

NAMES = {
    "CreditCardRecognizer": (12, 13, 15, 16, 17, 19),
    "AuTfnRecognizer": (9,),
    "AuMedicareRecognizer": (10,),
    "NhsRecognizer": (10,),
    "PlPeselRecognizer": (11,),
    "InAadhaarRecognizer": (12,),
}
NOBODY: Names | None = None


def numbers(length: int, count: int = 3_000) -> list[str]:
    rng = random.Random(f"{length}")
    return ["".join(rng.choices("0123456789", k=length)) for _ in range(count)]


def digits_of(values: list[str]) -> np.ndarray:
    return np.array([[int(c) for c in value] for value in values], np.uint8)


@pytest.mark.parametrize("name", NAMES)
def test_what_presidio_takes_passes_and_little_else(name):
    recognizer = getattr(predefined_recognizers, name)()
    check = check_of(recognizer)
    for length in NAMES[name]:
        values = numbers(length)
        theirs = [bool(recognizer.validate_result(value)) for value in values]
        ours = check(digits_of(values)).tolist()
        assert not any(valid and not passed for valid, passed in zip(theirs, ours, strict=True))
        assert sum(theirs) > 50
        assert sum(ours) <= 1.02 * sum(theirs)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("length", [1, 5, 30])
def test_numbers_of_a_length_that_no_check_is_made_for_are_left_to_presidio_or_refused_by_it_too(
    name, length
):
    recognizer = getattr(predefined_recognizers, name)()
    values = numbers(length, 200)
    passed = check_of(recognizer)(digits_of(values))
    for value, through in zip(values, passed.tolist(), strict=True):
        try:
            valid = recognizer.validate_result(value)
        except IndexError:
            valid = True
        assert through or not valid


def test_a_recognizer_with_a_check_or_a_spelling_of_its_own_is_asked_itself():
    class Other(predefined_recognizers.NhsRecognizer):
        def validate_result(self, pattern_text: str) -> bool:
            return len(pattern_text) == 10

    assert check_of(Other()) is None
    assert check_of(PatternRecognizer("THING", patterns=[Pattern("x", "x", 0.5)])) is None
    assert check_of(predefined_recognizers.NhsRecognizer(replacement_pairs=[("1", "2")])) is None
    own = predefined_recognizers.NhsRecognizer()
    own.validate_result = lambda _text: True
    assert check_of(own) is None


def judged(recognizer, batches: list[list[str]], *, checked: bool) -> Probe:
    recognition = Recognition.of(recognizer, validates=True)
    if not checked:
        recognition = Recognition(
            **{**{f: getattr(recognition, f) for f in recognition.__slots__}, "check": None}
        )
    probe = Probe(recognition, supported=True, kind=Kind.TEXT)
    for values in batches:
        probe.feed(Texts(pl.Series(values), pl.Series([1] * len(values))), {}, NOBODY)
    return probe


@pytest.mark.parametrize("name", NAMES)
def test_a_column_is_judged_alike_with_the_checks_and_without(name):
    recognizer = getattr(predefined_recognizers, name)()
    # Valid ones are few, or enough would be confirmed before the last; some come again, some are among words.
    values = [v for length in NAMES[name] for v in numbers(length, 400)]
    values += (
        [f"{v[:4]} {v[4:]}" for v in values[:60]]
        + [f"no. {v} of {v}" for v in values[:60]]
        + ["", "x", "٣" * 9]
    )
    batches = [values[:700], values[300:]]
    one, other = (judged(recognizer, batches, checked=checked) for checked in (True, False))
    assert (one.passes.values, one.maybe.values) == (other.passes.values, other.maybe.values)
    assert (one.tested, one.candidates) == (other.tested, other.candidates)
    assert one.tested > 50 or one.done


def test_a_value_with_another_spelling_is_judged_in_both():
    recognizer = predefined_recognizers.NhsRecognizer()
    probe = Probe(Recognition.of(recognizer, validates=True), supported=True, kind=Kind.TEXT)
    texts = Texts(
        pl.Series(["1234567890", "1234567890123"]), pl.Series([1, 1]), pl.Series(["9434765919", None])
    )
    probe.feed(texts, {}, NOBODY)
    assert probe.encoded == 1
