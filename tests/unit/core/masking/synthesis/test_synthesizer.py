"""Invented tables: what they keep, what they never show, and what is refused."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.categories import Categories
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingPlan
from airflow_gov_provider.core.masking.synthesis.closeness import closeness_of_tables, copies_of
from airflow_gov_provider.core.masking.synthesis.synthesizer import LEAST_ROWS, hashes, learned
from airflow_gov_provider.core.masking.synthesis.tables import SyntheticTable
from airflow_gov_provider.core.policy.methods import OTHER, REDACTED, Generalize, Pseudonym

ROWS = 2_000


def people(rows=ROWS, seed=1):
    """A town and a wage that depends on it, a code of few rows each, a unique reference, and a day."""
    chance = np.random.default_rng(seed)
    town = chance.choice(["Ashford", "Birch", "Clay"], rows, p=[0.6, 0.3, 0.1])
    wage = np.round(chance.lognormal(7, 0.5, rows) * np.where(town == "Clay", 3, 1), 2)
    return pa.table(
        {
            "town": town,
            "wage": wage,
            "gain": np.where(chance.random(rows) < 0.9, 0, chance.integers(1, 10_000, rows)),
            "reference": [f"ref-{seed}-{at}" for at in range(rows)],
            "desk": [f"desk {at}" for at in chance.choice(400, rows, p=np.r_[0.9, np.full(399, 0.1 / 399)])],
            "day": [f"2026-{1 + at % 12:02}-{1 + at % 28:02}" for at in chance.integers(0, 336, rows)],
            "left": pa.array(chance.random(rows) < 0.2),
        }
    )


@pytest.fixture(scope="module")
def source():
    return people()


@pytest.fixture(scope="module")
def invented(source):
    return pa.table(learned(source, seed=7).table(ROWS, 0))


def test_columns_and_types_stay(source, invented):
    assert invented.schema.names == source.schema.names
    assert [field.type for field in invented.schema] == [field.type for field in source.schema]


def test_what_depends_on_what_is_kept(source, invented):
    def ratio(table):
        in_clay = pc.equal(table["town"], "Clay")
        rich, others = table.filter(in_clay)["wage"], table.filter(pc.invert(in_clay))["wage"]
        return pc.mean(rich).as_py() / pc.mean(others).as_py()

    assert ratio(invented) == pytest.approx(ratio(source), rel=0.1)
    shares = [pc.mean(pc.equal(table["town"], "Birch")).as_py() for table in (source, invented)]
    assert shares[0] == pytest.approx(shares[1], abs=0.03)


def test_no_row_is_a_copy(source, invented):
    rows = [
        set(zip(*(table[name].to_pylist() for name in ("town", "wage", "gain", "day", "left")), strict=True))
        for table in (source, invented)
    ]
    assert not rows[0] & rows[1]


def test_a_text_that_names_rows_is_not_invented(invented):
    assert set(invented["reference"].to_pylist()) == {REDACTED}


def test_rare_categories_never_come_again(source, invented):
    counted = {pair["values"]: pair["counts"] for pair in pc.value_counts(source["desk"]).to_pylist()}
    assert OTHER in set(invented["desk"].to_pylist())
    assert all(counted[desk] >= 20 for desk in set(invented["desk"].to_pylist()) - {OTHER})


def test_numbers_that_many_share_stay_and_extremes_are_averaged(source, invented):
    assert pc.mean(pc.equal(invented["gain"], 0)).as_py() == pytest.approx(0.9, abs=0.03)
    assert pc.max(invented["wage"]).as_py() < pc.max(source["wage"]).as_py()
    assert all(round(wage, 2) == wage for wage in invented["wage"].to_pylist())


def test_texts_of_dates_are_dates_again(invented):
    assert pc.all(pc.match_substring_regex(invented["day"], "^2026-[01][0-9]-[0-3][0-9]$")).as_py()


def test_the_seed_decides_everything(source):
    first, again, other = (learned(source, seed=seed).table(500, 0) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_each_batch_has_rows_of_its_own(source):
    synthesizer = learned(source, seed=7)
    assert synthesizer.table(500, 0) != synthesizer.table(500, 1)


def test_small_tables_are_refused_with_the_limit_and_the_reason(source):
    with pytest.raises(MaskingError, match=rf"999 rows is too small.* {LEAST_ROWS:,}") as caught:
        learned(source.slice(0, LEAST_ROWS - 1), seed=7)
    assert caught.value.code is ErrorCode.MASKING_UNSUPPORTED


def test_a_table_of_which_nothing_new_can_be_invented_is_refused():
    table = pa.table({"one": ["a", "b"] * 1_000, "two": ["c", "c", "d", "d"] * 500})
    with pytest.raises(MaskingError, match="so few combinations"):
        learned(table, seed=7).table(100, 0)


def test_nulls_are_invented_too():
    values = pa.array([None, 1.5, 2.5, 3.5] * 500)
    table = pa.table(
        {"value": values, "noise": np.random.default_rng(1).random(2_000), "empty": pa.nulls(2_000)}
    )
    made = learned(table, seed=7).table(1_000, 0)
    assert made["value"].null_count / 1_000 == pytest.approx(0.25, abs=0.06)
    assert made["empty"].null_count == 1_000


def test_equal_rows_have_equal_hashes_whatever_their_nulls_and_zeros():
    salt = np.array([3, 5], dtype=np.uint64)
    rows = np.array([[0.0, np.nan], [-0.0, np.nan], [np.nan, 0.0], [1.0, 2.0], [2.0, 1.0]])
    hashed = hashes(rows, salt)
    assert hashed[0] == hashed[1]
    assert len(set(hashed.tolist())) == 4
    assert set(hashed) != set(hashes(rows, salt + np.uint64(2)))


def test_invented_rows_are_no_closer_to_those_learned_than_to_others(source, invented):
    found = closeness_of_tables(invented, source, people(seed=2), seed=1)
    assert found.copies == 0
    # Of few columns, mostly numbers, more shows than of many: 0.5 is chance, by heart it is 1.
    assert found.share < 0.6
    assert found.membership == pytest.approx(0.5, abs=0.05)


def test_a_table_learned_by_heart_is_found_out(source):
    found = closeness_of_tables(source, source, people(seed=2), seed=1)
    assert found.copies == ROWS
    assert found.share > 0.9
    assert found.membership > 0.9


def test_copies_count_nulls_as_equal():
    rows = np.array([[1, -9], [2, 3]], dtype=np.float32)
    assert copies_of(rows, rows[:1]) == 1


def test_identifiers_are_tokens_of_nobody_and_bands_stay_bands():
    table = people()
    rows = table.append_column("age", pa.array([20 + at % 60 for at in range(ROWS)]))
    plan = MaskingPlan(
        "a->b",
        (
            ColumnMask("reference", Pseudonym(), "customer", ("PERSON",)),
            ColumnMask("age", Generalize(width=5), "age", ("AGE",)),
        ),
        frozenset(set(rows.column_names) - {"reference", "age"}),
    )
    masker = KeyedMasker(b"k" * 32)
    masked = rows
    for mask in plan.columns:
        at = masked.column_names.index(mask.label)
        values = masker.mask(masked[mask.label].combine_chunks(), mask, "a->b")
        masked = masked.set_column(at, mask.label, values)
    batch = masked.combine_chunks().to_batches()[0]
    made = SyntheticTable.learned([batch], plan, masker, Categories(), seed=9).batch(batch, 0)
    assert made.schema == batch.schema
    assert all(age % 5 == 0 for age in made["age"].to_pylist())
    tokens = made["reference"]
    assert len(tokens.unique()) == ROWS
    assert not set(tokens.to_pylist()) & set(batch["reference"].to_pylist())
    assert all(masker.verify(tokens, plan.columns[0], "a->b").to_pylist())


def test_nested_columns_are_refused():
    batch = pa.record_batch({"tags": [["a"]] * 10})
    plan = MaskingPlan("a->b", (), frozenset({"tags[]"}))
    with pytest.raises(MaskingError, match="nested"):
        SyntheticTable.learned([batch], plan, KeyedMasker(b"k" * 32), Categories(), seed=1)
