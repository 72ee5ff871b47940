"""Where a command runs: which settings count and who resolves S3 connections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from airflow_gov_provider.stores.settings import Settings

if TYPE_CHECKING:
    from airflow_gov_provider.stores.s3 import S3Clients


@dataclass(frozen=True, slots=True)
class Installation:
    """Settings and connections, each resolved when a verb first needs it.

    :param settings: raises ``UsageError`` for options that can not be used.
    :param s3: clients by connection id; None: AWS's default credential chain.
    """

    settings: Callable[[], Settings]
    s3: Callable[[], S3Clients | None]


def without_airflow() -> Installation:
    """``AIRFLOW__GOVERNANCE__*`` and AWS's default credential chain; loads no Airflow."""
    from airflow_gov_provider.conf import settings_from_environment

    return Installation(settings_from_environment, lambda: None)
