"""Each refusal of a reader by its own code and words: of two that would refuse one file, none stands in for the other."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import orc

from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.stores.readers import avro_container, xlsx
from airflow_gov_provider.stores.readers.avro import AvroFormat
from airflow_gov_provider.stores.readers.formats import Source
from airflow_gov_provider.stores.readers.json_document import JsonDocumentFormat
from airflow_gov_provider.stores.readers.kinds import kind_of

CSV = b"id,mail\n1,ann@example.com\n2,bob@example.com\n"
NUMBERS = {"type": "record", "name": "R", "fields": [{"name": "id", "type": "long"}]}
UNREADABLE, PARTLY = ErrorCode.SOURCE_UNREADABLE, ErrorCode.SOURCE_PARTLY_READ
UNSUPPORTED, EMPTY = ErrorCode.FORMAT_UNSUPPORTED, ErrorCode.SOURCE_EMPTY


def read(name: str, content: bytes) -> int:
    def opener() -> io.BytesIO:
        return io.BytesIO(content)

    kind = kind_of(name, len(content), "here", opener)
    return sum(batch.rows.num_rows for batch in kind.batches(kind.source(name, "here", opener), opener))


def refused(error: BaseException, code: ErrorCode, words: str) -> None:
    assert isinstance(error, DataError)
    assert (error.code, words in error.what) == (code, True), error.what


def long(value: int) -> bytes:
    """A number of Avro."""
    rest, out = (value << 1) ^ (value >> 63), b""
    while rest > 0x7F:
        out, rest = out + bytes([rest & 0x7F | 0x80]), rest >> 7
    return out + bytes([rest])


def avro(*blocks: bytes, codec: str = "null") -> bytes:
    """:param blocks: what follows the header; ``SYNC`` in it stands for the marker."""
    out = io.BytesIO()
    sync = avro_container.write_header(out, NUMBERS, codec)
    return out.getvalue() + b"".join(blocks).replace(b"SYNC", sync)


def block(count: int, data: bytes) -> bytes:
    return long(count) + long(len(data)) + data + b"SYNC"


def snappy(data: bytes, checksum: int) -> bytes:
    return bytes(pa.Codec("snappy").compress(data)) + checksum.to_bytes(4, "big")


@pytest.mark.parametrize(
    ("blocks", "codec", "code", "words"),
    [
        ((long(1),), "null", PARTLY, "a block is cut"),
        ((long(-1) + long(1) + long(7) + b"SYNC",), "null", PARTLY, "a block is cut"),
        ((long(1) + long(9) + long(7),), "null", PARTLY, "a block is cut"),
        ((block(1, long(7)).replace(b"SYNC", bytes(16)),), "null", PARTLY, "a block is cut"),
        ((long(1) + long(avro_container.BLOCK + 1),), "null", UNREADABLE, "a block is longer than"),
        ((block(1, long(7) + b"x"),), "null", UNREADABLE, "valid Avro (ValueError)"),
        ((block(1, snappy(long(7), zlib.crc32(long(7)) ^ 1)),), "snappy", UNREADABLE, "valid Avro (ValueError)"),
        ((b"\x80",), "null", UNREADABLE, "valid Avro (EOFError)"),
        ((block(1, long(7)),), "lzo", UNSUPPORTED, "a codec that is not read"),
    ],
)  # fmt: skip
def test_avro_says_what_is_wrong_with_its_blocks(blocks, codec: str, code: ErrorCode, words: str) -> None:
    assert read("a.avro", avro(block(1, long(7)))) == 1
    with pytest.raises(DataError) as told:
        read("a.avro", avro(*blocks, codec=codec))
    refused(told.value, code, words)


class Bounded(io.BytesIO):
    """A stream that nobody may ask for all that is left of it."""

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size >= 0
        return super().read(size)


def test_a_negative_length_is_not_taken_for_all_the_rest_of_the_file() -> None:
    stream = Bounded(avro(long(1) + long(-1) + long(7)))
    header = avro_container.read_header(stream, "here")
    with pytest.raises(DataError) as told:
        list(avro_container.read_blocks(stream, header, "here"))
    refused(told.value, PARTLY, "a block is cut")


def direct(kind: AvroFormat | JsonDocumentFormat, content: bytes) -> list[object]:
    return list(kind.batches(Source("a", "here", lambda: io.BytesIO(content))))


def test_a_format_that_is_given_another_ones_file_says_so() -> None:
    with pytest.raises(DataError) as told:
        direct(AvroFormat(), b"Nope")
    refused(told.value, UNREADABLE, "does not begin like Avro")
    with pytest.raises(DataError) as told:
        direct(JsonDocumentFormat(), b" \n ")
    refused(told.value, EMPTY, "it has no value")


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("a.csv.bz2", bz2.compress(CSV)[:-8], PARTLY, "ends too early"),
        ("a.csv.bz2", bz2.compress(CSV)[:20] + b"\0" * 9 + bz2.compress(CSV)[29:], UNREADABLE, "valid bzip2"),
        ("a.csv.bz2", bz2.compress(CSV) + b"behind the end", UNREADABLE, "valid bzip2"),
        ("a.csv.xz", lzma.compress(CSV) + b"behind the end", UNREADABLE, "valid xz"),
        ("a.csv.zst", bytes(pa.Codec("zstd").compress(CSV))[:-3], PARTLY, "ends too early"),
        ("a.csv.gz", gzip.compress(b""), EMPTY, "nothing in what is compressed"),
        ("a.csv.gz", gzip.compress(gzip.compress(CSV)), UNSUPPORTED, "compressed twice"),
        ("a.csv.bz2", bz2.compress(gzip.compress(CSV)), UNSUPPORTED, "compressed twice"),
        ("a.json", b'[{"id": 1}', UNREADABLE, "a comma or the end of its array is missing"),
        ("a.json", b'[{"id": 1},', UNREADABLE, "its array has no end"),
        ("a.json", b'[{"id": 1} {"id": 2}]', UNREADABLE, "a comma or the end of its array is missing"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_told_by_what_is_wrong_with_it(name, content, code: ErrorCode, words: str) -> None:
    with pytest.raises(DataError) as told:
        read(name, content)
    refused(told.value, code, words)


def named(name: bytes) -> bytes:
    """gzip with a name in its header."""
    plain = gzip.compress(CSV, mtime=0)
    return plain[:3] + b"\x08" + plain[4:10] + name + plain[10:]


def test_a_name_in_gzip_that_goes_on_and_on_is_refused() -> None:
    assert read("a.csv.gz", named(b"a.csv\0")) > 2
    with pytest.raises(DataError) as told:
        read("a.csv.gz", named(b"n" * 5_000 + b"\0"))
    refused(told.value, UNREADABLE, "has no end")


def zipped(write: Callable[[zipfile.ZipFile], None]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        write(archive)
    return out.getvalue()


def with_mode(mode: int) -> Callable[[zipfile.ZipFile], None]:
    info = zipfile.ZipInfo("a.csv")
    info.external_attr = mode << 16
    return lambda archive: archive.writestr(info, CSV)


def with_a_gap(archive: zipfile.ZipFile) -> None:
    archive.writestr("a.csv", CSV)
    assert archive.fp is not None
    archive.fp.write(b"x" * 99)
    archive.start_dir = archive.fp.tell()
    archive.writestr("b.csv", CSV)


def plain(archive: zipfile.ZipFile) -> None:
    archive.writestr("a.csv", CSV)


PLAIN = zipped(plain)


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (zipped(lambda archive: archive.writestr("word/document.xml", "<a/>")), UNSUPPORTED, "Office document"),
        (zipped(with_mode(0o120777)), UNREADABLE, "a link or a device"),
        (zipped(with_mode(0o020666)), UNREADABLE, "a link or a device"),
        (zipped(with_a_gap), UNREADABLE, "belong to none of its members"),
        # The head of the member has another name than the directory says.
        (PLAIN[:30] + b"b.csv" + PLAIN[35:], UNREADABLE, "not a whole, valid zip"),
        (PLAIN.replace(b"a.csv", b"a\0csv"), UNREADABLE, "not a whole, valid zip"),
        # The way it is packed, in its head and in the directory.
        (PLAIN[:8] + b"\x61" + PLAIN[9:].replace(b"PK\x01\x02\x14\x03\x14\0\0\0\0\0", b"PK\x01\x02\x14\x03\x14\0\0\0\x61\0"),
         UNSUPPORTED, "packed in a way that is not read"),
        (zipped(lambda archive: archive.writestr("../a.csv", CSV)), UNREADABLE, "leads out of the archive"),
    ],
)  # fmt: skip
def test_a_zip_is_told_by_what_is_wrong_with_it(content: bytes, code: ErrorCode, words: str) -> None:
    with pytest.raises(DataError) as told:
        read("a.zip", content)
    refused(told.value, code, words)


def test_a_member_whose_head_is_none_belongs_to_nobody() -> None:
    """A second member, since a file that does not begin like zip is none."""
    content = zipped(lambda archive: [archive.writestr(name, CSV) for name in ("a.csv", "b.csv")] and None)
    second = content.index(b"PK\x03\x04", 4)
    with pytest.raises(DataError) as told:
        read("a.zip", content[:second] + b"QK" + content[second + 2 :])
    refused(told.value, UNREADABLE, "belong to none of its members")


def test_a_head_beyond_the_end_of_a_zip_is_damage() -> None:
    at = PLAIN.index(b"PK\x01\x02") + 42
    with pytest.raises(DataError) as told:
        read("a.zip", PLAIN[:at] + struct.pack("<I", len(PLAIN) - 4) + PLAIN[at + 4 :])
    refused(told.value, UNREADABLE, "not a whole, valid zip")


def tarred(*infos: tuple[tarfile.TarInfo, bytes]) -> bytes:
    out = b""
    for info, content in infos:
        out += info.tobuf(tarfile.GNU_FORMAT) + content + b"\0" * (-len(content) % 512)
    return out + b"\0" * 1024


def member(name: str, size: int = len(CSV), kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (tarred((member("a.csv", 9_999), CSV)), PARTLY, "the archive ends too early"),
        (tarred((member("a.csv", 0, tarfile.GNUTYPE_SPARSE), b"")), UNREADABLE, "or has holes"),
        (tarred((member("a", len(CSV), tarfile.DIRTYPE), CSV)), UNREADABLE, "a folder of the archive"),
        (tarred((member("a.csv"), CSV), (member("long", 4, tarfile.GNUTYPE_LONGNAME), b"name"))[:-1024]
         + b"no head" * 80, UNREADABLE, "not a whole, valid tar"),
    ],
)  # fmt: skip
def test_a_tar_is_told_by_what_is_wrong_with_it(content: bytes, code: ErrorCode, words: str) -> None:
    with pytest.raises(DataError) as told:
        read("a.tar", content)
    refused(told.value, code, words)


def workbook(*parts: tuple[str, str]) -> bytes:
    return zipped(
        lambda archive: [archive.writestr(*part) for part in (("xl/workbook.xml", "<a/>"), *parts)] and None
    )


def test_a_part_of_a_workbook_that_is_no_xml_is_named_so() -> None:
    with pytest.raises(DataError) as told:
        read("a.xlsx", workbook(("xl/worksheets/sheet1.xml", "<")))
    refused(told.value, UNREADABLE, "a part of the workbook is no XML")


def test_a_part_of_a_workbook_that_is_too_large_is_not_unpacked(monkeypatch) -> None:
    monkeypatch.setattr(xlsx, "_LONGEST_PART", 20)
    with pytest.raises(DataError) as told:
        read("a.xlsx", workbook(("xl/worksheets/sheet1.xml", f"<a>{'1' * 30}</a>")))
    refused(told.value, UNREADABLE, "too large to be read")


def parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, store_schema=False)
    return out.getvalue()


def orcs(table: pa.Table) -> bytes:
    out = io.BytesIO()
    orc.write_table(table, out)
    return out.getvalue()


TWINS = [pa.field("n", pa.int64()), pa.field("n", pa.int64())]
ONE, TWO = pa.array([1]), pa.array([2])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.orc", orcs(pa.Table.from_arrays([ONE, TWO], schema=pa.schema(TWINS)))),
        ("a.parquet", parquet(pa.Table.from_arrays([ONE, TWO], schema=pa.schema(TWINS)))),
        ("a.parquet", parquet(pa.table({"s": pa.StructArray.from_arrays([ONE, TWO], fields=TWINS)}))),
    ],
)
def test_two_columns_of_one_name_are_refused(name: str, content: bytes) -> None:
    with pytest.raises(DataError) as told:
        read(name, content)
    refused(told.value, UNREADABLE, "two columns have the same name")


def test_parquet_that_promises_more_rows_than_its_groups_hold_is_only_partly_there() -> None:
    content = parquet(pa.table({"id": [1, 2, 3, 4, 5]}))
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    # The first number of five in the footer (in zigzag: ten) is that of all rows.
    promised = content[footer:].replace(b"\x16\x0a", b"\x16\x0c", 1)
    with pytest.raises(DataError) as told:
        read("a.parquet", content[:footer] + promised)
    refused(told.value, PARTLY, "5 rows were read of 6")
