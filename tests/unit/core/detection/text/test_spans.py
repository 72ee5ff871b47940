"""Opinions about one text, settled."""

from hypothesis import given
from hypothesis import strategies as st

from airflow_gov_provider.core.detection.text.spans import Span, settle, whole

SPANS = st.lists(
    st.builds(
        lambda start, size, entity, score: Span(start, start + size, entity, score / 10),
        st.integers(0, 40),
        st.integers(1, 15),
        st.sampled_from(["PERSON", "PHONE_NUMBER", "SECRET"]),
        st.integers(1, 10),
    ),
    max_size=12,
)


def _covered(spans):
    return {at for span in spans for at in range(span.start, span.end)}


@given(SPANS)
def test_no_character_is_lost_or_added(spans):
    assert _covered(settle(spans)) == _covered(spans)


@given(SPANS)
def test_no_span_lies_inside_another_and_the_order_is_that_of_the_text(spans):
    settled = settle(spans)
    assert [(s.start, s.end) for s in settled] == sorted((s.start, s.end) for s in settled)
    inside = [
        (a, b) for a in settled for b in settled if a is not b and a.start <= b.start and b.end <= a.end
    ]
    assert [pair for pair in inside if pair[0].score >= pair[1].score] == []


@given(SPANS)
def test_settling_twice_changes_nothing(spans):
    once = settle(spans)
    assert settle(once) == once


def test_the_surer_type_wins_a_place():
    assert settle([Span(0, 9, "PHONE_NUMBER", 0.5), Span(0, 9, "US_SSN", 0.8)]) == [Span(0, 9, "US_SSN", 0.8)]


def test_touching_pieces_of_one_type_are_one_span():
    assert settle([Span(0, 6, "PERSON", 0.5), Span(4, 9, "PERSON", 0.7)]) == [Span(0, 9, "PERSON", 0.7)]


def test_half_a_surrogate_pair_keeps_its_place():
    assert whole("a\ud800b") == "a\ufffdb"
