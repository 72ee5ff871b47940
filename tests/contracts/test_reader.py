"""What any reader owes the gate, on local files and on a real S3 server alike."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from airflow_gov_provider.core.datasets import Batch, FileVersion, Place
from airflow_gov_provider.core.errors import DataChangedError, DataError, ErrorCode
from airflow_gov_provider.stores.readers.reader import StoredReader
from tests.fixtures_stores import LocalStore, Store, quiet, told_by

CSV = b"id,email\n007,ann@example.com\n008,bob@example.com\n"
JSONL = b'{"id": 7, "who": {"email": "ann@example.com"}}\n'
SECRET = "ann@example.com"


def parquet(rows: int = 3, **options) -> bytes:
    table = pa.table({"id": range(rows), "email": [f"user{n}@example.com" for n in range(rows)]})
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def names_in(directory: Path) -> list[str]:
    return [path.name for path in directory.iterdir()]


def rows_of(taken) -> list[dict]:
    return [row for b in taken.batches() if b.place is Place.VALUES for row in b.rows.to_pylist()]


def version(path: str, content: bytes) -> FileVersion:
    return FileVersion(path, len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")


def test_a_single_file_is_known_by_its_base_name_and_digest(store: Store, reader: StoredReader) -> None:
    ref = store.put("in/people.csv", CSV)
    with reader.take_in(ref, quiet) as taken:
        assert taken.snapshot.files == (version("people.csv", CSV),)
        assert taken.open("people.csv").read() == CSV
        assert rows_of(taken)[0] == {"id": "007", "email": "ann@example.com"}


def test_a_prefix_is_all_its_files_sorted_hidden_ones_and_other_alphabets_too(
    store: Store, reader: StoredReader
) -> None:
    files = {
        "b.csv": CSV,
        "_part.csv": CSV,
        ".hidden.csv": CSV,
        "day=1/ünï 日本 +%.jsonl": JSONL,
        "a.parquet": parquet(),
        "_SUCCESS": b"",
    }
    for name, content in files.items():
        store.put(f"in/{name}", content)
    store.put("in-beside/not-ours.csv", CSV)
    with reader.take_in(store.ref("in/"), quiet) as taken:
        assert taken.snapshot.files == tuple(sorted(version(*item) for item in files.items()))
        assert {batch.file for batch in taken.batches()} == set(files) - {"_SUCCESS"}
    assert reader.identify(store.ref("in/")) == taken.snapshot


def test_progress_tells_bytes_and_ends_at_the_total(store: Store, reader: StoredReader) -> None:
    told: list[tuple[str, int, int]] = []
    with reader.take_in(store.put("x.csv", CSV), lambda *step: told.append(step)):
        assert told[0] == ("take-in", 0, len(CSV))
        assert told[-1] == ("take-in", len(CSV), len(CSV))


@pytest.mark.parametrize("path", ["nothing.csv", "nothing/"])
def test_what_is_not_there_is_missing_to_take_in_and_empty_to_identify(
    store: Store, reader: StoredReader, path: str
) -> None:
    with pytest.raises(DataError) as caught:
        reader.take_in(store.ref(path), quiet)
    assert caught.value.code is ErrorCode.SOURCE_MISSING
    assert reader.identify(store.ref(path)).files == ()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", ErrorCode.SOURCE_EMPTY),
        ("a.jsonl", b"", ErrorCode.SOURCE_EMPTY),
        ("a.parquet", b"", ErrorCode.SOURCE_EMPTY),
        ("a.csv", b"\n\n", ErrorCode.SOURCE_EMPTY),
        ("a.jsonl", b"\n \n", ErrorCode.SOURCE_EMPTY),
        ("_SUCCESS", b"", ErrorCode.SOURCE_EMPTY),
        ("a.csv.gz", gzip.compress(b""), ErrorCode.SOURCE_EMPTY),
        ("a.parquet", b"id,email\n", ErrorCode.SOURCE_UNREADABLE),
        ("a.parquet", parquet()[:-9], ErrorCode.SOURCE_UNREADABLE),
        ("a.csv.gz", gzip.compress(CSV)[:-9], ErrorCode.SOURCE_PARTLY_READ),
        ("a.csv.gz", gzip.compress(CSV) + b"more", ErrorCode.SOURCE_UNREADABLE),
        ("a.xlsx", b"PK\x03\x04" + b"x" * 99, ErrorCode.SOURCE_UNREADABLE),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, ErrorCode.FORMAT_UNSUPPORTED),
        ("a.pkl", b"\x80\x05\x95" + b"x" * 99, ErrorCode.FORMAT_UNSUPPORTED),
        ("_SUCCESS", b"not a marker", ErrorCode.FORMAT_UNSUPPORTED),
        (".a.csv.crc", b"crc\0", ErrorCode.FORMAT_UNSUPPORTED),
        ("a.avro", b"Obj\x01" + b"x" * 99, ErrorCode.SOURCE_UNREADABLE),
        ("a.orc", b"ORC" + b"x" * 99, ErrorCode.SOURCE_UNREADABLE),
        ("a.sqlite", b"SQLite format 3\0" + b"x" * 99, ErrorCode.SOURCE_UNREADABLE),
        ("a.db-wal", b"\x37\x7f\x06\x82" + b"x" * 99, ErrorCode.FORMAT_UNSUPPORTED),
        ("secret.parquet", b"PARE" + b"x" * 99, ErrorCode.FORMAT_UNSUPPORTED),
        ("a.csv", b"id,email\n7," + SECRET.encode() + b"\0\0\n", ErrorCode.SOURCE_UNREADABLE),
        ("a.jsonl", b'{"email": "' + SECRET.encode() + b'"\n', ErrorCode.SOURCE_UNREADABLE),
    ],
)
def test_what_can_not_be_read_to_its_end_is_an_error_that_quotes_nothing(
    store: Store, reader: StoredReader, name: str, content: bytes, code: ErrorCode
) -> None:
    store.put(f"in/email={SECRET}/{name}", content)
    with pytest.raises(DataError) as caught, reader.take_in(store.ref("in/"), quiet) as taken:
        list(taken.batches())
    assert caught.value.code is code
    assert caught.value.hint
    assert SECRET not in told_by(caught.value)


def test_content_counts_more_than_the_suffix(store: Store, reader: StoredReader) -> None:
    with reader.take_in(store.put("really-parquet.csv", parquet(2)), quiet) as taken:
        assert [row["id"] for row in rows_of(taken)] == [0, 1]
    with reader.take_in(store.put("packed.csv", gzip.compress(CSV)), quiet) as taken:
        assert rows_of(taken)[1]["id"] == "008"


@pytest.mark.parametrize(("name", "content"), [("a.parquet", parquet(0)), ("a.csv", b"id,email\n")])
def test_a_table_without_rows_still_shows_its_columns(
    store: Store, reader: StoredReader, name: str, content: bytes
) -> None:
    with reader.take_in(store.put(name, content), quiet) as taken:
        values = [batch for batch in taken.batches() if batch.place is Place.VALUES]
    assert [(batch.rows.num_rows, batch.rows.schema.names) for batch in values] == [(0, ["id", "email"])]


@pytest.mark.parametrize("what", ["rewritten", "added", "removed"])
def test_a_change_while_it_is_read_is_noticed(store: Store, reader: StoredReader, what: str) -> None:
    store.put("in/a.csv", CSV)
    store.put("in/b.csv", CSV)

    def meddle(_phase: str, done: int, _total: int) -> None:
        if done == len(CSV):
            if what == "rewritten":
                store.put("in/b.csv", CSV.replace(b"bob", b"eve"))
            elif what == "added":
                store.put("in/c.csv", CSV)
            else:
                store.remove("in/b.csv")

    with pytest.raises(DataChangedError):
        reader.take_in(store.ref("in/"), meddle)


def test_no_byte_is_read_of_a_file_that_is_not_the_one_that_was_found(
    store: Store, reader: StoredReader
) -> None:
    ref = store.put("a.csv", CSV)
    place = reader._place(ref)
    (found,) = place.files()
    store.put("a.csv", CSV.replace(b"bob", b"eve"))
    with pytest.raises(DataChangedError):
        next(iter(place.read(found)))
    store.remove("a.csv")
    with pytest.raises(DataChangedError):
        next(iter(place.read(found)))


def test_what_was_taken_in_does_not_change_any_more(store: Store, reader: StoredReader) -> None:
    ref = store.put("a.csv", CSV)
    with reader.take_in(ref, quiet) as taken:
        store.put("a.csv", b"id,email\n")
        assert taken.open("a.csv").read() == CSV
        assert len(rows_of(taken)) == 2
        assert len(rows_of(taken)) == 2
        assert reader.identify(ref) != taken.snapshot


def test_open_files_read_on_their_own_and_outlive_the_snapshot(store: Store, reader: StoredReader) -> None:
    taken = reader.take_in(store.put("a.csv", CSV), quiet)
    one, other = taken.open("a.csv"), taken.open("a.csv")
    assert one.read(3) == other.read(3) == CSV[:3]
    taken.close()
    taken.close()
    assert one.read() == CSV[3:]
    one.close()
    other.close()


def test_the_private_copy_has_no_name_while_it_is_made(store: Store, tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    seen: list[list[str]] = []
    reader = StoredReader(store.clients, spool)
    with (
        reader.take_in(store.put("in.csv", CSV), lambda *_: seen.append(names_in(spool))) as taken,
        taken.open("in.csv") as file,
    ):
        seen.append(names_in(spool))
        assert file.read(1)
    assert len(seen) > 1
    assert not any(seen)


def test_a_spool_that_can_not_be_written_is_said_so(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        StoredReader(store.clients, tmp_path / "nowhere").take_in(store.put("in.csv", CSV), quiet)
    assert caught.value.code is ErrorCode.SPOOL_UNWRITABLE


def masked(batch: Batch) -> pa.RecordBatch:
    at = batch.rows.schema.get_field_index("email")
    column = pc.replace_substring_regex(batch.rows.column(at).cast(pa.string()), ".*@", "x@")
    return batch.rows.set_column(at, "email", column)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", CSV, b"id,email\n007,x@example.com\n008,x@example.com\n"),
        (
            "a.jsonl",
            b'{"n":1.10,"email":"a@b.de"}\n{"z":null}\n',
            b'{"n":1.10,"email":"x@b.de"}\n{"z":null}\n',
        ),
    ],
)
def test_a_rewritten_copy_differs_in_nothing_but_the_change(
    store: Store, reader: StoredReader, name: str, content: bytes, expected: bytes
) -> None:
    def change(batch: Batch) -> pa.RecordBatch:
        return masked(batch)

    store.put(f"in/{name}", content)
    store.put("in/_SUCCESS", b"")
    with reader.take_in(store.ref("in/"), quiet) as taken, reader.rewrite(taken, change, quiet) as copy:
        assert copy.open(name).read() == expected
        assert copy.snapshot.files == tuple(sorted([version("_SUCCESS", b""), version(name, expected)]))
        assert taken.open(name).read() == content


def test_a_symbolic_link_in_a_dataset_is_refused_wherever_it_leads(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put("outside.csv", CSV)
    store.put("in/a.csv", CSV)
    (tmp_path / "in" / "b.csv").symlink_to(tmp_path / "outside.csv")
    with pytest.raises(DataError, match="symbolic link") as caught:
        StoredReader(store.clients).take_in(store.ref("in/"), quiet)
    assert caught.value.code is ErrorCode.SOURCE_UNREADABLE
    with pytest.raises(DataError, match="symbolic link"):
        StoredReader(store.clients).take_in(store.ref("in/b.csv"), quiet)


def test_a_pipe_in_a_dataset_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put("in/a.csv", CSV)
    os.mkfifo(tmp_path / "in" / "b.csv")
    with pytest.raises(DataError, match="pipe"):
        StoredReader(store.clients).take_in(store.ref("in/"), quiet)


def test_a_directory_without_its_slash_and_a_file_with_one_get_advice(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put("in/a.csv", CSV)
    for path in ("in", "in/a.csv/"):
        with pytest.raises(DataError, match="slash"):
            StoredReader(store.clients).take_in(store.ref(path), quiet)


def test_a_file_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put("in/a.csv", CSV)
    Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/\xff.csv")).write_bytes(CSV)
    with pytest.raises(DataError, match="UTF-8"):
        StoredReader(store.clients).take_in(store.ref("in/"), quiet)
