"""What only happens when something beside us fails: a library loses rows, a file changes while it is read,
a mask gives back other columns. Each is injected where it would come from, and none of it may pass.
"""

from __future__ import annotations

import io
import os
import sqlite3
import struct
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastavro
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
import sqlalchemy
from pyarrow import orc
from sqlalchemy.engine.reflection import Inspector

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.errors import (
    DataChangedError,
    DataError,
    ErrorCode,
    GovernanceError,
    MaskingError,
    UsageError,
)
from airflow_gov_provider.stores.readers import avro as avro_reader
from airflow_gov_provider.stores.readers import csv as csv_reader
from airflow_gov_provider.stores.readers import (
    orc_footer,
    parquet_chunks,
    parquet_stretches,
    sql_tables,
    sqlite_pages,
    tar_members,
)
from airflow_gov_provider.stores.readers.avro import AvroFormat
from airflow_gov_provider.stores.readers.csv import CsvFormat
from airflow_gov_provider.stores.readers.faults import partly_read
from airflow_gov_provider.stores.readers.formats import Change, Format, Source
from airflow_gov_provider.stores.readers.gzip_names import names_in
from airflow_gov_provider.stores.readers.json_document import JsonDocumentFormat
from airflow_gov_provider.stores.readers.local import LocalPlace
from airflow_gov_provider.stores.readers.members import guarded, refuse_name
from airflow_gov_provider.stores.readers.orc import OrcFormat
from airflow_gov_provider.stores.readers.parquet import ParquetFormat
from airflow_gov_provider.stores.readers.places import Found
from airflow_gov_provider.stores.readers.reader import StoredReader, _copy, identify
from airflow_gov_provider.stores.readers.sql_faults import guarded as guarded_work
from airflow_gov_provider.stores.readers.sqlite import SqliteFormat
from airflow_gov_provider.stores.spool import Spool
from tests.fakes.taken import TakenInMemory
from tests.fixtures_stores import LocalStore, quiet

TABLE = pa.table({"id": ["1", "2"], "mail": ["ann@example.com", "bob@example.com"]})


def written(kind: str, table: pa.Table = TABLE) -> bytes:
    out = io.BytesIO()
    match kind:
        case "parquet":
            pq.write_table(table, out, row_group_size=1)
        case "orc":
            orc.write_table(table, out)
        case "csv":
            pa.csv.write_csv(table, out)
        case "avro":
            fields = [{"name": name, "type": "string"} for name in table.schema.names]
            schema = {"type": "record", "name": "R", "fields": fields}
            fastavro.writer(out, schema, table.to_pylist(), sync_interval=1)
        case _:
            out.write(b'[{"id": "1", "mail": "ann@example.com"}, {"id": "2", "mail": "bob@example.com"}]')
    return out.getvalue()


FORMATS: dict[str, Format] = {
    "parquet": ParquetFormat(),
    "orc": OrcFormat(),
    "csv": CsvFormat(),
    "avro": AvroFormat(),
    "json": JsonDocumentFormat(),
}


def source(content: bytes) -> Source:
    return Source("a", "here", lambda: io.BytesIO(content))


def rows(kind: str, content: bytes) -> int:
    return sum(batch.rows.num_rows for batch in FORMATS[kind].batches(source(content)))


def rewritten(kind: str, change: Change, content: bytes | None = None) -> bytes:
    sink = io.BytesIO()
    FORMATS[kind].rewrite(source(written(kind) if content is None else content), sink, change)
    return sink.getvalue()


# A library that loses rows


def test_rows_that_parquets_decoder_loses_are_missed(monkeypatch) -> None:
    batches = pq.ParquetFile.iter_batches
    lost = lambda *args, **how: (batch.slice(1) for batch in batches(*args, **how))
    monkeypatch.setattr(pq.ParquetFile, "iter_batches", lost)
    with pytest.raises(DataError, match="0 rows were read of 1 in a row group") as told:
        rows("parquet", written("parquet"))
    assert told.value.code is ErrorCode.SOURCE_PARTLY_READ


