"""How far a rate that was seen may be from the rate that is: exact binomial bounds."""

from __future__ import annotations

import math

_STEPS = 60
_TINY = 1e-300


def lower_bound(hits: int, trials: int, confidence: float = 0.95) -> float:
    """One-sided Clopper-Pearson lower bound of a probability; 0 without a hit."""
    if hits <= 0:
        return 0.0
    return _beta_quantile(1 - confidence, hits, max(0, trials - hits) + 1)


def upper_bound(hits: int, trials: int, confidence: float = 0.95) -> float:
    """One-sided Clopper-Pearson upper bound of a probability; 1 without a miss."""
    if hits >= trials:
        return 1.0
    return _beta_quantile(confidence, hits + 1, trials - hits)


def _beta_quantile(probability: float, a: float, b: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _beta_cdf(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _beta_cdf(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function, by the continued fraction of DLMF 8.17.22."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(log_front + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's method; converges in O(sqrt(max(a, b))) steps."""
    c, d = 1.0, 1 / _safe(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 20_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        step = 1.0
        for term in (even, odd):
            d = 1 / _safe(1 + term * d)
            c = _safe(1 + term / c)
            step = d * c
            value *= step
        if abs(step - 1) < 1e-12:
            break
    return value


def _safe(number: float) -> float:
    return number if abs(number) > _TINY else _TINY
