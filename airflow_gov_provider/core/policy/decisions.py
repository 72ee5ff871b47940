"""What policy says about one movement of data: effects, reasons and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from airflow_gov_provider.core.canonical import Json
from airflow_gov_provider.core.policy import methods
from airflow_gov_provider.core.policy.methods import Method


class Effect(IntEnum):
    """What a rule wants; the strictest wins (``max``)."""

    ALLOW = 0
    MASK = 1
    HOLD = 2
    BLOCK = 3

    @property
    def word(self) -> str:
        """As written in a policy: ``allow``, ``mask``, ``hold``, ``block``."""
        return self.name.lower()


class ReasonCode(StrEnum):
    """Why a decision is what it is. Stable: reports and lineage count by these."""

    RULE = "RULE"
    NO_FINDINGS = "NO_FINDINGS"
    WEAK_IDENTIFIER_ALLOWED = "WEAK_IDENTIFIER_ALLOWED"
    NO_RULE_MASKED_BY_DEFAULT = "NO_RULE_MASKED_BY_DEFAULT"
    UNKNOWN_ZONE = "UNKNOWN_ZONE"
    REQUESTER_NOT_ALLOWED = "REQUESTER_NOT_ALLOWED"
    NAME_HOLDS_PERSONAL_DATA = "NAME_HOLDS_PERSONAL_DATA"
    EXCEPTION_REQUESTED = "EXCEPTION_REQUESTED"
    EXCEPTION_GRANTED = "EXCEPTION_GRANTED"
    EXCEPTION_REFUSED = "EXCEPTION_REFUSED"
    EXCEPTION_TIMEOUT = "EXCEPTION_TIMEOUT"
    EXCEPTION_VOID = "EXCEPTION_VOID"
    NO_APPROVERS = "NO_APPROVERS"
    NOTHING_TO_PUBLISH = "NOTHING_TO_PUBLISH"
    MARKED_NOT_PERSONAL = "MARKED_NOT_PERSONAL"
    MARK_NOT_ALLOWED = "MARK_NOT_ALLOWED"
    MARK_EXPIRED = "MARK_EXPIRED"
    MARK_OUTDATED_DETECTOR = "MARK_OUTDATED_DETECTOR"
    MARK_OUTDATED_DATA = "MARK_OUTDATED_DATA"


#: What the ``rule_id`` of a reason begins with that comes from a person's mark; no rule's id has a colon.
MARK_PREFIX = "mark:"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a decision.

    :param rule_id: of the policy's rule, where one spoke; ``mark:`` and a ledger entry for a mark.
    :param column: label of the column it is about. :param entity_type: found there.
    """

    code: ReasonCode
    effect: Effect
    rule_id: str | None = None
    column: str | None = None
    entity_type: str | None = None

    def as_json(self) -> dict[str, Json]:
        """For the ledger, the verdict and the command line."""
        return {
            "code": self.code.value,
            "effect": self.effect.word,
            "rule_id": self.rule_id,
            "column": self.column,
            "entity_type": self.entity_type,
        }

    def sentence(self) -> str:
        """For people: ``mask email (EMAIL_ADDRESS) by rule mask-before-development``."""
        parts = [self.effect.word]
        if self.column is not None:
            parts.append(f"{self.column} ({self.entity_type})")
        marked = self.rule_id is not None and self.rule_id.startswith(MARK_PREFIX)
        if self.rule_id is None or marked:
            parts.append(f"because {self.code}" + (f", {self.rule_id}" if marked else ""))
        else:
            parts.append(f"by rule {self.rule_id}")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class ColumnDecision:
    """What happens to one column: its strictest effect and the entity types that led to it.

    :param methods: (entity type, method) that rules want for it, sorted; a type that is not there is
        masked as is usual for it.
    """

    label: str
    effect: Effect
    entity_types: tuple[str, ...]
    methods: tuple[tuple[str, Method], ...] = ()

    def as_json(self) -> dict[str, Json]:
        """For the ledger and the command line."""
        return {
            "label": self.label,
            "effect": self.effect.word,
            "entity_types": list(self.entity_types),
            "methods": {entity: methods.as_json(method) for entity, method in self.methods},
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """What policy says about one snapshot on its way over one boundary.

    :param from_zone: zone of the source; None when no zone names it. :param to_zone: likewise.
    :param policy: digest of the policy's canonical form. :param policy_version: as it calls itself.
    """

    effect: Effect
    from_zone: str | None
    to_zone: str | None
    policy: str
    policy_version: str
    columns: tuple[ColumnDecision, ...]
    reasons: tuple[Reason, ...]

    @property
    def boundary(self) -> str:
        """``production->development``; ``?`` for a zone that is not known."""
        return f"{self.from_zone or '?'}->{self.to_zone or '?'}"

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """Rules that spoke, once each, in the order of the reasons."""
        named = (r.rule_id for r in self.reasons if r.rule_id is not None)
        return tuple(dict.fromkeys(rule for rule in named if not rule.startswith(MARK_PREFIX)))

    def as_json(self) -> dict[str, Json]:
        """For the ledger and the command line."""
        return {
            "effect": self.effect.word,
            "from_zone": self.from_zone,
            "to_zone": self.to_zone,
            "policy": self.policy,
            "policy_version": self.policy_version,
            "columns": [column.as_json() for column in self.columns],
            "reasons": [reason.as_json() for reason in self.reasons],
        }
