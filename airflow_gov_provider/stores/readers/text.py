"""Text as UTF-8: what CSV, JSON and SQL are read from, whatever encoding it came in.

A byte order mark decides; else NULs in every second (or fourth) place mean UTF-16 (or UTF-32); else it is
UTF-8, in which every byte that is no UTF-8 is read as Windows-1252. So a file of two encodings loses no
character (lines of UTF-16 among them included), and a file in Latin-1 is what it says. Other encodings of one or two bytes would come out as
gibberish in which no name can be found: they are told by the runs that their letters stand in, and refused.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING, BinaryIO, cast

from airflow_gov_provider.core.errors import DataError
from airflow_gov_provider.stores.readers.faults import unreadable
from airflow_gov_provider.stores.spool import CHUNK

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# The four-byte marks first: the mark of UTF-32-LE begins with that of UTF-16-LE.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
#: Lines of UTF-16 that were put into a file of another encoding: every second byte of most letters is zero.
_WIDE = re.compile(rb"(?:[\t\n\r\x20-\xff][\0\x01]){4,}|(?:[\0\x01][\t\n\r\x20-\xff]){4,}")
_SAMPLE = 4_096
#: Share of bytes beyond ASCII that follow one another; in Western texts next to none do.
_MOST_IN_RUNS = 0.4
_FEW = 12


def as_utf8(source: BinaryIO, where: str, *, exact: bool = False) -> BinaryIO:
    """``source`` as UTF-8 without a byte order mark; closes ``source`` with it.

    Reading raises DataError for a NUL, and for what can not be decoded.

    :param exact: what is not wholly UTF-8 (or UTF-16, UTF-32) is refused, since it is to be written back.
    """
    return cast("BinaryIO", io.BufferedReader(_Utf8(source, where, exact=exact), CHUNK))


def not_text(where: str) -> DataError:
    """The bytes are no text we can decode."""
    return unreadable(
        where, "it is not UTF-8, nor UTF-16 or UTF-32 (best with a byte order mark)", "write it as UTF-8"
    )


class _Utf8(io.RawIOBase):
    def __init__(self, source: BinaryIO, where: str, *, exact: bool) -> None:
        self._source = source
        self._where = where
        self._exact = exact
        self._decoder: codecs.IncrementalDecoder | None = None
        self._begun = False
        self._carried = b""
        self._western = _Western(where)
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
        self._ended = not data
        if not self._begun:
            self._begun = True
            encoding, mark = _encoding(data)
            data = data[mark:]
            if encoding != "utf-8":
                self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        text = self._decoded(data) if self._decoder is None else self._transcoded(self._decoder, data)
        if b"\0" in text:
            raise unreadable(
                self._where,
                "it holds NUL characters, so it is not text",
                "write UTF-8 (or UTF-16 with a byte order mark) without NULs",
            )
        return text

    def _transcoded(self, decoder: codecs.IncrementalDecoder, data: bytes) -> bytes:
        try:
            return decoder.decode(data, final=self._ended).encode("utf-8")
        except UnicodeError:
            raise not_text(self._where) from None

    def _decoded(self, data: bytes) -> bytes:
        """The bytes themselves where they are UTF-8, which they mostly are."""
        if b"\0" in data and not self._exact:
            data = _WIDE.sub(_narrowed, data)
        data = self._carried + data
        try:
            _, done = codecs.utf_8_decode(data, "strict", self._ended)
        except UnicodeDecodeError:
            if self._exact:
                raise not_text(self._where) from None
            text, done = self._western.decode(data, final=self._ended)
            self._carried = data[done:]
            return text
        self._carried = data[done:]
        return data[:done] if self._carried else data

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


class _Western:
    """UTF-8, and Windows-1252 for what is none; counts what speaks against that."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._seen = self._in_runs = 0

    def decode(self, data: bytes, *, final: bool) -> tuple[bytes, int]:
        """UTF-8 text, and how many bytes of ``data`` it stands for."""
        parts: list[bytes] = []
        view, at, last = memoryview(data), 0, -1
        while True:
            try:
                _, done = codecs.utf_8_decode(view[at:], "strict", final)
            except UnicodeDecodeError as error:
                start, end = at + error.start, at + error.end
                parts += (data[at:start], _western(data[start:end]))
                self._seen += 1
                self._in_runs += start == last
                at = last = end
            else:
                parts.append(data[at : at + done])
                self._refuse_gibberish()
                return b"".join(parts), at + done

    def _refuse_gibberish(self) -> None:
        if self._seen >= _FEW and self._in_runs > _MOST_IN_RUNS * self._seen:
            raise not_text(self._where)


def _narrowed(found: re.Match[bytes]) -> bytes:
    wide = found.group()
    encoding = "utf-16-be" if wide[0] in (0, 1) else "utf-16-le"
    return wide.decode(encoding, "replace").encode()


def _western(data: bytes) -> bytes:
    try:
        return data.decode("cp1252").encode()
    except UnicodeDecodeError:  # five bytes that Windows-1252 leaves open
        return data.decode("latin-1").encode()


def _encoding(start: bytes) -> tuple[str, int]:
    """The encoding of a text by how it begins, and the length of its mark."""
    for mark, encoding in _MARKS.items():
        if start.startswith(mark):
            return encoding, len(mark)
    sample = start[: min(_SAMPLE, len(start) // 4 * 4)]
    if sample:
        # Where Latin letters, digits and delimiters prevail, the high bytes are zero.
        zeros = [sample[at::4].count(0) / (len(sample) / 4) > 0.6 for at in range(4)]
        patterns = {
            (False, True, True, True): "utf-32-le",
            (True, True, True, False): "utf-32-be",
            (False, True, False, True): "utf-16-le",
            (True, False, True, False): "utf-16-be",
        }
        return patterns.get((zeros[0], zeros[1], zeros[2], zeros[3]), "utf-8"), 0
    return "utf-8", 0
