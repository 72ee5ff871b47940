"""Whether the record is what was written, and if not, where it breaks and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from airflow_gov_provider.core.errors import ErrorCode, GovernanceError
from airflow_gov_provider.core.ledger.entries import GENESIS, LedgerEntry, link


class FaultKind(StrEnum):
    """What does not hold."""

    NUMBER = "NUMBER"
    LINK = "LINK"
    CONTENT = "CONTENT"
    UNREADABLE = "UNREADABLE"
    HEAD = "HEAD"

    @property
    def sentence(self) -> str:
        """For people."""
        return {
            FaultKind.NUMBER: "its number does not follow: entries were dropped, added or reordered",
            FaultKind.LINK: "it does not name the entry before it: entries were dropped, replaced or reordered",
            FaultKind.CONTENT: "its content is not what was sealed",
            FaultKind.UNREADABLE: "it can not be read as it was written",
            FaultKind.HEAD: "it is not the entry that was noted elsewhere: the end or all was rewritten",
        }[self]


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the record breaks.

    :param sequence: of the entry that should stand there. :param entry_id: what stands there, or empty.
    """

    sequence: int
    entry_id: str
    kind: FaultKind


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked. ``entries`` and ``head`` cover what holds, up to the fault if there is one.

    :param head: hash of the last good entry: noted elsewhere, it proves later that nothing was cut.
    """

    entries: int
    head: str
    fault: Fault | None

    @property
    def holds(self) -> bool:
        """True when every entry is as it was written."""
        return self.fault is None


def verify(entries: Iterable[LedgerEntry], noted: Mapping[int, str] | None = None) -> Verification:
    """Check every number, link and content, and the heads that were noted elsewhere.

    :param entries: all of them, in the order of the ledger.
    :param noted: sequence → entry hash, as an earlier verification or a signed verdict gave them; the
        links alone can not show that the newest entries are gone.
    :raises LedgerError: ``LEDGER_UNAVAILABLE`` when the record can not be read to its end.
    """
    expected = dict(noted or {})
    count, head = 0, GENESIS
    try:
        for entry in entries:
            kind = _fault(entry, count + 1, head, expected.pop(count + 1, None))
            if kind is not None:
                return Verification(count, head, Fault(count + 1, entry.id, kind))
            count, head = count + 1, entry.entry_hash
    except GovernanceError as error:
        # An entry that is no canonical JSON any more has no LedgerEntry: the ledger says so by this code.
        if error.code is not ErrorCode.LEDGER_BROKEN:
            raise
        return Verification(count, head, Fault(count + 1, "", FaultKind.UNREADABLE))
    if expected:
        return Verification(count, head, Fault(min(expected), "", FaultKind.HEAD))
    return Verification(count, head, None)


def _fault(entry: LedgerEntry, sequence: int, previous: str, noted: str | None) -> FaultKind | None:
    if entry.sequence != sequence:
        return FaultKind.NUMBER
    if entry.previous != previous:
        return FaultKind.LINK
    if link(previous, entry.sealed()) != entry.entry_hash:
        return FaultKind.CONTENT
    if noted is not None and noted != entry.entry_hash:
        return FaultKind.HEAD
    return None
