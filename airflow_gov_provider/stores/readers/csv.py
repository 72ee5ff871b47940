"""CSV and TSV: every value as the text it is, so that leading zeros and digits beyond a double stay.

Regular files go through Arrow's reader. Where a row has too many or too few values, quotes are broken or
names come twice, what is left is read by ``csv_irregular``: everything is examined, nothing is written back.
A file whose first line is data has no names: its columns are called ``column 1``, ``column 2``…
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.core.errors import DataError
from airflow_gov_provider.stores.readers.csv_irregular import irregular_batches
from airflow_gov_provider.stores.readers.faults import empty, partly_read, unmaskable, unreadable
from airflow_gov_provider.stores.readers.formats import Change, Source
from airflow_gov_provider.stores.readers.header_row import looks_like_data
from airflow_gov_provider.stores.readers.quoting import CheckedCsv, IrregularCsvError, irregular
from airflow_gov_provider.stores.readers.tables import distinct_names
from airflow_gov_provider.stores.readers.text import as_utf8

#: Bytes read at a time; also the longest row.
BLOCK = 4 << 20
_SAMPLE = 256 << 10
_SAMPLE_ROWS = 200
_DELIMITERS = (",", "\t", ";", "|")
#: Share of the rows that are as wide as the first one, where some are not.
_MOSTLY = 0.8
_MOST_ABOVE = 20
_RAGGED = re.compile(r"(?:Row #(\d+): )?Expected (\d+) columns, got (\d+)")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one file is written.

    :param names: of the columns; made up when the file has no header.
    :param quote_all: every value stands in quotes, as opposed to those that need them.
    :param header: whether the first line holds the names.
    :param regular: False when names come twice or rows stand above the names: only scanning reads that.
    :param above: rows above the names: remarks, or Excel's ``sep=;``.
    """

    delimiter: str
    names: tuple[str, ...]
    line_end: str
    quote_all: bool
    header: bool = True
    regular: bool = True
    above: int = 0


class CsvFormat:
    """Reads and rewrites CSV. The first line is the header, unless it looks like data.

    :param prefers: the delimiter to take where several would do.
    """

    def __init__(self, prefers: str = ",") -> None:
        self._prefers = prefers

    def batches(self, source: Source) -> Iterator[Batch]:
        """See :class:`~airflow_gov_provider.stores.readers.formats.Format`."""
        dialect = self._dialect(source)
        done = 0
        try:
            if dialect.regular:
                for batch in self._batches(source, dialect):
                    yield batch
                    done += batch.rows.num_rows
                return
        except IrregularCsvError:
            pass  # read on, row by row
        yield from irregular_batches(
            source,
            dialect.delimiter,
            dialect.names,
            above=dialect.above,
            skip=dialect.above + int(dialect.header) + done,
        )

    def _batches(self, source: Source, dialect: Dialect, *, exact: bool = False) -> Iterator[Batch]:
        text = as_utf8(source.open(), source.where, exact=exact)
        blank_is_row = len(dialect.names) == 1
        with CheckedCsv(text, dialect.delimiter, source.where, blank_is_row=blank_is_row) as checked:
            rows = 0
            try:
                reader = _open(checked, dialect)
                if tuple(reader.schema.names) != dialect.names:
                    raise irregular(source.where, "its header is ambiguous", "quote the names in the header")
                for batch in reader:
                    rows += batch.num_rows
                    yield Batch(source.file, batch)
            except (pa.ArrowException, OSError, ValueError) as error:
                raise _meaning(checked.error or error, source.where) from None
            if rows + int(dialect.header) != checked.rows:
                raise partly_read(
                    source.where, f"{rows} rows were read of {checked.rows - int(dialect.header)}"
                )
            if not rows:
                yield Batch(source.file, pa.RecordBatch.from_pylist([], _schema(dialect)))

    def rewrite(self, source: Source, sink: BinaryIO, change: Change) -> None:
        """See :class:`~airflow_gov_provider.stores.readers.formats.Format`. Written as UTF-8."""
        dialect = self._dialect(source, exact=True)
        if not dialect.regular:
            raise irregular(
                source.where,
                "names come twice in its header, or rows stand above it",
                "write one row of names, each of its own, and the values below",
            )
        names: list[str] | None = None
        for batch in self._batches(source, dialect, exact=True):
            changed = _as_text(change(batch), batch, source.where)
            if names is None and not dialect.header:
                names = changed.schema.names
            if names is None:
                names = changed.schema.names
                _write(sink, dialect, pa.RecordBatch.from_arrays([pa.array([name]) for name in names], names))
            if changed.schema.names != names:
                raise unmaskable(source.where, "columns were renamed in some rows and not in others")
            _write(sink, dialect, changed)

    def _dialect(self, source: Source, *, exact: bool = False) -> Dialect:
        with as_utf8(source.open(), source.where, exact=exact) as stream:
            data = stream.read(_SAMPLE)
            whole = not stream.read(1)
        if not data.strip(b"\r\n"):
            raise empty(source.where, "it has no header")
        text = data.decode("utf-8", "strict" if whole else "ignore")
        delimiter, rows = _best(text, self._prefers, whole=whole)
        if not rows:
            raise unreadable(
                source.where,
                "its first line is no header",
                "write one row of names that ends in a line break",
            )
        above = _above(rows)
        rows = rows[above:]
        names, style = tuple(rows[0]), _style(text, delimiter)
        if looks_like_data(rows):
            made_up = tuple(f"column {at}" for at in range(1, len(names) + 1))
            return Dialect(delimiter, made_up, *style, header=False, regular=not above, above=above)
        named = _named(rows)
        distinct = tuple(distinct_names(named)) if len(set(named)) != len(named) else named
        return Dialect(delimiter, distinct, *style, regular=distinct == names and not above, above=above)


