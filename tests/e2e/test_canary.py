"""Planted values are looked for everywhere but where the data itself lies."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from demo import data
from demo.stage import PRODUCTION, STAGING

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

PATIENCE = 240.0


def _joined(*parts: str) -> str:
    """A value that stands in no source file, in no byte code and in no clone of this repository."""
    return "".join(parts)


_NAME = _joined("Zebulon ", "Quacken", "bush")
_EMAIL = _joined("zebulon.", "quackenbush@", "canary-example.org")
_PHONE = _joined("+1415", "5550134")
#: Values that occur nowhere else; each is one that a detector, a reader or a masking function handles.
CANARIES = {
    "full_name": _NAME,
    "email": _EMAIL,
    "phone": _PHONE,
    "card_number": _joined("45395787", "63621486"),
    "iban": _joined("DE893704", "00440532013000"),
    "ssn": _joined("574-29", "-8316"),
    "note": f"{_NAME} called from {_PHONE} about {_EMAIL}",
}


def planted(rows: int = 2_000) -> pa.Table:
    """Customers, some of whom are canaries."""
    table = data.customers(rows)
    for name, value in CANARIES.items():
        column = table[name].to_pylist()
        column[3::40] = [value] * len(column[3::40])
        place = table.schema.get_field_index(name)
        table = table.set_column(
            place, table.schema.field(name), pa.array(column, table.schema.field(name).type)
        )
    return table


def needles() -> list[bytes]:
    """The canaries as they would stand in text, JSON and UTF-16."""
    values = {*CANARIES.values()} - {CANARIES["note"]}
    return [form for value in values for form in (value.encode(), value.encode("utf-16-le"))]


def files_of(stage, since: float) -> Iterator[Path]:
    """Everything this Airflow wrote, and every temporary file since the test began."""
    for root, _, names in os.walk(stage.home):
        if Path(root).is_relative_to(stage.home / "s3"):
            continue  # the data itself
        yield from (Path(root, name) for name in names)
    for root, folders, names in os.walk(tempfile.gettempdir()):
        folders[:] = [name for name in folders if not name.startswith("pytest-of-")]
        for name in names:
            path = Path(root, name)
            try:
                if path.is_file() and path.stat().st_mtime >= since:
                    yield path
            except OSError:
                continue  # gone or not ours


def found_in(paths: Iterator[Path], wanted: list[bytes] | None = None) -> list[str]:
    """Which files hold a canary."""
    hits = []
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError:
            continue
        hits += [f"{path}: {needle[:12]!r}…" for needle in wanted or needles() if needle in content]
    return hits


@pytest.fixture
def since() -> float:
    return datetime.now(UTC).timestamp() - 1


def test_no_planted_value_is_found_anywhere(stage, engineer, officer, lake, await_dag, since):
    conf = lake.put(planted())
    staff = data.special_category(50)
    people = pa.array([CANARIES["full_name"]] * staff.num_rows)
    staff = staff.set_column(staff.schema.get_field_index("full_name"), "full_name", people)
    stage.put(staff, PRODUCTION, f"staff-{lake.prefix}", 1)
    confs = {
        "fraud_training": conf,
        "fraud_training_raw": conf,
        "audit_in_place": conf,
        "contractor_export": {"prefix": f"staff-{lake.prefix}"},
    }
    for dag_id in confs:
        await_dag(dag_id)
    runs = {dag_id: engineer.trigger(dag_id, conf) for dag_id, conf in confs.items()}
    held = runs["fraud_training_raw"]
    engineer.wait_for_task("fraud_training_raw", held, "gate_raw", {"awaiting_input"}, timeout=PATIENCE)
    stage.airflow.settle("fraud_training_raw", held, "gate_raw")
    asked = officer.question("fraud_training_raw", held, "gate_raw")
    form = {name: field["value"] for name, field in asked["params"].items()} | {
        "justification": "needed once for the yearly model validation",
        "expires_on": (datetime.now(UTC) + timedelta(days=3)).date().isoformat(),
    }
    officer.answer("fraud_training_raw", held, "gate_raw", "Approve", form)
    for dag_id, run_id in runs.items():
        engineer.wait_for_run(dag_id, run_id, PATIENCE)
    tasks = engineer.tasks("fraud_training_raw", held)
    assert set(tasks.values()) == {"success"}, tasks
    assert found_in(files_of(stage, since)) == []


BROKEN = """
from airflow.sdk import dag

from airflow_gov_provider.operators.gate import GovernanceGateOperator


@dag(schedule=None, params={"prefix": "broken/"})
def broken_file():
    GovernanceGateOperator(
        task_id="gate",
        source="s3://aws_demo@lake-staging/{{ params.prefix }}",
        destination="s3://aws_demo@ml-dev/{{ params.prefix }}",
        purpose="fraud-model-training",
    )


broken_file()
"""

FAULTS = {
    "a ragged row.csv": "email,amount\n{email},1\n{email},1,{card_number}\n",
    "a number that is none.jsonl": '{{"ssn": "{ssn}"}}\n{{"ssn": {ssn}}}\n',
    "a quote that never ends.csv": 'email,note\n"{email},{full_name}\n',
    "not what it says.parquet": "PAR1 {full_name} {card_number} PAR1",
    f"{_EMAIL}.csv": "amount\n1\n",
}


@pytest.mark.parametrize(
    "name", FAULTS, ids=["ragged", "no number", "open quote", "no parquet", "telling name"]
)
def test_an_error_about_broken_data_does_not_quote_it(
    stage, engineer, lake, dags_folder, await_dag, since, name
):
    (dags_folder / "broken_file.py").write_text(BROKEN)
    await_dag("broken_file")
    # Straight into staging: what another task's own lineage says of file names is not the gate's.
    stage.s3.client().put_object(
        Bucket=STAGING, Key=lake.prefix + name, Body=FAULTS[name].format(**CANARIES).encode()
    )
    run_id = engineer.trigger("broken_file", {"prefix": lake.prefix})
    assert engineer.wait_for_run("broken_file", run_id, PATIENCE) == "failed"
    assert found_in(files_of(stage, since)) == []


LEAK = """
from airflow.sdk import dag
from lake import BATCH, LAKE, extract

from airflow_gov_provider.operators.gate import GovernanceGateOperator


class Talkative(GovernanceGateOperator):
    # One protection removed: the reader tells what it reads.

    def _ports(self):
        ports = super()._ports()
        take_in = ports.reader.take_in

        def telling(dataset, progress):
            taken = take_in(dataset, progress)
            for batch in taken.batches():
                self.log.info("%s", batch.rows.slice(0, 5).to_pylist())
            return taken

        ports.reader.take_in = telling
        return ports


@dag(schedule=None, params={"prefix": "customers/"})
def leak():
    extract("{{ params.prefix }}", f"leak/{BATCH}/") >> Talkative(
        task_id="gate", source=f"s3://{LAKE}@lake-staging/leak/{BATCH}/", purpose="fraud-model-training"
    )


leak()
"""


def test_the_search_finds_a_value_once_a_protection_is_removed(
    stage, engineer, lake, dags_folder, await_dag, since
):
    (dags_folder / "leak.py").write_text(LEAK)
    await_dag("leak")
    told = "a.talkative.reader@canary-example.net"  # in no other test, so that this leak fails no other
    run_id = engineer.trigger("leak", lake.put(pa.table({"email": [told] * 20})))
    engineer.wait_for_run("leak", run_id, PATIENCE)
    (dags_folder / "leak.py").unlink()
    assert found_in(files_of(stage, since), [told.encode()])
