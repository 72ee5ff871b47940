"""What reaches the terminal."""

import io
import json

import pytest

from airflow_gov_provider.cli import output


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("e-mail", "e-mail"),
        ("straße 住所", "straße 住所"),
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("gnp.exe\u202egpj", r"gnp.exe\u202egpj"),
        ("two\nlines", r"two\nlines"),
    ],
)
def test_no_name_steers_the_terminal(name, seen):
    assert output.printable(name) == seen


def test_a_table_s_columns_line_up_and_numbers_stand_right():
    block = output.table(("NAME", "N"), [("a", "1"), ("longer\x07", "1,000")], frozenset({1}))
    assert block == "  NAME            N\n  a               1\n  longer\\x07  1,000"


def test_a_json_line_is_ascii_and_one_line(capsys):
    output.json_line({"name": "a\u2028b\ud800", "n": 1})
    shown = capsys.readouterr().out
    assert shown.isascii()
    assert shown.count("\n") == 1
    assert json.loads(shown) == {"name": "a\u2028b\ud800", "n": 1}


def test_what_is_no_number_is_never_printed_as_one():
    with pytest.raises(ValueError):
        output.json_line({"score": float("nan")})


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_shown_on_a_terminal_and_wiped_away(monkeypatch):
    monkeypatch.setattr("sys.stderr", Terminal())
    with output.Meter("file:///a.csv") as meter:
        meter("scan", 5, 10)
    shown = output.sys.stderr.getvalue()
    assert "file:///a.csv: scan: 5 of 10 rows" in shown
    assert shown.endswith("\r\x1b[K")


def test_progress_into_a_file_is_silent(monkeypatch):
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with output.Meter("file:///a.csv") as meter:
        meter("scan", 5, 0)
    assert output.sys.stderr.getvalue() == ""
