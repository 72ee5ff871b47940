"""How values become Arrow's when a driver is not known: by their own class, checked one by one.

What a driver makes of a type is not known before its values come. They are held to the class that their
column's type stands for; then, all of the column, to classes that have one exact text; then to bytes.
Nothing is rounded, cut or guessed: a value of any other class ends the reading.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa

from airflow_gov_provider.stores.readers.sql_types import DIGITS, Ladder, Rung, reals


def any_ladder(kind: Any) -> Ladder:
    """The ladder of a column of any other dialect: what values a driver makes of a type is not known before.

    The last rungs take what has one exact text. A value of a class that is not known here (a large object,
    a place on a map) fits on none, and ends the reading.
    """
    first = _of_driver(kind)
    return (_TOLD, _TOLD_BYTES) if first is None else (first, _TOLD, _TOLD_BYTES)


def _of_driver(kind: Any) -> Rung | None:
    from sqlalchemy import types as sa

    if isinstance(kind, sa.Numeric) and not isinstance(kind, sa.Float):
        digits, scale = kind.precision or 0, kind.scale or 0
        return (
            _exactly(pa.decimal128(digits, scale), Decimal)
            if 0 <= scale <= digits <= DIGITS and digits
            else None
        )
    if isinstance(kind, sa.DateTime):
        return _exactly(pa.timestamp("us", "UTC" if kind.timezone else None), datetime)
    known: tuple[tuple[type, Rung], ...] = (
        (sa.Boolean, _exactly(pa.bool_(), bool)),
        (sa.Integer, _exactly(pa.int64(), int)),
        (sa.Float, Rung(pa.float64(), reals)),
        (sa.Date, _exactly(pa.date32(), date)),
        (sa.LargeBinary, _exactly(pa.binary(), bytes)),
        (sa.String, _exactly(pa.string(), str)),
    )
    return next((rung for family, rung in known if isinstance(kind, family)), None)


def _exactly(arrow: pa.DataType, kind: type) -> Rung:
    """Values of one class, that Arrow holds to the last digit: it would cut a zone off, or fold microseconds."""

    def read(values: Sequence[Any]) -> pa.Array:
        if any(value is not None and type(value) is not kind for value in values):
            raise TypeError("values of another class")
        if (
            kind is datetime
            and len({value.tzinfo is None for value in values if value} | {arrow.tz is None}) > 1
        ):
            raise TypeError("with and without a zone")
        return pa.array(values, arrow)

    return Rung(arrow, read)


def _told(value: Any) -> str | None:
    """The one text of a value that has one."""
    if value is None or type(value) is str:
        return value
    if type(value) in (dict, list, tuple):
        return json.dumps(value, ensure_ascii=False, default=_told)
    if type(value) not in _HAVE_TEXT:
        raise TypeError("no text that is known to be all of it")
    return str(value)


#: ``str()`` of these says all that they hold.
_HAVE_TEXT = (bool, int, float, Decimal, date, datetime, time, timedelta, UUID)


def _told_bytes(value: Any) -> bytes | None:
    if type(value) in (bytes, bytearray, memoryview):
        return bytes(value)
    text = _told(value)
    return None if text is None else text.encode("utf-8", "surrogateescape")


_TOLD = Rung(pa.string(), lambda values: pa.array([_told(value) for value in values], pa.string()))
_TOLD_BYTES = Rung(
    pa.binary(), lambda values: pa.array([_told_bytes(value) for value in values], pa.binary())
)
