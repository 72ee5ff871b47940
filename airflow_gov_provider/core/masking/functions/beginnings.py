"""Dates and times to the beginning of their year, quarter, month, week (Monday) or day.

Text keeps its way of writing: ``1984-07-23T10:11:12Z`` becomes ``1984-01-01T00:00:00Z``. Where day and
month could be either (``03/07/1984``) only the year is known, so only ``year`` is done and all else goes.
"""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.layouts import in_type, is_text, plain
from airflow_gov_provider.core.policy.methods import REDACTED

_TIME = r"([T ][0-9:.,]+)?(\s*(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?"
#: Year first: nobody writes the day before the month then.
_YEAR_FIRST = re.compile(r"\s*([0-9]{4})([-/.]?)([0-9]{2})\2([0-9]{2})" + _TIME + r"\s*")
_YEAR_LAST = re.compile(r"\s*([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})" + _TIME + r"\s*")
_YEAR_ALONE = re.compile(r"\s*([12][0-9]{3})\s*")


def to_beginnings(values: pa.Array, unit: str) -> pa.Array:
    """The beginning of each ``unit``, in the type of ``values``; text that is no date goes."""
    if not is_text(values.type):
        return pc.floor_temporal(values, unit=unit, week_starts_monday=True).cast(values.type)
    encoded = plain(values).dictionary_encode()
    begun = [_text(value.as_py(), unit) for value in encoded.dictionary]
    return in_type(pa.array(begun, pa.large_string()).take(encoded.indices), values.type)


def are_beginnings(values: pa.Array, unit: str) -> NDArray[np.bool_]:
    """Which values are the beginning of a unit, or stand for a text that is no date."""
    bare = plain(values)
    known = pc.equal(to_beginnings(bare, unit), bare)
    if is_text(values.type):
        known = pc.or_(pc.and_(known, pc.not_equal(bare, "")), pc.equal(bare, REDACTED))
    return np.asarray(pc.fill_null(known, fill_value=False).to_numpy(zero_copy_only=False))


def _text(value: str, unit: str) -> str:
    if not value:
        return value
    if (form := _YEAR_FIRST.fullmatch(value)) is not None:
        year, between, month, day, time, zone = form.groups()
        begun = _beginning(int(year), int(month), int(day), unit)
        if begun is not None:
            return between.join(begun.isoformat().split("-")) + _zeros(time) + _zeros(zone)
    if unit == "year" and (form := _YEAR_LAST.fullmatch(value)) is not None:
        first, between, second, year, time, zone = form.groups()
        return (
            between.join(("1".zfill(len(first)), "1".zfill(len(second)), year)) + _zeros(time) + _zeros(zone)
        )
    if unit == "year" and (form := _YEAR_ALONE.fullmatch(value)) is not None:
        return form[1]
    return REDACTED


def _beginning(year: int, month: int, day: int, unit: str) -> dt.date | None:
    try:
        date = dt.date(year, month, day)
    except ValueError:  # no such day: nothing can be said about it
        return None
    starts = {
        "year": date.replace(month=1, day=1),
        "quarter": date.replace(month=(month - 1) // 3 * 3 + 1, day=1),
        "month": date.replace(day=1),
        "day": date,
    }
    return starts.get(unit) or dt.date.fromordinal(max(1, date.toordinal() - date.weekday()))


def _zeros(time: str | None) -> str:
    return re.sub("[0-9]", "0", time or "")
