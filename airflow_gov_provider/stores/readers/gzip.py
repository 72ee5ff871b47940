"""Compressed text: any number of gzip members, and nothing after them."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from typing import TYPE_CHECKING, BinaryIO, cast

from airflow_gov_provider.stores.readers.faults import partly_read, unreadable
from airflow_gov_provider.stores.spool import CHUNK

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC = b"\x1f\x8b"

#: A file may grow by this factor, and by this many bytes beyond: more is made to exhaust us.
MOST_GROWTH = 100
MOST_BEYOND = 1 << 30


def inflate(source: BinaryIO, where: str) -> BinaryIO:
    """The text inside ``source``; reading it raises DataError for all that is not whole gzip."""
    return cast("BinaryIO", io.BufferedReader(_Inflated(source, where), CHUNK))


def deflate(sink: BinaryIO) -> BinaryIO:
    """A stream that compresses into ``sink``; the same text gives the same bytes, at any time."""
    return cast("BinaryIO", gzip.GzipFile(filename="", mode="wb", fileobj=sink, compresslevel=6, mtime=0))


class _Inflated(io.RawIOBase):
    def __init__(self, source: BinaryIO, where: str) -> None:
        self._source = source
        self._where = where
        self._most = MOST_GROWTH * source.seek(0, os.SEEK_END) + MOST_BEYOND
        source.seek(0)
        self._inner = gzip.GzipFile(fileobj=source, mode="rb")
        self._done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._inner.read1(len(view))
        except EOFError:
            raise partly_read(self._where, "the compressed data ends too early") from None
        except (OSError, zlib.error):
            raise unreadable(
                self._where, "it is not whole, valid gzip", "compress it again, with nothing after the end"
            ) from None
        self._done += len(data)
        if self._done > self._most:
            raise unreadable(
                self._where,
                f"it grows to more than {MOST_GROWTH} times its size when decompressed",
                "such files exhaust memory and disk; write it as Parquet, or uncompressed",
            )
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
            self._source.close()
        super().close()
