"""Progress says how much, how fast and how long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airflow_gov_provider.gates.progress import Pace, duration, size


def test_a_phase_begins_without_a_rate_and_then_says_how_long_it_will_take():
    pace = Pace()
    assert pace.text("scan", 0, 1_000_000, 10.0) == "scan: 0 of 1,000,000 rows"
    assert pace.text("scan", 50_000, 1_000_000, 10.5) == "scan: 50,000 of 1,000,000 rows"
    said = pace.text("scan", 200_000, 1_000_000, 12.0)
    assert said == "scan: 200,000 of 1,000,000 rows (100,000 rows/s, about 8 s left)"


def test_bytes_are_counted_in_bytes_and_an_unknown_total_is_left_out():
    pace = Pace()
    pace.text("take-in", 0, 0, 0.0)
    assert pace.text("take-in", 3_000_000, 0, 2.0) == "take-in: 3.0 MB (1.5 MB/s)"


def test_the_next_phase_has_a_pace_of_its_own():
    pace = Pace()
    pace.text("take-in", 0, 100, 0.0)
    pace.text("scan", 0, 100, 50.0)
    assert pace.text("scan", 50, 100, 52.0) == "scan: 50 of 100 rows (25 rows/s, about 2 s left)"


def test_a_phase_that_begins_again_starts_its_pace_again():
    pace = Pace()
    pace.text("scan", 0, 100, 0.0)
    pace.text("scan", 100, 100, 10.0)
    assert pace.text("scan", 0, 100, 11.0) == "scan: 0 of 100 rows"


def test_nothing_is_left_of_what_is_done():
    pace = Pace()
    pace.text("scan", 0, 100, 0.0)
    assert pace.text("scan", 100, 100, 10.0) == "scan: 100 of 100 rows (10 rows/s)"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "1 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (125, "2 min 5 s"),
        (3600, "1 h 0 min"),
        (12_059, "3 h 20 min"),
    ],
)
def test_durations_read_well(seconds, said):
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_500_000, "1.5 MB"), (5e18, "5,000.0 PB")],
)
def test_sizes_read_well(number, said):
    assert size(number) == said


@given(st.lists(st.tuples(st.integers(0, 10**15), st.floats(0, 10**6)), max_size=20), st.integers(0, 10**15))
def test_no_order_of_calls_breaks_it(calls, total):
    pace = Pace()
    for done, now in calls:
        assert pace.text("scan", done, total, now).startswith("scan: ")
