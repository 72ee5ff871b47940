"""Databases of any dialect that SQLAlchemy knows: an engine that leads where the dataset's name says.

PostgreSQL and SQLite have paths of their own (:mod:`airflow_gov_provider.stores.sql`), which promise more.
Here only what SQLAlchemy offers for all dialects is used: one SELECT, in a transaction of the strongest
isolation by which the dialect shows one moment of the database, read by a server-side cursor where the
dialect has one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.stores.sql import Login, OtherDatabase, SqlLogins, missing

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

_log = logging.getLogger(__name__)

#: Levels of isolation, of which the first that a dialect has shows one moment however long one reads.
_ONE_MOMENT = ("SNAPSHOT", "REPEATABLE READ", "SERIALIZABLE")
#: Parameters by which drivers are led to another server, database or user than their URL names.
_LEADS_AWAY = frozenset(
    "host hostaddr hostname hosts server servername address addr port unix_socket unix_sock dsn odbc_connect"  # noqa: SIM905 - words read better in lines
    " service service_name sid tnsnames database dbname db data_source account read_default_file"
    " read_default_group failover_partner connection_string config_dir url endpoint uid pwd user password".split()
)


@contextmanager
def reading_any(dataset: DatasetRef, logins: SqlLogins) -> Iterator[Connection]:
    """A transaction that reads the database that the table is in.

    :raises UsageError: as :func:`engine_of`. :raises Exception: whatever dialect and driver raise.
    """
    named = dataset.connection_id
    engine = engine_of(dataset, None if named is None else logins(named))
    with engine.connect() as connection, connection.begin():
        yield connection


def engine_of(dataset: DatasetRef, who: Login | None) -> Engine:
    """An engine for the database that the table is in.

    :param who: of the connection that the dataset names; None when it names none.
    :raises UsageError: ``CREDENTIALS_MISSING`` where nothing can be reached by it; ``CONFIGURATION_INVALID``
        for a connection that leads elsewhere: zones go by the server that the URI names.
    """
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ArgumentError
    from sqlalchemy.pool import NullPool

    dialect = dataset.scheme.removeprefix("sql+")
    named = dataset.connection_id or dataset.uri
    if who is None and not dataset.database_file:
        raise missing(named, "a table on a server is read with a connection, and the URI names none")
    url = _url(dataset, who or Login("", None, "", None, other=OtherDatabase(dialect)), dialect)
    try:
        engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    except (ArgumentError, ImportError, TypeError, ValueError):
        # SQLAlchemy's own words may quote the URL.
        raise missing(named, f"SQLAlchemy has no dialect {dialect!r} here, or no driver for it") from None
    return _of_one_moment(engine, dataset)


def _url(dataset: DatasetRef, who: Login, dialect: str) -> URL:
    from sqlalchemy import URL

    other = who.other or OtherDatabase("postgresql")
    if other.driver.partition("+")[0] != dialect:
        raise missing(
            str(dataset.connection_id), f"it is not a connection to {dialect}; its dialect is another"
        )
    named = _database(dataset, other)
    # Oracle's URL has no other place for it.
    is_service = other.query.get("service_name") == named
    if any(
        name.lower() in _LEADS_AWAY for name in other.query if not (is_service and name == "service_name")
    ):
        raise _elsewhere(dataset, "has parameters that may lead to another database than the URI names")
    place: dict[str, Any] = {"database": None if is_service else named}
    if not dataset.database_file:
        host, _, port = dataset.authority.rpartition(":")
        if who.host not in ("", host, host.strip("[]")) or who.port not in (None, int(port)):
            raise _elsewhere(dataset, "leads to another server than the URI names")
        place.update(host=host.strip("[]"), port=int(port))
    elif who.host:
        raise _elsewhere(dataset, "leads to a server and the URI to a file")
    return URL.create(
        other.driver, username=who.user or None, password=who.password, query=dict(other.query), **place
    )


def _database(dataset: DatasetRef, other: OtherDatabase) -> str:
    """The database to open: that of the URI, which a connection may name too.

    In MySQL and its like a database is what others call a schema, so that a table has two names.
    """
    named = dataset.database_file or dataset.identifiers[0]
    if other.database not in ("", named):
        raise _elsewhere(dataset, "opens another database than the URI names")
    return named


def _elsewhere(dataset: DatasetRef, what: str) -> UsageError:
    return UsageError(
        ErrorCode.CONFIGURATION_INVALID,
        f"the connection {dataset.connection_id!r} {what}",
        where=dataset.uri,
        hint="write the URI as the connection is: sql+dialect://conn_id@host:port/database.schema.table",
    )


def _of_one_moment(engine: Engine, dataset: DatasetRef) -> Engine:
    """With the isolation that shows one moment; says so in the log where the dialect has none."""
    with engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        try:
            levels = tuple(engine.dialect.get_isolation_level_values(raw))
        except NotImplementedError:
            levels = ()
    level: Any = next((one for one in _ONE_MOMENT if one in levels), None)
    if level is None:
        _log.warning(
            "%s: the dialect has no isolation that shows one moment; what is written while it is read may be in"
            " it or not",
            dataset.uri,
        )
        return engine
    return engine.execution_options(isolation_level=level)
