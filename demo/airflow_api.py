"""A small client of Airflow's REST API: what the demo and the end-to-end tests ask of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

import requests

T = TypeVar("T")

ENDED = frozenset({"success", "failed", "skipped", "upstream_failed", "removed"})
"""States a task instance does not leave by itself."""


class ApiError(Exception):
    """Airflow refused; ``status`` is the HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


class WaitedTooLongError(Exception):
    """What was awaited did not come about in time; says what was seen last."""


def wait_until(look: Callable[[], T | None], what: str, timeout: float, every: float = 0.5) -> T:
    """Call ``look`` until it answers with something true; ``timeout`` and ``every`` in seconds.

    :raises WaitedTooLongError: when it never did.
    """
    deadline = time.monotonic() + timeout
    while True:
        if answer := look():
            return answer
        if time.monotonic() > deadline:
            raise WaitedTooLongError(f"{what}: not after {timeout:.0f} s")
        time.sleep(every)


class AirflowApi:
    """The API as one user sees it.

    :param base_url: ``http://127.0.0.1:8080``, no slash at the end.
    """

    def __init__(self, base_url: str, user: str, password: str) -> None:
        self.base_url = base_url
        self.user = user
        self._password = password
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy of the environment must not see loopback requests

    def request(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Call ``/api/v2{path}``; the parsed JSON, or None for an empty answer.

        :raises ApiError: for every status from 400.
        """
        if "Authorization" not in self._session.headers:
            self._log_in()
        answer = self._send(method, path, body, query)
        if answer.status_code == 401:
            self._log_in()
            answer = self._send(method, path, body, query)
        if answer.status_code >= 400:
            raise ApiError(answer.status_code, f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer.json() if answer.content else None

    def _send(self, method: str, path: str, body: Any, query: Mapping[str, Any]) -> requests.Response:
        url = f"{self.base_url}/api/v2{path}"
        answer = self._session.request(method, url, json=body, params=query, timeout=60)
        for _ in range(3):  # SQLite is locked now and then; to read again changes nothing
            if method != "GET" or answer.status_code < 500:
                break
            time.sleep(1)
            answer = self._session.request(method, url, params=query, timeout=60)
        return answer

    def _log_in(self) -> None:
        login = {"username": self.user, "password": self._password}
        answer = self._session.post(f"{self.base_url}/auth/token", json=login, timeout=60)
        if answer.status_code >= 400:
            raise ApiError(answer.status_code, f"{self.user} can not log in: {answer.status_code}")
        self._session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    # -- DAGs and runs ------------------------------------------------------------------------

    def has_dag(self, dag_id: str) -> bool:
        """Whether Airflow knows the DAG.

        :raises ApiError: also when a file of the DAG folder can not be imported (status 422).
        """
        if faults := self.request("GET", "/importErrors")["import_errors"]:
            listed = "\n".join(f"{fault['filename']}: {fault['stack_trace']}" for fault in faults)
            raise ApiError(422, f"DAG files can not be imported:\n{listed}")
        try:
            return not self.request("GET", f"/dags/{dag_id}")["is_paused"]
        except ApiError as error:
            if error.status == 404:
                return False
            raise

    def trigger(self, dag_id: str, conf: Mapping[str, Any] | None = None) -> str:
        """Start a run; its id."""
        body = {"logical_date": None, "conf": dict(conf or {})}
        return str(self.request("POST", f"/dags/{dag_id}/dagRuns", body)["dag_run_id"])

    def run_state(self, dag_id: str, run_id: str) -> str:
        """``queued``, ``running``, ``success`` or ``failed``."""
        return str(self.request("GET", f"/dags/{dag_id}/dagRuns/{run_id}")["state"])

    def wait_for_run(self, dag_id: str, run_id: str, timeout: float) -> str:
        """The state the run ended with.

        :raises WaitedTooLongError: naming the state of each task.
        """
        try:
            return wait_until(
                lambda: {"success", "failed"} & {self.run_state(dag_id, run_id)}, run_id, timeout
            ).pop()
        except WaitedTooLongError as late:
            raise WaitedTooLongError(f"{dag_id} {late}; {self.tasks(dag_id, run_id)}") from None

    # -- task instances -----------------------------------------------------------------------

    def task(self, dag_id: str, run_id: str, task_id: str, map_index: int = -1) -> dict[str, Any]:
        """A task instance as Airflow describes it (``state``, ``try_number``, ``pid`` …)."""
        mapped = f"/{map_index}" if map_index >= 0 else ""
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}{mapped}"
        return dict(self.request("GET", path))

    def tasks(self, dag_id: str, run_id: str) -> dict[str, str | None]:
        """Task id → state, mapped ones as ``task[index]``."""
        listed = self.request("GET", f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances")["task_instances"]
        return {
            item["task_id"] + (f"[{item['map_index']}]" if item["map_index"] >= 0 else ""): item["state"]
            for item in listed
        }

    def wait_for_task(
        self,
        dag_id: str,
        run_id: str,
        task_id: str,
        states: Collection[str],
        *,
        timeout: float,
        map_index: int = -1,
    ) -> dict[str, Any]:
        """The task instance once it is in one of ``states``.

        :raises WaitedTooLongError: also at once when it ended in a state that was not awaited and
            the run is over, so that nothing can change any more.
        """

        def look() -> dict[str, Any] | None:
            instance = self.task(dag_id, run_id, task_id, map_index)
            if instance["state"] in states:
                return instance
            if instance["state"] in ENDED and self.run_state(dag_id, run_id) in {"success", "failed"}:
                raise WaitedTooLongError(
                    f"{dag_id}.{task_id} ended as {instance['state']}, awaited: {', '.join(sorted(states))}"
                )
            return None

        what = f"{dag_id}.{task_id} in {', '.join(sorted(states))}"
        try:
            return wait_until(look, what, timeout)
        except WaitedTooLongError as late:
            raise WaitedTooLongError(f"{late}; {self.tasks(dag_id, run_id)}") from None

    def mark(self, dag_id: str, run_id: str, task_id: str, state: str) -> None:
        """Set a task instance's state by hand, as the UI's button does."""
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}"
        self.request("PATCH", path, {"new_state": state})

    def clear(self, dag_id: str, run_id: str, *task_ids: str) -> None:
        """Clear task instances, so that they run again as a new try."""
        body = {"dag_run_id": run_id, "task_ids": list(task_ids), "dry_run": False, "only_failed": False}
        self.request("POST", f"/dags/{dag_id}/clearTaskInstances", body)

    def xcom(self, dag_id: str, run_id: str, task_id: str, key: str = "return_value") -> Any:
        """What a task returned; None when it returned nothing."""
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/xcomEntries/{key}"
        try:
            return self.request("GET", path)["value"]
        except ApiError as error:
            if error.status == 404:
                return None
            raise

    def log(self, dag_id: str, run_id: str, task_id: str, try_number: int = 1, map_index: int = -1) -> str:
        """A try's log, one event a line; exceptions as ``type: words``, without their frames."""
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/logs/{try_number}"
        content = self.request("GET", path, map_index=map_index, full_content="true")["content"]
        lines = []
        for item in content:
            lines.append(item if isinstance(item, str) else str(item.get("event", item)))
            errors = item.get("error_detail") or () if isinstance(item, dict) else ()
            lines += [f"{error['exc_type']}: {error['exc_value']}" for error in errors]
        return "\n".join(lines)

    # -- people -------------------------------------------------------------------------------

    def question(self, dag_id: str, run_id: str, task_id: str, map_index: int = -1) -> dict[str, Any]:
        """What a waiting task asks: subject, body, options, params, assigned users, response."""
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/{map_index}/hitlDetails"
        return dict(self.request("GET", path))

    def answer(
        self,
        dag_id: str,
        run_id: str,
        task_id: str,
        option: str,
        form: Mapping[str, Any],
        *,
        map_index: int = -1,
    ) -> None:
        """Answer a waiting task as this user. See ``AirflowServer.settle`` for when that is safe."""
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/{map_index}/hitlDetails"
        self.request("PATCH", path, {"chosen_options": [option], "params_input": dict(form)})
