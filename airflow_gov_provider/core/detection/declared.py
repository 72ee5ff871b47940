"""What a column's name declares: findings for columns whose values no pattern can tell."""

from __future__ import annotations

from collections.abc import Mapping

from airflow_gov_provider.core.detection.facts import Facts
from airflow_gov_provider.core.detection.findings import Finding

_SCORE = 0.5


def declared(facts: Facts, found: Mapping[str, Finding]) -> list[Finding]:
    """Special categories that the header declares, if anything but masked values is there."""
    if not facts.open_rows:
        return []
    share = facts.open_rows / max(1, facts.values)
    return [
        Finding(entity, _SCORE, facts.open_rows, share, (("header", 1.0),))
        for entity in facts.header.declared()
        if entity not in found
    ]
