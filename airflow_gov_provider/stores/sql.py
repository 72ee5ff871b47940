"""Connections to databases that tables are read from: who logs in, and a reading transaction.

Nothing is ever written: PostgreSQL's transaction is read only, SQLite's file is opened read only.
A transaction sees one moment of the whole database, however long it reads. Databases of other dialects
are in :mod:`airflow_gov_provider.stores.sql_dialects`.
"""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from airflow_gov_provider.core.datasets import POSTGRES_PORT, DatasetRef, server_name
from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.stores.tls import context_of

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

#: Seconds to wait for a connection, for a lock, and for one answer of a server (a sort may come before
#: the first); a SQLite file is read to its end in that time.
CONNECT_TIMEOUT = 30
LOCK_TIMEOUT = 30
ANSWER_TIMEOUT = 3600

#: Steps of SQLite's machine between two looks at the clock.
_STEPS = 100_000

#: Dialect and driver as SQLAlchemy writes them.
_DRIVER = re.compile(r"[a-z][a-z0-9_]*(?:\+[a-z][a-z0-9_]*)?")

# What a value looks like as text must not hang on how a server or a role is set up. With row security
# off, a server refuses to read a table of which it would hide rows: what is hidden would count as seen.
_POSTGRES_SESSION = {
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "iso_8601",
    "extra_float_digits": "1",
    "row_security": "off",
    "synchronize_seqscans": "off",
    "max_parallel_workers_per_gather": "0",
    "statement_timeout": f"{ANSWER_TIMEOUT}s",
    "lock_timeout": f"{LOCK_TIMEOUT}s",
}


@dataclass(frozen=True, slots=True)
class Login:
    """Who logs in to which server, and how.

    :param host: name, address, or the directory of its Unix socket (it begins with ``/``); empty: the
        dataset says. :param options: of libpq: ``sslmode``, ``sslrootcert``, ``sslcert``, ``sslkey``.
    :param other: how SQLAlchemy reaches a database that is not PostgreSQL; None for PostgreSQL.
    """

    host: str
    port: int | None
    user: str = field(repr=False)
    password: str | None = field(repr=False)
    options: Mapping[str, str] = field(default_factory=dict, repr=False)
    other: OtherDatabase | None = None


@dataclass(frozen=True, slots=True)
class OtherDatabase:
    """Of a connection to any other database.

    :param driver: dialect and driver as SQLAlchemy writes them (``mysql+pymysql``), or the dialect alone.
    :param database: the database that it opens; empty: the dataset says.
    :param query: further parameters of SQLAlchemy's URL.
    """

    driver: str
    database: str = ""
    query: Mapping[str, str] = field(default_factory=dict, repr=False)


#: Airflow connection id -> who logs in. Raises UsageError ``CREDENTIALS_MISSING``.
SqlLogins = Callable[[str], Login]


def no_logins(connection_id: str) -> Login:
    """Where nobody can resolve a connection."""
    raise missing(connection_id, "there is no such connection here")


def missing(connection_id: str, what: str) -> UsageError:
    """A connection that can not be used."""
    return UsageError(
        ErrorCode.CREDENTIALS_MISSING,
        what,
        where=f"connection {connection_id}",
        hint="define it in Airflow, or outside as AIRFLOW_CONN_<ID>: postgres://user:password@host:port/",
    )


def login_from_text(connection_id: str, text: str) -> Login:
    """What ``AIRFLOW_CONN_<ID>`` means: Airflow's URI, or its JSON.

    :raises UsageError: ``CREDENTIALS_MISSING``; never shows the text.
    """
    try:
        return (_from_json if text.lstrip().startswith("{") else _from_uri)(connection_id, text.strip())
    except (ValueError, TypeError, AttributeError):
        raise missing(connection_id, "its text is neither a URI nor JSON as Airflow writes them") from None


def _from_uri(connection_id: str, text: str) -> Login:
    parts = urlsplit(text)
    extra = dict(parse_qsl(parts.query))
    if "__extra__" in extra:
        extra = _object(extra["__extra__"])
    return login(
        connection_id,
        conn_type=parts.scheme,
        host=_host(parts.netloc),
        port=parts.port,
        user=unquote(parts.username or ""),
        password=None if parts.password is None else unquote(parts.password),
        extra=extra,
        database=unquote(parts.path.removeprefix("/")),
    )


def _host(netloc: str) -> str:
    # Not ``hostname``, which is in lower case: a socket's directory may not be.
    place = netloc.rpartition("@")[2]
    host, colon, port = place.rpartition(":")
    return unquote(host if colon and not port.endswith("]") else place)


def _from_json(connection_id: str, text: str) -> Login:
    told = _object(text)
    extra = told.get("extra") or {}
    return login(
        connection_id,
        conn_type=str(told.get("conn_type", "")),
        host=str(told.get("host") or ""),
        port=None if told.get("port") in (None, "") else int(told["port"]),
        user=str(told.get("login") or ""),
        password=told.get("password"),
        extra=_object(extra) if isinstance(extra, str) else extra,
        database=str(told.get("schema") or ""),
    )


def _object(text: str) -> dict[str, Any]:
    told = json.loads(text)
    if not isinstance(told, dict):
        raise TypeError("no object")
    return told


