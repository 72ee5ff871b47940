"""What a column's other values explain, and what they only seem to."""

from __future__ import annotations

import random

import pytest

RNG = random.Random(20261123)
WORDS = ["ref", "borrower"]


def _ssn() -> str:
    area = RNG.choice([n for n in range(1, 900) if n != 666])
    return f"{area:03}-{RNG.randint(1, 99):02}-{RNG.randint(1, 9999):04}"


def _itin() -> str:
    return f"9{RNG.randint(0, 99):02}-{RNG.choice([50, 63, 70, 77, 88, 90, 94]):02}-{RNG.randint(1, 9999):04}"


def _anything() -> str:
    return f"{RNG.randint(0, 999):03}-{RNG.randint(0, 99):02}-{RNG.randint(0, 9999):04}"


def _nhs() -> str:
    while True:
        digits = [RNG.randint(0, 9) for _ in range(9)]
        check = 11 - sum((10 - at) * digit for at, digit in enumerate(digits)) % 11
        if check != 10:
            return "".join(map(str, digits)) + str(check % 11)


def _isbn() -> str:
    digits = [RNG.randint(0, 9) for _ in range(9)]
    check = -sum((10 - at) * digit for at, digit in enumerate(digits)) % 11
    return "".join(map(str, digits)) + ("X" if check == 10 else str(check))


@pytest.mark.parametrize("header", WORDS)
@pytest.mark.parametrize("taxpayers", [0.0, 0.06, 0.1, 0.17, 0.5])
def test_taxpayers_numbers_among_social_security_numbers_explain_none_of_them(types, header, taxpayers):
    values = [_itin() if RNG.random() < taxpayers else _ssn() for _ in range(1_500)]
    assert "US_SSN" in types(header, values)


def test_random_digits_in_the_shape_of_social_security_numbers_are_something_else(types):
    assert "US_SSN" not in types("ref", [_anything() for _ in range(1_500)])


def test_one_number_with_an_x_does_not_make_health_numbers_books(types):
    values = [_nhs() for _ in range(980)] + ["123456789X"] * 3
    assert "UK_NHS" in types("ref", values)


def test_books_are_no_patients(types):
    assert "UK_NHS" not in types("ref", [_isbn() for _ in range(1_000)])
