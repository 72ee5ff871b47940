"""Columns of towns: quasi-identifiers, told by lists of places."""

from __future__ import annotations

from airflow_gov_provider.core.detection.chance import lower_bound
from airflow_gov_provider.core.detection.facts import Drawn
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.verdicts.lists import Lists
from airflow_gov_provider.core.detection.verdicts.sampled import finding_of

#: Fewer towns single out nobody, and are a category.
FEWEST = 12
TOWNS_AT_LEAST = 0.4


def towns(drawn: Drawn, lists: Lists) -> Finding | None:
    """The finding LOCATION, if many of the values are towns; countries alone are none."""
    folded = [text.strip().casefold() for text in drawn.texts]
    hits = [
        at for at, text in enumerate(folded) if _town(text) in lists.places and text not in lists.countries
    ]
    if len(folded) < FEWEST or lower_bound(len(hits), len(folded)) < TOWNS_AT_LEAST:
        return None
    return finding_of("LOCATION", drawn, hits, 0.5, {"header": 0.0})


def _town(text: str) -> str:
    """Without what follows a comma: ``Austin, TX``."""
    return text.partition(",")[0].strip()
