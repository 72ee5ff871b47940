"""Results of a scan as values: status, exit code and the JSON of a line."""

import argparse
import json
import sqlite3
from contextlib import closing

import pytest

from airflow_gov_provider.cli.exits import Exit
from airflow_gov_provider.cli.installation import Installation
from airflow_gov_provider.cli.scan import Result, _write_text, scan
from airflow_gov_provider.conf import settings_from_environment
from airflow_gov_provider.core.detection.anonymity import Anonymity
from airflow_gov_provider.core.detection.findings import ColumnReport, Coverage, Finding, ScanReport, Skipped
from airflow_gov_provider.core.errors import DataError, ErrorCode, UsageError

NAME = "file:///data/a/"


def _report(*findings, skipped=()):
    column = ColumnReport("email", "string", 4, 1, findings)
    return ScanReport("sha256:1", "sha256:2", Coverage(4, 64, 1, 1, tuple(skipped)), (column,))


FOUND = Finding("EMAIL_ADDRESS", 0.123456789, 3, 1.0, (("candidates", 3.0), ("upper_bound", 0.2)))
PARTLY = DataError(ErrorCode.SOURCE_PARTLY_READ, "not everything was examined", where=NAME)


@pytest.mark.parametrize(
    ("report", "error", "status", "code"),
    [
        (_report(), None, "clean", Exit.OK),
        (_report(FOUND), None, "findings", Exit.NO),
        (_report(skipped=[Skipped("note", "NER_OFF")]), PARTLY, "error", Exit.UNREAD),
        (_report(FOUND, skipped=[Skipped("note", "NER_OFF")]), PARTLY, "error", Exit.UNREAD),
        (None, DataError(ErrorCode.SOURCE_MISSING, "x"), "error", Exit.UNREAD),
        (None, UsageError(ErrorCode.URI_INVALID, "x"), "error", Exit.USAGE),
        (None, None, "findings", Exit.NO),
    ],
    ids=["nothing found", "found", "part skipped", "found and skipped", "missing", "no URI", "nobody looked"],
)
def test_only_what_was_seen_whole_and_empty_of_findings_is_clean(report, error, status, code):
    result = Result(NAME, report, error)
    assert (result.status, result.exit) == (status, code)


def test_numbers_are_numbers_and_counts_are_whole():
    (column,) = Result(NAME, _report(FOUND), None).as_json()["columns"]
    (entity,) = column["entities"]
    assert json.dumps(entity["evidence"]) == '{"candidates": 3, "upper_bound": 0.2}'
    assert (entity["score"], entity["count"], entity["share"]) == (0.123457, 3, 1.0)


def test_a_name_that_holds_it_says_so_in_the_evidence():
    found = Finding("EMAIL_ADDRESS", 1.0, 1, 1.0, in_name=True)
    (column,) = Result(NAME, _report(found), None).as_json()["columns"]
    assert column["entities"][0]["evidence"] == {"in_name": 1}


def test_a_column_without_findings_is_listed_too():
    assert Result(NAME, _report(), None).as_json()["columns"] == [{"name": "email", "entities": []}]


BY_CHANCE = Finding(
    "CREDIT_CARD",
    1.0,
    41,
    0.1,
    (("candidates", 400.0), ("chance", 0.1), ("confirmed", 41.0), ("tested", 400.0)),
)


def _report_by_chance():
    column = ColumnReport("order_no", "string", 400, 0, (), suppressed=(BY_CHANCE,))
    return ScanReport("sha256:1", "sha256:2", Coverage(400, 64, 1, 1, ()), (column,))


def test_what_chance_explains_is_listed_with_its_numbers_and_is_no_finding():
    result = Result(NAME, _report_by_chance(), None)
    (column,) = result.as_json()["columns"]
    assert (result.status, column["entities"]) == ("clean", [])
    (entity,) = column["suppressed"]
    assert entity["entity_type"] == "CREDIT_CARD"
    assert entity["evidence"] == {"candidates": 400, "chance": 0.1, "confirmed": 41, "tested": 400}


def test_people_read_what_chance_explains_in_a_list_of_its_own(capsys):
    _write_text(Result(NAME, _report_by_chance(), None))
    shown = capsys.readouterr().out.splitlines()
    at = next(n for n, line in enumerate(shown) if "chance" in line)
    assert shown[at + 1].split() == ["COLUMN", "TYPE", "ENTITY", "TYPE", "CANDIDATES", "PASSED", "CHANCE"]
    assert shown[at + 2].split() == ["order_no", "string", "CREDIT_CARD", "400", "41", "10.0%"]
    _write_text(Result(NAME, _report(FOUND), None))
    assert "chance" not in capsys.readouterr().out


def test_what_was_skipped_is_listed_beside_what_was_found():
    result = Result(NAME, _report(FOUND, skipped=[Skipped("note", "NER_OFF")]), PARTLY).as_json()
    assert result["coverage"]["skipped"] == [{"what": "note", "why": "NER_OFF"}]
    assert result["columns"][0]["entities"]


