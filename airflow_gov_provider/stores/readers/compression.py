"""Files that are compressed as a whole: gzip, bzip2, xz, zstd.

Each is read to its end, and nothing may follow the end; a file that grows beyond all measure is refused.
"""

from __future__ import annotations

import bz2
import io
import lzma
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pyarrow as pa

from airflow_gov_provider.stores.readers import gzip
from airflow_gov_provider.stores.readers.faults import partly_read, unreadable
from airflow_gov_provider.stores.readers.formats import Room
from airflow_gov_provider.stores.readers.zstd_frames import are_whole_frames
from airflow_gov_provider.stores.spool import CHUNK

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: Most memory that a stream of xz may ask for.
_XZ_MEMORY = 128 << 20


@dataclass(frozen=True, slots=True)
class Compression:
    """One way to compress.

    :param magic: what such files begin with. :param suffixes: of their names.
    :param inflate: (stream, what errors call it) → its text. :param deflate: (sink) → a stream into it.
    """

    name: str
    magic: bytes
    suffixes: tuple[str, ...]
    inflate: Callable[[BinaryIO, str], BinaryIO]
    deflate: Callable[[BinaryIO], BinaryIO]


class _Inflated(io.RawIOBase):
    """Any number of streams, one after another, and nothing else."""

    def __init__(self, source: BinaryIO, where: str, name: str, new: Callable[[], Any]) -> None:
        self._source = source
        self._where = where
        self._name = name
        self._new = new
        self._room = Room(gzip.MOST_GROWTH * source.seek(0, os.SEEK_END) + gzip.MOST_BEYOND)
        source.seek(0)
        self._decoder: Any = None
        self._unused = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        data = self._next(len(view))
        self._room.take(len(data), self._where)
        view[: len(data)] = data
        return len(data)

    def _next(self, most: int) -> bytes:
        while True:
            if self._decoder is None:
                if not (self._unused or self._more()):
                    return b""
                self._decoder = self._new()
            if not self._unused and self._decoder.needs_input and not self._more():
                raise partly_read(self._where, "the compressed data ends too early")
            data = self._step(most)
            if self._decoder.eof:
                self._unused, self._decoder = self._decoder.unused_data, None
            if data:
                return data

    def _step(self, most: int) -> bytes:
        given, self._unused = self._unused, b""
        try:
            return bytes(self._decoder.decompress(given, most))
        except (OSError, ValueError, EOFError, lzma.LZMAError, zlib.error):
            raise unreadable(
                self._where,
                f"it is not whole, valid {self._name}",
                "compress it again, with nothing after the end",
            ) from None

    def _more(self) -> bool:
        self._unused = self._source.read(CHUNK)
        return bool(self._unused)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


class _Zstd(io.RawIOBase):
    def __init__(self, source: BinaryIO, where: str) -> None:
        self._source = source
        self._where = where
        self._room = Room(gzip.MOST_GROWTH * source.seek(0, os.SEEK_END) + gzip.MOST_BEYOND)
        source.seek(0)
        self._inner = pa.CompressedInputStream(pa.PythonFile(source, mode="r"), "zstd")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._inner.read(min(len(view), CHUNK))
        except (pa.ArrowException, OSError) as error:
            if "runcated" in str(error):
                raise partly_read(self._where, "the compressed data ends too early") from None
            raise unreadable(
                self._where, "it is not whole, valid zstd", "compress it again, with nothing after the end"
            ) from None
        if not data and not are_whole_frames(self._source):
            raise unreadable(
                self._where,
                "it holds zstd frames that are skipped and not unpacked",
                "compress it with `zstd`",
            )
        self._room.take(len(data), self._where)
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


def _streams(name: str, new: Callable[[], Any]) -> Callable[[BinaryIO, str], BinaryIO]:
    def inflate(source: BinaryIO, where: str) -> BinaryIO:
        return cast("BinaryIO", io.BufferedReader(_Inflated(source, where, name, new), CHUNK))

    return inflate


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)


def _xz_sink(sink: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", lzma.LZMAFile(sink, "wb", format=lzma.FORMAT_XZ))


def _zstd(source: BinaryIO, where: str) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(_Zstd(source, where), CHUNK))


def _zstd_sink(sink: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", pa.CompressedOutputStream(pa.PythonFile(_KeptOpen(sink), mode="w"), "zstd"))


class _KeptOpen(io.RawIOBase):
    """A sink that its compressor must not close."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        return self._sink.write(data)


GZIP = Compression("gzip", gzip.MAGIC, (".gz", ".gzip"), gzip.inflate, gzip.deflate)
COMPRESSIONS = (
    GZIP,
    Compression(
        "bzip2",
        b"BZh",
        (".bz2", ".bz"),
        _streams("bzip2", bz2.BZ2Decompressor),
        lambda sink: cast("BinaryIO", bz2.BZ2File(sink, "wb")),
    ),
    Compression(
        "xz",
        b"\xfd7zXZ\x00",
        (".xz",),
        _streams("xz", _xz),
        _xz_sink,
    ),
    Compression("zstd", b"\x28\xb5\x2f\xfd", (".zst", ".zstd"), _zstd, _zstd_sink),
)


def compression_of(start: bytes) -> Compression | None:
    """By what a file begins with."""
    return next((one for one in COMPRESSIONS if start.startswith(one.magic)), None)
