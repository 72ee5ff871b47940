"""What an Excel workbook holds beside the values of its cells, as texts to be scanned.

Comments and their authors, document properties, defined names, headers and footers, formulas, links, the
caches of pivot tables and charts, text boxes, shared strings that no cell uses. A part that is no XML
(a picture, a macro, an embedded file) is named as not examined.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.stores.readers.faults import unreadable
from airflow_gov_provider.stores.readers.tables import ROWS, texts_batch, unread_batch

_XML = (".xml", ".rels", ".vml")
_CHUNK = 256 << 10
#: The first of these that a part's name holds says what its texts are called.
_LABELS = {
    "xl/worksheets/_rels": "links",
    "xl/worksheets/": "sheet settings",
    "docprops/": "document properties",
    "comments": "comments",
    "persons/": "comments",
    "xl/workbook.xml": "workbook",
    "pivot": "pivot tables",
    "externallinks/": "external links",
    "drawing": "drawings",
    "charts/": "drawings",
    "diagrams/": "drawings",
    "tables/": "tables",
    "printersettings/": "printer settings",
}
_OTHER = "other parts"
#: They name parts, types, fonts and colours; what users write into them is text or a number format.
_PLAIN = ("[content_types].xml", "xl/theme/", "xl/styles.xml", "xl/calcchain.xml")
_PRINTABLE = re.compile(rb"(?:[\x20-\x7e]\x00){4,}|[\x20-\x7e]{6,}")
#: What attributes of rows and cells say: types, yes and no, places, numbers, heights, and spans of columns.
_CELL_ATTRIBUTE = re.compile(
    r"[A-Za-z]{0,9}|[A-Z]{1,3}\d{1,7}|\d{1,7}|\d{1,3}\.\d{1,17}|\d{1,5}:\d{1,5}(?: \d{1,5}:\d{1,5})*"
)
#: How a header or footer says left, centre and right, font, size and colour: ``&C&"Calibri"&12`` before a text.
_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3}(?= )|[A-Za-z])')
_REFERENCE = r"\$?[A-Z]{1,3}\$?\d{1,5}"
#: References to cells, numbers of at most five digits, measures such as a column's width, and ids.
_SAYS_LITTLE = re.compile(
    rf"{_REFERENCE}(?::{_REFERENCE})?|[A-Z]{{0,2}}|[-+]?\d{{0,5}}%?|-?\d{{1,2}}\.\d{{1,17}}"
    r"|true|false|rId\d+|https?://(?:schemas|purl|www\.w3)\..*|\{[0-9A-Fa-f-]{36}\}"
)


def refuse_doctypes(archive: zipfile.ZipFile, where: str) -> None:
    """No part may define entities: that is how a few bytes become billions. :raises DataError: else."""
    for info in archive.infolist():
        if info.filename.lower().endswith(_XML):
            _parse(archive, info, where, _Prologue())


def part_batches(
    archive: zipfile.ZipFile,
    file: str,
    where: str,
    sheets: Collection[str],
    is_in_cell: Callable[[str], bool],
) -> Iterator[Batch]:
    """All texts beside the cells.

    :param sheets: parts of which the cells were read. :param is_in_cell: whether a shared string was seen in a cell already.
    :raises DataError: for a part that is no XML, though it is called so.
    """
    found: dict[str, dict[str, None]] = {}
    for info in archive.infolist():
        name = info.filename.lower()
        label = next((label for part, label in _LABELS.items() if part in name), _OTHER)
        if name.endswith(_XML):
            texts = _texts(archive, info, where, sheets, is_in_cell)
        elif "printersettings/" in name:
            texts = _printable(archive.read(info))
        elif info.is_dir():
            continue
        else:
            yield unread_batch(file, "picture, macro or embedded file")
            continue
        held = found.setdefault("unused strings" if name == "xl/sharedstrings.xml" else label, {})
        for text in texts:
            if not _SAYS_LITTLE.fullmatch(text):
                held[text] = None
            if len(held) >= ROWS:
                yield texts_batch(file, label, held)
                held.clear()
    for label, held in found.items():
        if held:
            yield texts_batch(file, label, held)


def _texts(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    where: str,
    sheets: Collection[str],
    is_in_cell: Callable[[str], bool],
) -> list[str]:
    name = info.filename.lower()
    handler: _Handler
    if name == "xl/sharedstrings.xml":
        handler = _Strings(is_in_cell)
    elif info.filename in sheets:
        handler = _Sheet()
    else:
        handler = _All(attributes=not name.startswith(_PLAIN))
    _parse(archive, info, where, handler)
    return handler.texts


def _printable(data: bytes) -> list[str]:
    return [text.replace(b"\0", b"").decode() for text in _PRINTABLE.findall(data)]


class _DoctypeError(Exception):
    pass


class _RootSeenError(Exception):
    pass


@dataclass(slots=True)
class _Handler:
    """Hears what a part says. :param texts: what was kept of it."""

    texts: list[str] = field(default_factory=list, repr=False)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Text within an element, in pieces."""

    def aside(self, *texts: str) -> None:
        """A comment, or a processing instruction: programs step over both."""
        self.texts += texts


