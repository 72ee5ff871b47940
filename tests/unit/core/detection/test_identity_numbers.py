"""Identity numbers as single values, and the numbers that only look like them."""

from __future__ import annotations

import random
import re
import string

import pyarrow as pa
import pytest

from airflow_gov_provider.core.detection.recognizers.identity_numbers import NUMBERS, Numbers

#: ``9`` is any digit, ``A`` any letter; others as they are. Dates and prefixes are fixed, check digits are found.
DRAFTS = [
    ("Written identity numbers", "999.999.999-99"),
    ("Written identity numbers", "99.999.999/0001-99"),
    ("Written identity numbers", "AEAA850317HDFAAA09"),
    ("Written identity numbers", "756.9999.9999.99"),
    ("Written identity numbers", "2 84 05 35 999 999 99"),
    ("Written identity numbers", "1 91 12 2A 999 999 99"),
    ("Written identity numbers", "85.07.30-999.99"),
    ("Written identity numbers", "784-1984-9999999-9"),
    ("Written identity numbers", "999-999-999 99"),
    ("Written identity numbers", "20-99999999-9"),
    ("Written identity numbers", "19.999.999-9"),
    ("Written identity numbers", "A999999(9)"),
    ("Written identity numbers", "855317/9999"),
    ("Written identity numbers", "170385 99999"),
    ("Mexican tax numbers", "GOAA850317A99"),
    ("Chinese identity numbers", "110105198503179999"),
    ("Identity numbers of 15 digits", "284053599999999"),
    ("Emirati identity numbers", "784198499999999"),
    ("Brazilian company numbers", "99999999000199"),
    ("Identity numbers of 13 digits", "1850317409999"),
    ("Identity numbers of 13 digits", "1703985509999"),
    ("Identity numbers of 12 digits", "850317399999"),
    ("Identity numbers of 11 digits", "38503179999"),
    ("Identity numbers of 11 digits", "17038599999"),
    ("Identity numbers of 11 digits", "85031799999"),
    ("Identity numbers of 10 digits", "9999170385"),
    ("South African identity numbers", "8503179999089"),
    ("Swedish identity numbers", "8503179999"),
    ("Swedish identity numbers", "850317-9999"),
    ("Swedish identity numbers", "19850317-9999"),
    ("German pension numbers", "65170385A999"),
    ("German tax numbers", "19 999 999 999"),
    ("Korean resident numbers", "850317-1999999"),
    ("Thai identity numbers", "1-9999-99999-99-9"),
    ("Medicare beneficiary numbers", "1EG4-TE5-MK99"),
    ("Vehicle identification numbers", "1HGCM82699A999999"),
    ("Mobile equipment numbers", "359999999999999"),
]
BY_NAME = {numbers.name: numbers for numbers in NUMBERS}
OF_DIGITS = [numbers for numbers in NUMBERS if numbers.rarity.digits == numbers.rarity.size > 0]


def filled(rng: random.Random, draft: str) -> str:
    kinds = {"9": string.digits, "A": "BCDFGHJKLMNPRSTV"}
    return "".join(rng.choice(kinds.get(c, c)) for c in draft)


def matches(numbers: Numbers, text: str) -> bool:
    found = re.search(numbers.pattern, text, re.IGNORECASE)
    return found is not None and numbers.passes(found[0])


def valid(name: str, draft: str, seed: int = 1) -> str:
    rng = random.Random(f"{draft} {seed}")
    return next(text for _ in range(100_000) if matches(BY_NAME[name], text := filled(rng, draft)))


def notes(*inside: str) -> list[str]:
    return [f"the customer asked about parcel {at} again" for at in range(8)] + list(inside)


@pytest.fixture(scope="module")
def found(scan) -> dict[str, set[str]]:
    """Entity types by column: each number alone among other values, and in a sentence."""
    table = {}
    for name, draft in DRAFTS:
        number = valid(name, draft)
        table[draft] = [*(f"ref-{at}x" for at in range(8)), number]
        table[f"in a sentence {draft}"] = notes(f"she gave us {number} on the phone")
    report = scan(pa.table({f"c{at}": values for at, values in enumerate(table.values())}))
    return {
        draft: {finding.entity_type for finding in column.findings}
        for draft, column in zip(table, report.columns, strict=True)
    }


@pytest.mark.parametrize(("name", "draft"), DRAFTS, ids=[draft for _, draft in DRAFTS])
def test_one_number_is_found_among_other_values_and_in_a_sentence(found, name, draft):
    assert BY_NAME[name].entity in found[draft]
    assert BY_NAME[name].entity in found[f"in a sentence {draft}"]


