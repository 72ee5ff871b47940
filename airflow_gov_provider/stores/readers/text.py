"""Text as UTF-8: what CSV and JSON Lines are read from."""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING, BinaryIO, cast

from airflow_gov_provider.core.errors import DataError
from airflow_gov_provider.stores.readers.faults import unreadable
from airflow_gov_provider.stores.spool import CHUNK

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def as_utf8(source: BinaryIO, where: str) -> BinaryIO:
    """``source`` as UTF-8 without a byte order mark; from UTF-8, or UTF-16 with its mark.

    Reading raises DataError for a NUL, and for what can not be decoded.
    """
    return cast("BinaryIO", io.BufferedReader(_Utf8(source, where), CHUNK))


def not_text(where: str) -> DataError:
    """The bytes are no text we can decode."""
    return unreadable(where, "it is not UTF-8 (or UTF-16 with a byte order mark)", "write it as UTF-8")


class _Utf8(io.RawIOBase):
    def __init__(self, source: BinaryIO, where: str) -> None:
        self._source = source
        self._where = where
        self._decoder: codecs.IncrementalDecoder | None = None
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        while not self._ready and not self._ended:
            self._ready = self._next()
        got, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(got)] = got
        return len(got)

    def _next(self) -> bytes:
        data = self._source.read(CHUNK)
        if self._decoder is None:
            self._decoder, data = _decoder_for(data)
        self._ended = not data
        try:
            text = self._decoder.decode(data, final=self._ended)
        except UnicodeDecodeError:
            raise not_text(self._where) from None
        if "\0" in text:
            raise unreadable(
                self._where,
                "it holds NUL characters, so it is not text",
                "write UTF-8 (or UTF-16 with a byte order mark) without NULs",
            )
        return _encoded(text, self._where)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


def _decoder_for(start: bytes) -> tuple[codecs.IncrementalDecoder, bytes]:
    encoding = _UTF16.get(start[:2], "utf-8")
    mark = 2 if encoding != "utf-8" else 3 * start.startswith(codecs.BOM_UTF8)
    return codecs.getincrementaldecoder(encoding)("strict"), start[mark:]


def _encoded(text: str, where: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise not_text(where) from None
