"""Excel workbooks: every cell of every sheet, and everything that lies beside the cells."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from airflow_gov_provider.core.datasets import Place
from airflow_gov_provider.core.detection.leaves import as_text
from airflow_gov_provider.core.errors import DataError, ErrorCode, MaskingError
from airflow_gov_provider.stores.readers import gzip as limits
from airflow_gov_provider.stores.readers.formats import Source
from airflow_gov_provider.stores.readers.xlsx import XlsxFormat


def book(*sheets: list[list], change=lambda workbook: None) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for at, rows in enumerate(sheets, start=1):
        sheet = workbook.create_sheet(f"S{at}")
        for row in rows:
            sheet.append(row)
    change(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def edited(content: bytes, changes: dict[str, bytes | tuple[bytes, bytes]]) -> bytes:
    """The same parts, some replaced, some with bytes in them replaced, some new."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = changes.get(name, old.read(name))
            if isinstance(change, tuple):
                assert change[0] in old.read(name)
                change = old.read(name).replace(*change)
            new.writestr(name, change)
        for name, change in changes.items():
            if name not in old.namelist():
                new.writestr(name, change)
    return out.getvalue()


def batches(content: bytes):
    return list(XlsxFormat().batches(Source("a.xlsx", "here", lambda: io.BytesIO(content))))


def tables(content: bytes) -> list:
    return [one.rows for one in batches(content) if one.place is Place.VALUES]


def beside(content: bytes) -> dict[str, list]:
    found: dict[str, list] = {}
    for one in batches(content):
        if one.place is Place.METADATA:
            found.setdefault(one.rows.schema.names[0], []).extend(one.rows.column(0).to_pylist())
    return found


ROWS = [["id", "mail"], [1, "ann@example.com"], [2, None]]


def test_one_sheet_has_plain_columns_and_cells_their_own_types() -> None:
    rows = [
        ["id", "born", "seen", "paid", "yes"],
        [7, dt.date(1985, 3, 12), dt.datetime(2024, 1, 2, 3, 4), 1.5, True],
    ]
    [table] = tables(book(rows))
    [row] = table.to_pylist()
    assert row["id"] == 7
    assert str(row["born"]).startswith("1985-03-12")
    assert (row["seen"], row["paid"], row["yes"]) == (dt.datetime(2024, 1, 2, 3, 4), 1.5, True)


@pytest.mark.parametrize("style", ["yyyy-mm-dd", "hh:mm", "[h]:mm:ss"])
@pytest.mark.parametrize("number", [536_220_000, 2_958_466_000, -536_220_000])
def test_a_number_that_is_no_date_is_a_number_whatever_its_format_says(
    style: str, number: int, recwarn: pytest.WarningsRecorder
) -> None:
    def formatted(workbook) -> None:
        for cell in ("B2", "B4", "B6"):
            workbook["S1"][cell].number_format = style

    rows = [["id", "ssn"], [1, number], [2, 7], [3, number + 1], [4, None], [5, 45_000], [6, "#VALUE!"]]
    [table] = tables(book(rows, change=formatted))
    values = table.column("ssn").to_pylist()
    assert [values[at] for at in (0, 1, 2, 5)] == [str(number), "7", str(number + 1), "#VALUE!"]
    assert values[4] != "45000"
    assert not recwarn.list, "a warning of openpyxl quotes the value"


