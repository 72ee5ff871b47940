"""What a policy says about one scanned snapshot on its way over one boundary. Pure.

1. Data that was not read to its end is not judged at all.
2. A source or destination that no single zone covers: ``hold``, with or without findings.
3. A destination whose zone does not name who asks: ``block``.
4. Each finding: the strictest of the rules that match it. No rule: ``mask``, except for weak
   identifiers (an address of a web page, a date), which alone point at nobody: ``allow``.
5. A finding in the *name* of a column can not be masked away: ``block``, unless all it takes is allowed.
6. ``hold`` and ``block`` rules without entities speak of the movement itself, findings or not.
7. How a finding is masked: by the method of a rule that speaks of it; of several, the one that tells least.
8. The strictest of all these is the decision; with nothing to say against it, ``allow``.

No step depends on the order of rules, zones, columns or findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.detection.findings import Finding, ScanReport
from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.core.policy.decisions import ColumnDecision, Decision, Effect, Reason, ReasonCode
from airflow_gov_provider.core.policy.methods import Method, telling
from airflow_gov_provider.core.policy.model import Policy, Rule, Zone
from airflow_gov_provider.core.policy.zones import lineage, locate, may_bring
from airflow_gov_provider.core.taxonomy import GROUPS

WEAK_GROUP = "weak_identifiers"


def evaluate(
    policy: Policy,
    report: ScanReport,
    *,
    source: DatasetRef,
    destination: DatasetRef | None,
    purpose: str,
    dag_id: str,
    bundle: str,
) -> Decision:
    """Judge one movement of data; the strictest effect wins, overall and for each column.

    :param destination: None judges an audit in place: as if to the zone of the source, and
        nobody brings anything anywhere.
    :param bundle: empty when it is not known.
    :raises DataError: ``SOURCE_PARTLY_READ`` for a report that does not cover everything.
    """
    if not report.coverage.is_full:
        raise DataError(
            ErrorCode.SOURCE_PARTLY_READ,
            "the scan has not seen everything, so policy says nothing about the data",
            where=source.uri,
            hint="see what the report lists as skipped",
        )
    from_zone = locate(policy, source).zone
    to_zone = from_zone if destination is None else locate(policy, destination).zone
    rules = _rules_of_boundary(policy, from_zone, to_zone, purpose)
    reasons = set(_about_movement(rules, from_zone, to_zone))
    if destination is not None and to_zone and not may_bring(policy, to_zone, dag_id=dag_id, bundle=bundle):
        reasons.add(Reason(ReasonCode.REQUESTER_NOT_ALLOWED, Effect.BLOCK))
    for column, finding in report.findings:
        reasons.update(_about_finding(rules, column.label, finding))
    ordered = tuple(sorted(reasons, key=_strictest_first)) or (Reason(ReasonCode.NO_FINDINGS, Effect.ALLOW),)
    return Decision(
        effect=ordered[0].effect,
        from_zone=from_zone.name if from_zone else None,
        to_zone=to_zone.name if to_zone else None,
        policy=policy.digest,
        policy_version=policy.version,
        columns=_columns(report, ordered, rules),
        reasons=ordered,
    )


def _rules_of_boundary(
    policy: Policy, from_zone: Zone | None, to_zone: Zone | None, purpose: str
) -> tuple[Rule, ...]:
    from_names = {zone.name for zone in lineage(policy, from_zone)}
    to_names = {zone.name for zone in lineage(policy, to_zone)}
    return tuple(
        rule
        for rule in policy.rules
        if (not rule.from_zones or from_names.intersection(rule.from_zones))
        and (not rule.to_zones or to_names.intersection(rule.to_zones))
        and (not rule.purposes or purpose in rule.purposes)
    )


def _about_movement(rules: Iterable[Rule], from_zone: Zone | None, to_zone: Zone | None) -> Iterator[Reason]:
    if from_zone is None or to_zone is None:
        yield Reason(ReasonCode.UNKNOWN_ZONE, Effect.HOLD)
    for rule in rules:
        if not rule.entities and rule.effect in (Effect.HOLD, Effect.BLOCK):
            yield Reason(ReasonCode.RULE, rule.effect, rule.id)


def _about_finding(rules: Iterable[Rule], column: str, finding: Finding) -> Iterator[Reason]:
    entity = finding.entity_type
    speaking = [rule for rule in rules if _speaks_of(rule, entity)]
    strictest = max((rule.effect for rule in speaking), default=_default(entity))
    for rule in speaking:
        if rule.effect is strictest:
            yield Reason(ReasonCode.RULE, strictest, rule.id, column, entity)
    if finding.in_name and strictest is not Effect.ALLOW:
        yield Reason(ReasonCode.NAME_HOLDS_PERSONAL_DATA, Effect.BLOCK, None, column, entity)
    if not speaking:
        code = ReasonCode.NO_RULE_MASKED_BY_DEFAULT if strictest else ReasonCode.WEAK_IDENTIFIER_ALLOWED
        yield Reason(code, strictest, None, column, entity)


def _speaks_of(rule: Rule, entity: str) -> bool:
    """A rule about ``any`` speaks of types that the taxonomy does not know too, but never to allow them."""
    if not rule.entities or entity in rule.entities:
        return True
    return entity not in GROUPS and rule.effect is not Effect.ALLOW and rule.entities >= GROUPS.keys()


def _default(entity: str) -> Effect:
    return Effect.ALLOW if WEAK_GROUP in GROUPS.get(entity, ()) else Effect.MASK


def _strictest_first(reason: Reason) -> tuple[int, str, str, str, str]:
    return (
        -reason.effect,
        reason.column or "",
        reason.entity_type or "",
        reason.code.value,
        reason.rule_id or "",
    )


def _columns(
    report: ScanReport, reasons: tuple[Reason, ...], rules: tuple[Rule, ...]
) -> tuple[ColumnDecision, ...]:
    """Columns with findings, in the order of the report; a column in several files counts once."""
    labels = dict.fromkeys(column.label for column, _ in report.findings)
    return tuple(
        _column(label, [reason for reason in reasons if reason.column == label], rules) for label in labels
    )


def _column(label: str, reasons: list[Reason], rules: tuple[Rule, ...]) -> ColumnDecision:
    effect = max(reason.effect for reason in reasons)
    types = {reason.entity_type for reason in reasons if reason.effect is effect and reason.entity_type}
    wanted = ((entity, _method(rules, entity)) for entity in sorted(types))
    methods = tuple((entity, method) for entity, method in wanted if method is not None)
    return ColumnDecision(label, effect, tuple(sorted(types)), methods)


def _method(rules: tuple[Rule, ...], entity: str) -> Method | None:
    """Of several that rules want, the one that tells least."""
    named = (rule.method for rule in rules if rule.method is not None and _speaks_of(rule, entity))
    return min(named, key=telling, default=None)
