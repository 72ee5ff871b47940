"""The utility report: figures whose right answer is known."""

import json
import re

import numpy as np
import pyarrow as pa
import pytest

from airflow_gov_provider.core.detection.anonymity import Anonymity
from airflow_gov_provider.core.errors import UsageError
from airflow_gov_provider.core.masking.encoded import encoded
from airflow_gov_provider.core.masking.utility.information import normalised, pairs, told
from airflow_gov_provider.core.masking.utility.page import page
from airflow_gov_provider.core.masking.utility.report import Question, as_json, utility
from airflow_gov_provider.core.masking.utility.times import distance, features, velocity

ROWS = 400


@pytest.fixture(scope="module")
def source():
    chance = np.random.default_rng(5)
    score = chance.random(ROWS)
    return pa.table(
        {
            "card": [f"card {at % 60}" for at in range(ROWS)],
            "score": score,
            "colour": [f"secret-{at % 3}" for at in range(ROWS)],
            "at": pa.array(1_700_000_000 + np.sort(chance.integers(0, 9_000_000, ROWS))),
            "bad": np.where(score + chance.normal(0, 0.2, ROWS) > 0.8, "yes", "no"),
        }
    )


def renamed(table, column, name="x"):
    """Each value another, equal ones alike: what a pseudonym does."""
    at = table.column_names.index(column)
    return table.set_column(
        at, column, pa.array([f"{name}{hash(value)}" for value in table[column].to_pylist()])
    )


@pytest.fixture(scope="module")
def kept(source):
    """The report of a copy whose identifiers are pseudonyms."""
    return utility(source, renamed(renamed(source, "card"), "colour"), QUESTION, seed=1, repeats=1)


QUESTION = Question("bad", "card", "at")


def test_pseudonyms_cost_nothing_and_keep_every_join(kept):
    assert kept.quality.auc_before.mean > 0.8
    assert kept.quality.ap_loss.mean == pytest.approx(0, abs=0.02)
    assert all(column.joins and column.of_source == pytest.approx(1) for column in kept.columns)
    assert kept.target_kept


def test_events_of_a_subject_keep_their_gaps(kept):
    assert {one.feature for one in kept.velocity} == {"gap", "events_in_1_day", "events_in_7_days"}
    assert all(one.within and one.distance == 0 for one in kept.velocity)


def test_what_is_redacted_is_lost_and_said_to_be(source):
    gone = source.set_column(1, "score", pa.nulls(ROWS, pa.float64()))
    found = utility(source, gone, Question("bad"), seed=1, repeats=1)
    assert found.quality.auc_loss.mean > 0.3
    score = next(one for one in found.columns if one.label == "score")
    assert (score.of_source, score.target_after, score.joins) == (0.0, 0.0, False)


def test_a_shuffled_column_is_no_signal_although_its_values_are_all_there(source):
    mixed = source.set_column(
        1, "score", source["score"].take(pa.array(np.random.default_rng(1).permutation(ROWS)))
    )
    assert utility(source, mixed, Question("bad"), seed=1, repeats=1).quality.auc_loss.mean > 0.3


def test_a_masked_target_is_followed_by_name_and_a_lost_one_is_said(source):
    assert utility(source, renamed(source, "bad"), Question("bad"), seed=1, repeats=1).target_kept
    gone = source.set_column(4, "bad", pa.array(["[REDACTED]"] * ROWS))
    found = utility(source, gone, Question("bad"), seed=1, repeats=1)
    assert not found.target_kept
    assert found.quality.auc_after.mean == 0.5


def test_models_learn_from_no_subject_and_nothing_that_names_rows_or_is_left_out(source):
    named = source.append_column("id", pa.array([f"row {at}" for at in range(ROWS)]))
    found = utility(named, named, Question("bad", "card", None, ("colour",)), seed=1, repeats=1)
    assert found.learned == ("score", "at")


