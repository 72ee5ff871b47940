"""What holds nothing about anybody must raise no alarm, and neither must what we masked ourselves."""

from __future__ import annotations

import hashlib
import random
import uuid

import pyarrow as pa
import pytest

from airflow_gov_provider.core.detection.recognizers.masked import passes_luhn

ROWS = 2_000
NOTES = [
    "order shipped", "Order shipped from the Denver warehouse on 2024-03-12", "customer asked about delivery times",
    "Refund of 120.50 approved, see ticket 48213377", "parcel 1Z-2231 returned, box damaged", "no open questions",
    "Restocked 12 units in aisle 5, next count on Monday", "Card was replaced and the limit raised on request",
    "Payment of EUR 1200.00 received for invoice 2024-000123", "please check the spring catalogue", "late by 2 days",
]  # fmt: skip


@pytest.fixture(scope="module")
def clean() -> pa.Table:
    rng = random.Random(1)

    def many(make):
        return [make(row) for row in range(ROWS)]

    return pa.table(
        {
            "transaction_id": many(lambda row: 10_000_000_000 + row),
            "id10": many(lambda _: rng.randrange(10**9, 10**10)),
            "id11": many(lambda _: rng.randrange(10**10, 10**11)),
            "id12": many(lambda _: str(rng.randrange(10**11, 10**12))),
            "sequence": many(lambda row: 2_125_550_000 + row),
            "customer_id": many(lambda row: f"CUST-{row:08d}"),
            "uuid": many(lambda _: str(uuid.UUID(int=rng.getrandbits(128)))),
            "sha256": many(lambda row: hashlib.sha256(str(row).encode()).hexdigest()),
            "md5_upper": many(lambda row: hashlib.md5(str(row).encode()).hexdigest().upper()),
            "amount": many(lambda _: round(rng.lognormvariate(3, 1), 2)),
            "amount_text": many(lambda _: f"{rng.lognormvariate(9, 1):.2f}"),
            "balance_cents": many(lambda _: rng.randrange(10**7)),
            "created_at": pa.array(many(lambda row: 1_700_000_000_000 + row * 1000), pa.timestamp("ms")),
            "created_text": many(
                lambda row: f"2024-{row % 12 + 1:02d}-{row % 28 + 1:02d} 10:{row % 60:02d}:07"
            ),
            "epoch": many(lambda row: 1_700_000_000 + row * 61),
            "epoch_ms": many(lambda row: 1_700_000_000_123 + row * 61_000),
            "day": pa.array(many(lambda row: row), pa.date32()),
            "country_code": many(lambda row: ("DE", "FR", "US", "GB")[row % 4]),
            "country_name": many(lambda row: ("Germany", "France", "Jordan", "Georgia")[row % 4]),
            "city": many(
                lambda row: ("Lisbon", "Paris", "Denver", "Charlotte", "Florence", "Austin")[row % 6]
            ),
            "category": many(lambda row: ("groceries", "Travel", "Home & Garden", "Toys")[row % 4]),
            "merchant": many(
                lambda row: ("Blue River Coffee", "Wilson Ltd", "Corner Books", "Acme")[row % 4]
            ),
            "status": many(lambda row: ("shipped", "open", "on hold")[row % 3]),
            "colour": many(lambda row: ("Black", "White", "Green")[row % 3]),
            "is_fraud": many(lambda row: row % 7 == 0),
            "version": many(lambda row: f"{row % 9}.{row % 7}"),
            "postcode": many(lambda _: f"{rng.randrange(1000, 99999):05d}"),
            "sku": many(lambda row: f"SKU-{row:06d}"),
            "latitude": many(lambda _: rng.uniform(-90, 90)),
            "note": many(lambda row: NOTES[row % len(NOTES)]),
            "review": many(lambda row: f"{NOTES[row % 11]}; {NOTES[(row * 7 + 3) % 11]} ({row})"),
            "empty": [None] * ROWS,
        }
    )


@pytest.fixture(scope="module")
def report(scan, clean):
    return scan(clean)


def test_a_clean_table_has_no_finding(report, clean):
    assert [(column.label, finding.entity_type) for column, finding in report.findings] == []
    assert report.coverage.is_full
    assert report.coverage.rows == ROWS
    assert report.coverage.columns == clean.num_columns


def test_sentences_are_told_from_values(report):
    assert {column.label for column in report.columns if column.free_text} == {"note", "review"}


