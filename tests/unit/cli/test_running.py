"""Whatever happens in a verb becomes one line and an exit code."""

import argparse
import ast
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from airflow_gov_provider.cli import running
from airflow_gov_provider.cli.installation import without_airflow
from airflow_gov_provider.cli.model import Verb
from airflow_gov_provider.core.errors import DataError, ErrorCode, UsageError

CANARY = "jane.canary@example.com"


def _fails(fault):
    def run(_args, _installation):
        cell = CANARY  # a local variable, as a traceback with locals would show it
        raise fault if not isinstance(fault, type) else fault(f"bad cell {cell!r}")

    return run


def _perform(run, monkeypatch, *, debug=False):
    monkeypatch.setattr(sys.modules[__name__], "verb_under_test", run, raising=False)
    verb = Verb("x", "", "", "", f"{__name__}:verb_under_test", ())
    monkeypatch.setitem(sys.modules, __name__, sys.modules[__name__])
    return running.perform(verb, argparse.Namespace(debug=debug), without_airflow())


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (DataError(ErrorCode.SOURCE_MISSING, "nothing lies there", where="file:///a", hint="look"), 2),
        (UsageError(ErrorCode.URI_INVALID, "no", where="", hint=""), 64),
    ],
)
def test_an_error_is_one_line_and_its_code(fault, code, monkeypatch, capsys):
    assert _perform(_fails(fault), monkeypatch) == code
    assert capsys.readouterr().err == f"{fault}\n"


@pytest.mark.parametrize("debug", [False, True])
def test_a_fault_nobody_foresaw_never_shows_its_message(debug, monkeypatch, capsys):
    assert _perform(_fails(ValueError), monkeypatch, debug=debug) == 2
    shown = capsys.readouterr()
    assert CANARY not in shown.err + shown.out
    assert shown.err.startswith("INTERNAL_FAULT: ValueError")
    assert ("test_running.py:" in shown.err) is debug


def test_an_interruption_ends_as_the_shell_expects(monkeypatch):
    assert _perform(_fails(KeyboardInterrupt), monkeypatch) == 130


#: Calls that write at once, with what else they need on the machine: nothing.
_CALLS = {
    "scan": ["scan", "ftp://host/a.csv"],
    "scan as JSON": ["scan", "--format", "json", "ftp://host/a.csv"],
    "help": ["--help"],
    "help of a verb": ["detect", "--help"],
    "version": ["--version"],
}


def _call(argv, *, shell="{}", **how):
    """The call in a process of its own, its files arranged by a shell; buffered as it is for users."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    line = shlex.join([sys.executable, "-m", "airflow_gov_provider", *argv])
    return subprocess.run(
        ["/bin/sh", "-c", shell.format(line)],
        stdin=subprocess.DEVNULL,
        env=environment,
        timeout=60,
        check=False,
        **how,
    )


@pytest.mark.parametrize("argv", _CALLS.values(), ids=_CALLS.keys())
def test_a_reader_that_went_away_is_no_accident(argv):
    """``… | head -0``: no traceback, no complaint of the interpreter when it flushes at exit."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = _call(argv, stdout=closed, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (141, b"")


def test_detect_stops_without_a_word_when_nobody_reads_on(tmp_path):
    texts = tmp_path / "texts"
    texts.write_text('{"id": 1, "text": "x"}\n' * 300, encoding="utf-8")
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = _call(
            ["detect", "--no-ner"],
            shell=f"{{}} < {shlex.quote(str(texts))}",
            stdout=closed,
            stderr=subprocess.PIPE,
        )
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("shell", ["{} >&-", "{} >/dev/full"], ids=["closed", "full"])
def test_results_that_can_not_be_told_end_as_an_error_that_says_so(shell):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    done = _call(_CALLS["scan"], shell=shell, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr.startswith(b"DESTINATION_UNWRITABLE: standard output ")
    assert done.stderr.count(b"\n") == 1


def test_the_exit_code_speaks_where_nobody_listens_to_errors():
    assert _call(_CALLS["scan"], shell="{} >/dev/null 2>&-").returncode == 64
    assert _call(["scan"], shell="{} >&- 2>/dev/null").returncode == 64


def test_every_verb_writes_through_the_one_place_that_knows_how_it_may_fail():
    folder = Path(running.__file__).parent
    others = [file for file in folder.glob("*.py") if file.name != "output.py"]
    assert len(others) > 10
    for file in others:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        called = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
        assert not {"print", "sys.stdout.write", "sys.stderr.write"} & set(called), file.name
