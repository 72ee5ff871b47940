"""``require_verdict``: for any code that is about to use data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow_gov_provider.core.attestation.statement import Outcome
from airflow_gov_provider.core.errors import ErrorCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from airflow_gov_provider.gates.verdicts import CheckedVerdict, Expectation


def require_verdict(
    dataset: str,
    *,
    purpose: str,
    accept: Iterable[str] = ("PASS", "PASS_MASKED", "PASS_EXCEPTION"),
    dag_id: str | None = None,
    run_id: str | None = None,
    task_id: str | None = None,
) -> CheckedVerdict:
    """Insist on a verdict that covers ``dataset`` as it is now, for this purpose.

    Reads the data once to digest it. What is read *afterwards* may have changed since: pin the
    versions you read, or read the files by the digests in ``verdict.published``.

    :param accept: outcomes that are good enough. :param task_id: (with ``dag_id`` and ``run_id``)
        only the verdict of that gate in that run.
    :raises VerdictError: none counts. :raises DataChangedError: one counts, but the bytes are others.
    :raises DataError: the data can not be read.
    """
    from airflow_gov_provider.conf import settings_from_airflow
    from airflow_gov_provider.gates.verdicts import Expectation

    expected = Expectation(
        purpose=purpose,
        outcomes=acceptable(accept),
        isolation=settings_from_airflow().accepted_isolation,
        dag_id=dag_id,
        run_id=run_id,
        task_id=task_id,
    )
    return check(dataset, expected)


def acceptable(words: Iterable[str]) -> frozenset[Outcome]:
    """Outcomes by name.

    :raises UsageError: for a name that is no outcome under which data was published.
    """
    names = [words] if isinstance(words, str) else list(words)
    good = {outcome.value: outcome for outcome in Outcome if outcome.passes}
    if not names or not set(names) <= good.keys():
        raise UsageError(
            ErrorCode.CONFIGURATION_INVALID,
            "accept names something that is no outcome to be accepted",
            where="accept",
            hint=f"name some of {', '.join(good)}",
        )
    return frozenset(good[name] for name in names)


def check(dataset: str, expected: Expectation) -> CheckedVerdict:
    """As :func:`require_verdict`, for an expectation that was put together elsewhere."""
    from airflow_gov_provider.conf import settings_from_airflow
    from airflow_gov_provider.core.datasets import DatasetRef
    from airflow_gov_provider.gates.verdicts import require
    from airflow_gov_provider.hooks.connections import airflow_s3_clients, airflow_sql_logins
    from airflow_gov_provider.stores import wiring

    settings = settings_from_airflow()
    return require(
        DatasetRef.parse(dataset),
        expected,
        ledger=wiring.build_ledger(settings),
        verifier=wiring.build_verifier(settings),
        reader=wiring.build_reader(settings, airflow_s3_clients(), airflow_sql_logins),
        clock=wiring.now,
    )
