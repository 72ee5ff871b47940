"""SQLite files: every row of every table, and what deleted rows left behind."""

from __future__ import annotations

import io
import sqlite3
import tempfile
from pathlib import Path

import pytest

from airflow_gov_provider.core.datasets import Place
from airflow_gov_provider.core.errors import DataError, ErrorCode, MaskingError
from airflow_gov_provider.stores.readers import sqlite as subject
from airflow_gov_provider.stores.readers.formats import Source
from airflow_gov_provider.stores.readers.reader import StoredReader
from airflow_gov_provider.stores.readers.sqlite import SqliteFormat
from tests.fixtures_stores import LocalStore, quiet


def database(path: Path, *statements: str, keep_deleted: bool = True) -> bytes:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA secure_delete={0 if keep_deleted else 1}")
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return path.read_bytes()


def batches(content: bytes):
    return list(SqliteFormat().batches(Source("a.db", "here", lambda: io.BytesIO(content))))


def values(content: bytes) -> list:
    return [one.rows for one in batches(content) if one.place is Place.VALUES]


def beside(content: bytes) -> dict[str, str]:
    return {
        one.rows.schema.names[0]: "\n".join(one.rows.column(0).to_pylist())
        for one in batches(content)
        if one.place is Place.METADATA
    }


def test_a_table_has_its_own_columns_and_values_their_own_types(tmp_path: Path) -> None:
    content = database(
        tmp_path / "a.db",
        "CREATE TABLE t (id INTEGER, mail TEXT, share REAL, any, raw BLOB)",
        "INSERT INTO t VALUES (1, 'ann@example.com', 0.5, 1, x'616e6e')",
        "INSERT INTO t VALUES (9007199254740993, NULL, 2.5, 'two', x'ff')",
    )
    [rows] = values(content)
    assert rows.to_pylist() == [
        {"id": 1, "mail": "ann@example.com", "share": 0.5, "any": "1", "raw": b"ann"},
        {"id": 9007199254740993, "mail": None, "share": 2.5, "any": "two", "raw": b"\xff"},
    ]


def test_numbers_that_a_double_does_not_hold_stay_what_they_are(tmp_path: Path) -> None:
    content = database(
        tmp_path / "a.db", "CREATE TABLE t (n)", "INSERT INTO t VALUES (4111111111111111111), (0.5)"
    )
    assert values(content)[0].column("n").to_pylist() == ["4111111111111111111", "0.5"]


def test_several_tables_are_told_apart_and_indexes_and_views_are_no_tables(tmp_path: Path) -> None:
    content = database(
        tmp_path / "a.db",
        "CREATE TABLE t (mail TEXT UNIQUE)",
        'CREATE TABLE "odd ""name" (id INTEGER PRIMARY KEY) WITHOUT ROWID',
        "CREATE VIEW v AS SELECT mail AS again FROM t WHERE mail <> 'eve@example.com'",
        "INSERT INTO t VALUES ('ann@example.com')",
    )
    assert [rows.schema.names for rows in values(content)] == [['odd "name'], ["t"]]
    assert "eve@example.com" in beside(content)["schema"]


CARD = "41" + "1" * 14


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ('CREATE VIEW v AS SELECT "eve@example.com"', "eve@example.com"),
        (f"CREATE VIEW v AS SELECT {CARD}", CARD),
        (f"CREATE TABLE u (x DEFAULT {CARD})", CARD),
        ("INSERT INTO sqlite_sequence VALUES ('eve@example.com', 1)", "eve@example.com"),
        (f"INSERT INTO sqlite_sequence VALUES ('t', {CARD})", CARD),
    ],
)
def test_what_definitions_and_counters_say_is_seen(tmp_path: Path, statement: str, text: str) -> None:
    table = "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)"
    assert text in beside(database(tmp_path / "a.db", table, statement))["schema"]


@pytest.mark.parametrize(
    ("table", "is_seen"),
    [
        ("t (x)", True),
        ("t (x, rowid)", True),
        ("t (x TEXT PRIMARY KEY)", True),
        ("t (x, id INTEGER PRIMARY KEY)", False),
        ("t (x PRIMARY KEY, _rowid_) WITHOUT ROWID", False),
    ],
)
def test_numbers_of_rows_are_seen_where_they_do_more_than_count(
    tmp_path: Path, table: str, *, is_seen: bool
) -> None:
    counted = database(tmp_path / "a.db", f"CREATE TABLE {table}", "INSERT INTO t (x) VALUES ('a'), ('b')")
    assert "row numbers" not in beside(counted)
    content = database(
        tmp_path / "b.db", f"CREATE TABLE {table}", f"INSERT INTO t (x, _rowid_) VALUES ('a', {CARD})"
    )
    assert (CARD in beside(content).get("row numbers", "")) is is_seen


