"""What default masking costs a model, through the command line: ``python -m benchmarks.utility DIRECTORY TARGETS``.

TARGETS is a JSON file: name of a file in DIRECTORY → {"target": …, "subject": …, "time": …, "leave_out": […]};
all but the target may be missing. Each file is masked by the rules that ``policy init`` writes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from airflow_gov_provider.core.policy.template import TEMPLATE

PROG = (sys.executable, "-m", "airflow_gov_provider")


def main() -> None:
    """Mask each file, compare it with its copy, print one line a file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.utility", description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("targets", type=Path)
    options = parser.parse_args()
    asked: dict[str, dict[str, Any]] = json.loads(options.targets.read_text(encoding="utf-8"))
    print(
        "| table | average precision before | after | lost | AUC before | after |\n| --- | --- | --- | --- | --- | --- |"
    )
    with tempfile.TemporaryDirectory() as home:
        for name, question in asked.items():
            print(_line(name, _report(options.directory.resolve() / name, question, Path(home))), flush=True)


def _report(source: Path, question: dict[str, Any], home: Path) -> dict[str, Any]:
    policy, copy = home / f"{source.name}.yaml", home / "copies" / source.name
    copy.parent.mkdir(exist_ok=True)
    text = TEMPLATE.replace('"s3://prod-*/**"', f'"file://{source.parent}/**"')
    policy.write_text(text.replace('"s3://ml-dev/**"', f'"file://{copy.parent}/**"'), encoding="utf-8")
    _call(home, "mask", str(source), str(copy), "--policy", str(policy))
    flags = ["--target", question["target"], "--quasi"]
    for flag in ("subject", "time"):
        flags += [f"--{flag}", question[flag]] if question.get(flag) else []
    flags += ["--leave-out", *question["leave_out"]] if question.get("leave_out") else []
    found: dict[str, Any] = json.loads(
        _call(home, "utility", str(source), str(copy), *flags, "--format", "json")
    )
    return found


def _call(home: Path, *argv: str) -> str:
    environment = {**os.environ, "AIRFLOW__GOVERNANCE__HOME": str(home / "governance")}
    done = subprocess.run([*PROG, *argv], capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(f"{argv[0]} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def _line(name: str, found: dict[str, Any]) -> str:
    precision, auc = found["average_precision"], found["auc"]
    return (
        f"| {name} | {precision['before']['mean']:.4f} | {precision['after']['mean']:.4f} | "
        f"{precision['loss']['mean']:.4f} ± {precision['loss']['error']:.4f} | "
        f"{auc['before']['mean']:.4f} | {auc['after']['mean']:.4f} |"
    )


if __name__ == "__main__":
    main()
