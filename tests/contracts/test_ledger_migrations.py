"""The ledger's tables: made, upgraded and removed by migrations, from wherever the package is installed."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy

from airflow_gov_provider.core.errors import ErrorCode, LedgerError
from airflow_gov_provider.core.ledger.entries import EntryKind, NewEntry
from airflow_gov_provider.stores.ledger import migrate
from airflow_gov_provider.stores.ledger.engines import open_engine, parse_url
from airflow_gov_provider.stores.ledger.store import SqlLedger
from airflow_gov_provider.stores.ledger.tables import HEAD, LEDGER, VERSION_TABLE
from tests.fixtures_postgres import postgres_server, postgres_url  # noqa: F401 - fixtures

ENTRY = NewEntry(EntryKind.SCAN, "k1", "", "", "", {})


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.integration)])
def url(request, tmp_path) -> str:
    if request.param == "sqlite":
        # A percent sign in the path is one that configuration parsers like to eat.
        return f"sqlite:///{tmp_path}/100% ours/ledger.db"
    return request.getfixturevalue("postgres_url")


def ledger_of(url: str, *, auto_migrate: bool) -> SqlLedger:
    return SqlLedger(url, clock=lambda: datetime.now(UTC), auto_migrate=auto_migrate)


def tables(url: str) -> set[str]:
    engine = open_engine(parse_url(url))
    try:
        return set(sqlalchemy.inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_upgrading_makes_the_tables_once_and_says_where_they_stand(url):
    assert migrate.current(url) is None

    migrate.upgrade(url)
    migrate.upgrade(url)

    assert migrate.current(url) == HEAD
    assert tables(url) == {"governance_ledger", VERSION_TABLE}


def test_the_tables_are_those_that_the_code_reads_and_writes(url):
    migrate.upgrade(url)
    engine = open_engine(parse_url(url))

    columns = sqlalchemy.inspect(engine).get_columns(LEDGER.name)
    unique = sqlalchemy.inspect(engine).get_unique_constraints(LEDGER.name)
    engine.dispose()

    assert [column["name"] for column in columns] == [column.name for column in LEDGER.columns]
    assert not any(column["nullable"] for column in columns)
    assert {tuple(one["column_names"]) for one in unique} == {
        ("id",),
        ("key",),
        ("previous",),
        ("entry_hash",),
    }


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "scan"},
        {"request_id": "r"},
        {"dataset": "d"},
        {"dataset": "d", "kind": "verdict"},
        {"fingerprint": "f"},
    ],
    ids=str,
)
def test_every_question_of_the_port_is_answered_by_an_index(tmp_path, columns):
    url = f"sqlite:///{tmp_path}/ledger.db"
    migrate.upgrade(url)
    engine = open_engine(parse_url(url))
    query = " AND ".join(f"{name} = '{value}'" for name, value in columns.items())
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN SELECT * FROM governance_ledger WHERE {query} ORDER BY sequence DESC LIMIT 1"
        ).all()
    engine.dispose()

    assert any("USING INDEX governance_ledger_by_" in row[-1] for row in plan)


def test_an_empty_ledger_can_go_back_to_nothing_and_forth_again(url):
    migrate.upgrade(url)

    migrate.downgrade(url, "base")

    assert "governance_ledger" not in tables(url)
    assert migrate.current(url) is None
    migrate.upgrade(url)
    assert ledger_of(url, auto_migrate=False).append(ENTRY).sequence == 1


def test_no_migration_drops_a_record(url):
    entry = ledger_of(url, auto_migrate=True).append(ENTRY)

    with pytest.raises(LedgerError) as caught:
        migrate.downgrade(url, "base")

    assert caught.value.code is ErrorCode.LEDGER_CONFLICT
    assert ledger_of(url, auto_migrate=False).by_key("k1") == entry


def test_without_tables_a_ledger_that_may_not_make_them_says_what_to_run(url):
    ledger = ledger_of(url, auto_migrate=False)

    for use in (lambda: ledger.append(ENTRY), ledger.entries, lambda: list(ledger.everything())):
        with pytest.raises(LedgerError) as caught:
            use()
        assert caught.value.code is ErrorCode.LEDGER_UNAVAILABLE
        assert "airflow governance ledger migrate" in caught.value.hint
    assert tables(url) == set()

    migrate.upgrade(url)
    assert ledger.append(ENTRY).sequence == 1


@pytest.mark.parametrize("auto_migrate", [True, False])
def test_a_ledger_of_a_newer_release_is_neither_read_nor_written(url, auto_migrate):
    migrate.upgrade(url)
    engine = open_engine(parse_url(url))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    engine.dispose()

    with pytest.raises(LedgerError) as caught:
        ledger_of(url, auto_migrate=auto_migrate).append(ENTRY)

    assert caught.value.code is ErrorCode.LEDGER_UNAVAILABLE
    assert "release" in caught.value.what + caught.value.hint


def test_a_migration_that_fails_half_way_leaves_nothing_behind(url):
    engine = open_engine(parse_url(url))
    with engine.begin() as connection:
        # Somebody's table in the way: creating this index fails after the table was made.
        connection.exec_driver_sql("CREATE TABLE governance_ledger_by_kind (x int)")
    engine.dispose()

    with pytest.raises(LedgerError) as caught:
        migrate.upgrade(url)

    assert caught.value.code is ErrorCode.LEDGER_UNAVAILABLE
    assert "governance_ledger" not in tables(url)
    assert migrate.current(url) is None


def test_processes_that_first_use_a_ledger_at_once_all_find_it_made(url):
    fork = multiprocessing.get_context("fork")
    start = fork.Barrier(4)

    def use() -> None:
        start.wait(30)
        migrate.upgrade(url)
        ledger_of(url, auto_migrate=True).append(ENTRY)

    children = [fork.Process(target=use) for _ in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)

    assert [child.exitcode for child in children] == [0] * 4
    assert len(ledger_of(url, auto_migrate=False).entries()) == 1


def test_the_wheel_holds_the_migrations_and_the_schema_and_they_work_from_there(tmp_path):
    from hatchling.builders.wheel import WheelBuilder

    root = Path(__file__).parents[2]
    (wheel,) = WheelBuilder(str(root)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    script = (
        "import airflow_gov_provider, sys\n"
        "from importlib.resources import files\n"
        "from airflow_gov_provider.stores.ledger import migrate\n"
        "migrate.upgrade(sys.argv[1])\n"
        "schema = files('airflow_gov_provider.core.attestation') / 'schemas' / 'dataset-verdict-v1.json'\n"
        "print(airflow_gov_provider.__file__, migrate.current(sys.argv[1]), len(schema.read_text()) > 1000)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, f"sqlite:///{tmp_path}/ledger.db"],
        cwd=tmp_path / "installed",
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == [str(tmp_path / "installed/airflow_gov_provider/__init__.py"), HEAD, "True"]
