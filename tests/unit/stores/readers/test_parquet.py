"""Parquet: rows, what lies beside them, and a copy of the same build."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from airflow_gov_provider.core.datasets import Batch, Place
from airflow_gov_provider.core.errors import DataError, ErrorCode, MaskingError
from airflow_gov_provider.stores.readers import parquet as subject
from airflow_gov_provider.stores.readers.formats import Source
from airflow_gov_provider.stores.readers.parquet import ParquetFormat

TABLE = pa.table(
    {
        "id": pa.array(range(1000), pa.int32()),
        "email": [f"user{n}@example.com" for n in range(1000)],
        "country": [("DE", "FR", None)[n % 3] for n in range(1000)],
        "kind": pa.array([("a", "b")[n % 2] for n in range(1000)]).dictionary_encode(),
        "paid": pa.array([Decimal(n) / 100 for n in range(1000)], pa.decimal128(9, 2)),
        "born": pa.array([dt.date(1970, 1, 1)] * 1000),
        "seen": pa.array([dt.datetime(2026, 1, 1, tzinfo=dt.UTC)] * 1000, pa.timestamp("us", "UTC")),
        "who": pa.array([{"email": f"nested{n}@example.com", "n": n} for n in range(1000)]),
        "tags": pa.array([["x", f"tag{n}@example.com"] for n in range(1000)]),
    }
)


def written(table: pa.Table = TABLE, **options) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **{"row_group_size": 300, **options})
    return sink.getvalue()


def source(content: bytes) -> Source:
    return Source("a.parquet", "file:///a.parquet", lambda: io.BytesIO(content))


def values(content: bytes) -> list[pa.RecordBatch]:
    return [batch.rows for batch in ParquetFormat().batches(source(content)) if batch.place is Place.VALUES]


def metadata(content: bytes) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for batch in ParquetFormat().batches(source(content)):
        if batch.place is Place.METADATA:
            (name,) = batch.rows.schema.names
            found.setdefault(name, set()).update(batch.rows.column(0).to_pylist())
    return found


def rewritten(content: bytes, change=lambda batch: batch.rows) -> bytes:
    sink = io.BytesIO()
    ParquetFormat().rewrite(source(content), sink, change)
    return sink.getvalue()


def test_all_rows_of_all_row_groups_are_read() -> None:
    rows = [row for batch in values(written()) for row in batch.to_pylist()]
    assert rows == TABLE.to_pylist()


def test_batches_are_bounded_in_rows_and_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    content = written(row_group_size=1000)
    monkeypatch.setattr(subject, "ROWS", 100)
    assert max(batch.num_rows for batch in values(content)) == 100
    monkeypatch.setattr(subject, "BYTES", 1000)
    assert max(batch.num_rows for batch in values(content)) < 30


def test_what_is_changed_together_is_a_row_group_at_most_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def change(batch: Batch) -> pa.RecordBatch:
        seen.append(batch.rows.num_rows)
        return batch.rows

    content = written(row_group_size=1000)
    rewritten(content, change)
    groups = pq.ParquetFile(io.BytesIO(content)).metadata
    assert seen == [groups.row_group(at).num_rows for at in range(groups.num_row_groups)]
    seen.clear()
    monkeypatch.setattr(subject, "CHANGED_ROWS", 300)
    rewritten(content, change)
    assert max(seen) == 300
    assert pq.ParquetFile(io.BytesIO(rewritten(content))).metadata.num_row_groups == groups.num_row_groups


def test_a_fault_while_a_row_group_is_written_is_an_error_of_the_copy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_args: object, **_how: object) -> None:
        raise pa.ArrowInvalid("user7@example.com")

    content = written(row_group_size=1000)
    monkeypatch.setattr(pq.ParquetWriter, "write_table", refuse)
    with pytest.raises(DataError) as caught:
        rewritten(content)
    assert "example.com" not in str(caught.value)


def test_texts_that_repeat_are_read_as_dictionaries_and_others_as_they_are() -> None:
    schema = values(written(row_group_size=1000))[0].schema
    assert pa.types.is_dictionary(schema.field("country").type)
    assert pa.types.is_dictionary(schema.field("kind").type)
    assert schema.field("email").type == pa.string()


def test_what_lies_beside_the_rows_is_seen() -> None:
    field = pa.field("id", pa.int64(), metadata={"comment": "ask carl@example.com"})
    inner = pa.field("n", pa.int64(), metadata={"comment": "ask fred@example.com"})
    schema = pa.schema(
        [field, pa.field("who", pa.struct([inner]))],
        metadata={"owner": "dora@example.com", b"\xff": b"\xfe erna@example.com"},
    )
    found = metadata(written(pa.table({"id": [3, 1, 2], "who": [{"n": 1}] * 3}, schema=schema)))
    assert found["owner"] == {"dora@example.com"}
    assert found["comment"] == {"ask carl@example.com", "ask fred@example.com"}
    assert any("erna@example.com" in text for texts in found.values() for text in texts)
    assert found["id"] == {"1", "3"}
    assert "ARROW:schema" not in found
    assert found["created_by"]


def test_the_smallest_and_largest_value_of_each_row_group_are_seen() -> None:
    found = metadata(written())
    assert {"user0@example.com", "user999@example.com"} <= found["email"]
    assert "nested0@example.com" in found["who.email"]
    assert "tag0@example.com" in found["tags[]"]


@pytest.mark.parametrize("damage", ["cut", "page", "footer"])
def test_a_damaged_file_is_an_error_that_quotes_nothing(damage: str) -> None:
    content = bytearray(written(write_page_checksum=True, compression="none"))
    if damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "page":
        at = content.index(b"user5@example.com")
        content[at : at + 4] = b"USER"
    else:
        content[-40:-8] = b"\xff" * 32
    with pytest.raises(DataError) as caught:
        values(bytes(content))
    assert caught.value.code is ErrorCode.SOURCE_UNREADABLE
    assert "example.com" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "table",
    [
        pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["ann@example.com", "ann@example.com"]),
        pa.table({"s": pa.StructArray.from_arrays([pa.array([1]), pa.array([2])], ["x", "x"])}),
    ],
)
def test_two_columns_of_one_name_are_refused(table: pa.Table) -> None:
    with pytest.raises(DataError, match="same name") as caught:
        values(written(table))
    assert "ann@" not in str(caught.value)


def test_a_copy_has_the_same_schema_row_groups_and_codecs() -> None:
    codecs = {"id": "gzip", "email": "zstd", "country": "snappy", "tags.list.element": "gzip"}
    before = pq.ParquetFile(io.BytesIO(written(compression=codecs)))
    after = pq.ParquetFile(io.BytesIO(rewritten(written(compression=codecs))))
    assert after.schema_arrow.equals(before.schema_arrow)
    assert after.schema.equals(before.schema)
    assert after.read().equals(before.read())
    groups = [
        [
            (file.metadata.row_group(group).num_rows, file.metadata.row_group(group).column(at).compression)
            for group in range(file.metadata.num_row_groups)
            for at in range(file.metadata.num_columns)
        ]
        for file in (before, after)
    ]
    assert groups[0] == groups[1]


def test_a_file_of_another_writer_stays_without_arrows_schema_and_with_its_timestamps() -> None:
    table = pa.table({"at": pa.array([dt.datetime(2026, 1, 1)], pa.timestamp("ns"))})
    content = written(table, store_schema=False, use_deprecated_int96_timestamps=True)
    copy = pq.ParquetFile(io.BytesIO(rewritten(content)))
    assert copy.schema.column(0).physical_type == "INT96"
    assert b"ARROW:schema" not in (copy.metadata.metadata or {})


def masked(batch) -> pa.RecordBatch:
    at = batch.rows.schema.get_field_index("email")
    return batch.rows.set_column(at, "email", pc.replace_substring_regex(batch.rows.column(at), "^user", "x"))


def test_a_masked_copy_holds_nothing_of_the_original_column_not_even_beside_the_rows() -> None:
    schema = TABLE.schema.with_metadata({"sample": "user7@example.com"})
    fields = [
        field.with_metadata({"example": "user8@example.com"}) if field.name == "email" else field
        for field in schema
    ]
    table = TABLE.cast(pa.schema(fields, metadata=schema.metadata))
    content = written(table, compression="none")
    assert content.count(b"user7@example.com") > 1
    copy = rewritten(content, masked)
    assert b"user" not in copy
    # Arrow's copy of the schema is encoded: look at what it says.
    told = [
        batch.rows.to_pylist()
        for batch in ParquetFormat().batches(source(copy))
        if batch.place is Place.METADATA
    ]
    assert "user" not in repr(told)
    assert pq.read_table(io.BytesIO(copy)).column("email").to_pylist()[7] == "x7@example.com"
    assert {"x0@example.com", "x999@example.com"} <= metadata(copy)["email"]


def test_columns_can_be_renamed_also_within_and_without_rows() -> None:
    def renamed(batch) -> pa.RecordBatch:
        return batch.rows.rename_columns([f"c{at}" for at in range(batch.rows.num_columns)])

    for table in (TABLE, TABLE.slice(0, 0)):
        copy = pq.read_table(io.BytesIO(rewritten(written(table, compression="zstd"), renamed)))
        assert copy.schema.names == [f"c{at}" for at in range(9)]
        assert copy.schema.types == TABLE.schema.types
        assert copy.num_rows == table.num_rows


def test_an_inner_field_that_is_renamed_keeps_its_values() -> None:
    table = TABLE.select(["who"])

    def renamed(batch) -> pa.RecordBatch:
        who = batch.rows.column(0)
        return pa.RecordBatch.from_arrays(
            [pa.StructArray.from_arrays(who.flatten(), ["f0", "n"])], names=["who"]
        )

    copy = pq.read_table(io.BytesIO(rewritten(written(table), renamed)))
    assert copy.column("who").to_pylist()[5] == {"f0": "nested5@example.com", "n": 5}


@pytest.mark.parametrize(
    "change",
    [
        lambda batch: batch.rows.slice(1),
        lambda batch: batch.rows.select(["id"]),
        lambda batch: batch.rows.set_column(0, "id", pa.array(["x"] * batch.rows.num_rows)),
        lambda batch: batch.rows.set_column(0, "id", pa.nulls(batch.rows.num_rows, pa.int32())),
    ],
    ids=["rows", "columns", "type", "nulls in a column that has none"],
)
def test_a_change_that_does_not_fit_is_a_masking_error(change) -> None:
    schema = pa.schema([pa.field("id", pa.int32(), nullable=False), *list(TABLE.schema)[1:]])
    with pytest.raises(MaskingError):
        rewritten(written(TABLE.cast(schema)), change)


def test_no_rows_is_one_empty_batch() -> None:
    (only,) = values(written(TABLE.slice(0, 0)))
    assert only.num_rows == 0
    assert only.schema.names == TABLE.schema.names


def unused(kind: str) -> pa.Table:
    texts = pa.array(["opted out", "ann@example.com"])
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 100, pa.int8()), texts)
    if kind == "nested":
        column = pa.StructArray.from_arrays([column], ["inner"])
    return pa.table({"status": column})


@pytest.mark.parametrize("store_schema", [True, False])
@pytest.mark.parametrize("kind", ["flat", "nested"])
def test_what_only_a_dictionary_page_holds_is_seen_and_not_copied(kind: str, store_schema: bool) -> None:
    content = written(unused(kind), store_schema=store_schema, compression="none", write_statistics=False)
    if b"ann@example.com" not in content:
        pytest.skip("this Arrow writes no unused values of a nested dictionary")
    seen = metadata(content)
    assert any("ann@example.com" in texts for texts in seen.values())
    copy = rewritten(content)
    assert b"ann@example.com" not in copy
    assert not any("ann@example.com" in texts for texts in metadata(copy).values())
    before, after = (pq.read_table(io.BytesIO(file)) for file in (content, copy))
    assert after.schema.equals(before.schema)
    assert after.to_pylist() == before.to_pylist()


def test_statistics_beyond_the_year_9999_are_read_as_numbers() -> None:
    far = 2**62
    found = metadata(written(pa.table({"at": pa.array([far], pa.timestamp("us"))})))
    assert found["at"] == {str(far)}


def by_polars() -> bytes:
    import polars as pl

    sink = io.BytesIO()
    pl.from_arrow(TABLE.select(["id", "email"])).write_parquet(sink, compression="uncompressed")
    return sink.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        written(),
        written(write_page_index=True, use_dictionary=False),
        written(data_page_version="2.0", compression="zstd"),
        written(TABLE.slice(0, 0)),
        by_polars(),
    ],
)
def test_every_byte_before_the_footer_belongs_to_a_column(content: bytes) -> None:
    assert values(content)
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    assert values(content[:footer] + bytes(500) + content[footer:]), "zeros are padding"
    with pytest.raises(DataError, match="none of its columns") as caught:
        values(content[:footer] + b"eve@example.com" + content[footer:])
    assert "eve@" not in str(caught.value)