HEADERS = [
    "full_name", "first_name", "email", "phone", "account_number", "ssn", "card_number", "iban", "national_id",
    "address", "passport", "date_of_birth", "religion", "diagnosis", "api_key", "nhs_number", "drivers_license",
    "bank_account", "union_member", "note", "ethnicity", "mrn", "x",
]  # fmt: skip
MASKED = {
    "name": ("person.name", "Person {}"),
    "card": ("payment.card", "{}"),
    "entity": ("entity.date_of_birth", "day {}"),
    "mail": ("person.email", "person.{}@example.com"),
}


@pytest.fixture(scope="module")
def masked(tokens):
    """400 values of a kind as masking leaves them, no two headers the same."""

    def made(kind: str, start: int = 0) -> list[object]:
        numbers = range(start, start + 400)
        match kind:
            case "redacted":
                return ["[REDACTED]"] * 400
            case "null":
                return [None] * 400
            case "integer":
                return tokens("payment.account", list(numbers))
            case _:
                domain, text = MASKED[kind]
                return tokens(domain, [text.format(number) for number in numbers])

    return made


@pytest.mark.parametrize("kind", [*MASKED, "integer", "redacted", "null"])
def test_what_we_masked_is_found_under_no_header(scan, masked, kind):
    table = pa.table({name: masked(kind, 400 * place) for place, name in enumerate(HEADERS)})
    report = scan(table)
    assert [(column.label, finding.entity_type) for column, finding in report.findings] == []
    assert report.coverage.is_full


def test_one_value_left_among_masked_ones_is_found(types, masked):
    cards = masked("card")
    assert types("ssn", [*cards, "536-90-4399"]) == {"US_SSN"}
    assert types("ssn", [*masked("integer"), 536904399]) == {"US_SSN"}
    assert "RELIGION" in types("religion", [*cards, "Catholic"])


LETTERS = "abcdefghijkowxyz"


@pytest.mark.parametrize(
    ("frame", "entity"),
    [
        ("tok_person_name_m{}", "PERSON"),
        ("m{}@masked.example", "EMAIL_ADDRESS"),
        ("tok_person_national_id_m{}", "NATIONAL_ID"),
    ],
)
def test_tokens_that_no_key_of_ours_made_count_as_what_they_stand_for(column, masked, frame, entity):
    rng = random.Random(frame)
    forged = [frame.format("".join(rng.choices(LETTERS, k=26))) for _ in range(300)]
    report = column("x", [*forged, *masked("mail"), None, "[REDACTED]"])
    (finding,) = report.findings
    evidence = dict(finding.evidence)
    assert (finding.entity_type, finding.count, evidence["unverified_tokens"]) == (entity, 300, 300)
    assert "no_masking_key" not in evidence


def test_one_forged_token_among_ours_is_found(types, masked):
    forged = masked("mail")[0].replace("m", "n", 1)
    assert types("x", [*masked("mail"), forged]) == {"EMAIL_ADDRESS"}


def long_cards(prefix: str, rng: random.Random) -> list[str]:
    cards = []
    while len(cards) < 50:
        number = prefix + "".join(rng.choices("0123456789", k=19 - len(prefix)))
        cards += [number] if passes_luhn(number) else []
    return cards


@pytest.mark.parametrize("prefix", ["4", "62", "5018"])
@pytest.mark.parametrize("kind", [str, int])
def test_cards_of_nineteen_digits_are_no_tokens(types, prefix, kind):
    values = [kind(card) for card in long_cards(prefix, random.Random(4))]
    assert "CREDIT_CARD" in types("card_number", values)


@pytest.mark.parametrize(
    ("name", "forged", "entity"),
    [
        ("phone", "tok_4155550132_aaaaaaaaaaaaaaaa", "PHONE_NUMBER"),
        ("email", "johnsmith@masked.example", "EMAIL_ADDRESS"),
        ("email", "mjohnsmithaaaaaaaaaaaaaaaaa@masked.example", "EMAIL_ADDRESS"),
        ("api_key", "tok_hunter_2_aaaaaaaaaaaaaaaaaaaaaaaaaaa", "SECRET"),
    ],
)
def test_what_only_resembles_a_token_is_a_value(column, name, forged, entity):
    report = column(name, [forged])
    assert entity in {finding.entity_type for finding in report.findings}
