"""Which zone a dataset lies in, what the zone inherits, and who may bring data there."""

from __future__ import annotations

from dataclasses import dataclass

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.policy.model import Policy, Zone
from airflow_gov_provider.core.policy.selectors import Symbols, asks, covers, names_of, reaches_into, symbols


@dataclass(frozen=True, slots=True)
class Location:
    """Where a dataset lies.

    :param zone: the one zone that all of it is in; None when there is none, or no single one.
    :param contenders: names of all zones that some of it may be in, sorted.
    """

    zone: Zone | None
    contenders: tuple[str, ...]


def locate(policy: Policy, dataset: DatasetRef) -> Location:
    """The zone of a dataset: the one with the most specific pattern that covers all of it.

    A pattern is more specific than another when it covers only what the other covers too. No zone
    is given when two zones' patterns are not ordered like that, or when part of a prefix belongs to
    another zone than the rest: who could tell which rules apply?
    """
    reaching = [
        (zone, pattern)
        for zone in policy.zones
        for pattern in map(symbols, zone.datasets)
        if reaches_into(pattern, dataset)
    ]
    names = names_of(dataset)
    covering = [(zone, pattern) for zone, pattern in reaching if covers(pattern, names)]
    inside = {zone.name for zone, pattern in reaching if not covers(pattern, names)}
    narrowest = {
        zone.name: zone
        for zone, pattern in covering
        if not any(_is_within(other, pattern) for _, other in covering)
    }
    one = next(iter(narrowest.values())) if len(narrowest) == 1 and inside <= narrowest.keys() else None
    return Location(one, tuple(sorted({zone.name for zone, _ in reaching})))


def _is_within(narrow: Symbols, wide: Symbols) -> bool:
    return covers(wide, narrow) and not covers(narrow, wide)


def lineage(policy: Policy, zone: Zone | None) -> tuple[Zone, ...]:
    """The zone, what it inherits from, what that inherits from…; nothing for an unknown zone."""
    by_name = {known.name: known for known in policy.zones}
    found: list[Zone] = []
    while zone is not None and zone not in found:
        found.append(zone)
        zone = by_name.get(zone.inherits) if zone.inherits else None
    return tuple(found)


def may_bring(policy: Policy, zone: Zone, *, dag_id: str, bundle: str) -> bool:
    """True when the DAG may bring data into ``zone``.

    The zone's own ``requesters`` decide, or else those of the nearest zone it inherits from;
    where nobody is named anywhere, everybody may.
    """
    named = next((known.requesters for known in lineage(policy, zone) if known.requesters), ())
    return not named or any(asks(pattern, dag_id=dag_id, bundle=bundle) for pattern in named)
