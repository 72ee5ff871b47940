"""The story of the demo: four runs, what is asserted after each, and the table at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from rich.console import Console

from demo import checks, data, record
from demo.airflow_api import AirflowApi, ApiError, wait_until
from demo.checks import Check, Facts, Gate
from demo.stage import CONTRACTOR, DEVELOPMENT, ENGINEER, OFFICER, PRODUCTION, STAGING, Stage

GATE_TIMEOUT = 600.0  # seconds; 200,000 rows take a minute or two
PERSON_TIMEOUT = 3 * 86_400.0
JUSTIFICATION = "Model validation needs real card ranges once; agreed in the model risk meeting."


@dataclass(frozen=True, slots=True)
class Line:
    """One gate in the table at the end."""

    run: str
    gate: str
    outcome: str
    found: str
    verdict_id: str
    seconds: float


class Story:
    """Plays the four runs on a stage.

    :param rows: customers in the lake.
    :param auto_approve: the officer answers over REST; otherwise a person does in the UI.
    """

    def __init__(self, stage: Stage, console: Console, *, rows: int, auto_approve: bool) -> None:
        self._stage = stage
        self._console = console
        self._rows = rows
        self._auto_approve = auto_approve
        self._engineer = stage.airflow.api(ENGINEER)
        self._officer = stage.airflow.api(OFFICER)
        self._began = time.monotonic()
        self._completed: list[str] = []
        self._failed: list[str] = []
        self.lines: list[Line] = []
        self.faults: list[str] = []

    def play(self) -> None:
        """All of it. Afterwards ``lines`` is the table and ``faults`` the checks that failed.

        :raises WaitedTooLongError: when a run does not come to its end.
        """
        customers = self._fill_the_lake()
        self._masked(customers)
        self._raw(customers)
        self._blocked()
        self._clean()
        self._aftermath()

    def _fill_the_lake(self) -> pa.Table:
        with self._step(f"Inventing {self._rows:,} customers, employees and a product catalogue"):
            customers = data.customers(self._rows)
            self._stage.put(customers, PRODUCTION, "customers/")
            self._stage.put(data.special_category(2_000), PRODUCTION, "employees/", parts=1)
            self._stage.put(data.clean(5_000), PRODUCTION, "catalogue/", parts=2)
        with self._step("Waiting until Airflow has read the example DAGs"):
            for dag_id in ("fraud_training", "fraud_training_raw", "contractor_export", "clean_publish"):
                wait_until(_bound(self._engineer.has_dag, dag_id), f"Airflow knows {dag_id}", 90)
        return customers

    def _masked(self, customers: pa.Table) -> None:
        self._title("Run 1", "a fraud model wants customer data, nobody asks for anything special")
        dag_id, run_id = "fraud_training", self._engineer.trigger("fraud_training")
        with self._step("The gate scans, masks, scans what it masked, publishes; then the model trains"):
            state = self._engineer.wait_for_run(dag_id, run_id, GATE_TIMEOUT)
        gate = self._gate("masked copy to ml-dev", dag_id, run_id, "gate_masked")
        folder = self._batch(dag_id, run_id)
        facts = checks.MaskedRun(
            run_state=state,
            gate=gate,
            raw=customers,
            published=self._stage.table(DEVELOPMENT, f"fraud/{folder}/"),
            auc=self._engineer.xcom(dag_id, run_id, "train"),
            least_auc=0.75 if self._rows >= 50_000 else 0.5,  # few rows hold few frauds to learn from
        )
        self._assert(checks.MASKED, facts, dag_id, run_id)

    def _raw(self, customers: pa.Table) -> None:
        self._title("Run 2", "the same, and a second gate asks for the raw data")
        dag_id, run_id = "fraud_training_raw", self._engineer.trigger("fraud_training_raw")
        engineer, folder = self._engineer, f"fraud-both/{self._batch(dag_id, run_id)}"
        with self._step("The raw gate stops and asks"):
            engineer.wait_for_task(dag_id, run_id, "gate_raw", {"awaiting_input"}, timeout=GATE_TIMEOUT)
        with self._step("The masked branch goes on and trains while the raw gate waits"):
            engineer.wait_for_task(dag_id, run_id, "train_masked", {"success"}, timeout=GATE_TIMEOUT)
        before = engineer.tasks(dag_id, run_id)
        question = self._officer.question(dag_id, run_id, "gate_raw")
        expires_on = (datetime.now(UTC) + timedelta(days=14)).date().isoformat()
        seen: dict[str, Any] = {
            "masked_while_waiting": before["train_masked"]
            if before["gate_raw"] == "awaiting_input"
            else None,
            "published_while_waiting": self._stage.digests(DEVELOPMENT, f"{folder}/raw/"),
            "question": f"{question['subject']}\n{question['body']}",
            "values": _values(customers),
            "engineers_answer": _refusal(engineer, dag_id, run_id, question, expires_on),
        }
        answered = self._answer(dag_id, run_id, question, expires_on)
        with self._step("The gate takes the data in again, compares, publishes what was approved"):
            engineer.wait_for_run(dag_id, run_id, GATE_TIMEOUT)
        facts = checks.RawRun(
            **seen,
            gate=self._gate("raw data to ml-dev", dag_id, run_id, "gate_raw"),
            approved=answered["chosen_options"] == ["Approve"],
            expires_on=answered["params_input"].get("expires_on", ""),
            training=engineer.tasks(dag_id, run_id)["train_raw"],
            staged=self._stage.digests(STAGING, f"fraud-raw/{self._batch(dag_id, run_id)}/"),
            published=self._stage.digests(DEVELOPMENT, f"{folder}/raw/"),
        )
        self._gate("masked copy to ml-dev", dag_id, run_id, "gate_masked")
        self._assert(checks.APPROVED if facts.approved else checks.REFUSED, facts, dag_id, run_id)

    def _answer(self, dag_id: str, run_id: str, question: dict[str, Any], expires_on: str) -> dict[str, Any]:
        """Let the officer answer, here or in the UI; what the server has written down about it."""
        if self._auto_approve:
            with self._step(f"{OFFICER} approves over Airflow's REST API, until {expires_on}"):
                self._stage.airflow.settle(dag_id, run_id, "gate_raw")
                form = _form(question, justification=JUSTIFICATION, expires_on=expires_on)
                self._officer.answer(dag_id, run_id, "gate_raw", "Approve", form)
            return self._officer.question(dag_id, run_id, "gate_raw")
        url = f"{self._stage.airflow.url}/dags/{dag_id}/runs/{run_id}/tasks/gate_raw/required_actions"
        password = self._stage.airflow.passwords[OFFICER]
        self._console.print(f"\n  [bold yellow]Your turn.[/] Open [link={url}]{url}[/link]", soft_wrap=True)
        self._console.print(f"  log in as [bold]{OFFICER}[/] / [bold]{password}[/], read what is asked,")
        self._console.print("  give a reason and a day, and press Approve or Reject. The story goes on then.")
        self._console.print("  (`--auto-approve` answers for you.)\n")

        def look() -> dict[str, Any] | None:
            # An answer that does not count is asked again: only leaving the waiting state ends it.
            asked = self._officer.question(dag_id, run_id, "gate_raw")
            over = self._engineer.task(dag_id, run_id, "gate_raw")["state"] in {"success", "failed"}
            return asked if asked["response_received"] and over else None

        with self._step(f"Waiting for {OFFICER}"):
            return wait_until(look, "an answer in the UI", PERSON_TIMEOUT, every=2)

    def _blocked(self) -> None:
        self._title("Run 3", "health and belief data of employees, towards a contractor")
        dag_id, run_id = "contractor_export", self._engineer.trigger("contractor_export")
        with self._step("The gate scans and decides"):
            self._engineer.wait_for_run(dag_id, run_id, GATE_TIMEOUT)
        facts = checks.BlockedRun(
            gate=self._gate("employees to a contractor", dag_id, run_id, "gate_contractor"),
            downstream=self._engineer.tasks(dag_id, run_id)["hand_over"],
            published=self._stage.digests(CONTRACTOR, ""),
        )
        self._assert(checks.BLOCKED, facts, dag_id, run_id)

    def _clean(self) -> None:
        self._title("Run 4", "a product catalogue, no people in it")
        dag_id, run_id = "clean_publish", self._engineer.trigger("clean_publish")
        with self._step("The gate scans and publishes"):
            self._engineer.wait_for_run(dag_id, run_id, GATE_TIMEOUT)
        folder = f"catalogue/{self._batch(dag_id, run_id)}/"
        facts = checks.CleanRun(
            gate=self._gate("catalogue to ml-dev", dag_id, run_id, "gate_catalogue"),
            staged=self._stage.digests(STAGING, folder),
            published=self._stage.digests(DEVELOPMENT, folder),
        )
        self._assert(checks.CLEAN, facts, dag_id, run_id)

    def _aftermath(self) -> None:
        self._title("Afterwards", "what can be proved")
        emitted = record.events(self._stage.airflow.lineage)
        gates = [*self._completed, *self._failed]
        facts = checks.Aftermath(
            ledger_holds=record.ledger_holds(self._stage.settings),
            told={gate: record.told(emitted, *gate.split(".")) for gate in gates},
            completed=frozenset(self._completed),
            failed=frozenset(self._failed),
        )
        self._assert(checks.AFTERMATH, facts)

    def _gate(self, what: str, dag_id: str, run_id: str, task_id: str) -> Gate:
        """The facts about a gate that has ended; also its line in the table."""
        task = self._engineer.task(dag_id, run_id, task_id)
        found = record.verdicts(self._stage.settings, dag_id, run_id, task_id)
        if task["state"] in {"success", "failed"}:  # any other state: it never ran
            (self._completed if task["state"] == "success" else self._failed).append(f"{dag_id}.{task_id}")
        for verdict in found:
            counts = ", ".join(f"{entity} {count:,}" for entity, count in verdict.found.items())
            seconds = float(task["duration"] or 0)
            self.lines.append(Line(what, task_id, verdict.outcome, counts, verdict.id, seconds))
        return Gate(task["state"], tuple(found))

    def _batch(self, dag_id: str, run_id: str) -> str:
        """The run's folder, as the DAGs write it: ``{{ dag_run.run_after | ts_nodash }}``."""
        run = self._engineer.request("GET", f"/dags/{dag_id}/dagRuns/{run_id}")
        return datetime.fromisoformat(run["run_after"]).strftime("%Y%m%dT%H%M%S")

    def _assert(
        self, wanted: Sequence[Check[Facts]], facts: Facts, dag_id: str = "", run_id: str = ""
    ) -> None:
        wrong = checks.failed(wanted, facts)
        for check in wanted:
            mark = "[red]✗[/]" if check.name in wrong else "[green]✓[/]"
            self._console.print(f"    {mark} {check.name}")
        self.faults += [f"{dag_id or 'afterwards'}: {name}" for name in wrong]
        if wrong and run_id:
            self._show_failures(dag_id, run_id)

    def _show_failures(self, dag_id: str, run_id: str) -> None:
        for task_id, state in self._engineer.tasks(dag_id, run_id).items():
            self._console.print(f"      {task_id}: {state}")
            if state == "failed":
                for line in self._engineer.log(dag_id, run_id, task_id).splitlines()[-12:]:
                    self._console.print(f"        {line}", markup=False, highlight=False)

    def _title(self, run: str, what: str) -> None:
        self._console.print(f"\n[bold]{run}[/]: {what}")

    @contextmanager
    def _step(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        with self._console.status(what):
            yield
        now = time.monotonic()
        elapsed = f"[dim]{now - self._began:4.0f} s[/]"
        self._console.print(f"  {elapsed}  {what} [dim]({now - began:.1f} s)[/]")


def _form(question: dict[str, Any], **filled: str) -> dict[str, Any]:
    """What the UI would send: every field's default, and what was typed."""
    return {name: field["value"] for name, field in question["params"].items()} | filled


def _refusal(engineer: AirflowApi, dag_id: str, run_id: str, question: dict[str, Any], until: str) -> int:
    """The HTTP status that whoever asked gets for an answer to their own question."""
    form = _form(question, justification="I would like to have it.", expires_on=until)
    try:
        engineer.answer(dag_id, run_id, "gate_raw", "Approve", form)
    except ApiError as error:
        return error.status
    return 200


def _values(customers: pa.Table) -> frozenset[str]:
    return frozenset().union(*(customers[name].to_pylist() for name in checks.IDENTIFIERS))


def _bound(function: Callable[[str], bool], argument: str) -> Callable[[], bool]:
    return lambda: function(argument)