def test_rows_that_orcs_decoder_loses_are_missed(monkeypatch) -> None:
    stripe = orc.ORCFile.read_stripe
    monkeypatch.setattr(orc.ORCFile, "read_stripe", lambda file, at: stripe(file, at).slice(1))
    with pytest.raises(DataError, match="1 rows were read of 2") as told:
        rows("orc", written("orc"))
    assert told.value.code is ErrorCode.SOURCE_PARTLY_READ


class Forgetful:
    """A reader of CSV that forgets a row, or takes other names from the header."""

    def __init__(self, reader: Any, names: list[str] | None = None) -> None:
        self._reader = reader
        self.schema = pa.schema([(name, pa.string()) for name in names]) if names else reader.schema

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        for batch in self._reader:
            yield batch.slice(1)


def test_rows_that_csvs_parser_loses_are_missed(monkeypatch) -> None:
    opened = pa.csv.open_csv
    monkeypatch.setattr(pa.csv, "open_csv", lambda *args, **how: Forgetful(opened(*args, **how)))
    with pytest.raises(DataError, match="1 rows were read of 2") as told:
        rows("csv", written("csv"))
    assert told.value.code is ErrorCode.SOURCE_PARTLY_READ


def test_a_header_that_arrow_reads_otherwise_is_not_written_back(monkeypatch) -> None:
    opened = pa.csv.open_csv
    monkeypatch.setattr(pa.csv, "open_csv", lambda *args, **how: Forgetful(opened(*args, **how), ["id", "m"]))
    with pytest.raises(DataError, match="its header is ambiguous"):
        rewritten("csv", lambda batch: batch.rows)
    assert rows("csv", written("csv")) == 2, "row by row it can be read still"


# A mask that gives back something else


def fewer_rows(batch: Any) -> pa.RecordBatch:
    return batch.rows.slice(1)


def fewer_columns(batch: Any) -> pa.RecordBatch:
    return batch.rows.select(["id"])


def one_name(batch: Any) -> pa.RecordBatch:
    return batch.rows.rename_columns(["id", "id"])


def numbers(batch: Any) -> pa.RecordBatch:
    return batch.rows.set_column(0, "id", pa.array([7] * batch.rows.num_rows))


@pytest.mark.parametrize("kind", ["parquet", "orc", "avro", "json"])
@pytest.mark.parametrize(("change", "words"), [
    (fewer_rows, "rows or columns were lost"), (fewer_columns, "rows or columns were lost"),
])  # fmt: skip
def test_a_mask_that_loses_something_is_not_written(kind: str, change: Change, words: str) -> None:
    with pytest.raises(MaskingError, match=words):
        rewritten(kind, change)


@pytest.mark.parametrize("kind", ["avro", "orc", "json"])
def test_a_mask_that_gives_two_columns_one_name_is_not_written(kind: str) -> None:
    with pytest.raises(MaskingError, match="two columns got the same name"):
        rewritten(kind, one_name)


@pytest.mark.parametrize("kind", ["avro", "orc"])
def test_text_is_not_written_into_a_column_of_numbers_nor_numbers_into_one_of_text(kind: str) -> None:
    with pytest.raises(MaskingError, match="of another type after the change"):
        rewritten(kind, numbers)


def test_text_does_not_fit_into_a_column_of_numbers_of_orc() -> None:
    content = written("orc", pa.table({"id": [1, 2]}))
    text = lambda batch: batch.rows.set_column(0, "id", pa.array(["***"] * batch.rows.num_rows))
    with pytest.raises(MaskingError, match="of another type after the change"):
        rewritten("orc", text, content)


