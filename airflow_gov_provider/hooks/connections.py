"""Airflow's connections, resolved into clients for the stores."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from airflow_gov_provider.core.errors import ErrorCode, UsageError

if TYPE_CHECKING:
    from airflow_gov_provider.stores.s3 import S3Clients
    from airflow_gov_provider.stores.sql import Login

DEFAULT_CONNECTION = "aws_default"


def airflow_s3_clients() -> S3Clients:
    """Connection id → boto3 S3 client, by the amazon provider (its ``endpoint_url`` included)."""

    @cache
    def client(connection_id: str | None) -> Any:
        from airflow.providers.amazon.aws.hooks.s3 import S3Hook
        from airflow.sdk import BaseHook

        try:
            if connection_id is not None:
                # The hook would take the worker's own credentials for a connection that does not exist.
                BaseHook.get_connection(connection_id)
            return S3Hook(aws_conn_id=connection_id or DEFAULT_CONNECTION).get_conn()
        except Exception as fault:  # noqa: BLE001 - the hook's own words may quote the connection
            raise UsageError(
                ErrorCode.CREDENTIALS_MISSING,
                f"the connection {connection_id or DEFAULT_CONNECTION!r} can not be used ({type(fault).__name__})",
                hint="define it in Airflow (Admin → Connections) as Amazon Web Services",
            ) from None

    return client


def airflow_sql_logins(connection_id: str) -> Login:
    """Who logs in by a connection to a database, whose provider need not be there.

    :raises UsageError: ``CREDENTIALS_MISSING``; never shows what the connection holds.
    """
    from airflow.sdk import BaseHook

    from airflow_gov_provider.stores.sql import login, missing

    try:
        connection = BaseHook.get_connection(connection_id)
        extra = connection.extra_dejson
    except Exception as fault:  # noqa: BLE001 - Airflow's own words may quote the connection
        raise missing(connection_id, f"it can not be used ({type(fault).__name__})") from None
    return login(
        connection_id,
        conn_type=connection.conn_type or "",
        host=connection.host or "",
        port=connection.port,
        user=connection.login or "",
        password=connection.password,
        extra=extra,
        database=connection.schema or "",
    )
