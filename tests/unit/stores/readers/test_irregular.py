"""Text that no two programs read alike: every character of it is seen, whatever it is taken for."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airflow_gov_provider.core.datasets import Place
from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.stores.readers import csv_irregular
from airflow_gov_provider.stores.readers.csv import CsvFormat
from airflow_gov_provider.stores.readers.formats import Source
from airflow_gov_provider.stores.readers.text import as_utf8

MAIL = "ann@example.com"


def batches(content: bytes):
    return list(CsvFormat().batches(Source("a.csv", "here", lambda: io.BytesIO(content))))


def read(content: bytes) -> list[dict]:
    return [row for one in batches(content) if one.place is Place.VALUES for row in one.rows.to_pylist()]


def test_values_beyond_the_names_have_columns_of_their_own_and_missing_ones_are_null() -> None:
    content = b"id,n\n1,2\n3,4," + MAIL.encode() + b",more\n5\n6,7\n"
    assert read(content) == [
        {"id": "1", "n": "2", "column 3": None, "column 4": None},
        {"id": "3", "n": "4", "column 3": MAIL, "column 4": "more"},
        {"id": "5", "n": None, "column 3": None, "column 4": None},
        {"id": "6", "n": "7", "column 3": None, "column 4": None},
    ]


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (f'2,"Ann Lee,{MAIL}', {"id": "2", "name": "Ann Lee", "mail": MAIL}),
        (f'2,5" pipe,{MAIL}', {"id": "2", "name": '5" pipe', "mail": MAIL}),
        (f'2,"Ann"x,{MAIL}', {"id": "2", "name": "Annx", "mail": MAIL}),
        (f'2, "Ann",{MAIL}', {"id": "2", "name": ' "Ann"', "mail": MAIL}),
    ],
)
def test_a_broken_quote_breaks_no_more_than_its_line(line: str, row: dict) -> None:
    rows = read(f'id,name,mail\n1,"Lee, Bob",b\n{line}\n3,"Ray, Eve",e\n'.encode())
    assert rows == [
        {"id": "1", "name": "Lee, Bob", "mail": "b"},
        row,
        {"id": "3", "name": "Ray, Eve", "mail": "e"},
    ]


def test_what_was_read_before_the_fault_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow_gov_provider.stores.readers import csv as regular

    monkeypatch.setattr(regular, "BLOCK", 1 << 10)
    good = b"".join(b"%d,x\n\n" % n for n in range(2_000))
    for bad in (b"a,b,c\n", b'a,"b\n'):
        ids = [row["id"] for row in read(b"id,n\n" + good + bad + good)]
        assert ids == [*map(str, range(2_000)), "a", *map(str, range(2_000))]


@pytest.mark.parametrize(
    ("content", "above", "names"),
    [
        (b"sep=;\nid;mail\n1;a\n", ["sep="], ["id", "mail"]),
        (b"# by eve@example.com\n\nid,mail\n1,a\n2,b\n", ["# by eve@example.com"], ["id", "mail"]),
        (b"Customers\nid,mail\n1,a\n2,b\n", ["Customers"], ["id", "mail"]),
        (b"id,mail,mail\n1,a,b\n", None, ["id", "mail", "mail (2)"]),
        (b"name;amount\nAnn;1,5\nBob;2,5\n", None, ["name", "amount"]),
        (b'"mail","n"\n"x","a",1\n"y","b",2\n', None, ["column 1", "mail", "n"]),
        (b"mail,n\na,1,\nb,2,\n", None, ["mail", "n", "column 3"]),
    ],
)
def test_names_are_found_below_remarks_and_told_apart(
    content: bytes, above: list | None, names: list
) -> None:
    found = batches(content)
    beside = [one.rows.column(0).to_pylist() for one in found if one.place is Place.METADATA]
    assert beside == ([above] if above else [])
    assert [one.rows.schema.names for one in found if one.place is Place.VALUES] == [names]


def test_limits_end_what_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_irregular, "WIDTH", 100)
    with pytest.raises(DataError, match="values"):
        read(b"id,n\n1,2\n" + b"," * 101 + b"\n")
    with pytest.raises(DataError, match="longer"):
        read(b'id,n\n1,2,3\n1,"' + b"x" * 200_000 + b'"\n')


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('ab,"\n\r '), max_size=40))
def test_no_letter_of_any_text_is_lost(body: str) -> None:
    content = f"id,n\nx,y\n{body}\n"
    seen = [cell for row in read(content.encode()) for cell in row.values() if cell]
    assert sum(cell.count("a") for cell in seen) == body.count("a")
    assert sum(cell.count("b") for cell in seen) == body.count("b")


TEXT = "name,city\nRenée Müller,Orléans\n"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (TEXT.encode(), TEXT),
        (TEXT.encode("utf-8-sig"), TEXT),
        (TEXT.encode("utf-16"), TEXT),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT),
        (TEXT.encode("utf-16-le"), TEXT),
        (TEXT.encode("utf-16-be"), TEXT),
        (TEXT.encode("utf-32"), TEXT),
        (b"\0\0\xfe\xff" + TEXT.encode("utf-32-be"), TEXT),
        (TEXT.encode("utf-32-le"), TEXT),
        (TEXT.encode("latin-1"), TEXT),
        ("a,“b”€\n".encode("cp1252"), "a,“b”€\n"),
        (b"a\x81\n", "a\x81\n"),
        (TEXT.encode() + TEXT.encode("latin-1"), TEXT + TEXT),
        (TEXT.encode() + TEXT.encode("utf-16-le") + TEXT.encode(), TEXT * 3),
        ("東京,大阪\n".encode() + "Orléans\n".encode("latin-1"), "東京,大阪\nOrléans\n"),
    ],
)
def test_text_of_one_encoding_or_several_is_what_it_says(content: bytes, text: str) -> None:
    assert as_utf8(io.BytesIO(content), "here").read().decode() == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Иванов Пётр, Москва\n" * 3, "cp1251"),
        ("Иванов Пётр, Москва\n" * 3, "koi8-r"),
        ("Παπαδόπουλος Γιώργος\n" * 3, "iso8859-7"),
        ("山田太郎,東京都千代田区\n" * 3, "shift-jis"),
        ("王小明,北京市朝阳区建国路\n" * 3, "gb18030"),
        ("김철수,서울특별시 강남구\n" * 3, "euc-kr"),
        ("a\0b", "utf-8"),
    ],
)
def test_text_in_which_no_name_could_be_seen_is_an_error(text: str, encoding: str) -> None:
    with pytest.raises(DataError) as caught:
        as_utf8(io.BytesIO(text.encode(encoding)), "here").read()
    assert caught.value.code is ErrorCode.SOURCE_UNREADABLE


def test_only_what_is_wholly_of_one_encoding_may_be_written_back() -> None:
    assert as_utf8(io.BytesIO(TEXT.encode("utf-16")), "here", exact=True).read() == TEXT.encode()
    with pytest.raises(DataError, match="UTF-8"):
        as_utf8(io.BytesIO(TEXT.encode("latin-1")), "here", exact=True).read()