@pytest.mark.parametrize(("name", "draft"), DRAFTS, ids=[draft for _, draft in DRAFTS])
def test_a_number_within_a_longer_one_or_a_word_is_none(name, draft):
    number, numbers = valid(name, draft), BY_NAME[name]
    for text in (f"x{number}", f"{number}z", f"{number}.5", f"7.{number}"):
        found = re.search(numbers.pattern, text, re.IGNORECASE)
        assert found is None or found[0] != number


@pytest.mark.parametrize("numbers", OF_DIGITS, ids=lambda numbers: numbers.name)
def test_random_digits_pass_no_more_often_than_is_said(numbers):
    rng = random.Random(11)
    size, trials = numbers.rarity.size, 30_000
    passed = sum(matches(numbers, "".join(rng.choices(string.digits, k=size))) for _ in range(trials))
    assert passed <= 1.3 * numbers.rarity.alike * trials + 4


@pytest.mark.parametrize(("name", "draft"), DRAFTS, ids=[draft for _, draft in DRAFTS])
def test_what_fits_a_pattern_passes_its_check_digits_no_more_often_than_is_said(name, draft):
    rng, numbers = random.Random(12), BY_NAME[name]
    if numbers.entity == "US_MBI":
        return
    drawn = [
        text for _ in range(3_000) if re.search(numbers.pattern, text := filled(rng, draft), re.IGNORECASE)
    ]
    passed = sum(numbers.passes(text) for text in drawn)
    assert passed <= 1.35 * numbers.rarity.fitting * len(drawn) + 4


@pytest.mark.parametrize("as_number", [False, True])
@pytest.mark.parametrize("size", sorted({numbers.rarity.size for numbers in OF_DIGITS}))
def test_random_digits_in_a_column_are_nobodys_numbers(types, size, as_number):
    rng = random.Random(size)
    drawn = [
        str(rng.randrange(1, 10)) + "".join(rng.choices(string.digits, k=size - 1)) for _ in range(3_000)
    ]
    found = types("c0", [int(text) for text in drawn] if as_number else drawn)
    assert found.isdisjoint({numbers.entity for numbers in NUMBERS})


@pytest.mark.parametrize("form", ["{:%y%m%d}{:04d}", "{:%y%m%d}{:05d}", "{:%y%m%d}{:06d}", "{:%y%m%d}-{:04d}", "{:%d%m%y}{:05d}",
                                  "{:%y%m%d}{:07d}", "110105{:%Y%m%d}{:04d}", "1{:%y%m%d}{:05d}", "{:04d}{:%d%m%y}"])  # fmt: skip
def test_serial_numbers_with_a_day_in_them_are_nobodys_numbers(types, form):
    from datetime import date, timedelta

    rng = random.Random(form)
    days = [date(1995, 1, 1) + timedelta(days=rng.randrange(10_000)) for _ in range(600)]
    serials = [form.format(day, rng.randrange(1, 999)) if form[2] == "%" or form[0] != "{" else form.format(rng.randrange(9_999), day)
               for day in days]  # fmt: skip
    assert types("c0", serials).isdisjoint({numbers.entity for numbers in NUMBERS})


def test_a_few_hundred_valid_numbers_among_random_ones_are_found(types):
    rng = random.Random(4)
    some = [valid("Chinese identity numbers", "110105198503179999", seed) for seed in range(20)]
    others = [str(rng.randrange(10**17, 10**18)) for _ in range(2_000)]
    assert "NATIONAL_ID" in types("c0", others + some)


CARDS = [
    "%B4111111111111111^ROE/JANE^29121010000000000?",
    ";4111111111111111=29121010000000000?",
    "PAN4111111111111111",
    "card_5500000000000004",
    "x378282246310005",
    "4111|1111|1111|1111",
    "3782,822463,10005",
    "41111111111111115500000000000004",
    "3782822463100054111111111111111",
    "411111111111111155000000000000046011000990139424",
]
NO_CARDS = [
    "PAN4111111111111112",
    "41111111111111115500000000000005",
    "x4111111111111111y",
    "4111|1111,1111|1111",
    "INV0000000000000000",
]


@pytest.mark.parametrize("text", CARDS)
def test_one_card_is_found_whatever_stands_beside_it(types, text):
    assert "CREDIT_CARD" in types("c0", [*(f"ref-{at}x" for at in range(60)), text])


@pytest.mark.parametrize("text", NO_CARDS)
def test_a_failing_check_digit_or_marks_that_differ_make_no_card(types, text):
    assert "CREDIT_CARD" not in types("c0", [*(f"ref-{at}x" for at in range(60)), text])


def test_the_card_holder_on_a_magnetic_stripe_is_somebody(types):
    assert "PERSON" in types("c0", ["ref-1", "%B4111111111111111^ROE/JANE^29121010000000000?"])


def test_codes_of_letters_and_sixteen_digits_are_no_cards(types):
    rng = random.Random(9)
    assert "CREDIT_CARD" not in types("c0", [f"INV4{rng.randrange(10**14, 10**15)}" for _ in range(600)])
