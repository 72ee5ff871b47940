"""Excel workbooks (xlsx): the cells of all sheets, hidden ones too, and everything beside the cells."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import Any, BinaryIO

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.core.errors import GovernanceError
from airflow_gov_provider.stores.readers import gzip
from airflow_gov_provider.stores.readers.faults import empty, not_rewritable, unreadable
from airflow_gov_provider.stores.readers.formats import Change, Room, Source
from airflow_gov_provider.stores.readers.header_row import looks_like_data
from airflow_gov_provider.stores.readers.tables import distinct_names, qualified, texts_batch
from airflow_gov_provider.stores.readers.xlsx_parts import part_batches, refuse_doctypes
from airflow_gov_provider.stores.readers.zip_members import opened

_ROWS = 4_096
#: Rows at the top that are looked at for names.
_TOP = 50
#: openpyxl keeps all shared strings in memory, and each part has to be read before its end is known.
_LONGEST_PART = 1 << 30
_LONGEST_STRINGS = 128 << 20
#: The value of a cell whose number is no date though its format says so; also that of a true error.
_NO_DATE = "#VALUE!"
#: 31 December 9999, counted as Excel does.
_LAST_DAY = 2_958_465

_Row = tuple[Any, ...]


class XlsxFormat:
    """Reads workbooks; they are not written back, since much in them repeats what cells hold."""

    def batches(self, source: Source) -> Iterator[Batch]:
        """See :class:`~airflow_gov_provider.stores.readers.formats.Format`.

        Formulas count with the value that was saved with them. Columns are told apart by the sheet's name
        where several sheets hold anything.
        """
        with source.open() as raw, opened(raw, source.where) as archive:
            _refuse_bombs(archive, source)
            seen: set[str] = set()
            parts: set[str] = set()
            try:
                refuse_doctypes(archive, source.where)
                yield from _sheets(raw, source, seen, parts)
                yield from part_batches(archive, source.file, source.where, parts, seen.__contains__)
            except GovernanceError:
                raise
            except Exception as error:  # noqa: BLE001 - openpyxl raises whatever its XML happens to lead to
                raise unreadable(
                    source.where,
                    f"it is not a whole, valid workbook ({type(error).__name__})",
                    "save it again; it looks damaged",
                ) from None

    def rewrite(self, source: Source, sink: BinaryIO, change: Change) -> None:
        """Workbooks are read only. :raises MaskingError: ``MASKING_UNSUPPORTED``, always."""
        del sink, change
        raise not_rewritable(source.where, "an Excel workbook")


def _refuse_bombs(archive: zipfile.ZipFile, source: Source) -> None:
    packed = sum(info.compress_size for info in archive.infolist())
    room = Room(gzip.MOST_GROWTH * packed + gzip.MOST_BEYOND)
    for info in archive.infolist():
        room.take(info.file_size, source.where)
        strings = info.filename.lower() == "xl/sharedstrings.xml"
        if info.file_size > (_LONGEST_STRINGS if strings else _LONGEST_PART):
            raise unreadable(
                source.where, "a part of the workbook is too large to be read", "write Parquet or CSV instead"
            )


def _sheets(raw: BinaryIO, source: Source, seen: set[str], parts: set[str]) -> Iterator[Batch]:
    import openpyxl

    # For the whole process: rows are read long after this, and some of its warnings quote a cell's value.
    warnings.filterwarnings("ignore", module=r"openpyxl\.")
    book = openpyxl.load_workbook(raw, read_only=True, data_only=True, keep_links=False)
    try:
        sheets = [sheet for sheet in book.worksheets if _first(sheet) is not None]
        if not sheets:
            raise empty(source.where, "no sheet holds anything")
        # openpyxl has no public name for it; what is not in here is read as a text, twice at worst.
        parts.update(str(getattr(sheet, "_worksheet_path", "")) for sheet in book.worksheets)
        for sheet in sheets:
            for batch in _sheet(sheet, source, seen):
                yield qualified(sheet.title, batch) if len(sheets) > 1 else batch
    finally:
        book.close()


def _first(sheet: Any) -> _Row | None:
    return next(_rows(sheet), None)


def _rows(sheet: Any) -> Iterator[_Row]:
    """Rows that hold anything, without the empty cells at their ends."""
    sheet.reset_dimensions()  # what a file says of its size may be wrong
    plain: Iterator[tuple[int, _Row]] | None = None
    for at, dated in enumerate(sheet.iter_rows(values_only=True)):
        row = dated
        if any(map(_is_no_date, dated)):
            plain = plain or enumerate(_undated(sheet))
            numbers = next(cells for number, cells in plain if number == at)
            row = tuple(map(_number_if_no_date, dated, numbers))
        last = len(row)
        while last and row[last - 1] is None:
            last -= 1
        if last:
            yield row[:last]


def _is_no_date(value: Any) -> bool:
    """What openpyxl makes of a number under a format of dates or times that no calendar has."""
    return value == _NO_DATE or (isinstance(value, timedelta) and abs(value.days) > _LAST_DAY)


def _number_if_no_date(dated: Any, number: Any) -> Any:
    return number if _is_no_date(dated) else dated


def _undated(sheet: Any) -> Iterator[_Row]:
    """All rows once more, with every date and time as the number that it is in the file."""
    book = sheet.parent
    formats = book._date_formats  # noqa: SLF001 - openpyxl has no public way to leave numbers as they are
    book._date_formats = frozenset()  # noqa: SLF001 - see above
    try:
        rows = iter(sheet.iter_rows(values_only=True))
        first = list(islice(rows, 1))  # now its parser has taken the formats
    finally:
        book._date_formats = formats  # noqa: SLF001 - see above
    return chain(first, rows)


def _sheet(sheet: Any, source: Source, seen: set[str]) -> Iterator[Batch]:
    rows = _rows(sheet)
    top = list(islice(rows, _TOP))
    above, names, data = _table(top)
    if above:
        texts = [str(value) for row in above for value in row if value is not None]
        seen.update(texts)
        yield texts_batch(source.file, "above the table", texts)
    seen.update(names)
    rest = chain(data, rows)
    any_rows = False
    while block := list(islice(rest, _ROWS)):
        seen.update(value for row in block for value in row if isinstance(value, str))
        yield Batch(source.file, _columns(block, names))
        any_rows = True
    if not any_rows:
        yield Batch(source.file, _columns([], names))


def _table(top: Sequence[_Row]) -> tuple[Sequence[_Row], tuple[str, ...], Sequence[_Row]]:
    """Rows above the table, its names, and its first rows.

    Names stand in the first row that is more than half as wide as the widest, and are texts.
    """
    filled = [sum(value is not None for value in row) for row in top]
    at = next(at for at, count in enumerate(filled) if 2 * count > max(filled))
    texts = [["" if value is None else str(value) for value in row] for row in top[at:]]
    if not any(isinstance(value, str) for value in top[at]) or looks_like_data(texts):
        return top[:at], (), top[at:]
    return top[:at], tuple(texts[0]), top[at + 1 :]


def _columns(rows: Sequence[_Row], names: tuple[str, ...]) -> pa.RecordBatch:
    width = max([len(names), *map(len, rows)])
    labels = distinct_names([*names, *[""] * (width - len(names))])
    arrays = [_column([row[at] if at < len(row) else None for row in rows]) for at in range(width)]
    kept = [
        at
        for at, array in enumerate(arrays)
        if array.null_count < len(array) or (at < len(names) and names[at])
    ]
    return pa.RecordBatch.from_arrays([arrays[at] for at in kept], [labels[at] for at in kept])


def _column(values: list[Any]) -> pa.Array:
    kinds = {type(value) for value in values} - {type(None)}
    if len(kinds) == 1 and (kind := next(iter(kinds))) in _TYPES:
        try:
            return pa.array(values, _TYPES[kind])
        except (pa.ArrowException, OverflowError):
            pass  # an integer of more than 64 bits
    return pa.array([None if value is None else _text(value) for value in values], pa.string())


def _text(value: Any) -> str:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)


_TYPES = {
    str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: pa.float64(), datetime: pa.timestamp("us"),
    date: pa.date32(), time: pa.time64("us"), timedelta: pa.duration("us"),
}  # fmt: skip
