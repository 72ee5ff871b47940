"""Tables of any dialect of SQLAlchemy, shown on one that is registered here: every value, or a refusal."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from airflow_gov_provider.conf import login_from_environment
from airflow_gov_provider.core.datasets import DatasetRef, Place
from airflow_gov_provider.core.errors import DataError, ErrorCode, GovernanceError, UsageError
from airflow_gov_provider.stores import sql_dialects
from airflow_gov_provider.stores.readers.sql_driver_types import any_ladder
from airflow_gov_provider.stores.readers.sql_tables import TableReader
from airflow_gov_provider.stores.sql import Login, OtherDatabase, login_from_text, no_logins
from tests.fixtures_stores import quiet, told_by

SECRET = "ann" + "@example.com"
PASSWORD = "p@ss/" + "w:rd"


class ShopDialect(SQLiteDialect_pysqlite):
    """A database that is a file, as its users would register it; it tells little of its tables."""

    name = "shopdb"
    supports_statement_cache = True
    seen: list[dict[str, Any]] = []  # noqa: RUF012 - what the test looks at

    def get_table_comment(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError

    def get_view_names(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        if context is not None and statement.startswith("SELECT") and "c0" in statement:
            self.seen.append(dict(context.execution_options))
        super().do_execute(cursor, statement, parameters, context)


class DriverError(Exception):
    """What a driver raises outside of SQLAlchemy's sight; it quotes the row."""


class BrokenDialect(ShopDialect):
    """Its driver fails while columns are looked up."""

    name = "brokendb"
    supports_statement_cache = True

    def get_columns(self, *_: Any, **__: Any) -> Any:
        raise DriverError(SECRET)


class WeakDialect(ShopDialect):
    """Knows no isolation."""

    name = "weakdb"
    supports_statement_cache = True

    def get_isolation_level_values(self, _connection: Any) -> Any:
        raise NotImplementedError


@pytest.fixture(autouse=True)
def _dialects() -> Iterator[None]:
    for dialect in (ShopDialect, BrokenDialect, WeakDialect):
        registry.impls[dialect.name] = lambda dialect=dialect: dialect
    ShopDialect.seen.clear()
    yield
    for dialect in (ShopDialect, BrokenDialect, WeakDialect):
        del registry.impls[dialect.name]


class Shop:
    def __init__(self, root: Path) -> None:
        self.file = root / "shop.db"
        self.reader = TableReader(no_logins, root)
        self.run("CREATE TABLE people (id INTEGER PRIMARY KEY, mail TEXT)")

    def run(self, statement: str, *rows: tuple) -> None:
        with closing(sqlite3.connect(self.file)) as connection, connection:
            connection.executemany(statement, rows) if rows else connection.execute(statement)

    def ref(self, table: str = "people", dialect: str = "shopdb") -> DatasetRef:
        return DatasetRef.parse(f"sql+{dialect}://{self.file}#{table}")

    def rows(self, table: str = "people") -> list[dict[str, Any]]:
        with self.reader.take_in(self.ref(table), quiet) as taken:
            return [r for b in taken.batches() if b.place is Place.VALUES for r in b.rows.to_pylist()]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_every_row_comes_in_the_order_of_the_key_by_a_streamed_answer(shop: Shop) -> None:
    shop.run("INSERT INTO people VALUES (?, ?)", *[(n, f"u{n}@example.com") for n in range(9000, 0, -1)])

    found = shop.rows()

    assert [row["id"] for row in found] == list(range(1, 9001))
    assert found[-1]["mail"] == "u9000@example.com"
    assert ShopDialect.seen
    assert all(options["stream_results"] for options in ShopDialect.seen)
    assert all(options["isolation_level"] == "SERIALIZABLE" for options in ShopDialect.seen)


def test_the_same_rows_are_the_same_bytes_and_others_are_not(shop: Shop) -> None:
    shop.run("INSERT INTO people VALUES (1, 'a')")
    with shop.reader.take_in(shop.ref(), quiet) as taken:
        before = taken.snapshot
    assert shop.reader.identify(shop.ref()) == before
    shop.run("INSERT INTO people VALUES (2, 'b')")
    assert shop.reader.identify(shop.ref()).fingerprint != before.fingerprint


def test_a_dialect_without_isolation_is_read_and_said_to_have_none(shop: Shop, caplog, monkeypatch) -> None:
    # Whoever configured logging in this process before may have switched off the loggers there were.
    log = logging.getLogger(sql_dialects.__name__)
    monkeypatch.setattr(log, "disabled", False)
    monkeypatch.setattr(log, "handlers", [caplog.handler])
    with caplog.at_level(logging.WARNING):
        shop.reader.identify(shop.ref(dialect="weakdb"))
    assert "no isolation that shows one moment" in caplog.text
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        shop.reader.identify(shop.ref())
    assert not caplog.text


