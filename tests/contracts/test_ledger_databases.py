"""What only a ledger in a database can promise: many processes, crashes, forgers and outages."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import secrets
import signal
import sqlite3
import ssl
import stat
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy

from airflow_gov_provider.core.canonical import canonical_bytes
from airflow_gov_provider.core.errors import ErrorCode, LedgerError, UsageError
from airflow_gov_provider.core.ledger.entries import EntryKind, NewEntry, first_broken, link
from airflow_gov_provider.core.ledger.verification import Fault, FaultKind, verify
from airflow_gov_provider.stores.ledger import engines
from airflow_gov_provider.stores.ledger.store import SqlLedger
from tests.fixtures_postgres import postgres_server, postgres_url  # noqa: F401 - fixtures

fork = multiprocessing.get_context("fork")  # as Airflow's LocalExecutor makes its workers


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.integration)])
def url(request, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/home/ledger.db"
    return request.getfixturevalue("postgres_url")


def ledger_of(url: str) -> SqlLedger:
    return SqlLedger(url, clock=lambda: datetime.now(UTC), auto_migrate=True)


@pytest.fixture
def ledger(url) -> SqlLedger:
    return ledger_of(url)


def new(key: str, **body) -> NewEntry:
    return NewEntry(EntryKind.SCAN, key, "r1", "s3://lake/fraud/", "f1", body)


@contextmanager
def administrator(url: str) -> Iterator[Callable[[str], object]]:
    """Runs SQL as somebody who owns the database; the ledger's own connections are not used."""
    if url.startswith("sqlite"):
        path = sqlalchemy.engine.make_url(url).database
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            yield connection.execute
        return
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection.exec_driver_sql
    engine.dispose()


def disarm(run: Callable[[str], object], url: str) -> None:
    """What an owner can always do: switch the triggers off. The links are what shows it."""
    if url.startswith("sqlite"):
        for name in ("next", "no_update", "no_delete"):
            run(f"DROP TRIGGER governance_ledger_{name}")
    else:
        run("ALTER TABLE governance_ledger DISABLE TRIGGER ALL")


# Many processes


def run_in_children(count: int, work: Callable[[int], None]) -> None:
    children = [fork.Process(target=work, args=(number,)) for number in range(count)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0] * count


def test_four_writers_at_once_leave_no_gap_and_every_link_holds(ledger, url):
    # The parent has used its connections: children must not touch these.
    ledger.append(new("parent before"))
    start = fork.Barrier(4)

    def write(writer: int) -> None:
        start.wait(30)
        for number in range(25):
            ledger.append(new(f"writer {writer} entry {number}", n=number))

    run_in_children(4, write)
    ledger.append(new("parent after"))

    entries = list(ledger.everything())
    assert [entry.sequence for entry in entries] == list(range(1, 103))
    assert first_broken(entries) is None
    for writer in range(4):
        own = [entry.body["n"] for entry in entries if entry.key.startswith(f"writer {writer} ")]
        assert own == list(range(25))


def test_of_processes_that_append_one_key_at_once_all_get_the_one_entry(ledger, url):
    results = fork.SimpleQueue()
    start = fork.Barrier(4)

    def write(writer: int) -> None:
        own = ledger_of(url)  # first use of the database by all four at once: they also race to migrate
        start.wait(30)
        for number in range(5):
            results.put((number, own.append(new(f"k{number}", writer=writer)).id))

    run_in_children(4, write)

    got = [results.get() for _ in range(20)]
    entries = {entry.key: entry.id for entry in ledger.everything()}
    assert len(entries) == 5
    assert all(entries[f"k{number}"] == entry_id for number, entry_id in got)


_ENDLESS_WRITER = """
import sys
from datetime import UTC, datetime
from airflow_gov_provider.core.ledger.entries import EntryKind, NewEntry
from airflow_gov_provider.stores.ledger.store import SqlLedger

ledger = SqlLedger(sys.argv[1], clock=lambda: datetime.now(UTC), auto_migrate=True)
for number in range(1_000_000):
    ledger.append(NewEntry(EntryKind.SCAN, f"k{number}", "", "", "", {"n": number, "text": "x" * 5000}))
    print(number, flush=True)
"""


