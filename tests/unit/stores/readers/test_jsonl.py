"""JSON Lines: no value lost on the way into columns, none touched on the way back."""

from __future__ import annotations

import io
import json
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airflow_gov_provider.core.errors import DataError, ErrorCode, MaskingError
from airflow_gov_provider.stores.readers import json_lines, jsonl
from airflow_gov_provider.stores.readers.formats import Source
from airflow_gov_provider.stores.readers.jsonl import JsonLinesFormat


def source(content: bytes) -> Source:
    return Source("a.jsonl", "file:///a.jsonl", lambda: io.BytesIO(content))


def batches(content: bytes) -> list[pa.RecordBatch]:
    return [batch.rows for batch in JsonLinesFormat().batches(source(content))]


def column(content: bytes, name: str) -> list:
    return [value for rows in batches(content) for value in rows.column(name).to_pylist()]


def rewritten(content: bytes, change=lambda batch: batch.rows) -> bytes:
    sink = io.BytesIO()
    JsonLinesFormat().rewrite(source(content), sink, change)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("content", "values"),
    [
        (b'{"v":1}\n{"v":null}\n{}\n', [1, None, None]),
        (b'{"v":1}\n{"v":2.5}\n', [1.0, 2.5]),
        (b'{"v":1}\n{"v":"ann@example.com"}\n', ["1", "ann@example.com"]),
        (b'{"v":true}\n{"v":1}\n', ["true", "1"]),
        (b'{"v":true}\n{"v":"x"}\n', ["true", "x"]),
        (b'{"v":12345678901234567890}\n', ["12345678901234567890"]),
        (b'{"v":9007199254740993}\n{"v":0.5}\n', ["9007199254740993", "0.5"]),
        (b'{"v":9007199254740993}\n', [9007199254740993]),
        (b'{"v":0.12345678901234567890}\n', ["0.12345678901234567890"]),
        (b'{"v":1.10}\n', [1.1]),
        (b'{"v":{"e":"x"}}\n{"v":"y"}\n', ['{"e":"x"}', "y"]),
        (b'{"v":[1]}\n{"v":[[2]]}\n', [["1"], ["[2]"]]),
        (b'{"v":[{"e":1},{"e":"x"}]}\n', [[{"e": "1"}, {"e": "x"}]]),
        (b'{"v":[]}\n{"v":["x"]}\n', [[], ["x"]]),
        (b'{"v":{}}\n{"v":{"e":"x"}}\n', [{"e": None}, {"e": "x"}]),
        ('\ufeff{"v":"ü"}\r\n\r\n'.encode(), ["ü"]),
        (b'{"v":"\\u00fc\\ud83d\\ude00"}', ["ü😀"]),
    ],
)
def test_every_value_arrives_as_itself_or_as_its_text(content: bytes, values: list) -> None:
    assert column(content, "v") == values


def test_infinite_numbers_are_numbers() -> None:
    assert column(b'{"v":1e999}\n{"v":-Infinity}\n', "v") in (
        [float("inf"), -float("inf")],
        ["1e999", "-Infinity"],
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b'{"a": "ann@example.com", "a": 2}', "line 2 has one key twice"),
        (b'{"b": {"a": "ann@example.com", "a": 2}}', "line 2 has one key twice"),
        (b'{"a": "ann@example.com"', "line 2 is not valid JSON"),
        (b'{"a": "ann@example.com"} {"a": 1}', "line 2 is not valid JSON"),
        (b'{"a": ann@example.com}', "line 2 is not valid JSON"),
        (b'{"a": "ann@example.com\x01"}', "line 2 is not valid JSON"),
        (b'{"a": "\\ud800 ann@example.com"}', "not UTF-8"),
        (b'{"a": "\xff ann@example.com"}', "not UTF-8"),
        (b'{"a": "\x00"}', "NUL"),
        (b'{"a":' * 70 + b"1" + b"}" * 70, "nested"),
        (b'{"a":' * 9000 + b"1" + b"}" * 9000, "line 2"),
    ],
)
def test_a_line_that_is_not_one_plain_object_is_not_written_back_and_the_error_quotes_nothing(
    line: bytes, says: str
) -> None:
    with pytest.raises(DataError, match=says) as caught:
        rewritten(b'{"a": 1}\n' + line + b"\n")
    assert caught.value.code is ErrorCode.SOURCE_UNREADABLE
    assert "ann@" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_an_endless_line_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "LINE", 1 << 10)
    with pytest.raises(DataError, match="longer"):
        batches(b'{"a": "' + b"x" * 2000 + b'"}')