@pytest.mark.parametrize("table", ["People", "missing", "main.missing"])
def test_a_table_of_another_name_is_missing(shop: Shop, table: str) -> None:
    with pytest.raises(DataError) as caught:
        shop.reader.take_in(shop.ref(table), quiet)
    assert caught.value.code is ErrorCode.SOURCE_MISSING


def test_a_schema_in_the_name_is_asked_for(shop: Shop) -> None:
    shop.run("INSERT INTO people VALUES (1, 'a')")
    assert shop.rows("main.people") == [{"id": 1, "mail": "a"}]


def test_what_a_driver_raises_is_an_error_of_ours_and_quotes_nothing(shop: Shop) -> None:
    with pytest.raises(DataError) as caught:
        shop.reader.take_in(shop.ref(dialect="brokendb"), quiet)
    assert caught.value.code is ErrorCode.SOURCE_UNREADABLE
    assert "DriverError" in str(caught.value)
    assert SECRET not in told_by(caught.value)


def test_a_dialect_nobody_registered_is_named(shop: Shop) -> None:
    with pytest.raises(UsageError, match="no dialect 'nosuch'"):
        shop.reader.take_in(shop.ref(dialect="nosuch"), quiet)


class Spot:
    """A value of a class that nobody here knows: a point of a map."""

    def __str__(self) -> str:
        return "POINT (…)"


NOON = datetime(1985, 3, 12, 12, 0, 0, 5)


@pytest.mark.parametrize(
    ("kind", "values", "arrow", "read"),
    [
        (sa.Integer(), [1, None], pa.int64(), [1, None]),
        (sa.Integer(), [2**64], pa.string(), [str(2**64)]),
        (sa.Integer(), [True], pa.string(), ["True"]),
        (sa.Boolean(), [True, None], pa.bool_(), [True, None]),
        (sa.Boolean(), [1], pa.string(), ["1"]),
        (sa.Float(), [0.5, 2], pa.float64(), [0.5, 2.0]),
        (sa.Float(), [2**53 + 1], pa.string(), [str(2**53 + 1)]),
        (sa.Numeric(5, 2), [Decimal("1.25")], pa.decimal128(5, 2), [Decimal("1.25")]),
        (sa.Numeric(5, 2), [Decimal("1.255")], pa.string(), ["1.255"]),
        (sa.Numeric(), [Decimal("1.2550")], pa.string(), ["1.2550"]),
        (sa.Numeric(50, 2), [Decimal("1.25")], pa.string(), ["1.25"]),
        (sa.Date(), [date(1985, 3, 12)], pa.date32(), [date(1985, 3, 12)]),
        (sa.Date(), [NOON], pa.string(), ["1985-03-12 12:00:00.000005"]),
        (sa.DateTime(), [NOON, None], pa.timestamp("us"), [NOON, None]),
        (sa.DateTime(), [NOON.replace(tzinfo=UTC)], pa.string(), ["1985-03-12 12:00:00.000005+00:00"]),
        (
            sa.DateTime(timezone=True),
            [NOON.replace(tzinfo=UTC)],
            pa.timestamp("us", "UTC"),
            [NOON.replace(tzinfo=UTC)],
        ),
        (sa.String(), ["a", None], pa.string(), ["a", None]),
        (sa.String(), ["a", b"\xff"], pa.binary(), [b"a", b"\xff"]),
        (sa.LargeBinary(), [b"\xff"], pa.binary(), [b"\xff"]),
        (sa.LargeBinary(), [memoryview(b"\xff")], pa.binary(), [b"\xff"]),
        (sa.JSON(), [{"a": ["é", Decimal("1.5")]}], pa.string(), ['{"a": ["é", "1.5"]}']),
        (sa.types.NullType(), ["x", 1, None], pa.string(), ["x", "1", None]),
        (sa.types.NullType(), [Spot()], None, None),
        (sa.JSON(), [{"a": Spot()}], None, None),
        (sa.String(), ["a", Spot()], None, None),
        (sa.LargeBinary(), [Spot()], None, None),
    ],
)
def test_a_value_is_read_to_its_last_digit_as_text_or_not_at_all(kind, values, arrow, read) -> None:
    for rung in any_ladder(kind):
        try:
            found = rung.read(values)
        except (pa.ArrowException, ValueError, TypeError, OverflowError):
            continue
        assert (found.type, found.to_pylist()) == (arrow, read)
        return
    assert arrow is None, "no rung held it"