@pytest.mark.parametrize("state", ["visible", "hidden", "veryHidden"])
def test_sheets_are_told_apart_hidden_ones_too_and_empty_ones_do_not_count(state: str) -> None:
    def hide(workbook) -> None:
        workbook["S2"].sheet_state = state

    assert [table.schema.names for table in tables(book(ROWS, ROWS, [], change=hide))] == [["S1"], ["S2"]]
    assert [table.schema.names for table in tables(book(ROWS, []))] == [["id", "mail"]]


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([["id", "mail"], [1, "a"]], ["id", "mail"]),
        ([["mail", "mail", None], ["a", "b", "c"]], ["mail", "mail (2)", "column 3"]),
        ([["id", "mail"], [1, "a", "beyond"]], ["id", "mail", "column 3"]),
        ([["Customers of 2024"], [], ["id", "mail"], [1, "a"]], ["id", "mail"]),
        ([[1, "ann@example.com"], [2, "bob@example.com"]], ["column 1", "column 2"]),
        ([[1, 2], [3, 4]], ["column 1", "column 2"]),
        ([[None, None, "id"], [None, None, 1]], ["id"]),
    ],
)
def test_names_stand_in_the_first_row_of_the_table_or_nowhere(rows: list[list], names: list[str]) -> None:
    [table] = tables(book(rows))
    assert table.schema.names == names


def test_what_stands_above_the_table_is_seen() -> None:
    assert beside(book([["by eve@example.com"], *ROWS]))["above the table"] == ["by eve@example.com"]


def commented(workbook) -> None:
    workbook["S1"]["A1"].comment = Comment("call eve@example.com", "eve@example.com")


def linked(workbook) -> None:
    workbook["S1"]["A1"].hyperlink = "mailto:eve@example.com"


def headed(workbook) -> None:
    workbook["S1"].oddHeader.left.text = "eve@example.com"


def named(workbook) -> None:
    workbook.defined_names["x"] = DefinedName("x", attr_text='"eve@example.com"')


def owned(workbook) -> None:
    workbook.properties.creator = "eve@example.com"


def computed(workbook) -> None:
    workbook["S1"]["A9"] = '=CONCATENATE("eve@example.com", "")'


@pytest.mark.parametrize("change", [commented, linked, headed, named, owned, computed])
def test_what_lies_beside_the_cells_is_seen(change) -> None:
    assert "eve@example.com" in str(beside(book(ROWS, change=change)))
    assert "eve@example.com" not in str(beside(book(ROWS)))


@pytest.mark.parametrize(
    "text", ["123-45-6789", "212-555-0143", "AB123456C", "X1234567", "JANE DOE", "212.5550143", "123456"]
)
def test_a_comment_or_page_header_that_is_only_a_number_or_a_name_is_seen(text: str) -> None:
    def noted(workbook) -> None:
        workbook["S1"]["A1"].comment = Comment(text, "x")

    def printed(workbook) -> None:
        workbook["S1"].oddHeader.left.text = text

    assert text in beside(book(ROWS, change=noted))["comments"]
    assert text in beside(book(ROWS, change=printed))["sheet settings"]


def test_codes_of_font_size_and_colour_are_no_part_of_a_page_header() -> None:
    def printed(workbook) -> None:
        header = workbook["S1"].oddHeader.center
        header.text, header.font, header.size, header.color = "536-22-8741 x", "Arial,Bold", 12, "FF0000"

    assert "536-22-8741 x" in beside(book(ROWS, change=printed))["sheet settings"]


def test_references_to_cells_and_measures_are_no_texts() -> None:
    def measured(workbook) -> None:
        workbook["S1"].column_dimensions["A"].width = 12.7109375
        workbook["S1"].auto_filter.ref = "$A$1:B12345"

    found = beside(book(ROWS, change=measured)).get("sheet settings", [])
    assert not [text for text in found if any(char.isdigit() for char in text)]


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, b"<sheetData>", b"<!-- eve@example.com --><sheetData>"),
        (SHEET, b"<sheetData>", b"<?note eve@example.com?><sheetData>"),
        (SHEET, b'<row r="1"', b'<row r="1" by="eve@example.com"'),
        (SHEET, b'<c r="A2"', b'<c by="eve@example.com" r="A2"'),
        (SHEET, b"<v>1</v>", b"<v>1</v><v>eve@example.com</v>"),
        (SHEET, b"<v>1</v>", b"<is><t>eve@example.com</t></is><v>1</v>"),
        ("xl/styles.xml", b'name="Normal"', b'name="eve@example.com"'),
        (SHEET, b'<c r="A2"', b'<c cm="eve@example.com" r="A2"'),
    ],
)
def test_what_programs_step_over_in_a_part_is_seen(part: str, old: bytes, new: bytes) -> None:
    assert "eve@example.com" in str(beside(edited(book(ROWS), {part: (old, new)})))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<c r="A2"', b'<c r="A2" t="str"><v>eve@example.com</v></c><c r="A2"'),
        (b'<row r="2"', b'<row r="1"><c r="A1" t="str"><v>eve@example.com</v></c></row><row r="2"'),
    ],
)
def test_a_row_or_cell_that_comes_twice_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(DataError, match="twice"):
        batches(edited(book(ROWS), {SHEET: (old, new)}))


