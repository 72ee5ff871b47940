"""What any writer owes the gate, on local files and on a real S3 server alike."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import select
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from airflow_gov_provider.core.datasets import DatasetRef, FileVersion, Snapshot
from airflow_gov_provider.core.errors import DataChangedError, DestinationError, ErrorCode
from airflow_gov_provider.stores.readers.reader import StoredReader
from airflow_gov_provider.stores.writers import local, objects
from airflow_gov_provider.stores.writers.local import LocalShelf
from airflow_gov_provider.stores.writers.shelves import Delivery
from airflow_gov_provider.stores.writers.writer import StoredWriter
from tests.fixtures_stores import LocalStore, Store, quiet

NOTHING: frozenset[FileVersion] = frozenset()
FILES = {"a.csv": b"id\n1\n", "deep/ünï +%.csv": b"id\n2\n", "_SUCCESS": b""}


class Taken:
    """A snapshot in memory; ``tampered`` replaces the bytes that are handed out."""

    def __init__(
        self, files: dict[str, bytes], dataset: str = "s3://lake/in/", *, tampered: bytes = b""
    ) -> None:
        self._files = files
        self._tampered = tampered
        self.snapshot = Snapshot(
            DatasetRef.parse(dataset), tuple(sorted(version(*item) for item in files.items()))
        )

    def open(self, path: str) -> BinaryIO:
        return io.BytesIO(self._tampered or self._files[path])

    def batches(self):
        raise AssertionError("a writer needs no rows")

    def close(self) -> None:
        raise AssertionError("a snapshot belongs to the gate")


def version(path: str, content: bytes) -> FileVersion:
    return FileVersion(path, len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")


def test_a_prefix_holds_exactly_the_files_of_the_snapshot(
    store: Store, writer: StoredWriter, reader: StoredReader
) -> None:
    taken = Taken(FILES)
    published = writer.publish(store.ref("out/"), taken, NOTHING, quiet)
    assert store.contents("out/") == FILES
    assert published.files == taken.snapshot.files
    assert published.dataset == store.ref("out/")
    assert reader.identify(store.ref("out/")) == published


def test_a_single_file_takes_the_name_of_its_destination(store: Store, writer: StoredWriter) -> None:
    taken = Taken({"a.csv": b"id\n1\n"}, "s3://lake/in/a.csv")
    published = writer.publish(store.ref("out/people.csv"), taken, NOTHING, quiet)
    assert store.contents("out/") == {"people.csv": b"id\n1\n"}
    assert published.files == (version("people.csv", b"id\n1\n"),)


def test_a_single_file_keeps_its_name_below_a_prefix(store: Store, writer: StoredWriter) -> None:
    writer.publish(store.ref("out/"), Taken({"a.csv": b"id\n"}, "s3://lake/in/a.csv"), NOTHING, quiet)
    assert store.contents("out/") == {"a.csv": b"id\n"}


def test_a_prefix_does_not_fit_into_a_file(store: Store, writer: StoredWriter) -> None:
    with pytest.raises(DestinationError, match="slash") as caught:
        writer.publish(store.ref("out"), Taken({"a.csv": b"id\n"}), NOTHING, quiet)
    assert caught.value.code is ErrorCode.DESTINATION_UNWRITABLE


@pytest.mark.parametrize(
    "stranger", ["a.csv", "other.csv", "deep/other.csv", ".hidden", "same-size/x"], ids=lambda path: path
)
def test_somebody_elses_file_stops_everything_before_a_byte_is_written(
    store: Store, writer: StoredWriter, stranger: str
) -> None:
    store.put(f"out/{stranger}", b"id\n9\n")
    with pytest.raises(DestinationError) as caught:
        writer.publish(store.ref("out/"), Taken(FILES), NOTHING, quiet)
    assert caught.value.code is ErrorCode.DESTINATION_OCCUPIED
    assert store.contents("out/") == {stranger: b"id\n9\n"}
    assert "1 file " in str(caught.value)


def test_neighbours_of_a_single_file_are_nobodys_business(store: Store, writer: StoredWriter) -> None:
    store.put("out/neighbour.csv", b"theirs")
    writer.publish(store.ref("out/a.csv"), Taken({"a.csv": b"id\n"}, "s3://lake/a.csv"), NOTHING, quiet)
    assert store.contents("out/") == {"a.csv": b"id\n", "neighbour.csv": b"theirs"}


def test_an_earlier_publication_is_replaced_and_what_left_it_goes(store: Store, writer: StoredWriter) -> None:
    first = writer.publish(store.ref("out/"), Taken(FILES), NOTHING, quiet)
    again = {"a.csv": b"id\n1\n2\n", "_SUCCESS": b"", "new.csv": b"id\n"}
    published = writer.publish(store.ref("out/"), Taken(again), frozenset(first.files), quiet)
    assert store.contents("out/") == again
    assert published.files == Taken(again).snapshot.files


def test_what_is_owned_counts_by_its_bytes_and_not_by_its_name(store: Store, writer: StoredWriter) -> None:
    store.put("out/a.csv", b"id\n9\n")
    owned = frozenset({version("a.csv", b"id\n1\n")})
    with pytest.raises(DestinationError) as caught:
        writer.publish(store.ref("out/"), Taken({"a.csv": b"id\n2\n"}), owned, quiet)
    assert caught.value.code is ErrorCode.DESTINATION_OCCUPIED


def test_new_files_are_there_before_old_ones_go(store: Store, writer: StoredWriter) -> None:
    first = writer.publish(store.ref("out/"), Taken({"old.csv": b"old\n"}), NOTHING, quiet)
    seen: list[set[str]] = []

    def look(_phase: str, done: int, _total: int) -> None:
        if done:
            seen.append(set(store.contents("out/")))

    files = {"x.csv": b"x\n", "y.csv": b"y\n"}
    writer.publish(store.ref("out/"), Taken(files), frozenset(first.files), look)
    assert all("old.csv" in names for names in seen)
    assert set(store.contents("out/")) == set(files)


def test_a_repetition_writes_nothing(store: Store, writer: StoredWriter) -> None:
    writer.publish(store.ref("out/"), Taken(FILES), NOTHING, quiet)
    told: list[tuple[str, int, int]] = []
    published = writer.publish(store.ref("out/"), Taken(FILES), NOTHING, lambda *step: told.append(step))
    assert told == [("publish", 0, 0)]
    assert published.files == Taken(FILES).snapshot.files


def test_half_a_publication_is_completed(store: Store, writer: StoredWriter) -> None:
    store.put("out/a.csv", FILES["a.csv"])
    writer.publish(store.ref("out/"), Taken(FILES), NOTHING, quiet)
    assert store.contents("out/") == FILES


@pytest.mark.parametrize("big", [False, True])
def test_other_bytes_than_those_judged_are_never_shown(
    store: Store, writer: StoredWriter, monkeypatch: pytest.MonkeyPatch, big: bool
) -> None:
    if big:
        monkeypatch.setattr(objects, "PART", 5 << 20)
    content = b"x" * (12 << 20) if big else b"id\n1\n"
    taken = Taken({"a.csv": content}, tampered=content[:-1] + b"!")
    with pytest.raises(DataChangedError):
        writer.publish(store.ref("out/"), taken, NOTHING, quiet)
    assert store.contents("out/") == {}


def test_a_big_file_goes_in_parts_and_arrives_whole(
    store: Store, writer: StoredWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "PART", 5 << 20)
    content = os.urandom(12 << 20)
    first = writer.publish(store.ref("out/"), Taken({"a.csv": content}), NOTHING, quiet)
    assert store.contents("out/") == {"a.csv": content}
    other = content[::-1]
    writer.publish(store.ref("out/"), Taken({"a.csv": other}), frozenset(first.files), quiet)
    assert store.contents("out/") == {"a.csv": other}


def meddling(store: Store, path: str, content: bytes) -> Callable[[str, int, int], None]:
    """Somebody writes there after the gate has looked and before its file is shown."""

    def progress(_phase: str, done: int, _total: int) -> None:
        if done:
            store.put(path, content)

    return progress


def test_somebody_who_is_faster_is_not_overwritten(store: Store, writer: StoredWriter) -> None:
    with pytest.raises(DestinationError) as caught:
        writer.publish(
            store.ref("out/"), Taken({"a.csv": b"ours"}), NOTHING, meddling(store, "out/a.csv", b"theirs")
        )
    assert caught.value.code is ErrorCode.DESTINATION_OCCUPIED
    assert store.contents("out/") == {"a.csv": b"theirs"}


def test_somebody_who_overwrites_our_file_is_not_overwritten(store: Store, writer: StoredWriter) -> None:
    first = writer.publish(store.ref("out/"), Taken({"a.csv": b"old!"}), NOTHING, quiet)
    progress = meddling(store, "out/a.csv", b"theirs")
    with pytest.raises(DestinationError) as caught:
        writer.publish(store.ref("out/"), Taken({"a.csv": b"ours"}), frozenset(first.files), progress)
    assert caught.value.code is ErrorCode.DESTINATION_OCCUPIED
    assert store.contents("out/") == {"a.csv": b"theirs"}


def test_somebody_who_is_faster_with_the_same_bytes_does_no_harm(store: Store, writer: StoredWriter) -> None:
    writer.publish(
        store.ref("out/"), Taken({"a.csv": b"ours"}), NOTHING, meddling(store, "out/a.csv", b"ours")
    )
    assert store.contents("out/") == {"a.csv": b"ours"}


def test_a_stranger_who_comes_meanwhile_is_noticed(store: Store, writer: StoredWriter) -> None:
    with pytest.raises(DataChangedError):
        writer.publish(
            store.ref("out/"), Taken({"a.csv": b"ours"}), NOTHING, meddling(store, "out/b.csv", b"theirs")
        )


@pytest.mark.parametrize("path", ["../escaped.csv", "a/../../escaped.csv", "/etc/escaped", "a//b", "./a"])
def test_no_path_leads_out_of_the_destination(store: Store, writer: StoredWriter, path: str) -> None:
    with pytest.raises(DestinationError):
        writer.publish(store.ref("out/"), Taken({path: b"x"}), NOTHING, quiet)
    assert store.contents("") == {}


def test_local_files_can_be_read_by_others_and_written_by_us_only(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    StoredWriter(store.clients).publish(store.ref("out/"), Taken(FILES), NOTHING, quiet)
    assert stat.S_IMODE((tmp_path / "out/a.csv").stat().st_mode) == 0o644


def test_a_stricter_umask_is_kept(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    before = os.umask(0o077)
    try:
        StoredWriter(store.clients).publish(store.ref("out/"), Taken(FILES), NOTHING, quiet)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out/a.csv").stat().st_mode) == 0o600


def test_directories_that_became_empty_go_and_others_stay(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    writer = StoredWriter(store.clients)
    first = writer.publish(store.ref("out/"), Taken({"a/b/c.csv": b"1", "a/d.csv": b"2"}), NOTHING, quiet)
    writer.publish(store.ref("out/"), Taken({"a/d.csv": b"2"}), frozenset(first.files), quiet)
    assert not (tmp_path / "out/a/b").exists()
    assert (tmp_path / "out/a/d.csv").exists()


@pytest.mark.parametrize("replacing", [False, True])
def test_a_file_system_without_unnamed_files_will_do(tmp_path: Path, replacing: bool) -> None:
    shelf = LocalShelf(LocalStore(tmp_path).ref("out/"), unnamed=False)
    (tmp_path / "out").mkdir()
    if replacing:
        (tmp_path / "out/a.csv").write_bytes(b"old")
    replaces = shelf.place.files()[0] if replacing else None
    names: list[str] = []

    def look(_: int) -> None:
        names.extend(path.name for path in (tmp_path / "out").iterdir() if path.name != "a.csv")

    shelf.put(Delivery(version("a.csv", b"new"), lambda: io.BytesIO(b"new"), replaces), look)
    assert names
    assert all(local.PARTIAL.fullmatch(name) for name in names)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.csv"]
    assert (tmp_path / "out/a.csv").read_bytes() == b"new"
    with pytest.raises(DataChangedError):
        shelf.put(Delivery(version("b.csv", b"new"), lambda: io.BytesIO(b"NEW")), look)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.csv"]


def test_what_a_killed_publication_left_is_swept_away(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    writer = StoredWriter(store.clients)
    store.put(f"out/deep/.gov-{'0' * 32}.partial", b"half of a fi")
    writer.publish(store.ref("out/"), Taken(FILES), NOTHING, quiet)
    assert store.contents("out/") == FILES


def test_a_near_miss_of_our_leftovers_is_somebody_elses(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put(f"out/.gov-{'0' * 31}.partial", b"theirs")
    with pytest.raises(DestinationError):
        StoredWriter(store.clients).publish(store.ref("out/"), Taken(FILES), NOTHING, quiet)


def test_a_full_disk_is_an_error_of_the_destination_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_fd: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(local.os, "fsync", full)
    store = LocalStore(tmp_path)
    (tmp_path / "out").mkdir()
    with pytest.raises(DestinationError, match="No space left") as caught:
        StoredWriter(store.clients).publish(store.ref("out/"), Taken(FILES), NOTHING, quiet)
    assert caught.value.code is ErrorCode.DESTINATION_UNWRITABLE
    assert store.contents("out/") == {}


KILLED = """
import sys, time
from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.stores.readers.reader import StoredReader
from airflow_gov_provider.stores.writers.writer import StoredWriter

source, destination, spool = sys.argv[1:]
quiet = lambda *_: None

def hold(phase, done, total):
    if done:
        print("in the middle", flush=True)
        sys.stdin.read()

from pathlib import Path
taken = StoredReader(None, Path(spool)).take_in(DatasetRef.parse(source), quiet)
StoredWriter(None).publish(DatasetRef.parse(destination), taken, frozenset(), hold)
"""


def test_a_publication_that_is_killed_in_its_middle_leaves_no_file(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    source = store.put("in.csv", b"id\n" + b"1\n" * (3 << 20))
    (tmp_path / "spool").mkdir()
    arguments = [source.path, str(tmp_path / "out.csv"), str(tmp_path / "spool")]
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert select.select([process.stdout], [], [], 60)[0]
        assert process.stdout.readline() == b"in the middle\n"
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert left == {"in.csv", "spool"}
