"""Where a command runs: which settings count and who resolves connections."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from airflow_gov_provider.stores.settings import Settings

if TYPE_CHECKING:
    from airflow_gov_provider.stores.s3 import S3Clients
    from airflow_gov_provider.stores.sql import SqlLogins


@dataclass(frozen=True, slots=True)
class Installation:
    """Settings and connections, each resolved when a verb first needs it.

    :param settings: raises ``UsageError`` for options that can not be used.
    :param s3: clients by connection id; None: AWS's default credential chain.
    :param sql: logins by connection id; None: nobody's.
    """

    settings: Callable[[], Settings]
    s3: Callable[[], S3Clients | None]
    sql: Callable[[], SqlLogins | None] = lambda: None


def without_airflow() -> Installation:
    """``AIRFLOW__GOVERNANCE__*``, ``AIRFLOW_CONN_*`` and AWS's default chain; loads no Airflow."""
    from airflow_gov_provider.conf import login_from_environment, settings_from_environment

    return Installation(settings_from_environment, lambda: None, lambda: login_from_environment)


def person() -> str:
    """The user of this process; not what the environment calls itself, which anybody may set."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid-{os.getuid()}"
