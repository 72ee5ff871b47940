"""The ledger in a SQL database.

An append is one transaction that holds the ledger's only lock: look for the key, read the last entry,
insert the next link. It is on disk when ``append`` returns.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, insert, select
from sqlalchemy.engine import URL

from airflow_gov_provider.core.canonical import canonical_bytes, timestamp
from airflow_gov_provider.core.errors import ErrorCode, GovernanceError, LedgerError
from airflow_gov_provider.core.ledger.entries import (
    GENESIS,
    EntryKind,
    LedgerEntry,
    NewEntry,
    following,
    normal,
    same_or_conflict,
)
from airflow_gov_provider.stores.ledger.engines import (
    guarded,
    open_engine,
    parse_url,
    place,
    reading,
    writing,
)
from airflow_gov_provider.stores.ledger.migrate import ensure_current
from airflow_gov_provider.stores.ledger.tables import LEDGER

#: Entries read at a time by ``everything``; bodies may be a megabyte.
_PAGE = 100


class SqlLedger:
    """The record, in SQLite (WAL) or PostgreSQL.

    :param url: SQLAlchemy URL of the ledger's own database. :param clock: gives entries their time.
    :param auto_migrate: make or upgrade the tables on first use; otherwise they must be there.
    :raises UsageError: ``CONFIGURATION_INVALID`` for a URL that no ledger can be kept at.
    """

    def __init__(self, url: str, *, clock: Callable[[], datetime], auto_migrate: bool) -> None:
        self._text = url
        self._url: URL = parse_url(url)
        self._clock = clock
        self._auto_migrate = auto_migrate
        self._engines: dict[int, Engine] = {}

    def __repr__(self) -> str:
        return f"SqlLedger({place(self._url)})"

    def append(self, entry: NewEntry) -> LedgerEntry:
        """Put on record, durably, before returning; idempotent by ``entry.key``.

        :raises LedgerError: ``LEDGER_UNAVAILABLE``; ``LEDGER_CONFLICT`` when the key is on record with
            another kind, request, dataset or fingerprint.
        :raises DataError: ``NOT_CANONICAL`` when a text of the entry has no canonical form.
        """
        plain = normal(entry)
        return guarded(self._url, lambda: self._append(plain))

    def _append(self, entry: NewEntry) -> LedgerEntry:
        with writing(self._engine()) as connection:
            known = connection.execute(select(LEDGER).where(LEDGER.c.key == entry.key)).first()
            if known is not None:
                return same_or_conflict(_entry(known), entry)
            now = timestamp(self._clock())
            added = following(entry, _head(connection), entry_id=secrets.token_hex(16), at=now)
            connection.execute(insert(LEDGER), _row(added))
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
        """Entries that match all that is given, in order.

        :raises LedgerError: ``LEDGER_UNAVAILABLE``, ``LEDGER_BROKEN``.
        """
        wanted = {
            "kind": kind and kind.value,
            "request_id": request_id,
            "dataset": dataset,
            "fingerprint": fingerprint,
        }
        query = select(LEDGER).filter_by(
            **{name: value for name, value in wanted.items() if value is not None}
        )
        order = LEDGER.c.sequence.desc() if newest_first else LEDGER.c.sequence
        return self._read(query.order_by(order).limit(limit))

    def by_key(self, key: str) -> LedgerEntry | None:
        """The entry of an idempotency key. :raises LedgerError: when it can not look."""
        return next(iter(self._read(select(LEDGER).where(LEDGER.c.key == key))), None)

    def by_id(self, entry_id: str) -> LedgerEntry | None:
        """The entry of an id. :raises LedgerError: when it can not look."""
        return next(iter(self._read(select(LEDGER).where(LEDGER.c.id == entry_id))), None)

    def everything(self) -> Iterator[LedgerEntry]:
        """All entries in sequence, a page at a time.

        :raises LedgerError: ``LEDGER_UNAVAILABLE``; ``LEDGER_BROKEN`` at an entry that is not as written.
        """
        # From below any number, since a forger may number as he likes.
        after: int | None = None
        while True:
            query = select(LEDGER).order_by(LEDGER.c.sequence).limit(_PAGE)
            rows = self._rows(query if after is None else query.where(LEDGER.c.sequence > after))
            if not rows:
                return
            yield from map(_entry, rows)
            after = rows[-1].sequence

    def _read(self, query: Select[Any]) -> list[LedgerEntry]:
        return [_entry(row) for row in self._rows(query)]

    def _rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        def ask() -> Sequence[Row[Any]]:
            with reading(self._engine()) as connection:
                return connection.execute(query).all()

        return guarded(self._url, ask)

    def _engine(self) -> Engine:
        # A child of fork() must use no connection of its parent; the parent's engine stays in the
        # dictionary, since to drop it would close the parent's connections from here.
        engine = self._engines.get(os.getpid())
        if engine is None:
            engine = open_engine(self._url)
            ensure_current(engine, self._text, auto_migrate=self._auto_migrate)
            self._engines[os.getpid()] = engine
        return engine


def _head(connection: Connection) -> tuple[int, str]:
    """Sequence and hash of the last entry; what stands before the first in an empty ledger."""
    query = select(LEDGER.c.sequence, LEDGER.c.entry_hash).order_by(LEDGER.c.sequence.desc()).limit(1)
    last = connection.execute(query).first()
    return (0, GENESIS) if last is None else (last.sequence, last.entry_hash)


def _row(entry: LedgerEntry) -> dict[str, Any]:
    body = canonical_bytes(dict(entry.body)).decode("utf-8")
    return {**entry.sealed(), "body": body, "previous": entry.previous, "entry_hash": entry.entry_hash}


def _entry(row: Row[Any]) -> LedgerEntry:
    values = row._asdict()
    try:
        if not all(isinstance(value, str) for name, value in values.items() if name != "sequence"):
            raise TypeError("a column holds another type than was written")
        body = json.loads(values.pop("body"))
        if canonical_bytes(body).decode("utf-8") != row.body:
            raise ValueError("the body is not the canonical text that was written")
        return LedgerEntry(**{**values, "kind": EntryKind(row.kind), "body": body})
    except (ValueError, TypeError, RecursionError, GovernanceError):
        raise LedgerError(
            ErrorCode.LEDGER_BROKEN,
            "an entry is not as it was written",
            where=f"ledger entry {row.sequence}",
            hint="run `airflow governance ledger verify`, and compare with a backup",
        ) from None
