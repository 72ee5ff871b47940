"""One Airflow and one S3 server for all end-to-end tests.

Starting them takes half a minute, so tests share them and keep apart by their data: each puts what
it needs under a prefix of its own and hands that to the DAG (``conf={"prefix": …}``).
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from demo.airflow_api import AirflowApi, wait_until
from demo.airflow_server import AirflowServer
from demo.stage import ADMIN, ENGINEER, EXAMPLES, OFFICER, PRODUCTION, Stage

#: Seconds until Airflow takes a killed task for dead, a new DAG file is seen, and the like.
IMPATIENT = {
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "15",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "2",
    "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "2",
    "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "2",
    "AIRFLOW__CORE__MIN_SERIALIZED_DAG_UPDATE_INTERVAL": "1",
}


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Airflow and S3, up; DAG files are the examples and whatever a test puts into ``dags_folder``."""
    home = tmp_path_factory.mktemp("e2e")
    shutil.copytree(EXAMPLES, home / "dags", ignore=shutil.ignore_patterns("__pycache__"))
    # Two suites on one machine would need twice the memory and half the speed: one after the other.
    with (Path(tempfile.gettempdir()) / "airflow-e2e.lock").open("a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with Stage(home / "stage", dags=home / "dags", env=IMPATIENT, triggerer=False) as up:
            yield up


@pytest.fixture(scope="session")
def dags_folder(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a test may add DAG files; ``await_dag`` waits until Airflow has read one."""
    return stage.home.parent / "dags"


@pytest.fixture(scope="session")
def airflow(stage: Stage) -> AirflowServer:
    """The server: ``settle``, ``log_file``, ``lineage``."""
    return stage.airflow


@pytest.fixture(scope="session")
def engineer(stage: Stage) -> AirflowApi:
    """Whoever writes and triggers DAGs; no approver."""
    return stage.airflow.api(ENGINEER)


@pytest.fixture(scope="session")
def officer(stage: Stage) -> AirflowApi:
    """The approver that the policy names."""
    return stage.airflow.api(OFFICER)


@pytest.fixture(scope="session")
def admin(stage: Stage) -> AirflowApi:
    """Airflow's administrator; no approver."""
    return stage.airflow.api(ADMIN)


class Lake:
    """Production data of one test."""

    def __init__(self, stage: Stage) -> None:
        self.prefix = f"test-{uuid.uuid4().hex[:8]}/"
        self._stage = stage

    def put(self, table: pa.Table, parts: int = 2) -> dict[str, str]:
        """Store a table under this test's prefix; the ``conf`` that makes an example DAG read it."""
        self._stage.put(table, PRODUCTION, self.prefix, parts)
        return {"prefix": self.prefix}


@pytest.fixture
def lake(stage: Stage) -> Lake:
    """A fresh prefix in the production bucket."""
    return Lake(stage)


@pytest.fixture(scope="module")
def new_lake(stage: Stage) -> Lake:
    """A fresh prefix for what several tests of a module look at."""
    return Lake(stage)


@pytest.fixture(scope="session")
def await_dag(engineer: AirflowApi):
    """``await_dag("name")`` returns once Airflow knows the DAG; fails with any import error."""

    def wait(dag_id: str, timeout: float = 60) -> None:
        wait_until(lambda: engineer.has_dag(dag_id), f"Airflow knows {dag_id}", timeout)

    return wait
