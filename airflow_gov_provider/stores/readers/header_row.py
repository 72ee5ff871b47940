"""Is the first row of a table names, or is it data? Names that are data would be shown everywhere.

A cell gives itself away when it has the same telling shape as the values below it: a date over dates, a
long number over long numbers, an e-mail address over e-mail addresses. A year over counts does not, nor
does a date over amounts, as tables in wide form have them. A person's name over names of people, and a house
number with its street over others, do too, also with a title, and in two columns. So does a first row that counts on in the second
and third (``1``, ``2``, ``3``), and one of which two cells come again below: names do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from airflow_gov_provider.core.detection.headers.claims import claims_of, words_of
from airflow_gov_provider.core.detection.naming import is_person
from airflow_gov_provider.stores.name_lists import name_lists

_SHAPES = {
    "date": re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?|\d\d?[./-]\d\d?[./-]\d{4}"),
    "number": re.compile(r"\+?[\d][\d ().-]{5,}\d"),
    "address": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "decimal": re.compile(r"-?\d+\.\d+"),
    "house": re.compile(r"\d{1,5}[A-Za-z]?,? [^\W\d_]{3,}[ ,].*[^\W\d_]{2}.*"),
}
#: Share of the values below that must have the first cell's shape.
_MOST = 0.6
#: Share of the values below a person's name that must be names of people that the lists know.
_SOME = 0.4
#: Cells of the first row that come again in their columns before it is called data.
_REPEATED = 2
_LONGEST_COUNT = 6
#: A given name and more, each beginning with a capital where its script has any; the lists are asked for these only.
_PERSON = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:[ '.-]+[^\W\d_]+){1,4}")
#: What people are addressed with, before their names.
_TITLES = re.compile(
    r"(?:(?:mr|mrs|ms|miss|mx|dr|prof|sir|dame|rev|herr|frau|mme|mlle|sr|sra|srta|sig|dott|ing|dhr|mevr|pan|pani)"
    r"\.?\s+)+",
    re.IGNORECASE,
)


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
        or any(_is_person_over_people(cell, values) for cell, values in columns)
        or _is_person_in_two_columns(columns)
    )


def _alike(cell: str, values: Sequence[str]) -> bool:
    shape = _shape(cell)
    filled = [value for value in values if value.strip()]
    return shape is not None and sum(_shape(value) == shape for value in filled) > _MOST * len(filled) > 0


def _is_person_over_people(cell: str, values: Sequence[str]) -> bool:
    filled = [_untitled(value) for value in values if value.strip()]
    shaped = [value for value in filled if _PERSON.fullmatch(value)]
    name = _untitled(cell)
    # "Name", "Christian Name" and "Nom de famille" stand over names of people too.
    if not _PERSON.fullmatch(name) or len(shaped) <= _MOST * len(filled) or claims_of(words_of(name)):
        return False
    return is_person(name, name_lists) and sum(
        is_person(value, name_lists) for value in shaped
    ) > _SOME * len(filled)


def _is_person_in_two_columns(columns: Sequence[tuple[str, Sequence[str]]]) -> bool:
    """Whether a given name and a family name stand over others, side by side."""
    for (left, lefts), (right, rights) in pairwise(columns):
        both = [f"{one.strip()} {other.strip()}" for one, other in zip(lefts, rights, strict=False)]
        one_word_each = not {" ", ""} & {*left.strip(), *right.strip(), left.strip(), right.strip()}
        if one_word_each and not claims_of(words_of(left)) and not claims_of(words_of(right)):
            first = f"{left.strip()} {right.strip()}"
            if _PERSON.fullmatch(first) and _is_person_over_people(first, both):
                return True
    return False


def _untitled(cell: str) -> str:
    return _TITLES.sub("", cell.strip())


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
