"""What must be true after each run of the story: named checks over facts, no I/O.

A check that can not be evaluated has failed. Each is broken on purpose in its tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import pyarrow as pa

from demo.data import PLAIN_NOTES
from demo.record import Recorded

Facts = TypeVar("Facts")

IDENTIFIERS = ("full_name", "email", "phone", "card_number", "iban", "ssn")
BEHAVIOUR = ("amount", "merchant_category", "tx_count_24h", "tx_amount_7d", "device_changed", "is_fraud")
ENTITIES = frozenset({"PERSON", "EMAIL_ADDRESS", "PHONE_NUMBER", "CREDIT_CARD", "IBAN_CODE", "US_SSN"})


@dataclass(frozen=True, slots=True)
class Check(Generic[Facts]):
    """A sentence, and what makes it true."""

    name: str
    holds: Callable[[Facts], bool]


def failed(checks: Sequence[Check[Facts]], facts: Facts) -> list[str]:
    """Names of the checks that do not hold."""
    return [check.name for check in checks if not _holds(check, facts)]


def _holds(check: Check[Facts], facts: Facts) -> bool:
    try:
        return bool(check.holds(facts))
    except (AttributeError, KeyError, TypeError, ValueError):
        return False  # a fact that is missing proves nothing


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate of one run: its task's state and every verdict of it on record."""

    state: str | None
    verdicts: tuple[Recorded, ...]

    @property
    def verdict(self) -> Recorded:
        """The only verdict. :raises ValueError: when there is none, or more than one."""
        (only,) = self.verdicts
        return only


@dataclass(frozen=True, slots=True)
class MaskedRun:
    """Run 1. ``auc`` is what the training task returned: 0.5 is guessing, 1 is knowing."""

    run_state: str
    gate: Gate
    raw: pa.Table
    published: pa.Table | None
    auc: float | None
    least_auc: float


