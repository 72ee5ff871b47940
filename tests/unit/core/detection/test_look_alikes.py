"""What only looks like personal data is explained away, and what stands beside it as real is not."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

ROWS = 300


def made(seed, build):
    rng = random.Random(seed)
    return [build(rng) for _ in range(ROWS)]


def dotted(rng, *limits):
    return ".".join(str(rng.randint(0, limit)) for limit in limits)


def isbn10(rng):
    digits = [rng.choice((0, 1, 2, 3)), *(rng.randint(0, 9) for _ in range(8))]
    rest = -sum((10 - at) * digit for at, digit in enumerate(digits)) % 11
    return "".join(map(str, digits)) + ("X" if rest == 10 else str(rest))


def nhs(rng):
    """Of England: 4, 6 or 7 at the beginning, the check digit to the base 11, never ten."""
    while True:
        digits = [rng.choice((4, 6, 7)), *(rng.randint(0, 9) for _ in range(8))]
        check = 11 - sum((10 - at) * digit for at, digit in enumerate(digits)) % 11
        if check != 10:
            return "".join(map(str, digits)) + str(check % 11)


def chi(rng):
    """Of Scotland: the day of birth at the beginning, the same check digit."""
    while True:
        start = f"{rng.randint(1, 28):02d}{rng.randint(1, 12):02d}{rng.randint(0, 99_999):05d}"
        check = -sum((10 - at) * int(digit) for at, digit in enumerate(start)) % 11
        if check != 10:
            return f"{start}{check}"


ADDRESS = "IP_ADDRESS"
LOOK_ALIKES = {
    "versions of browsers": (ADDRESS, made(1, lambda r: f"{r.randint(90, 125)}.0.{r.randint(4000, 6500)}.7")),
    "small versions": (ADDRESS, made(2, lambda r: dotted(r, 9, 20, 9, 40))),
    "names of objects": (ADDRESS, made(3, lambda r: f"1.3.6.1.4.1.{dotted(r, 5000, 9)}")),
    "versions in sentences": (ADDRESS, made(4, lambda r: f"updated to version {dotted(r, 30, 20, 15, 200)}")),
    "networks": (ADDRESS, made(5, lambda r: f"10.{dotted(r, 200, 200)}.0/24")),
    "masks": (ADDRESS, made(6, lambda r: r.choice(["255.255.255.0", "255.255.0.0", "0.0.0.0"]))),
    "links to pictures": (
        "URL",
        made(7, lambda r: f"https://cdn.example.org/img/{r.getrandbits(64):016x}.png"),
    ),
    "books": ("UK_NHS", made(8, isbn10)),
}
REAL = {
    "addresses of hosts": (ADDRESS, made(1, lambda r: dotted(r, 223, 255, 255, 254))),
    "private addresses": (ADDRESS, made(2, lambda r: f"10.{dotted(r, 20, 30, 40)}")),
    "addresses in sentences": (
        ADDRESS,
        made(4, lambda r: f"login from {dotted(r, 200, 250, 250, 250)} failed"),
    ),
    "hosts in networks": (ADDRESS, made(5, lambda r: f"10.{dotted(r, 200, 200)}.{r.randint(1, 254)}/24")),
    "links of users": ("URL", made(7, lambda r: f"https://example.org/users/{r.getrandbits(40):x}")),
    "links that tell a program": ("URL", made(8, lambda r: f"https://example.org/p?c={r.getrandbits(40):x}")),
    "links beside words": ("URL", made(9, lambda r: f"see https://example.org/{r.getrandbits(40):x} by him")),
    "patients": ("UK_NHS", made(10, nhs)),
    "patients of one range": ("UK_NHS", [text for text in made(11, nhs) if text[0] == "7"]),
    "patients numbered by their day of birth": ("UK_NHS", made(12, chi)),
    "hosts of one network": (ADDRESS, made(13, lambda r: f"198.51.100.{r.randint(1, 200)}")),
    "addresses, some of them mistyped": (
        ADDRESS,
        made(14, lambda r: dotted(r, 223, 255, 255, 254)) + [f"203.0.113.{at}" for at in range(300, 310)],
    ),
    "numbers to call among codes": (
        "PHONE_NUMBER",
        made(15, lambda r: f"ORD-{r.randint(0, 999_999):06d}")
        + [f"+44 20 7946 0{at}" for at in range(100, 130)],
    ),
    "numbers of people beside placeholders": (
        "US_SSN",
        made(16, lambda r: f"{r.randint(1, 665):03d}-{r.randint(1, 99):02d}-{r.randint(1, 9999):04d}")
        + [f"000-{at:02d}-1234" for at in range(1, 15)],
    ),
    "cards behind their check value": (
        "CREDIT_CARD",
        made(17, lambda r: f"{r.randint(100, 999)} 4111 {'1111 ' * 3}".strip()),
    ),
}


@pytest.mark.parametrize("kind", LOOK_ALIKES)
def test_what_only_looks_like_it_is_no_finding_and_is_listed_with_its_numbers(column, kind):
    entity, values = LOOK_ALIKES[kind]
    report = column("c7", values)
    assert entity not in {finding.entity_type for finding in report.findings}


@pytest.mark.parametrize("kind", REAL)
def test_what_is_real_stays_a_finding(column, kind):
    entity, values = REAL[kind]
    assert entity in {finding.entity_type for finding in column("c7", values).findings}


@pytest.mark.parametrize("kind", ["versions of browsers", "small versions", "links to pictures"])
def test_mail_addresses_among_look_alikes_are_found_all_the_same(column, kind):
    _, values = LOOK_ALIKES[kind]
    mixed = [*values[:-3], "zora@example.com", "q.x@example.org", "w@example.net"]
    assert "EMAIL_ADDRESS" in {finding.entity_type for finding in column("c7", mixed).findings}


def test_links_of_users_among_links_of_nobody_are_seen_by_the_few_that_tell(column):
    _, nobody = LOOK_ALIKES["links to pictures"]
    mixed = [*nobody[:-30], *REAL["links of users"][1][:30]]
    assert "URL" in {finding.entity_type for finding in column("c7", mixed).findings}


HOSTS = REAL["addresses of hosts"][1]


@pytest.mark.parametrize("name", ["release", "client_version", "version", "build_host"])
def test_a_name_alone_explains_no_address_of_a_host_away(column, name):
    assert ADDRESS in {finding.entity_type for finding in column(name, HOSTS).findings}


def test_versions_beside_hosts_explain_them_not_away(column):
    versions = made(12, lambda r: dotted(r, 9, 9, 30))
    assert ADDRESS in {finding.entity_type for finding in column("c7", [*HOSTS, *versions]).findings}


@pytest.mark.parametrize("number", ["+49 171 {:07}", "212-345-{:04}"])
def test_a_column_of_postal_codes_that_holds_telephone_numbers_is_one_of_telephone_numbers(column, number):
    values = [number.format(at * 37 % 9000 + 123) for at in range(ROWS)]
    assert "PHONE_NUMBER" in {finding.entity_type for finding in column("zip", values).findings}


def test_a_card_behind_a_comma_is_a_card_and_never_shown_in_a_name(scan):
    card = "4111" + "1111" * 3
    report = scan(pa.table({"v": [f"12,{card},05/27"] * 9, f"7,{card}": [1] * 9}))
    assert "CREDIT_CARD" in {finding.entity_type for finding in report.columns[0].findings}
    assert card not in str(report.as_json())
