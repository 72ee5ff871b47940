"""What is found in columns of one kind, and its near misses. All values are invented or published examples."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from airflow_gov_provider.core.detection.leaves import Kind, as_text
from tests.fakes.taken import TakenInMemory

FOUND = [
    # column name, values, entity type
    ("c", ["4111111111111111", "x"], "CREDIT_CARD"),
    ("c", ["4111 1111 1111 1111"], "CREDIT_CARD"),
    ("c", ["378282246310005"], "CREDIT_CARD"),
    ("c", ["2223003122003222"], "CREDIT_CARD"),
    ("c", ["2720 9925 9331 9364"], "CREDIT_CARD"),
    ("c", ["5555.5555.5555.4444"], "CREDIT_CARD"),
    ("c", ["3782.822463.10005"], "CREDIT_CARD"),
    ("c", ["paid with 4111-1111-1111-1111 today"], "CREDIT_CARD"),
    ("c", ["DE89370400440532013000"], "IBAN_CODE"),
    ("c", ["de89 3704 0044 0532 0130 00"], "IBAN_CODE"),
    ("c", ["ada@example.com"], "EMAIL_ADDRESS"),
    ("c", ["+14155550132"], "PHONE_NUMBER"),
    ("c", ["(415) 555-0132"], "PHONE_NUMBER"),
    ("c", ["please call 4155550132 first"], "PHONE_NUMBER"),
    ("phone", ["4155550132"], "PHONE_NUMBER"),
    ("mobileNumber", ["07911123456"], "PHONE_NUMBER"),
    ("c", ["192.0.2.17"], "IP_ADDRESS"),
    ("c", ["2001:db8:85a3::8a2e:370:7334"], "IP_ADDRESS"),
    ("c", ["00:1B:44:11:3A:B7"], "MAC_ADDRESS"),
    ("c", ["536-90-4399"], "US_SSN"),
    ("ssn", ["536904399"], "US_SSN"),
    ("c", ["900-70-1234"], "US_ITIN"),
    ("passport_no", ["A12345678"], "US_PASSPORT"),
    ("drivers_license", ["D1234567"], "US_DRIVER_LICENSE"),
    ("bank_no", ["1234567890"], "US_BANK_NUMBER"),
    ("nhs_number", ["943 476 5919"], "UK_NHS"),
    ("c", ["her NHS number is 943 476 5919"], "UK_NHS"),
    ("c", ["AB123456C"], "UK_NINO"),
    ("c", ["1BoatSLRHtKNngkdXEeobR76b53LETtpyT"], "CRYPTO"),
    ("dea", ["AB1234563"], "MEDICAL_LICENSE"),
    ("c", ["see https://example.com/u/17"], "URL"),
    ("nif", ["12345678Z"], "ES_NIF"),
    ("c", ["RSSMRA85T10A562S"], "IT_FISCAL_CODE"),
    ("pesel", ["44051401359"], "PL_PESEL"),
    ("c", ["ABCPE1234F"], "IN_PAN"),
    ("religion", ["Catholic", "Muslim"], "RELIGION"),
    ("religion", [3, 4], "RELIGION"),
    ("c", ["Catholic", "Buddhist"], "RELIGION"),
    ("ethnicity", ["White", "Black"], "ETHNICITY"),
    ("c", ["Hispanic"], "ETHNICITY"),
    ("diagnosis_code", ["E11.9", "I10"], "HEALTH_CONDITION"),
    ("c", ["has type 2 diabetes"], "HEALTH_CONDITION"),
    ("political_party", ["Green", "Labour"], "POLITICAL_OPINION"),
    ("c", ["registered Democrat"], "POLITICAL_OPINION"),
    ("union_member", [True, False], "TRADE_UNION_MEMBERSHIP"),
    ("c", ["she is a trade union member"], "TRADE_UNION_MEMBERSHIP"),
    ("sexual_orientation", ["straight", "gay"], "SEXUAL_ORIENTATION"),
    ("date_of_birth", ["1980-03-12", "12/03/1980"], "DATE_OF_BIRTH"),
    ("dob", ["12 March 1980"], "DATE_OF_BIRTH"),
    ("c", ["the patient, born 12.03.1980, came in"], "DATE_OF_BIRTH"),
    ("c", ["221 Baker Street"], "STREET_ADDRESS"),
    ("c", ["Hauptstraße 5"], "STREET_ADDRESS"),
    ("c", ["12 rue de la Paix"], "STREET_ADDRESS"),
    ("c", ["Via Roma 12"], "STREET_ADDRESS"),
    ("home_address", ["Kornmarkt 7"], "STREET_ADDRESS"),
    ("account_number", ["12345678"], "ACCOUNT_NUMBER"),
    ("accountNumber", [12345678], "ACCOUNT_NUMBER"),
    ("account_number", [12345678.0, None], "ACCOUNT_NUMBER"),
    ("national_id", ["19800312-1234"], "NATIONAL_ID"),
    ("c", ["AKIA" + "IOSFODNN7EXAMPLE"], "SECRET"),
    ("c", ["password=hunter22!"], "SECRET"),
    ("api_key", ["9f8e7d6c5b4a"], "SECRET"),
    ("c", ["postgres://app:s3cr3t@db.example.com/x"], "SECRET"),
    ("c", ["Spoke with Maria Schmidt about it"], "PERSON"),
    ("c", ["Dr. Okonkwo will see the results"], "PERSON"),
    ("c", ["Schmidt, Maria"], "PERSON"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values", "entity"), FOUND)
def test_it_is_found(types, name, values, entity):
    assert entity in types(name, values)


MISSED = [
    ("c", ["4111111111111112"], "CREDIT_CARD", "Luhn fails"),
    ("c", ["2223003122003223", "5555.5555.5555.4445"], "CREDIT_CARD", "Luhn fails"),
    ("c", ["1234567890123452"], "CREDIT_CARD", "no issuer"),
    ("c", ["+4915123456787"], "CREDIT_CARD", "a telephone number"),
    ("c", ["DE88370400440532013000"], "IBAN_CODE", "mod 97 fails"),
    ("c", ["ada@example", "ada@host.nosuchsuffix"], "EMAIL_ADDRESS", "no suffix, public or internal"),
    ("ticket", ["4155550132"], "PHONE_NUMBER", "bare digits without support"),
    ("c", ["cancelled 4155550132"], "PHONE_NUMBER", "'cell' stands in cancelled"),
    ("c", ["2024-03-12 10:30:00"], "PHONE_NUMBER", "a time"),
    ("c", ["536-90-4399"], "PHONE_NUMBER", "an SSN"),
    ("c", ["000-12-3456", "666-12-3456"], "US_SSN", "areas that are never issued"),
    ("c", ["536904399"], "US_SSN", "bare digits without support"),
    ("customer_id", ["536904399"], "US_PASSPORT", "'us' stands in customer"),
    ("duplicate_of", ["12345678"], "US_DRIVER_LICENSE", "'lic' stands in duplicate"),
    ("c", ["9434765918"], "UK_NHS", "check digit fails"),
    ("account_balance", [12345678], "ACCOUNT_NUMBER", "an amount"),
    ("call_id", ["4155550132"], "PHONE_NUMBER", "an identifier of calls"),
    ("bank_code", ["37040044"], "US_BANK_NUMBER", "a code of banks"),
    ("birth_weight", [2010, 3200], "DATE_OF_BIRTH", "a weight"),
    ("account_created", ["20240101"], "ACCOUNT_NUMBER", "a date"),
    ("c", ["12345678"], "ACCOUNT_NUMBER", "no header"),
    ("c", ["E11.9", "A4", "B12"], "HEALTH_CONDITION", "codes without a header"),
    ("colour", ["Black", "White"], "ETHNICITY", "colours"),
    ("trace_id", ["Black", "White"], "ETHNICITY", "'race' stands in trace"),
    ("energy", ["Green", "Left"], "POLITICAL_OPINION", "no header"),
    ("third_party", ["acme"], "POLITICAL_OPINION", "another kind of party"),
    ("created", ["1980-03-12"], "DATE_OF_BIRTH", "another date"),
    ("birth_country", ["FR"], "DATE_OF_BIRTH", "no date"),
    ("diagnosis_date", ["2024-01-02"], "HEALTH_CONDITION", "a date"),
    ("address", ["", None], "STREET_ADDRESS", "nothing there"),
    ("note", ["ships in 5 days"], "STREET_ADDRESS", "no street"),
    ("token_count", [123456], "SECRET", "a count"),
    ("note", ["password: reset"], "SECRET", "short words"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values", "entity", "why"), MISSED)
def test_a_near_miss_is_none(types, name, values, entity, why):
    assert entity not in types(name, values), why


def test_dates_typed_as_dates_are_birth_dates_only_where_the_header_says_so(types):
    dates = pa.array([4_000, 5_000], pa.date32())
    assert types("birth_date", dates) == {"DATE_OF_BIRTH"}
    assert types("geburtsdatum", dates.cast(pa.timestamp("us"))) == {"DATE_OF_BIRTH"}
    assert types("signup_date", dates) == set()


@pytest.mark.parametrize(
    "array",
    [
        pa.array([4111111111111111]),
        pa.array([4111111111111111.0, None]),
        pa.array(["4111111111111111"], pa.large_string()),
        pa.array([b"4111111111111111"], pa.binary()),
        pa.array([b"4111111111111111"], pa.binary(16)),
        pa.array(["4111111111111111"]).dictionary_encode(),
        pa.array(["4111111111111111"], pa.string_view()),
        pa.array(["4111111111111111"]).cast(pa.decimal128(20, 0)),
        pa.array(["4111111111111111"]).cast(pa.decimal128(20, 2)),
    ],
    ids=lambda array: str(array.type),
)
def test_a_card_number_is_found_in_every_type_that_can_hold_one(types, array):
    assert types("card_number", array) == {"CREDIT_CARD"}


def luhn_card(rng: random.Random, *, valid: bool) -> str:
    body = "4" + "".join(rng.choices("0123456789", k=14))
    total = sum(d if i % 2 else sum(divmod(2 * d, 10)) for i, d in enumerate(map(int, reversed(body))))
    check = -total % 10
    return body + str(check if valid else (check + 5) % 10)


@pytest.mark.parametrize("planted", [1, 20])
@pytest.mark.parametrize("as_number", [False, True])
def test_cards_planted_among_numbers_that_fail_luhn_are_found(column, planted, as_number):
    rng = random.Random(planted)
    values = [luhn_card(rng, valid=False) for _ in range(6_000)]
    for at in rng.sample(range(3_000, 6_000), planted):
        values[at] = luhn_card(rng, valid=True)
    report = column("ref", [int(value) for value in values] if as_number else values)
    (finding,) = (f for f in report.findings if f.entity_type == "CREDIT_CARD")
    assert finding.count == planted
    assert dict(finding.evidence)["tested"] == 6_000


def test_numbers_that_pass_luhn_no_more_often_than_chance_are_on_record_and_no_finding(column):
    rng = random.Random(3)
    values = ["4" + "".join(rng.choices("0123456789", k=15)) for _ in range(3_000)]
    report = column("ref", [int(value) for value in values])
    assert report.findings == ()
    (suppressed,) = (f for f in report.suppressed if f.entity_type == "CREDIT_CARD")
    assert dict(suppressed.evidence)["chance"] == pytest.approx(0.1)
    assert column("card_number", [int(value) for value in values]).findings, "a header that says card decides"
    assert column("ref", values).findings, "text that is shaped like cards is never explained away"


def test_ten_random_digits_are_no_health_numbers_but_ten_digits_that_all_pass_are(column, types):
    rng = random.Random(5)

    def nhs() -> str:
        while True:
            body = [rng.randrange(10) for _ in range(9)]
            check = -sum(d * w for d, w in zip(body, range(10, 1, -1), strict=True)) % 11
            if check < 10:
                return "".join(map(str, [*body, check]))

    chance = column("ref", [str(rng.randrange(10**9, 10**10)) for _ in range(2_000)])
    assert chance.findings == ()
    assert "UK_NHS" in {finding.entity_type for finding in chance.suppressed}
    assert "UK_NHS" in types("ref", [nhs() for _ in range(200)])


def test_counting_stops_after_a_hundred_and_says_so(column):
    report = column("c", [f"user{n}@example.com" for n in range(500)])
    (finding,) = report.findings
    assert finding.count == 100
    assert dict(finding.evidence)["lower_bound"] == 1
    assert finding.share == pytest.approx(1.0)
    (few,) = column("c", [f"user{n % 7}@example.com" for n in range(70)] + ["none"] * 30).findings
    assert (few.count, few.share, dict(few.evidence)["lower_bound"]) == (70, 0.7, 0)


@pytest.mark.parametrize(
    "kind", [pa.duration("s"), pa.timestamp("s"), pa.timestamp("us", "No/Such_Zone")], ids=str
)
def test_cards_kept_as_times_that_no_calendar_has_are_cards(types, kind):
    cards = [4111111111111111, 5500005555555559, 4012888888881881, 5105105105105100, 4222222222222220]
    assert "CREDIT_CARD" in types("card", pa.array(cards, pa.int64()).cast(kind))


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_cards_kept_as_times_of_another_age_are_cards(types, unit):
    # In microseconds of the next century, in nanoseconds of early 1970.
    rng = random.Random(5)
    cards = [int(luhn_card(rng, valid=True)) for _ in range(40)]
    assert "CREDIT_CARD" in types("c0", pa.array(cards, pa.int64()).cast(pa.timestamp(unit)))


@pytest.mark.parametrize(
    "moments",
    [
        [253_402_214_400 * 10**6, 1_700_000_000_123_456],
        [-62_135_596_800 * 10**6, 1_700_000_000_123_456],
        [4_102_444_799 * 10**6, None],
        [1_700_000_000_123_456 + n * 86_400_000_123 for n in range(30)],
    ],
    ids=["the last day for never", "the first day for always", "the end of 2099", "ordinary"],
)
def test_dates_that_stand_for_never_and_ordinary_times_are_times(moments):
    assert as_text(pa.array(moments, pa.timestamp("us"))).kind is Kind.TIME


def test_ordinary_durations_are_nothing(types):
    assert types("elapsed", pa.array([3, 60, 86_400, None] * 20, pa.duration("ms"))) == set()


def test_intervals_that_have_neither_text_nor_number_are_not_examined(detector):
    spans = pa.array([pa.MonthDayNano([1, 2, 3])] * 3, pa.month_day_nano_interval())
    taken = TakenInMemory({"a.arrow": pa.table({"every": spans})})
    report = detector.scan(taken, lambda *_: None)
    assert [item.why for item in report.coverage.skipped] == ["TYPE_UNSUPPORTED"]
