from __future__ import annotations

import copy
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from airflow.providers.openlineage.extractors import ExtractorManager, OperatorLineage
from airflow.providers.openlineage.utils.emission_policy import EmissionPolicy
from airflow.providers.openlineage.utils.utils import OpenLineageRedactor, TaskInfo
from airflow.utils.state import TaskInstanceState
from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
from openlineage.client.serde import Serde
from openlineage.client.utils import RedactMixin

from airflow_gov_provider.core.detection.findings import ColumnReport
from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.core.lineage.mapping import Lineage, asked
from airflow_gov_provider.core.policy.decisions import Effect
from airflow_gov_provider.gates.resume import resume_gate
from airflow_gov_provider.gates.run import run_gate
from airflow_gov_provider.hooks import lineage as hook
from airflow_gov_provider.operators.lineage import of_failure, of_result
from tests.fakes.world import World, approval, request
from tests.unit.core.lineage import cases, validation

SECRETIVE = tuple(
    ColumnReport(name, "string", 10, 0, (cases.EMAIL,))
    for name in ("password", "api_token", "client_secret", "authorization", "dsn")
)


def as_event(told: OperatorLineage[Any, Any], kind: RunState = RunState.COMPLETE) -> RunEvent:
    return RunEvent(
        eventTime="2026-11-23T09:30:00.000000Z",
        producer="https://example.com/airflow",
        eventType=kind,
        run=Run("0191f3a1-7c3e-7bde-8f00-00000000000a", facets=told.run_facets),
        job=Job("airflow", "fraud.gate_training_set", facets=told.job_facets),
        inputs=told.inputs,
        outputs=told.outputs,
    )


def emitted(told: OperatorLineage[Any, Any], kind: RunState = RunState.COMPLETE) -> dict[str, Any]:
    """The event as it leaves the process."""
    return json.loads(Serde.to_json(as_event(told, kind)))


def plain(lineage: Lineage, kind: str = "COMPLETE") -> dict[str, Any]:
    return json.loads(json.dumps(cases.events(kind, lineage, 10)[1]))


@pytest.mark.parametrize("end", cases.ENDS)
def test_what_the_client_emits_is_exactly_the_mapping(end: str) -> None:
    kind, lineage = cases.ENDS[end]
    assert emitted(hook.operator_lineage(lineage), RunState[kind]) == plain(lineage, kind)


@pytest.mark.parametrize("end", cases.ENDS)
def test_airflows_redaction_leaves_lineage_whole(end: str) -> None:
    kind, lineage = cases.ENDS[end]
    event = OpenLineageRedactor().redact(
        as_event(hook.operator_lineage(lineage), RunState[kind]), max_depth=20
    )
    assert json.loads(Serde.to_json(event)) == plain(lineage, kind)


def test_columns_named_like_secrets_keep_their_place_in_redacted_events() -> None:
    from airflow.sdk._shared.secrets_masker.secrets_masker import DEFAULT_SENSITIVE_FIELDS

    redactor = OpenLineageRedactor()
    redactor.sensitive_variables_fields = list(DEFAULT_SENSITIVE_FIELDS)
    assert redactor.redact({"password": "x"}) == {"password": "***"}  # it does redact such keys
    lineage = cases.run(
        report=cases.scan(SECRETIVE),
        decision=cases.judged(Effect.MASK, columns=SECRETIVE),
        masked_columns=tuple(column.label for column in SECRETIVE),
    )
    event = redactor.redact(as_event(hook.operator_lineage(lineage)), max_depth=20)
    assert json.loads(Serde.to_json(event)) == plain(lineage)


def test_facets_survive_copies_and_pickling() -> None:
    for _, lineage in cases.ENDS.values():
        told = hook.operator_lineage(lineage)
        assert pickle.loads(pickle.dumps(told)) == told
        assert emitted(copy.deepcopy(told)) == emitted(told)


def test_our_facets_are_instances_of_the_clients_entities() -> None:
    from openlineage.client.facet_v2 import DatasetFacet, RunFacet

    told = hook.operator_lineage(cases.ENDS["raw data passes by exception"][1])
    assert all(isinstance(facet, RunFacet) for facet in told.run_facets.values())
    for dataset in [*told.inputs, *told.outputs]:
        assert all(isinstance(facet, DatasetFacet) for facet in dataset.facets.values())
    for name in (
        "GovScanDatasetFacet",
        "GovVerdictDatasetFacet",
        "GovDecisionRunFacet",
        "GovApprovalRunFacet",
    ):
        kind = getattr(hook, name)
        assert (kind.__name__, kind.__module__) == (name, hook.__name__)


