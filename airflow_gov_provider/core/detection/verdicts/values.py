"""Types that a sample of values tells by its structure: names, addresses, dates of birth, checksums."""

from __future__ import annotations

from collections.abc import Mapping

from airflow_gov_provider.core.detection.facts import Facts
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.verdicts.addresses import addresses
from airflow_gov_provider.core.detection.verdicts.birth_dates import birth_dates
from airflow_gov_provider.core.detection.verdicts.card_shapes import card_shapes
from airflow_gov_provider.core.detection.verdicts.hashes import hashes
from airflow_gov_provider.core.detection.verdicts.lists import LoadLists, no_lists
from airflow_gov_provider.core.detection.verdicts.mobiles import mobiles
from airflow_gov_provider.core.detection.verdicts.national_ids import national_ids
from airflow_gov_provider.core.detection.verdicts.people import is_counted, people, people_among_things
from airflow_gov_provider.core.detection.verdicts.places import towns
from airflow_gov_provider.core.taxonomy import GROUPS

#: So much of a column explained by a type leaves nothing for names.
_EXPLAINED = 0.9


def by_values(facts: Facts, found: Mapping[str, Finding], lists: LoadLists = no_lists) -> list[Finding]:
    """Findings from the structure of the sampled values.

    :param found: what patterns and names gave already, by entity type.
    """
    if not facts.is_values or not facts.drawn.texts:
        return []
    if facts.prose:
        return [found for found in (_addresses(facts, lists),) if found is not None]
    judged = [*national_ids(facts), *birth_dates(facts), *hashes(facts)]
    if "CREDIT_CARD" not in found and not facts.header.measures:
        judged += card_shapes(facts)
    mobile = None if facts.header.measures or judged else mobiles(facts.drawn)
    if mobile is not None:
        return [mobile]
    if not _explained(found) and not judged:
        judged += _named(facts, lists)
    return judged


def _named(facts: Facts, lists: LoadLists) -> list[Finding]:
    """Addresses, people, places: whose values are words."""
    address = _addresses(facts, lists)
    if address is not None:
        return [address]
    if not _has_words(facts):
        return []
    if facts.header.says_thing:
        person = people_among_things(facts.drawn, lists())
        return [] if person is None else [person]
    person = people(facts.drawn, lists(), hinted=facts.header.hints_person)
    return (
        [person] if person is not None else [one for one in (towns(facts.drawn, lists()),) if one is not None]
    )


def _addresses(facts: Facts, lists: LoadLists) -> Finding | None:
    """Web, mail and network addresses are none of streets."""
    return None if facts.header.measures else addresses(facts.drawn, lists)


def _explained(found: Mapping[str, Finding]) -> bool:
    """Most values are something that is nobody's name: a link beside a name explains nothing away."""
    return any(
        finding.share >= _EXPLAINED
        and entity != "PERSON"
        and "weak_identifiers" not in GROUPS.get(entity, ())
        for entity, finding in found.items()
    )


def _has_words(facts: Facts) -> bool:
    """Most values are of letters, or of names with numbers: the lists are loaded for these only."""
    texts = facts.drawn.texts
    return sum(not any(map(str.isdigit, text)) or is_counted(text) for text in texts) > len(texts) / 2
