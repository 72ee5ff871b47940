"""Cells that are JSON or XML: their leaves have headers and neighbours like any column."""

from __future__ import annotations

import json

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airflow_gov_provider.core.detection.disguises.embedded import DEEPEST, MOST_PATHS, leaves_within
from airflow_gov_provider.core.detection.facts import is_prose
from airflow_gov_provider.core.detection.leaves import Leaf
from airflow_gov_provider.stores.detectors import build_detector
from tests.fakes.taken import TakenInMemory

PEOPLE = [("Zora", "Quill"), ("Imre", "Vesper"), ("Maria", "Garcia"), ("John", "Smith"), ("Anna", "Schmidt"), ("Peter", "Miller")]  # fmt: skip


def within(*cells: str | None) -> dict[str, list[object]]:
    texts = pl.Series(cells, dtype=pl.String)
    leaf = Leaf("doc", ("doc",), pa.array(cells, pa.string()))
    return {found.label: found.values.to_pylist() for found in leaves_within(leaf, texts, lambda name: name)}


@pytest.mark.parametrize(
    ("cell", "leaves"),
    [
        ('{"a": 1, "b": "x"}', {"doc.a": [1], "doc.b": ["x"]}),
        ('{"a": {"b": [1, 2]}}', {"doc.a.b": [1, 2]}),
        ('[{"a": 1}, {"a": 2}]', {"doc.a": [1, 2]}),
        ('{"a": 1, "a": 2}', {"doc.a": [1, 2]}),
        ('{"a": 1.5, "b": true, "c": null}', {"doc.a": ["1.5"]}),
        ('{"a": 123456789012345678901}', {"doc.a": ["123456789012345678901"]}),
        (json.dumps({"a": json.dumps({"b": json.dumps({"c": "x"})})}), {"doc.a.b.c": ["x"]}),
        ("<u id='7'><name>Zora &amp; Imre</name></u>", {"doc.u.id": ["7"], "doc.name": ["Zora & Imre"]}),
        ('<x:u xmlns:x="urn:y"><x:n>1</x:n></x:u>', {"doc.u.x": ["urn:y"], "doc.n": ["1"]}),
        ("{not json}", {}),
        ("[bracketed] note", {}),
        ("<p>A <b>page</b></p>", {}),
        ("plain", {}),
        ("", {}),
    ],
)
def test_a_cell_is_taken_apart(cell, leaves):
    assert within(cell) == leaves


def test_a_few_json_cells_among_others_stay_text():
    assert within('{"a": 1}', "x", "y", None, None) == {}
    assert within('{"a": 1}', "x", None) == {"doc.a": [1]}


def test_more_keys_than_a_table_has_share_one_leaf_and_lose_no_value():
    found = within(json.dumps({f"k{number}": number for number in range(MOST_PATHS + 50)}))
    assert len(found) == MOST_PATHS + 1
    assert found["doc.*"] == list(range(MOST_PATHS, MOST_PATHS + 50))


def test_what_lies_too_deep_stays_json():
    deep: object = "bottom"
    for _ in range(DEEPEST + 5):
        deep = [deep]
    ((value,),) = within(json.dumps(deep)).values()
    assert "bottom" in str(value)
    assert within("[" * 100_000) == {}


def test_keys_support_values_and_the_column_of_the_cells_reports_them(scan):
    cells = [
        json.dumps({"first_name": given, "last_name": family, "seq": at})
        for at, (given, family) in enumerate(PEOPLE)
    ]
    report = scan(pa.table({"payload": cells}))
    (column,) = report.columns
    found = {finding.entity_type: dict(finding.evidence) for finding in column.findings}
    assert found["PERSON"]["embedded"] == 1
    assert (column.label, report.coverage.columns) == ("payload", 1)


def test_json_about_things_holds_nobody(scan):
    cells = [
        json.dumps({"sku": f"A-{at:04}", "qty": at * 3, "size": "large", "done": True}) for at in range(60)
    ]
    assert scan(pa.table({"payload": cells})).findings == ()


def test_a_key_that_holds_personal_data_is_a_finding_in_a_name(scan):
    report = scan(pa.table({"answers": [json.dumps({"zora@example.com": at}) for at in range(5)]}))
    assert ("EMAIL_ADDRESS", True) in {
        (finding.entity_type, finding.in_name) for _, finding in report.findings
    }
    assert "zora" not in str(report.as_json())


SENTENCE = "we called them twice about the order and it was then sent again to the same house"


def _cell(at):
    return json.dumps({"note": f"{SENTENCE} {'x' * at}", "n": at, "kind": "call"})


def test_cells_of_json_are_no_prose_and_the_sentences_within_are():
    cells = [_cell(at) for at in range(20)]
    assert not is_prose(cells)
    assert is_prose([json.loads(cell)["note"] for cell in cells])


def test_sentences_beside_cells_of_json_stay_prose():
    sentences = [f"{SENTENCE} {'y' * at}" for at in range(20)]
    assert is_prose([*(_cell(at) for at in range(20)), *sentences])
    assert is_prose([_cell(1), *sentences]), "a few cells of JSON make no column of JSON"


def test_what_only_begins_like_json_is_prose():
    assert is_prose([f"[{at}] {SENTENCE} {'z' * at}" for at in range(20)])


def test_a_column_of_json_with_sentences_is_open_without_a_language_model_for_its_leaf_alone():
    blind = build_detector(label_key=bytes(32), ner=False)
    report = blind.scan(
        TakenInMemory({"part": pa.table({"event": [_cell(at) for at in range(40)]})}), lambda *_: None
    )
    assert {(skipped.what, skipped.why) for skipped in report.coverage.skipped} == {("event.note", "NER_OFF")}


CARD = 4111_1111_1111_1111
MAIL = "zora@example.com"


@pytest.mark.parametrize(
    ("cells", "entity"),
    [
        ([json.dumps([MAIL])], "EMAIL_ADDRESS"),
        ([json.dumps([MAIL, str(CARD)])], "CREDIT_CARD"),
        ([json.dumps([7, CARD])], "CREDIT_CARD"),
        ([json.dumps([3, {"a": CARD}])], "CREDIT_CARD"),
        ([MAIL, MAIL, "[1]", "[1]"], "EMAIL_ADDRESS"),
        ([json.dumps([[MAIL]])], "EMAIL_ADDRESS"),
    ],
)
def test_cells_that_are_lists_are_reported_of_their_column(scan, cells, entity):
    report = scan(pa.table({"v": cells * 3}))
    assert [column.label for column in report.columns] == ["v"]
    assert entity in {finding.entity_type for finding in report.columns[0].findings}


def test_a_column_that_is_called_what_cells_hold_keeps_its_own_report(scan):
    table = pa.table({"a": [json.dumps({"b": 1})] * 3, "a.b": [MAIL] * 3})
    report = scan(table)
    assert {column.label: bool(column.findings) for column in report.columns} == {"a": False, "a.b": True}


@given(
    st.dictionaries(
        st.sampled_from(["a", "b", "a.b", "a.a", "b.*"]),
        st.sampled_from(['["x"]', '{"b": "x"}', '{"a": {"b": [1]}}', "[1]", "x", "<a><b>1</b></a>"]),
        min_size=1,
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_column_has_one_report_whatever_its_cells_are(scan, cells):
    report = scan(pa.table({name: [cell] * 2 for name, cell in cells.items()}))
    assert sorted(column.label for column in report.columns) == sorted(cells)
    assert report.coverage.columns == len(cells)
