"""Whatever is done to a file of any format, reading it ends in rows or in an error of ours that quotes nothing."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import sqlite3
import tarfile
import time
import zipfile

import fastavro
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import orc

from airflow_gov_provider.core.errors import DataError, ErrorCode, GovernanceError
from airflow_gov_provider.stores.readers.kinds import kind_of

MAIL = "ann@example.com"
TABLE = pa.table({"id": [1, 2], "mail": [MAIL, None]})
CSV = f"id,mail\n1,{MAIL}\n2,\n".encode()


def written(write) -> bytes:
    out = io.BytesIO()
    write(out)
    return out.getvalue()


def avro(out: io.BytesIO) -> None:
    fields = [{"name": "id", "type": "long"}, {"name": "mail", "type": ["null", "string"]}]
    fastavro.writer(
        out, {"type": "record", "name": "R", "fields": fields}, TABLE.to_pylist(), codec="deflate"
    )


def workbook(out: io.BytesIO) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "mail"])
    book.active.append([1, MAIL])
    book.save(out)


def packed(out: io.BytesIO) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", CSV)


def rolled(out: io.BytesIO) -> None:
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("a.csv")
        info.size = len(CSV)
        archive.addfile(info, io.BytesIO(CSV))


def database() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (id, mail)")
    connection.execute("INSERT INTO t VALUES (1, ?)", (MAIL,))
    connection.commit()
    return bytes(connection.serialize())


FILES: dict[str, bytes] = {
    "a.parquet": written(lambda out: pq.write_table(TABLE, out)),
    "a.orc": written(lambda out: orc.write_table(TABLE, out)),
    "a.avro": written(avro),
    "a.xlsx": written(workbook),
    "a.db": database(),
    "a.zip": written(packed),
    "a.tar": written(rolled),
    "a.csv": CSV,
    "a.json": b'[\n{"id": 1, "mail": "ann@example.com"},\n{"id": 2}]',
    "a.jsonl": b'{"id": 1, "mail": "ann@example.com"}\n{"id": 2}\n',
    "a.sql": f"CREATE TABLE t (id int, mail text);\nINSERT INTO t VALUES (1, '{MAIL}'); -- by hand\n".encode(),
    "a.csv.gz": gzip.compress(CSV),
    "a.csv.bz2": bz2.compress(CSV),
    "a.csv.xz": lzma.compress(CSV),
    "a.csv.zst": bytes(pa.Codec("zstd").compress(CSV)),
}

#: Where its one block begins: cut there, it is a file without records.
AVRO_HEADER = FILES["a.avro"].index(FILES["a.avro"][-16:]) + 16


def rows(name: str, content: bytes) -> int:
    def opener() -> io.BufferedReader:
        return io.BufferedReader(io.BytesIO(content))  # type: ignore[arg-type] # any raw stream will do

    kind = kind_of(name, len(content), "here", opener)
    return sum(batch.rows.num_rows for batch in kind.batches(kind.source(name, "here", opener), opener))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("called", ["as it is", "data", "data.csv"])
def test_every_format_is_known_by_what_it_holds(name: str, called: str) -> None:
    assert rows(name if called == "as it is" else called, FILES[name]) >= 1


@settings(max_examples=250, deadline=None)
@given(
    st.sampled_from(sorted(FILES)),
    st.floats(0, 1, exclude_max=True),
    st.integers(0, 30),
    st.binary(max_size=6),
)
def test_damage_leads_to_rows_or_to_an_error_of_ours(name: str, place: float, cut: int, put: bytes) -> None:
    content = FILES[name]
    at = int(place * len(content))
    damaged = content[:at] + put + content[at + cut :]
    try:
        rows(name, damaged)
    except DataError as error:
        assert MAIL not in str(error)  # noqa: PT017 - not every damage is one that shows


#: Mutants of each file in this run; the same ones each time.
MUTANTS = 30
#: Seconds that reading one may take, on a machine that does other things too.
LONG = 10


def mutant(name: str, number: int) -> tuple[str, bytes]:
    """What happened to a file: bits that turned over, bytes that came, went or were written over, a missing end."""
    chance = random.Random(f"{name} {number}")
    content = bytearray(FILES[name])
    at = chance.randrange(len(content))
    kind = chance.choice(["flip", "insert", "remove", "overwrite", "cut"])
    if kind == "flip":
        for _ in range(chance.choice([1, 1, 2, 5])):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    elif kind == "insert":
        content[at:at] = bytes([chance.randrange(256)])
    elif kind == "remove":
        del content[at : at + chance.choice([1, 4, 30])]
    elif kind == "overwrite":
        content[at : at + 4] = chance.randbytes(len(content[at : at + 4]))
    else:
        del content[at:]
    return kind, bytes(content)


def error_of(name: str, content: bytes) -> GovernanceError | None:
    """What reading ends in; None: in rows. Any other exception is the test's failure."""
    try:
        rows(name, content)
    except GovernanceError as error:
        return error
    return None


@pytest.mark.parametrize("name", FILES)
def test_every_mutant_of_every_format_ends_in_rows_or_in_an_error_of_ours_and_soon(name: str) -> None:
    for number in range(MUTANTS):
        _, content = mutant(name, number)
        begun = time.monotonic()
        error = error_of(name, content)
        assert error is None or error.code is not ErrorCode.INTERNAL_FAULT
        assert MAIL not in str(error)
        assert time.monotonic() - begun < LONG, f"mutant {number}"


#: What says itself where it ends. Lines of text do not, nor does Avro between two blocks; in a tar file the
#: end is marked, and what follows that is nothing.
ENDED = {name for name in FILES if not name.endswith((".csv", ".jsonl", ".sql"))}


@pytest.mark.parametrize("name", sorted(ENDED))
def test_a_file_without_its_end_is_never_read_as_if_it_were_whole(name: str) -> None:
    whole = FILES[name]
    end = whole.rfind(whole.strip(b"\0")[-1:]) + 1 + 2 * 512 if name.endswith(".tar") else len(whole)
    cuts = {*range(max(0, end - 40), end), *range(0, end, max(1, end // 60))}
    for cut in cuts - ({AVRO_HEADER} if name.endswith(".avro") else set()):
        assert error_of(name, whole[:cut]) is not None, f"cut to {cut} of {end} bytes"