@pytest.mark.parametrize(
    ("where", "what"), [("", "broken"), (NAME, "broken"), (f"{NAME} (file 2)", f"broken [{NAME} (file 2)]")]
)
def test_an_error_says_which_file_of_many(where, what):
    error = DataError(ErrorCode.SOURCE_UNREADABLE, "broken", where=where, hint="mend it")
    shown = Result(NAME, None, error).as_json()["error"]
    assert shown == {"code": "SOURCE_UNREADABLE", "what": what, "hint": "mend it"}


@pytest.mark.parametrize("debug", [False, True])
def test_a_fault_nobody_foresaw_is_that_dataset_s_error_and_shows_no_value(debug, home, capsys):
    def clients():
        raise LookupError("jane.canary@example.com")

    args = argparse.Namespace(
        uri=["a.csv", "ftp://host/b.csv"], format="json", no_ner=True, k_anonymity=None, debug=debug
    )
    assert scan(args, Installation(settings_from_environment, clients)) == Exit.USAGE
    shown = capsys.readouterr()
    results = [json.loads(line) for line in shown.out.splitlines()]
    assert [result["error"]["code"] for result in results] == ["INTERNAL_FAULT", "URI_SCHEME_UNKNOWN"]
    assert "jane.canary" not in shown.out + shown.err
    assert ("test_scan.py:" in shown.err) is debug


def test_what_columns_give_away_together_is_said_with_the_report():
    anonymity = Anonymity(("zip", "sex"), 4, 3, 1, ((2, 0.5), (5, 1.0)), 0.5)
    line = Result(NAME, _report(FOUND), None, anonymity).as_json()
    assert line["k_anonymity"] == {
        "columns": ["zip", "sex"], "rows": 4, "classes": 3, "smallest_class": 1,
        "share_in_classes_below": {"2": 0.5, "5": 1}, "fraction": 0.5,
    }  # fmt: skip
    assert line["status"] == "findings"


def test_nothing_is_said_of_what_was_not_asked_for():
    assert "k_anonymity" not in Result(NAME, _report(FOUND), None).as_json()


PEOPLE = "name,zip,sex\nJane Roe,12345,f\nJohn Doe,12345,m\nMary Major,12346,f\nAnn Example,12346,f\n"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["zip"], "k-anonymity of zip: 2 combinations, the rarest in 2 rows"),
        (["zip", "sex"], "k-anonymity of zip, sex: 3 combinations, the rarest in 1 row"),
        ([], "k-anonymity of zip, sex: 3 combinations, the rarest in 1 row"),
    ],
    ids=["one column", "two columns", "what was found"],
)
def test_columns_are_counted_together_on_request(call, home, asked, said):
    (home.parent / "p.csv").write_text(PEOPLE)
    answer = call("scan", "--no-ner", "p.csv", "--k-anonymity", *asked)
    assert said in answer.out
    assert answer.code == Exit.NO


def test_a_table_without_quasi_identifiers_says_so(call, home):
    (home.parent / "p.csv").write_text("sku,price\nA-1,2.50\nB-2,3.10\n")
    answer = call("scan", "--no-ner", "p.csv", "--k-anonymity")
    assert "k-anonymity: no quasi-identifiers were found" in answer.out
    assert answer.code == Exit.OK


def test_a_column_that_is_not_there_is_wrong_usage(call, home):
    (home.parent / "p.csv").write_text(PEOPLE)
    answer = call("scan", "--no-ner", "p.csv", "--k-anonymity", "zipp")
    assert answer.code == Exit.USAGE
    assert "zipp" in answer.out


def test_a_table_is_scanned_like_a_file(call, tmp_path):
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
        connection.execute("CREATE TABLE people (id integer, email text)")
        connection.executemany(
            "INSERT INTO people VALUES (?, ?)", [(n, f"user{n}@example.com") for n in range(30)]
        )
        connection.commit()
    uri = f"sqlite://{tmp_path}/shop.db#people"

    answer = call("scan", "--no-ner", "--format", "json", uri)

    told = json.loads(answer.out)
    assert (answer.code, told["dataset"], told["status"]) == (Exit.NO, uri, "findings")
    found = {column["name"]: [one["entity_type"] for one in column["entities"]] for column in told["columns"]}
    assert (found["id"], found["email"]) == ([], ["EMAIL_ADDRESS"])


def test_a_table_of_a_server_needs_the_connection_that_its_uri_names(call, monkeypatch):
    monkeypatch.delenv("AIRFLOW_CONN_SHOP", raising=False)
    for uri in ("postgres://shop@db.example.com/d.s.t", "postgres://db.example.com/d.s.t"):
        answer = call("scan", "--no-ner", uri)
        assert answer.code == Exit.USAGE
        assert "CREDENTIALS_MISSING" in answer.out
