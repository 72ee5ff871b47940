"""Numbers of forms with a box for each digit: taken out of such a form, a space stands between any two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from airflow_gov_provider.core.detection.spans import Span

_ROW = re.compile(r"(?<![\w.,-])(?<!\d )\d(?: \d){7,21}(?![\w]| \d|[.,]\d)")
_DATE = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19\d\d|200\d|201[0-5])")
#: France's number of the register: sex, year, month (or none known), department, commune, order, with or without its key.
_REGISTER = re.compile(r"[12]\d\d(?:0[1-9]|1[0-2]|[2-9]\d)\d[\dAB]\d{6}(?:\d\d)?")
#: So many rows of digits without anything else are measurements.
_WORDS = re.compile(r"[^\W\d_]{3}")


def boxed(text: str) -> Iterator[Span]:
    """Dates that people are born on, and numbers of persons, with spaces between their digits."""
    if not _WORDS.search(text):
        return
    for row in _ROW.finditer(text):
        digits = row.group().replace(" ", "")
        if _DATE.fullmatch(digits):
            yield Span(row.start(), row.end(), "DATE_OF_BIRTH", 0.5)
        elif _REGISTER.fullmatch(digits):
            yield Span(row.start(), row.end(), "NATIONAL_ID", 0.6)
