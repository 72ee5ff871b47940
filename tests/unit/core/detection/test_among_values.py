"""Birth dates, digests and what neighbours give away, each beside what it must not be taken for."""

from __future__ import annotations

import hashlib
import random
import string
from datetime import date, timedelta

import pyarrow as pa
import pytest

from airflow_gov_provider.core.detection.verdicts.birth_dates import parsed
from airflow_gov_provider.core.detection.verdicts.hashes import digest_of

GIVEN = ["Maria", "John", "Aisha", "Carlos", "Anna", "Priya", "Michael", "Sofia", "Fatima", "Viktor"]
FAMILY = [
    "Schmidt",
    "Peterson",
    "Herrera",
    "Kowalski",
    "Turner",
    "Rossi",
    "Fischer",
    "Hassan",
    "Larsen",
    "Cohen",
]
RNG = random.Random(4)
BORN = [date(1945, 1, 1) + timedelta(days=RNG.randrange(365 * 55)) for _ in range(100)]
PEOPLE = [f"{given} {family}" for given in GIVEN for family in FAMILY]
MAILS = [f"{name.lower().replace(' ', '.')}@example.com" for name in PEOPLE]


def found(scan, **columns) -> dict[str, set[str]]:
    report = scan(pa.table(columns))
    return {column.label: {finding.entity_type for finding in column.findings} for column in report.columns}


@pytest.mark.parametrize("spelling", ["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d %B %Y", "%Y%m%d"])
def test_birth_dates_are_known_by_how_they_lie(scan, spelling):
    assert found(scan, c0=[day.strftime(spelling) for day in BORN])["c0"] >= {"DATE_OF_BIRTH"}


def test_birth_dates_in_date_types_too(scan):
    assert found(scan, c0=pa.array(BORN, pa.date32()))["c0"] == {"DATE_OF_BIRTH"}


@pytest.mark.parametrize(
    "days",
    [
        [day - timedelta(days=max(0, day.weekday() - 4)) for day in BORN],
        [day.replace(day=1) for day in BORN],
        [date(2015, 1, 1) + timedelta(days=7 * at) for at in range(300)],
        [day.replace(year=day.year + 25) for day in BORN if (day.month, day.day) != (2, 29)],
    ],
    ids=["workdays", "firsts of months", "lately", "up to now"],
)
def test_other_dates_are_not(scan, days):
    assert "DATE_OF_BIRTH" not in found(scan, c0=pa.array(days, pa.date32()))["c0"]


def test_day_and_month_stand_in_the_order_that_fits_most_values():
    assert parsed(["03/04/1970", "25/04/1970"]) == [date(1970, 4, 3), date(1970, 4, 25)]
    assert parsed(["03/04/1970", "04/25/1970"]) == [date(1970, 3, 4), date(1970, 4, 25)]


def test_a_digest_under_the_name_of_what_it_hides_is_weak(scan):
    digests = [hashlib.sha256(mail.encode()).hexdigest() for mail in MAILS]
    assert found(scan, email_sha256=digests)["email_sha256"] == {"WEAK_HASH"}
    assert found(scan, file_sha256=digests)["file_sha256"] == set()


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256", "sha512"])
def test_a_digest_of_another_columns_value_is_proved(scan, name):
    digests = [hashlib.new(name, mail.encode(), usedforsecurity=False).hexdigest().upper() for mail in MAILS]
    assert found(scan, c0=MAILS, c1=digests)["c1"] == {"WEAK_HASH"}


@pytest.mark.parametrize("text", ["abc", "z" * 32, "a" * 33, "Hauptstr. 5", "A" * 43 + "="])
def test_what_has_no_shape_of_a_digest_is_none(text):
    assert digest_of(text) is None


def _password(rng: random.Random) -> str:
    text = "aB3" + "".join(rng.choices(string.ascii_letters + string.digits, k=rng.randrange(5, 12)))
    return "".join(rng.sample(text, len(text)))


def test_passwords_and_user_names_are_known_by_the_people_beside_them(scan):
    rng = random.Random(8)
    passwords = [_password(rng) for at in range(100)]
    handles = [
        f"{rng.choice('bcdfghklmnprst')}{word.replace(' ', '').lower()[: 4 + at % 7]}{at % 40 or ''}"
        for at, word in enumerate(PEOPLE)
    ]
    beside = found(scan, c0=PEOPLE, c1=MAILS, c2=passwords, c3=handles)
    assert beside["c2"] == {"SECRET"}
    assert beside["c3"] == {"USERNAME"}
    alone = found(scan, c2=passwords, c3=handles)
    assert alone == {"c2": set(), "c3": set()}


def test_rare_family_names_are_known_by_the_given_names_beside_them(scan):
    rare = [
        "Zubizarreta",
        "Quillfeather",
        "Brandywhite",
        "Ostermoor",
        "Vandelwick",
        "Thornquist",
        "Pellworm",
        "Ashgrovely",
    ]
    family = [
        f"{word[: 4 + at % 6]}{tail}" for at, word in enumerate(rare * 2) for tail in ("sen", "wald")
    ] + FAMILY
    given = (GIVEN * 9)[: len(family)]
    table = found(scan, c0=given, c1=family[: len(given)])
    assert table["c1"] == {"PERSON"}
    assert found(scan, c1=family)["c1"] == set()


def test_stars_are_masks_and_one_real_address_among_them_is_found(scan):
    masked = [f"{mail[0]}{at}***@example.com" for at, mail in enumerate(MAILS)]
    assert found(scan, c0=masked)["c0"] == set()
    report = scan(pa.table({"c0": [*masked, MAILS[0]]})).columns[0]
    assert [(finding.entity_type, finding.count) for finding in report.findings] == [("EMAIL_ADDRESS", 1)]


def test_what_is_doubtful_stays_on_record(scan):
    numbers = [f"{at * 7919 % 1000:03d}-{at % 90 + 10}-{at * 31 % 9000 + 1000}" for at in range(1, 300)]
    report = scan(pa.table({"c0": numbers})).columns[0]
    assert report.findings == ()
    assert "US_SSN" in {finding.entity_type for finding in report.suppressed}