def test_bytes_where_sqlite_has_none_are_refused(tmp_path: Path) -> None:
    content = database(tmp_path / "a.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1)")
    assert values(content + bytes(4096)), "zeros are room that was taken ahead"
    for hidden in (content + b"eve@example.com", content[:72] + b"eve@example.com" + content[87:]):
        with pytest.raises(DataError, match="does not use") as caught:
            values(hidden)
        assert "eve@" not in str(caught.value)


def test_full_text_search_is_read_once_and_nothing_of_it_is_unread(tmp_path: Path) -> None:
    content = database(
        tmp_path / "a.db",
        "CREATE VIRTUAL TABLE f USING fts5(body)",
        "INSERT INTO f VALUES ('write to ann@example.com')",
    )
    tables = {rows.schema.names[0]: rows for rows in values(content)}
    assert any("ann@example.com" in str(rows.to_pylist()) for rows in tables.values())
    assert "indexes" in beside(content)


@pytest.mark.parametrize(
    "deletion",
    [
        ["DROP TABLE t"],
        ["DELETE FROM t WHERE id <> 1"],
        ["DELETE FROM t WHERE id = 7"],
    ],
)
def test_what_deleted_rows_left_is_seen_unless_it_was_wiped(tmp_path: Path, deletion: list[str]) -> None:
    statements = [
        "CREATE TABLE kept (x)",
        "INSERT INTO kept VALUES (1)",
        "CREATE TABLE t (id, mail)",
        *(f"INSERT INTO t VALUES ({n}, 'user{n}@example.com {'x' * 200}')" for n in range(100)),
        *deletion,
    ]
    assert "user7@example.com" in beside(database(tmp_path / "a.db", *statements))["deleted rows"]
    wiped = beside(database(tmp_path / "b.db", *statements, keep_deleted=False))
    assert "user7@example.com" not in wiped.get("deleted rows", "")


def test_a_file_that_was_written_with_a_log_is_read_and_one_with_a_log_beside_it_is_not(
    tmp_path: Path,
) -> None:
    store = LocalStore(tmp_path)
    connection = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE t (mail)")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("INSERT INTO t VALUES ('ann@example.com')")
    reader = StoredReader(store.clients)
    with pytest.raises(DataError, match="log"):
        reader.take_in(store.ref("a.db"), quiet)
    connection.close()
    with reader.take_in(store.ref("a.db"), quiet) as taken:
        rows = [row for one in taken.batches() if one.place is Place.VALUES for row in one.rows.to_pylist()]
    assert rows == [{"mail": "ann@example.com"}]


def test_no_value_ever_lies_under_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = database(tmp_path / "a.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1)")
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    copied = subject._copy

    def watched(*streams) -> None:
        copied(*streams)
        assert list(room.iterdir()) == []

    monkeypatch.setattr(subject, "_copy", watched)
    assert len(values(content)) == 1
    assert list(room.iterdir()) == []


