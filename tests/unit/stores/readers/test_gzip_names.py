"""Names in gzip headers are published with the file, so they are examined with it."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from airflow_gov_provider.core.datasets import Place
from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.stores.readers.gzip_names import names_in
from airflow_gov_provider.stores.readers.reader import StoredReader
from tests.fixtures_stores import LocalStore, quiet


def member(name: str = "", content: bytes = b"n\n1\n") -> bytes:
    sink = io.BytesIO()
    with gzip.GzipFile(filename=name, mode="wb", fileobj=sink) as file:
        file.write(content)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (member(), []),
        (member("ann@example.com"), ["ann@example.com"]),
        (member() + member("bob@example.com", b"2\n"), ["bob@example.com"]),
        (member("a") + b"\0" * 9 + member("b"), ["a", "b"]),
        (member("a", b"x" * 5_000_000) + member("b"), ["a", "b"]),
    ],
    ids=["none", "one", "second member", "padding", "big"],
)
def test_the_name_of_every_member_is_seen(content: bytes, names: list[str]) -> None:
    assert names_in(io.BytesIO(content), "file:///a.csv.gz") == names


@pytest.mark.parametrize("flag", [4, 16])
def test_comments_and_extra_fields_are_refused(flag: int) -> None:
    content = bytearray(member())
    content[3] |= flag
    with pytest.raises(DataError, match="gzip -n") as caught:
        names_in(io.BytesIO(bytes(content)), "file:///a.csv.gz")
    assert caught.value.code is ErrorCode.FORMAT_UNSUPPORTED


def test_a_name_is_examined_with_the_rows_and_left_out_of_copies(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put("in/a.csv.gz", member("ann@example.com"))
    reader = StoredReader(store.clients)
    with reader.take_in(store.ref("in/"), quiet) as taken:
        (told,) = [batch.rows for batch in taken.batches() if batch.place is Place.METADATA]
        assert told.to_pydict() == {"gzip name": ["ann@example.com", "ann@example"]}
        with reader.rewrite(taken, lambda batch: batch.rows, quiet) as copy:
            assert all(batch.place is Place.VALUES for batch in copy.batches())
