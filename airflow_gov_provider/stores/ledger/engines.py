"""Connections to the ledger's own database: SQLite on one host, PostgreSQL through pg8000."""

from __future__ import annotations

import sqlite3
import ssl
import struct
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from airflow_gov_provider.core.errors import ErrorCode, LedgerError, UsageError
from airflow_gov_provider.stores import owner_only
from airflow_gov_provider.stores.tls import context_of

_T = TypeVar("_T")

#: Seconds to wait for a lock, a connection or an answer.
PATIENCE = 30

#: Any number that is ours: the advisory lock of everybody who appends to or migrates a ledger.
_LOCK = 0x676F765F6C656467

_WRITES = "governance_ledger_writes"


def parse_url(text: str) -> URL:
    """The URL of a ledger, with its driver.

    :raises UsageError: ``CONFIGURATION_INVALID``; never shows the URL, which may hold a password.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise _unusable("ledger_url is not a database URL") from None
    match url.drivername:
        case "sqlite" | "sqlite+pysqlite":
            if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
                raise _unusable("a SQLite ledger is a file: a record in memory is no record")
            return url.set(drivername="sqlite")
        case "postgres" | "postgresql" | "postgresql+pg8000":
            return url.set(drivername="postgresql+pg8000")
        case _:
            raise _unusable("ledger_url names a database that a ledger can not be kept in")


def place(url: URL) -> str:
    """Where the ledger is, for people: no user, no password, no options."""
    if url.drivername == "sqlite":
        return f"sqlite:///{url.database}"
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{url.host or 'local'}{port}/{url.database or ''}"


def open_engine(url: URL) -> Engine:
    """An engine for this process; a forked child needs its own.

    :raises UsageError: ``CONFIGURATION_INVALID``. :raises OSError: when no SQLite file can be made.
    """
    if url.drivername == "sqlite":
        return _sqlite(url)
    try:
        return _postgresql(url)
    except ImportError:
        raise _unusable(
            "a ledger in PostgreSQL needs the driver pg8000", "pip install 'airflow-gov-provider[postgres]'"
        ) from None


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that never waits for writers."""
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction of which there is one at a time over all processes; durable when it ends."""
    with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            # A statement sees what was committed before it began, so what follows sees all appends.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        yield connection


def guarded(url: URL, work: Callable[[], _T]) -> _T:
    """Do the work; turn what a database throws into ``LEDGER_UNAVAILABLE``.

    Drivers quote statements, parameters, rows and user names; only their own code for the cause is kept.

    :raises LedgerError: ``LEDGER_UNAVAILABLE``, and what ``work`` raises of its own.
    """
    try:
        return work()
    except (SQLAlchemyError, OSError, struct.error) as fault:
        cause = _cause(fault)
    # Not raised above: the driver's error would stay in the chain of causes.
    raise LedgerError(
        ErrorCode.LEDGER_UNAVAILABLE,
        f"the ledger's database refused or did not answer ({cause})",
        where=place(url),
        hint="nothing is published without a record: mend the database, then run the task again",
    )


def _sqlite(url: URL) -> Engine:
    file = Path(str(url.database)).absolute()
    owner_only.private_directory(file.parent)
    if not file.exists():
        owner_only.place_once(file, _empty_wal_database())
    engine = create_engine(
        url.set(database=str(file)),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"timeout": PATIENCE},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _empty_wal_database() -> bytes:
    """A database file that is in WAL mode from its first byte.

    Switching an existing file needs it alone, so two processes that start together would collide.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("VACUUM")
        content = bytearray(connection.serialize())
    content[18:20] = b"\x02\x02"  # file format: write and read version 2 is WAL
    return bytes(content)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    # Text that somebody has broken must come out, as text that is no Unicode: the reader then says so.
    connection.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # in WAL mode the default may lose the last commits with the power
        "recursive_triggers = ON",  # else INSERT OR REPLACE deletes without asking the DELETE trigger
        "foreign_keys = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that starts by reading and then writes could find that it lost a race.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL) -> Engine:
    query = dict(url.query)
    arguments: dict[str, Any] = {"timeout": PATIENCE, "application_name": "airflow_gov_provider ledger"}
    context = _tls(str(query.pop("sslmode", "prefer")), query.pop("sslrootcert", None))
    if context is not None:
        arguments["ssl_context"] = context
    engine = create_engine(
        url.set(query=query),
        pool_size=2,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        connect_args=arguments,
    )
    event.listen(engine, "handle_error", _tell_disconnects)
    return engine


def _tell_disconnects(context: ExceptionContext) -> None:
    """A server that is shut down says so before it hangs up, which the dialect takes for an answer."""
    state = _sqlstate(context.original_exception)
    if state.startswith(("08", "57P")):
        context.is_disconnect = True


def _sqlstate(fault: BaseException | None) -> str:
    details = fault.args[0] if fault is not None and fault.args else None
    return str(details.get("C", "")) if isinstance(details, dict) else ""


def _tls(mode: str, root: object) -> ssl.SSLContext | None:
    """What libpq's ``sslmode`` means; pg8000 knows contexts only."""
    try:
        return context_of(mode, str(root) if root else None)
    except ValueError:
        raise _unusable("ledger_url has an unknown sslmode") from None


def _cause(fault: BaseException) -> str:
    """A code that says why, and nothing else."""
    original = fault.orig if isinstance(fault, DBAPIError) else fault
    name = getattr(original, "sqlite_errorname", None)
    state = _sqlstate(original)
    return str(name or (f"SQLSTATE {state}" if state else type(fault).__name__))


def _unusable(what: str, hint: str = "") -> UsageError:
    return UsageError(
        ErrorCode.CONFIGURATION_INVALID,
        what,
        where="[governance] ledger_url",
        hint=hint or "use sqlite:////path/ledger.db or postgresql+pg8000://user@host/database",
    )