def test_what_is_damaged_or_empty_is_an_error_that_quotes_nothing(tmp_path: Path) -> None:
    rows = [f"INSERT INTO t VALUES ('ann@example.com {'x' * 300}')"] * 40
    good = database(tmp_path / "a.db", "CREATE TABLE t (x)", *rows)
    assert len(good) > 3 * 4096
    holed = good[:4096] + b"\xff" * 4096 + good[8192:]
    for damaged in (good[: len(good) // 2], good[:100], holed):
        with pytest.raises(DataError) as caught:
            batches(damaged)
        assert caught.value.code is ErrorCode.SOURCE_UNREADABLE
        assert "ann@" not in str(caught.value)
    with pytest.raises(DataError) as caught:
        batches(database(tmp_path / "b.db", "PRAGMA user_version=1"))
    assert caught.value.code is ErrorCode.SOURCE_EMPTY


def test_a_sqlite_file_is_not_written_back() -> None:
    with pytest.raises(MaskingError):
        SqliteFormat().rewrite(Source("a", "here", io.BytesIO), io.BytesIO(), lambda batch: batch.rows)


LONG = 4_111_000_000_000_000


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le", "UTF-16be"])
@pytest.mark.parametrize("name", ["Åsa Öberg", "Ольга Смирнова", "王小明小明", "ann@example.com"])
def test_texts_of_deleted_rows_are_found_in_every_encoding(tmp_path: Path, encoding: str, name: str) -> None:
    content = database(
        tmp_path / "a.db",
        f"PRAGMA encoding = '{encoding}'",
        "CREATE TABLE t (id, name)",
        *[f"INSERT INTO t VALUES ({n}, '{name} {n}')" for n in range(9)],
        "DELETE FROM t WHERE id IN (2, 4)",
    )
    assert f"{name} 2" in beside(content)["deleted rows"]


@pytest.mark.parametrize(
    ("rows", "gone"),
    [(8, "id IN (2, 4)"), (200, "id IN (150, 160)"), (2000, "id > 1")],
    ids=["freed cells", "freed cells with long row numbers", "pages"],
)
@pytest.mark.parametrize("columns", ["id INTEGER PRIMARY KEY, card INTEGER", "id, name, card, note"])
def test_long_numbers_of_deleted_rows_are_found(tmp_path: Path, rows: int, gone: str, columns: str) -> None:
    row = "({n}, {card})" if "KEY" in columns else "({n}, 'x', {card}, 'yy')"
    values = ", ".join(row.format(n=n, card=LONG + n) for n in range(1, rows + 1))
    content = database(
        tmp_path / "a.db",
        f"CREATE TABLE t ({columns})",
        f"INSERT INTO t VALUES {values}",
        f"CREATE TABLE left_over AS SELECT id FROM t WHERE {gone}",
        f"DELETE FROM t WHERE {gone}",
    )
    wanted = {LONG + n for n in range(1, rows + 1)} - {
        int(n) for batch in values_of(content, "card") for n in batch if n is not None
    }
    found = set(beside(content)["deleted rows"].split("\n"))
    assert len(wanted) >= 2
    # Whatever was written over later can not be found; nine in ten are.
    assert len({str(n) for n in wanted} & found) >= 0.9 * len(wanted)


def values_of(content: bytes, column: str) -> list[list]:
    """The column of each batch of the table ``t``."""
    tables = [rows.column("t") for rows in values(content) if "t" in rows.schema.names]
    return [[row[column] for row in table.to_pylist()] for table in tables]


def test_short_numbers_of_deleted_rows_say_nothing(tmp_path: Path) -> None:
    content = database(
        tmp_path / "a.db",
        "CREATE TABLE t (id, amount)",
        *[f"INSERT INTO t VALUES ({n}, {1_000_000_000 + n})" for n in range(20)],
        "DELETE FROM t WHERE id > 3",
    )
    assert "deleted rows" not in beside(content)


@pytest.mark.parametrize(("encoding", "wide"), [("UTF-8", 1), ("UTF-16le", 2)])
def test_what_lies_behind_a_value_that_goes_on_in_other_pages_is_looked_at(
    tmp_path: Path, encoding: str, wide: int
) -> None:
    # Both values take one more page; the second leaves some 80 bytes of the first at its end.
    first = "y" * (6000 // wide - 80) + "ann@example.com " * 5
    content = database(
        tmp_path / "a.db",
        f"PRAGMA encoding = '{encoding}'",
        "CREATE TABLE t (id, note)",
        f"INSERT INTO t VALUES (1, '{first}')",
        "DELETE FROM t",
        "INSERT INTO t VALUES (1, '" + "x" * (4500 // wide) + "')",
    )
    assert len(content) == 3 * 4096
    assert "ann@example.com" in beside(content)["deleted rows"]


def test_a_file_with_fewer_pages_than_it_says_is_read_in_part_only(tmp_path: Path) -> None:
    content = database(
        tmp_path / "a.db",
        "PRAGMA page_size = 512",
        "CREATE TABLE t (id)",
        "CREATE TABLE u (note)",
        *["INSERT INTO u VALUES ('" + "x" * 300 + "')"] * 20,
        "DROP TABLE u",
    )
    assert batches(content)
    for cut in (1, 100, 511, 512):
        with pytest.raises(DataError) as caught:
            batches(content[:-cut])
        assert caught.value.code in (ErrorCode.SOURCE_PARTLY_READ, ErrorCode.SOURCE_UNREADABLE)


def test_an_index_of_texts_that_are_not_in_the_file_is_not_examined(tmp_path: Path) -> None:
    kept = database(tmp_path / "a.db", "CREATE VIRTUAL TABLE f USING fts5(x)")
    lost = database(tmp_path / "b.db", "CREATE VIRTUAL TABLE f USING fts5(x, content='')")
    label = "index of texts that are not in the file"
    assert label not in {rows.rows.schema.names[0] for rows in batches(kept)}
    assert label in {rows.rows.schema.names[0] for rows in batches(lost)}


def test_numbers_of_an_r_tree_are_values_like_others(tmp_path: Path) -> None:
    content = database(
        tmp_path / "a.db",
        "CREATE VIRTUAL TABLE r USING rtree(id, x0, x1, +note)",
        f"INSERT INTO r VALUES ({LONG}, 1, 2, 'ann')",
    )
    [rows] = [found for found in values(content) if "rowid" in found.schema.names]
    assert [(row["rowid"], row["a0"]) for row in rows.to_pylist()] == [(LONG, "ann")]
