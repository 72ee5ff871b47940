"""``require_verdict``: for any code that is about to use data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow_gov_provider.core.attestation.statement import Outcome

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
        outcomes=frozenset(Outcome(word) for word in accept),
        isolation=settings_from_airflow().accepted_isolation,
        dag_id=dag_id,
        run_id=run_id,
        task_id=task_id,
    )
    return check(dataset, expected)


def check(dataset: str, expected: Expectation) -> CheckedVerdict:
    """As :func:`require_verdict`, for an expectation that was put together elsewhere."""
    from airflow_gov_provider.conf import settings_from_airflow
    from airflow_gov_provider.core.datasets import DatasetRef
    from airflow_gov_provider.gates.verdicts import require
    from airflow_gov_provider.hooks.connections import airflow_s3_clients
    from airflow_gov_provider.stores import wiring

    settings = settings_from_airflow()
    return require(
        DatasetRef.parse(dataset),
        expected,
        ledger=wiring.build_ledger(settings),
        verifier=wiring.build_verifier(settings),
        reader=wiring.build_reader(settings, airflow_s3_clients()),
        clock=wiring.now,
    )
