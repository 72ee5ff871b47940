"""A gate on a table of a real PostgreSQL server: judged, masked and published as the bytes that were scanned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import sqlalchemy
from sqlalchemy.engine import make_url

from airflow_gov_provider.conf import parse
from airflow_gov_provider.core.attestation.statement import Outcome
from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.errors import DataChangedError, DestinationError, ErrorCode
from airflow_gov_provider.gates.ports import GatePorts
from airflow_gov_provider.gates.requests import GateRequest, GateResult, Requester
from airflow_gov_provider.gates.run import run_gate
from airflow_gov_provider.gates.verdicts import Expectation, require
from airflow_gov_provider.stores.sql import Login
from airflow_gov_provider.stores.wiring import build_ports
from tests.fixtures_postgres import postgres_server, postgres_url  # noqa: F401 - fixtures

pytestmark = pytest.mark.integration

POLICY = """
version: 2026-11-01
zones:
  shop: {{datasets: ["postgres://localhost:*/postgres.public.*"]}}
  lab: {{datasets: ["file://{root}/lab/**"]}}
  vendor: {{datasets: ["file://{root}/vendor/**"]}}
rules:
  - {{id: nobody-to-the-lab, when: {{to: lab, entities: [any]}}, effect: mask}}
  - {{id: nothing-to-vendors, when: {{to: vendor, entities: [any]}}, effect: block}}
"""


class Shop:
    """The server, its tables, and a gate with everything real."""

    def __init__(self, url: str, root: Path) -> None:
        socket = Path(str(make_url(url).query["unix_sock"]))
        self.port = int(socket.name.rpartition(".")[2])
        self.root = root
        self.engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
        (root / "policy.yaml").write_text(POLICY.format(root=root))
        options = {"home": f"{root}/home", "policy_file": f"{root}/policy.yaml", "ner": "False"}
        self.ports: GatePorts = build_ports(
            parse(options.get, str(root)),
            sql=lambda _: Login(str(socket.parent), self.port, "postgres", None),
        )

    def run(self, statement: str) -> None:
        with self.engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def source(self, table: str) -> DatasetRef:
        return DatasetRef.parse(f"postgres://shop@localhost:{self.port}/postgres.public.{table}")

    def gate(self, table: str, destination: str | None) -> GateResult:
        to = None if destination is None else DatasetRef.parse(f"{self.root}/{destination}")
        who = Requester("shop", "run-1", "gate")
        return run_gate(GateRequest(self.source(table), to, "training", who), self.ports)


@pytest.fixture
def shop(postgres_url: str, tmp_path: Path) -> Iterator[Shop]:  # noqa: F811 - the fixture
    made = Shop(postgres_url, tmp_path)
    made.run("CREATE TABLE people (id integer PRIMARY KEY, email text, joined date)")
    made.run(
        "INSERT INTO people SELECT g, 'user' || g || '@example.com', date '2020-01-01' + g "
        "FROM generate_series(1, 300) AS g"
    )
    yield made
    made.engine.dispose()


def test_a_table_is_published_masked_and_the_copy_has_a_verdict(shop: Shop) -> None:
    result = shop.gate("people", "lab/people/")

    assert result.outcome is Outcome.PASS_MASKED
    (file,) = [path for path in (shop.root / "lab").rglob("*") if path.is_file()]
    assert file.name == "people.parquet"
    published = pq.read_table(file)
    assert published.column("id").to_pylist() == list(range(1, 301))
    assert "user7@" not in str(published.to_pydict())
    checked = require(
        DatasetRef.parse(f"{shop.root}/lab/people/"),
        Expectation("training"),
        ledger=shop.ports.ledger,
        verifier=shop.ports.verifier,
        reader=shop.ports.reader,
        clock=shop.ports.clock,
    )
    assert checked.id == result.verdict_id


def test_a_table_whose_rows_may_not_go_is_published_nowhere(shop: Shop) -> None:
    result = shop.gate("people", "vendor/people.parquet")

    assert result.outcome is Outcome.BLOCKED
    assert not (shop.root / "vendor").exists()


def test_what_is_published_is_what_was_scanned_whatever_is_written_meanwhile(shop: Shop) -> None:
    shop.run("CREATE TABLE totals (day integer PRIMARY KEY, amount numeric(10,2))")
    shop.run("INSERT INTO totals SELECT g, g * 1.5 FROM generate_series(1, 50) AS g")
    scan: Callable = shop.ports.detector.scan

    class WriterDuringTheScan:
        digest = shop.ports.detector.digest
        label = staticmethod(shop.ports.detector.label)

        def scan(self, taken, progress):
            shop.run("ALTER TABLE totals ADD COLUMN email text DEFAULT 'late@example.com'")
            return scan(taken, progress)

    object.__setattr__(shop.ports, "detector", WriterDuringTheScan())
    result = shop.gate("totals", "lab/totals.parquet")

    assert result.outcome is Outcome.PASS
    assert pq.read_table(shop.root / "lab/totals.parquet").column_names == ["day", "amount"]


def test_a_verdict_about_a_table_in_place_holds_until_a_row_changes(shop: Shop) -> None:
    shop.run("CREATE TABLE totals (day integer PRIMARY KEY, amount numeric(10,2))")
    shop.run("INSERT INTO totals SELECT g, g * 1.5 FROM generate_series(1, 50) AS g")
    result = shop.gate("totals", None)

    def check() -> str:
        return require(
            shop.source("totals"),
            Expectation("training", outcomes=frozenset(Outcome)),
            ledger=shop.ports.ledger,
            verifier=shop.ports.verifier,
            reader=shop.ports.reader,
            clock=shop.ports.clock,
        ).id

    assert check() == result.verdict_id
    shop.run("UPDATE totals SET amount = amount + 1 WHERE day = 7")
    with pytest.raises(DataChangedError):
        check()


def test_a_table_is_no_destination(shop: Shop) -> None:
    request = GateRequest(shop.source("people"), shop.source("copy"), "t", Requester("d", "r", "t"))
    with pytest.raises(DestinationError) as caught:
        run_gate(request, shop.ports)
    assert caught.value.code is ErrorCode.DESTINATION_UNWRITABLE
