"""What a column's name declares: findings for columns whose values no pattern can tell."""

from __future__ import annotations

from collections.abc import Mapping

from airflow_gov_provider.core.detection.facts import Facts
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.headers.terms import categories, traits
from airflow_gov_provider.core.detection.verdicts.shapes import MAILBOX, Fit, fit
from airflow_gov_provider.core.taxonomy import GROUPS

#: Score of a special category, whose values can be anything.
_SCORE = 0.5
#: How often a sure term of a name is right before its values are seen: our estimate, not a measurement.
_PRIOR = 0.6
#: Of the values that agree with a claim, what patterns or names must have found to be the better finding.
_MOST = 0.5
_MOSTLY_DIFFERENT = 0.8
#: Types that a finding of another, of the same values, makes superfluous.
_COVERED_BY = {
    "NATIONAL_ID": frozenset({"government_ids"}),
    "HEALTH_ID": frozenset({"health"}),
    "BANK_ACCOUNT": frozenset({"financial"}),
    "PASSPORT": frozenset({"passports"}),
}


def declared(facts: Facts, found: Mapping[str, Finding]) -> list[Finding]:
    """Findings that the header alone makes: its claim is sure and the values could be that."""
    if not facts.open_rows:
        return []
    share = facts.open_rows / max(1, facts.values)
    return [
        Finding(entity, _SCORE, facts.open_rows, share, (("header", 1.0),))
        for entity in facts.header.declared()
        if entity not in found
    ] + [
        claimed(facts, claim.entity, match)
        for claim in facts.header.claims
        if claim.sure and claim.entity not in categories.STRONG and claim.entity not in traits.STRONG
        if facts.is_values and not facts.prose and not _is_covered(claim.entity, found)
        if (match := _match(facts, claim.entity)) is not None and adds(found.get(claim.entity), match)
    ]


def _match(facts: Facts, entity: str) -> Fit | None:
    match = fit(facts, entity)
    if match is None and entity == "EMAIL_ADDRESS":
        # Addresses of one host are stored without it; what repeats is the name of a template.
        mailbox = fit(facts, MAILBOX)
        return mailbox if mailbox is not None and mailbox.distinct > _MOSTLY_DIFFERENT else None
    return match


def adds(known: Finding | None, match: Fit) -> bool:
    """Whether a claim says more than what was found already: that has evidence of the values themselves."""
    return known is None or known.count < _MOST * match.rows


def claimed(facts: Facts, entity: str, match: Fit, prior: float = _PRIOR) -> Finding:
    """A finding of ``entity`` from a claim and the values' agreement with it.

    :param prior: the claim's probability before the values are seen, 0-1.
    """
    evidence = {
        "compatible": match.share,
        "distinct": match.distinct,
        "header": 1.0,
        "lower_bound": float(facts.drawn.fraction < 1),
        "prior": prior,
        "sampled": float(len(facts.drawn.texts)),
    }
    score = prior + (1 - prior) * 0.75 * match.share
    share = min(1.0, match.rows / max(1, facts.values))
    return Finding(entity, round(score, 4), match.rows, share, tuple(sorted(evidence.items())))


def _is_covered(entity: str, found: Mapping[str, Finding]) -> bool:
    """Whether a more precise type of the same family explains most values already."""
    families = _COVERED_BY.get(entity, frozenset())
    return any(
        finding.share >= 0.9 and other != entity and not families.isdisjoint(GROUPS.get(other, frozenset()))
        for other, finding in found.items()
    )
