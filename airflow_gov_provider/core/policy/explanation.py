"""What a decision says, and what a policy would say, for people.

Both ask :func:`~airflow_gov_provider.core.policy.evaluation.evaluate`, so that an explanation can
not say anything else than the gate does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from airflow_gov_provider.core.canonical import Json
from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.detection.findings import ColumnReport, Coverage, Finding, ScanReport
from airflow_gov_provider.core.policy.decisions import Decision, Effect, ReasonCode
from airflow_gov_provider.core.policy.evaluation import evaluate
from airflow_gov_provider.core.policy.model import Policy
from airflow_gov_provider.core.policy.zones import locate
from airflow_gov_provider.core.taxonomy import GROUPS

_WHY = {
    ReasonCode.NO_FINDINGS: "nothing found speaks against it",
    ReasonCode.WEAK_IDENTIFIER_ALLOWED: "alone it points at nobody, and no rule names it",
    ReasonCode.NO_RULE_MASKED_BY_DEFAULT: "no rule decides, so it is masked",
    ReasonCode.UNKNOWN_ZONE: "no single zone covers the source or the destination",
    ReasonCode.REQUESTER_NOT_ALLOWED: "the destination's zone does not name who asks",
    ReasonCode.NAME_HOLDS_PERSONAL_DATA: "the column's name holds it, and a name can not be masked",
}


def explain(decision: Decision) -> list[str]:
    """Lines for people: the outcome, then each reason, strictest first. Labels and codes, no data."""
    lines = [f"{decision.effect.word}: {decision.boundary} under policy {decision.policy_version}"]
    for reason in decision.reasons:
        sentence, why = reason.sentence(), _WHY.get(reason.code)
        lines.append(f"  {sentence}: {why}" if why else f"  {sentence}")
    return lines


@dataclass(frozen=True, slots=True)
class BoundaryLine:
    """What happens to data with one entity type in it.

    :param entity_type: None: data in which nothing is found.
    :param rule_ids: rules of this effect. :param codes: reasons of this effect, sorted.
    """

    entity_type: str | None
    effect: Effect
    rule_ids: tuple[str, ...]
    codes: tuple[ReasonCode, ...]

    @property
    def why(self) -> str:
        """The rules, and what else led to the effect."""
        others = [_WHY.get(code, code.value) for code in self.codes if code is not ReasonCode.RULE]
        return "; ".join((f"rule {', '.join(self.rule_ids)}",) * bool(self.rule_ids) + tuple(others))


@dataclass(frozen=True, slots=True)
class BoundaryExplanation:
    """What would happen on one boundary, entity type by entity type.

    :param from_zone: None when no single zone covers the source; ``from_contenders`` then names the
        zones that cover parts of it. :param to_zone: likewise.
    :param requester_judged: False when nobody was named, so that ``requesters`` were left aside.
    """

    policy: str
    policy_version: str
    purpose: str
    from_zone: str | None
    to_zone: str | None
    from_contenders: tuple[str, ...]
    to_contenders: tuple[str, ...]
    requester_judged: bool
    lines: tuple[BoundaryLine, ...]

    def as_json(self) -> dict[str, Json]:
        """For programs."""
        return {
            "policy": self.policy,
            "policy_version": self.policy_version,
            "purpose": self.purpose,
            "from_zone": self.from_zone,
            "to_zone": self.to_zone,
            "from_contenders": list(self.from_contenders),
            "to_contenders": list(self.to_contenders),
            "requester_judged": self.requester_judged,
            "entities": [
                {
                    "entity_type": line.entity_type,
                    "groups": sorted(GROUPS.get(line.entity_type or "", ())),
                    "effect": line.effect.word,
                    "rule_ids": list(line.rule_ids),
                    "codes": [code.value for code in line.codes],
                }
                for line in self.lines
            ],
        }

    def table(self) -> str:
        """For a terminal: one row an entity type, strictest first; ends without a line break."""
        head = ("ENTITY TYPE", "GROUPS", "EFFECT", "WHY")
        rows = [_row(line) for line in sorted(self.lines, key=lambda line: -line.effect)]
        widths = [max(len(row[column]) for row in (head, *rows)) for column in range(3)]
        said = [
            f"from  {_place(self.from_zone, self.from_contenders)}",
            f"to    {_place(self.to_zone, self.to_contenders)}",
            f"for   {self.purpose or '(no purpose)'}",
        ]
        if not self.requester_judged:
            said.append("who   anybody: name a DAG to judge the zone's requesters too")
        return "\n".join((*said, "", *(_aligned(row, widths) for row in (head, *rows))))


def explain_boundary(  # noqa: PLR0917  # one movement, in the order in which it is told
    policy: Policy,
    source: DatasetRef,
    destination: DatasetRef | None,
    purpose: str = "",
    dag_id: str | None = None,
    bundle: str = "",
) -> BoundaryExplanation:
    """What a gate would do for every known entity type and for data without any, from no data at all.

    :param dag_id: who would ask; None leaves the destination's ``requesters`` aside.
    """
    judged = policy if dag_id is not None else for_anybody(policy)
    decisions = [
        (
            entity,
            evaluate(
                judged,
                _report(entity),
                source=source,
                destination=destination,
                purpose=purpose,
                dag_id=dag_id or "",
                bundle=bundle,
            ),
        )
        for entity in (None, *sorted(GROUPS))
    ]
    first = decisions[0][1]
    return BoundaryExplanation(
        policy=policy.digest,
        policy_version=policy.version,
        purpose=purpose,
        from_zone=first.from_zone,
        to_zone=first.to_zone,
        from_contenders=locate(policy, source).contenders,
        to_contenders=locate(policy, destination or source).contenders,
        requester_judged=dag_id is not None,
        lines=tuple(_line(entity, decision) for entity, decision in decisions),
    )


def for_anybody(policy: Policy) -> Policy:
    """The policy without any ``requesters``: nobody is named who could be refused."""
    return replace(policy, zones=tuple(replace(zone, requesters=()) for zone in policy.zones))


def _report(entity: str | None) -> ScanReport:
    found = () if entity is None else (Finding(entity, 1.0, 1, 1.0),)
    column = ColumnReport("column", "string", 1, 0, found)
    return ScanReport("", "", Coverage(rows=1, bytes=1, files=1, columns=1), (column,))


def _line(entity: str | None, decision: Decision) -> BoundaryLine:
    leading = [reason for reason in decision.reasons if reason.effect is decision.effect]
    rules = sorted({reason.rule_id for reason in leading if reason.rule_id is not None})
    codes = sorted({reason.code for reason in leading})
    return BoundaryLine(entity, decision.effect, tuple(rules), tuple(codes))


def _row(line: BoundaryLine) -> tuple[str, str, str, str]:
    groups = ", ".join(sorted(GROUPS.get(line.entity_type or "", ())))
    return line.entity_type or "(nothing found)", groups, line.effect.word, line.why


def _aligned(row: Iterable[str], widths: list[int]) -> str:
    *cells, last = row
    return "  ".join((*(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)), last)).rstrip()


def _place(zone: str | None, contenders: tuple[str, ...]) -> str:
    if zone is not None:
        return zone
    return f"no single zone: {', '.join(contenders)} share it" if contenders else "no zone covers it"
