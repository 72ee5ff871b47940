"""The gate's ports inside an Airflow task: settings and connections from Airflow, progress to its log."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from airflow_gov_provider.gates.progress import Pace

if TYPE_CHECKING:
    from airflow_gov_provider.core.errors import GovernanceError
    from airflow_gov_provider.gates.ports import GatePorts
    from airflow_gov_provider.gates.requests import Requester

#: Seconds between two progress lines of one phase in the task's log.
PROGRESS_EVERY = 5.0


class Log(Protocol):
    """What we need of Airflow's task logger."""

    def info(self, event: str, *args: object) -> None:
        """Write a line."""


class ProgressLog:
    """Progress as log lines: at once when a phase begins, then every few seconds."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._phase = ""
        self._next = 0.0
        self._pace = Pace()

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Note that ``done`` of ``total`` (0: unknown) is behind us."""
        now = time.monotonic()
        if phase == self._phase and now < self._next:
            return
        self._phase, self._next = phase, now + PROGRESS_EVERY
        self._log.info("%s", self._pace.text(phase, done, total, now))


def note_unasked(requester: Requester, error: GovernanceError) -> None:
    """Put on record that a task failed before it could ask, if the record can be reached at all."""
    from airflow_gov_provider.conf import settings_from_airflow
    from airflow_gov_provider.core.errors import GovernanceError
    from airflow_gov_provider.gates import records
    from airflow_gov_provider.stores.wiring import build_ledger

    with suppress(GovernanceError):  # the task fails with the first error either way
        build_ledger(settings_from_airflow()).append(records.unasked(requester, error))


def task_ports(log: Log) -> GatePorts:
    """Everything a gate in this task needs.

    :raises UsageError: for configuration or keys that can not be used.
    """
    from airflow_gov_provider.conf import settings_from_airflow
    from airflow_gov_provider.hooks.connections import airflow_s3_clients, airflow_sql_logins
    from airflow_gov_provider.stores.wiring import build_ports

    settings = settings_from_airflow()
    return build_ports(settings, airflow_s3_clients(), ProgressLog(log), airflow_sql_logins)
