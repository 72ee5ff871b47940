"""Airflow's connections, resolved into clients for the stores."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from airflow_gov_provider.core.errors import ErrorCode, UsageError

if TYPE_CHECKING:
    from airflow_gov_provider.stores.s3 import S3Clients

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
