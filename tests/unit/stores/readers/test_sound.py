"""Bytes that are not what their column's type says are an error before anything uses them."""

from __future__ import annotations

import io
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import orc

from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.stores.readers.kinds import kind_of

MAIL = b"ann\xfc@example.com"
ENDS = b"\0\0\0\0" + len(MAIL).to_bytes(4, "little")


def texts(data: bytes) -> pa.Array:
    return pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(ENDS), pa.py_buffer(data)])


def read(content: bytes) -> list:
    def opener() -> io.BufferedReader:
        return io.BufferedReader(io.BytesIO(content))  # type: ignore[arg-type] # any raw stream will do

    kind = kind_of("data", len(content), "here", opener)
    return [batch.rows for batch in kind.batches(kind.source("data", "here", opener), opener)]


def parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, write_statistics=False)
    return out.getvalue()


def orcs(table: pa.Table) -> bytes:
    out = io.BytesIO()
    orc.write_table(table, out)
    return out.getvalue()


@pytest.mark.parametrize("written", [parquet, orcs])
@pytest.mark.parametrize(
    "column",
    [
        texts(MAIL),
        pa.StructArray.from_arrays([texts(MAIL)], ["mail"]),
        pa.ListArray.from_arrays(pa.array([0, 1], pa.int32()), texts(MAIL)),
        pa.DictionaryArray.from_arrays(pa.array([0], pa.int32()), texts(MAIL)),
        pa.Array.from_buffers(
            pa.decimal128(3, 2), 1, [None, pa.py_buffer((10**9).to_bytes(16, "little"))]
        ),
    ],
    ids=["text", "in a struct", "in a list", "in a dictionary", "decimal"],
)  # fmt: skip
def test_what_does_not_fit_its_type_is_an_error_that_quotes_nothing(written, column: pa.Array) -> None:
    if written is orcs and pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    with pytest.raises(DataError) as caught:
        read(written(pa.table({"ann@example.com": column})))
    assert caught.value.code is ErrorCode.SOURCE_UNREADABLE
    assert "example" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("written", [parquet, orcs])
def test_what_fits_is_read(written) -> None:
    table = pa.table({"mail": ["annü@example.com", None], "paid": [Decimal("1.25"), None]})
    assert read(written(table))[-1].to_pylist() == table.to_pylist()
