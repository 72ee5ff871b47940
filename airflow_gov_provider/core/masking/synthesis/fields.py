"""Columns as trees need them, and invented values as the column would hold them.

A value that fewer than :data:`SHARED` rows have never goes on: of categories it becomes ``[OTHER]``, of
numbers an average of several rows'. A text whose values are mostly so rare is no category but names
rows, and nothing of it is invented.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.encoded import encoded
from airflow_gov_provider.core.masking.layouts import in_type, is_text, plain
from airflow_gov_provider.core.policy.methods import OTHER, REDACTED

#: Rows that must share a value for it to go on as it is.
SHARED = 20
#: Share of the rows with rare values from which on a text names rows.
NAMES_ROWS = 0.5
#: Decimal places that are kept; a number of more is as good as any.
_PLACES = 6

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Field:
    """One column, learned. No part of it may leave the process.

    :param values: a float a row: the number, or the code of the category; NaN for null.
    :param choices: categories by their codes, of the column's plain type; None: numbers.
    :param shared: of numbers, those that so many rows have that they go on as they are.
    :param places: decimal places of the numbers. :param form: how texts write them; empty: no text.
    """

    name: str
    type: pa.DataType
    values: Floats
    choices: pa.Array | None
    shared: Floats
    places: int = 0
    form: str = ""

    def column(self, invented: Floats) -> pa.Array:
        """Invented numbers or codes as values of the column's type."""
        null = np.isnan(invented)
        if self.choices is not None:
            at = pa.array(np.where(null, 0, invented).astype(np.int64), mask=null)
            return in_type(self.choices.take(at), self.type)
        return in_type(self._numbers(invented, null), self.type)

    def rounded(self, invented: Floats) -> Floats:
        """As precise as the column is, so that equal values are equal."""
        return invented if self.choices is not None else np.round(invented, self.places)

    def _numbers(self, invented: Floats, null: NDArray[np.bool_]) -> pa.Array:
        kind = plain(pa.nulls(0, self.type)).type
        if self.form:
            return _texts(invented, null, self.form, self.places)
        if pa.types.is_temporal(kind):
            whole = pa.int32() if kind.bit_width == 32 else pa.int64()
            counted = pa.array(np.where(null, 0, invented).astype(np.int64), mask=null)
            return counted.cast(whole).cast(kind)
        if pa.types.is_integer(kind):
            return pa.array(np.where(null, 0, invented).astype(np.int64), mask=null).cast(kind)
        floats = pa.array(invented, mask=null)
        return floats.cast(kind, safe=False) if pa.types.is_floating(kind) else _decimals(floats, kind)


def field_of(name: str, column: pa.ChunkedArray, *, pooled_as_null: bool = False) -> Field:
    """What there is to learn of one column.

    :param pooled_as_null: rare categories become null, where ``[OTHER]`` is not what the mask makes.
    :raises MaskingError: ``MASKING_UNSUPPORTED`` for a type that nothing can be learned of.
    """
    kind = column.type
    bare = pa.chunked_array([plain(chunk) for chunk in column.chunks], plain(pa.nulls(0, kind)).type)
    if is_text(kind):
        return _of_text(name, kind, bare, pooled_as_null=pooled_as_null)
    if pa.types.is_boolean(bare.type) or pa.types.is_null(bare.type):
        return _categories(name, kind, bare, pooled_as_null=True)
    if pa.types.is_duration(bare.type) or not _is_number(bare.type):
        raise MaskingError(
            ErrorCode.MASKING_UNSUPPORTED,
            f"no synthetic table can be made of a column of type {str(kind).partition('<')[0]}",
            where=name,
            hint="drop the column before the gate, or mask by another method",
        )
    values = encoded(bare).numbers
    places = 0
    if pa.types.is_floating(bare.type) or pa.types.is_decimal(bare.type):
        places = _places(values)
    return Field(name, kind, values, None, _shared(values), places)


