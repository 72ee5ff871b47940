"""Checks of facets against our schemas (always) and of events against OpenLineage's own (where held)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

ROOT = Path(__file__).parents[4]
SCHEMAS = ROOT / "airflow_gov_provider" / "core" / "lineage" / "schemas"
SHARED = ROOT.parent / "shared" / "data"
VALIDATOR = SHARED / "validate_ol.py"
CORE = "https://openlineage.io/spec/2-0-2/OpenLineage.json"

needs_spec = pytest.mark.skipif(
    not VALIDATOR.exists(), reason="OpenLineage's schemas are not there (../shared/data/openlineage-spec)"
)

# What the core says of every facet; our schemas refer to it.
_BASE = {"type": "object", "required": ["_producer", "_schemaURL"]}
_CORE = {"$defs": dict.fromkeys(("DatasetFacet", "RunFacet"), _BASE)}


def our_schemas() -> dict[str, dict[str, Any]]:
    """Facet key → schema."""
    schemas = (json.loads(path.read_text()) for path in sorted(SCHEMAS.glob("*.json")))
    return {key: schema for schema in schemas for key in schema["properties"]}


def faults(key: str, facet: dict[str, Any]) -> list[str]:
    """What our schema of ``key`` has against a facet."""
    core = Resource.from_contents(_CORE, default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(CORE, core)
    checker = Draft202012Validator(our_schemas()[key], registry=registry, format_checker=FormatChecker())
    return [fault.json_path for fault in checker.iter_errors({key: facet})]


def our_facets(event: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every facet of ours in an event, with its key."""
    places = [event["run"]["facets"], event["job"]["facets"]]
    for dataset in [*event["inputs"], *event["outputs"]]:
        places += [dataset.get(name, {}) for name in ("facets", "inputFacets", "outputFacets")]
    for facets in places:
        yield from ((key, facet) for key, facet in facets.items() if key.startswith("gov_"))


def validate_strictly(events: list[dict[str, Any]], folder: Path) -> str:
    """Run OpenLineage's validator over a log of events; its report ends with the counts."""
    log = folder / "events.jsonl"
    log.write_text("".join(json.dumps(event) + "\n" for event in events))
    command = [sys.executable, str(VALIDATOR), str(log), "--strict", "--facets", str(SCHEMAS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr
