"""Private copies: exact, unnamed, independent."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path

import pytest

from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.stores import spool as subject
from airflow_gov_provider.stores.spool import Spool


def add(spool: Spool, content: bytes) -> subject.Stretch:
    with spool.add() as sink:
        sink.write(content)
        return sink.stretch


def test_files_lie_side_by_side_and_are_read_back_exactly(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    contents = [b"", b"one", os.urandom(3 << 20), b"two"]
    stretches = [add(spool, content) for content in contents]
    for content, stretch in zip(contents, stretches, strict=True):
        assert (stretch.size, stretch.digest) == (
            len(content),
            f"sha256:{hashlib.sha256(content).hexdigest()}",
        )
        with spool.open(stretch) as file:
            assert file.read() == content
            assert file.seek(-2, os.SEEK_END) >= 0 if content else file.tell() == 0
            assert file.read() == content[-2:]
    spool.close()


def test_a_reader_never_sees_the_neighbour(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    first, _ = add(spool, b"first"), add(spool, b"secret")
    with spool.open(first) as file:
        file.seek(3)
        assert file.read(100) == b"st"
        file.seek(100)
        assert file.read() == b""
        with pytest.raises(OSError, match="before the start"):
            file.seek(-1)
    spool.close()


def test_only_one_file_is_written_at_a_time(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    sink = spool.add()
    with pytest.raises(RuntimeError):
        spool.add()
    sink.close()
    spool.add().close()
    spool.close()


def test_a_file_given_up_does_not_disturb_the_next(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    with spool.add() as given_up:
        given_up.write(b"half of")
    with spool.open(add(spool, b"whole")) as file:
        assert file.read() == b"whole"
    spool.close()


def test_nobody_else_can_open_it(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    status = os.fstat(spool._file.fileno())
    assert status.st_nlink == 0
    assert stat.S_IMODE(status.st_mode) & 0o077 == 0
    assert list(tmp_path.iterdir()) == []
    spool.close()


def test_a_full_disk_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    spool = Spool(tmp_path)
    monkeypatch.setattr(subject.os, "pwrite", full)
    with spool.add() as sink, pytest.raises(DataError, match="No space") as caught:
        sink.write(b"x")
    assert caught.value.code is ErrorCode.SPOOL_UNWRITABLE


def test_a_short_write_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.pwrite
    monkeypatch.setattr(subject.os, "pwrite", lambda fd, data, at: real(fd, data[:2], at))
    spool = Spool(tmp_path)
    with spool.open(add(spool, b"abcdefg")) as file:
        assert file.read() == b"abcdefg"
    spool.close()


def test_a_copy_that_shrank_is_never_read_as_if_it_were_whole(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    stretch = add(spool, b"abcdefg")
    spool._file.truncate(3)
    with spool.open(stretch) as file, pytest.raises(DataError) as caught:
        file.read()
    assert caught.value.code is ErrorCode.SOURCE_PARTLY_READ
    spool.close()