def login(
    connection_id: str,
    *,
    conn_type: str,
    host: str,
    port: int | None,
    user: str,
    password: str | None,
    extra: Mapping[str, Any],
    database: str = "",
) -> Login:
    """The parts of an Airflow connection as a login.

    Any type but ``postgres`` is the name of a dialect of SQLAlchemy, unless ``sqlalchemy_scheme`` in
    ``extra`` names dialect and driver; ``sqlalchemy_query`` there are further parameters of its URL.

    :raises UsageError: ``CREDENTIALS_MISSING`` for one that names no user of PostgreSQL, or no dialect.
    """
    if conn_type not in ("postgres", "postgresql"):
        driver = str(extra.get("sqlalchemy_scheme") or conn_type)
        query = extra.get("sqlalchemy_query") or {}
        if not _DRIVER.fullmatch(driver):
            raise missing(connection_id, "it names no dialect of SQLAlchemy")
        texts = {str(name): str(value) for name, value in query.items()}
        return Login(host, port, user, password, other=OtherDatabase(driver, database, texts))
    if not user:
        raise missing(connection_id, "it names no user (IAM and service files are not supported)")
    options = {
        name: str(extra[name]) for name in ("sslmode", "sslrootcert", "sslcert", "sslkey") if extra.get(name)
    }
    return Login(host, port, user, password, options)


@contextmanager
def reading(dataset: DatasetRef, logins: SqlLogins) -> Iterator[Connection]:
    """A transaction that reads one moment of the database that the table is in, and can not write.

    :param dataset: of PostgreSQL or SQLite.
    :raises UsageError: ``CREDENTIALS_MISSING``, or a connection that leads to another server.
    :raises sqlalchemy.exc.SQLAlchemyError, OSError: what the driver raises.
    """
    engine = _sqlite(dataset) if dataset.scheme == "sqlite" else _postgresql(dataset, logins)
    with engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            _settle(connection)
        yield connection


def _settle(connection: Connection) -> None:
    from sqlalchemy import func, select

    for name, value in _POSTGRES_SESSION.items():
        connection.execute(select(func.set_config(name, value, True)))


def _postgresql(dataset: DatasetRef, logins: SqlLogins) -> Engine:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    if dataset.connection_id is None:
        raise UsageError(
            ErrorCode.CREDENTIALS_MISSING,
            "a table in PostgreSQL is read with a connection, and none is named",
            where=dataset.uri,
            hint="write postgres://conn_id@host:port/database.schema.table",
        )
    who = logins(dataset.connection_id)
    if who.other is not None:
        raise missing(dataset.connection_id, "it is not a connection to PostgreSQL")
    _refuse_other_server(dataset, who)
    try:
        import pg8000
    except ImportError:
        raise missing(
            dataset.connection_id, "the driver is missing: pip install 'airflow-gov-provider[postgres]'"
        ) from None
    arguments: dict[str, Any] = {
        "user": who.user,
        "password": who.password,
        "host": dataset.authority.rpartition(":")[0].strip("[]"),
        "database": dataset.identifiers[0],
        "application_name": "airflow_gov_provider",
    }
    if not who.host.startswith("/"):
        arguments["ssl_context"] = _tls(dataset.connection_id, who)

    def connect() -> Any:
        with ExitStack() as on_failure:
            connected = on_failure.enter_context(closing(_connected(dataset, who)))
            connection = pg8000.Connection(sock=connected, **arguments)
            on_failure.pop_all()
        return connection

    return create_engine(
        "postgresql+pg8000://",
        creator=connect,
        poolclass=NullPool,
        hide_parameters=True,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )


def _connected(dataset: DatasetRef, who: Login) -> socket.socket:
    """A socket to the server, that waits longer for answers than it did for the connection.

    :raises OSError: when nobody answers.
    """
    host, _, port = dataset.authority.rpartition(":")
    if who.host.startswith("/"):
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connected.settimeout(CONNECT_TIMEOUT)
        connected.connect(f"{who.host.rstrip('/')}/.s.PGSQL.{port}")
    else:
        connected = socket.create_connection((host.strip("[]"), int(port)), CONNECT_TIMEOUT)
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    # The server's own limit comes first: it says why.
    connected.settimeout(ANSWER_TIMEOUT + CONNECT_TIMEOUT)
    return connected


def _refuse_other_server(dataset: DatasetRef, who: Login) -> None:
    """Zones go by the server that the URI names, so credentials must not lead to another."""
    host = "localhost" if who.host.startswith("/") else who.host
    port = int(dataset.authority.rpartition(":")[2])
    named = server_name(host, who.port or POSTGRES_PORT) if host else None
    if named not in (None, dataset.authority) or (who.port or port) != port:
        raise UsageError(
            ErrorCode.CONFIGURATION_INVALID,
            f"the connection {dataset.connection_id!r} leads to another server than the URI names",
            where=dataset.uri,
            hint="name the server in the URI as the connection does; localhost for a Unix socket",
        )


def _tls(connection_id: str, who: Login) -> Any:
    try:
        context = context_of(who.options.get("sslmode", "prefer"), who.options.get("sslrootcert"))
        if context is not None and "sslcert" in who.options:
            context.load_cert_chain(who.options["sslcert"], who.options.get("sslkey"))
    except (ValueError, OSError):
        raise missing(connection_id, "its sslmode, or a certificate it names, can not be used") from None
    return context


def _sqlite(dataset: DatasetRef) -> Engine:
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import NullPool

    # Read only, and only what is there: SQLite would make an empty database of a wrong name.
    place = f"file:{quote(dataset.database_file)}?mode=ro"
    engine = create_engine(
        "sqlite://",
        creator=lambda: _open_sqlite(place),
        poolclass=NullPool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _open_sqlite(place: str) -> sqlite3.Connection:
    connection = sqlite3.connect(place, uri=True, timeout=LOCK_TIMEOUT, isolation_level=None)
    # Text that is no Unicode must come out, and be seen to be none.
    connection.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")
    # A view in a file from elsewhere may run for ever, or call what changes things.
    for pragma in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON"):
        connection.execute(f"PRAGMA {pragma}")
    until = time.monotonic() + ANSWER_TIMEOUT
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    return connection
