"""The client says what Airflow refused, logs in again by itself, and never waits for what can't come."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from demo.airflow_api import AirflowApi, ApiError, WaitedTooLongError, wait_until


class Airflow:
    """Answers as told: path → list of (status, JSON), the last one again and again."""

    def __init__(self) -> None:
        self.answers: dict[str, list[tuple[int, object]]] = {"/auth/token": [(201, {"access_token": "t"})]}
        self.seen: list[str] = []
        airflow = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.split("?")[0]
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                airflow.seen.append(f"{self.command} {path}")
                script = airflow.answers.get(path, [(404, {"detail": "no such thing"})])
                status, body = script.pop(0) if len(script) > 1 else script[0]
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_POST = do_PATCH = do_GET  # noqa: N815 - the standard library's names

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.api = AirflowApi(f"http://127.0.0.1:{self.server.server_port}", "ann", "secret-word")

    def on(self, path: str, *answers: tuple[int, object]) -> None:
        self.answers[f"/api/v2{path}"] = list(answers)


@pytest.fixture
def airflow():
    it = Airflow()
    thread = threading.Thread(target=it.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield it
    it.api._session.close()
    it.server.shutdown()
    it.server.server_close()
    thread.join()


TASK = "/dags/d/dagRuns/r/taskInstances/t"


def test_a_token_that_has_expired_is_renewed_once(airflow):
    airflow.on("/dags/d/dagRuns/r", (401, {}), (200, {"state": "running"}))
    assert airflow.api.run_state("d", "r") == "running"
    assert airflow.seen.count("POST /auth/token") == 2


def test_a_wrong_password_is_named_without_the_password(airflow):
    airflow.answers["/auth/token"] = [(401, {})]
    with pytest.raises(ApiError, match="ann can not log in") as refused:
        airflow.api.run_state("d", "r")
    assert "secret-word" not in str(refused.value)


def test_a_refusal_carries_its_status(airflow):
    airflow.on(f"{TASK}/-1/hitlDetails", (403, {"detail": "not assigned"}))
    with pytest.raises(ApiError, match="not assigned") as refused:
        airflow.api.answer("d", "r", "t", "Approve", {})
    assert refused.value.status == 403


def test_a_locked_database_is_asked_again_but_never_told_twice(airflow):
    airflow.on("/dags/d/dagRuns/r", (500, {}), (200, {"state": "running"}))
    assert airflow.api.run_state("d", "r") == "running"
    airflow.on("/dags/d/dagRuns", (500, {}), (200, {"dag_run_id": "r"}))
    with pytest.raises(ApiError):
        airflow.api.trigger("d")
    assert airflow.seen.count("POST /api/v2/dags/d/dagRuns") == 1


def test_a_dag_file_that_can_not_be_imported_ends_the_wait_at_once(airflow):
    airflow.on("/importErrors", (200, {"import_errors": [{"filename": "x.py", "stack_trace": "boom"}]}))
    with pytest.raises(ApiError, match="boom"):
        airflow.api.has_dag("d")


def test_a_task_that_ended_otherwise_in_a_finished_run_is_not_waited_for(airflow):
    airflow.on(TASK, (200, {"state": "failed"}))
    airflow.on("/dags/d/dagRuns/r", (200, {"state": "failed"}))
    airflow.on("/dags/d/dagRuns/r/taskInstances", (200, {"task_instances": []}))
    with pytest.raises(WaitedTooLongError, match="ended as failed, awaited: awaiting_input"):
        airflow.api.wait_for_task("d", "r", "t", {"awaiting_input"}, timeout=60)


def test_a_wait_that_was_too_long_says_where_every_task_stands(airflow):
    airflow.on("/dags/d/dagRuns/r", (200, {"state": "running"}))
    listed = [{"task_id": "t", "map_index": 3, "state": "queued"}]
    airflow.on("/dags/d/dagRuns/r/taskInstances", (200, {"task_instances": listed}))
    with pytest.raises(WaitedTooLongError, match=r"t\[3\].*queued"):
        airflow.api.wait_for_run("d", "r", timeout=0)


def test_waiting_ends_with_what_was_found():
    answers = iter([None, False, "there"])
    assert wait_until(lambda: next(answers), "it", 5, 0.001) == "there"


def test_a_log_shows_what_was_raised(airflow):
    raised = {
        "event": "Task failed",
        "error_detail": [{"exc_type": "ValueError", "exc_value": "no", "frames": []}],
    }
    airflow.on(f"{TASK}/logs/1", (200, {"content": ["old style", {"event": "began"}, raised]}))
    assert airflow.api.log("d", "r", "t") == "old style\nbegan\nTask failed\nValueError: no"
