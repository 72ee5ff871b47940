"""Bounds against values from tables and against the identities that define them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airflow_gov_provider.core.detection.chance import lower_bound, upper_bound


@pytest.mark.parametrize(
    ("trials", "bound"), [(200, 0.0149), (500, 0.00597), (1500, 0.001995), (3000, 0.000998)]
)
def test_no_hit_in_n_bounds_the_rate_by_the_rule_of_three(trials, bound):
    assert upper_bound(0, trials) == pytest.approx(1 - 0.05 ** (1 / trials), rel=1e-6)
    assert upper_bound(0, trials) == pytest.approx(bound, rel=0.01)
    assert lower_bound(0, trials) == 0


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(1, 400), st.data())
def test_at_the_lower_bound_that_many_hits_have_the_chance_asked_for(trials, data):
    hits = data.draw(st.integers(1, trials))
    p = lower_bound(hits, trials)
    tail = sum(math.comb(trials, k) * p**k * (1 - p) ** (trials - k) for k in range(hits, trials + 1))
    assert tail == pytest.approx(0.05, rel=1e-4)
    assert p <= hits / trials <= upper_bound(hits, trials)


def test_large_samples_have_bounds_too():
    assert lower_bound(20_000, 200_000) == pytest.approx(0.0989, abs=0.0005)
    assert upper_bound(20_000, 200_000) == pytest.approx(0.1011, abs=0.0005)