def is_table(text: str, *, whole: bool) -> bool:
    """Whether a text is a table of at least two columns and two rows, all of one width."""
    _, rows = _best(text, ",", whole=whole)
    return len(rows) > 1 and len(rows[0]) > 1 and all(len(row) == len(rows[0]) for row in rows)


def _best(text: str, prefers: str, *, whole: bool) -> tuple[str, list[list[str]]]:
    """The delimiter that fits best, and the first rows by it."""
    tries = [(delimiter, _sample_rows(text, delimiter, whole=whole)) for delimiter in _DELIMITERS]
    return max(tries, key=lambda one: _fit(one[1], preferred=one[0] == prefers))


def _fit(rows: list[list[str]], *, preferred: bool) -> tuple[int, int, int, int]:
    """How well a delimiter fits: even rows first, then no remarks, then more columns, then the preferred one."""
    above = _above(rows)
    table = rows[above:]
    width = min(len(table[0]), _width(table)) if table else 0
    even = sum(len(row) == width for row in table) / len(table) if width > 1 else 0
    return int(even == 1) + int(even >= _MOSTLY), int(not above), width, int(preferred)


def _named(rows: list[list[str]]) -> tuple[str, ...]:
    """The names in the first row. R leaves out that of its first column, which numbers or names the rows."""
    names, below = rows[0], rows[1:]
    shifted = len(below) > 1 and all(len(row) == len(names) + 1 for row in below)
    return ("column 1", *names) if shifted and any(row[-1] for row in below) else tuple(names)


def _width(rows: list[list[str]]) -> int:
    """Of most rows."""
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 0


def _above(rows: list[list[str]]) -> int:
    """Rows above the names: the first ones that say one thing only, where most say several.

    What stands below them has to be names, all different and none empty: else the first row is one itself.
    """
    width = _width(rows)
    for at, row in enumerate(rows[: _MOST_ABOVE + 1] if width > 1 else ()):
        remark = sum(bool(cell.strip()) for cell in row) <= 1 or row[0].startswith("#")
        if not remark or len(row) > width:
            return at if len(row) == width and all(row) and len(set(row)) == width else 0
    return 0


def _sample_rows(text: str, delimiter: str, *, whole: bool) -> list[list[str]]:
    rows: list[list[str]] = []
    # The last row of a sample may be cut.
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) > _SAMPLE_ROWS:
                return rows[:-1]
    except csv.Error:  # a field beyond the module's limit: judged by the rows before it
        return rows
    return rows if whole else rows[:-1]


def _style(text: str, delimiter: str) -> tuple[str, bool]:
    end = re.search(r"\r\n|\r|\n", text)
    line_end = "\r\n" if end and end.group() == "\r\n" else "\n"
    rows = _sample_rows(text, delimiter, whole=False) or _sample_rows(text, delimiter, whole=True)
    again = io.StringIO(newline="")
    csv.writer(again, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator=line_end).writerows(rows)
    return line_end, text.startswith(again.getvalue().removesuffix(line_end))


def _schema(dialect: Dialect) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in dialect.names])


def _open(checked: CheckedCsv, dialect: Dialect) -> arrow_csv.CSVStreamingReader:
    return arrow_csv.open_csv(
        pa.PythonFile(checked, mode="r"),
        read_options=arrow_csv.ReadOptions(
            block_size=BLOCK, use_threads=False, column_names=None if dialect.header else dialect.names
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=dialect.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=len(dialect.names) > 1,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(dialect.names, pa.string()), strings_can_be_null=False
        ),
    )


def _meaning(error: Exception, where: str) -> Exception:
    if isinstance(error, DataError):
        return error
    # Arrow quotes the row in its message: only numbers of it may go on.
    text = str(error)
    if ragged := _RAGGED.search(text):
        row, wanted, got = ragged.groups()
        which = f"row {row}" if row else "a row"
        return irregular(
            where, f"{which} has {got} values under {wanted} names", "quote values that hold the delimiter"
        )
    if "straddling" in text:
        return irregular(
            where, f"a row is longer than {BLOCK >> 20} MiB", "look for a missing line break or quote"
        )
    return unreadable(where, f"it is not valid CSV ({type(error).__name__})", "check encoding and delimiter")


def _as_text(changed: pa.RecordBatch, batch: Batch, where: str) -> pa.RecordBatch:
    if (changed.num_rows, changed.num_columns) != (batch.rows.num_rows, batch.rows.num_columns):
        raise unmaskable(where, "rows or columns were lost")
    columns = [
        column if column.type == pa.string() else column.cast(pa.string()) for column in changed.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=changed.schema.names)


def _write(sink: BinaryIO, dialect: Dialect, rows: pa.RecordBatch) -> None:
    # Arrow's own writer quotes all texts or none, and takes a lone carriage return for harmless.
    cells = [_quoted(column.fill_null(""), dialect) for column in rows.columns]
    joined = pc.binary_join_element_wise(*cells, dialect.delimiter)
    lines = pc.binary_join_element_wise(joined, "", dialect.line_end)
    sink.write(b"".join(_bytes(lines)))


def _quoted(column: pa.Array, dialect: Dialect) -> pa.Array:
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(column, '"', '""'), '"', "")
    if dialect.quote_all:
        return quoted
    needed = pc.match_substring_regex(column, f'[\\r\\n"{re.escape(dialect.delimiter)}]')
    return pc.if_else(needed, quoted, column)


def _bytes(lines: pa.Array) -> Iterator[memoryview]:
    _, offsets, data = lines.buffers()
    if len(lines) and data is not None:
        ends = memoryview(offsets).cast("i")
        yield memoryview(data)[ends[lines.offset] : ends[lines.offset + len(lines)]]