def test_rows_that_can_not_correspond_are_refused_unless_the_copy_is_synthetic(source):
    half = source.slice(0, ROWS // 2)
    with pytest.raises(UsageError, match="do not correspond"):
        utility(source, half, Question("bad"), seed=1, repeats=1)
    found = utility(source, half, Question("bad", synthetic=True), seed=1, repeats=1)
    assert found.quality.auc_after.mean > 0.75
    assert all(column.of_source is None for column in found.columns)


@pytest.mark.parametrize(
    ("question", "what"),
    [
        (Question("nothing"), "no such column"),
        (Question("bad", subject="nobody"), "no such column"),
        (Question("colour"), "3 different values"),
        (Question("bad", time="never"), "no such column"),
    ],
)
def test_what_can_not_be_asked_is_refused(source, question, what):
    with pytest.raises(UsageError, match=what):
        utility(source, source, question, seed=1, repeats=1)


def test_a_value_of_the_target_with_few_rows_has_no_figures(source):
    rare = source.set_column(4, "bad", pa.array(["yes"] * 19 + ["no"] * (ROWS - 19)))
    with pytest.raises(UsageError, match="19 rows"):
        utility(rare, rare, Question("bad"), seed=1, repeats=1)


def test_json_and_page_hold_numbers_and_labels_but_no_value(source, kept):
    text = json.dumps(as_json(kept)) + page(kept, "file:///a", "file:///b")
    values = {str(value) for column in ("card", "colour", "score") for value in source[column].to_pylist()}
    assert not [value for value in values if value in text]
    assert json.loads(json.dumps(as_json(kept)))["rows"] == ROWS


def test_the_page_is_one_file_without_scripts_or_addresses(kept):
    anonymity = Anonymity(("score",), ROWS, 3, 1, ((2, 0.5), (5, 0.7), (10, 1.0)))
    from dataclasses import replace

    text = page(replace(kept, anonymity=(anonymity, anonymity)), "file:///<a>", "b")
    assert not re.search(r"<script|src=|url\(|https?://|@import", text)
    assert "prefers-color-scheme: dark" in text
    assert 'name="viewport"' in text
    assert "file:///&lt;a&gt;" in text
    assert text.count("<svg") == text.count("</svg>") == 3


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["2026-01-02", "2026-01-01"], [1767312000.0, 1767225600.0]),
        (["2026-01-02T00:00:01", None], [1767312001.0, np.nan]),
        (["10:00:01", "00:00:00"], [36001.0, 0.0]),
        (["12", "-1.5e1", ""], [12.0, -15.0, np.nan]),
        ([True, False, None], [0.0, 1.0, np.nan]),
        (["12", "twelve"], [0.0, 1.0]),
    ],
)
def test_texts_that_are_numbers_or_times_are_read_as_such(values, expected):
    assert np.array_equal(encoded(pa.chunked_array([values])).numbers, expected, equal_nan=True)


def test_information_of_known_tables():
    x = np.array([0, 0, 1, 1])
    assert normalised(x, x) == pytest.approx(1)
    assert normalised(x, np.array([0, 1, 0, 1])) == pytest.approx(0)
    assert told(np.array([0, 1, 2, 3]), x) == pytest.approx(0.5)
    assert told(x, np.array([0, 1, 2, 3])) == pytest.approx(1)
    assert pairs(x) == 8


def test_distances_and_events_of_known_sequences():
    assert distance(np.array([1.0, 2]), np.array([3.0, 4])) == 1
    assert distance(np.array([1.0, 2]), np.array([1.0, 2])) == 0
    made = features(np.array([1, 2, 1, 1]), np.array([0.0, 5, 60, 2 * 86_400]))
    assert made["gap"].tolist() == [60, 172_740]
    assert made["events_in_1_day"].tolist() == [1, 0]
    assert made["events_in_7_days"].tolist() == [1, 2]


def test_dates_made_weeks_are_beyond_the_noise():
    chance = np.random.default_rng(1)
    subjects = np.repeat(np.arange(100), 20)
    seconds = chance.random(2_000) * 90 * 86_400
    weeks = seconds // (7 * 86_400) * 7 * 86_400
    assert not velocity((subjects, seconds), (subjects, weeks), seed=1)[0].within