def test_a_writer_killed_at_any_moment_loses_no_entry_it_was_told_of(ledger, url):
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", _ENDLESS_WRITER, url], stdout=subprocess.PIPE, text=True
        ) as writer:
            told = [int(writer.stdout.readline()) for _ in range(10)]
            os.kill(writer.pid, signal.SIGKILL)
            told += [int(line) for line in writer.stdout if line.endswith("\n")]

        on_record = [entry.body["n"] for entry in ledger.everything()]
        assert set(told) <= set(on_record)
        assert on_record == list(range(len(on_record)))
    assert verify(ledger.everything()).holds
    assert ledger.append(new("after")).sequence == len(on_record) + 1


# Accidents

_AGAIN = "INSERT INTO governance_ledger SELECT * FROM governance_ledger WHERE sequence = 1"
_ROW = {
    "sequence": "3",
    "id": "'new'",
    "at": "at",
    "kind": "kind",
    "key": "'new'",
    "request_id": "request_id",
    "dataset": "dataset",
    "fingerprint": "fingerprint",
    "body": "'{}'",
    "previous": "'new'",
    "entry_hash": "'new'",
}


def refused(url: str, *statements: str) -> None:
    ledger = ledger_of(url)
    before = [ledger.append(new("k1")), ledger.append(new("k2"))]

    *prepare, forbidden = statements
    with administrator(url) as run:
        for statement in prepare:
            run(statement)
        with pytest.raises(
            (sqlite3.IntegrityError, sqlalchemy.exc.DBAPIError), match=r"append-only|unique constraint"
        ):
            run(forbidden)

    assert list(ledger.everything()) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE governance_ledger SET body = '{}'",
        "UPDATE governance_ledger SET at = at",
        "DELETE FROM governance_ledger",
        "DELETE FROM governance_ledger WHERE sequence = 2",
        f"{_AGAIN} ON CONFLICT (sequence) DO UPDATE SET body = '{{}}'",
        _AGAIN,
    ],
)
def test_the_database_refuses_to_change_what_is_on_record(url, statement):
    refused(url, statement)


@pytest.mark.parametrize("column", ["sequence", "id", "key", "previous", "entry_hash"])
def test_sqlite_refuses_to_replace_an_entry_even_without_recursive_triggers(tmp_path, column):
    values = ", ".join(f'"{name}"' if name == column else fresh for name, fresh in _ROW.items())
    statement = (
        f"INSERT OR REPLACE INTO governance_ledger SELECT {values} FROM governance_ledger WHERE sequence = 2"
    )

    refused(f"sqlite:///{tmp_path}/ledger.db", statement)


def test_sqlite_refuses_an_entry_that_leaves_a_gap(tmp_path):
    values = ", ".join(_ROW.values()).replace("3", "4", 1)

    refused(
        f"sqlite:///{tmp_path}/ledger.db",
        f"INSERT INTO governance_ledger SELECT {values} FROM governance_ledger LIMIT 1",
    )


@pytest.mark.integration
@pytest.mark.parametrize(
    "statements",
    [
        ["TRUNCATE governance_ledger"],
        ["SET session_replication_role = replica", "DELETE FROM governance_ledger"],
        ["SET session_replication_role = replica", "TRUNCATE governance_ledger"],
    ],
    ids="; ".join,
)
def test_postgresql_refuses_to_empty_the_ledger_even_where_triggers_are_skipped(postgres_url, statements):  # noqa: F811 - the fixture
    refused(postgres_url, *statements)


# Forgers

