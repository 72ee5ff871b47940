"""Digits out of the boxes of a form."""

import pytest

from airflow_gov_provider.core.detection.text.boxes import boxed


def _found(text):
    return {(span.entity, text[span.start : span.end]) for span in boxed(text)}


@pytest.mark.parametrize(
    ("digits", "entity"),
    [
        ("29021995", "DATE_OF_BIRTH"),
        ("31121899", None),
        ("29022021", None),
        ("32011980", None),
        ("01131980", None),
        ("2950275123456", "NATIONAL_ID"),
        ("295027512345678", "NATIONAL_ID"),
        ("3950275123456", None),
        ("2950075123456", None),
        ("12345678", None),
        ("123456789012", None),
    ],
)
def test_a_row_of_boxes_is_read_as_one_number(digits, entity):
    spaced = " ".join(digits)
    expected = {(entity, spaced)} if entity else set()
    assert _found(f"Patient Zwelith  {spaced}  le reste") == expected


@pytest.mark.parametrize("around", ["{}", "9 {}", "{} 9", "12{}", "{},5"])
def test_rows_of_measurements_are_none(around):
    assert _found(around.format("2 9 0 2 1 9 9 5")) == set()
