"""Avro and ORC: every type arrives, nothing beside the rows is overlooked, and masked copies keep their form."""

from __future__ import annotations

import datetime as dt
import io
import json
import struct
from decimal import Decimal

import fastavro
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import orc

from airflow_gov_provider.core.datasets import Place
from airflow_gov_provider.core.errors import DataError, ErrorCode, MaskingError
from airflow_gov_provider.stores.readers import avro_container
from airflow_gov_provider.stores.readers.avro import AvroFormat
from airflow_gov_provider.stores.readers.formats import Format, Source
from airflow_gov_provider.stores.readers.orc import OrcFormat

SCHEMA = {
    "type": "record",
    "name": "Customer",
    "namespace": "shop",
    "doc": "ask ann@example.com",
    "fields": [
        {"name": "id", "type": "long"},
        {"name": "mail", "type": ["null", "string"], "default": None},
        {"name": "born", "type": {"type": "int", "logicalType": "date"}},
        {"name": "seen", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "paid", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["NEW", "OLD"]}},
        {"name": "was", "type": "Kind"},
        {"name": "tags", "type": {"type": "map", "values": "string"}},
        {"name": "phones", "type": {"type": "array", "items": {"type": "record", "name": "Phone",
                                    "fields": [{"name": "number", "type": "string"}]}}},
        {"name": "any", "type": ["int", "string", "null"]},
        {"name": "parent", "type": ["null", "Customer"]},
    ],
}  # fmt: skip


def record(mail: str | None = "ann@example.com", either: int | str | None = 7) -> dict:
    return {
        "id": 1,
        "mail": mail,
        "born": dt.date(1985, 3, 12),
        "seen": dt.datetime(2024, 1, 2, 3, 4, tzinfo=dt.UTC),
        "paid": Decimal("12.50"),
        "kind": "NEW",
        "was": "OLD",
        "tags": {"mail": "bob@example.com"},
        "phones": [{"number": "555-0101"}],
        "any": either,
        "parent": None,
    }


def avro(records: list, schema=SCHEMA, codec: str = "null", **more) -> bytes:
    out = io.BytesIO()
    fastavro.writer(out, schema, records, codec=codec, **more)
    return out.getvalue()


def orcs(table: pa.Table, **more) -> bytes:
    out = io.BytesIO()
    orc.write_table(table, out, **more)
    return out.getvalue()


def batches(content: bytes, kind: Format):
    return list(kind.batches(Source("a", "here", lambda: io.BytesIO(content))))


def rows(content: bytes, kind: Format) -> list[dict]:
    return [
        row for one in batches(content, kind) if one.place is Place.VALUES for row in one.rows.to_pylist()
    ]


def beside(content: bytes, kind: Format) -> list[str]:
    return [
        text
        for one in batches(content, kind)
        if one.place is Place.METADATA
        for text in one.rows[0].to_pylist()
    ]


def rewritten(content: bytes, kind: Format, change=lambda batch: batch.rows) -> bytes:
    sink = io.BytesIO()
    kind.rewrite(Source("a", "here", lambda: io.BytesIO(content)), sink, change)
    return sink.getvalue()


def masked(name: str):
    def change(batch) -> pa.RecordBatch:
        at = batch.rows.schema.get_field_index(name)
        return batch.rows.set_column(at, name, pa.array(["***"] * batch.rows.num_rows))

    return change


def test_every_type_of_avro_arrives_as_itself_or_as_its_text() -> None:
    [row] = rows(avro([{**record(either="x"), "parent": record()}]), AvroFormat())
    assert row["any"] == "x"
    assert row["tags"] == [("mail", "bob@example.com")]
    assert json.loads(row["parent"])["mail"] == "ann@example.com"
    assert {key: row[key] for key in ("born", "seen", "paid", "kind", "was", "phones")} == {
        key: record()[key] for key in ("born", "seen", "paid", "kind", "was", "phones")
    }


