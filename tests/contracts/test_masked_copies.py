"""What a masked copy keeps, whatever it is written in: rows, their order, types, layout; and what it never holds."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.orc as po
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airflow_gov_provider.core.datasets import Batch, DatasetRef, Place
from airflow_gov_provider.core.errors import ErrorCode, GovernanceError, MaskingError
from airflow_gov_provider.core.masking.apply import mask_batch
from airflow_gov_provider.core.masking.categories import Categories
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingPlan
from airflow_gov_provider.core.policy.methods import Method, Pseudonym, Redact
from airflow_gov_provider.stores.readers.reader import StoredReader
from airflow_gov_provider.stores.readers.taken import SpooledSnapshot
from tests.fixtures_stores import quiet

SECRET = "ann.kept.nowhere@example.com"
MASKER = KeyedMasker(bytes(range(32)))
PSEUDONYM = Pseudonym()


def plan(label: str, *kept: str, method: Method = PSEUDONYM) -> MaskingPlan:
    mask = ColumnMask(label, method, "person.email", ("EMAIL_ADDRESS",), "EMAIL_ADDRESS")
    return MaskingPlan("production->development", (mask,), frozenset(kept))


def copied(directory: Path, name: str, content: bytes, the_plan: MaskingPlan) -> bytes:
    """The bytes of the masked copy of one file; its own reader reads it to its end."""
    path = directory / name
    path.write_bytes(content)
    reader = StoredReader(lambda _: None)
    with reader.take_in(DatasetRef("file", "", str(path)), quiet) as taken:
        change = partial(mask_batch, plan=the_plan, masker=MASKER, label=str, categories=Categories())
        with reader.rewrite(taken, change, quiet) as masked:
            _read(masked)
            return masked.open(name).read()


def _read(taken: SpooledSnapshot) -> list[Batch]:
    return [batch for batch in taken.batches() if batch.place is Place.VALUES]


def parquet(table: pa.Table, **options: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def columns(rows: int) -> st.SearchStrategy[pa.Array]:
    """A column of any type that a file may keep, with nulls."""

    def of(kind: pa.DataType, values: st.SearchStrategy[Any]) -> st.SearchStrategy[pa.Array]:
        cells = st.lists(st.none() | values, min_size=rows, max_size=rows)
        return cells.map(lambda drawn: pa.array(drawn, kind))

    whole = st.integers(-100, 100)
    text = st.text("aäß語😀 ,\"'\n\r\t;|\\", max_size=6)
    moments = st.datetimes()
    return st.one_of(
        *(of(kind, whole) for kind in (pa.int8(), pa.int64(), pa.float32(), pa.float64())),
        of(pa.uint16(), st.integers(0, 100)),
        of(pa.bool_(), st.booleans()),
        of(pa.string(), text),
        of(pa.large_string(), text),
        of(pa.binary(), st.binary(max_size=4)),
        of(pa.binary(3), st.binary(min_size=3, max_size=3)),
        of(pa.decimal128(20, 3), whole.map(Decimal)),
        of(pa.date32(), st.dates()),
        of(pa.time64("us"), st.times()),
        of(pa.timestamp("us"), moments),
        of(pa.timestamp("ms", "Europe/Berlin"), st.datetimes().map(lambda at: at.replace(microsecond=0))),
        of(pa.list_(pa.int32()), st.lists(st.none() | whole, max_size=3)),
        of(
            pa.map_(pa.string(), pa.int32()),
            st.dictionaries(text, whole, max_size=2).map(lambda d: [*d.items()]),
        ),
        of(
            pa.struct([("n", pa.int32()), ("of", pa.list_(pa.string()))]),
            st.fixed_dictionaries({"n": st.none() | whole, "of": st.lists(text, max_size=2)}),
        ),
        of(pa.string(), st.sampled_from(["x", "y"])).map(lambda column: column.dictionary_encode()),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), group=st.integers(1, 9), codec=st.sampled_from(["none", "snappy", "zstd", "gzip"]))
def test_parquet_of_any_type_keeps_schema_rows_groups_and_codec(
    tmp_path: Path, data: st.DataObject, group: int, codec: str
) -> None:
    rows = data.draw(st.integers(0, 8))
    kept = data.draw(columns(rows))
    email = pa.array([SECRET] * rows, pa.string())
    table = pa.table({"kept": kept, "email": email}).replace_schema_metadata({"note": SECRET})
    copy = pq.ParquetFile(
        io.BytesIO(
            copied(
                tmp_path,
                "f.parquet",
                source := parquet(table, row_group_size=group, compression=codec),
                _plan_over(kept.type),
            )
        )
    )
    before = pq.ParquetFile(io.BytesIO(source))
    assert copy.schema_arrow.remove_metadata().equals(before.schema_arrow.remove_metadata())
    assert copy.read()["kept"].to_pylist() == before.read()["kept"].to_pylist()
    sizes = [
        [m.row_group(at).num_rows for at in range(m.num_row_groups)] for m in (before.metadata, copy.metadata)
    ]
    assert sizes[0] == sizes[1]
    if rows:
        codecs = [m.row_group(0).column(0).compression for m in (before.metadata, copy.metadata)]
        assert codecs[0] == codecs[1]
        assert len(set(copy.read()["email"].to_pylist())) == 1
    assert SECRET.encode() not in copied(tmp_path, "f.parquet", source, _plan_over(kept.type))


def _plan_over(kind: pa.DataType) -> MaskingPlan:
    """``email`` masked; ``kept`` kept, leaf by leaf."""
    leaves = ["kept"]
    if pa.types.is_list(kind):
        leaves = ["kept[]"]
    elif pa.types.is_map(kind):
        leaves = ["kept{}", "kept[]"]
    elif pa.types.is_struct(kind):
        leaves = ["kept.n", "kept.of[]"]
    return plan("email", *leaves)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("quoted", [False, True])
def test_csv_keeps_its_dialect_and_every_value_to_the_letter(
    tmp_path: Path, delimiter: str, line_end: str, quoted: bool
) -> None:
    cells = [["id", "email", "note"], ["007", SECRET, "plain"], ["008", "", f'has "{delimiter}" in it']]
    text = line_end.join(delimiter.join(_cell(c, delimiter, quoted) for c in row) for row in cells) + line_end
    copy = copied(tmp_path, "f.csv", text.encode(), plan("email", "id", "note")).decode()
    token = MASKER.mask(pa.array([SECRET]), plan("email").columns[0], "production->development")[0].as_py()
    assert copy == text.replace(SECRET, token)


def _cell(text: str, delimiter: str, quoted: bool) -> str:
    return '"' + text.replace('"', '""') + '"' if quoted or delimiter in text or '"' in text else text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_csv_of_other_encodings_is_written_as_utf_8(tmp_path: Path, encoding: str) -> None:
    content = f"id,email\nü,{SECRET}\n".encode(encoding)
    copy = copied(tmp_path, "f.csv", content, plan("email", "id")).decode("utf-8")
    assert copy.splitlines()[1].startswith("ü,m")
    assert SECRET not in copy


def test_json_lines_keep_keys_numbers_and_untouched_lines_to_the_letter(tmp_path: Path) -> None:
    lines = [
        '{"z": 1.50, "who": {"email": "' + SECRET + '"}, "tags": ["a", null]}',
        '{ "z":1e3 , "a": 12345678901234567890 }',
    ]
    copy = copied(
        tmp_path, "f.jsonl", "\n".join(lines).encode(), plan("who.email", "z", "a", "tags[]")
    ).decode()
    first, second = copy.splitlines()
    assert second == lines[1]
    assert first.startswith('{"z": 1.50, "who": {"email": "m')
    assert [*json.loads(first)] == ["z", "who", "tags"]
    assert SECRET not in copy


def test_orc_keeps_types_and_forgets_its_statistics(tmp_path: Path) -> None:
    table = pa.table({"email": [SECRET, None], "n": pa.array([1, 2], pa.int16()), "l": [["a"], None]})
    sink = io.BytesIO()
    po.write_table(table, sink)
    copy = copied(tmp_path, "f.orc", sink.getvalue(), plan("email", "n", "l[]"))
    read = po.read_table(io.BytesIO(copy))
    assert read.schema.equals(table.schema)
    assert read.select(["n", "l"]).equals(table.select(["n", "l"]))
    assert SECRET.encode() not in copy


def test_what_is_compressed_stays_compressed_the_same_way(tmp_path: Path) -> None:
    content = gzip.compress(f"id,email\n1,{SECRET}\n".encode())
    copy = copied(tmp_path, "f.csv.gz", content, plan("email", "id"))
    assert SECRET.encode() not in gzip.decompress(copy)
    assert b"f.csv" not in copy[:40]


def test_a_partitioned_prefix_keeps_its_files(tmp_path: Path) -> None:
    root = tmp_path / "in"
    for day in ("day=1", "day=2"):
        (root / day).mkdir(parents=True)
        (root / day / "part-0.csv").write_text(f"email\n{SECRET}\n")
    (root / "_SUCCESS").touch()
    reader = StoredReader(lambda _: None)
    change = partial(mask_batch, plan=plan("email"), masker=MASKER, label=str, categories=Categories())
    with (
        reader.take_in(DatasetRef("file", "", f"{root}/"), quiet) as taken,
        reader.rewrite(taken, change, quiet) as masked,
    ):
        before, after = (tuple(file.path for file in one.snapshot.files) for one in (taken, masked))
        assert before == after == ("_SUCCESS", "day=1/part-0.csv", "day=2/part-0.csv")
        tokens = {batch.rows["email"][0].as_py() for batch in _read(masked)}
        assert len(tokens) == 1


def _xlsx() -> bytes:
    from openpyxl import Workbook

    book, sink = Workbook(), io.BytesIO()
    for row in (["email"], [SECRET]):
        book.active.append(row)
    book.save(sink)
    return sink.getvalue()


CANNOT: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a workbook": ("f.xlsx", _xlsx),
    "CSV whose names come twice": ("f.csv", f"email,email\n{SECRET},{SECRET}\n".encode),
    "CSV that is no UTF-8": ("f.csv", partial(f"email\n{SECRET}\nf\xfcr@example.com\n".encode, "latin-1")),
}


@pytest.mark.parametrize("case", CANNOT)
def test_what_can_not_be_written_back_is_refused_before_there_is_a_copy(tmp_path: Path, case: str) -> None:
    name, content = CANNOT[case]
    with pytest.raises(GovernanceError) as caught:
        copied(tmp_path, name, content(), plan("email"))
    assert caught.value.code in {ErrorCode.MASKING_UNSUPPORTED, ErrorCode.SOURCE_UNREADABLE}
    assert SECRET not in str(caught.value)


def test_a_column_of_two_types_in_two_files_is_masked_in_each_by_its_own(tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    pq.write_table(pa.table({"who": [SECRET]}), root / "a.parquet")
    pq.write_table(pa.table({"who": pa.array([7, None], pa.int32())}), root / "b.parquet")
    reader = StoredReader(lambda _: None)
    change = partial(
        mask_batch, plan=plan("who", method=Redact()), masker=MASKER, label=str, categories=Categories()
    )
    with (
        reader.take_in(DatasetRef("file", "", f"{root}/"), quiet) as taken,
        reader.rewrite(taken, change, quiet) as masked,
    ):
        first, second = (pq.read_table(masked.open(name)) for name in ("a.parquet", "b.parquet"))
        assert first["who"].to_pylist() == ["[REDACTED]"]
        assert (second.schema.field("who").type, second["who"].to_pylist()) == (pa.int32(), [None, None])


def test_a_column_that_nobody_planned_ends_the_copy(tmp_path: Path) -> None:
    with pytest.raises(MaskingError) as caught:
        copied(tmp_path, "f.csv", f"id,email\n1,{SECRET}\n".encode(), plan("email"))
    assert (caught.value.code, caught.value.where) == (ErrorCode.MASKING_UNSUPPORTED, "id")
