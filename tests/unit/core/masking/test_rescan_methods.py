"""What the real detector still sees in columns masked by hash, encrypt and mask is accepted, and no more."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from airflow_gov_provider.core.datasets import Batch, DatasetRef, FileVersion, Snapshot
from airflow_gov_provider.core.masking.accepted import without_accepted
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingPlan
from airflow_gov_provider.core.policy.methods import Encrypt, Hash, Mask
from airflow_gov_provider.core.taxonomy import domain
from airflow_gov_provider.stores.detectors import build_detector

ROWS = range(300)
MASKER = KeyedMasker(bytes(range(32)))
COLUMNS = {
    "email": ("EMAIL_ADDRESS", [f"person.{row}@example.com" for row in ROWS]),
    "card_number": ("CREDIT_CARD", [f"41111111{row * 7919:08}" for row in ROWS]),
    "phone": ("PHONE_NUMBER", [f"+1 212 555 {1000 + 17 * row}" for row in ROWS]),
    "ssn": ("US_SSN", [f"{101 + row}-{11 + row % 80}-{1000 + row}" for row in ROWS]),
    "account_number": ("ACCOUNT_NUMBER", [str(10**9 + 7919 * row) for row in ROWS]),
    "iban": ("IBAN_CODE", [f"GB82 WEST {row * 7919:014}" for row in ROWS]),
}


@dataclass(frozen=True)
class Taken:
    """One batch, taken in."""

    rows: pa.RecordBatch

    @property
    def snapshot(self):
        return Snapshot(DatasetRef.parse("/data/"), (FileVersion("part", 1, "sha256:0"),))

    def batches(self):
        yield Batch("part", self.rows)


@pytest.fixture(scope="module")
def detector():
    return build_detector(label_key=bytes(32), ner=False, verifier=MASKER)


def left(detector, columns, plan):
    report = detector.scan(Taken(pa.RecordBatch.from_pydict(columns)), lambda *_: None)
    return {column.label for column in without_accepted(report, plan).columns if column.findings}


def plan_of(method):
    masks = [
        ColumnMask(label, method, domain(entity), (entity,), entity) for label, (entity, _) in COLUMNS.items()
    ]
    return MaskingPlan("a->b", tuple(masks), frozenset({"note"}))


@pytest.mark.parametrize("method", [Hash(), Encrypt(), Mask(0, 4)], ids=lambda method: method.word)
def test_a_copy_is_clean_but_for_the_column_that_nobody_masked(detector, method):
    plan = plan_of(method)
    copy = {mask.label: MASKER.mask(pa.array(COLUMNS[mask.label][1]), mask, "a->b") for mask in plan.columns}
    for mask in plan.columns:
        assert pc.all(MASKER.verify(copy[mask.label], mask, "a->b")).as_py()
    assert left(detector, copy | {"note": COLUMNS["email"][1]}, plan) == {"note"}
