"""A whole Airflow on loopback: what ``airflow standalone`` starts, with an end that leaves nothing.

``standalone`` itself leaves its API server behind when it is terminated and binds to every address,
so its components are started here one by one, in a session of their own that ``leash.py`` watches.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from demo.airflow_api import AirflowApi, wait_until
from demo.leash import GRACE, end_session

LOOPBACK = "127.0.0.1"
COMPONENTS: dict[str, tuple[str, ...]] = {
    "api-server": ("api-server",),
    # Logs are read from disk; the log servers would listen on all addresses.
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "dag-processor": ("dag-processor",),
    "triggerer": ("triggerer", "--skip-serve-logs"),
}


class ServerError(Exception):
    """Airflow did not start, or ended by itself; quotes the end of its log."""


class AirflowServer:
    """Airflow with SQLite and LocalExecutor under ``home``; a context manager.

    :param home: becomes AIRFLOW_HOME: configuration, database, logs, lineage; owner-only.
    :param dags: folder of DAG files.
    :param env: further environment, over what the server sets: ``AIRFLOW_CONN_…``,
        ``AIRFLOW__SECTION__OPTION``.
    :param port: of UI and API; 0 takes a free one.
    :param users: name → role (viewer, user, op, admin); passwords are made here (``passwords``).
    :param triggerer: off saves memory where nothing defers.
    """

    def __init__(
        self,
        home: Path,
        dags: Path,
        *,
        users: Mapping[str, str],
        env: Mapping[str, str] | None = None,
        port: int = 0,
        triggerer: bool = True,
    ) -> None:
        self.home = home.absolute()
        self.port = port or free_port()
        self.url = f"http://{LOOPBACK}:{self.port}"
        self.lineage = self.home / "lineage" / "events.jsonl"
        self.passwords = {user: secrets.token_hex(4) for user in users}
        self._components = [name for name in COMPONENTS if triggerer or name != "triggerer"]
        self._env = _environment(self, dags.absolute(), users) | dict(env or {})
        self._leash: subprocess.Popen[bytes] | None = None

    def start(self, timeout: float = 180.0) -> Self:
        """Start and wait until every component says that it is healthy; seconds.

        :raises ServerError: with the end of the log, everything stopped again.
        """
        try:
            self._prepare()
            self._launch()
            wait_until(self._healthy, "Airflow is healthy", timeout)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End every process of the server, and with them its port. May be called twice."""
        if self._leash is None:
            return
        leash, self._leash = self._leash, None
        if leash.stdin:
            leash.stdin.close()
        try:
            leash.wait(GRACE + 10)
        except subprocess.TimeoutExpired:
            leash.kill()
            leash.wait()
        end_session(leash.pid, grace=0)  # nothing is left, unless the leash itself was killed

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def session_id(self) -> int | None:
        """The session all its processes live in; None when it does not run."""
        return self._leash.pid if self._leash else None

    def api(self, user: str) -> AirflowApi:
        """The REST API as one of the users."""
        return AirflowApi(self.url, user, self.passwords[user])

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run an ``airflow`` command with this server's configuration and return when it ended."""
        return subprocess.run(  # noqa: S603 - our own interpreter and arguments
            _airflow(*arguments), env=self._env, cwd=self.home, capture_output=True, text=True, check=False
        )

    def log_file(self, component: str) -> Path:
        """Where a component's output goes."""
        return self.home / "logs" / f"{component}.log"

    def settle(
        self,
        dag_id: str,
        run_id: str,
        task_id: str,
        *,
        map_index: int = -1,
        hops: int = 1,
        timeout: float = 60,
    ) -> None:
        """Wait until a waiting task can be answered without Airflow 3.3's state mismatch.

        A task that waits for input has left its worker, but the scheduler hears of it one loop later.
        If the answer queues the task again before that, the scheduler takes the old "finished" for the
        new run and fails the task. It logs each such message as it consumes it; that is awaited.
        People are never that fast; scripts are.

        :param hops: how often the task has left a worker so far, over all its tries: 1 before the first
            answer of the first try.
        """
        name = f"dag_id={dag_id}, task_id={task_id}, run_id={run_id}, map_index={map_index},"
        consumed = re.compile(r"TaskInstance Finished: " + re.escape(name))

        def look() -> bool:
            self._must_live()
            text = self.log_file("scheduler").read_text(encoding="utf-8", errors="replace")
            return len(consumed.findall(text)) >= hops

        wait_until(look, f"the scheduler has heard that {task_id} waits", timeout)

    def _prepare(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.lineage.parent.mkdir(exist_ok=True)
        (self.home / "logs").mkdir(exist_ok=True)
        # Airflow makes passwords for users that are not in this file yet, and keeps those that are.
        file = self.home / "simple_auth_manager_passwords.json.generated"
        file.touch(mode=0o600)
        file.write_text(json.dumps(self.passwords), encoding="utf-8")
        migrated = self.run("db", "migrate")
        if migrated.returncode:
            raise ServerError(
                f"airflow db migrate failed:\n{migrated.stdout[-2000:]}{migrated.stderr[-2000:]}"
            )

    def _launch(self) -> None:
        commands = [
            {"name": name, "command": _airflow(*COMPONENTS[name]), "log": str(self.log_file(name))}
            for name in self._components
        ]
        with self.log_file("leash").open("ab") as log:
            self._leash = subprocess.Popen(  # noqa: S603 - our own interpreter and script
                [sys.executable, str(Path(__file__).with_name("leash.py"))],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=self._env,
                cwd=self.home,
                start_new_session=True,
            )
        if self._leash.stdin:
            self._leash.stdin.write(json.dumps(commands).encode() + b"\n")
            self._leash.stdin.flush()

    def _must_live(self) -> None:
        if self._leash is None or self._leash.poll() is not None:
            ends = "\n".join(
                f"--- {name}\n{_end_of(self.log_file(name))}" for name in ("leash", *self._components)
            )
            raise ServerError(f"Airflow ended by itself.\n{ends}")

    def _healthy(self) -> bool:
        self._must_live()
        try:
            with requests.Session() as session:
                session.trust_env = False
                health: dict[str, Any] = session.get(f"{self.url}/api/v2/monitor/health", timeout=60).json()
                # Tasks have an API of their own, which is only built when it is first asked.
                session.get(f"{self.url}/execution/health", timeout=60).raise_for_status()
        except (requests.RequestException, ValueError):
            return False
        parts = [
            "metadatabase",
            *(name.replace("-", "_") for name in self._components if name != "api-server"),
        ]
        return all((health.get(part) or {}).get("status") == "healthy" for part in parts)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def free_or(port: int) -> int:
    """``port``, or any free one when somebody has it."""
    return free_port() if _listening(port) else port


def _listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def _airflow(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "airflow", *arguments]


def _end_of(log: Path, lines: int = 15) -> str:
    if not log.exists():
        return "(no log)"
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def _environment(server: AirflowServer, dags: Path, users: Mapping[str, str]) -> dict[str, str]:
    # The caller's own Airflow and cloud credentials must neither steer the server nor be used by it;
    # without byte code every start would take twice as long.
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AIRFLOW", "AWS_", "OPENLINEAGE_")) and name != "PYTHONDONTWRITEBYTECODE"
    }
    options = {
        "CORE__DAGS_FOLDER": str(dags),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": "4",
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{user}:{role}" for user, role in users.items()),
        "CORE__EXECUTION_API_SERVER_URL": f"{server.url}/execution/",
        "CORE__MIN_SERIALIZED_DAG_UPDATE_INTERVAL": "5",
        "DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{server.home}/airflow.db",
        "API_AUTH__JWT_SECRET": secrets.token_hex(32),
        "API__HOST": LOOPBACK,
        "API__PORT": str(server.port),
        "API__BASE_URL": server.url,
        "DAG_PROCESSOR__REFRESH_INTERVAL": "10",
        # A task is lost when the API server does not answer its first call in this time, and a cold
        # server on a busy machine needs more than the usual 5 seconds.
        "WORKERS__EXECUTION_API_TIMEOUT": "60",
        "LOGGING__COLORED_CONSOLE_LOG": "False",
        "OPENLINEAGE__NAMESPACE": "airflow",
        "OPENLINEAGE__TRANSPORT": json.dumps(
            {"type": "file", "log_file_path": str(server.lineage), "append": True}
        ),
        "USAGE_DATA_COLLECTION__ENABLED": "False",
    }
    return (
        kept
        | {f"AIRFLOW__{name}": value for name, value in options.items()}
        | {
            "AIRFLOW_HOME": str(server.home),
            "PYTHONUNBUFFERED": "1",
            "NO_COLOR": "1",
            "NO_PROXY": LOOPBACK,
            "no_proxy": LOOPBACK,
        }
    )
