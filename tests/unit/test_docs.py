"""What is documented exists, and what exists is documented."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from airflow_gov_provider.conf import OPTIONS
from airflow_gov_provider.core.errors import ErrorCode
from airflow_gov_provider.core.policy.parsing import parse_policy

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(kind: str, flags: str = "") -> list:
    found = []
    for page in PAGES:
        for number, match in enumerate(BLOCK.finditer(page.read_text()), start=1):
            if match[1] == kind and (not flags or match[2].strip() == flags):
                found.append(pytest.param(match[3], id=f"{page.name}-{number}"))
    return found


def first_column(page: str) -> set[str]:
    text = (ROOT / "docs" / "references" / page).read_text()
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_every_error_code_is_documented_and_no_other():
    assert first_column("errors.md") == {code.value for code in ErrorCode}


def test_every_option_is_documented_and_no_other():
    assert first_column("configuration.md") == set(OPTIONS)


@pytest.mark.parametrize("code", blocks("python"))
def test_python_examples_of_the_pages_run(code, monkeypatch):
    """Operators are made, nothing is executed: ``require_verdict`` is stopped where it would look."""
    import airflow_gov_provider.hooks.verdicts as verdicts

    asked = []
    monkeypatch.setattr(verdicts, "check", lambda dataset, expected: asked.append((dataset, expected)))
    exec(compile(code, "page", "exec"), {})  # our own pages
    if "require_verdict(" in code:
        assert asked


@pytest.mark.parametrize("text", blocks("yaml", "policy"))
def test_policies_of_the_pages_are_valid(text):
    assert parse_policy(text).rules


PIPED = re.compile(r"^\$ (echo '.*' \| \S*python -m airflow_gov_provider detect.*)$", re.MULTILINE)


def test_the_commands_that_a_reader_is_told_to_pipe_text_into_find_what_is_in_it():
    told = [command for page in PAGES for command in PIPED.findall(page.read_text())]
    assert told
    for command in told:
        run = re.sub(r"\S*python -m", f"{sys.executable} -m", command)
        done = subprocess.run(["bash", "-c", run], capture_output=True, text=True, check=True, cwd=ROOT)
        entities = {span["entity"] for span in json.loads(done.stdout)["spans"]}
        assert {"PERSON", "PHONE_NUMBER"} <= entities


def test_links_between_pages_lead_somewhere():
    broken = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text())
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert not broken
