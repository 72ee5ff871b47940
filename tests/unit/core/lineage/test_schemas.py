from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from airflow_gov_provider.core.lineage import facets
from tests.unit.core.lineage import cases, validation

OURS = {"gov_scan", "gov_decision", "gov_approval", "gov_verdict"}


def log() -> list[dict[str, Any]]:
    return [
        event
        for number, (kind, lineage) in enumerate(cases.ENDS.values())
        for event in cases.events(kind, lineage, number)
    ]


def sample(key: str) -> dict[str, Any]:
    """A facet of ours with everything in it."""
    end = "odd columns, masked" if key == "gov_scan" else "raw data passes by exception"
    event = cases.events(*cases.ENDS[end])[1]
    return copy.deepcopy(dict(validation.our_facets(event))[key])


def test_each_schema_is_named_as_the_specification_wants_and_lies_where_its_facets_say() -> None:
    schemas = validation.our_schemas()
    assert set(schemas) == OURS
    for key, schema in schemas.items():
        name = schema["$id"].removeprefix(facets.SCHEMA_BASE).removesuffix(".json")
        assert (validation.SCHEMAS / f"{name}.json").is_file()
        assert schema["properties"][key]["$ref"] == f"#/$defs/{name}"
        assert name.startswith("Gov" + key.removeprefix("gov_").capitalize())
        assert name.endswith(("DatasetFacet", "RunFacet"))
        assert sample(key)["_schemaURL"] == facets.schema_url(name) == f"{schema['$id']}#/$defs/{name}"


@pytest.mark.parametrize("end", cases.ENDS)
def test_every_facet_of_ours_meets_its_schema(end: str) -> None:
    found = list(validation.our_facets(cases.events(*cases.ENDS[end])[1]))
    assert "gov_decision" in dict(found)
    assert [
        (key, validation.faults(key, facet)) for key, facet in found if validation.faults(key, facet)
    ] == []


@pytest.mark.parametrize("key", sorted(OURS))
def test_a_schema_has_nothing_that_no_gate_ever_says(key: str) -> None:
    said = {
        name
        for end in cases.ENDS.values()
        for found, facet in validation.our_facets(cases.events(*end)[1])
        if found == key
        for name in facet
    }
    name = validation.our_schemas()[key]["properties"][key]["$ref"].rsplit("/", 1)[1]
    own = validation.our_schemas()[key]["$defs"][name]["allOf"][1]
    assert said == set(own["properties"]) - {"_deleted"}


@pytest.mark.parametrize(
    ("key", "path", "broken"),
    [
        ("gov_scan", ("columns", 0, "findings", 0, "value"), "jane@example.com"),
        ("gov_scan", ("columns", 0, "findings", 0, "share"), "jane@example.com"),
        ("gov_scan", ("columns", 0, "findings", 0, "share"), "1.5"),
        ("gov_scan", ("columns", 0, "findings", 0, "share"), 0.5),
        ("gov_scan", ("columns", 0, "findings", 0, "score"), "-0.1"),
        ("gov_scan", ("columns", 0, "findings", 0, "count"), -1),
        ("gov_scan", ("columns", 0, "findings", 0, "entityType"), "jane@example.com"),
        ("gov_scan", ("columns", 0, "samples"), ["jane@example.com"]),
        ("gov_scan", ("columns", 0, "findings"), []),
        ("gov_scan", ("coverage", "full"), "yes"),
        ("gov_scan", ("coverage", "example"), "jane@example.com"),
        ("gov_scan", ("detector",), "md5:0"),
        ("gov_scan", ("note",), "jane@example.com"),
        ("gov_decision", ("effect",), "perhaps"),
        ("gov_decision", ("outcome",), "PASSED"),
        ("gov_decision", ("isolation",), "none"),
        ("gov_decision", ("policyDigest",), "e" * 64),
        ("gov_decision", ("reasons", 0, "code"), "because jane@example.com"),
        ("gov_decision", ("reasons", 0, "column"), "email"),
        ("gov_decision", ("requestId",), None),
        ("gov_decision", ("justification",), "Jane Doe asked"),
        ("gov_approval", ("approvers",), []),
        ("gov_approval", ("approvers",), "dana"),
        ("gov_approval", ("justification",), "Jane Doe asked"),
        ("gov_verdict", ("fingerprint",), "newest"),
        ("gov_verdict", ("outcome",), None),
        ("gov_verdict", ("uri",), "s3://ml-dev/"),
    ],
)
def test_a_facet_with_a_part_out_of_place_is_refused(
    key: str, path: tuple[str | int, ...], broken: Any
) -> None:
    facet = sample(key)
    assert validation.faults(key, facet) == []
    part: Any = facet
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = broken
    assert validation.faults(key, facet)


@pytest.mark.parametrize("key", sorted(OURS))
def test_a_facet_without_one_of_its_required_parts_is_refused(key: str) -> None:
    name = validation.our_schemas()[key]["properties"][key]["$ref"].rsplit("/", 1)[1]
    required = validation.our_schemas()[key]["$defs"][name]["allOf"][1]["required"]
    for part in [*required, "_producer", "_schemaURL"]:
        facet = sample(key)
        del facet[part]
        assert validation.faults(key, facet), part


@pytest.mark.parametrize(
    "part", ["boundary", "policyDigest", "policyVersion", "ruleIds", "reasons", "effect"]
)
def test_a_judgement_is_told_whole_or_not_at_all(part: str) -> None:
    facet = sample("gov_decision")
    del facet[part]
    assert validation.faults("gov_decision", facet)


@validation.needs_spec
def test_every_event_passes_the_validator_in_its_strict_mode(tmp_path: Path) -> None:
    report = validation.validate_strictly(log(), tmp_path)
    assert f"{2 * len(cases.ENDS)} events, 0 invalid, 0 warnings" in report, report


@validation.needs_spec
def test_the_validator_does_look_at_our_facets(tmp_path: Path) -> None:
    broken = json.loads(json.dumps(log()))
    for event in broken[1::2]:
        event["run"]["facets"]["gov_decision"]["isolation"] = "none"
    report = validation.validate_strictly(broken, tmp_path)
    assert f"{2 * len(cases.ENDS)} events, {len(cases.ENDS)} invalid" in report, report


@validation.needs_spec
@pytest.mark.parametrize("name", facets.SPEC_VERSIONS)
def test_a_standard_facet_names_the_version_that_is_held(name: str) -> None:
    held = json.loads((validation.SHARED / "openlineage-spec" / "facets" / f"{name}.json").read_text())
    assert facets.schema_url(name) == f"{held['$id']}#/$defs/{name}"
