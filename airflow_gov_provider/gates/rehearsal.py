"""Duties 1 to 4 of the gate and no other: what it would do, without doing or recording any of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime

from airflow_gov_provider.core.canonical import timestamp
from airflow_gov_provider.core.ledger.entries import (
    GENESIS,
    EntryKind,
    LedgerEntry,
    NewEntry,
    following,
    normal,
)
from airflow_gov_provider.gates.ports import GatePorts, LedgerReader
from airflow_gov_provider.gates.requests import GateRequest, Judgement
from airflow_gov_provider.gates.run import (
    judge,
    plan,
    refuse_same_place,
    refuse_table_as_destination,
    refuse_telling_places,
)
from airflow_gov_provider.gates.steps import Step


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would happen now."""

    judged: Judgement
    step: Step


def rehearse(request: GateRequest, ports: GatePorts) -> Rehearsal:
    """What :func:`~airflow_gov_provider.gates.run.run_gate` would do with the data as they are.

    The record is read (known reports, marks, grants) and never written; writer, signer and masker are
    not asked.

    :raises GovernanceError: as ``run_gate`` in its first four duties.
    """
    ports = replace(ports, ledger=Unwritten(ports.ledger, ports.clock))
    refuse_telling_places(request, ports)
    refuse_table_as_destination(request)
    refuse_same_place(request)
    policy = ports.policies.load()
    with closing(ports.reader.take_in(request.source, ports.progress)) as taken:
        judged = judge(request, policy, taken, ports)
        return Rehearsal(judged, plan(judged, ports))


class Unwritten:
    """A ledger as it is; what is appended is forgotten.

    :param beneath: None: there is no record yet.
    """

    def __init__(self, beneath: LedgerReader | None, clock: Callable[[], datetime]) -> None:
        self._beneath = beneath
        self._clock = clock

    def append(self, entry: NewEntry) -> LedgerEntry:
        """The entry as it would be, were it the first on record."""
        return following(normal(entry), (0, GENESIS), entry_id="rehearsal", at=timestamp(self._clock()))

    def entries(
        self,
        *,
        kind: EntryKind | None = None,
        request_id: str | None = None,
        dataset: str | None = None,
        fingerprint: str | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Sequence[LedgerEntry]:
        """See :class:`~airflow_gov_provider.gates.ports.LedgerReader`."""
        if self._beneath is None:
            return ()
        return self._beneath.entries(
            kind=kind,
            request_id=request_id,
            dataset=dataset,
            fingerprint=fingerprint,
            newest_first=newest_first,
            limit=limit,
        )

    def by_key(self, key: str) -> LedgerEntry | None:
        """See :class:`~airflow_gov_provider.gates.ports.LedgerReader`."""
        return None if self._beneath is None else self._beneath.by_key(key)

    def by_id(self, entry_id: str) -> LedgerEntry | None:
        """See :class:`~airflow_gov_provider.gates.ports.LedgerReader`."""
        return None if self._beneath is None else self._beneath.by_id(entry_id)

    def everything(self) -> Iterable[LedgerEntry]:
        """See :class:`~airflow_gov_provider.gates.ports.LedgerReader`."""
        return () if self._beneath is None else self._beneath.everything()