class _Prologue(_Handler):
    """Hears no more than whether there is a document type."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        del tag, attributes
        raise _RootSeenError


class _All(_Handler):
    """Every text, and every attribute."""

    def __init__(self, *, attributes: bool) -> None:
        super().__init__()
        self._attributes = attributes
        self._piece: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.flush(tag)
        if self._attributes:
            self.texts += (text for name, text in attributes.items() if not name.startswith("xmlns"))
        else:
            # Of a style of cells, its name is what its author called it.
            says = ("formatCode", "name") if tag.endswith("cellStyle") else ("formatCode",)
            self.texts += (attributes[name] for name in says if name in attributes)

    def end(self, tag: str) -> None:
        self.flush(tag)

    def flush(self, tag: str) -> None:
        """Runs of one paragraph (``r``, ``t``) belong together; anything else ends a text."""
        if tag.rpartition(":")[2] in (
            "r",
            "t",
            "rPr",
            "sz",
            "color",
            "rFont",
            "family",
            "scheme",
            "b",
            "i",
            "u",
        ):
            return
        if text := "".join(self._piece).strip():
            self.texts.append(text)
            if tag.endswith(("Header", "Footer")):
                self.texts += filter(None, map(str.strip, _CODES.split(text)))
        self._piece.clear()

    def data(self, text: str) -> None:
        self._piece.append(text)


class _TwiceError(Exception):
    pass


class _Sheet(_All):
    """All but the values of cells, which openpyxl reads: formulas, lists of choices, headers and footers."""

    def __init__(self) -> None:
        super().__init__(attributes=True)
        self._inside = ""
        self._row = 0
        self._cells: set[str] = set()
        self._values: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("c", "row"):
            self._begin(tag, attributes)
        elif tag in ("v", "is") and not self._inside:
            self._inside = tag
            self._values.append("")
        elif tag not in ("t", "r") and not self._inside:
            super().start(tag, attributes)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        """:raises _TwiceError: for a row or cell that comes again: only one of the two is read."""
        self.texts += (text for text in attributes.values() if not _CELL_ATTRIBUTE.fullmatch(text))
        place = attributes.get("r", "")
        if tag == "c":
            self._values.clear()
            if place and place in self._cells:
                raise _TwiceError
            self._cells.add(place)
            return
        self._cells.clear()
        row = int(place) if place.isdecimal() else self._row + 1
        if row <= self._row:
            raise _TwiceError
        self._row = row

    def end(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""
        elif tag == "c":
            # Of several values in a cell one is read, and which one hangs on the program.
            self.texts += self._values if len(self._values) > 1 else ()
        elif tag != "row" and not self._inside:
            super().end(tag)

    def data(self, text: str) -> None:
        if not self._inside:
            super().data(text)
        else:
            self._values[-1] += text


class _Strings(_Handler):
    """Shared strings that no cell uses, and how strings are pronounced."""

    def __init__(self, is_in_cell: Callable[[str], bool]) -> None:
        super().__init__()
        self._is_in_cell = is_in_cell
        self._string: list[str] = []
        self._phonetic: list[str] = []
        self._into: list[str] | None = None
        self._is_phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        del attributes
        if tag == "rPh":
            self._is_phonetic = True
        elif tag == "t":
            self._into = self._phonetic if self._is_phonetic else self._string

    def end(self, tag: str) -> None:
        if tag == "t":
            self._into = None
        elif tag == "rPh":
            self._is_phonetic = False
        elif tag == "si":
            text = "".join(self._string)
            self.texts += [part for part in ("".join(self._phonetic),) if part]
            if text and not self._is_in_cell(text):
                self.texts.append(text)
            self._string.clear()
            self._phonetic.clear()

    def data(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)


def _parse(archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str, handler: _Handler) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.data
    parser.StartDoctypeDeclHandler = _refuse
    parser.CommentHandler = parser.ProcessingInstructionHandler = handler.aside
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except _RootSeenError:
        return
    except _TwiceError:
        raise unreadable(
            where, "a row or cell of a sheet comes twice", "save it anew with Excel or LibreOffice"
        ) from None
    except _DoctypeError:
        raise unreadable(
            where, "a part of the workbook defines entities", "save it anew with Excel or LibreOffice"
        ) from None
    except expat.ExpatError:
        raise unreadable(
            where, "a part of the workbook is no XML", "save it again; it looks damaged"
        ) from None


def _refuse(*_: Any) -> None:
    raise _DoctypeError
