"""The tree is the architecture: contracts, and no file of ours missing from what users install."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]


def test_imports_go_inwards_only():
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_there_are_no_rooms_without_a_purpose():
    vague = {"utils", "util", "common", "helpers", "helper", "manager", "misc"}
    names = {path.stem for path in (ROOT / "airflow_gov_provider").rglob("*")}
    assert not names & vague


def test_package_inits_export_nothing():
    for init in (ROOT / "airflow_gov_provider").rglob("__init__.py"):
        lines = [line for line in init.read_text().splitlines() if line.startswith(("from ", "import "))]
        assert not lines, f"{init.relative_to(ROOT)} imports something: cycles begin there"


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    """What users install."""
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [path] = out.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(wheel):
    package = ROOT / "airflow_gov_provider"
    ours = {
        str(path.relative_to(ROOT))
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert packed == ours


def test_the_wheel_is_an_airflow_provider(wheel):
    [entry_points] = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert "[apache_airflow_provider]" in wheel.read(entry_points).decode()


def test_dependencies_are_bounded_and_the_lock_names_no_host():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert {"apache-airflow", "apache-airflow-providers-amazon", "sqlalchemy", "presidio-analyzer"} <= {
        line.split(">")[0].split("=")[0] for line in project["dependencies"]
    }
    for lock in ("requirements.lock", "bootstrap.lock"):
        text = (ROOT / lock).read_text()
        assert "://" not in text
        assert "--hash=sha256:" in text
