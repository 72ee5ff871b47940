"""What starts often stays light: modules that are loaded, asked of fresh interpreters."""

import subprocess
import sys

import pytest

HEAVY = {
    "airflow",
    "alembic",
    "boto3",
    "fastapi",
    "numpy",
    "openlineage",
    "pandas",
    "polars",
    "presidio_analyzer",
    "pyarrow",
    "rich",
    "spacy",
    "sqlalchemy",
}

POLICY = "airflow_gov_provider.core.policy.template"
RUN = (
    "from airflow_gov_provider.cli.main import main\n"
    "import contextlib, io\n"
    "with contextlib.redirect_stdout(io.StringIO()) as out:\n"
    "    try: code = main({argv!r})\n"
    "    except SystemExit as ended: code = ended.code\n"
    "assert code == 0, code\n"
)


def _loaded(code, tmp_path, **environment):
    """Top-level packages in ``sys.modules`` after ``code``, and our own modules whole."""
    ask = "\nimport sys; print('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code + ask],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
        env={"AIRFLOW_HOME": str(tmp_path), "PATH": "/usr/bin:/bin", **environment},
    )
    assert done.returncode == 0, done.stderr
    modules = done.stdout.split()
    return {name.split(".")[0] for name in modules}, set(modules)


@pytest.fixture
def policy(tmp_path):
    from airflow_gov_provider.core.policy.template import TEMPLATE

    (tmp_path / "policy.yaml").write_text(TEMPLATE, encoding="utf-8")
    return "policy.yaml"


def test_provider_info_and_the_definition_load_nothing_heavy(tmp_path):
    code = (
        "from airflow_gov_provider.get_provider_info import get_provider_info; get_provider_info()\n"
        "import airflow_gov_provider.cli.definition"
    )
    packages, modules = _loaded(code, tmp_path)
    assert not packages & HEAVY
    assert "airflow_gov_provider.gates.ports" not in modules


@pytest.mark.parametrize("argv", [["--help"], ["policy", "--help"], ["ledger", "--help"], ["scan", "--help"]])
def test_help_loads_nothing_heavy(argv, tmp_path):
    packages, _ = _loaded(RUN.format(argv=argv), tmp_path)
    assert not packages & HEAVY


def test_help_loads_no_module_of_a_verb(tmp_path):
    _, modules = _loaded(RUN.format(argv=["--help"]), tmp_path)
    assert (
        not {f"airflow_gov_provider.cli.{name}" for name in ("scan", "policy", "ledger", "verdict")} & modules
    )


def test_checking_a_policy_loads_nothing_heavy(policy, tmp_path):
    packages, _ = _loaded(RUN.format(argv=["policy", "check", policy]), tmp_path)
    assert not packages & HEAVY


@pytest.mark.parametrize("argv", [["ledger", "list"], ["ledger", "verify"]])
def test_reading_the_ledger_loads_its_database_library_only(argv, tmp_path):
    _loaded(RUN.format(argv=["ledger", "migrate"]), tmp_path)
    packages, _ = _loaded(RUN.format(argv=argv), tmp_path)
    assert packages & HEAVY == {"sqlalchemy"}