@dataclass(frozen=True, slots=True)
class RawRun:
    """Run 2: what was seen while the raw gate waited, and after the answer."""

    masked_while_waiting: str | None
    published_while_waiting: Mapping[str, str]
    question: str
    values: frozenset[str]
    engineers_answer: int
    gate: Gate
    approved: bool
    expires_on: str
    training: str | None
    staged: Mapping[str, str]
    published: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BlockedRun:
    """Run 3."""

    gate: Gate
    downstream: str | None
    published: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CleanRun:
    """Run 4. Digests by path."""

    gate: Gate
    staged: Mapping[str, str]
    published: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What is left when all runs are over. ``told``: gate → event types that carry our facets."""

    ledger_holds: bool
    told: Mapping[str, frozenset[str]]
    completed: frozenset[str] = field(default_factory=frozenset)
    failed: frozenset[str] = field(default_factory=frozenset)


def _shares_no_value(run: MaskedRun) -> bool:
    return all(not _values(run.raw, name) & _values(run.published, name) for name in IDENTIFIERS)


def _notes_tell_nothing(run: MaskedRun) -> bool:
    telling = _values(run.raw, "note") - set(PLAIN_NOTES)
    return bool(telling) and not telling & _values(run.published, "note")


def _joins_survive(run: MaskedRun) -> bool:
    raw, masked = run.raw["email"].to_pylist(), run.published["email"].to_pylist()  # type: ignore[index]  # see _holds
    return len(raw) == len(masked) and len(set(raw)) == len(set(masked)) == len(
        set(zip(raw, masked, strict=True))
    )


def _grant(run: RawRun) -> Mapping[str, Any]:
    return run.gate.verdict.grant or {}


def _values(table: Any, name: str) -> set[str]:
    return set(table[name].drop_null().to_pylist())


MASKED: Sequence[Check[MaskedRun]] = (
    Check("the run ends in success", lambda run: run.run_state == "success"),
    Check("the gate's one verdict is PASS_MASKED", lambda run: run.gate.verdict.outcome == "PASS_MASKED"),
    Check("every kind of identifier was found", lambda run: set(run.gate.verdict.found) >= ENTITIES),
    Check("every row was examined", lambda run: run.gate.verdict.rows == run.raw.num_rows),
    Check(
        "the verdict names the masked columns", lambda run: set(IDENTIFIERS) <= set(run.gate.verdict.masked)
    ),
    Check("no raw identifier was published", _shares_no_value),
    Check("no note that holds something was published", _notes_tell_nothing),
    Check("pseudonyms keep joins", _joins_survive),
    Check(
        "what the model learns from is untouched",
        lambda run: run.raw.select(BEHAVIOUR).equals(run.published.select(BEHAVIOUR)),  # type: ignore[union-attr]  # see _holds
    ),
    Check("the model learned from the masked copy", lambda run: run.auc >= run.least_auc),  # type: ignore[operator]  # see _holds
)

RAW: Sequence[Check[RawRun]] = (
    Check(
        "the masked branch finished while the raw one waited",
        lambda run: run.masked_while_waiting == "success",
    ),
    Check("nothing raw was published before the answer", lambda run: run.published_while_waiting == {}),
    Check(
        "the question names what was found",
        lambda run: all(_named(entity, run.question) for entity in ENTITIES),
    ),
    Check("the question shows no value", lambda run: not any(value in run.question for value in run.values)),
    Check("whoever asks can not answer", lambda run: run.engineers_answer == 403),
)

APPROVED: Sequence[Check[RawRun]] = (
    *RAW,
    Check("the raw gate ends in success", lambda run: run.gate.state == "success"),
    Check(
        "the gate's one verdict is PASS_EXCEPTION", lambda run: run.gate.verdict.outcome == "PASS_EXCEPTION"
    ),
    Check("exactly the staged bytes were published", lambda run: run.staged == run.published != {}),
    Check("it is on record who approved", lambda run: _grant(run)["approvers"] == ["privacy-officer"]),
    Check("it is on record until when", lambda run: _grant(run)["expiresAt"].startswith(run.expires_on)),
    Check("the raw training ran", lambda run: run.training == "success"),
)

REFUSED: Sequence[Check[RawRun]] = (
    *RAW,
    Check("the raw gate fails", lambda run: run.gate.state == "failed"),
    Check("the gate's one verdict is BLOCKED", lambda run: run.gate.verdict.outcome == "BLOCKED"),
    Check(
        "the verdict says that a person refused", lambda run: "EXCEPTION_REFUSED" in run.gate.verdict.codes
    ),
    Check("nothing raw was published at all", lambda run: run.published == {}),
    Check("the raw training did not run", lambda run: run.training == "upstream_failed"),
)

BLOCKED: Sequence[Check[BlockedRun]] = (
    Check("the gate fails", lambda run: run.gate.state == "failed"),
    Check("the gate's one verdict is BLOCKED", lambda run: run.gate.verdict.outcome == "BLOCKED"),
    Check(
        "by the rule about special categories", lambda run: "no-special-categories" in run.gate.verdict.rules
    ),
    Check("what comes after it does not run", lambda run: run.downstream == "upstream_failed"),
    Check("nothing reached the contractor", lambda run: run.published == {}),
)

CLEAN: Sequence[Check[CleanRun]] = (
    Check("the gate ends in success", lambda run: run.gate.state == "success"),
    Check("the gate's one verdict is PASS", lambda run: run.gate.verdict.outcome == "PASS"),
    Check("it was published unchanged", lambda run: run.staged == run.published != {}),
)

AFTERMATH: Sequence[Check[Aftermath]] = (
    Check("every ledger entry is linked to the one before", lambda it: it.ledger_holds),
    Check(
        "lineage tells of every gate that let data through",
        lambda it: bool(it.completed) and all("COMPLETE" in it.told[gate] for gate in it.completed),
    ),
    Check(
        "lineage tells of every gate that did not",
        lambda it: bool(it.failed) and all("FAIL" in it.told[gate] for gate in it.failed),
    ),
)


def _named(entity: str, question: str) -> bool:
    return entity in question.replace("\\", "")  # Markdown escapes the underscores
