"""``mask`` killed in the middle of its work: nothing is visible, and the next call does it all."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress

import pytest

pytestmark = pytest.mark.integration

POLICY = """
version: 2026-11-01
zones:
  production:  {{datasets: ["file://{root}/prod/**"]}}
  development: {{datasets: ["file://{root}/dev/**"]}}
rules:
  - {{id: personal, when: {{entities: [direct_identifiers]}}, effect: mask}}
"""
PATIENCE = 120


def _kinds(ledger):
    """What is on record so far."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as record:
        return {kind for (kind,) in record.execute("SELECT kind FROM governance_ledger")}
    return set()


def _killed_once(kind, process, ledger):
    """Kill it as soon as such an entry is on record. :raises AssertionError: when it came to its end before."""
    until = time.monotonic() + PATIENCE
    while kind not in _kinds(ledger):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < until
        time.sleep(0.005)  # between two looks
    os.kill(process.pid, signal.SIGKILL)
    process.wait(PATIENCE)


def test_a_killed_mask_leaves_nothing_to_be_seen_and_is_made_up_for(tmp_path):
    (tmp_path / "prod").mkdir()
    (tmp_path / "prod" / "people.csv").write_text(
        "id,email\n" + "".join(f"{n},user{n}@example.com\n" for n in range(40_000))
    )
    (tmp_path / "policy.yaml").write_text(POLICY.format(root=tmp_path))
    (tmp_path / "spool").mkdir()
    environment = {
        **os.environ,
        "AIRFLOW__GOVERNANCE__HOME": str(tmp_path / "home"),
        "AIRFLOW__GOVERNANCE__SPOOL_DIR": str(tmp_path / "spool"),
        "AIRFLOW__GOVERNANCE__NER": "False",
    }
    command = [sys.executable, "-m", "airflow_gov_provider", "mask", "prod/people.csv", "dev/people.csv"]
    command += ["--policy", "policy.yaml"]
    how = {"cwd": tmp_path, "env": environment, "stderr": subprocess.PIPE, "text": True}

    with subprocess.Popen(command, **how) as process:
        _killed_once("intent", process, tmp_path / "home" / "ledger.db")
    assert process.returncode == -signal.SIGKILL
    assert not (tmp_path / "dev").exists()
    assert list((tmp_path / "spool").iterdir()) == []
    assert "verdict" not in _kinds(tmp_path / "home" / "ledger.db")

    subprocess.run(command, check=True, timeout=PATIENCE, **how)
    copy = (tmp_path / "dev" / "people.csv").read_text()
    assert copy.count("@masked.example") == 40_000
    assert "user7@example.com" not in copy
