"""A footer that does not fit its own schema is refused before Arrow looks at it: Arrow would end the process."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.stores.readers import parquet, parquet_stretches
from airflow_gov_provider.stores.readers.formats import Source
from airflow_gov_provider.stores.readers.parquet import ParquetFormat
from airflow_gov_provider.stores.readers.parquet_chunks import refuse_misfits

TABLE = pa.table(
    {
        "id": pa.array([1, 2]),
        "mail": ["ann@example.com", None],
        "code": pa.array([b"abc", b"def"], pa.binary(3)),
        "tags": [["a"], []],
        "home": [{"town": "x", "rooms": [1, 2]}, None],
        "map": pa.array([[("k", 1)], []], pa.map_(pa.string(), pa.int32())),
        "yes": [True, None],
    }
)


def content() -> bytes:
    out = io.BytesIO()
    pq.write_table(TABLE, out, row_group_size=1)
    return out.getvalue()


def footer() -> dict[int, Any]:
    data = content()
    size = int.from_bytes(data[-8:-4], "little")
    return parquet_stretches._struct(io.BytesIO(data[-8 - size : -8]))


def chunk(fields: dict[int, Any], at: int) -> dict[int, Any]:
    """What the footer says of one column, in the last row group."""
    return fields[4][-1][1][at][3]


def test_a_footer_of_every_kind_of_column_fits() -> None:
    refuse_misfits(footer())


@pytest.mark.parametrize(
    "change",
    [
        lambda file: chunk(file, 0).update({1: 0}),
        lambda file: chunk(file, 0)[16].update({1: 670}),
        lambda file: chunk(file, 1)[16].update({3: [0, 1, 2]}),
        lambda file: chunk(file, 3)[16].update({2: [1]}),
        lambda file: chunk(file, 0)[12].update({5: b"1234"}),
        lambda file: chunk(file, 2)[12].update({6: b"ab"}),
        lambda file: chunk(file, 0).update({12: 7}),
        lambda file: file[4][-1][1].pop(),
        lambda file: file[2].pop(),
        lambda file: file[2][0].update({5: 100}),
        lambda file: file[2].__setitem__(1, b"id"),
        lambda file: file.pop(2),
    ],
)
def test_a_column_that_is_not_what_the_schema_says_is_refused(change: Callable[[Any], Any]) -> None:
    fields = copy.deepcopy(footer())
    change(fields)
    with pytest.raises((ValueError, LookupError)):
        refuse_misfits(fields)


def test_arrow_is_not_asked_for_columns_of_such_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def misfit(_fields: Any) -> None:
        raise ValueError(0)

    monkeypatch.setattr(parquet_stretches, "refuse_misfits", misfit)
    monkeypatch.setattr(parquet, "_open", lambda *_: pytest.fail("Arrow was asked"))
    with pytest.raises(DataError) as caught:
        list(ParquetFormat().batches(Source("a", "here", lambda: io.BytesIO(content()))))
    assert caught.value.code is ErrorCode.SOURCE_UNREADABLE