_FORGERIES = {
    "a number in a body": (
        ["UPDATE governance_ledger SET body = '{\"n\":4}' WHERE sequence = 3"],
        3,
        "CONTENT",
    ),
    "white space in a body": (
        ["UPDATE governance_ledger SET body = '{\"n\": 3}' WHERE sequence = 3"],
        3,
        "UNREADABLE",
    ),
    "a body cut short": (
        ["UPDATE governance_ledger SET body = '{\"n\"' WHERE sequence = 3"],
        3,
        "UNREADABLE",
    ),
    "a float": (["UPDATE governance_ledger SET body = '{\"n\":3.0}' WHERE sequence = 3"], 3, "UNREADABLE"),
    "a time": (["UPDATE governance_ledger SET at = '2020' WHERE sequence = 3"], 3, "CONTENT"),
    "a dataset": (["UPDATE governance_ledger SET dataset = 's3://x/y' WHERE sequence = 3"], 3, "CONTENT"),
    "a fingerprint": (["UPDATE governance_ledger SET fingerprint = '' WHERE sequence = 3"], 3, "CONTENT"),
    "a key": (["UPDATE governance_ledger SET key = 'other' WHERE sequence = 3"], 3, "CONTENT"),
    "an id": (["UPDATE governance_ledger SET id = 'other' WHERE sequence = 3"], 3, "CONTENT"),
    "a request": (["UPDATE governance_ledger SET request_id = '' WHERE sequence = 3"], 3, "CONTENT"),
    "a kind": (["UPDATE governance_ledger SET kind = 'verdict' WHERE sequence = 3"], 3, "CONTENT"),
    "an unknown kind": (["UPDATE governance_ledger SET kind = 'other' WHERE sequence = 3"], 3, "UNREADABLE"),
    "a hash": (["UPDATE governance_ledger SET entry_hash = 'x' WHERE sequence = 3"], 3, "CONTENT"),
    "a link": (["UPDATE governance_ledger SET previous = 'x' WHERE sequence = 3"], 3, "LINK"),
    "the first dropped": (["DELETE FROM governance_ledger WHERE sequence = 1"], 1, "NUMBER"),
    "one dropped": (["DELETE FROM governance_ledger WHERE sequence = 3"], 3, "NUMBER"),
    "one dropped, the rest renumbered": (
        [
            "DELETE FROM governance_ledger WHERE sequence = 3",
            "UPDATE governance_ledger SET sequence = 3 WHERE sequence = 4",
            "UPDATE governance_ledger SET sequence = 4 WHERE sequence = 5",
        ],
        3,
        "LINK",
    ),
    "two reordered": (
        [
            "UPDATE governance_ledger SET sequence = 99 WHERE sequence = 3",
            "UPDATE governance_ledger SET sequence = 3 WHERE sequence = 4",
            "UPDATE governance_ledger SET sequence = 4 WHERE sequence = 99",
        ],
        3,
        "LINK",
    ),
    "bodies exchanged": (
        [
            "UPDATE governance_ledger SET body = '{\"n\":4}' WHERE sequence = 3",
            "UPDATE governance_ledger SET body = '{\"n\":3}' WHERE sequence = 4",
        ],
        3,
        "CONTENT",
    ),
}


@pytest.mark.parametrize("forgery", _FORGERIES)
def test_a_forger_who_owns_the_database_is_found_at_the_first_forged_entry(ledger, url, forgery):
    statements, sequence, kind = _FORGERIES[forgery]
    for number in range(1, 6):
        ledger.append(new(f"k{number}", n=number))
    with administrator(url) as run:
        disarm(run, url)
        for statement in statements:
            run(statement)

    verification = verify(ledger_of(url).everything())

    assert not verification.holds
    assert (verification.fault.sequence, verification.fault.kind) == (sequence, FaultKind(kind))
    assert verification.entries == sequence - 1
    if kind != "UNREADABLE":
        assert first_broken(ledger.everything()).id == verification.fault.entry_id


