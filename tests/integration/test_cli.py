"""The command line from outside: real processes, real files, real detection."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from airflow_gov_provider.cli.main import main

pytestmark = pytest.mark.integration

CANARY = "jane.canary.7719@example.com"
PLAIN = [sys.executable, "-m", "airflow_gov_provider"]
AIRFLOW = [str(Path(sys.executable).with_name("airflow")), "governance"]

NUMBER = {"type": "number", "minimum": 0}
COUNT = {"type": "integer", "minimum": 0}
TEXT = {"type": "string"}


def _object(**properties):
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(of):
    return {"type": "array", "items": of}


ENTITY = _object(
    entity_type={"type": "string", "pattern": "^[A-Z][A-Z_]*$"},
    score={**NUMBER, "maximum": 1},
    count=COUNT,
    share={**NUMBER, "maximum": 1},
    evidence={"type": "object", "additionalProperties": {"type": "number"}},
)
COLUMN = _object(name=TEXT, entities=_list(ENTITY))
COLUMN["properties"]["suppressed"] = _list(ENTITY)
RESULT = _object(
    dataset=TEXT,
    status={"enum": ["clean", "findings", "error"]},
    coverage=_object(rows=COUNT, bytes=COUNT, files=COUNT, skipped=_list(_object(what=TEXT, why=TEXT))),
    columns=_list(COLUMN),
    error={"oneOf": [{"type": "null"}, _object(code=TEXT, what=TEXT, hint=TEXT)]},
)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Some good, some bad, some broken; each holds the canary except the clean ones."""
    root = tmp_path_factory.mktemp("data")
    (root / "clean.csv").write_text("sku,amount\nA-1,3\nB-2,4\n", encoding="utf-8")
    emails = [CANARY, "bob.two@example.org", "amy.three@example.net"]
    pq.write_table(
        pa.table({"id": [1, 2, 3], "email": emails, CANARY: ["x", "y", "z"]}), root / "dirty.parquet"
    )
    whole = gzip.compress(("email\n" + f"{CANARY}\n" * 5000).encode())
    (root / "truncated.csv.gz").write_bytes(whole[: len(whole) // 2])
    (root / "damaged.parquet").write_bytes(b"PAR1" + CANARY.encode() * 9 + b"PAR1")
    (root / "ragged.csv").write_text(f"a,b\n1,2\n{CANARY},{CANARY},{CANARY}\n", encoding="utf-8")
    (root / "half.jsonl").write_text(f'{{"email": "{CANARY}"\n', encoding="utf-8")
    (root / "named").mkdir()
    (root / "named" / f"{CANARY}.csv").write_text('a,b\n1\n"2,3,4\n', encoding="utf-8")
    note = "Called about the late delivery and asked us to write back before the end of week"
    notes = "".join(f'{n},"{note}, the {n}th of the month"\n' for n in range(40))
    (root / "notes.csv").write_text(f"id,note\n{notes}", encoding="utf-8")
    return root


BROKEN = ["truncated.csv.gz", "damaged.parquet", "half.jsonl", "missing.csv"]
#: Irregular, but readable to its end.
RAGGED = ["ragged.csv", "named"]


def _call(data, *argv, command=PLAIN, **environment):
    home = data / "home"
    home.mkdir(mode=0o700, exist_ok=True)
    return subprocess.run(
        [*command, *argv],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        cwd=data,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            **environment,
        },
    )


@pytest.fixture
def here(data, monkeypatch, capfd):
    """The same call in this process: what is heavy was loaded by the test before."""
    monkeypatch.chdir(data)
    for name in list(os.environ):
        if name.startswith("AIRFLOW__GOVERNANCE__"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AIRFLOW__GOVERNANCE__HOME", str(data / "home"))

    def call(*argv):
        code = main(argv)
        shown = capfd.readouterr()
        return subprocess.CompletedProcess(argv, code, shown.out, shown.err)

    return call


def _results(done):
    results = [json.loads(line) for line in done.stdout.splitlines()]
    for result in results:
        jsonschema.validate(result, RESULT)
    return results


def test_clean_data_is_clean_and_ends_with_0(data):
    done = _call(data, "scan", "clean.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"file://{data}/clean.csv: clean\n  examined 2 rows, 2 columns, ")


def test_one_finding_among_clean_data_ends_with_1(here):
    done = here("scan", "--format", "json", "clean.csv", "dirty.parquet", "./clean.csv")
    clean, dirty, again = _results(done)
    assert done.returncode == 1
    assert (clean["status"], dirty["status"], again["status"]) == ("clean", "findings", "clean")
    assert again["dataset"].endswith("/./clean.csv")
    found = {column["name"]: {e["entity_type"] for e in column["entities"]} for column in dirty["columns"]}
    assert "EMAIL_ADDRESS" in found["email"]
    assert found["id"] == set()
    assert CANARY not in done.stdout + done.stderr


def test_whatever_can_not_be_read_to_its_end_is_an_error_and_never_clean(data):
    done = _call(data, "scan", "--format", "json", "clean.csv", *BROKEN, *RAGGED, "dirty.parquet")
    clean, *broken, ragged, named, dirty = _results(done)
    assert done.returncode == 2
    assert {result["status"] for result in broken} == {"error"}
    assert all(result["error"]["code"] for result in broken)
    assert (clean["status"], dirty["status"]) == ("clean", "findings")
    assert (ragged["status"], named["status"]) == ("findings", "findings")
    assert CANARY not in done.stdout + done.stderr


def test_an_unknown_scheme_is_wrong_usage_and_the_others_are_still_examined(here):
    done = here("scan", "--format", "json", "ftp://me:hunter2@host/a.csv", "missing.csv", "clean.csv")
    unknown, missing, clean = _results(done)
    assert done.returncode == 64
    assert unknown["error"]["code"] == "URI_SCHEME_UNKNOWN"
    assert unknown["dataset"].endswith("/a.csv")
    assert (missing["error"]["code"], clean["status"]) == ("SOURCE_MISSING", "clean")
    assert "hunter2" not in done.stdout + done.stderr


def test_free_text_without_the_language_model_was_not_examined(here):
    done = here("scan", "--no-ner", "--format", "json", "notes.csv")
    (result,) = _results(done)
    assert (done.returncode, result["status"]) == (2, "error")
    assert [item["what"] for item in result["coverage"]["skipped"]] == ["note"]


def test_no_text_output_shows_a_value_however_much_is_asked_for(here):
    done = here("scan", "--debug", "dirty.parquet", *BROKEN, *RAGGED)
    assert done.returncode == 2
    assert CANARY not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_scan_opens_no_connection(data):
    """Presidio's URL recognizer would download a list of top-level domains."""
    (data / "urls.csv").write_text("site\nhttps://example.com/a\nwww.example.org\n", encoding="utf-8")
    code = (
        "import socket, sys\n"
        "def refuse(*_, **__): sys.stderr.write('CONNECTED'); raise OSError('blocked')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse\n"
        "from airflow_gov_provider.cli.main import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    done = _call(
        data, "scan", "--format", "json", "urls.csv", "dirty.parquet", command=[sys.executable, "-c", code]
    )
    assert [result["error"] for result in _results(done)] == [None, None]
    assert "CONNECTED" not in done.stderr


def test_a_policy_is_explained_for_the_data_that_is_there(here, data):
    (data / "policy.yaml").write_text(
        "version: 2026-11-01\n"
        "zones:\n"
        f'  staging:     {{datasets: ["file://{data}/*"]}}\n'
        '  development: {datasets: ["s3://ml-dev/**"], requesters: ["bundle:fraud/dag:fraud"]}\n'
        "rules:\n"
        "  - {id: mask-them, when: {to: development, entities: [direct_identifiers]}, effect: mask}\n"
        'exceptions: {approvers: ["user:privacy-officer"]}\n',
        encoding="utf-8",
    )
    pq.write_table(
        pa.table({"id": [1], "email": [CANARY]}), data / "customers.parquet", write_statistics=False
    )
    way = (
        "policy",
        "explain",
        "policy.yaml",
        "--source",
        "customers.parquet",
        "--destination",
        "s3://ml-dev/c/",
    )
    done = here(*way, "--scan", "--format", "json")
    explained = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert explained["step"]["kind"] == "mask_and_publish"
    assert explained["step_if_raw_is_asked_for"]["approvers"] == ["privacy-officer"]
    assert "mask-them" in {reason["rule_id"] for reason in explained["decision"]["reasons"]}
    assert CANARY not in done.stdout + done.stderr
    stranger = here(*way, "--scan", "--format", "json", "--dag", "fraud", "--bundle", "other")
    assert json.loads(stranger.stdout)["step"]["kind"] == "block"
    assert "BLOCKED" in here(*way, "--scan", "--dag", "fraud").stdout


def test_a_policy_says_nothing_about_data_that_was_only_partly_read(here):
    assert here("policy", "init", "any.yaml").returncode == 0
    way = ("policy", "explain", "any.yaml", "--source", "truncated.csv.gz", "--destination", "s3://ml-dev/c/")
    done = here(*way, "--scan")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("SOURCE_PARTLY_READ: ")


def test_airflow_s_own_command_line_has_the_same_scan(data):
    done = _call(
        data, "scan", "--format", "json", "clean.csv", "dirty.parquet", "truncated.csv.gz", command=AIRFLOW
    )
    assert done.returncode == 2, done.stderr
    assert [result["status"] for result in _results(done)] == ["clean", "findings", "error"]
    assert CANARY not in done.stdout + done.stderr


def test_airflow_s_own_command_line_reaches_nested_verbs_and_settings(data, tmp_path):
    url = f"sqlite:///{tmp_path / 'private' / 'ledger.db'}"
    setting = {"AIRFLOW__GOVERNANCE__LEDGER_URL": url}
    assert _call(data, "ledger", "migrate", command=AIRFLOW, **setting).returncode == 0
    verified = _call(data, "ledger", "verify", "--format", "json", command=PLAIN, **setting)
    assert json.loads(verified.stdout)["entries"] == 0
