"""What a table as a source owes the gate: one moment, every value, the same bytes each time, nothing written."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy
from sqlalchemy.engine import make_url

from airflow_gov_provider.core.datasets import DatasetRef, Place
from airflow_gov_provider.core.errors import DataChangedError, DataError, ErrorCode, UsageError
from airflow_gov_provider.stores import sql
from airflow_gov_provider.stores.readers import sql_tables
from airflow_gov_provider.stores.readers.sql_tables import TableReader
from airflow_gov_provider.stores.sql import Login, no_logins
from tests.fixtures_postgres import postgres_server, postgres_url  # noqa: F401 - fixtures
from tests.fixtures_stores import quiet, told_by

SECRET = "ann" + "@example.com"


@dataclass
class Database:
    """A database that a test fills behind the reader's back."""

    reader: TableReader
    prefix: str
    run: Callable[..., Any]

    def ref(self, table: str) -> DatasetRef:
        return DatasetRef.parse(self.prefix + table)

    def column(self, table: str, name: str = "v") -> tuple[str, list[Any]]:
        """Type and values of one column, as the gate sees it."""
        with self.reader.take_in(self.ref(table), quiet) as taken:
            found = [b.rows.column(name) for b in taken.batches() if b.place is Place.VALUES]
        kind = found[0].type
        plain = kind.value_type if pa.types.is_dictionary(kind) else kind
        return str(plain), [value for chunk in found for value in chunk.to_pylist()]


def in_sqlite(directory: Path) -> Database:
    def run(statement: str, *rows: tuple) -> None:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            if rows:
                connection.execute("BEGIN")
                connection.executemany(statement, rows)
                connection.execute("COMMIT")
            else:
                connection.execute(statement)

    file = directory / "shop.db"
    run("PRAGMA user_version = 1")
    return Database(TableReader(no_logins, directory), f"sqlite://{file}#", run)


def in_postgres(url: str, spool: Path) -> Iterator[Database]:
    socket = Path(str(make_url(url).query["unix_sock"]))
    port = int(socket.name.rpartition(".")[2])
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")

    def run(statement: str, *rows: tuple) -> None:
        with engine.connect() as connection:
            if not rows:
                connection.exec_driver_sql(statement)
                return
            for mark in range(len(rows[0])):
                statement = statement.replace("?", f":p{mark}", 1)
            values = [{f"p{n}": value for n, value in enumerate(row)} for row in rows]
            connection.execute(sqlalchemy.text(statement), values)

    reader = TableReader(lambda _: Login(str(socket.parent), port, "postgres", None), spool)
    yield Database(reader, f"postgres://c@localhost:{port}/postgres.public.", run)
    engine.dispose()


@pytest.fixture
def postgres(postgres_url: str, tmp_path: Path) -> Iterator[Database]:  # noqa: F811 - the fixture
    yield from in_postgres(postgres_url, tmp_path)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.integration)])
def database(request, tmp_path: Path) -> Database:
    return in_sqlite(tmp_path) if request.param == "sqlite" else request.getfixturevalue("postgres")


def people(database: Database, rows: int = 3) -> DatasetRef:
    database.run("CREATE TABLE people (id integer PRIMARY KEY, email text, note text)")
    database.run(
        "INSERT INTO people VALUES (?, ?, ?)",
        *[(n, f"user{n}@example.com", None) for n in range(rows, 0, -1)],
    )
    return database.ref("people")


def test_a_table_is_one_parquet_file_in_the_order_of_its_key(database: Database) -> None:
    ref = people(database)
    with database.reader.take_in(ref, quiet) as taken:
        (file,) = taken.snapshot.files
        assert file.path == "people.parquet"
        assert taken.open("people.parquet").read(4) == b"PAR1"
        (values,) = [b.rows for b in taken.batches() if b.place is Place.VALUES]
    assert values.column("id").to_pylist() == [1, 2, 3]
    assert values.column("note").null_count == 3


def test_the_same_rows_are_the_same_bytes_and_one_changed_cell_is_others(database: Database) -> None:
    ref = people(database, rows=500)
    with database.reader.take_in(ref, quiet) as taken:
        assert database.reader.identify(ref) == taken.snapshot
        database.run("UPDATE people SET email = 'x' WHERE id = 250")
        assert database.reader.identify(ref).fingerprint != taken.snapshot.fingerprint
        assert b"user250@" in b"".join(str(b.rows.to_pydict()).encode() for b in taken.batches()), (
            "what was taken in must not change with its source"
        )


