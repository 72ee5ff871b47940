"""docs/references/lineage.md against what is emitted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from airflow_gov_provider.core.lineage import facets
from tests.unit.core.lineage import cases, validation

PAGE = (validation.ROOT / "docs" / "references" / "lineage.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def of_this_version(block: str) -> Any:
    producer = facets.PRODUCER.rsplit("/", 1)[0]
    return json.loads(re.sub(rf"{re.escape(producer)}/[^\"]+", facets.PRODUCER, block))


def test_the_example_is_what_a_masked_copy_emits() -> None:
    masked = cases.events(*cases.ENDS["a masked copy passes"])[1]
    assert of_this_version(blocks("json")[1]) == json.loads(json.dumps(masked))


def test_the_approval_is_what_an_exception_emits() -> None:
    told = cases.ENDS["raw data passes by exception"][1].run_facets["gov_approval"]
    assert of_this_version(blocks("json")[0]) == {"gov_approval": told}


@validation.needs_spec
def test_the_example_passes_the_validator_in_its_strict_mode(tmp_path: Path) -> None:
    event = json.loads(blocks("json")[1])
    start = {**event, "eventType": "START", "outputs": []}
    report = validation.validate_strictly([start, event], tmp_path)
    assert "2 events, 0 invalid, 0 warnings" in report, report


def properties(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from properties(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from properties(part)


@pytest.mark.parametrize("key", sorted(validation.our_schemas()))
def test_each_property_of_a_facet_is_explained_in_its_section(key: str) -> None:
    section = re.split(r"^##+ ", PAGE, flags=re.MULTILINE)
    (text,) = [part for part in section if part.startswith(f"`{key}`")]
    schema = validation.our_schemas()[key]
    assert schema["$id"].rsplit("/", 1)[1] in text
    own = set(properties(schema["$defs"])) - {"_producer", "_schemaURL", "_deleted"}
    assert [name for name in sorted(own) if f"`{name}`" not in text] == []


def test_each_standard_facet_and_each_assertion_is_explained() -> None:
    said = {name for end in cases.ENDS.values() for item in end[1].inputs for name in item["facets"]}
    said |= {name for end in cases.ENDS.values() for item in end[1].outputs for name in item["facets"]}
    words = said | {"dataQualityAssertions", facets.NO_PERSONAL_DATA, facets.FULLY_EXAMINED, facets.TAG_KEY}
    assert [word for word in sorted(words) if f"`{word}`" not in PAGE] == []
    assert f"`{facets.SCHEMA_BASE}`" in PAGE


def test_the_transports_of_the_page_are_ones_that_the_client_takes() -> None:
    from openlineage.client.transport import get_default_factory

    kinds = [
        get_default_factory().create(json.loads(text)).kind
        for text in re.findall(r"^transport = (.*)$", "".join(blocks("ini")), re.MULTILINE)
    ]
    assert kinds == ["http", "file"]
