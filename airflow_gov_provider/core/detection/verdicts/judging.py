"""The verdict on columns: what patterns found, what names, headers and neighbours add to it.

Three stages: each column by its own values, then by what its header declares, then by the columns
beside it. A later stage adds findings and takes none away.
"""

from __future__ import annotations

from collections.abc import Sequence

from airflow_gov_provider.core.detection.facts import Facts, Names
from airflow_gov_provider.core.detection.findings import ColumnReport, Finding, Skipped
from airflow_gov_provider.core.detection.verdicts.among_people import among_people
from airflow_gov_provider.core.detection.verdicts.declared import declared
from airflow_gov_provider.core.detection.verdicts.doubts import settled
from airflow_gov_provider.core.detection.verdicts.hashes import proved
from airflow_gov_provider.core.detection.verdicts.lists import LoadLists, no_lists
from airflow_gov_provider.core.detection.verdicts.name_parts import beside_names
from airflow_gov_provider.core.detection.verdicts.names import judge_prose, judge_short, sample_counts
from airflow_gov_provider.core.detection.verdicts.siblings import from_siblings
from airflow_gov_provider.core.detection.verdicts.values import by_values
from airflow_gov_provider.core.taxonomy import GROUPS


def judge(
    columns: Sequence[Facts], names: Names | None, lists: LoadLists = no_lists
) -> tuple[list[ColumnReport], list[Skipped]]:
    """Reports of all columns of one dataset, and what of them was not examined."""
    columns = [settled(facts) for facts in columns]
    found = [_alone(facts, names, lists) for facts in columns]
    for more, known in zip(proved(columns), found, strict=True):
        _add(known, more)
    for more, known in zip(beside_names(columns, found, lists), found, strict=True):
        _add(known, more)
    for more, known in zip(from_siblings(columns, found), found, strict=True):
        _add(known, more)
    for more, known in zip(among_people(columns, found), found, strict=True):
        _add(known, more)
    reports = [_report(facts, known) for facts, known in zip(columns, found, strict=True)]
    return reports, [item for facts in columns for item in _skipped(facts, names)]


def _alone(facts: Facts, names: Names | None, lists: LoadLists) -> dict[str, Finding]:
    """What a column's own values and header say."""
    found = dict(facts.found)
    person = _person(facts, names)
    _add(found, [person] if person is not None else [])
    _add(found, by_values(facts, found, lists))
    _add(found, declared(facts, found))
    return found


def _add(known: dict[str, Finding], more: Sequence[Finding]) -> None:
    """Of two findings of one type the one that covers more stays; of equals the later, with more evidence."""
    for finding in more:
        old = known.get(finding.entity_type)
        if old is None or (finding.share, finding.count) >= (old.share, old.count):
            known[finding.entity_type] = finding


def _person(facts: Facts, names: Names | None) -> Finding | None:
    if not facts.drawn.texts:
        return None
    explained = any(f.share >= 0.9 and _explains(entity) for entity, f in facts.found.items())
    if explained and not facts.prose and not facts.header.says_person:
        return None
    if facts.prose:
        return judge_prose(sample_counts(facts.drawn, names))
    return _short(facts, names)


def _short(facts: Facts, names: Names | None) -> Finding | None:
    """The model is asked only where it could change the verdict: it is slow, and takes a tenth of a second to load."""
    header = facts.header
    if not (header.says_person or header.hints_person or header.says_thing):
        return None
    shape = sample_counts(facts.drawn, None)
    alone = judge_short(shape, header)
    # Names of things that the lists do not take for people's are none, whatever the model says.
    if len(shape.shaped) < 0.5 * len(facts.drawn.texts) or (header.says_thing and alone is None):
        return None
    if names is None or header.says_person or not facts.is_values:
        return alone
    return judge_short(sample_counts(facts.drawn, names), header)


def _explains(entity: str) -> bool:
    """Whether values of this type are nobody's name: a link beside a name explains nothing away."""
    return entity != "PERSON" and "weak_identifiers" not in GROUPS.get(entity, frozenset())


def _report(facts: Facts, found: dict[str, Finding]) -> ColumnReport:
    return ColumnReport(
        facts.label,
        facts.type,
        facts.rows,
        facts.nulls,
        tuple(found[entity] for entity in sorted(found)),
        facts.prose,
        tuple(facts.suppressed[entity] for entity in sorted(facts.suppressed.keys() - found.keys())),
    )


def _skipped(facts: Facts, names: Names | None) -> list[Skipped]:
    skipped = [Skipped(facts.label, why) for why in sorted(facts.missed)]
    if facts.prose and names is None:
        skipped.append(Skipped(facts.label, "NER_OFF"))
    return skipped
