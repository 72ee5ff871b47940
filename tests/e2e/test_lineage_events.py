"""Every OpenLineage event that a real Airflow emits about our gates is valid, and tells what happened."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from demo import data, record

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
SCHEMAS = ROOT / "airflow_gov_provider" / "core" / "lineage" / "schemas"
PATIENCE = 240.0


@pytest.fixture(scope="module")
def events(stage, engineer, new_lake, await_dag):
    """The events of a gate that masked and of one that blocked."""
    runs = {
        "fraud_training": new_lake.put(data.customers(300)),
        "contractor_export": {"prefix": f"staff-{new_lake.prefix}"},
    }
    stage.put(data.special_category(100), "prod-customers", f"staff-{new_lake.prefix}", 1)
    for dag_id, conf in runs.items():
        await_dag(dag_id)
        engineer.wait_for_run(dag_id, engineer.trigger(dag_id, conf), PATIENCE)
    return record.events(stage.airflow.lineage)


def last(events, job: str, kind: str):
    return [e for e in events if e["job"]["name"] == job and e["eventType"] == kind][-1]


def test_complete_and_fail_say_what_was_found_decided_and_masked(events):
    masked = last(events, "fraud_training.gate_masked", "COMPLETE")
    [output] = masked["outputs"]
    assert output["namespace"] == "s3://ml-dev"
    fields = output["facets"]["columnLineage"]["fields"]
    [transformation] = fields["email"]["inputFields"][0]["transformations"]
    assert transformation["masking"] is True
    assert masked["run"]["facets"]["gov_decision"]["outcome"] == "PASS_MASKED"

    blocked = last(events, "contractor_export.gate_contractor", "FAIL")
    [source] = blocked["inputs"]
    assert not blocked["outputs"]
    assertions = source["inputFacets"]["dataQualityAssertions"]["assertions"]
    assert any(not item["success"] for item in assertions)


#: Facets that Airflow's OpenLineage provider adds to every event; nobody publishes a schema of them.
OF_AIRFLOW = {"airflow", "airflowDagRun", "airflowState", "unknownSourceAttribute"}


def without_airflows_own(event):
    for part in ("run", "job"):
        facets = event[part].get("facets", {})
        event[part]["facets"] = {name: facet for name, facet in facets.items() if name not in OF_AIRFLOW}
    return event


def test_every_event_is_valid_against_the_specification_and_our_schemas(events, tmp_path):
    validator = SHARED / "validate_ol.py"
    if not validator.exists():
        pytest.skip(
            "the specification's validator is not on this machine; our own schemas are tested in unit"
        )
    lines = tmp_path / "events.jsonl"
    lines.write_text("".join(json.dumps(without_airflows_own(event)) + "\n" for event in events))
    check = [sys.executable, str(validator), str(lines), "--strict", "--facets", str(SCHEMAS)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
