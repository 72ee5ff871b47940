"""Opinions about one text, settled."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airflow_gov_provider.core.detection.spans import Span, settle, whole

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


#: Letters, digits, spaces and marks, a combining accent and a character beyond the first plane.
TEXTS = st.text(st.sampled_from("aZ7é ,.-\u0301😀"), min_size=60, max_size=60)


def _covered(spans, text):
    return {at for span in spans for at in range(span.start, span.end) if text[at].isalnum()}


@given(SPANS, TEXTS)
def test_no_letter_or_digit_is_lost_and_nothing_is_added(spans, text):
    settled = settle(spans, text)
    assert _covered(settled, text) == _covered(spans, text)
    everything = {at for span in spans for at in range(span.start, span.end)}
    assert all(set(range(span.start, span.end)) <= everything for span in settled)


@given(SPANS, TEXTS)
def test_no_two_spans_share_a_character_and_the_order_is_that_of_the_text(spans, text):
    settled = settle(spans, text)
    assert all(0 <= span.start < span.end <= len(text) for span in settled)
    assert all(before.end <= after.start for before, after in pairwise(settled))


@given(SPANS, TEXTS)
def test_settling_twice_changes_nothing(spans, text):
    once = settle(spans, text)
    assert settle(once, text) == once


def test_what_a_surer_span_leaves_of_another_is_cut_at_letters():
    text = "Jane Doe <jane@example.com>, Berlin"
    spans = [Span(0, len(text), "PERSON", 0.5), Span(10, 26, "EMAIL_ADDRESS", 1.0)]
    assert [(s.entity, text[s.start : s.end]) for s in settle(spans, text)] == [
        ("PERSON", "Jane Doe"),
        ("EMAIL_ADDRESS", "jane@example.com"),
        ("PERSON", "Berlin"),
    ]


def test_what_is_part_of_an_address_is_not_told_apart_from_it():
    text = "12 Long Street, Berlin"
    whole_address = Span(0, len(text), "STREET_ADDRESS", 0.5)
    assert settle([whole_address, Span(16, 22, "LOCATION", 0.8)], text) == [whole_address]


@pytest.mark.timeout(10)
def test_a_hundred_thousand_spans_are_settled_in_no_time():
    spans = [Span(at, at + 12, ("PERSON", "SECRET")[at % 20 == 0], 0.5) for at in range(0, 2_000_000, 20)]
    assert len(settle(spans, "x" * 2_000_012)) == 100_000


def test_the_surer_type_wins_a_place():
    spans = [Span(0, 9, "PHONE_NUMBER", 0.5), Span(0, 9, "US_SSN", 0.8)]
    assert settle(spans, "123456789") == [Span(0, 9, "US_SSN", 0.8)]


def test_touching_pieces_of_one_type_are_one_span():
    spans = [Span(0, 6, "PERSON", 0.5), Span(4, 9, "PERSON", 0.7)]
    assert settle(spans, "Anna Lisa") == [Span(0, 9, "PERSON", 0.7)]


def test_half_a_surrogate_pair_keeps_its_place():
    assert whole("a\ud800b") == "a\ufffdb"