def url_of(uri: str, who: Login | None) -> sa.URL:
    """Where the engine would lead; nobody is called."""
    dataset = DatasetRef.parse(uri)
    assert who is not None
    return sql_dialects._url(dataset, who, dataset.scheme.removeprefix("sql+"))


def login(text: str) -> Login:
    return login_from_text("shop", text)


ODBC = {"sqlalchemy_scheme": "mssql+pyodbc", "sqlalchemy_query": {"driver": "ODBC Driver 18"}}


@pytest.mark.parametrize(
    ("connection", "uri", "url"),
    [
        (
            "mysql://reader:p%40ss@db:3306/shop",
            "sql+mysql://c@db:3306/shop.people",
            "mysql://reader:p%40ss@db:3306/shop",
        ),
        ("mysql://reader@", "sql+mysql://c@db:3306/shop.people", "mysql://reader@db:3306/shop"),
        (
            json.dumps({"conn_type": "odbc", "login": "reader", "extra": ODBC}),
            "sql+mssql://c@db:1433/shop.dbo.people",
            "mssql+pyodbc://reader@db:1433/shop?driver=ODBC+Driver+18",
        ),
        (
            '{"conn_type": "oracle", "login": "r", "extra": {"sqlalchemy_query": {"service_name": "shop"}}}',
            "sql+oracle://c@db:1521/shop.hr.people",
            "oracle://r@db:1521?service_name=shop",
        ),
        (
            '{"conn_type": "duckdb", "extra": {"sqlalchemy_query": {"access_mode": "read_only"}}}',
            "sql+duckdb://c@/data/shop.db#main.people",
            "duckdb:////data/shop.db?access_mode=read_only",
        ),
    ],
)
def test_a_connection_of_airflows_leads_where_the_uri_says(connection: str, uri: str, url: str) -> None:
    assert url_of(uri, login(connection)).render_as_string(hide_password=False) == url


@pytest.mark.parametrize(
    ("connection", "uri", "code"),
    [
        ("mysql://r@other:3306/shop", "sql+mysql://c@db:3306/shop.people", ErrorCode.CONFIGURATION_INVALID),
        ("mysql://r@db:3307/shop", "sql+mysql://c@db:3306/shop.people", ErrorCode.CONFIGURATION_INVALID),
        ("mysql://r@db:3306/hr", "sql+mysql://c@db:3306/shop.people", ErrorCode.CONFIGURATION_INVALID),
        ("duckdb://r@db/", "sql+duckdb://c@/data/shop.db#people", ErrorCode.CONFIGURATION_INVALID),
        ('{"conn_type": "mssql", "extra": {"sqlalchemy_query": {"ODBC_Connect": "Server=x"}}}',
         "sql+mssql://c@db:1433/shop.dbo.people", ErrorCode.CONFIGURATION_INVALID),
        ('{"conn_type": "oracle", "extra": {"sqlalchemy_query": {"service_name": "hr"}}}',
         "sql+oracle://c@db:1521/shop.hr.people", ErrorCode.CONFIGURATION_INVALID),
        ("oracle://r@db", "sql+mysql://c@db:3306/shop.people", ErrorCode.CREDENTIALS_MISSING),
        ("postgres://r@db", "sql+mysql://c@db:3306/shop.people", ErrorCode.CREDENTIALS_MISSING),
    ],
)  # fmt: skip
def test_a_connection_that_leads_elsewhere_is_refused(connection: str, uri: str, code: ErrorCode) -> None:
    with pytest.raises(UsageError) as caught:
        url_of(uri, login(connection))
    assert caught.value.code is code


def test_a_server_is_not_read_without_a_connection(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the URI names none"):
        TableReader(no_logins, tmp_path).take_in(DatasetRef.parse("sql+mysql://db:3306/shop.people"), quiet)


def test_the_password_is_in_no_error_and_in_no_repr(shop: Shop, monkeypatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_C", "nosuch://reader:p%40ss%2Fw%3Ard@db:1/shop")
    dataset = DatasetRef.parse("sql+nosuch://c@db:1/shop.people")
    with pytest.raises(UsageError) as caught:
        TableReader(login_from_environment, shop.file.parent).take_in(dataset, quiet)
    assert PASSWORD not in told_by(caught.value)
    assert PASSWORD not in repr(
        Login("db", 1, "r", PASSWORD, other=OtherDatabase("x", query={"k": PASSWORD}))
    )


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.unlink(),
        lambda file: (file.rename(file.with_name("real.db")), file.symlink_to(file.with_name("real.db"))),
    ],
    ids=["gone", "a link"],
)
def test_a_database_file_that_is_no_file_is_no_source(shop: Shop, damage: Callable[[Path], Any]) -> None:
    damage(shop.file)
    with pytest.raises(GovernanceError):
        shop.reader.take_in(shop.ref(), quiet)
