"""Connections are taken by their own name, or not at all."""

from __future__ import annotations

import pytest

from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.hooks.connections import airflow_s3_clients, airflow_sql_logins
from airflow_gov_provider.hooks.verdicts import acceptable


def test_a_connection_that_does_not_exist_is_an_error_and_not_the_workers_own_credentials(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "DEFAULTKEY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with pytest.raises(UsageError) as caught:
        airflow_s3_clients()("no_such_connection")
    assert caught.value.code is ErrorCode.CREDENTIALS_MISSING


def test_a_connection_by_name_brings_its_endpoint(monkeypatch):
    monkeypatch.setenv(
        "AIRFLOW_CONN_LAKE",
        '{"conn_type": "aws", "login": "a", "password": "b", '
        '"extra": {"endpoint_url": "http://127.0.0.1:9", "region_name": "us-east-1"}}',
    )
    assert airflow_s3_clients()("lake").meta.endpoint_url == "http://127.0.0.1:9"


@pytest.mark.parametrize("words", [(), ("BLOCKED",), ("PASS", "MAYBE"), "P"])
def test_only_outcomes_under_which_data_was_published_can_be_accepted(words):
    with pytest.raises(UsageError):
        acceptable(words)


def test_one_outcome_may_be_given_as_a_word():
    assert [outcome.value for outcome in acceptable("PASS_MASKED")] == ["PASS_MASKED"]


def test_a_connection_to_postgresql_is_a_login_without_the_postgres_provider(monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_SHOP", "postgres://reader:secret@db.example.com:6543/x?sslmode=require")
    login = airflow_sql_logins("shop")
    assert (login.host, login.port, login.user, login.password) == (
        "db.example.com",
        6543,
        "reader",
        "secret",
    )
    assert login.options == {"sslmode": "require"}


@pytest.mark.parametrize("text", [None, "a b://", '{"conn_type": "postgres", "extra": "secret"}'])
def test_a_connection_that_is_no_login_is_an_error_that_shows_nothing_of_it(monkeypatch, text):
    if text is not None:
        monkeypatch.setenv("AIRFLOW_CONN_SHOP", text)
    with pytest.raises(UsageError) as caught:
        airflow_sql_logins("shop")
    assert caught.value.code is ErrorCode.CREDENTIALS_MISSING
    assert "secret" not in str(caught.value)
