"""Make, upgrade and remove the ledger's tables by the Alembic migrations in this package."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, Engine, inspect, select
from sqlalchemy.engine import URL

from airflow_gov_provider.core.errors import ErrorCode, LedgerError
from airflow_gov_provider.stores.ledger.engines import (
    guarded,
    open_engine,
    parse_url,
    place,
    reading,
    writing,
)
from airflow_gov_provider.stores.ledger.tables import HEAD, LEDGER, VERSION

if TYPE_CHECKING:
    from alembic.config import Config

_T = TypeVar("_T")
_MIGRATE = "run `airflow governance ledger migrate`"


def upgrade(url: str) -> None:
    """Bring the tables to the revision of this code. Safe when several processes do it at once.

    :raises LedgerError: ``LEDGER_UNAVAILABLE``, also for a ledger of a newer release.
    """
    from alembic import command

    _migrated(url, lambda config: command.upgrade(config, "head"))


def downgrade(url: str, revision: str) -> None:
    """Go back to a revision; ``base`` removes the tables.

    :raises LedgerError: ``LEDGER_CONFLICT`` when entries would be lost: a record is never dropped.
        ``LEDGER_UNAVAILABLE`` otherwise.
    """
    from alembic import command

    _migrated(url, lambda config: command.downgrade(config, revision), keeps_entries=False)


def current(url: str) -> str | None:
    """The revision that the database is at; None when there are no tables.

    :raises LedgerError: ``LEDGER_UNAVAILABLE``.
    """
    return _with_engine(parse_url(url), _current)


def revision_of(connection: Connection) -> str | None:
    """The revision in Alembic's own table; None when there is none."""
    if not inspect(connection).has_table(VERSION.name):
        return None
    revision: str | None = connection.scalar(select(VERSION.c.version_num))
    return revision


def ensure_current(engine: Engine, url: str, *, auto_migrate: bool) -> None:
    """Let nobody read or write tables of another shape.

    :raises LedgerError: ``LEDGER_UNAVAILABLE``, with what to run.
    """
    with reading(engine) as connection:
        found = revision_of(connection)
    if found == HEAD:
        return
    if auto_migrate:
        upgrade(url)
        return
    what = "the ledger has no tables yet" if found is None else "the ledger's tables are of another release"
    raise LedgerError(ErrorCode.LEDGER_UNAVAILABLE, what, where=place(engine.url), hint=_MIGRATE)


def _current(engine: Engine) -> str | None:
    with reading(engine) as connection:
        return revision_of(connection)


def _migrated(url: str, change: Callable[[Config], None], *, keeps_entries: bool = True) -> None:
    def migrate(engine: Engine) -> None:
        # The transaction that everybody queues for: the second of two finds the work done.
        with writing(engine) as connection:
            if not keeps_entries:
                _refuse_to_lose_entries(connection)
            change(_config(connection))

    from alembic.util import CommandError

    parsed = parse_url(url)
    try:
        _with_engine(parsed, migrate)
    except CommandError:
        raise LedgerError(
            ErrorCode.LEDGER_UNAVAILABLE,
            "the ledger is at a revision that this release does not know",
            where=place(parsed),
            hint="install the release that made it, or a newer one",
        ) from None


def _with_engine(url: URL, work: Callable[[Engine], _T]) -> _T:
    def use() -> _T:
        engine = open_engine(url)
        try:
            return work(engine)
        finally:
            engine.dispose()

    return guarded(url, use)


def _refuse_to_lose_entries(connection: Connection) -> None:
    exists = inspect(connection).has_table(LEDGER.name)
    if exists and connection.execute(select(LEDGER.c.sequence).limit(1)).first() is not None:
        raise LedgerError(
            ErrorCode.LEDGER_CONFLICT,
            "the ledger holds entries, and no migration drops a record",
            where=place(connection.engine.url),
            hint="keep this database and name a new one in [governance] ledger_url",
        )


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "airflow_gov_provider.stores.ledger:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
