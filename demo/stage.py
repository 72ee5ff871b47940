"""What the story is played on: an S3 server, an Airflow with the provider installed, a policy.

The end-to-end tests play on the same stage, with less data and less patience.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from airflow_gov_provider.conf import parse
from airflow_gov_provider.stores.settings import Settings
from demo.airflow_server import AirflowServer, ServerError, free_or
from demo.data import write_parquet
from demo.s3_server import S3Server

CHECKOUT = Path(__file__).resolve().parent.parent
EXAMPLES = CHECKOUT / "dags_examples"
POLICY = Path(__file__).with_name("policy.yaml")
PRODUCTION, STAGING, DEVELOPMENT, CONTRACTOR = "prod-customers", "lake-staging", "ml-dev", "vendor-labels"
ENGINEER, OFFICER, ADMIN = "data-engineer", "privacy-officer", "admin"
USERS = {ENGINEER: "user", OFFICER: "user", ADMIN: "admin"}
CONNECTION = "aws_demo"


class Stage:
    """Everything the demo runs on, below one directory; a context manager.

    :param home: for Airflow, objects, keys, ledger and lineage; must be empty or not exist.
    :param dags: folder of DAG files. :param policy: the policy file in force.
    :param env: further environment for Airflow and its tasks.
    :param port: of Airflow's UI; another one when somebody has it. 0 takes a free one.
    """

    def __init__(
        self,
        home: Path,
        *,
        dags: Path = EXAMPLES,
        policy: Path = POLICY,
        env: Mapping[str, str] | None = None,
        port: int = 0,
        triggerer: bool = True,
    ) -> None:
        self.home = home.absolute()
        self._port = port
        self._options = {"dags": dags, "triggerer": triggerer, "users": USERS}
        self._governance = {
            "AIRFLOW__GOVERNANCE__HOME": str(self.home / "governance"),
            "AIRFLOW__GOVERNANCE__POLICY_FILE": str(policy.absolute()),
        } | dict(env or {})
        self._stack = ExitStack()
        self.s3: S3Server
        self.airflow: AirflowServer

    @property
    def settings(self) -> Settings:
        """Where keys and ledger lie: what the tasks' own ``[governance]`` says."""
        return parse(
            lambda option: self._governance.get(f"AIRFLOW__GOVERNANCE__{option.upper()}"),
            str(self.home / "airflow"),
        )

    def start(self) -> Self:
        """Start the S3 server, make the buckets, start Airflow; everything stops if anything fails.

        :raises ServerError: which of them did not start, and why.
        """
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with ExitStack() as stack:
            try:
                self.s3 = stack.enter_context(S3Server(self.home / "s3"))
            except RuntimeError as error:
                raise ServerError(str(error)) from error
            for bucket in (PRODUCTION, STAGING, DEVELOPMENT, CONTRACTOR):
                self.s3.client().create_bucket(Bucket=bucket)
            env = self._governance | {f"AIRFLOW_CONN_{CONNECTION.upper()}": self._connection()}
            port = free_or(self._port) if self._port else 0  # asked now: the S3 server has its ports
            server = AirflowServer(self.home / "airflow", env=env, port=port, **self._options)  # type: ignore[arg-type]  # a plain dict
            self.airflow = stack.enter_context(server)
            self._stack = stack.pop_all()
        return self

    def stop(self) -> None:
        """Stop both servers; nothing of them is left."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _connection(self) -> str:
        extra = {
            "endpoint_url": self.s3.endpoint,
            "region_name": "us-east-1",
            "config_kwargs": {"s3": {"addressing_style": "path"}},
        }
        login = {"login": self.s3.access_key, "password": self.s3.secret_key}
        return json.dumps({"conn_type": "aws", **login, "extra": extra})

    def put(self, table: pa.Table, bucket: str, prefix: str, parts: int = 4) -> None:
        """Store a table as Parquet files under a prefix."""
        client = self.s3.client()
        with tempfile.TemporaryDirectory(dir=self.home) as directory:
            for file in write_parquet(table, Path(directory), parts):
                client.upload_file(str(file), bucket, prefix + file.name)

    def objects(self, bucket: str, prefix: str = "") -> dict[str, bytes]:
        """Path below the prefix → content, of everything that lies there."""
        client: Any = self.s3.client()
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        keys = [item["Key"] for page in pages for item in page.get("Contents", ())]
        return {
            key.removeprefix(prefix): client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys
        }

    def table(self, bucket: str, prefix: str) -> pa.Table | None:
        """The Parquet files under a prefix as one table; None when nothing lies there."""
        files = sorted(self.objects(bucket, prefix).items())
        return (
            pa.concat_tables([pq.read_table(io.BytesIO(content)) for _, content in files]) if files else None
        )

    def digests(self, bucket: str, prefix: str) -> dict[str, str]:
        """Path below the prefix → SHA-256 of the content."""
        return {path: hashlib.sha256(it).hexdigest() for path, it in self.objects(bucket, prefix).items()}
