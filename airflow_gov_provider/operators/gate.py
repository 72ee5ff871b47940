"""The gate as an Airflow task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException, TaskAwaitingInput

if TYPE_CHECKING:
    from airflow.providers.openlineage.extractors import OperatorLineage
    from airflow.sdk import Context

    from airflow_gov_provider.core.errors import GovernanceError
    from airflow_gov_provider.gates.ports import GatePorts
    from airflow_gov_provider.gates.requests import GateRequest, GateResult, Hold, Requester


class GovernanceGateOperator(BaseOperator):
    """Let data cross a boundary the way policy wants it: as it is, masked, approved, or not at all.

    Scans ``source``, evaluates the policy for the boundary to ``destination``, and publishes the
    exact bytes, a masked copy, or nothing. Always enforces. Pushes ``verdict_id``, ``outcome``,
    ``fingerprint`` and ``uri`` of what it published to XCom.

    :param source: ``s3://[conn_id@]bucket/prefix/``, ``file:///path``, an absolute path, or a table:
        ``postgres://conn_id@host:port/database.schema.table``, ``sqlite:///path#table`` (templated).
    :param destination: likewise, but no table; leave it out to audit in place (templated).
    :param purpose: what the data is going to be used for (templated).
    :param request_exception: ask an approver for the *raw* data where policy would mask it: the task
        then waits (``awaiting_input``, no worker slot) and publishes only what was approved.
    :param response_timeout: how long to wait for the approver; then the gate fails. Silence is a no.
    """

    template_fields: Sequence[str] = ("source", "destination", "purpose")
    ui_color = "#cfe3f5"

    def __init__(
        self,
        *,
        source: str,
        purpose: str,
        destination: str | None = None,
        request_exception: bool = False,
        response_timeout: timedelta = timedelta(days=1),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.destination = destination
        self.purpose = purpose
        self.request_exception = request_exception
        self.response_timeout = response_timeout
        self._ended: GateResult | tuple[GovernanceError, GateRequest] | None = None

    def execute(self, context: Context) -> dict[str, Any]:
        """Run the gate. :raises AirflowFailException: blocked, or the gate could not decide."""
        from airflow_gov_provider.core.errors import GovernanceError
        from airflow_gov_provider.gates.run import run_gate

        request = None
        try:
            request, ports = self._asked(context)
            result = run_gate(request, ports)
            return self._finish(context, result, ports, datetime.now(UTC) + self.response_timeout)
        except GovernanceError as error:
            self._fail(error, request)

    def on_answer(
        self, context: Context, event: dict[str, Any], hold_id: str, deadline: str
    ) -> dict[str, Any]:
        """Go on with what Airflow's server says was answered.

        :raises AirflowFailException: refused, timed out, void, or the gate could not go on.
        """
        from airflow_gov_provider.core.errors import ApprovalError, GovernanceError
        from airflow_gov_provider.gates.resume import resume_gate
        from airflow_gov_provider.operators import question

        until, request = datetime.fromisoformat(deadline), None
        answer = question.answer(event, datetime.now(UTC))
        try:
            request, ports = self._asked(context)
            if answer is None:
                self.log.warning("An event that is no answer was ignored; waiting again.")
                return self._ask_again(context, request, ports, hold_id, until)
            try:
                result = resume_gate(request, hold_id, answer, ports)
            except ApprovalError as void:
                self.log.warning("%s", void)
                return self._ask_again(context, request, ports, hold_id, until)
            return self._finish(context, result, ports, until)
        except GovernanceError as error:
            self._fail(error, request)

    def _asked(self, context: Context) -> tuple[GateRequest, GatePorts]:
        """The request and what it is judged with.

        :raises GovernanceError: for a URI, option or key that can not be used; on record.
        """
        from airflow_gov_provider.core.errors import GovernanceError
        from airflow_gov_provider.hooks.gate import note_unasked

        requester = self._requester(context)
        try:
            return self._request(requester), self._ports()
        except GovernanceError as error:
            note_unasked(requester, error)
            raise

    def _requester(self, context: Context) -> Requester:
        from airflow_gov_provider.gates.requests import Requester

        ti = context["ti"]
        return Requester(
            dag_id=ti.dag_id,
            run_id=ti.run_id,
            task_id=ti.task_id,
            map_index=ti.map_index if ti.map_index is not None else -1,
            try_number=ti.try_number,
            bundle=getattr(getattr(ti, "bundle_instance", None), "name", "") or "",
            user=context["dag_run"].triggering_user_name,
        )

    def _request(self, requester: Requester) -> GateRequest:
        from airflow_gov_provider.core.datasets import DatasetRef
        from airflow_gov_provider.gates.requests import GateRequest

        return GateRequest(
            source=DatasetRef.parse(self.source),
            destination=None if self.destination is None else DatasetRef.parse(self.destination),
            purpose=self.purpose,
            requester=requester,
            request_exception=self.request_exception,
        )

    def _ports(self) -> GatePorts:
        from airflow_gov_provider.hooks.gate import task_ports

        return task_ports(self.log)

    def _finish(
        self, context: Context, result: GateResult, ports: GatePorts, deadline: datetime
    ) -> dict[str, Any]:
        """Turn a result into Airflow's terms."""
        from airflow_gov_provider.gates.requests import GateState

        self._ended = result
        for reason in result.decision.reasons:
            self.log.info("Policy: %s", reason.sentence())
        if result.state is GateState.HELD and result.hold is not None:
            self._ask(context, result, result.hold, deadline)
        return self._concluded(result, ports)

    def _concluded(self, result: GateResult, ports: GatePorts) -> dict[str, Any]:
        """What goes on to XCom, taken from the signed verdict and not from the gate's word for it."""
        from airflow_gov_provider.core.errors import ErrorCode, VerdictError
        from airflow_gov_provider.gates.verdicts import verified

        if result.verdict is None:
            raise VerdictError(ErrorCode.VERDICT_MISSING, "the gate ended without a verdict")
        verdict = verified(result.verdict, ports.verifier)
        self.log.info("Verdict %s: %s", result.verdict_id, verdict.outcome.value)
        if not verdict.outcome.passes:
            codes = ", ".join(dict.fromkeys(reason["code"] for reason in verdict.predicate["reasons"]))
            message = (
                f"BLOCKED ({codes}): nothing was published [{result.request.source.uri}, "
                f"{result.decision.boundary}, verdict {result.verdict_id}] → see `airflow governance "
                f"verdict show {result.verdict_id}`"
            )
            raise AirflowFailException(message)
        return {
            "verdict_id": result.verdict_id,
            "outcome": verdict.outcome.value,
            "fingerprint": verdict.published.fingerprint,
            "uri": verdict.published.dataset.uri,
        }

    def _ask(self, context: Context, result: GateResult, held: Hold, deadline: datetime) -> NoReturn:
        """Park the task until somebody answers; it holds no worker, pool slot or triggerer."""
        from airflow.sdk.execution_time.hitl import upsert_hitl_detail

        from airflow_gov_provider.operators import question

        now = datetime.now(UTC)
        upsert_hitl_detail(
            ti_id=context["ti"].id,
            options=[question.APPROVE, question.REFUSE],
            subject=question.subject(result),
            body=question.body(result, held),
            defaults=None,  # an option that is taken when nobody answers would be consent by silence
            params=question.form(held, now),
            assigned_users=[{"id": user, "name": user} for user in held.approvers],
        )
        self.log.info("Held: waiting for %s until %s", ", ".join(held.approvers), deadline.isoformat())
        raise TaskAwaitingInput(
            method_name="on_answer",
            kwargs={"hold_id": held.id, "deadline": deadline.isoformat()},
            timeout=max(deadline - now, timedelta(seconds=1)),
        )

    def _ask_again(
        self, context: Context, request: GateRequest, ports: GatePorts, hold_id: str, deadline: datetime
    ) -> dict[str, Any]:
        """The same question once more, as it is on record."""
        from airflow_gov_provider.gates.resume import still_held

        result = still_held(request, hold_id, ports)
        return self._finish(context, result, ports, deadline)

    def _fail(self, error: GovernanceError, request: GateRequest | None) -> NoReturn:
        """One of our errors as Airflow's, with no other exception's words behind it.

        What says no says it once; only a store that did not answer is worth a retry.
        """
        if request is not None:
            self._ended = (error, request)
        kind = AirflowException if error.code.is_passing else AirflowFailException
        raise kind(str(error)) from None

    # OpenLineage calls these after the task has ended and swallows what they raise: a dead or
    # surprised lineage backend never decides about data.

    def get_openlineage_facets_on_start(self) -> OperatorLineage[Any, Any]:
        """The source only: nothing is written before the gate has decided."""
        return self._tell(None)

    def get_openlineage_facets_on_complete(self, _task_instance: Any) -> OperatorLineage[Any, Any]:
        """Source, destination, what was found, decided and masked."""
        return self._tell(self._ended)

    def get_openlineage_facets_on_failure(self, _task_instance: Any) -> OperatorLineage[Any, Any]:
        """As on completion; a blocked gate has a verdict, too."""
        return self._tell(self._ended)

    def _tell(
        self, ended: GateResult | tuple[GovernanceError, GateRequest] | None
    ) -> OperatorLineage[Any, Any]:
        from airflow_gov_provider.core.datasets import DatasetRef
        from airflow_gov_provider.core.lineage.mapping import asked
        from airflow_gov_provider.hooks.lineage import operator_lineage
        from airflow_gov_provider.operators import lineage

        match ended:
            case None:
                told = asked(DatasetRef.parse(self.source))
            case (error, request):
                told = lineage.of_failure(error, request)
            case result:
                told = lineage.of_result(result)
        return operator_lineage(told)
