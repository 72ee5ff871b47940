"""How far columns tell rows apart together, against a count by hand and in little memory."""

import random
from collections import Counter

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airflow_gov_provider.core.datasets import Batch, Place
from airflow_gov_provider.core.detection.anonymity import (
    AnonymityCounter,
    anonymity,
    of_no_columns,
    quasi_identifiers,
)
from airflow_gov_provider.core.detection.findings import ColumnReport, Coverage, Finding, ScanReport
from airflow_gov_provider.core.errors import ErrorCode, UsageError

CELLS = st.sampled_from([None, "", "a", "b", "ab"])


def batch(place=Place.VALUES, **columns):
    return Batch("f", pa.RecordBatch.from_pydict(columns), place)


def count(*batches, columns=("a", "b"), **options):
    return anonymity(batches, columns, lambda name: name, seed=7, **options)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=40), st.integers(1, 7))
def test_any_split_into_batches_gives_the_count_by_hand(rows, size):
    counter = AnonymityCounter(("a", "b"), seed=1)
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        counter.feed([pl.Series([row[at] for row in part], dtype=pl.String) for at in (0, 1)])
    classes = Counter(rows)
    found = counter.result()
    assert (found.rows, found.classes, found.fraction) == (len(rows), len(classes), 1.0)
    assert found.smallest == min(classes.values(), default=0)
    for k, share in found.below:
        assert share == sum(n for n in classes.values() if n < k) / max(1, len(rows))


def test_two_columns_are_not_joined_to_one():
    assert count(batch(a=["ab", "a"], b=["c", "bc"])).classes == 2


def test_null_and_empty_are_different_values():
    assert count(batch(a=[None, "", None], b=["x", "x", "x"])).classes == 2


def test_a_column_that_one_file_lacks_is_null_there():
    found = count(batch(a=["x"], b=[None]), batch(a=["x"]))
    assert (found.classes, found.smallest) == (1, 2)


def test_numbers_fields_of_structs_and_dictionaries_count_by_their_values():
    people = pa.array([{"zip": 1}, {"zip": 1}, {"zip": 2}])
    town = pa.array(["x", "x", "y"]).dictionary_encode()
    found = count(batch(people=people, town=town), columns=("people.zip", "town"))
    assert (found.classes, found.smallest) == (2, 1)


def test_statistics_beside_the_rows_are_no_rows():
    assert count(batch(a=["x"], b=["y"]), batch(Place.METADATA, a=["x"], b=["z"])).rows == 1


@pytest.mark.parametrize("column", ["nobody", "tags", "tags[]"])
def test_a_column_without_one_value_a_row_is_wrong_usage(column):
    with pytest.raises(UsageError) as failure:
        count(batch(a=["x"], tags=[["y"]]), columns=("a", column))
    assert (failure.value.code, failure.value.where) == (ErrorCode.CONFIGURATION_INVALID, column)


def test_too_many_classes_are_sampled_whole_and_the_shares_stay_near():
    rng = random.Random(3)
    rows = [n for n in range(6_000) for _ in range(1 if n % 2 else 4)]
    rng.shuffle(rows)
    batches = [batch(a=[str(n) for n in rows[at : at + 1_000]]) for at in range(0, len(rows), 1_000)]
    found = count(*batches, columns=("a",), limit=1_500)
    assert found.fraction < 1
    assert found.rows == 15_000
    assert found.classes == pytest.approx(6_000, rel=0.1)
    # Half of the classes have one row, the others four: none may have been cut in pieces.
    assert dict(found.below)[2] == pytest.approx(0.2, abs=0.03)
    assert dict(found.below)[5] == 1.0
    assert found.smallest == 1


def test_the_memory_is_bounded_by_the_limit():
    counter = AnonymityCounter(("a",), seed=1, limit=100)
    for start in range(0, 20_000, 1_000):
        counter.feed([pl.Series([str(n) for n in range(start, start + 1_000)])])
    assert counter._counted.height <= 100
    assert sum(frame.height for frame in counter._waiting) <= 100


def test_without_columns_all_rows_are_alike():
    assert (of_no_columns(7).smallest, dict(of_no_columns(7).below)) == (7, {2: 0.0, 5: 0.0, 10: 1.0})
    assert (of_no_columns(0).smallest, dict(of_no_columns(0).below)) == (0, {2: 0.0, 5: 0.0, 10: 0.0})


def test_the_columns_to_count_are_those_with_quasi_identifiers_in_their_values():
    def column(label, entity, *, in_name=False):
        return ColumnReport(label, "string", 1, 0, (Finding(entity, 0.6, 1, 1.0, in_name=in_name),))

    columns = (
        column("zip", "POSTAL_CODE"), column("born", "DATE_OF_BIRTH"), column("mail", "EMAIL_ADDRESS"),
        column("towns[]", "LOCATION"), column("(metadata) zip", "POSTAL_CODE"), column("x", "AGE", in_name=True),
    )  # fmt: skip
    report = ScanReport("sha256:f", "sha256:d", Coverage(1, 1, 1, 6), columns)
    assert quasi_identifiers(report) == ["zip", "born"]
