"""Private copies without a name.

A spool is one temporary file that no directory lists: ``kill -9`` leaves nothing behind, and no
other user can open it. All files of a dataset lie in it one after another, so a dataset of ten
thousand parts costs one file descriptor. Readers use positioned reads on their own duplicate of the
descriptor: any number of them can read at once, and closing the spool does not pull it from under
them.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from airflow_gov_provider.core.errors import DataError, ErrorCode

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

#: Bytes moved at a time.
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where in a spool a file lies: its first byte, its size in bytes and its ``sha256:…``."""

    start: int
    size: int
    digest: str


class Spool:
    """An unnamed file, readable by its owner only, that grows at its end.

    :param directory: where it takes its room; None: the system's temporary directory.
    :raises DataError: ``SPOOL_UNWRITABLE``.
    """

    def __init__(self, directory: Path | None = None) -> None:
        try:
            # O_TMPFILE where the file system has it; else created 0600 and unlinked at once, empty.
            self._file = tempfile.TemporaryFile(buffering=0, dir=directory)  # noqa: SIM115 - close() ends it
        except OSError as error:
            raise _unwritable(error) from None
        #: Where it takes its room; None: the system's temporary directory.
        self.directory = directory
        self._end = 0
        self._open_sink: SpoolSink | None = None

    def add(self) -> SpoolSink:
        """A stream to write the next file to; one at a time."""
        if self._open_sink is not None and not self._open_sink.closed:
            raise RuntimeError("a spool takes one file at a time")
        self._open_sink = SpoolSink(self._file.fileno(), self._end, self._grown)
        return self._open_sink

    def another(self) -> Spool:
        """A new one in the same directory, for what has to be unpacked. :raises DataError: as this one."""
        return Spool(self.directory)

    def _grown(self, size: int) -> None:
        self._end += size

    def open(self, stretch: Stretch) -> BinaryIO:
        """A file of the spool, from its start, with a position of its own. The caller closes it."""
        raw = _SpoolSource(os.dup(self._file.fileno()), stretch.start, stretch.size)
        return cast("BinaryIO", io.BufferedReader(raw, CHUNK))

    def close(self) -> None:
        """Give the room back (once the last reader is closed too). May be called twice."""
        self._file.close()


class Scratch:
    """An unnamed file for what does not fit into memory; there is none before something is written.

    :param directory: where it takes its room; None: the system's temporary directory.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory
        self._spool: Spool | None = None

    def write(self, data: bytes) -> int:
        """Put bytes at its end; where they begin. :raises DataError: ``SPOOL_UNWRITABLE``."""
        self._spool = self._spool or Spool(self._directory)
        with self._spool.add() as sink:
            sink.write(data)
            return sink.stretch.start

    def read(self, start: int, size: int) -> bytes:
        """What was written there. :raises DataError: ``SOURCE_PARTLY_READ`` when it is not there."""
        if self._spool is None:
            raise ValueError("nothing has been written")
        with self._spool.open(Stretch(start, size, "")) as file:
            return file.read()

    def close(self) -> None:
        """Give the room back. May be called twice."""
        if self._spool is not None:
            self._spool.close()


class SpoolSink(io.RawIOBase):
    """Writes one file into a spool and digests it on the way."""

    def __init__(self, fd: int, start: int, on_close: Callable[[int], None]) -> None:
        self._fd = fd
        self._start = start
        self._size = 0
        self._hash = hashlib.sha256()
        self._on_close = on_close

    def writable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Bytes written so far."""
        return self._size

    def write(self, data: ReadableBuffer, /) -> int:
        """Write all of ``data``. :raises DataError: ``SPOOL_UNWRITABLE``."""
        view = memoryview(data).cast("B")
        done = 0
        while done < len(view):
            try:
                done += os.pwrite(self._fd, view[done:], self._start + self._size + done)
            except OSError as error:
                raise _unwritable(error) from None
        self._hash.update(view)
        self._size += len(view)
        return len(view)

    def close(self) -> None:
        """Keep what was written."""
        if not self.closed:
            self._on_close(self._size)
        super().close()

    @property
    def stretch(self) -> Stretch:
        """Where it lies and what it is."""
        return Stretch(self._start, self._size, f"sha256:{self._hash.hexdigest()}")


class _SpoolSource(io.RawIOBase):
    """Reads one stretch by positioned reads on a descriptor of its own."""

    def __init__(self, fd: int, start: int, size: int) -> None:
        self._fd = fd
        self._start = start
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError(errno.EINVAL, "a position before the start")  # as of any file
        self._at = base + offset
        return self._at

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        wanted = min(len(view), max(0, self._size - self._at))
        if not wanted:
            return 0
        got = os.preadv(self._fd, [view[:wanted]], self._start + self._at)
        if got == 0:
            raise DataError(
                ErrorCode.SOURCE_PARTLY_READ,
                "the private copy ends too early",
                hint="nothing but this process can reach it: look for faults of the disk",
            )
        self._at += got
        return got

    def close(self) -> None:
        if not self.closed:
            os.close(self._fd)
        super().close()


def _unwritable(error: OSError) -> DataError:
    return DataError(
        ErrorCode.SPOOL_UNWRITABLE,
        f"no private copy can be made ({os.strerror(error.errno or 0)})",
        hint="[governance] spool_dir must be a directory of ours with room for the whole dataset",
    )