def test_ids_as_keys_are_refused_before_they_become_a_million_columns() -> None:
    lines = b"".join(b'{"user%d":{"n":1}}\n' % n for n in range(3000))
    with pytest.raises(DataError, match="different keys"):
        batches(lines)


def test_blocks_are_bounded_and_nothing_falls_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "LINES", 10)
    content = b"".join(b'{"n":%d}\n' % n for n in range(95))
    assert column(content, "n") == list(range(95))
    assert [rows.num_rows for rows in batches(content)] == [10] * 9 + [5]
    assert rewritten(content) == content


def upper(batch) -> pa.RecordBatch:
    """Puts every text into capitals, however deep it lies."""
    columns = [_upper(column) for column in batch.rows.columns]
    return pa.RecordBatch.from_arrays(columns, names=batch.rows.schema.names)


def _upper(values: pa.Array) -> pa.Array:
    kind = values.type
    if pa.types.is_string(kind):
        return pc.utf8_upper(values)
    if pa.types.is_struct(kind):
        fields = [_upper(pc.struct_field(values, at)) for at in range(kind.num_fields)]
        return pa.StructArray.from_arrays(fields, [field.name for field in kind], mask=values.is_null())
    if pa.types.is_list(kind):
        items = _upper(values.flatten())
        return pa.ListArray.from_arrays(values.offsets, items, mask=values.is_null())
    return values


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"b": "x", "a": 1.10}\n', b'{"b": "X", "a": 1.10}\n'),
        (b'{"b":"x","a":1.10}\n', b'{"b":"X","a":1.10}\n'),
        (b'{"b":"x"}\n{"a":null}\n{"b":null}\n', b'{"b":"X"}\n{"a":null}\n{"b":null}\n'),
        (b'{"b":{"c":"x","d":[{"e":"y"},{}]},"z":[]}\n', b'{"b":{"c":"X","d":[{"e":"Y"},{}]},"z":[]}\n'),
        (b'{"b":"x"}\n{"b":12345678901234567890}\n', b'{"b":"X"}\n{"b":12345678901234567890}\n'),
        (b'{"b":{"c":1}}\n{"b":"x"}\n', b'{"b":"{\\"C\\":1}"}\n{"b":"X"}\n'),
        ('{"b": "ü"}\n'.encode(), '{"b": "Ü"}\n'.encode()),
        (b'{"b": "\\u00fc"}\n', b'{"b": "\\u00dc"}\n'),
        (b'{ "a" :1,   "b" : 2 }\n', b'{ "a" :1,   "b" : 2 }\n'),
        (b'{"b":true,"c":"x","d":NaN}\n', b'{"b":true,"c":"X","d":NaN}\n'),
    ],
)
def test_only_what_was_changed_is_written_differently(content: bytes, expected: bytes) -> None:
    assert rewritten(content, upper) == expected


def test_fields_can_be_renamed_at_any_depth() -> None:
    def renamed(batch) -> pa.RecordBatch:
        inner = batch.rows.column(0)
        fields = [pc.struct_field(inner, at) for at in range(inner.type.num_fields)]
        return pa.RecordBatch.from_arrays([pa.StructArray.from_arrays(fields, ["f1", "f2"])], names=["top"])

    content = b'{"ann@example.com":{"x":1,"y":2}}\n{"ann@example.com":{"y":3}}\n{}\n'
    assert (
        rewritten(content[: content.rindex(b"{")], renamed) == b'{"top":{"f1":1,"f2":2}}\n{"top":{"f2":3}}\n'
    )


def test_a_change_may_not_lose_rows_columns_or_names() -> None:
    for lossy in (
        lambda b: b.rows.slice(1),
        lambda b: b.rows.select(["a"]),
        lambda b: b.rows.rename_columns(["x", "x"]),
    ):
        with pytest.raises(MaskingError):
            rewritten(b'{"a":1,"b":2}\n', lossy)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.dictionaries(st.text(max_size=3), JSON, max_size=4), min_size=1, max_size=6))
def test_whatever_json_holds_every_text_of_it_is_seen_and_comes_back(objects: list[dict]) -> None:
    content = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in objects).encode()
    if b"\0" in content:
        return
    found = json.dumps([rows.to_pylist() for rows in batches(content)], default=str, ensure_ascii=False)
    for text in texts(objects):
        quoted = json.dumps(text, ensure_ascii=False)[1:-1]
        twice = json.dumps(quoted, ensure_ascii=False)[1:-1]
        assert quoted in found or twice in found
    assert rewritten(content) == content


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)


def test_types_are_decided_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "LINES", 1)
    kinds = [rows.schema.field("v").type for rows in batches(b'{"v":1}\n{"v":"x"}\n{"v":{"w":1}}\n')]
    assert all(one != other for one, other in pairwise(kinds))