@pytest.mark.parametrize("kind", ["parquet", "csv", "avro"])
def test_a_column_has_one_name_in_all_rows_that_are_written(kind: str, monkeypatch) -> None:
    monkeypatch.setattr(avro_reader, "_BYTES", 1)
    monkeypatch.setattr(csv_reader, "BLOCK", 32)
    seen: list[int] = []

    def renamed_later(batch: Any) -> pa.RecordBatch:
        seen.append(batch.rows.num_rows)
        return batch.rows.rename_columns(["id", "mail" if len(seen) == 1 else "other"])

    with pytest.raises(MaskingError, match=r"renamed in some rows|differ between row groups"):
        rewritten(kind, renamed_later, written(kind, pa.concat_tables([TABLE] * 50)))
    assert len(seen) > 1


@pytest.mark.parametrize(
    ("kind", "damaged"),
    [
        ("parquet", written("parquet")[:-30]),
        ("orc", written("orc")[:-30]),
        ("avro", written("avro") + b"\x80"),
    ],
)
def test_what_is_damaged_is_not_written_back_either(kind: str, damaged: bytes) -> None:
    with pytest.raises(DataError, match="not whole, valid") as told:
        rewritten(kind, lambda batch: batch.rows, damaged)
    assert told.value.code is ErrorCode.SOURCE_UNREADABLE


def test_what_follows_an_array_is_not_dropped_from_a_masked_copy() -> None:
    with pytest.raises(DataError, match="something follows its array"):
        rewritten("json", lambda batch: batch.rows, b'[{"id": 1}] {"id": 2}')


# Files that change while they are read


def place(path: Path, name: str = "") -> LocalPlace:
    return LocalPlace(DatasetRef.parse(f"{path.resolve()}/{name}"), DataError)


def test_a_file_that_is_written_on_while_it_is_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"n\n" + b"1\n" * 2_000_000)
    [found] = place(tmp_path).files()
    chunks = place(tmp_path).read(found)
    next(chunks)
    status = file.stat()
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000_000))
    with pytest.raises(DataChangedError):
        list(chunks)


def test_a_file_whose_name_leads_elsewhere_after_it_was_read_is_refused(tmp_path: Path, monkeypatch) -> None:
    """Its own tags stay: only what has the name now tells."""
    file = tmp_path / "a.csv"
    file.write_bytes(b"n\n1\n")
    [found] = place(tmp_path).files()
    (tmp_path / "b.csv").write_bytes(b"n\n1\n")
    elsewhere = os.lstat(tmp_path / "b.csv")
    monkeypatch.setattr(os, "lstat", lambda *_: elsewhere)
    with pytest.raises(DataChangedError):
        list(place(tmp_path).read(found))


def test_a_file_that_becomes_a_link_before_it_is_read_is_no_fault_of_the_gate(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"n\n1\n")
    [found] = place(tmp_path).files()
    file.unlink()
    file.symlink_to("/dev/null")
    with pytest.raises(DataError) as told:
        list(place(tmp_path).read(found))
    assert told.value.code is ErrorCode.SOURCE_UNREADABLE


def test_a_pipe_is_no_file_wherever_it_lies(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("", "pipe"):
        with pytest.raises(DataError, match="a pipe, socket or device"):
            place(tmp_path, name).files()


def test_a_name_that_the_file_system_does_not_take_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(DataError) as told:
        place(tmp_path, "n" * 300).files()
    assert told.value.code is ErrorCode.SOURCE_UNREADABLE


def test_a_log_beside_a_database_that_can_not_be_looked_at_is_not_taken_for_none(tmp_path: Path) -> None:
    (tmp_path / "a.db-wal").symlink_to(tmp_path / "nowhere")
    with pytest.raises(DataError) as told:
        place(tmp_path, "a.db").has_beside(("-wal",))
    assert told.value.code is ErrorCode.SOURCE_UNREADABLE


class Growing(LocalPlace):
    """A directory into which another task writes while it is read."""

    def read(self, found: Found) -> Iterator[bytes]:
        yield from super().read(found)
        (Path(self.dataset.path) / "late.csv").write_bytes(b"n\n1\n")


class Short(LocalPlace):
    """A store that ends a transfer too early, and says nothing."""

    def read(self, found: Found) -> Iterator[bytes]:
        yield next(super().read(found))[:-1]


def test_a_directory_that_grows_while_it_is_identified_has_no_identity(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"n\n1\n")
    with pytest.raises(DataChangedError):
        identify(Growing(DatasetRef.parse(f"{tmp_path.resolve()}/"), DataError))


def test_a_transfer_that_ends_too_early_is_not_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"n\n1\n")
    short = Short(DatasetRef.parse(f"{tmp_path.resolve()}/"), DataError)
    spool = Spool()
    with pytest.raises(DataChangedError):
        _copy(short, short.files()[0], spool, lambda _: None)
    spool.close()


