"""How the values of a column of a database become Arrow's: a ladder of readings.

The first rung is the column's own type. A database holds what Arrow can not (``infinity`` in a date,
``NaN`` in a numeric, any type in any column of SQLite), and which values are there shows only as they
come: then all of the column is read by the next rung, as text, in SQLite at last as bytes. What rung it
is hangs on the data alone, so the same data gives the same bytes. No value is ever dropped or rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Any

import pyarrow as pa

#: Raised by a rung that can not hold a value; Arrow's own are of these kinds.
MISFITS = (pa.ArrowException, ValueError, TypeError, OverflowError)

#: Most digits of a decimal128.
DIGITS = 38


class Asked(StrEnum):
    """How the database is asked for a column."""

    AS_IT_IS = "as it is"
    TEXT = "text"
    TEXTS = "array of text"


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to read a column.

    :param read: values as the driver gives them, None for NULL, into an array of ``type``; raises one of
        ``MISFITS`` when it can not hold one of them exactly.
    """

    type: pa.DataType
    read: Callable[[Sequence[Any]], pa.Array]
    asked: Asked = Asked.AS_IT_IS


Ladder = tuple[Rung, ...]


def postgres_ladder(kind: Any) -> Ladder:
    """The ladder of a reflected column type of PostgreSQL; its text form for what is not known here."""
    from sqlalchemy.dialects import postgresql as pg

    if isinstance(kind, pg.DOMAIN):
        return postgres_ladder(kind.data_type)
    if isinstance(kind, pg.ARRAY):
        return (_list_of(postgres_ladder(kind.item_type)[0].type), _TEXT)
    if isinstance(kind, pg.INET):
        return (Rung(pa.string(), _addresses, Asked.TEXT), _TEXT)
    first = _in_parts(kind) or _plain(kind)
    return (_TEXT,) if first is None else (first, _TEXT)


def _in_parts(kind: Any) -> Rung | None:
    """Types with a precision or a zone."""
    from sqlalchemy import types as sa

    match kind:
        case sa.Float():
            return None
        case sa.Numeric(precision=int(digits), scale=scale) if (
            digits <= DIGITS and 0 <= (scale or 0) <= digits
        ):
            return _from_text(pa.decimal128(digits, scale or 0))
        case sa.DateTime():
            return _from_text(pa.timestamp("us", "UTC" if kind.timezone else None))
        case sa.Time() if not kind.timezone:
            return Rung(pa.time64("us"), _times, Asked.TEXT)
        case _:
            return None


def _plain(kind: Any) -> Rung | None:
    from sqlalchemy import types as sa

    known: tuple[tuple[type, Rung | None], ...] = (
        (sa.Boolean, _as(pa.bool_())),
        (sa.SmallInteger, _as(pa.int16())),
        (sa.BigInteger, _as(pa.int64())),
        (sa.Integer, _as(pa.int32())),
        (sa.REAL, _as(pa.float32())),
        (sa.Float, _as(pa.float64())),
        (sa.LargeBinary, _as(pa.binary())),
        (sa.Date, _from_text(pa.date32())),
        (sa.Enum, None),
        (sa.String, _as(pa.string())),
    )
    return next((rung for family, rung in known if isinstance(kind, family)), None)


def sqlite_ladder(kind: Any) -> Ladder:
    """The ladder of a column of SQLite: its type is a wish, any value may be of any kind."""
    from sqlalchemy import types as sa

    match kind:
        case sa.LargeBinary():
            return (Rung(pa.binary(), _only(bytes)), _BYTES)
        case sa.Integer() | sa.Boolean() | sa.Numeric() | sa.Date() | sa.DateTime() | sa.Time():
            return (Rung(pa.int64(), _only(int)), Rung(pa.float64(), reals), _WRITTEN, _BYTES)
        case _:
            return (Rung(pa.string(), _only(str)), *sqlite_ladder(sa.Integer()))


def _as(kind: pa.DataType) -> Rung:
    return Rung(kind, lambda values: pa.array(values, kind))


def _from_text(kind: pa.DataType) -> Rung:
    """Arrow reads the text itself, strictly; so nothing hangs on what a driver makes of it."""
    return Rung(kind, lambda values: pa.array(values, pa.string()).cast(kind), Asked.TEXT)


def _list_of(kind: pa.DataType) -> Rung:
    texts = pa.list_(pa.string())
    if kind in (pa.binary(), pa.time64("us"), pa.bool_()):
        # Arrow has no reading of these: they stay the text that the database makes of them.
        kind = pa.string()
    return Rung(pa.list_(kind), lambda values: pa.array(values, texts).cast(pa.list_(kind)), Asked.TEXTS)


def _times(values: Sequence[Any]) -> pa.Array:
    read = [None if value is None else time.fromisoformat(value) for value in values]
    return pa.array(read, pa.time64("us"))


def _addresses(values: Sequence[Any]) -> pa.Array:
    # A cast adds the netmask of a single address, which the server's own output leaves out.
    def plain(value: str) -> str:
        return value.removesuffix("/128" if ":" in value else "/32")

    return pa.array([None if value is None else plain(value) for value in values], pa.string())


def _only(kind: type) -> Callable[[Sequence[Any]], pa.Array]:
    arrow = {bytes: pa.binary(), int: pa.int64(), str: pa.string()}[kind]

    def read(values: Sequence[Any]) -> pa.Array:
        if any(value is not None and type(value) is not kind for value in values):
            raise TypeError("another storage class")
        return pa.array(values, arrow)

    return read


def reals(values: Sequence[Any]) -> pa.Array:
    """Numbers; an integer only where its double is the same number."""
    if any(
        value is not None and (type(value) not in (int, float) or float(value) != value) for value in values
    ):
        raise TypeError("not a number, or not exactly")
    return pa.array([None if value is None else float(value) for value in values], pa.float64())


def _written(values: Sequence[Any]) -> pa.Array:
    if any(isinstance(value, bytes) for value in values):
        raise TypeError("bytes")
    return pa.array([None if value is None else str(value) for value in values], pa.string())


def _bytes(values: Sequence[Any]) -> pa.Array:
    def exactly(value: Any) -> bytes | None:
        if value is None or isinstance(value, bytes):
            return value
        return str(value).encode("utf-8", "surrogateescape")

    return pa.array([exactly(value) for value in values], pa.binary())


_TEXT = Rung(pa.string(), lambda values: pa.array(values, pa.string()), Asked.TEXT)
_WRITTEN = Rung(pa.string(), _written)
_BYTES = Rung(pa.binary(), _bytes)
