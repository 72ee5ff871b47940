"""Nothing is called masked because somebody said so."""

import pyarrow as pa
import pytest

from airflow_gov_provider.core.datasets import Batch, Place
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.apply import mask_batch
from airflow_gov_provider.core.masking.categories import Categories
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingPlan
from airflow_gov_provider.core.masking.verification import CheckedColumn, check_masked
from airflow_gov_provider.core.policy.methods import Pseudonym, Redact

MASKER = KeyedMasker(bytes(32))
REAL = "ada@example.com"
PSEUDONYM = ColumnMask("who[].email", Pseudonym(), "person.email", ("EMAIL_ADDRESS",))
ACCOUNT = ColumnMask("account", Pseudonym(), "payment.account", ("ACCOUNT_NUMBER",))
REDACT = ColumnMask("note", Redact(), "person.name", ("PERSON",))
BORN = ColumnMask("born", Redact(), "entity.date_of_birth", ("DATE_OF_BIRTH",))
PLAN = MaskingPlan("a->b", (PSEUDONYM, ACCOUNT, REDACT, BORN), frozenset({"kept"}))


def name(text):
    return text


def token(value=REAL, mask=PSEUDONYM, boundary="a->b"):
    return MASKER.mask(pa.array([value]), mask, boundary)[0].as_py()


def check(place=Place.VALUES, **columns):
    batch = Batch("part.parquet", pa.RecordBatch.from_pydict(columns), place)
    return check_masked(batch, PLAN, MASKER, name, Categories())


def test_what_masking_made_is_accepted_and_counted():
    rows = pa.RecordBatch.from_pydict(
        {
            "who": [[{"email": REAL}, {"email": ""}], None, [{"email": None}]],
            "account": [7, None, 8],
            "note": ["Ada called", "", None],
            "born": pa.array([1, None, 2], pa.date32()),
            "kept": [REAL, REAL, REAL],
        }
    )
    masked = Batch("f", mask_batch(Batch("f", rows), PLAN, MASKER, name, Categories()))
    assert check_masked(masked, PLAN, MASKER, name, Categories()) == (
        CheckedColumn("who[].email", rows=3, nulls=1, empty=1, verified=1),
        CheckedColumn("account", rows=3, nulls=1, empty=0, verified=2),
        CheckedColumn("note", rows=3, nulls=1, empty=1, verified=1),
        CheckedColumn("born", rows=3, nulls=3, empty=0, verified=0),
    )


@pytest.mark.parametrize(
    "columns",
    [
        {"who": [[{"email": token()}, {"email": REAL}]]},
        {"who": [[{"email": token()}, {"email": token() + " "}]]},
        {"who": [[{"email": token()}, {"email": "[REDACTED]"}]]},
        {"account": [token(7, ACCOUNT), 7]},
        {"account": [str(token(7, ACCOUNT)), "7"]},
        {"account": [1.5]},
        {"note": ["[REDACTED]", "[REDACTED] Ada"]},
        {"note": ["[REDACTED]", token()]},
        {"note": [0]},
        {"born": pa.array([None, 0], pa.date32())},
    ],
    ids=lambda columns: str(columns)[:50],
)
def test_one_value_that_is_not_masked_stops_the_copy_and_is_not_shown(columns):
    with pytest.raises(MaskingError) as caught:
        check(**columns)
    assert caught.value.code is ErrorCode.MASKING_INCOMPLETE
    assert caught.value.where in {mask.label for mask in PLAN.columns}
    assert REAL not in str(caught.value)
    assert "Ada" not in str(caught.value)


def test_the_message_counts():
    with pytest.raises(MaskingError, match=r"2 of 3 values are not masked \(pseudonym\)"):
        check(account=[token(7, ACCOUNT), 7, 8])


def test_a_dictionary_is_checked_by_its_rows():
    columns = pa.array([REAL, "[REDACTED]"]).dictionary_encode()
    assert check(note=columns[1:])[0].verified == 1
    with pytest.raises(MaskingError):
        check(note=columns)


def test_columns_out_of_the_plan_are_not_looked_at():
    assert check(kept=[REAL]) == ()


def test_texts_beside_the_rows_are_left_to_the_scan():
    assert check(place=Place.METADATA, note=["a comment"]) == ()
