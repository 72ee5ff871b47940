"""Ledger entries: value-free facts in canonical JSON, each linked to the one before it.

``entry_hash = SHA-256(previous entry_hash ‖ canonical bytes of the body)``; the first link is 32
zero bytes. Changing, dropping or reordering any entry breaks every later link, which
:func:`first_broken` finds. Nothing is proved against somebody who can rewrite the whole table.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from airflow_gov_provider.core.canonical import Json, canonical_bytes
from airflow_gov_provider.core.errors import ErrorCode, LedgerError

GENESIS = "sha256:" + "0" * 64

_HASH = re.compile(r"sha256:[0-9a-f]{64}")


class EntryKind(StrEnum):
    """What an entry records."""

    SCAN = "scan"
    INTENT = "intent"
    HOLD = "hold"
    RESPONSE = "response"
    ANSWER = "answer"
    PUBLICATION = "publication"
    VERDICT = "verdict"
    FAILURE = "failure"
    MARK = "mark"
    MARK_REVOKED = "mark_revoked"


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry before the ledger has taken it.

    :param key: idempotency key, unique in the ledger: a second append of the key returns the first
        entry and writes nothing.
    :param request_id: of the gate request, or empty. :param dataset: canonical URI it is about.
    :param fingerprint: of the snapshot it is about, or empty.
    """

    kind: EntryKind
    key: str
    request_id: str
    dataset: str
    fingerprint: str
    body: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """An entry on record.

    :param sequence: 1 for the first, without gaps. :param id: random, names nothing.
    :param at: RFC 3339 in UTC. :param previous: hash of the entry before.
    """

    sequence: int
    id: str
    at: str
    kind: EntryKind
    key: str
    request_id: str
    dataset: str
    fingerprint: str
    body: Mapping[str, Any]
    previous: str
    entry_hash: str

    def sealed(self) -> dict[str, Json]:
        """Everything the hash covers."""
        return {
            "sequence": self.sequence,
            "id": self.id,
            "at": self.at,
            "kind": self.kind.value,
            "key": self.key,
            "request_id": self.request_id,
            "dataset": self.dataset,
            "fingerprint": self.fingerprint,
            "body": self.body,
        }


def link(previous: str, sealed: Mapping[str, Json]) -> str:
    """The hash that ties ``sealed`` to the entry before it."""
    start = bytes.fromhex(previous.removeprefix("sha256:"))
    return f"sha256:{hashlib.sha256(start + canonical_bytes(dict(sealed))).hexdigest()}"


def normal(entry: NewEntry) -> NewEntry:
    """The entry as a reader of the record will see it: plain lists, objects and text.

    :raises DataError: ``NOT_CANONICAL`` when a text of it has no canonical form. :raises TypeError: for a
        body that is not canonical JSON, such as one with floats.
    """
    names = (entry.key, entry.request_id, entry.dataset, entry.fingerprint)
    key, request_id, dataset, fingerprint, body = json.loads(canonical_bytes([*names, dict(entry.body)]))
    return NewEntry(entry.kind, key, request_id, dataset, fingerprint, body)


def following(entry: NewEntry, head: tuple[int, str], *, entry_id: str, at: str) -> LedgerEntry:
    """The next link of the record.

    :param head: sequence and hash of the entry before; ``(0, GENESIS)`` for the first.
    :raises LedgerError: ``LEDGER_BROKEN`` when the head is no hash: nothing can be linked to it.
    """
    before, previous = head
    if not _HASH.fullmatch(previous):
        raise LedgerError(
            ErrorCode.LEDGER_BROKEN,
            "the last entry is not as it was written",
            where=f"ledger entry {before}",
            hint="run `airflow governance ledger verify`, and compare with a backup",
        )
    parts = (entry.kind, entry.key, entry.request_id, entry.dataset, entry.fingerprint, entry.body)
    unlinked = LedgerEntry(before + 1, entry_id, at, *parts, previous, "")
    return replace(unlinked, entry_hash=link(previous, unlinked.sealed()))


def same_or_conflict(known: LedgerEntry, entry: NewEntry) -> LedgerEntry:
    """What a repeated append returns: the entry on record, when it is about the same.

    :raises LedgerError: ``LEDGER_CONFLICT`` for another kind, request, dataset or fingerprint.
    """
    for part in ("kind", "request_id", "dataset", "fingerprint"):
        if getattr(known, part) != getattr(entry, part):
            raise LedgerError(
                ErrorCode.LEDGER_CONFLICT,
                f"the key is on record with another {part}",
                where=f"ledger entry {known.id}",
                hint="two duties share one idempotency key: report this as a fault",
            )
    return known


def first_broken(entries: Iterable[LedgerEntry]) -> LedgerEntry | None:
    """The first entry whose number, link or content does not hold; None when all do."""
    previous = GENESIS
    for sequence, entry in enumerate(entries, start=1):
        if entry.sequence != sequence or entry.previous != previous:
            return entry
        if link(previous, entry.sealed()) != entry.entry_hash:
            return entry
        previous = entry.entry_hash
    return None
