"""What columns say about each other: ``first`` beside ``last``, a street beside a town.

Columns are neighbours when they lie in one struct, or all at the top. A name that may mean several things
(``name``, ``address``, ``mobile``) counts where its neighbours are about people; towns, ages and the like
are reported only there too: nobody lives in a table of shops.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from airflow_gov_provider.core.detection.facts import Facts
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.verdicts.declared import claimed
from airflow_gov_provider.core.detection.verdicts.names import sample_counts
from airflow_gov_provider.core.detection.verdicts.shapes import HOUSE, fit

#: Priors, among neighbours that agree, of an unsure claim and of a sure one.
_BACKED = 0.45
_SURE = 0.6
#: Types that say that a row is about somebody.
_PERSONAL = frozenset(
    {"PERSON", "EMAIL_ADDRESS", "PHONE_NUMBER", "DATE_OF_BIRTH", "US_SSN", "NATIONAL_ID", "PASSPORT", "HEALTH_ID"}
    | {"STREET_ADDRESS", "DRIVER_LICENSE", "USERNAME", "CREDIT_CARD"}
)  # fmt: skip
#: Traits of people, not of places: two of them make a table about people.
_TRAITS = frozenset({"AGE", "GENDER", "OCCUPATION", "MARITAL_STATUS", "EDUCATION", "INCOME", "NRP"})
#: Types that companies do not have.
_NO_COMPANY = frozenset({"DATE_OF_BIRTH", "US_SSN", "NATIONAL_ID", "PASSPORT", "HEALTH_ID", "DRIVER_LICENSE"})
_SOME = 0.3
_LISTED = 0.1


@dataclass(frozen=True, slots=True)
class _Block:
    """Neighbours: what they were found to be, and what they may be.

    :param traits: those that the whole table claims, the column itself included.
    """

    found: frozenset[str]
    traits: frozenset[str]
    claims: frozenset[str]
    first: bool
    last: bool

    @property
    def about_people(self) -> bool:
        """Somebody is in each row: a direct identifier, or traits that only people have."""
        return not self.found.isdisjoint(_PERSONAL) or len(self.traits) > 1

    @property
    def only_people(self) -> bool:
        """What is found beside it no company has."""
        return not self.found.isdisjoint(_NO_COMPANY)

    @property
    def with_traits(self) -> bool:
        """Beside traits; animals have an age and a sex too."""
        return not self.claims.isdisjoint(_TRAITS)

    @property
    def address_parts(self) -> int:
        """Of an address: which parts have columns of their own."""
        return len(self.claims & {"LOCATION", "POSTAL_CODE", "STREET_ADDRESS"})


def from_siblings(columns: Sequence[Facts], found: Sequence[Mapping[str, Finding]]) -> list[list[Finding]]:
    """Findings that a column gets from its neighbours, one list per column.

    :param found: what each column's own values and header gave, by entity type.
    """
    groups: dict[str, list[int]] = {}
    for at, facts in enumerate(columns):
        if facts.is_values:
            groups.setdefault(_parent(facts.label), []).append(at)
    more: list[list[Finding]] = [[] for _ in columns]
    for places in groups.values():
        said = [_Said.of(columns[at], found[at]) for at in places]
        block_of = _blocks(said)
        for at, own in zip(places, said, strict=True):
            # Without a claim nobody asks the neighbours: most columns of a wide table have none.
            if columns[at].header.claims:
                more[at] = [
                    finding
                    for finding in _of(columns[at], block_of(own))
                    if finding.entity_type not in found[at]
                ]
    return more


def _parent(label: str) -> str:
    return label.rpartition(".")[0]


_FIRST = frozenset({"first", "given", "fname", "forename"})
_LAST = frozenset({"last", "family", "lname", "surname"})


@dataclass(frozen=True, slots=True)
class _Said:
    """What one column says to its neighbours."""

    found: frozenset[str]
    claims: frozenset[str]
    first: bool
    last: bool

    @classmethod
    def of(cls, facts: Facts, found: Mapping[str, Finding]) -> _Said:
        """By its findings, claims and words."""
        parts = facts.header.parts
        return cls(
            frozenset(entity for entity, finding in found.items() if finding.share >= _SOME),
            frozenset(claim.entity for claim in facts.header.claims),
            not _FIRST.isdisjoint(parts),
            not _LAST.isdisjoint(parts),
        )


def _blocks(said: Sequence[_Said]) -> Callable[[_Said], _Block]:
    """One of them → the others: counted once, each takes itself out, so a wide table costs no square of its width."""
    found = Counter(entity for one in said for entity in one.found)
    claims = Counter(entity for one in said for entity in one.claims)
    first, last = sum(one.first for one in said), sum(one.last for one in said)
    traits = _TRAITS & claims.keys()

    def without(own: _Said) -> _Block:
        return _Block(
            _others(found, own.found),
            traits,
            _others(claims, own.claims),
            first > own.first,
            last > own.last,
        )

    return without


def _others(counts: Mapping[str, int], own: frozenset[str]) -> frozenset[str]:
    return frozenset(entity for entity, count in counts.items() if count > (entity in own))


def _of(facts: Facts, block: _Block) -> Iterator[Finding]:
    if facts.prose or not facts.open_rows:
        return
    for claim in facts.header.claims:
        if not _agrees(claim.entity, facts, block):
            continue
        if claim.entity == "PERSON_ID":
            yield Finding("PERSON_ID", 0.4, facts.open_rows, 1.0, (("header", 1.0), ("neighbours", 1.0)))
            continue
        match = fit(facts, claim.entity)
        if match is None and claim.entity == "STREET_ADDRESS" and block.address_parts:
            match = fit(facts, HOUSE)
        if match is not None:
            yield _with_neighbours(claimed(facts, claim.entity, match, _SURE if claim.sure else _BACKED))


def _agrees(entity: str, facts: Facts, block: _Block) -> bool:
    """Whether the neighbours make an unsure claim likely."""
    words = facts.header.parts
    if entity == "PERSON":
        if words in (("first",), ("given",)):
            return block.last
        if words in (("last",), ("family",)):
            return block.first
        return block.only_people or ((block.about_people or block.with_traits) and _has_listed_names(facts))
    if entity == "STREET_ADDRESS":
        return block.about_people or block.address_parts > 1
    return block.about_people


def _has_listed_names(facts: Facts) -> bool:
    """Companies have telephones too: some of the values are names of people for sure."""
    counts = sample_counts(facts.drawn, None)
    return len(counts.listed) >= _LISTED * len(facts.drawn.texts)


def _with_neighbours(finding: Finding) -> Finding:
    evidence = tuple(sorted((*finding.evidence, ("neighbours", 1.0))))
    return Finding(finding.entity_type, finding.score, finding.count, finding.share, evidence)
