"""Who logs in to a database: Airflow's connections, read without Airflow and never shown."""

from __future__ import annotations

import json

import pytest

from airflow_gov_provider.conf import login_from_environment
from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.stores.sql import Login, login_from_text, reading

PASSWORD = "p@ss/" + "w:rd"


@pytest.mark.parametrize(
    ("text", "login"),
    [
        (
            "postgres://reader:p%40ss%2Fw%3Ard@db.example.com:6543/shop?sslmode=require",
            Login("db.example.com", 6543, "reader", PASSWORD, {"sslmode": "require"}),
        ),
        ("postgresql://reader@db.example.com", Login("db.example.com", None, "reader", None)),
        ("postgres://reader@%2Fvar%2FRun:5433/", Login("/var/Run", 5433, "reader", None)),
        ("postgres://reader@[2001:db8::7]/", Login("[2001:db8::7]", None, "reader", None)),
        ("postgres://reader@", Login("", None, "reader", None)),
        (
            "postgres://reader@db/?__extra__=%7B%22sslmode%22%3A%20%22verify-full%22%7D",
            Login("db", None, "reader", None, {"sslmode": "verify-full"}),
        ),
        (
            json.dumps(
                {
                    "conn_type": "postgres",
                    "host": "db",
                    "login": "reader",
                    "password": PASSWORD,
                    "port": "6543",
                    "extra": {"sslrootcert": "/ca.pem", "cursor": "dictcursor"},
                }
            ),
            Login("db", 6543, "reader", PASSWORD, {"sslrootcert": "/ca.pem"}),
        ),
        (
            '{"conn_type": "postgres", "login": "reader", "extra": "{\\"sslmode\\": \\"require\\"}"}',
            Login("", None, "reader", None, {"sslmode": "require"}),
        ),
    ],
)
def test_a_connection_is_what_airflow_takes_it_for(text: str, login: Login) -> None:
    assert login_from_text("shop", text) == login


@pytest.mark.parametrize(
    "text",
    [
        "my/sql://reader:PASSWORD@db",
        '{"conn_type": "generic", "extra": {"sqlalchemy_scheme": "mysql://PASSWORD"}}',
        '{"conn_type": "mysql", "extra": {"sqlalchemy_query": "PASSWORD"}}',
        "postgres://db",
        "postgres://reader:PASSWORD@db:port",
        "PASSWORD",
        '{"conn_type": "postgres", "password": "PASSWORD"',
        '["PASSWORD"]',
        '{"conn_type": "postgres", "login": "reader", "extra": "PASSWORD"}',
        '{"conn_type": "postgres", "login": "reader", "extra": ["PASSWORD"]}',
        '{"conn_type": "postgres", "login": "reader", "port": "PASSWORD"}',
        '{"conn_type": "postgres", "extra": {"iam": true}}',
    ],
)
def test_a_connection_that_can_not_be_used_is_named_and_not_quoted(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        login_from_text("shop", text)
    assert caught.value.code is ErrorCode.CREDENTIALS_MISSING
    assert "shop" in str(caught.value)
    assert "PASSWORD" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_connection_to_another_database_is_none_to_postgresql() -> None:
    dataset = DatasetRef.parse("postgres://shop@db.example.com/d.s.t")
    who = login_from_text("shop", "mysql://reader@db.example.com/d")
    with pytest.raises(UsageError, match="not a connection to PostgreSQL"), reading(dataset, lambda _: who):
        pass


def test_a_login_shows_nobody_who_it_is() -> None:
    assert PASSWORD not in repr(Login("db", 5432, "reader", PASSWORD))


def test_the_environment_is_asked_for_the_connection_by_its_name(monkeypatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_SHOP_RO", "postgres://reader@db")
    assert login_from_environment("shop_ro").user == "reader"
    with pytest.raises(UsageError, match="AIRFLOW_CONN_OTHER is not set"):
        login_from_environment("other")


@pytest.mark.parametrize(
    "options", [{"sslmode": "sure"}, {"sslmode": "verify-full", "sslrootcert": "/no.pem"}]
)
def test_tls_that_can_not_be_had_is_an_error_before_anybody_is_called(options: dict[str, str]) -> None:
    dataset = DatasetRef.parse("postgres://shop@db.example.com/d.s.t")
    with pytest.raises(UsageError) as caught, reading(dataset, lambda _: Login("", None, "u", None, options)):
        pass
    assert caught.value.code is ErrorCode.CREDENTIALS_MISSING
