"""What columns say about each other: ``first`` beside ``last``, a street beside a town."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from airflow_gov_provider.core.detection.facts import Facts
from airflow_gov_provider.core.detection.findings import Finding


def from_siblings(columns: Sequence[Facts], found: Sequence[Mapping[str, Finding]]) -> list[list[Finding]]:
    """Findings that a column gets from its neighbours, one list per column.

    :param found: what each column's own values and header gave, by entity type.
    """
    del found
    return [[] for _ in columns]
