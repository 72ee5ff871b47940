"""Whatever happens in a verb becomes one line and an exit code."""

import argparse
import os
import subprocess
import sys

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


def test_a_reader_that_went_away_is_no_accident():
    """``… | head -0``: no traceback, no complaint of the interpreter when it flushes at exit."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "airflow_gov_provider", "scan", "ftp://host/a.csv"],
            stdout=closed,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert done.returncode == 141
    assert done.stderr == b""
