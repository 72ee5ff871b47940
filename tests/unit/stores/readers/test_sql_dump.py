"""SQL dumps: rows become tables, and everything that is in no row is seen all the same."""

from __future__ import annotations

import io

import pytest

from airflow_gov_provider.core.datasets import Place
from airflow_gov_provider.core.errors import DataError, ErrorCode, MaskingError
from airflow_gov_provider.stores.readers import sql_statements
from airflow_gov_provider.stores.readers.formats import Source
from airflow_gov_provider.stores.readers.sql_dump import SqlDumpFormat


def batches(text: str | bytes):
    content = text.encode() if isinstance(text, str) else text
    return list(SqlDumpFormat().batches(Source("a.sql", "here", lambda: io.BytesIO(content))))


def rows(text: str) -> list[dict]:
    return [row for one in batches(text) if one.place is Place.VALUES for row in one.rows.to_pylist()]


def beside(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in batches(text):
        if one.place is Place.METADATA:
            [name] = one.rows.schema.names
            found.setdefault(name, []).extend(one.rows.column(0).to_pylist())
    return found


T = "CREATE TABLE t (id int PRIMARY KEY, mail varchar(99) NOT NULL);\n"


@pytest.mark.parametrize(
    ("dump", "expected"),
    [
        (T + "INSERT INTO t VALUES (1, 'ann@example.com');", [{"id": "1", "mail": "ann@example.com"}]),
        (T + "INSERT INTO t VALUES (1, 'a'), (-2, NULL);", [{"id": "1", "mail": "a"}, {"id": "-2", "mail": None}]),
        (T + "INSERT INTO t (mail) VALUES ('it''s; -- a');", [{"mail": "it's; -- a"}]),
        ("INSERT INTO t VALUES (1, 'a')", [{"column 1": "1", "column 2": "a"}]),
        ('insert into "public"."t" ("Id", "E-Mail") values (1, \'a\');', [{"Id": "1", "E-Mail": "a"}]),
        ("INSERT INTO `t` (`id`, `m`) VALUES (1,'it\\'s; \\\\');", [{"id": "1", "m": "it's; \\"}]),
        ("REPLACE INTO `t` (`m`) VALUES ('a');", [{"m": "a"}]),
        ("INSERT IGNORE INTO `t` (`m`) VALUES ('a;b');\n", [{"m": "a;b"}]),
        ("INSERT INTO [dbo].[t] ([id], [m]) VALUES (1, N'a''b')\nGO\n", [{"id": "1", "m": "a'b"}]),
        ("INSERT [dbo].[t] ([m]) VALUES (N'a')\nINSERT [dbo].[t] ([m]) VALUES (N'b')\nGO\n", [{"m": "a"}, {"m": "b"}]),
        ("INSERT ALL INTO t (m) VALUES ('a') INTO t (m) VALUES ('b') SELECT * FROM dual;", [{"m": "a"}, {"m": "b"}]),
        ("INSERT INTO t (d) VALUES (to_date('1985-03-12', 'YYYY-MM-DD'));", [{"d": "1985-03-12 YYYY-MM-DD"}]),
        ("INSERT INTO t (d) VALUES (DATE '1985-03-12');", [{"d": "1985-03-12"}]),
        ("INSERT INTO t (m) VALUES (E'a\\'b; c');", [{"m": "a'b; c"}]),
        ("INSERT INTO t (m) VALUES (X'616e6e');", [{"m": "ann"}]),
        ("INSERT INTO t (m) VALUES ('two\nlines;');", [{"m": "two\nlines;"}]),
        (T + "COPY public.t (id, mail) FROM stdin;\n1\tann@example.com\n2\t\\N\n\\.\n",
         [{"id": "1", "mail": "ann@example.com"}, {"id": "2", "mail": None}]),
        ("COPY t (m) FROM stdin;\na\\tb\\\\c\\x41\n\\.\nINSERT INTO t (m) VALUES ('z');\n", [{"m": "a\tb\\cA"}, {"m": "z"}]),
        ('COPY t (a, m) FROM stdin WITH (FORMAT csv);\n1,"x,y"\n\\.\n', [{"a": "1", "m": "x,y"}]),
        (T, []),
    ],
)  # fmt: skip
def test_rows_of_every_dialect_come_under_the_names_of_their_columns(dump: str, expected: list[dict]) -> None:
    assert rows(dump) == expected


@pytest.mark.parametrize(
    ("dump", "label", "text"),
    [
        ("-- call ann@example.com\n" + T, "comments", "call ann@example.com"),
        (T + "/* by\nann@example.com */", "comments", "by\nann@example.com"),
        (T + "INSERT INTO t VALUES (1, 'a'); -- was ann@example.com", "comments", "was ann@example.com"),
        ("INSERT INTO `t` VALUES (1);\n# ann@example.com\n", "comments", "ann@example.com"),
        ("CREATE TABLE t (m text DEFAULT 'ann@example.com');", "statements", "ann@example.com"),
        ("CREATE TABLE `t` (`m` text COMMENT 'ann@example.com') ENGINE=InnoDB;", "statements", "ann@example.com"),
        (T + "UPDATE t SET mail = 'ann@example.com';", "statements", "ann@example.com"),
        ("INSERT INTO t SELECT 'ann@example.com';", "statements", "ann@example.com"),
        ("CREATE FUNCTION f() AS $$ select 'x'; -- ann@example.com\n $$;", "statements",
         " select 'x'; -- ann@example.com\n "),
    ],
)  # fmt: skip
def test_what_is_in_no_row_is_metadata(dump: str, label: str, text: str) -> None:
    assert text in beside(dump)[label]


def test_columns_of_several_tables_are_told_apart_and_empty_tables_show_theirs() -> None:
    dump = T + "CREATE TABLE u (phone text);\nINSERT INTO t VALUES (1, 'a');"
    values = [one.rows for one in batches(dump) if one.place is Place.VALUES]
    assert [one.schema.names for one in values] == [["t"], ["u"]]
    assert [[field.name for field in one.schema.field(0).type] for one in values] == [
        ["id", "mail"],
        ["phone"],
    ]


@pytest.mark.parametrize(
    ("dump", "code"),
    [
        ("INSERT INTO t VALUES ('ann@example.com", ErrorCode.SOURCE_UNREADABLE),
        ("/* ann@example.com", ErrorCode.SOURCE_UNREADABLE),
        ("COPY t (m) FROM stdin;\nann@example.com\n", ErrorCode.SOURCE_PARTLY_READ),
        ("INSERT INTO t VALUES ('ann@example.com\0');", ErrorCode.SOURCE_UNREADABLE),
        (" \n;\n", ErrorCode.SOURCE_EMPTY),
    ],
)
def test_a_dump_that_is_cut_is_an_error_that_quotes_nothing(dump: str, code: ErrorCode) -> None:
    with pytest.raises(DataError) as caught:
        batches(dump)
    assert caught.value.code is code
    assert "ann@" not in str(caught.value)


def test_a_statement_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_statements, "LONGEST", 1 << 10)
    with pytest.raises(DataError, match="longer than"):
        batches("INSERT INTO t VALUES ('" + "x" * (1 << 20) + "');")


