"""Columns as models and statistics need them: numbers where values are numbers or times, else categories."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.datasets import Batch, Place
from airflow_gov_provider.core.detection.leaves import Label, leaves_of
from airflow_gov_provider.core.masking.layouts import is_text, plain

#: ISO 8601 as texts hold it, and what a time of day is.
_DATES = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_MOMENTS = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}$"
_CLOCKS = r"^[0-9]{2}:[0-9]{2}:[0-9]{2}$"
_NUMERALS = r"^[+-]?[0-9]{1,18}(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,2})?$"


@dataclass(frozen=True, slots=True)
class Encoded:
    """One column. No part of it may leave the process.

    :param numbers: a float a row; NaN for null. Of categories: their codes from 0.
    :param categories: how many different values; None: the column is numbers.
    """

    numbers: NDArray[np.float64]
    categories: int | None


def table_of(batches: Iterable[Batch], label: Label) -> pa.Table:
    """All columns of one value a row, nested ones by their paths, under their labels."""
    tables = []
    for batch in batches:
        if batch.place is not Place.VALUES:
            continue
        leaves = {
            leaf.label: leaf.values
            for leaf in leaves_of(batch.rows, label)
            if "[]" not in leaf.label and "{}" not in leaf.label
        }
        tables.append(pa.table({name: plain(values) for name, values in leaves.items()}))
    return pa.concat_tables(tables, promote_options="permissive") if tables else pa.table({})


def encoded(values: pa.ChunkedArray) -> Encoded:
    """Numbers for numbers, dates, times and texts that are all such; the order of codes says nothing.

    An empty text counts as null: files of text have no other.
    """
    kind = values.type
    if is_text(kind):
        return _of_text(pc.if_else(pc.equal(values, ""), None, values))
    if pa.types.is_temporal(kind):
        return Encoded(_floats(pc.cast(pc.cast(values, _whole(kind)), pa.int64())), None)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return Encoded(_floats(values), None)
    return _codes(values)


def codes(values: pa.ChunkedArray) -> NDArray[np.int64]:
    """Equal values, equal codes from 0; null is a value like any other."""
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if pa.types.is_floating(array.type) or pa.types.is_decimal(array.type):
        array = array.cast(pa.float64())
    indices = pc.dictionary_encode(array, null_encoding="encode")
    indices = indices.combine_chunks() if isinstance(indices, pa.ChunkedArray) else indices
    made: NDArray[np.int64] = indices.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return made


def _of_text(texts: pa.ChunkedArray) -> Encoded:
    present = texts.drop_null()
    if not len(present):
        return Encoded(np.full(len(texts), np.nan), None)
    if _all(present, _NUMERALS):
        return Encoded(_floats(texts.cast(pa.float64())), None)
    if _all(present, _DATES):
        return Encoded(_read(texts, "%Y-%m-%d"), None)
    if _all(present, _CLOCKS):
        parts = (
            _floats(pc.utf8_slice_codeunits(texts, at, at + 2).cast(pa.float64())) * scale
            for at, scale in ((0, 3600), (3, 60), (6, 1))
        )
        return Encoded(np.sum(list(parts), axis=0), None)
    if _all(present, _MOMENTS):
        spaced = pc.replace_substring(texts, "T", " ")
        return Encoded(_read(spaced, "%Y-%m-%d %H:%M:%S"), None)
    return _codes(texts)


def _read(texts: pa.ChunkedArray, form: str) -> NDArray[np.float64]:
    """Seconds since 1970; what has the form and is no date (31 April) is null."""
    moments = pc.strptime(texts, format=form, unit="s", error_is_null=True)
    return _floats(moments.cast(pa.int64()))


def _codes(values: pa.ChunkedArray) -> Encoded:
    of_rows = codes(values)
    numbers = of_rows.astype(np.float64)
    numbers[values.is_null().to_numpy()] = np.nan
    return Encoded(numbers, int(of_rows.max(initial=-1)) + 1)


def _floats(values: pa.ChunkedArray) -> NDArray[np.float64]:
    made: NDArray[np.float64] = np.asarray(pc.cast(values, pa.float64(), safe=False).to_numpy(), np.float64)
    return np.where(np.isfinite(made), made, np.nan)


def _all(texts: pa.ChunkedArray, pattern: str) -> bool:
    return bool(pc.all(pc.match_substring_regex(texts, pattern)).as_py())


def _whole(kind: pa.DataType) -> pa.DataType:
    """The integer below a temporal type."""
    return pa.int32() if kind.bit_width == 32 else pa.int64()