def test_a_table_without_a_key_has_the_same_bytes_as_long_as_nobody_writes(database: Database) -> None:
    database.run("CREATE TABLE heap (a integer, b text)")
    database.run("INSERT INTO heap VALUES (?, ?)", *[(n * 7 % 100, "same") for n in range(300)])
    first = database.reader.identify(database.ref("heap"))
    assert all(database.reader.identify(database.ref("heap")) == first for _ in range(3))


@pytest.mark.parametrize("first", [1, 256, 10_000])
def test_all_rows_come_whatever_the_size_of_an_answer(database: Database, monkeypatch, first: int) -> None:
    monkeypatch.setattr(sql_tables, "_FIRST", first)
    monkeypatch.setattr(sql_tables, "ANSWER_ROWS", 100)
    monkeypatch.setattr(sql_tables, "GROUP_ROWS", 150)
    people(database, rows=1001)
    assert database.column("people", "id") == (
        "int64" if database.prefix.startswith("sqlite") else "int32",
        list(range(1, 1002)),
    )


def test_wide_rows_come_a_few_at_a_time(database: Database, monkeypatch) -> None:
    monkeypatch.setattr(sql_tables, "_FIRST", 2)
    monkeypatch.setattr(sql_tables, "ANSWER_BYTES", 40_000)
    monkeypatch.setattr(sql_tables, "GROUP_BYTES", 40_000)
    told: list[int] = []
    database.run("CREATE TABLE wide (id integer PRIMARY KEY, v text)")
    database.run("INSERT INTO wide VALUES (?, ?)", *[(n, str(n) * 10_000) for n in range(20, 40)])
    with database.reader.take_in(database.ref("wide"), lambda _p, done, _t: told.append(done)):
        assert told == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]


def test_an_empty_table_has_columns_and_no_rows(database: Database) -> None:
    database.run("CREATE TABLE empty (a integer, b text)")
    assert database.column("empty", "b")[1] == []


def test_a_view_is_a_source_like_a_table(database: Database) -> None:
    people(database)
    database.run("CREATE VIEW adults AS SELECT id, email AS v FROM people WHERE id > 1 ORDER BY id")
    assert database.column("adults")[1] == ["user2@example.com", "user3@example.com"]


def test_names_need_no_care_whatever_is_in_them(database: Database) -> None:
    database.run('CREATE TABLE "Order; drop.table %s" (id integer PRIMARY KEY, "v"" %(x)s;--" text)')
    database.run('INSERT INTO "Order; drop.table %s" VALUES (?, ?)', (1, "kept"))
    assert database.column("Order; drop%2Etable %25s", 'v" %(x)s;--')[1] == ["kept"]


@pytest.mark.parametrize("name", ["nobody", "People", "PEOPLE"])
def test_a_table_of_another_name_is_missing_case_included(database: Database, name: str) -> None:
    people(database)
    assert database.reader.identify(database.ref(name)).files == ()
    with pytest.raises(DataError) as caught:
        database.reader.take_in(database.ref(name), quiet)
    assert caught.value.code is ErrorCode.SOURCE_MISSING


def test_a_spool_without_room_is_an_error_that_quotes_no_row(database: Database, tmp_path: Path) -> None:
    ref = people(database)
    database.reader._spool_dir = tmp_path / "nowhere"
    with pytest.raises(DataError) as caught:
        database.reader.take_in(ref, quiet)
    assert caught.value.code is ErrorCode.SPOOL_UNWRITABLE


# SQLite: any value may stand in any column.


@pytest.mark.parametrize(
    ("declared", "values", "kind", "seen"),
    [
        ("integer", [1, None, 2**62], "int64", [1, None, 2**62]),
        ("integer", [1, "n/a"], "string", ["1", "n/a"]),
        ("integer", [1, 1.5], "double", [1.0, 1.5]),
        # The double next to this integer is another number: its digits are kept.
        ("numeric", [2**53 + 1, 0.5], "string", [str(2**53 + 1), "0.5"]),
        ("real", [1.5, None], "double", [1.5, None]),
        ("text", ["a", None, ""], "string", ["a", None, ""]),
        ("blob", [b"\xff\0", b""], "binary", [b"\xff\0", b""]),
        ("blob", [b"\xff", "a", 7, None], "binary", [b"\xff", b"a", b"7", None]),
        ("text", [SECRET, b"\xfe"], "binary", [SECRET.encode(), b"\xfe"]),
        ("date", ["2020-01-02", "soon"], "string", ["2020-01-02", "soon"]),
        ("boolean", [0, 1, None], "int64", [0, 1, None]),
        ("", [1, "a"], "string", ["1", "a"]),
        ("geometry", ["POINT(1 2)"], "string", ["POINT(1 2)"]),
        ("text", [None, None], "string", [None, None]),
    ],
)
def test_sqlite_columns_are_read_as_what_is_in_them(tmp_path, declared, values, kind, seen) -> None:
    database = in_sqlite(tmp_path)
    # A column of affinity NONE keeps what it is given; others would change it before we see it.
    database.run(f"CREATE TABLE t (id integer PRIMARY KEY, v {declared})")
    database.run("INSERT INTO t (v) VALUES (?)", *[(value,) for value in values])
    assert database.column("t") == (kind, seen)


