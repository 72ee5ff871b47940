"""The ledger in memory: the same contract as the real one, for one process."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from airflow_gov_provider.core.canonical import timestamp
from airflow_gov_provider.core.ledger.entries import (
    GENESIS,
    EntryKind,
    LedgerEntry,
    NewEntry,
    following,
    normal,
    same_or_conflict,
)


class LedgerInMemory:
    """Passes ``tests/contracts/test_ledger.py``; nothing survives the process."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._entries: list[LedgerEntry] = []
        self._lock = threading.Lock()

    def append(self, entry: NewEntry) -> LedgerEntry:
        """Put on record; idempotent by key."""
        plain = normal(entry)
        with self._lock:
            known = self.by_key(plain.key)
            if known is not None:
                return same_or_conflict(known, plain)
            last = self._entries[-1] if self._entries else None
            head = (last.sequence, last.entry_hash) if last else (0, GENESIS)
            added = following(plain, head, entry_id=secrets.token_hex(16), at=timestamp(self._clock()))
            self._entries.append(added)
            return added

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
        """Entries that match all that is given, in order."""
        wanted = {"kind": kind, "request_id": request_id, "dataset": dataset, "fingerprint": fingerprint}
        asked = {name: value for name, value in wanted.items() if value is not None}
        found = [
            entry
            for entry in (reversed(self._entries) if newest_first else self._entries)
            if all(getattr(entry, name) == value for name, value in asked.items())
        ]
        return found[:limit]

    def by_key(self, key: str) -> LedgerEntry | None:
        """The entry of an idempotency key."""
        return next((entry for entry in self._entries if entry.key == key), None)

    def by_id(self, entry_id: str) -> LedgerEntry | None:
        """The entry of an id."""
        return next((entry for entry in self._entries if entry.id == entry_id), None)

    def everything(self) -> Iterator[LedgerEntry]:
        """All entries in sequence."""
        yield from tuple(self._entries)