@pytest.mark.parametrize("codec", ["null", "deflate", "bzip2", "xz", "snappy", "zstandard"])
def test_every_codec_is_read_and_kept(codec: str) -> None:
    content = with_codec([record(), record(None)], codec)
    assert len(rows(content, AvroFormat())) == 2
    again = rewritten(content, AvroFormat(), masked("mail"))
    assert f"avro.codec{chr(2 * len(codec))}{codec}".encode() in again
    assert [row["mail"] for row in rows(again, AvroFormat())] == ["***", "***"]


def with_codec(records: list, codec: str) -> bytes:
    out = io.BytesIO()
    sync = avro_container.write_header(out, SCHEMA, codec)
    data = io.BytesIO()
    for one in records:
        fastavro.schemaless_writer(data, fastavro.parse_schema(SCHEMA), one)
    avro_container.write_block(out, len(records), data.getvalue(), codec, sync)
    return out.getvalue()


def test_what_fastavro_reads_of_a_masked_copy_is_what_it_was_but_for_the_mask() -> None:
    content = avro([record(), record(None, "x")], metadata={"owner": "eve@example.com"})
    again = rewritten(content, AvroFormat(), masked("mail"))
    assert list(fastavro.reader(io.BytesIO(again))) == [record("***"), record("***", "x")]
    assert b"example.com" not in again.replace(b"bob@example.com", b"")
    assert rewritten(content, AvroFormat(), masked("mail")) == again


def test_what_an_avro_header_says_beside_the_structure_is_seen() -> None:
    texts = beside(avro([], metadata={"owner": "eve@example.com"}), AvroFormat())
    assert {"eve@example.com", "ask ann@example.com", "NEW"} <= set(texts)


def test_a_value_of_several_types_is_not_written_back_changed() -> None:
    content = avro([record(either=1), record(either="x")])
    assert rows(rewritten(content, AvroFormat()), AvroFormat()) == rows(content, AvroFormat())
    with pytest.raises(MaskingError):
        rewritten(content, AvroFormat(), masked("any"))


def test_avro_without_records_shows_its_columns_and_avro_of_plain_values_has_one() -> None:
    [batch] = [one for one in batches(avro([]), AvroFormat()) if one.place is Place.VALUES]
    assert (batch.rows.num_rows, batch.rows.schema.names[:2]) == (0, ["id", "mail"])
    assert rows(avro(["ann@example.com"], "string"), AvroFormat()) == [{"value": "ann@example.com"}]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-3],
        lambda data: data[:-40],
        lambda data: data + b"\x02",
        lambda data: data[:-10] + b"x" * 10,
        lambda data: data[:40],
        lambda data: data.replace(b"deflate", b"unknown"),
    ],
)
@pytest.mark.parametrize("codec", ["null", "deflate"])
def test_damaged_avro_is_an_error_that_quotes_nothing(damage, codec: str) -> None:
    content = avro([record()] * 3, codec=codec)
    if damage(content) == content:
        return
    with pytest.raises(DataError) as caught:
        batches(damage(content), AvroFormat())
    assert "ann@" not in str(caught.value)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2_000), st.integers(0, 255))
def test_no_byte_that_is_changed_makes_avro_raise_what_is_no_error_of_ours(at: int, byte: int) -> None:
    content = bytearray(avro([record()], codec="deflate"))
    content[at % len(content)] = byte
    try:
        batches(bytes(content), AvroFormat())
    except DataError:
        return


HIDDEN = b"eve@example.com"


@pytest.mark.parametrize(
    ("codec", "behind"),
    [
        ("deflate", HIDDEN),
        ("bzip2", HIDDEN),
        ("xz", HIDDEN),
        ("zstandard", struct.pack("<II", 0x184D2A50, len(HIDDEN)) + HIDDEN),
        ("snappy", HIDDEN),
    ],
)
def test_nothing_may_stand_behind_what_is_compressed_in_an_avro_block(
    monkeypatch: pytest.MonkeyPatch, codec: str, behind: bytes
) -> None:
    packed = avro_container._packed
    monkeypatch.setattr(avro_container, "_packed", lambda data, codec: packed(data, codec) + behind)
    with pytest.raises(DataError):
        batches(with_codec([record()], codec), AvroFormat())


@pytest.mark.parametrize(
    ("doc", "key", "is_read"),
    [
        (b'"doc": "x"', "app.two", True),
        (b'"doc": "x"', "app.one", False),
        (b'"doc": "x", "doc": "eve@example.com"', "app.two", False),
    ],
)
def test_an_avro_header_may_not_say_a_thing_twice(doc: bytes, key: str, *, is_read: bool) -> None:
    schema = b'{"type": "record", "name": "A", %s, "fields": [{"name": "id", "type": "int"}]}' % doc
    meta = [("avro.schema", schema), ("app.one", b"x"), (key, b"eve@example.com")]
    pairs = [{"key": key, "value": value} for key, value in meta]
    out = io.BytesIO()
    # Pairs are written as a map is, and may have the same key.
    pair = {
        "type": "record",
        "name": "P",
        "fields": [{"name": "key", "type": "string"}, {"name": "value", "type": "bytes"}],
    }
    fastavro.schemaless_writer(out, {"type": "array", "items": pair}, pairs)
    content = avro_container.MAGIC + out.getvalue() + bytes(16)
    if is_read:
        assert "eve@example.com" in beside(content, AvroFormat())
    else:
        with pytest.raises(DataError):
            batches(content, AvroFormat())


MAPS = {
    "type": "record",
    "name": "R",
    "fields": [
        {"name": "m", "type": {"type": "map", "values": {"type": "record", "name": "V", "fields": [
            {"name": "map_key", "type": "int"}, {"name": "inner", "type": {"type": "map", "values": "string"}}]}}},
        {"name": "again", "type": ["null", "V"]},
        {"name": "list", "type": {"type": "array", "items": {"type": "map", "values": "int"}}},
    ],
}  # fmt: skip


def pairs(*found: tuple[str, bytes]) -> bytes:
    """A map as it lies in a file."""
    if not found:
        return b"\0"
    whole = b"".join(bytes([2 * len(key)]) + key.encode() + value for key, value in found)
    return bytes([2 * len(found)]) + whole + b"\0"


@pytest.mark.parametrize(
    ("outer", "inner", "listed", "is_read"),
    [
        (("a", "b"), ("x", "y"), ("i", "j"), True),
        (("a", "a"), ("x", "y"), ("i", "j"), False),
        (("a", "b"), ("x", "x"), ("i", "j"), False),
        (("a", "b"), ("x", "y"), ("i", "i"), False),
        ((), (), (), True),
    ],
)
def test_a_key_of_an_avro_map_may_not_come_twice(outer, inner, listed, *, is_read: bool) -> None:
    within = b"\2" + pairs(*((key, b"\2v") for key in inner))
    again = b"\2" + within
    in_list = b"\2" + pairs(*((key, b"\2") for key in listed)) + b"\0"
    plain = pairs(*((key, within) for key in outer)) + again + in_list
    out = io.BytesIO()
    sync = avro_container.write_header(out, MAPS, "null")
    avro_container.write_block(out, 1, plain, "null", sync)
    if is_read:
        [row] = rows(out.getvalue(), AvroFormat())
        assert [key for key, _ in row["m"]] == list(outer)
        return
    with pytest.raises(DataError) as caught:
        rows(out.getvalue(), AvroFormat())
    assert caught.value.code is ErrorCode.SOURCE_UNREADABLE


@pytest.mark.parametrize("missing", range(1, 17))
def test_avro_whose_header_is_cut_is_not_avro_without_records(missing: int) -> None:
    out = io.BytesIO()
    avro_container.write_header(out, SCHEMA, "null")
    assert rows(out.getvalue(), AvroFormat()) == []
    with pytest.raises(DataError) as caught:
        rows(out.getvalue()[:-missing], AvroFormat())
    assert caught.value.code is ErrorCode.SOURCE_PARTLY_READ


def test_bytes_among_other_types_lose_nothing() -> None:
    union = {"type": "record", "name": "R", "fields": [{"name": "v", "type": ["int", "bytes"]}]}
    assert rows(avro([{"v": b"\xffann"}, {"v": b"ann"}], union), AvroFormat()) == [
        {"v": "ff616e6e"},
        {"v": "ann"},
    ]


def test_an_avro_block_may_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    content = avro([record("x" * 100_000)] * 20, codec="deflate", sync_interval=1 << 24)
    monkeypatch.setattr(avro_container, "BLOCK", 1 << 20)
    with pytest.raises(DataError, match="longer than"):
        batches(content, AvroFormat())


TABLE = pa.table(
    {
        "id": [1, 2],
        "mail": ["ann@example.com", "bob@example.com"],
        "who": [{"name": "Ann Lee", "tags": ["x"]}, None],
        "more": pa.array([[("k", "v")], []], pa.map_(pa.string(), pa.string())),
        "paid": [Decimal("12.50"), None],
    }
)


@pytest.mark.parametrize("codec", ["uncompressed", "zlib", "snappy", "lz4", "zstd"])
def test_orc_is_read_with_its_statistics_and_written_back_with_its_codec(codec: str) -> None:
    content = orcs(TABLE, compression=codec)
    assert rows(content, OrcFormat()) == TABLE.to_pylist()
    assert "ann@example.com" in beside(content, OrcFormat())
    again = rewritten(content, OrcFormat(), masked("mail"))
    assert orc.ORCFile(io.BytesIO(again)).compression.lower() == codec
    assert [row["mail"] for row in rows(again, OrcFormat())] == ["***", "***"]
    assert "ann@example.com" not in beside(again, OrcFormat())


def test_orc_in_many_stripes_is_read_to_its_end_and_orc_without_rows_shows_its_columns() -> None:
    many = pa.table({"n": [f"value {n} {'x' * 50}" for n in range(50_000)]})
    content = orcs(many, stripe_size=1 << 16, compression="uncompressed")
    assert orc.ORCFile(io.BytesIO(content)).nstripes > 1
    assert len(rows(content, OrcFormat())) == 50_000
    [batch] = [one for one in batches(orcs(TABLE.slice(0, 0)), OrcFormat()) if one.place is Place.VALUES]
    assert batch.rows.schema.names == TABLE.schema.names


@pytest.mark.parametrize("codec", ["uncompressed", "zlib"])
def test_every_byte_before_the_footer_of_orc_belongs_to_a_stripe(codec: str) -> None:
    content = orcs(TABLE, compression=codec)
    file = orc.ORCFile(io.BytesIO(content))
    lengths = file.stripe_statistics_length + file.file_footer_length + file.file_postscript_length
    at = len(content) - 1 - lengths
    assert rows(content[:at] + bytes(99) + content[at:], OrcFormat()), "zeros are padding"
    with pytest.raises(DataError) as caught:
        batches(content[:at] + b"eve@example.com" + content[at:], OrcFormat())
    assert "eve@" not in str(caught.value)


@pytest.mark.parametrize("cut", [1, 30, 300])
def test_damaged_orc_is_an_error_that_quotes_nothing(cut: int) -> None:
    with pytest.raises(DataError) as caught:
        batches(orcs(TABLE)[:-cut], OrcFormat())
    assert caught.value.code is ErrorCode.SOURCE_UNREADABLE
    assert "ann@" not in str(caught.value)


@pytest.mark.parametrize(("kind", "content"), [(OrcFormat(), orcs(TABLE)), (AvroFormat(), avro([record()]))])
def test_a_change_may_lose_no_row_and_no_type(kind: Format, content: bytes) -> None:
    for change in (
        lambda batch: batch.rows.slice(1),
        lambda batch: batch.rows.select(["id"]),
        lambda batch: batch.rows.set_column(1, "mail", pa.array([1] * batch.rows.num_rows)),
        lambda batch: batch.rows.set_column(1, "id", batch.rows.column(1)),
    ):
        with pytest.raises(MaskingError):
            rewritten(content, kind, change)
