"""Columns taken apart into leaves, and leaves turned into text.

``a.b`` is a struct's field, ``tags[]`` a list's items, ``m{}`` a map's keys and ``m[]`` its values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

Label = Callable[[str], str]


class Kind(StrEnum):
    """What a leaf's values are, as far as detection cares."""

    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    BOOLEAN = "boolean"


#: Seconds since 1970; and the last nanosecond of which the number has 16 digits.
_YEAR_1900, _YEAR_2090 = -2_208_988_800, 3_786_912_000
_FIRST_MONTHS = 10**16 - 1
#: How Arrow begins what it writes for a time without a date.
_BEYOND = "<value out of range"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf in one batch.

    :param label: safe to show. :param path: the raw names, for header hints only: never shown.
    :param parent: label of the leaf in whose cells this one stands; None: a leaf of the data itself.
    """

    label: str
    path: tuple[str, ...]
    values: pa.Array
    parent: str | None = None

    def __repr__(self) -> str:
        """Without values and raw names."""
        return f"Leaf({self.label}, {len(self.values)})"


@dataclass(frozen=True, slots=True)
class AsText:
    """A leaf's values as text.

    :param values: texts, or integers that become texts when they are asked for: counting them is cheaper.
    :param unread: values that no text stands for.
    """

    kind: Kind
    values: pl.Series
    unread: int = 0

    def __repr__(self) -> str:
        """Shape only."""
        return f"AsText({self.kind}, {len(self.values)})"

    @property
    def texts(self) -> pl.Series:
        """As many as values."""
        return self.values.cast(pl.String)

    def counted(self) -> tuple[pl.Series, pl.Series]:
        """Distinct texts, and how often each occurs; no nulls."""
        found = self.values.drop_nulls().alias("value").value_counts(name="count")
        return found["value"].cast(pl.String), found["count"]


def leaves_of(rows: pa.RecordBatch, label: Label) -> Iterator[Leaf]:
    """Every leaf of a batch."""
    for name, column in zip(rows.schema.names, rows.columns, strict=True):
        yield from _below(column, label(name), (name,), label)


def _below(values: pa.Array, shown: str, path: tuple[str, ...], label: Label) -> Iterator[Leaf]:
    values = _plain(values)
    kind = values.type
    if pa.types.is_struct(kind):
        for field, child in zip(kind, values.flatten(), strict=True):
            yield from _below(child, f"{shown}.{label(field.name)}", (*path, field.name), label)
    elif pa.types.is_map(kind):
        entries = pa.struct([kind.key_field, kind.item_field])
        keys, items = values.cast(pa.list_(pa.field("entries", entries, nullable=False))).flatten().flatten()
        yield from _below(keys, f"{shown}{{}}", path, label)
        yield from _below(items, f"{shown}[]", path, label)
    elif _is_list(kind):
        yield from _below(values.flatten(), f"{shown}[]", path, label)
    else:
        yield Leaf(shown, path, values)


def _is_list(kind: pa.DataType) -> bool:
    families = ("is_list", "is_large_list", "is_fixed_size_list", "is_list_view", "is_large_list_view")
    return any(getattr(pa.types, family)(kind) for family in families)


def _plain(values: pa.Array) -> pa.Array:
    """Without extension types, dictionaries and run lengths."""
    while True:
        if isinstance(values.type, pa.BaseExtensionType):
            values = values.storage
        elif pa.types.is_dictionary(values.type):
            values = values.dictionary_decode()
        elif pa.types.is_run_end_encoded(values.type):
            values = pc.run_end_decode(values)
        else:
            return values


def as_text(values: pa.Array) -> AsText | None:  # noqa: PLR0911 - one case a family of types
    """The values as text; None for a type that has no text (a union, say)."""
    kind = values.type
    if pa.types.is_null(kind):
        return AsText(Kind.TEXT, pl.Series([None] * len(values), dtype=pl.String))
    if _is_string(kind):
        return AsText(Kind.TEXT, _series(values.cast(pa.large_string())))
    if _is_binary(kind):
        return _decoded(values)
    if pa.types.is_boolean(kind):
        return AsText(Kind.BOOLEAN, _series(values.cast(pa.large_string())))
    if pa.types.is_temporal(kind):
        return _times(values)
    if pa.types.is_integer(kind):
        return AsText(Kind.NUMBER, _as_series(values))
    if pa.types.is_decimal(kind):
        return AsText(Kind.NUMBER, _series(values.cast(pa.large_string())))
    if pa.types.is_floating(kind):
        return AsText(Kind.NUMBER, _floats(values))
    return None


def _is_string(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_binary(kind: pa.DataType) -> bool:
    families = ("is_binary", "is_large_binary", "is_fixed_size_binary", "is_binary_view")
    return any(getattr(pa.types, family)(kind) for family in families)


def _series(texts: pa.Array) -> pl.Series:
    return _as_series(texts).cast(pl.String)


def _as_series(values: pa.Array) -> pl.Series:
    return pl.Series(values)


def _decoded(values: pa.Array) -> AsText:
    """Bytes that are UTF-8 text; the others are counted as unread."""
    large = values.cast(pa.binary()).cast(pa.large_binary())
    try:
        return AsText(Kind.TEXT, _series(large.cast(pa.large_string())))
    except pa.ArrowInvalid:
        texts = [_utf8(value) for value in large.to_pylist()]
    unread = sum(text is None for text in texts) - values.null_count
    return AsText(Kind.TEXT, pl.Series(texts, dtype=pl.String), unread)


def _utf8(value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _floats(values: pa.Array) -> pl.Series:
    """Whole numbers without ``e+15``: an integer column with gaps is often stored as floats."""
    numbers = _as_series(values.cast(pa.float64()))
    whole = (numbers == numbers.floor()) & (numbers.abs() < 2.0**63)
    integers = numbers.set(~whole.fill_null(value=False), None).cast(pl.Int64, strict=False).cast(pl.String)
    return integers.fill_null(numbers.cast(pl.String))


def _no_clock_said(values: pa.Array) -> bool:
    """Whether moments are among them that are numbers rather: to a part of a second, in no time that was or is near.

    A card number is a moment of the next century in microseconds, and of early 1970 in nanoseconds. A date
    that stands for "never" or "always" lies there too, and is on the second.
    """
    if not pa.types.is_timestamp(values.type) or values.type.unit == "s":
        return False
    a_second = {"ms": 10**3, "us": 10**6, "ns": 10**9}[values.type.unit]
    numbers = _as_series(values.view(pa.int64()))
    early = numbers.is_between(0, _FIRST_MONTHS) if values.type.unit == "ns" else False
    is_far = (numbers < _YEAR_1900 * a_second) | (numbers >= _YEAR_2090 * a_second) | early
    return bool((is_far & (numbers % a_second != 0)).any())


def _times(values: pa.Array) -> AsText | None:
    """Times as text; durations, and times that no calendar, zone or clock has, as the numbers they are.

    Whoever keeps card numbers in a duration keeps card numbers. None: neither, so nobody has read them.
    """
    if not pa.types.is_duration(values.type) and not _no_clock_said(values):
        # An odd zone or unit is an exception; a time beyond the calendar becomes a text that says so.
        with suppress(pa.ArrowInvalid, pa.ArrowNotImplementedError):
            texts = _series(values.cast(pa.large_string()))
            if not texts.str.starts_with(_BEYOND).any():
                return AsText(Kind.TIME, texts)
    width = {32: pa.int32(), 64: pa.int64()}.get(values.type.bit_width)
    return None if width is None else AsText(Kind.NUMBER, _as_series(values.view(width)))
