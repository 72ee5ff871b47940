"""JSON documents: arrays item by item, objects whole, values one after another."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.stores.readers import json_document as subject
from airflow_gov_provider.stores.readers import json_lines
from airflow_gov_provider.stores.readers.formats import Source
from airflow_gov_provider.stores.readers.json_document import JsonDocumentFormat
from airflow_gov_provider.stores.readers.jsonl import JsonLinesFormat


def source(content: bytes) -> Source:
    return Source("a.json", "here", lambda: io.BytesIO(content))


def read(content: bytes) -> list[dict]:
    return [row for one in JsonDocumentFormat().batches(source(content)) for row in one.rows.to_pylist()]


def rewritten(content: bytes, change=lambda batch: batch.rows) -> bytes:
    sink = io.BytesIO()
    JsonDocumentFormat().rewrite(source(content), sink, change)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b'[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}]),
        (b'[\n {\n  "a": "x, [y]"\n }\n]\n', [{"a": "x, [y]"}]),
        (b'{\n "a": {"b": [1, 2]}\n}', [{"a": {"b": [1, 2]}}]),
        (b"[]", []),
        (b'[1, "x", null]', [{"value": "1"}, {"value": "x"}, {"value": None}]),
        (b"[[1, 2], [3]]", [{"value": [1, 2]}, {"value": [3]}]),
        (b'"x"', [{"value": "x"}]),
        (b"12", [{"value": 12}]),
        (b'{"a": 1}{"a": 2}\n\n{"a": 3}', [{"a": 1}, {"a": 2}, {"a": 3}]),
        (b'\x1e{"a": 1}\n\x1e{"a": 2}\n', [{"a": 1}, {"a": 2}]),
        (b'[{"a": 1}]\n[{"a": 2}]', [{"a": 1, "value": None}, {"a": None, "value": [{"a": 2}]}]),
        ('{"a": "ü"}'.encode("utf-16"), [{"a": "ü"}]),
        (b'[{"a": "caf\xe9"}]', [{"a": "café"}]),
        (b'{"mail": "ann@example.com", "mail": "***"}', [{"mail": "ann@example.com", "mail (2)": "***"}]),
    ],
)
def test_every_value_arrives(content: bytes, rows: list[dict]) -> None:
    assert read(content) == rows


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), JSON, max_size=3), max_size=6), st.integers(1, 9))
def test_nothing_hangs_on_where_it_was_cut_and_what_nobody_changes_stays(
    items: list[dict], first: int
) -> None:
    content = json.dumps(items, indent=1).encode()
    before, subject._FIRST = subject._FIRST, first
    try:
        assert len(read(content)) == len(items)
        assert json.loads(rewritten(content)) == items
    finally:
        subject._FIRST = before


def test_a_masked_array_is_an_array_and_a_masked_object_an_object() -> None:
    def masked(batch) -> pa.RecordBatch:
        return batch.rows.set_column(0, "m", pa.array(["***"] * batch.rows.num_rows))

    assert json.loads(rewritten(b'[{"m": "a", "n": 1.10}, {"m": "b"}]', masked)) == [
        {"m": "***", "n": 1.1},
        {"m": "***"},
    ]
    assert rewritten(b'{"m": "a",\n"n": 1.10}', masked) == b'{"m":"***","n":1.10}\n'
    assert b"1.10" in rewritten(b'[{"m": "a", "n": 1.10}]', masked)


@pytest.mark.parametrize(
    "content",
    [
        b'[{"a": "ann@example.com"}',
        b'[{"a": "ann@example.com"},',
        b'[{"a": "ann@example.com"},]',
        b'[{"a": "ann@example.com"} {"a": 1}]',
        b'[{"a": 1}] ann@example.com',
        b'{"a": "ann@example.com"',
        b'{"a": "ann@example.com\\ud800"}',
        b'{"a": "\0"}',
        b"[" * 20_000 + b'"ann@example.com"' + b"]" * 20_000,
        b'{"a":' * 70 + b'"ann@example.com"' + b"}" * 70,
    ],
)
def test_what_is_broken_or_too_deep_is_an_error_that_quotes_nothing(content: bytes) -> None:
    with pytest.raises(DataError) as caught:
        read(content)
    assert caught.value.code is ErrorCode.SOURCE_UNREADABLE
    assert "ann@" not in str(caught.value)


def test_what_comes_twice_is_not_written_back() -> None:
    with pytest.raises(DataError, match="twice"):
        rewritten(b'{"a": 1, "a": 2}')


def test_an_item_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "LINE", 1 << 10)
    monkeypatch.setattr(subject, "_FIRST", 1 << 8)
    assert len(read(b"[" + b",".join([b'{"a": "x"}'] * 5_000) + b"]")) == 5_000
    with pytest.raises(DataError, match="longer than"):
        read(b'["' + b"x" * 9_000 + b'"]')


def test_ids_as_keys_are_refused_however_the_blocks_fall(monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow_gov_provider.stores.readers import jsonl

    monkeypatch.setattr(json_lines, "NAMES", 100)
    monkeypatch.setattr(jsonl, "LINES", 10)
    monkeypatch.setattr(subject, "LINES", 10)
    lines = [json.dumps({f"user{n}@example.com": n}).encode() for n in range(150)]
    for kind, content in (
        (JsonLinesFormat(), b"\n".join(lines)),
        (JsonDocumentFormat(), b"[" + b",".join(lines) + b"]"),
    ):
        with pytest.raises(DataError, match="different keys") as caught:
            list(kind.batches(source(content)))
        assert "user" not in caught.value.what
