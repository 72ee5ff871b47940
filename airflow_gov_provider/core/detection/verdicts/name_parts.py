"""Names that only their neighbour gives away: rare family names beside a column of given names.

Lists know nearly all given names and few family names. A column of single capital words, nearly all
different and more of them names than anything else known, is of names when a column beside it surely is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from airflow_gov_provider.core.detection.chance import lower_bound
from airflow_gov_provider.core.detection.facts import Facts
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.verdicts.lists import LoadLists
from airflow_gov_provider.core.detection.verdicts.people import FEWEST, Division, Kind, divide
from airflow_gov_provider.core.detection.verdicts.sampled import finding_of

#: Of invented brands and ordinary words in capitals 2 % are unambiguous names.
_NAMES_AT_LEAST = 0.05
_WORDS_AT_LEAST = 0.9
#: Of rows per distinct value: kinds and grades repeat, and so do the names in a long table of few people.
_DIFFERENT = 0.4
_MANY = 20
_NAMES_OF_CATEGORY = 0.18


def beside_names(
    columns: Sequence[Facts], found: Sequence[Mapping[str, Finding]], lists: LoadLists
) -> list[list[Finding]]:
    """PERSON for columns that nothing else explains, beside one of single names; one list a column."""
    groups: dict[str, bool] = {}
    for facts, each in zip(columns, found, strict=True):
        group = _group(facts)
        groups[group] = groups.get(group, False) or _is_of_single_names(each)
    return [
        _rest_of_a_name(facts, lists) if groups[_group(facts)] and not each else []
        for facts, each in zip(columns, found, strict=True)
    ]


def _group(facts: Facts) -> str:
    return facts.label.rpartition(".")[0]


def _is_of_single_names(found: Mapping[str, Finding]) -> bool:
    """Names without family names in the same value."""
    if "PERSON" not in found:
        return False
    evidence = dict(found["PERSON"].evidence)
    return evidence.get("listed", 0.0) > 2 * evidence.get("pairs", evidence.get("listed", 0.0))


def _rest_of_a_name(facts: Facts, lists: LoadLists) -> list[Finding]:
    texts = facts.drawn.texts
    # Scripts without capitals have no small letters either.
    words = [text.strip() for text in texts if _is_word(text.strip())]
    single = len(words) >= _WORDS_AT_LEAST * len(texts)
    if not facts.is_values or len(texts) < FEWEST or not single or facts.header.says_thing:
        return []
    varied = len(texts) >= _DIFFERENT * min(sum(facts.drawn.rows), 400)
    if not varied and len(texts) < _MANY:
        return []
    return _judged(facts, divide(texts, lists()), _NAMES_AT_LEAST if varied else _NAMES_OF_CATEGORY)


def _is_word(text: str) -> bool:
    return text[:1].isalpha() and not text[:1].islower() and " " not in text


def _judged(facts: Facts, division: Division, least: float) -> list[Finding]:
    names, other = division.count(Kind.NAME, Kind.PAIR), division.count(Kind.OTHER)
    sampled = len(division.kinds)
    if lower_bound(names, sampled) < least or names <= 1.5 * other:
        return []
    hits = [at for at, kind in enumerate(division.kinds) if kind is not Kind.NO_NAME]
    evidence = {"listed": float(names), "neighbours": 1.0, "vetoes": float(other)}
    return [finding_of("PERSON", facts.drawn, hits, 0.5, evidence)]