def test_any_flipped_bit_of_a_stored_body_is_found(tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.db"
    ledger = ledger_of(url)
    stored = canonical_bytes({"é": ["x", 12]})
    for number in range(3):
        ledger.append(NewEntry(EntryKind.SCAN, f"k{number}", "", "", "", {"é": ["x", 12]}))
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as connection:
        disarm(connection.execute, url)
        for position in range(len(stored) * 8):
            forged = bytearray(stored)
            forged[position // 8] ^= 1 << position % 8
            connection.execute(
                "UPDATE governance_ledger SET body = CAST(? AS TEXT) WHERE sequence = 2", (bytes(forged),)
            )
            assert verify(ledger.everything()).fault.sequence == 2, position


def test_an_entry_resealed_after_a_change_no_longer_fits_the_next(ledger, url):
    for number in range(1, 4):
        ledger.append(new(f"k{number}", n=number))
    second = ledger.by_key("k2")
    resealed = link(second.previous, second.sealed() | {"body": {"n": 7}})
    with administrator(url) as run:
        disarm(run, url)
        run(
            f"UPDATE governance_ledger SET body = '{{\"n\":7}}', entry_hash = '{resealed}' WHERE sequence = 2"
        )

    assert verify(ledger.everything()).fault == Fault(3, ledger.by_key("k3").id, FaultKind.LINK)


def test_entries_cut_off_at_the_end_are_found_by_a_head_noted_elsewhere(ledger, url):
    for number in range(1, 4):
        ledger.append(new(f"k{number}", n=number))
    whole = verify(ledger.everything())
    with administrator(url) as run:
        disarm(run, url)
        run("DELETE FROM governance_ledger WHERE sequence = 3")

    assert verify(ledger.everything()).holds  # which is why heads are noted elsewhere
    assert verify(ledger.everything(), {3: whole.head}).fault == Fault(3, "", FaultKind.HEAD)


def test_reading_a_forged_entry_is_an_error_and_never_an_answer(ledger, url):
    entry = ledger.append(new("k1", n=1))
    with administrator(url) as run:
        disarm(run, url)
        run("UPDATE governance_ledger SET body = '{\"n\": 1}'")

    for read in (ledger.entries, lambda: ledger.by_key("k1"), lambda: ledger.by_id(entry.id)):
        with pytest.raises(LedgerError) as caught:
            read()
        assert (caught.value.code, caught.value.where) == (ErrorCode.LEDGER_BROKEN, "ledger entry 1")


def test_nothing_is_linked_to_a_head_that_is_no_hash(ledger, url):
    ledger.append(new("k1"))
    with administrator(url) as run:
        disarm(run, url)
        run("UPDATE governance_ledger SET entry_hash = 'x'")

    with pytest.raises(LedgerError) as caught:
        ledger.append(new("k2"))

    assert caught.value.code is ErrorCode.LEDGER_BROKEN


# Outages


def everything_said(error: BaseException) -> str:
    """All a log, a pickle or a debugger's chain of causes would show."""
    texts = ["".join(traceback.format_exception(error)), repr(error), repr(pickle.loads(pickle.dumps(error)))]
    while error is not None:
        texts.append(str(error))
        error = error.__cause__ or error.__context__
    return "\n".join(texts)


def test_a_failing_append_says_why_and_shows_nothing_of_the_entry(ledger, url):
    canary = secrets.token_hex(8)  # by chance, since a traceback quotes the lines of this test
    ledger.append(new("k1"))
    sqlite = url.startswith("sqlite")
    with administrator(url) as run:
        # Both let the insert itself fail; PostgreSQL then quotes the whole row.
        if sqlite:
            run(
                "CREATE TRIGGER in_the_way BEFORE INSERT ON governance_ledger "
                "BEGIN SELECT RAISE(ABORT, 'in the way'); END"
            )
        else:
            run("ALTER TABLE governance_ledger ADD CHECK (sequence < 2)")

    with pytest.raises(LedgerError) as caught:
        ledger.append(new(f"key {canary}", canary=canary))

    assert caught.value.code is ErrorCode.LEDGER_UNAVAILABLE
    assert ("SQLITE_CONSTRAINT_TRIGGER" if sqlite else "SQLSTATE 23514") in caught.value.what
    assert canary not in everything_said(caught.value)
    assert caught.value.__context__ is None
    assert len(list(ledger.everything())) == 1


@pytest.mark.parametrize("host", ["127.0.0.1:1", "[::1]:1", "no-such-host.invalid"])
def test_an_unreachable_database_is_an_error_that_keeps_the_password(host):
    ledger = ledger_of(f"postgresql+pg8000://writer:PASSWORD-7731@{host}/governance")

    with pytest.raises(LedgerError) as caught:
        ledger.by_key("k1")

    assert caught.value.code is ErrorCode.LEDGER_UNAVAILABLE
    assert "/governance" in caught.value.where
    assert "PASSWORD-7731" not in everything_said(caught.value) + repr(ledger)


@pytest.mark.integration
def test_a_database_that_does_not_exist_is_an_error_that_names_it(postgres_server):  # noqa: F811 - the fixture
    with pytest.raises(LedgerError) as caught:
        ledger_of(postgres_server("no_such_database")).by_key("k1")

    assert caught.value.code is ErrorCode.LEDGER_UNAVAILABLE
    assert caught.value.where == "postgresql://local/no_such_database"


def test_a_file_that_is_no_database_or_lies_below_a_file_is_an_error(tmp_path):
    (tmp_path / "ledger.db").write_bytes(b"these bytes are no database at all, by any reading")

    for path in (tmp_path / "ledger.db", tmp_path / "ledger.db" / "ledger.db"):
        with pytest.raises(LedgerError) as caught:
            ledger_of(f"sqlite:///{path}").append(new("k1"))
        assert caught.value.code is ErrorCode.LEDGER_UNAVAILABLE


def test_a_writer_waits_only_so_long_and_a_reader_not_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(engines, "PATIENCE", 0.05)
    ledger = ledger_of(f"sqlite:///{tmp_path}/ledger.db")
    entry = ledger.append(new("k1"))
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        assert ledger.by_key("k1") == entry
        with pytest.raises(LedgerError, match="SQLITE_BUSY"):
            ledger.append(new("k2"))
    assert ledger.append(new("k2")).sequence == 2


@pytest.mark.integration
def test_a_connection_that_the_server_has_closed_is_replaced(ledger_on_postgresql):
    ledger, url = ledger_on_postgresql
    ledger.append(new("k1"))
    with administrator(url) as run:
        run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )

    assert ledger.append(new("k2")).sequence == 2


@pytest.fixture
def ledger_on_postgresql(postgres_url) -> tuple[SqlLedger, str]:  # noqa: F811 - the fixture
    return ledger_of(postgres_url), postgres_url


# Where it lies


def test_a_sqlite_ledger_belongs_to_its_owner_only_and_survives_power_cuts(tmp_path):
    old_mask = os.umask(0o000)
    try:
        ledger = ledger_of(f"sqlite:///{tmp_path}/made/by/us/ledger.db")
        ledger.append(new("k1"))
    finally:
        os.umask(old_mask)

    home = tmp_path / "made" / "by" / "us"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (home, home.parent, home.parent.parent)] == [
        0o700
    ] * 3
    assert [path.name for path in home.iterdir()] == ["ledger.db"]
    assert stat.S_IMODE((home / "ledger.db").stat().st_mode) == 0o600
    with engines.reading(ledger._engine()) as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA recursive_triggers").scalar() == 1
        assert {Path(path.name).suffix for path in home.iterdir()} == {".db", ".db-wal", ".db-shm"}
        assert {stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()} == {0o600}


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:ledger?mode=memory&uri=true",
        "mysql://writer:PASSWORD-7731@host/db",
        "postgresql+psycopg2://writer:PASSWORD-7731@host/db",
        "PASSWORD-7731",
        "",
        "postgresql://writer:PASSWORD-7731@host:port/db",
        "postgresql://writer:PASSWORD-7731@host/db?sslmode=sometimes",
    ],
)
def test_a_url_that_no_ledger_can_be_kept_at_is_refused_unseen(url):
    with pytest.raises(UsageError) as caught:
        ledger_of(url).by_key("k1")

    assert caught.value.code is ErrorCode.CONFIGURATION_INVALID
    assert "PASSWORD-7731" not in everything_said(caught.value)


