"""``detect``: where in texts personal data stands, a line in and a line out."""

from __future__ import annotations

import argparse
import json
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Any, BinaryIO

from airflow_gov_provider.cli import output
from airflow_gov_provider.cli.exits import Exit
from airflow_gov_provider.cli.installation import Installation
from airflow_gov_provider.core.errors import DataError, ErrorCode, GovernanceError

if TYPE_CHECKING:
    from airflow_gov_provider.core.detection.spans import FindSpans, Span
    from airflow_gov_provider.gates.ports import Progress

#: Texts that are examined together, and characters: the model is faster on many, but results should come soon.
_TEXTS = 128
_CHARACTERS = 65_536
#: A line may have so many bytes: a document, not a database.
LONGEST_LINE = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """One line: its number (from 1), its id as it came, its text, how many bytes it was."""

    line: int
    id: Any
    text: str
    size: int = 0

    def __repr__(self) -> str:
        """Which, not what."""
        return f"Document(line {self.line})"


def detect(args: argparse.Namespace, installation: Installation) -> int:
    """Examine every line of standard input; the first that can not be examined ends it."""
    from airflow_gov_provider.stores.wiring import build_span_finder

    settings = installation.settings()
    source = _standard_input()
    with output.Meter("standard input") as meter:
        position = Position(meter, _size(source))
        finder = build_span_finder(
            replace(settings, ner=settings.ner and not args.no_ner), _processors(), position.read
        )
        for batch in _batches(_documents(source)):
            position.begin(batch)
            for document, spans in zip(batch, _examine(finder, batch), strict=True):
                output.json_line({"id": document.id, "spans": [_as_json(span) for span in spans]})
            position.end()
    return Exit.OK


class Position:
    """How much of standard input is examined, in bytes, also while a long text is.

    :param total: 0 when unknown.
    """

    def __init__(self, meter: Progress, total: int) -> None:
        self._meter = meter
        self._total = total
        self._done = 0
        self._size = 0
        self._unread = 0
        self._characters = 1

    def begin(self, batch: Sequence[Document]) -> None:
        """These texts come next."""
        self._size = sum(document.size for document in batch)
        self._characters = self._unread = max(1, sum(len(document.text) for document in batch))
        self._show()

    def read(self, characters: int) -> None:
        """The model has read so many more; it reads some of them twice."""
        self._unread = max(0, self._unread - characters)
        self._show()

    def end(self) -> None:
        """They are done."""
        self._done += self._size
        self._size = 0
        self._show()

    def _show(self) -> None:
        share = 1 - self._unread / self._characters
        self._meter("detect", self._done + int(share * self._size), self._total)


def _size(source: BinaryIO) -> int:
    """Bytes that are still to come, where a file says."""
    try:
        found = os.fstat(source.fileno())
        return found.st_size - source.tell() if stat.S_ISREG(found.st_mode) else 0
    except (OSError, ValueError):  # no file at all
        return 0


def _processors() -> int:
    """Those that this process may use; not every system says so."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise DataError(
            ErrorCode.SOURCE_UNREADABLE,
            "standard input is closed",
            hint='pipe lines of {"id": …, "text": "…"} in',
        )
    return sys.stdin.buffer


def _documents(source: BinaryIO) -> Iterator[Document]:
    number = 0
    while line := source.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise _unread(number, f"is longer than {LONGEST_LINE:,} bytes")
        if line.strip():
            yield _parsed(number, line)


def _parsed(number: int, line: bytes) -> Document:
    try:
        # A byte order mark is no part of the first line.
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise _unread(number, "is not UTF-8") from None
    try:
        found = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        raise _unread(number, "is not JSON") from None
    if not isinstance(found, _Pairs):
        raise _unread(number, "is not a JSON object")
    names = [name for name, _ in found]
    if names.count("id") != 1 or names.count("text") != 1:
        raise _unread(number, 'has not exactly one "id" and one "text"')
    values = dict(found)
    if not isinstance(values["text"], str):
        raise _unread(number, 'has a "text" that is no string')
    if not isinstance(values["id"], str | int | float) and values["id"] is not None:
        raise _unread(number, 'has an "id" that is neither a string nor a number')
    if isinstance(values["id"], float) and not isfinite(values["id"]):
        # Python reads NaN and what is too large; no JSON could say it back.
        raise _unread(number, 'has an "id" that is no finite number')
    return Document(number, values["id"], values["text"], len(line))


class _Pairs(list[tuple[str, Any]]):
    """An object as it stands, so that a name that comes twice is seen."""


def _batches(documents: Iterator[Document]) -> Iterator[list[Document]]:
    """Documents before a line that can not be read are examined before the error comes."""
    batch: list[Document] = []
    characters = 0
    fault: GovernanceError | None = None
    while True:
        try:
            document = next(documents, None)
        except GovernanceError as error:
            document, fault = None, error
        if document is not None:
            batch.append(document)
            characters += len(document.text)
        if batch and (document is None or len(batch) == _TEXTS or characters >= _CHARACTERS):
            yield batch
            batch, characters = [], 0
        if document is None:
            break
    if fault is not None:
        raise fault


def _examine(finder: FindSpans, batch: Sequence[Document]) -> Iterator[list[Span]]:
    try:
        yield from finder([document.text for document in batch])
    except Exception:  # noqa: BLE001 - whoever fails may quote a text; which line it was is found out alone
        yield from (_alone(finder, document) for document in batch)


def _alone(finder: FindSpans, document: Document) -> list[Span]:
    try:
        return finder([document.text])[0]
    except DataError as error:
        raise DataError(error.code, error.what, where=f"line {document.line}", hint=error.hint) from None
    except GovernanceError:
        raise
    except Exception as fault:  # noqa: BLE001 - its message may quote the text
        raise DataError(
            ErrorCode.INTERNAL_FAULT,
            f"the text could not be examined ({type(fault).__name__})",
            where=f"line {document.line}",
            hint="leave the line out and report the fault",
        ) from None


def _as_json(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "entity": span.entity, "score": round(span.score, 2)}


def _unread(number: int, what: str) -> DataError:
    return DataError(
        ErrorCode.SOURCE_UNREADABLE,
        f"the line {what}",
        where=f"line {number}",
        hint='each line has to be {"id": …, "text": "…"}',
    )