def _of_text(name: str, kind: pa.DataType, bare: pa.ChunkedArray, *, pooled_as_null: bool) -> Field:
    """Texts that are all numbers, dates or times are numbers, written as they were; files of text have no other."""
    read = encoded(bare)
    texts = pc.if_else(pc.equal(bare, ""), None, bare)
    first = next((text for text in texts.drop_null().slice(0, 1).to_pylist()), None)
    if read.categories is None and first is not None and len(np.unique(read.numbers)) > SHARED:
        form = _form(texts, first)
        if form:
            return Field(name, kind, read.numbers, None, _shared(read.numbers), _written(texts, form), form)
    return _categories(name, kind, bare, pooled_as_null=pooled_as_null)


def _categories(name: str, kind: pa.DataType, bare: pa.ChunkedArray, *, pooled_as_null: bool) -> Field:
    counted = pc.value_counts(bare.drop_null())
    rows = counted.field("counts").to_numpy(zero_copy_only=False)
    frequent = counted.field("values").filter(pa.array(rows >= SHARED))
    total = len(bare) - bare.null_count
    rare = total - int(rows[rows >= SHARED].sum())
    other = REDACTED if rare > NAMES_ROWS * total else OTHER
    choices = frequent.take(pc.sort_indices(frequent)) if len(frequent) else frequent
    if rare and not pooled_as_null:
        if other == REDACTED:
            choices = choices.slice(0, 0)
        choices = pa.concat_arrays([choices, pa.array([other], choices.type)])
    values = pc.index_in(bare, choices).cast(pa.float64()).to_numpy()
    values = np.asarray(values, np.float64).copy()
    if rare and not pooled_as_null:
        missing = np.isnan(values) & ~bare.is_null().to_numpy()
        values[missing] = len(choices) - 1
    return Field(name, kind, values, choices, np.empty(0))


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_temporal(kind)
    )


def _shared(values: Floats) -> Floats:
    found, rows = np.unique(values[~np.isnan(values)], return_counts=True)
    return found[rows >= SHARED]


def _places(values: Floats) -> int:
    """Decimal places that nearly all numbers keep to; what has more is taken for exact."""
    known = values[~np.isnan(values)]
    for places in range(_PLACES):
        if np.allclose(known, np.round(known, places), rtol=0, atol=10.0 ** (-places - 6)):
            return places
    return _PLACES


def _form(texts: pa.ChunkedArray, first: str) -> str:
    """How all texts are written: numbers, dates, times of day or moments."""
    if pc.all(pc.match_substring_regex(texts, r"^[+-]?[0-9]+(\.[0-9]+)?$")).as_py():
        # 007 is a code: as a number it would lose its zeros.
        padded = pc.any(pc.match_substring_regex(texts, r"^[+-]?0[0-9]")).as_py()
        return "" if padded else "number"
    if len(first) == 8:
        return "clock"
    return "%Y-%m-%d" if len(first) == 10 else f"%Y-%m-%d{first[10]}%H:%M:%S"


def _written(texts: pa.ChunkedArray, form: str) -> int:
    if form != "number":
        return 0
    after = pc.utf8_length(pc.replace_substring_regex(texts, r"^[^.]*\.?", ""))
    return int(pc.max(after).as_py() or 0)


def _texts(invented: Floats, null: NDArray[np.bool_], form: str, places: int) -> pa.Array:
    filled = np.where(null, 0, invented)
    if form == "number":
        texts = pa.array([f"{one:.{places}f}" for one in filled], pa.large_string())
    elif form == "clock":
        seconds = filled.astype(np.int64) % 86_400
        texts = pa.array(
            [f"{one // 3600:02}:{one // 60 % 60:02}:{one % 60:02}" for one in seconds], pa.large_string()
        )
    else:
        moments = pa.array(filled.astype(np.int64)).cast(pa.timestamp("s"))
        texts = pc.strftime(moments, format=form).cast(pa.large_string())
    return pc.if_else(pa.array(null), None, texts)


def _decimals(floats: pa.Array, kind: pa.DataType) -> pa.Array:
    return pc.round(floats, ndigits=kind.scale).cast(kind)