@pytest.mark.parametrize(
    ("mode", "verified", "name_checked"),
    [
        ("require", ssl.CERT_NONE, False),
        ("verify-ca", ssl.CERT_REQUIRED, False),
        ("verify-full", ssl.CERT_REQUIRED, True),
    ],
)
def test_sslmode_means_what_libpq_means_by_it(mode, verified, name_checked):
    context = engines._tls(mode, None)

    assert (context.verify_mode, context.check_hostname) == (verified, name_checked)


@pytest.mark.integration
def test_a_server_without_tls_is_not_talked_to_when_tls_is_required(postgres_url):  # noqa: F811 - the fixture
    assert ledger_of(f"{postgres_url}&sslmode=prefer").by_key("k1") is None
    with pytest.raises(LedgerError) as caught:
        ledger_of(f"{postgres_url}&sslmode=require").by_key("k1")

    assert caught.value.code is ErrorCode.LEDGER_UNAVAILABLE


def test_a_root_certificate_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(LedgerError) as caught:
        ledger_of(f"postgresql://host/db?sslmode=verify-full&sslrootcert={tmp_path}/missing.pem").by_key("k1")

    assert caught.value.code is ErrorCode.LEDGER_UNAVAILABLE


def test_a_column_of_another_type_than_was_written_is_not_believed(tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.db"
    ledger_of(url).append(new("k1"))
    with administrator(url) as run:
        disarm(run, url)
        run("UPDATE governance_ledger SET at = x'32'")

    assert verify(ledger_of(url).everything()).fault == Fault(1, "", FaultKind.UNREADABLE)


@pytest.mark.parametrize("url", ["postgresql://host/db", "postgres://host/db", "postgresql+pg8000://host/db"])
def test_every_spelling_of_postgresql_means_pg8000(url):
    assert engines.parse_url(url).drivername == "postgresql+pg8000"
