"""A policy as values: zones, rules and who may grant an exception. Made by ``parsing`` only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from airflow_gov_provider.core.policy.decisions import Effect
from airflow_gov_provider.core.policy.methods import Method


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the world that data lies in.

    :param datasets: patterns over canonical URIs; ``*`` stays within a segment, ``**`` crosses.
    :param inherits: zone whose rules apply to this one too.
    :param requesters: patterns ``bundle:…/dag:…`` of who may bring data here; empty: everyone.
    """

    name: str
    datasets: tuple[str, ...]
    inherits: str | None = None
    requesters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """When these entities cross this boundary for these purposes, this is the effect.

    An empty tuple (or None) matches everything. ``entities`` are entity types, groups resolved.

    :param method: how data is masked, for effect ``mask``; None: as its entity type wants it.
    """

    id: str
    effect: Effect
    entities: frozenset[str]
    from_zones: tuple[str, ...] = ()
    to_zones: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    method: Method | None = None


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Who may grant raw data, how many of them, and for how long at most."""

    approvers: tuple[str, ...] = ()
    quorum: int = 1
    longest: timedelta = timedelta(days=30)

    @property
    def users(self) -> tuple[str, ...]:
        """User ids among the approvers, without their ``user:`` prefix."""
        return tuple(a.removeprefix("user:") for a in self.approvers if a.startswith("user:"))


@dataclass(frozen=True, slots=True)
class Marks:
    """Whose word counts that a finding is no personal data, about what, and for how long at most.

    :param also: entity types that may be marked although they are special categories or secrets.
    :param unauthenticated: take the word of whom only the operating system names (the command line).
    """

    approvers: tuple[str, ...]
    longest: timedelta = timedelta(days=180)
    also: frozenset[str] = frozenset()
    unauthenticated: bool = False

    @property
    def users(self) -> tuple[str, ...]:
        """User ids among the approvers, without their ``user:`` prefix."""
        return tuple(a.removeprefix("user:") for a in self.approvers)


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy. ``digest`` is over its canonical form, not over the bytes of the file.

    :param marks: None: no mark counts.
    """

    version: str
    zones: tuple[Zone, ...]
    rules: tuple[Rule, ...]
    exceptions: Exceptions
    digest: str
    marks: Marks | None = None
