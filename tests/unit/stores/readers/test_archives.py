"""Archives and compressed files: read whole and by content, or refused; never half read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Callable
from hashlib import sha256

import pyarrow as pa
import pytest

from airflow_gov_provider.core.datasets import Batch, Place
from airflow_gov_provider.core.errors import DataError, ErrorCode, MaskingError
from airflow_gov_provider.stores.readers import gzip as limits
from airflow_gov_provider.stores.readers import members
from airflow_gov_provider.stores.readers.reader import StoredReader
from tests.fixtures_stores import LocalStore, quiet

CSV = b"id,email\n1,ann@example.com\n2,bob@example.com\n"
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda data: bytes(pa.Codec("zstd").compress(data)),
}


def batches(tmp_path, content: bytes, name: str = "data") -> list[Batch]:
    store = LocalStore(tmp_path)
    with StoredReader(store.clients).take_in(store.put(name, content), quiet) as taken:
        return list(taken.batches())


def columns(found: list[Batch], place: Place = Place.VALUES) -> dict[str, int]:
    """Leaf names and how many values they have."""
    counts: dict[str, int] = {}
    for one in found:
        for name, column in zip(one.rows.schema.names, one.rows.columns, strict=True):
            leaves = {name: column}
            if pa.types.is_struct(column.type):
                leaves = {f"{name}.{field.name}": column.field(field.name) for field in column.type}
            for leaf, values in leaves.items() if one.place is place else ():
                counts[leaf] = counts.get(leaf, 0) + len(values)
    return counts


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.comment = comment
    return out.getvalue()


def tarred(*infos: tuple[tarfile.TarInfo, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for info, content in infos:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, **more) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type = kind
    for key, value in more.items():
        setattr(info, key, value)
    return info


@pytest.mark.parametrize("name", ["people.csv", "people", "people.parquet"])
@pytest.mark.parametrize("pack", PACKED)
def test_what_is_compressed_is_read_and_what_is_cut_or_goes_on_is_not(tmp_path, pack: str, name: str) -> None:
    if name.endswith("parquet"):
        with pytest.raises(DataError):
            batches(tmp_path, PACKED[pack](CSV), f"{name}.{pack}")
        return
    packed = PACKED[pack](CSV)
    assert columns(batches(tmp_path, packed, f"{name}.{pack}")) == {"id": 2, "email": 2}
    assert columns(batches(tmp_path, packed, "called.csv")) == {"id": 2, "email": 2}
    # zstd has a checksum only where its writer wished it.
    flipped = packed[:-5] if pack == "zst" else packed[:20] + b"\xff\xff\xff" + packed[23:]
    for damaged in (packed[:-5], packed + b"more", flipped):
        with pytest.raises(DataError):
            batches(tmp_path, damaged, f"{name}.{pack}")


@pytest.mark.parametrize("pack", PACKED)
def test_what_is_compressed_is_written_back_so(tmp_path, pack: str) -> None:
    store = LocalStore(tmp_path)
    reader = StoredReader(store.clients)
    with (
        reader.take_in(store.put(f"a.csv.{pack}", PACKED[pack](CSV)), quiet) as taken,
        reader.rewrite(taken, lambda batch: batch.rows, quiet) as again,
    ):
        packed = again.open(f"a.csv.{pack}").read()
    assert packed[:2] == PACKED[pack](CSV)[:2]
    assert columns(batches(tmp_path, packed)) == {"id": 2, "email": 2}


@pytest.mark.parametrize("pack", PACKED)
def test_a_bomb_ends_at_the_limit(tmp_path, monkeypatch: pytest.MonkeyPatch, pack: str) -> None:
    monkeypatch.setattr(limits, "MOST_BEYOND", 1 << 20)
    with pytest.raises(DataError, match="grows"):
        batches(tmp_path, PACKED[pack](CSV + b"1,2\n" * (8 << 20)), "a.csv")


@pytest.mark.parametrize(
    "content",
    [
        zipped({"in/people.csv": CSV}),
        zipped({"people.csv": CSV}, zipfile.ZIP_STORED, b"a comment"),
        zipped({"people.csv": CSV}, zipfile.ZIP_LZMA),
        zipped({"inner.zip": zipped({"people.csv": CSV})}),
        zipped({"inner.tar.gz": gzip.compress(tarred((member("people.csv.gz"), gzip.compress(CSV))))}),
        tarred((member("in", tarfile.DIRTYPE), b""), (member("in/people.csv"), CSV)),
        tarred((member("in/" + "x" * 200 + ".csv"), CSV), form=tarfile.GNU_FORMAT),
        tarred((member("people.csv"), CSV), form=tarfile.USTAR_FORMAT),
        lzma.compress(tarred((member("people.csv"), CSV))),
    ],
)
def test_one_member_is_read_under_its_own_columns_however_deep_it_lies(tmp_path, content: bytes) -> None:
    assert columns(batches(tmp_path, content)) == {"id": 2, "email": 2}


def test_several_members_are_told_apart_and_their_names_are_names_of_files(tmp_path) -> None:
    found = batches(tmp_path, zipped({"a.csv": CSV, "in/b.jsonl": b'{"id": 1}\n'}), "both.zip")
    assert columns(found) == {"a.csv.id": 2, "a.csv.email": 2, "in/b.jsonl.id": 1}
    assert {one.file for one in found if one.place is Place.VALUES} == {
        "both.zip/a.csv",
        "both.zip/in/b.jsonl",
    }


@pytest.mark.parametrize(
    "content",
    [
        zipped({"a.csv": CSV}, comment=b"eve@example.com"),
        tarred((member("a.csv", pax_headers={"comment": "eve@example.com"}), CSV)),
        tarred((member("a.csv", uname="eve@example.com"), CSV)),
        zipped({"in/eve@example.com/": b"", "a.csv": CSV}),
        tarred((member("in/eve@example.com", tarfile.DIRTYPE), b""), (member("a.csv"), CSV)),
        tarred((member("a.csv"), CSV), (member("in", tarfile.DIRTYPE, uname="eve@example.com"), b"")),
    ],
)
def test_what_travels_beside_the_members_is_metadata(tmp_path, content: bytes) -> None:
    texts = [
        text
        for one in batches(tmp_path, content)
        if one.place is Place.METADATA
        for text in one.rows.column(0).to_pylist()
    ]
    assert "eve@example.com" in texts


def encrypted() -> bytes:
    data = bytearray(zipped({"a.csv": CSV}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def linked() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("a.csv")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def with_a_forgotten_member() -> bytes:
    """A second member whose entry in the directory is gone."""
    data = zipped({"a.csv": CSV, "b.csv": CSV})
    at = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", at + 4)
    end = data.rindex(b"PK\x05\x06")
    fields = list(struct.unpack("<4s4H2IH", data[end:]))
    fields[3] = fields[4] = 1
    fields[5] = second - at
    return data[:second] + struct.pack("<4s4H2IH", *fields)


ZIP, TAR = zipped({"a.csv": CSV}), tarred((member("a.csv"), CSV))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (zipped({"../a.csv": CSV}), ErrorCode.SOURCE_UNREADABLE),
        (zipped({"/a.csv": CSV}), ErrorCode.SOURCE_UNREADABLE),
        (zipped({"..\\a.csv": CSV}), ErrorCode.SOURCE_UNREADABLE),
        (zipped({"C:\\a.csv": CSV}), ErrorCode.SOURCE_UNREADABLE),
        (zipped({}), ErrorCode.SOURCE_EMPTY),
        (zipped({"a.bin": b"\0\1\2"}), ErrorCode.FORMAT_UNSUPPORTED),
        (zipped({"a.csv": CSV, "in/": CSV}), ErrorCode.SOURCE_UNREADABLE),
        (encrypted(), ErrorCode.FORMAT_UNSUPPORTED),
        (linked(), ErrorCode.SOURCE_UNREADABLE),
        (with_a_forgotten_member(), ErrorCode.SOURCE_UNREADABLE),
        (ZIP[:-30], ErrorCode.SOURCE_UNREADABLE),
        (ZIP + b"ann@example.com", ErrorCode.SOURCE_UNREADABLE),
        (b"ann@example.com\0" + ZIP, ErrorCode.FORMAT_UNSUPPORTED),
        (zipped({"a.csv": CSV}, zipfile.ZIP_STORED).replace(b"ann@", b"eve@"), ErrorCode.SOURCE_UNREADABLE),
        (tarred((member("../a.csv"), CSV)), ErrorCode.SOURCE_UNREADABLE),
        (tarred((member("/a.csv"), CSV)), ErrorCode.SOURCE_UNREADABLE),
        (tarred((member("a", tarfile.SYMTYPE, linkname="/etc/passwd"), b"")), ErrorCode.SOURCE_UNREADABLE),
        (tarred((member("a", tarfile.LNKTYPE, linkname="b"), b"")), ErrorCode.SOURCE_UNREADABLE),
        (tarred((member("a", tarfile.CHRTYPE), b"")), ErrorCode.SOURCE_UNREADABLE),
        (tarred((member("a", tarfile.FIFOTYPE), b"")), ErrorCode.SOURCE_UNREADABLE),
        (TAR[:1024], ErrorCode.SOURCE_PARTLY_READ),
        (TAR[:540], None),
        (TAR + b"ann@example.com", ErrorCode.SOURCE_UNREADABLE),
        (gzip.compress(gzip.compress(CSV)), ErrorCode.FORMAT_UNSUPPORTED),
    ],
)
def test_what_is_unsafe_damaged_or_hidden_in_an_archive_is_an_error(
    tmp_path, content: bytes, code: ErrorCode | None
) -> None:
    with pytest.raises(DataError) as caught:
        batches(tmp_path, content)
    assert code is None or caught.value.code is code
    assert "ann@" not in str(caught.value)


LONG = "x" * 200
NOISE = b"".join(b"%d,%s\n" % (n, sha256(b"%d" % n).hexdigest().encode()) for n in range(5_000))


@pytest.mark.parametrize(
    "content",
    [
        TAR,
        tarred((member(LONG), CSV), form=tarfile.GNU_FORMAT),
        tarred((member(LONG), CSV), form=tarfile.PAX_FORMAT),
        tarred((member("in", tarfile.DIRTYPE), b""), (member("a.csv"), CSV)),
    ],
)
def test_bytes_that_fill_up_a_block_of_a_tar_file_are_zeros(tmp_path, content: bytes) -> None:
    assert columns(batches(tmp_path, content)) == {"id": 2, "email": 2}
    ends = [content.index(CSV) + len(CSV)]
    if LONG.encode() in content[512:1024]:
        ends.append(1020)
    for end in ends:
        hidden = content[:end] + b"ann" + content[end + 3 :]
        with pytest.raises(DataError, match="follow the end of a member"):
            batches(tmp_path, hidden)


@pytest.mark.parametrize("content", [CSV, CSV + b"1,x\n" * 90_000, CSV + NOISE])
def test_a_zstd_file_may_not_hold_frames_that_are_skipped(tmp_path, content: bytes) -> None:
    packed = PACKED["zst"](content)

    def skipped(data: bytes) -> bytes:
        return struct.pack("<II", 0x184D2A5E, len(data)) + data

    for whole in (packed, packed + skipped(b"size") + PACKED["zst"](b"3,eve@example.com\n")):
        assert batches(tmp_path, whole, "a.csv.zst")
    for hidden in (packed + skipped(b"eve@example.com"), packed + skipped(b"hello") + packed):
        with pytest.raises(DataError, match="skipped"):
            batches(tmp_path, hidden, "a.csv.zst")


def test_archives_in_archives_end_at_a_depth(tmp_path) -> None:
    content = ZIP
    for _ in range(6):
        content = zipped({"a.zip": content})
    with pytest.raises(DataError, match="deep"):
        batches(tmp_path, content)


def test_members_that_together_unpack_to_too_much_end_at_one_limit(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_BEYOND", 1 << 20)
    monkeypatch.setattr(limits, "MOST_GROWTH", 0)
    one = b"id,n\n" + b"1,2\n" * 100_000
    assert columns(batches(tmp_path, zipped({"a.csv": one, "b.csv": one})))["a.csv.id"] == 100_000
    with pytest.raises(DataError, match="grows"):
        batches(tmp_path, zipped({"a.csv": one, "in.zip": zipped({"b.csv": one, "c.csv": one})}))


def test_too_many_members_are_refused(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow_gov_provider.stores.readers import tar_members, zip_members

    for module in (members, tar_members, zip_members):
        monkeypatch.setattr(module, "MEMBERS", 2)
    names = ["a.csv", "b.csv", "c.csv"]
    for content in (zipped(dict.fromkeys(names, CSV)), tarred(*((member(name), CSV) for name in names))):
        with pytest.raises(DataError, match="members"):
            batches(tmp_path, content)


@pytest.mark.parametrize("content", [ZIP, TAR])
def test_an_archive_is_not_written_back(tmp_path, content: bytes) -> None:
    store = LocalStore(tmp_path)
    reader = StoredReader(store.clients)
    with (
        reader.take_in(store.put("a", content), quiet) as taken,
        pytest.raises(MaskingError) as caught,
    ):
        reader.rewrite(taken, lambda batch: batch.rows, quiet)
    assert caught.value.code is ErrorCode.MASKING_UNSUPPORTED
