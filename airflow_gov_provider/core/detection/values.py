"""Types that a sample of values tells by its structure: names, addresses, dates of birth, checksums."""

from __future__ import annotations

from collections.abc import Mapping

from airflow_gov_provider.core.detection.facts import Facts
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.lists import LoadLists, no_lists
from airflow_gov_provider.core.detection.people import people
from airflow_gov_provider.core.taxonomy import GROUPS

#: So much of a column explained by a type leaves nothing for names.
_EXPLAINED = 0.9


def by_values(facts: Facts, found: Mapping[str, Finding], lists: LoadLists = no_lists) -> list[Finding]:
    """Findings from the structure of the sampled values.

    :param found: what patterns and names gave already, by entity type.
    """
    if not facts.is_values or not facts.drawn.texts:
        return []
    judged: list[Finding | None] = []
    if not _explained(found) and not facts.prose and not facts.header.says_thing and _has_words(facts):
        judged.append(people(facts.drawn, lists()))
    return [finding for finding in judged if finding is not None]


def _explained(found: Mapping[str, Finding]) -> bool:
    """Most values are something that is nobody's name: a link beside a name explains nothing away."""
    return any(
        finding.share >= _EXPLAINED
        and entity != "PERSON"
        and "weak_identifiers" not in GROUPS.get(entity, ())
        for entity, finding in found.items()
    )


def _has_words(facts: Facts) -> bool:
    """Most values are of letters: the lists are loaded for these only."""
    texts = facts.drawn.texts
    return sum(not any(map(str.isdigit, text)) for text in texts) > len(texts) / 2