def test_parts_of_standard_facets_are_the_clients_own_so_that_it_knows_what_not_to_redact() -> None:
    told = hook.operator_lineage(cases.run())
    facets = {**told.inputs[0].facets, **told.inputs[0].inputFacets, **told.outputs[0].facets}
    origin = facets["columnLineage"].fields["email"].inputFields[0]
    parts = [origin, *origin.transformations, *facets["schema"].fields, *facets["tags"].tags]
    for part in [*parts, *facets["dataQualityAssertions"].assertions]:
        assert isinstance(part, RedactMixin)


def test_a_client_of_another_version_does_not_change_what_we_say_we_wrote(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from openlineage.client.facet_v2 import schema_dataset

    newer = staticmethod(lambda: "https://openlineage.io/spec/facets/9-0-0/SchemaDatasetFacet.json")
    monkeypatch.setattr(schema_dataset.SchemaDatasetFacet, "_get_schema", newer)
    lineage = cases.run()
    assert emitted(hook.operator_lineage(lineage)) == plain(lineage)


@validation.needs_spec
def test_what_leaves_the_process_passes_the_validator_in_its_strict_mode(tmp_path: Path) -> None:
    log = [
        emitted(hook.operator_lineage(asked(cases.SOURCE.dataset)), RunState.START),
        *(emitted(hook.operator_lineage(lineage), RunState[kind]) for kind, lineage in cases.ENDS.values()),
    ]
    report = validation.validate_strictly(log, tmp_path)
    assert f"{len(log)} events, 0 invalid, 0 warnings" in report, report


class Gate:
    """As much of an operator as the provider's extractor looks at."""

    task_type = "GovernanceGateOperator"
    task_id, dag_id = "gate_training_set", "fraud"
    inlets: tuple[Any, ...] = ()
    outlets = (SimpleNamespace(name="declared outlet"),)

    def __init__(self, told: Any) -> None:
        self.told = told

    def get_openlineage_facets_on_start(self) -> Any:
        return hook.operator_lineage(asked(cases.SOURCE.dataset))

    def get_openlineage_facets_on_complete(self, _task_instance: Any) -> Any:
        return self.told()


def extracted(gate: Gate, state: TaskInstanceState) -> OperatorLineage[Any, Any]:
    run = SimpleNamespace(run_id="manual__2026-11-23")
    return ExtractorManager().extract_metadata(run, gate, state, None, EmissionPolicy.defaults())


@pytest.mark.parametrize("end", cases.ENDS)
def test_the_provider_takes_what_the_gate_tells(end: str) -> None:
    kind, lineage = cases.ENDS[end]
    state = TaskInstanceState.SUCCESS if kind == "COMPLETE" else TaskInstanceState.FAILED
    told = extracted(Gate(lambda: hook.operator_lineage(lineage)), state)
    assert emitted(told, RunState[kind]) == plain(lineage, kind)


def test_the_provider_adds_no_declared_outlet_to_a_start() -> None:
    told = extracted(Gate(OperatorLineage), TaskInstanceState.RUNNING)
    assert ([item.name for item in told.inputs], told.outputs) == (["fraud/2026-11-23/"], [])


def test_lineage_that_can_not_be_told_stops_nothing() -> None:
    def broken() -> Any:
        raise DataError(ErrorCode.SOURCE_UNREADABLE, "the file ends early")

    told = extracted(Gate(broken), TaskInstanceState.SUCCESS)
    assert told.run_facets == {}


def test_the_gates_operator_has_no_attribute_that_the_provider_would_copy() -> None:
    from airflow_gov_provider.operators.gate import GovernanceGateOperator

    ours = GovernanceGateOperator(
        task_id="gate", source="/staging/a.csv", purpose="p", destination="/dev/a.csv"
    )
    from airflow.sdk import BaseOperator

    copied = set(TaskInfo(ours)) - set(TaskInfo(BaseOperator(task_id="bare")))
    assert copied == set()


@pytest.mark.parametrize(
    "name", ["hitl_summary", "note", "parameters", "column_mapping", "column_names", "pass_value", "database"]
)
def test_the_provider_does_copy_attributes_of_these_names(name: str) -> None:
    """Why the operator must not have them: whatever they hold ends up in events."""
    from airflow.sdk import BaseOperator

    bare = BaseOperator(task_id="bare")
    object.__setattr__(bare, name, "copied")
    assert TaskInfo(bare)[name] == "copied"


def test_importing_operators_loads_no_openlineage() -> None:
    code = (
        "import sys, airflow_gov_provider.operators.gate; "
        "print([name for name in sys.modules if name.startswith('openlineage') "
        "or name == 'airflow_gov_provider.hooks.lineage'])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=dict(os.environ), timeout=120
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"


JUSTIFICATION = "The raw card numbers of Ann are needed."
CELLS = ("ann@example.com", "bob@example.com", "buddhist", "jewish", JUSTIFICATION)


def real_gates() -> dict[str, dict[str, Any]]:
    """What gates that did run emit at their end, over a world in memory."""
    world = World()
    world.storage.put("s3://lake/customers/", pa.table({"email": list(CELLS[:2]), "amount": [1, 2]}))
    world.storage.put("s3://lake/products/", pa.table({"product": ["chair", "table"]}))
    world.storage.put("s3://lake/staff/", pa.table({"religion": list(CELLS[2:4])}))
    raw = request(raw=True, task_id="raw", destination="s3://ml-dev/raw/")
    held = run_gate(raw, world.ports)
    assert held.hold is not None
    yes = approval(held.hold.id, world.now, justification=JUSTIFICATION)
    missing = request("s3://lake/missing/")
    with pytest.raises(DataError) as error:
        run_gate(missing, world.ports)
    told = {
        "PASS": of_result(run_gate(request("s3://lake/products/", "s3://ml-dev/products/"), world.ports)),
        "PASS_MASKED": of_result(run_gate(request(), world.ports)),
        "BLOCKED": of_result(run_gate(request("s3://lake/staff/", "s3://vendor/staff/"), world.ports)),
        "audit": of_result(run_gate(request("s3://lake/products/", None), world.ports)),
        "HELD": of_result(held),
        "PASS_EXCEPTION": of_result(resume_gate(raw, held.hold.id, yes, world.ports)),
        "SOURCE_MISSING": of_failure(error.value, missing),
    }
    return {
        end: emitted(
            hook.operator_lineage(lineage),
            RunState.COMPLETE if end.startswith("PASS") or end == "audit" else RunState.FAIL,
        )
        for end, lineage in told.items()
    }


def test_gates_that_did_run_tell_how_they_ended_and_never_a_cell() -> None:
    events = real_gates()
    for end, event in events.items():
        for key, facet in validation.our_facets(event):
            assert validation.faults(key, facet) == [], (end, key)
        assert [cell for cell in CELLS if cell in json.dumps(event)] == []
    published = {end: [item["name"] for item in event["outputs"]] for end, event in events.items()}
    assert published == {
        "PASS": ["products/"],
        "PASS_MASKED": ["customers/"],
        "PASS_EXCEPTION": ["raw/"],
        "BLOCKED": [],
        "audit": [],
        "HELD": [],
        "SOURCE_MISSING": [],
    }
    for end in ("PASS", "PASS_MASKED", "PASS_EXCEPTION", "BLOCKED"):
        assert events[end]["run"]["facets"]["gov_decision"]["outcome"] == end
    assert events["PASS_EXCEPTION"]["run"]["facets"]["gov_approval"]["approvers"] == ["privacy-officer"]
    assert events["SOURCE_MISSING"]["run"]["facets"]["gov_decision"]["errorCode"] == "SOURCE_MISSING"


@validation.needs_spec
def test_events_of_gates_that_did_run_pass_the_validator_in_its_strict_mode(tmp_path: Path) -> None:
    start = emitted(hook.operator_lineage(asked(cases.SOURCE.dataset)), RunState.START)
    log = [start, *real_gates().values()]
    report = validation.validate_strictly(log, tmp_path)
    assert f"{len(log)} events, 0 invalid, 0 warnings" in report, report