@pytest.mark.parametrize("chunk", [1, 7, 64])
def test_nothing_hangs_on_where_the_text_was_cut_for_reading(
    monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    dump = T + "".join(f"INSERT INTO t VALUES ({n}, 'it''s; {n}'); -- c{n}\n" for n in range(40))
    dump += (
        "COPY t (id, mail) FROM stdin;\n"
        + "".join(f"{n}\tm{n}\n" for n in range(40))
        + "\\.\nSELECT 'end';\n"
    )
    whole = rows(dump), beside(dump)
    monkeypatch.setattr(sql_statements, "_CHUNK", chunk)
    assert (rows(dump), beside(dump)) == whole
    assert len(whole[0]) == 80


def test_a_dump_is_not_written_back() -> None:
    with pytest.raises(MaskingError) as caught:
        SqlDumpFormat().rewrite(Source("a.sql", "here", io.BytesIO), io.BytesIO(), lambda batch: batch.rows)
    assert caught.value.code is ErrorCode.MASKING_UNSUPPORTED


AT, MAIL_PARTS = chr(64), ("ann", "example.com")
ANN = AT.join(MAIL_PARTS)


@pytest.mark.parametrize(
    "spelled",
    [
        r"U&'ann\0040example.com'",
        r"U&'ann\+000040example.com'",
        "'ann'||chr(64)||'example.com'",
        "'ann' || CHAR(64) || 'example.com'",
        "concat('ann', char(64), 'example.com')",
        "char(97,110,110,64)||'example.com'",
        r"unistr('ann\0040example.com')",
        r"E'ann\x40example.com'",
        "'ann'+N'@example.com'",
    ],
)
def test_a_character_that_is_given_by_its_number_is_that_character(spelled: str) -> None:
    assert rows(f"INSERT INTO t (m) VALUES ({spelled});") == [{"m": ANN}]


@pytest.mark.parametrize(
    ("spelled", "read"),
    [
        (r"U&'a\\b'", "a\\b"),
        (r"U&'\D83D'", "\N{REPLACEMENT CHARACTER}"),
        ("char(1114112)", "1114112"),
        ("-1234567", "-1234567"),
        ("varchar(64)", "varchar(64)"),
        ("concat('a', 41111111)", "a41111111"),
    ],
)
def test_what_only_looks_like_such_a_number_stays_what_it_is(spelled: str, read: str) -> None:
    assert rows(f"INSERT INTO t (m) VALUES ({spelled});") == [{"m": read}]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 4111" + "1" * 12,
        "CREATE VIEW v AS SELECT 4111" + "1" * 12 + " AS x",
        "UPDATE t SET a = 4111" + "1" * 12 + " WHERE b = 'x'",
        "CREATE TABLE u (a bigint DEFAULT 4111" + "1" * 12 + ")",
        "INSERT INTO t VALUES (1) ON CONFLICT DO UPDATE SET a = 4111" + "1" * 12,
    ],
)
def test_a_long_number_in_any_statement_is_looked_at(statement: str) -> None:
    assert "4111" + "1" * 12 in "\n".join(beside(f"{T}{statement};\n")["statements"])


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        (r"\echo ann.smith", "ann.smith"),
        ("CREATE DEFINER=`ann.smith`@`%` VIEW v AS SELECT 1", "ann.smith"),
        ('ALTER TABLE t OWNER TO "ann.smith"', "ann.smith"),
    ],
)
def test_names_in_other_statements_are_looked_at(statement: str, name: str) -> None:
    assert name in "\n".join(beside(f"{T}{statement};\n")["statements"])


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("-- MySQL dump 10.13  Distrib 8.0.36\n", "-- Dump completed on 2026-01-02\n"),
        ("-- MariaDB dump 10.19\n", "-- Dump completed\n"),
        ("--\n-- PostgreSQL database dump\n--\n", "--\n-- PostgreSQL database dump complete\n--\n"),
        ("--\n-- PostgreSQL database cluster dump\n--\n", "--\n-- PostgreSQL database cluster dump complete\n--\n"),
    ],
)  # fmt: skip
def test_a_dump_whose_program_says_when_it_is_whole_is_not_read_without_that(begin: str, end: str) -> None:
    assert rows(begin + T + end) == []
    with pytest.raises(DataError) as caught:
        batches(begin + T)
    assert caught.value.code is ErrorCode.SOURCE_PARTLY_READ


def test_a_dump_without_such_a_beginning_needs_no_such_end() -> None:
    assert rows("-- written by hand\n" + T) == []