def test_a_reader_gives_and_rewrites_only_what_it_took_in(tmp_path: Path) -> None:
    store = LocalStore(tmp_path.resolve())
    reader = StoredReader(store.clients)
    with reader.take_in(store.put("a.csv", b"n\n1\n"), quiet) as taken, pytest.raises(UsageError) as told:
        taken.open("b.csv")
    assert told.value.code is ErrorCode.URI_INVALID
    with pytest.raises(TypeError):
        reader.rewrite(TakenInMemory({"a.parquet": TABLE}), lambda batch: batch.rows, quiet)


# Parts of files that are taken apart by us


@pytest.mark.parametrize("footer", [
    b"\x1f\x00\x00",                      # a kind of value that Thrift does not have
    b"\x16" + b"\xff" * 12 + b"\x01\x00",  # a number without an end
    b"\x18\x7f" + b"x",                   # bytes that are not there
    b"\x1c" * 3_000,                      # structs in structs
])  # fmt: skip
def test_a_footer_that_is_no_thrift_is_refused_and_nothing_is_made_of_it(footer: bytes) -> None:
    content = b"PAR1" + footer + len(footer).to_bytes(4, "little") + b"PAR1"
    with pytest.raises(ValueError, match=r"^\d+$"):
        parquet_stretches.refuse_gaps(io.BytesIO(content), "here")


def test_a_footer_of_orc_that_is_no_protobuf_is_refused() -> None:
    for message in (b"\x0b", b"\x08" + b"\xff" * 12):
        with pytest.raises(ValueError, match=r"^\d+$"):
            list(orc_footer._fields(message))
    with pytest.raises(ValueError, match="LZO"):
        orc_footer._inflated(b"", "LZO", 1)


def test_gzip_that_is_cut_or_damaged_gives_up_no_names() -> None:
    import gzip

    whole = gzip.compress(b"n\n1\n" * 100)
    for damaged in (whole[:-9], whole[:12] + b"\xff\xff\xff" + whole[15:]):
        with pytest.raises(DataError, match="not whole, valid gzip"):
            names_in(io.BytesIO(damaged), "here")


def test_what_no_tar_is_is_refused_without_a_look_at_its_name() -> None:
    with (
        pytest.raises(DataError, match="not a whole, valid tar"),
        tar_members.tar_members(io.BytesIO(b"no head" * 200), "here"),
    ):
        pass


def test_a_folder_of_a_tar_can_not_be_opened_like_a_file() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
    out.seek(0)
    with tarfile.open(fileobj=out) as archive, pytest.raises(DataError):
        tar_members._opener(archive, archive.getmembers()[0], "here")()


def test_a_name_with_a_nul_in_it_is_refused() -> None:
    with pytest.raises(DataError, match="leads out of the archive"):
        refuse_name("a.csv\0/../b", "here"[:4])
    with pytest.raises(DataError, match="leads out of the archive"):
        refuse_name("a\0b.csv", "here")


