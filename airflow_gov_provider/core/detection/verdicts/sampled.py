"""A finding about a sample of distinct values, as an estimate for the whole column."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from airflow_gov_provider.core.detection.chance import upper_bound
from airflow_gov_provider.core.detection.facts import Drawn
from airflow_gov_provider.core.detection.findings import Finding


def finding_of(
    entity: str, drawn: Drawn, hits: Collection[int], score: float, evidence: Mapping[str, float]
) -> Finding:
    """``entity`` in the values at ``hits``.

    :param score: probability 0-1. :param evidence: numbers beside those that each sample has.
    """
    rows = sum(drawn.rows[at] for at in hits)
    numbers = {
        "hits": float(len(hits)),
        "lower_bound": float(drawn.fraction < 1),
        "sampled": float(len(drawn.texts)),
        "upper_bound": upper_bound(len(hits), len(drawn.texts)),
        **evidence,
    }
    # Rows of the hits over the sampled fraction of distinct values: unbiased for the rows of all.
    share = min(1.0, rows / drawn.fraction / max(1, drawn.values))
    return Finding(entity, score, rows, share, tuple(sorted(numbers.items())))
