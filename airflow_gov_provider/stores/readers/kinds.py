"""Which format a file has: by what it holds; its name decides only between kinds of text."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.stores.readers.archives import tar_format, zip_format
from airflow_gov_provider.stores.readers.avro import AvroFormat
from airflow_gov_provider.stores.readers.compression import COMPRESSIONS, GZIP, Compression, compression_of
from airflow_gov_provider.stores.readers.csv import CsvFormat
from airflow_gov_provider.stores.readers.faults import empty, unreadable, unsupported
from airflow_gov_provider.stores.readers.formats import Format, Room, Source
from airflow_gov_provider.stores.readers.gzip_names import names_in
from airflow_gov_provider.stores.readers.json_document import JsonDocumentFormat
from airflow_gov_provider.stores.readers.jsonl import JsonLinesFormat
from airflow_gov_provider.stores.readers.members import name_texts
from airflow_gov_provider.stores.readers.orc import OrcFormat
from airflow_gov_provider.stores.readers.parquet import MAGIC, ParquetFormat
from airflow_gov_provider.stores.readers.sound import sound
from airflow_gov_provider.stores.readers.sql_dump import SqlDumpFormat
from airflow_gov_provider.stores.readers.sqlite import SqliteFormat
from airflow_gov_provider.stores.readers.tables import texts_batch
from airflow_gov_provider.stores.readers.tar_members import is_tar
from airflow_gov_provider.stores.readers.text_kinds import text_format
from airflow_gov_provider.stores.readers.unpacking import seekable
from airflow_gov_provider.stores.readers.xlsx import XlsxFormat
from airflow_gov_provider.stores.readers.zip_members import looks_like_zip, main_parts
from airflow_gov_provider.stores.spool import Spool

#: Bytes at the beginning of a file that tell its format.
_START = 1_024

#: Empty files that Hadoop and Spark leave to say that a job has ended: no data, and no rows.
_MARKERS = frozenset({"_SUCCESS"})

_BY_MAGIC: dict[bytes, Format] = {
    MAGIC: ParquetFormat(),
    b"Obj\x01": AvroFormat(),
    b"ORC": OrcFormat(),
    b"SQLite format 3\0": SqliteFormat(),
}
#: Read from the beginning to the end; all others need random access.
_STREAMED = (CsvFormat, JsonLinesFormat, JsonDocumentFormat, SqlDumpFormat, AvroFormat)
#: Their columns come as the file has them, whether or not its bytes fit their types.
_TYPED = (ParquetFormat, OrcFormat)
_UNREAD = {
    b"PARE": "encrypted Parquet",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "a document of old or encrypted Office (xls, doc)",
    b"\x80\x02": "a Python pickle",
    b"\x80\x03": "a Python pickle",
    b"\x80\x04": "a Python pickle",
    b"\x80\x05": "a Python pickle",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"%PDF-": "PDF",
    b"\x89HDF\r\n\x1a\n": "HDF5",
    b"ARROW1": "an Arrow IPC file",
    b"\x37\x7f\x06\x82": "the write-ahead log of a SQLite file",
    b"\x37\x7f\x06\x83": "the write-ahead log of a SQLite file",
    b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7": "the rollback journal of a SQLite file",
    b"\x04\x22\x4d\x18": "lz4",
    b"\x1f\x9d": "compress (.Z)",
}
_HINT = (
    "write Parquet (not encrypted), CSV, JSON, Avro, ORC, xlsx, a SQLite file or a SQL dump, also compressed "
    "(gzip, bzip2, xz, zstd) or within zip or tar, and nothing beside them"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """How one file is to be read.

    :param format: None for an empty marker file. :param compression: what it is compressed with.
    """

    format: Format | None
    compression: Compression | None = None

    def source(
        self,
        file: str,
        where: str,
        opener: Callable[[], BinaryIO],
        *,
        scratch: Callable[[], Spool] = Spool,
        depth: int = 0,
        room: Room | None = None,
    ) -> Source:
        """The file as its format reads it."""
        packed = self.compression
        if packed is None:
            return Source(file, where, opener, scratch, depth, room)

        def inflated() -> BinaryIO:
            return packed.inflate(opener(), where)

        if isinstance(self.format, _STREAMED):
            return Source(file, where, inflated, scratch, depth, room)
        return Source(file, where, lambda: seekable(inflated, scratch, where), scratch, depth, room)

    def batches(self, source: Source, opener: Callable[[], BinaryIO]) -> Iterator[Batch]:
        """All that is in it, and the names in its gzip headers.

        :param source: from :meth:`source`. :param opener: its bytes as they lie there.
        """
        if isinstance(self.format, _TYPED):
            yield from map(partial(sound, where=source.where), self.format.batches(source))
        elif self.format is not None:
            yield from self.format.batches(source)
        if self.compression is GZIP and (names := names_in(opener(), source.where)):
            texts = (text for name in names for text in name_texts(name))
            yield texts_batch(source.file, "gzip name", texts)


def kind_of(file: str, size: int, where: str, opener: Callable[[], BinaryIO]) -> Kind:
    """Recognise a file.

    :param file: its path; only the suffix counts. :param size: bytes.
    :raises DataError: ``FORMAT_UNSUPPORTED``, ``SOURCE_EMPTY``, ``SOURCE_UNREADABLE``.
    """
    name = posixpath.basename(file).lower()
    if not size:
        if posixpath.basename(file) in _MARKERS:
            return Kind(None)
        raise empty(where, "a file has no bytes")
    start = _start(opener())
    packed = compression_of(start)
    if packed is None:
        return Kind(_format(name, where, start, opener))

    def inflated() -> BinaryIO:
        return packed.inflate(opener(), where)

    inner = _start(inflated())
    if not inner:
        raise empty(where, "there is nothing in what is compressed")
    if compression_of(inner) is not None:
        raise unsupported(where, "a file is compressed twice", "compress it once")
    return Kind(_format(_unpacked_name(name), where, inner, inflated), packed)


def _format(name: str, where: str, start: bytes, opener: Callable[[], BinaryIO]) -> Format:
    for magic, found in _BY_MAGIC.items():
        if start.startswith(magic):
            return found
    for magic, what in _UNREAD.items():
        if start.startswith(magic):
            raise unsupported(where, f"a file is {what}, which is not read", _HINT)
    if looks_like_zip(start):
        return _zip_format(where, opener)
    if is_tar(start):
        return tar_format(kind_of)
    if posixpath.splitext(name)[1] in (".parquet", ".pq", ".parq"):
        raise unreadable(where, "it is named Parquet and does not begin like it", "write it again")
    found_text = text_format(name, where, opener)
    if found_text is None:
        raise unsupported(where, "a file has a format that can not be read", _HINT)
    return found_text


def _zip_format(where: str, opener: Callable[[], BinaryIO]) -> Format:
    with opener() as raw:
        is_seekable = raw.seekable()
    parts = main_parts(where, opener if is_seekable else lambda: seekable(opener, Spool, where))
    if "xl/workbook.xml" in parts:
        return XlsxFormat()
    if parts & {"xl/workbook.bin", "word/document.xml", "ppt/presentation.xml"}:
        raise unsupported(where, "a file is an Office document other than xlsx", _HINT)
    return zip_format(kind_of)


def _unpacked_name(name: str) -> str:
    stem, suffix = posixpath.splitext(name)
    if suffix in (".tgz", ".tbz2", ".txz"):
        return stem + ".tar"
    return stem if any(suffix in one.suffixes for one in COMPRESSIONS) else name


def _start(file: BinaryIO) -> bytes:
    with file:
        return file.read(_START)