class Failing(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        raise partly_read("here", "the inner archive is cut")


def test_an_error_of_ours_from_within_an_archive_stays_what_it_is() -> None:
    with pytest.raises(GovernanceError, match="the inner archive is cut"):
        guarded(Failing(), "there", (Exception,)).read()


def database(tmp_path: Path) -> bytes:
    file = tmp_path / "a.db"
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("CREATE TABLE t (id INTEGER, mail TEXT)")
    connection.executemany("INSERT INTO t VALUES (?, ?)", [(n, "x" * 900) for n in range(40)])
    connection.execute("CREATE INDEX i ON t (mail, id)")
    connection.execute("DELETE FROM t WHERE id > 10")
    connection.close()
    return file.read_bytes()


def test_a_database_whose_pages_contradict_each_other_is_refused_by_sqlites_own_check(tmp_path: Path) -> None:
    content = database(tmp_path)
    # One more page is free than the list of free pages holds.
    count = struct.unpack(">I", content[36:40])[0]
    with pytest.raises(DataError, match="SQLite finds the file damaged"):
        list(SqliteFormat().batches(source(content[:36] + struct.pack(">I", count + 1) + content[40:])))


@pytest.mark.parametrize(("following", "leaves"), [(None, 0), (0, 100_000)])
def test_a_list_of_unused_pages_that_goes_in_circles_or_too_far_is_refused(
    tmp_path: Path, following: int | None, leaves: int
) -> None:
    content = bytearray(database(tmp_path))
    size = struct.unpack(">H", content[16:18])[0]
    trunk = struct.unpack(">I", content[32:36])[0]
    at = (trunk - 1) * size
    content[at : at + 8] = struct.pack(">II", trunk if following is None else following, leaves)
    with pytest.raises(DataError, match="the list of its unused pages is damaged"):
        list(sqlite_pages.leftovers(lambda: io.BytesIO(bytes(content)), "here"))


# Tables of databases


def test_a_schema_that_promises_more_columns_than_it_names_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^3$"):
        parquet_chunks.refuse_misfits(
            {parquet_chunks._SCHEMA: [{parquet_chunks._CHILDREN: 3}], parquet_chunks._ROW_GROUPS: []}
        )


def test_a_fault_of_ours_is_not_told_as_one_of_the_database() -> None:
    def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        guarded_work("here", work)
    with pytest.raises(DataError):
        guarded_work("here", work, any_driver=True)


@pytest.fixture
def table(tmp_path: Path) -> DatasetRef:
    file = tmp_path.resolve() / "a.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE people (id INTEGER)")
    connection.close()
    return DatasetRef.parse(f"sqlite://{file}#people")


def test_a_database_that_goes_or_comes_again_while_it_is_read_has_changed(
    table: DatasetRef, monkeypatch
) -> None:
    file = Path(table.database_file)
    with sql_tables._same_database(table):
        pass
    with monkeypatch.context() as patched:
        patched.setattr(LocalPlace, "files", lambda _: [])
        with pytest.raises(DataChangedError), sql_tables._same_database(table):
            pass
    other = file.with_name("b.db")
    other.write_bytes(file.read_bytes())
    with pytest.raises(DataChangedError), sql_tables._same_database(table):
        other.replace(file)
    with pytest.raises(DataChangedError), sql_tables._same_database(table):
        file.unlink()


def test_a_table_of_which_no_column_is_told_is_not_an_empty_one(table: DatasetRef, monkeypatch) -> None:
    monkeypatch.setattr(Inspector, "get_columns", lambda *_, **__: [])
    engine = sqlalchemy.create_engine(f"sqlite:///{table.database_file}")
    with engine.connect() as connection, pytest.raises(DataError, match="it has no columns") as told:
        sql_tables._described(connection, table)
    assert told.value.code is ErrorCode.SOURCE_EMPTY


def test_a_value_that_no_rung_holds_is_not_dropped(table: DatasetRef) -> None:
    ladder = sql_tables._LADDERS["sqlite"](sqlalchemy.Integer())
    column = sql_tables._Column("id", ladder, "")
    tried: list[object] = []

    def written(write: object) -> None:
        tried.append(write)
        raise sql_tables._MisfitError(0)

    with pytest.raises(DataError, match="not even as text"):
        sql_tables._climbed(None, sql_tables._Table(table, (column,), (), ""), quiet, written)
    assert len(tried) == len(ladder)
