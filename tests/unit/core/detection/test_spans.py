"""The short way to a recognizer's spans gives what the long one gives."""

from __future__ import annotations

import random

import pytest
from presidio_analyzer import Pattern, PatternRecognizer

from airflow_gov_provider.core.detection.recognizers.spans import Span, Way, spans_of, way_of
from tests.unit.core.detection.test_differential import cells


def long_way(recognizer, entity: str, text: str) -> list[Span]:
    return [Span(one.start, one.end, one.score) for one in recognizer.analyze(text, [entity], None)]


def recognizer(*patterns: tuple[str, float], **methods) -> PatternRecognizer:
    kind = type("Own", (PatternRecognizer,), methods)
    return kind("THING", patterns=[Pattern(p, p, score) for p, score in patterns])


def test_every_loaded_recognizer_has_the_same_spans_both_ways(detector):
    texts = cells(random.Random(20260202))[:1_500]
    plain = [one for one in detector.recognitions if one.way is Way.PATTERNS]
    assert len(plain) > 30
    spans = 0
    for one in plain:
        for text in texts:
            theirs = long_way(one.recognizer, one.entity, text) if one.entity != "IT_FISCAL_CODE" else None
            if theirs is not None:
                spans += len(theirs)
                assert spans_of(one.recognizer, one.entity, text, Way.PATTERNS) == theirs
    assert spans > 1_000, "the cells hold too little to prove anything"


@pytest.mark.parametrize(
    ("patterns", "text"),
    [
        ([("a+", 0.5), ("aa", 0.5)], "aaa"),
        ([("a+", 0.5), ("aa", 0.9)], "aaaa"),
        ([("ab|b", 0.5), ("bc", 0.5), ("abc", 0.4)], "abc abc"),
        ([("a*", 0.5)], "baab"),
        ([("a", 0.0)], "a"),
        ([("a", 0.5), ("a", 0.7)], "A a"),
    ],
)
def test_spans_within_others_go_as_presidio_lets_them_go(patterns, text):
    one = recognizer(*patterns)
    theirs = long_way(one, "THING", text)
    assert spans_of(one, "THING", text, Way.PATTERNS) == theirs


@pytest.mark.parametrize("valid", [True, False, None])
@pytest.mark.parametrize("invalid", [True, False, None])
def test_checks_move_the_score_as_they_do_in_presidio(valid, invalid):
    one = recognizer(
        ("a", 0.3), validate_result=lambda _self, _text: valid, invalidate_result=lambda _self, _text: invalid
    )
    theirs = long_way(one, "THING", "a b a")
    assert spans_of(one, "THING", "a b a", Way.PATTERNS) == theirs


def test_a_recognizer_with_its_own_way_is_asked_itself(detector):
    assert way_of(recognizer(("a", 0.5))) is Way.PATTERNS
    assert way_of(recognizer(("a", 0.5), analyze=lambda *_: [])) is Way.OWN
    own = recognizer(("a", 0.5))
    own.analyze = lambda *_: []
    assert way_of(own) is Way.OWN
    ways = {one.entity: one.way for one in detector.recognitions}
    assert (ways["PHONE_NUMBER"], ways["IBAN_CODE"]) == (Way.REGIONS, Way.OWN)


def test_telephone_numbers_are_those_of_presidio(detector):
    (phone,) = (one for one in detector.recognitions if one.entity == "PHONE_NUMBER")
    rng = random.Random(3)
    glue = ["", " ", "/", ", ", "(", ")", " ext 12", ".", "+", "-", " x", "2024-01-02 08:00", "é", "12"]
    numbers = ["+14155550132", "(415) 555-0132", "415.555.0132", "0044 20 7946 0958", "+49 30 901820", "01 99 00 12 34",
               "+972 50-234-5678", "09876543210", "020 7946 0958", "+55 11 91234-5678", "1234567", "12/03/1980"]  # fmt: skip
    texts = numbers + [
        "".join(rng.choice(glue) + rng.choice(numbers) for _ in range(rng.randint(1, 3))) + rng.choice(glue)
        for _ in range(120)
    ]
    spans = 0
    for text in texts:
        theirs = long_way(phone.recognizer, "PHONE_NUMBER", text)
        spans += len(theirs)
        assert spans_of(phone.recognizer, "PHONE_NUMBER", text, Way.REGIONS) == theirs
    assert spans > 50


def test_a_pattern_that_takes_too_long_is_left_to_presidio_which_says_so():
    class Slow:
        def finditer(self, *_args, **_options):
            raise TimeoutError

    one = recognizer(("a", 0.5), ("b", 0.5))
    long_way(one, "THING", "b")
    one.patterns[0].compiled_regex = Slow()
    assert spans_of(one, "THING", "a b", Way.PATTERNS) == [Span(2, 3, 0.5)]