SST = (
    b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<si><t>id</t></si><si><r><t>eve@</t></r><r><t>example.com</t></r></si>"
    b"<si><t>x</t><rPh sb='0' eb='1'><t>Yamada Taro</t></rPh></si></sst>"
)


@pytest.mark.parametrize(
    ("part", "content", "text"),
    [
        ("xl/sharedStrings.xml", SST, "eve@example.com"),
        ("xl/sharedStrings.xml", SST, "Yamada Taro"),
        ("xl/pivotCache/pivotCacheRecords1.xml", b"<r><s v='eve@example.com'/></r>", "eve@example.com"),
        ("xl/drawings/drawing1.xml", b"<a><r><t>eve@</t></r><r><t>example.com</t></r></a>", "eve@example.com"),
        ("customXml/item1.xml", "<a>eve@example.com</a>".encode("utf-16"), "eve@example.com"),
        ("xl/worksheets/sheet9.xml", b"<worksheet><c><is><t>eve@example.com</t></is></c></worksheet>",
         "eve@example.com"),
        ("xl/printerSettings/printerSettings1.bin", "\\\\eve@example.com".encode("utf-16-le"), "eve@example.com"),
    ],
)  # fmt: skip
def test_parts_that_no_sheet_names_are_seen(part: str, content: bytes, text: str) -> None:
    assert text in str(beside(edited(book(ROWS), {part: content})))


def test_a_part_in_which_nothing_can_be_looked_for_counts_as_not_examined() -> None:
    [part] = [
        one.rows
        for one in batches(edited(book(ROWS), {"xl/media/image1.png": b"\x89PNG\r\n\x1a\n"}))
        if one.rows.schema.names == ["picture, macro or embedded file"]
    ]
    read = as_text(part.column(0))
    assert read is not None
    assert read.unread == 1


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>'


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "docProps/core.xml", "new.xml"]
)
def test_entities_are_refused_in_every_part(part: str) -> None:
    with pytest.raises(DataError, match="entities"):
        batches(edited(book(ROWS), {part: DOCTYPE + b"<a>&c;</a>"}))


def test_a_workbook_that_grows_beyond_all_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BEYOND", 1 << 20)
    with pytest.raises(DataError, match="grows"):
        batches(edited(book(ROWS), {"xl/media/zeros.bin": bytes(16 << 20)}))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (book([]), ErrorCode.SOURCE_EMPTY),
        (edited(book(ROWS), {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row>ann@example.com"}),
         ErrorCode.SOURCE_UNREADABLE),
        (edited(book(ROWS), {"xl/workbook.xml": b"ann@example.com"}), ErrorCode.SOURCE_UNREADABLE),
        (book(ROWS)[:-40], ErrorCode.SOURCE_UNREADABLE),
    ],
)  # fmt: skip
def test_what_is_damaged_or_empty_is_an_error_that_quotes_nothing(content: bytes, code: ErrorCode) -> None:
    with pytest.raises(DataError) as caught:
        batches(content)
    assert caught.value.code is code
    assert "ann@" not in str(caught.value)


def test_a_workbook_is_not_written_back() -> None:
    with pytest.raises(MaskingError):
        XlsxFormat().rewrite(Source("a", "here", io.BytesIO), io.BytesIO(), lambda batch: batch.rows)
