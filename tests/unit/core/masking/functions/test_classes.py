"""Texts that hold numbers, classes of numbers, or both."""

import pyarrow as pa
import pytest

from airflow_gov_provider.core.masking.defaults import default_method, settled
from airflow_gov_provider.core.masking.functions.classes import are_classes, to_classes
from airflow_gov_provider.core.masking.kinds import Kind
from airflow_gov_provider.core.policy.methods import OTHER, REDACTED, Generalize

KEPT = pa.array(["<=50K", ">50K", "52300"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<=50K", "<=50K"),
        (">50K", ">50K"),
        (">75K", OTHER),
        ("52300", "52000"),  # a number is never kept whole, however many have it
        ("52300.50", "52000"),
        ("", ""),
        (None, None),
    ],
)
def test_numbers_get_their_band_and_shared_classes_stay(text, expected):
    masked = to_classes(pa.array([text], pa.string()), 1000, KEPT)
    assert masked.to_pylist() == [expected]
    assert masked.type == pa.string()


@pytest.mark.parametrize(
    ("text", "is_made"), [("<=50K", True), (OTHER, True), ("52000", True), ("52300", False), (">75K", False)]
)
def test_a_number_that_is_no_band_is_not_verified_even_where_it_is_frequent(text, is_made):
    assert are_classes(pa.array([text]), 1000, KEPT).tolist() == [is_made]


def test_dictionaries_stay_dictionaries_without_old_values():
    values = pa.array([">75K", "<=50K"]).dictionary_encode()
    masked = to_classes(values, 1000, KEPT)
    assert masked.type == values.type
    assert set(masked.dictionary.to_pylist()) == {OTHER, "<=50K"}


def test_only_text_is_counted_since_numbers_always_have_a_band():
    usual = default_method("INCOME")
    assert settled(usual, "INCOME", Kind.TEXT) == Generalize(width=1_000, at_least=20)
    assert settled(usual, "INCOME", Kind.INT64) == Generalize(width=1_000)
    assert settled(Generalize(), "AGE", Kind.TEXT) == Generalize(width=5, at_least=20)
    assert REDACTED not in to_classes(pa.array(["unknown"]), 5, KEPT).to_pylist()
