"""The whole way: what the real detector finds is planned, masked, proved, and found no more."""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa
import pytest

from airflow_gov_provider.core.datasets import Batch, DatasetRef, FileVersion, Snapshot
from airflow_gov_provider.core.masking.accepted import without_accepted
from airflow_gov_provider.core.masking.apply import mask_batch
from airflow_gov_provider.core.masking.categories import count_categories
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.planning import build_plan
from airflow_gov_provider.core.masking.verification import check_masked
from airflow_gov_provider.core.policy.decisions import ColumnDecision, Decision, Effect
from airflow_gov_provider.stores.detectors import build_detector

ROWS = 300
MASKER = KeyedMasker(bytes(range(32)))
GIVEN = ["Ada", "Grace", "Alan", "Barbara", "Donald", "Mary", "Peter"]
FAMILY = ["Lovelace", "Hopper", "Smith", "Miller", "Jones"]


@dataclass(frozen=True)
class Taken:
    """One batch, taken in."""

    rows: pa.RecordBatch

    @property
    def snapshot(self):
        return Snapshot(DatasetRef.parse("/data/"), (FileVersion("part", 1, "sha256:0"),))

    def batches(self):
        yield Batch("part", self.rows)


def with_check_digit(number):
    """A card number that passes Luhn's test."""
    doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(reversed(str(number)))]
    return number * 10 + -sum(digit - 9 * (digit > 9) for digit in doubled) % 10


@pytest.fixture(scope="module")
def rows():
    names = [f"{GIVEN[i % 7]} {FAMILY[i % 5]}" for i in range(ROWS)]
    emails = [f"{GIVEN[i % 7].lower()}.{i}@example.com" for i in range(ROWS)]
    cards = [with_check_digit(411_111_000_000_000 + 7919 * i) for i in range(ROWS)]
    phones = [f"+1 212 555 {1000 + 17 * i}" for i in range(ROWS)]
    return pa.RecordBatch.from_pydict(
        {
            "customer_name": names,
            "email": pa.array(emails).dictionary_encode(),
            "card_number": [str(card) for card in cards],
            "card": cards,
            "phone": phones,
            "ssn": [f"{101 + i}-{11 + i % 80}-{1000 + i}" for i in range(ROWS)],
            "account_number": [10**9 + 7919 * i for i in range(ROWS)],
            "religion": [["buddhist", "jewish", "catholic"][i % 3] for i in range(ROWS)],
            "date_of_birth": [dt.date(1950 + i % 50, 1 + i % 12, 1 + i % 28) for i in range(ROWS)],
            "note": [f"the customer {n} wrote to us from {e}" for n, e in zip(names, emails, strict=True)],
            "contact": [{"email": e, "tags": [p, None]} for e, p in zip(emails, phones, strict=True)],
            "ip": [f"192.0.2.{i % 250}" for i in range(ROWS)],
            "amount": [i / 7 for i in range(ROWS)],
            "bob@example.com": list(range(ROWS)),
        }
    )


def quiet(phase, done, total):
    """Nobody watches."""


def test_a_masked_copy_is_clean_to_the_detector_that_condemned_the_source(rows):
    detector = build_detector(label_key=bytes(32), ner=False, verifier=MASKER)
    report = detector.scan(Taken(rows), quiet)
    found = {c.label: tuple(f.entity_type for f in c.findings) for c in report.columns if c.findings}
    assert {
        "customer_name",
        "email",
        "card",
        "ssn",
        "religion",
        "note",
        "contact.email",
        "ip",
    } <= found.keys()
    decided = tuple(ColumnDecision(label, Effect.MASK, entities) for label, entities in found.items())
    plan = build_plan(Decision(Effect.MASK, "production", "development", "p", "1", decided, ()), report)

    categories = count_categories(Taken(rows).batches(), plan, detector.label)
    masked = mask_batch(Batch("part", rows), plan, MASKER, detector.label, categories)

    verified = check_masked(Batch("part", masked), plan, MASKER, detector.label, categories)
    checked = {column.label for column in verified}
    assert checked == {mask.label for mask in plan.columns}
    again = without_accepted(detector.scan(Taken(masked), quiet), plan)
    left = {c.label: c.findings for c in again.columns if c.findings}
    assert left == {}
    assert "bob@example.com" not in masked.schema.names
    assert masked.column("amount").equals(rows.column("amount"))