def test_text_of_sqlite_that_is_no_unicode_keeps_its_bytes(tmp_path) -> None:
    database = in_sqlite(tmp_path)
    database.run("CREATE TABLE t (v text)")
    database.run("INSERT INTO t VALUES (CAST(x'616eff' AS text))")
    assert database.column("t") == ("binary", [b"an\xff"])


def test_a_misfit_far_down_changes_how_all_of_the_column_is_read(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(sql_tables, "GROUP_ROWS", 100)
    database = in_sqlite(tmp_path)
    database.run("CREATE TABLE t (v integer)")
    database.run("INSERT INTO t VALUES (?)", *[(n,) for n in range(5000)], ("last",))
    kind, values = database.column("t")
    assert (kind, values[0], values[-1], len(values)) == ("string", "0", "last", 5001)


def test_a_sqlite_file_is_only_read(tmp_path) -> None:
    database = in_sqlite(tmp_path)
    people(database)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    database.reader.take_in(database.ref("people"), quiet).close()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert database.reader.identify(DatasetRef.parse(f"sqlite://{tmp_path}/other.db#people")).files == ()
    assert not (tmp_path / "other.db").exists()


def test_a_link_to_a_sqlite_file_would_take_it_out_of_its_zone(tmp_path) -> None:
    database = in_sqlite(tmp_path)
    people(database)
    (tmp_path / "link.db").symlink_to("shop.db")
    (tmp_path / "way").symlink_to(tmp_path)
    for path in ("link.db", "way/shop.db"):
        with pytest.raises(DataError, match="symbolic link"):
            database.reader.take_in(DatasetRef.parse(f"sqlite://{tmp_path}/{path}#people"), quiet)


def test_a_file_that_is_put_in_place_of_the_database_meanwhile_is_noticed(tmp_path) -> None:
    database = in_sqlite(tmp_path)
    ref = people(database)
    (tmp_path / "other").write_bytes((tmp_path / "shop.db").read_bytes())

    def swap(_phase: str, done: int, _total: int) -> None:
        if done:
            (tmp_path / "other").rename(tmp_path / "shop.db")

    with pytest.raises(DataChangedError):
        database.reader.take_in(ref, swap)


@pytest.mark.parametrize("at", [0, 20, 4096 + 3, 5 * 4096])
def test_a_damaged_sqlite_file_is_an_error_and_never_a_part_of_its_rows(tmp_path, at: int) -> None:
    database = in_sqlite(tmp_path)
    ref = people(database, rows=2000)
    file = tmp_path / "shop.db"
    content = bytearray(file.read_bytes())
    content[at : at + 60] = b"\xff" * 60
    file.write_bytes(content)
    with pytest.raises(DataError) as caught:
        database.reader.take_in(ref, quiet)
    assert caught.value.code is ErrorCode.SOURCE_UNREADABLE
    assert "user" not in told_by(caught.value)


def test_a_view_that_never_ends_is_stopped(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(sql, "ANSWER_TIMEOUT", 0.2)
    database = in_sqlite(tmp_path)
    database.run(
        "CREATE VIEW endless AS WITH RECURSIVE n(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n) "
        "SELECT count(*) AS v FROM n"
    )
    with pytest.raises(DataError, match="too long") as caught:
        database.reader.take_in(database.ref("endless"), quiet)
    assert caught.value.code is ErrorCode.SOURCE_UNREADABLE


# PostgreSQL: every type is read exactly, or as the text that the server shows for it.

TYPES: list[tuple[str, str, str, Any]] = [
    ("boolean", "true", "bool", True),
    ("smallint", "-7", "int16", -7),
    ("integer", "7", "int32", 7),
    ("bigint", "9007199254740993", "int64", 9007199254740993),
    ("real", "0.1", "float", struct.unpack("f", struct.pack("f", 0.1))[0]),
    ("double precision", "0.1", "double", 0.1),
    ("double precision", "'NaN'", "double", pytest.approx(float("nan"), nan_ok=True)),
    ("numeric(10,2)", "12.3", "decimal128(10, 2)", Decimal("12.30")),
    ("numeric(10,2)", "'NaN'", "string", "NaN"),
    ("numeric(38,0)", "9" * 38, "decimal128(38, 0)", Decimal("9" * 38)),
    ("numeric(50,2)", "1.5", "string", "1.50"),
    ("numeric", f"{'1234567890' * 5}.5", "string", f"{'1234567890' * 5}.5"),
    ("text", "'tëxt'", "string", "tëxt"),
    ("varchar(9)", "'v'", "string", "v"),
    ("char(4)", "'ab'", "string", "ab  "),
    ("bytea", r"'\xff00'", "binary", b"\xff\x00"),
    ("date", "'2020-01-02'", "date32[day]", date(2020, 1, 2)),
    ("date", "'infinity'", "string", "infinity"),
    ("date", "'0044-03-15 BC'", "string", "0044-03-15 BC"),
    ("date", "'12020-01-02'", "string", "12020-01-02"),
    ("time", "'01:02:03.5'", "time64[us]", time(1, 2, 3, 500_000)),
    ("time", "'24:00'", "string", "24:00:00"),
    ("timetz", "'01:02:03+02'", "string", "01:02:03+02"),
    ("timestamp", "'2020-01-02 03:04:05.678'", "timestamp[us]", datetime(2020, 1, 2, 3, 4, 5, 678_000)),
    ("timestamp", "'-infinity'", "string", "-infinity"),
    (
        "timestamptz",
        "'2020-01-02 03:04:05+02'",
        "timestamp[us, tz=UTC]",
        datetime(2020, 1, 2, 1, 4, 5, tzinfo=UTC),
    ),
    ("interval", "'1 day 2 hours'", "string", "P1DT2H"),
    (
        "uuid",
        "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
        "string",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    ),
    ("json", """'{"a":  [1]}'""", "string", '{"a":  [1]}'),
    ("jsonb", """'{"a":[1]}'""", "string", '{"a": [1]}'),
    ("inet", "'10.0.0.1'", "string", "10.0.0.1"),
    ("inet", "'2001:db8::1/64'", "string", "2001:db8::1/64"),
    ("cidr", "'10.0.0.0/8'", "string", "10.0.0.0/8"),
    ("macaddr", "'08:00:2b:01:02:03'", "string", "08:00:2b:01:02:03"),
    ("int4range", "'[1,5)'", "string", "[1,5)"),
    ("bit(3)", "B'101'", "string", "101"),
    ("point", "'(1,2)'", "string", "(1,2)"),
    ("tsvector", "'a b'", "string", "'a' 'b'"),
    ("oid", "26", "string", "26"),
    ("regclass", "'pg_class'", "string", "pg_class"),
    ("name", "'n'", "string", "n"),
    ("mood", "'happy'", "string", "happy"),
    ("email", "'a@example.com'", "string", "a@example.com"),
    ("pair", """'(1,"b c")'""", "string", '(1,"b c")'),
    ("integer[]", "'{1,2,NULL}'", "list<element: int32>", [1, 2, None]),
    ("integer[]", "'{}'", "list<element: int32>", []),
    # The shape of an array is in the value, not in the type.
    ("integer[]", "'{{1,2},{3,4}}'", "string", "{{1,2},{3,4}}"),
    (
        "text[]",
        r"""'{"a,b",NULL,"q\"x","NULL"," s\\ ","{}"}'""",
        "list<element: string>",
        ["a,b", None, 'q"x', "NULL", " s\\ ", "{}"],
    ),
    ("mood[]", "'{sad,happy}'", "list<element: string>", ["sad", "happy"]),
    ("email[]", "'{a@example.com}'", "list<element: string>", ["a@example.com"]),
    ("uuid[]", "ARRAY[]::uuid[]", "list<element: string>", []),
    ("boolean[]", "'{t,f}'", "list<element: string>", ["true", "false"]),
    ("float8[]", "'{1.5}'", "list<element: double>", [1.5]),
    ("numeric(5,2)[]", "'{1.25}'", "list<element: decimal128(5, 2)>", [Decimal("1.25")]),
    ("date[]", "'{2020-01-02}'", "list<element: date32[day]>", [date(2020, 1, 2)]),
]


@pytest.mark.integration
def test_every_type_of_postgresql_is_read_exactly_and_null_stays_null(postgres: Database) -> None:
    postgres.run("CREATE TYPE mood AS ENUM ('sad', 'happy')")
    postgres.run("CREATE DOMAIN email AS text CHECK (value LIKE '%@%')")
    postgres.run("CREATE TYPE pair AS (a integer, b text)")
    postgres.run(f"CREATE TABLE t ({', '.join(f'c{n} {one[0]}' for n, one in enumerate(TYPES))})")
    postgres.run(f"INSERT INTO t VALUES ({', '.join(one[1] for one in TYPES)})")
    postgres.run("INSERT INTO t DEFAULT VALUES")
    with postgres.reader.take_in(postgres.ref("t"), quiet) as taken:
        (rows,) = [b.rows for b in taken.batches() if b.place is Place.VALUES]

    def seen(column: pa.Array) -> tuple[str, list]:
        plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        return str(plain.type), plain.to_pylist()

    for (declared, literal, kind, value), column in zip(TYPES, rows.columns, strict=True):
        assert seen(column) == (kind, [value, None]), f"{declared} {literal}"


@pytest.mark.integration
def test_comments_are_looked_at_like_values(postgres: Database) -> None:
    postgres.run("CREATE TABLE t (v text)")
    postgres.run(f"COMMENT ON TABLE t IS 'ask {SECRET}'")
    postgres.run("COMMENT ON COLUMN t.v IS 'as told by Ann'")
    with postgres.reader.take_in(postgres.ref("t"), quiet) as taken:
        metadata = [str(b.rows.to_pydict()) for b in taken.batches() if b.place is Place.METADATA]
    assert any(SECRET in text and "as told by Ann" in text for text in metadata)


@pytest.mark.integration
def test_rows_that_come_while_a_table_is_read_are_of_another_moment(postgres: Database, monkeypatch) -> None:
    monkeypatch.setattr(sql_tables, "_FIRST", 10)
    monkeypatch.setattr(sql_tables, "ANSWER_ROWS", 10)
    monkeypatch.setattr(sql_tables, "GROUP_ROWS", 10)
    ref = people(postgres, rows=50)
    seen: list[int] = []

    def write_along(_phase: str, done: int, _total: int) -> None:
        if done == 10:
            postgres.run("INSERT INTO people VALUES (99, 'late', NULL)")
            postgres.run("DELETE FROM people WHERE id = 40")
        seen.append(done)

    postgres.reader.take_in(ref, write_along).close()
    assert seen[-1] == 50
    assert postgres.column("people", "id")[1] == [n for n in [*range(1, 51), 99] if n != 40]


@pytest.mark.integration
def test_a_column_that_has_to_be_read_again_is_read_as_of_the_same_moment(postgres, monkeypatch) -> None:
    monkeypatch.setattr(sql_tables, "_FIRST", 10)
    monkeypatch.setattr(sql_tables, "GROUP_ROWS", 10)
    postgres.run("CREATE TABLE stays (id integer PRIMARY KEY, until date)")
    postgres.run("INSERT INTO stays SELECT g, '2026-01-01' FROM generate_series(1, 49) AS g")
    postgres.run("INSERT INTO stays VALUES (50, 'infinity')")
    written: list[int] = []

    def write_along(_phase: str, done: int, _total: int) -> None:
        if done and not written:
            written.append(done)
            postgres.run("INSERT INTO stays VALUES (99, '2026-01-01')")

    with postgres.reader.take_in(postgres.ref("stays"), write_along) as taken:
        rows = [row for b in taken.batches() if b.place is Place.VALUES for row in b.rows.to_pylist()]
    assert written
    assert [row["id"] for row in rows] == list(range(1, 51))
    assert rows[-1]["until"] == "infinity"


@pytest.mark.integration
def test_reading_can_not_write(postgres: Database) -> None:
    people(postgres)
    postgres.run(
        "CREATE FUNCTION sneak() RETURNS integer AS 'DELETE FROM people RETURNING 1' LANGUAGE sql VOLATILE"
    )
    postgres.run("CREATE VIEW trap AS SELECT sneak() AS v")
    with pytest.raises(DataError) as caught:
        postgres.reader.take_in(postgres.ref("trap"), quiet)
    assert (caught.value.code, "25006" in caught.value.what) == (ErrorCode.SOURCE_UNREADABLE, True)
    assert len(postgres.column("people", "id")[1]) == 3


@pytest.mark.integration
def test_an_error_of_the_server_is_told_without_its_words(postgres: Database) -> None:
    people(postgres)
    postgres.run("CREATE VIEW bad AS SELECT email::integer AS v FROM people")
    with pytest.raises(DataError) as caught:
        postgres.reader.take_in(postgres.ref("bad"), quiet)
    assert "22P02" in caught.value.what
    assert "user1" not in told_by(caught.value)


@pytest.mark.integration
def test_rows_that_row_security_hides_are_not_called_examined(postgres: Database) -> None:
    people(postgres)
    postgres.run("DROP ROLE IF EXISTS clerk")
    postgres.run("CREATE ROLE clerk LOGIN")
    postgres.run("GRANT USAGE ON SCHEMA public TO clerk")
    login = postgres.reader._logins("c")
    clerk = TableReader(lambda _: Login(login.host, login.port, "clerk", None))

    def refused() -> DataError:
        with pytest.raises(DataError) as caught:
            clerk.take_in(postgres.ref("people"), quiet)
        return caught.value

    try:
        assert refused().code is ErrorCode.ACCESS_DENIED
        postgres.run("GRANT SELECT ON people TO clerk")
        assert len(clerk.identify(postgres.ref("people")).files) == 1
        postgres.run("ALTER TABLE people ENABLE ROW LEVEL SECURITY")
        postgres.run("CREATE POLICY half ON people USING (id > 1)")
        assert refused().code is ErrorCode.ACCESS_DENIED
    finally:
        postgres.run("DROP OWNED BY clerk")
        postgres.run("DROP ROLE clerk")


@pytest.mark.integration
def test_a_lock_that_is_not_given_back_does_not_hang_the_gate(
    postgres: Database,
    postgres_url: str,  # noqa: F811 - the fixture
    monkeypatch,
) -> None:
    ref = people(postgres)
    monkeypatch.setitem(sql._POSTGRES_SESSION, "lock_timeout", "100ms")
    engine = sqlalchemy.create_engine(postgres_url)
    with engine.connect() as holder:
        holder.execute(sqlalchemy.text("LOCK TABLE people IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(DataError) as caught:
            postgres.reader.take_in(ref, quiet)
    engine.dispose()
    assert caught.value.code is ErrorCode.STORE_UNAVAILABLE


@pytest.mark.integration
def test_a_connection_is_used_for_the_server_that_the_uri_names_and_no_other(postgres: Database) -> None:
    people(postgres)
    login = postgres.reader._logins("c")
    elsewhere = TableReader(lambda _: Login("db.example.com", 5432, "postgres", "hunter2"))
    for reader, uri in [
        (elsewhere, postgres.prefix + "people"),
        (postgres.reader, "postgres://c@db.example.com/postgres.public.people"),
        (postgres.reader, f"postgres://c@localhost:{login.port + 1}/postgres.public.people"),
    ]:
        with pytest.raises(UsageError, match="another server") as caught:
            reader.take_in(DatasetRef.parse(uri), quiet)
        assert "hunter2" not in told_by(caught.value)


@pytest.mark.integration
@pytest.mark.parametrize(
    ("table", "code"), [("nodb.public.people", ErrorCode.SOURCE_MISSING), ("postgres.nobody.people", None)]
)
def test_a_database_that_is_not_there_is_an_error_and_a_schema_is_nothing(postgres, table, code) -> None:
    ref = DatasetRef.parse(postgres.prefix.removesuffix("postgres.public.") + table)
    if code is None:
        assert postgres.reader.identify(ref).files == ()
        return
    with pytest.raises(DataError) as caught:
        postgres.reader.identify(ref)
    assert caught.value.code is code


def test_a_server_that_does_not_answer_is_unavailable(tmp_path) -> None:
    reader = TableReader(lambda _: Login(str(tmp_path), 5432, "u", None))
    with pytest.raises(DataError) as caught:
        reader.take_in(DatasetRef.parse("postgres://c@localhost/d.s.t"), quiet)
    assert caught.value.code is ErrorCode.STORE_UNAVAILABLE


def test_no_credentials_are_taken_that_were_not_named() -> None:
    with pytest.raises(UsageError) as caught:
        TableReader(no_logins).take_in(DatasetRef.parse("postgres://localhost/d.s.t"), quiet)
    assert caught.value.code is ErrorCode.CREDENTIALS_MISSING
