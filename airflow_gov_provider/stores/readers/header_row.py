"""Is the first row of a table names, or is it data? Names that are data would be shown everywhere.

A cell gives itself away when it has the same telling shape as the values below it: a date over dates, a
long number over long numbers, an e-mail address over e-mail addresses. A year over counts does not, nor
does a date over amounts, as tables in wide form have them. So does a first row that counts on in the second
and third (``1``, ``2``, ``3``), and one of which two cells come again below: names do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SHAPES = {
    "date": re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?|\d\d?[./-]\d\d?[./-]\d{4}"),
    "number": re.compile(r"\+?[\d][\d ().-]{5,}\d"),
    "address": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "decimal": re.compile(r"-?\d+\.\d+"),
}
#: Share of the values below that must have the first cell's shape.
_MOST = 0.6
#: Cells of the first row that come again in their columns before it is called data.
_REPEATED = 2
_LONGEST_COUNT = 6


def looks_like_data(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of these rows is a row like the others.

    :param rows: of a sample, the first one included.
    """
    if len(rows) < 2:
        return False
    first = rows[0]
    # A header that stands in the file again, where two files were put together, is still no data.
    below = [row for row in rows[1:] if row != first]
    columns = [(cell, [row[at] for row in below if at < len(row)]) for at, cell in enumerate(first)]
    return (
        any(_alike(cell, values) for cell, values in columns)
        or any(_counts_on(cell, values) for cell, values in columns)
        or sum(_comes_again(cell, values) for cell, values in columns) >= _REPEATED
    )


def _alike(cell: str, values: Sequence[str]) -> bool:
    shape = _shape(cell)
    filled = [value for value in values if value.strip()]
    return shape is not None and sum(_shape(value) == shape for value in filled) > _MOST * len(filled) > 0


def _counts_on(cell: str, values: Sequence[str]) -> bool:
    three = [cell, *values[:2]]
    if len(three) < 3 or not all(
        text.isascii() and text.isdigit() and len(text) <= _LONGEST_COUNT for text in three
    ):
        return False
    one, two, after = map(int, three)
    return two == one + 1 and after == two + 1


def _comes_again(cell: str, values: Sequence[str]) -> bool:
    """Apart from columns that say nothing else."""
    return bool(cell.strip()) and cell in values and len(set(values)) > 1


def _shape(cell: str) -> str | None:
    text = cell.strip()
    return next((name for name, pattern in _SHAPES.items() if pattern.fullmatch(text)), None)
