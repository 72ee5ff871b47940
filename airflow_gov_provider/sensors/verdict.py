"""A sensor that waits for a verdict, never for a task state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseSensorOperator
from airflow.sdk.bases.sensor import PokeReturnValue
from airflow.sdk.exceptions import AirflowException, AirflowFailException

if TYPE_CHECKING:
    from airflow.sdk import Context


class GovernanceVerdictSensor(BaseSensorOperator):
    """Wait until a valid verdict covers the data as it is now.

    A gate that was set to success by hand has no verdict, so this sensor goes on waiting.

    :param dataset: URI of the published data (templated).
    :param purpose: what the data is to be used for; must be the verdict's (templated).
    :param gate_task_id: only the verdict of this gate *in this run* counts. Without it any valid
        verdict of the data counts, also one of an earlier run.
    :param accept: outcomes that are good enough.
    """

    template_fields: Sequence[str] = ("dataset", "purpose")
    ui_color = "#d7eadf"

    def __init__(
        self,
        *,
        dataset: str,
        purpose: str,
        gate_task_id: str | None = None,
        accept: Iterable[str] = ("PASS", "PASS_MASKED", "PASS_EXCEPTION"),
        mode: str = "reschedule",
        **kwargs: Any,
    ) -> None:
        super().__init__(mode=mode, **kwargs)
        self.dataset = dataset
        self.purpose = purpose
        self.gate_task_id = gate_task_id
        self.accept = (accept,) if isinstance(accept, str) else tuple(accept)

    def poke(self, context: Context) -> PokeReturnValue:
        """Look once. Missing, refused or outdated verdicts are waited for, errors are raised."""
        from airflow_gov_provider.core.errors import DataChangedError, GovernanceError, VerdictError
        from airflow_gov_provider.hooks.verdicts import require_verdict

        ti = context["ti"]
        gate = (
            {"dag_id": ti.dag_id, "run_id": ti.run_id, "task_id": self.gate_task_id}
            if self.gate_task_id
            else {}
        )
        try:
            found = require_verdict(self.dataset, purpose=self.purpose, accept=self.accept, **gate)
        except (VerdictError, DataChangedError) as missing:
            self.log.info("Waiting: %s", missing)
            return PokeReturnValue(is_done=False)
        except GovernanceError as error:
            kind = AirflowException if error.code.is_passing else AirflowFailException
            raise kind(str(error)) from None
        self.log.info("Verdict %s: %s", found.id, found.verdict.outcome.value)
        value = {
            "verdict_id": found.id,
            "outcome": found.verdict.outcome.value,
            "fingerprint": found.verdict.published.fingerprint,
            "uri": found.verdict.published.dataset.uri,
        }
        return PokeReturnValue(is_done=True, xcom_value=value)
