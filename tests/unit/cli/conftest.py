"""An installation of its own for each test: real keys, a real ledger, no Airflow."""

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

import pytest

from airflow_gov_provider.cli.main import main


@dataclass(frozen=True)
class Answer:
    """What a call came to."""

    code: int
    out: str
    err: str


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The home of the installation that the environment names; also the working directory."""
    home = tmp_path / "governance"
    home.mkdir(mode=0o700)
    for name in ("POLICY_FILE", "LEDGER_URL", "SIGNING_KEY", "PUBLIC_KEYS", "MASKING_KEY", "SPOOL_DIR"):
        monkeypatch.delenv(f"AIRFLOW__GOVERNANCE__{name}", raising=False)
    monkeypatch.setenv("AIRFLOW__GOVERNANCE__HOME", str(home))
    monkeypatch.chdir(tmp_path)
    return home


@pytest.fixture
def call(home):
    """Run the command line in this process."""

    def run(*argv):
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                code = main([str(part) for part in argv])
            except SystemExit as ended:
                code = ended.code
        return Answer(code, out.getvalue(), err.getvalue())

    return run
