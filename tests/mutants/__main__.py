"""Deletes each fail-closed path of the package in turn, and says which deletion no test notices.

    python -m tests.mutants                                # all of them (long)
    python -m tests.mutants --path 'stores/readers/csv*'   # those of some files
    python -m tests.mutants --list                         # only say which paths there are
    python -m tests.mutants --again                        # try survivors once more, after new tests
    python -m tests.mutants --tests tests/unit/stores      # look at these tests only

It works on a copy of what is committed and changes nothing. The tests that reach a path are found out
once for each set of paths and kept, as all results are: run again, it goes on where it ended. Tests that
were changed are looked at anew in another ``--folder``, or when their lines are taken out of ``reached.jsonl``.
Exit codes: 0 every deletion was noticed, 1 some were not, 2 the tests could not be collected.
"""

from __future__ import annotations

import argparse
import fnmatch
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import hypothesis
import pytest

from tests.mutants.paths import PACKAGE, FailClosed, plant
from tests.mutants.switches import install
from tests.mutants.trials import Notes, Trials, terminal

#: Paths, by file and text, whose deletion nothing can notice, and why they stay.
_KNOWN = {
    (
        "stores/readers/xlsx_parts.py",
        "raise _RootSeenError",
    ): "no refusal: it ends a look that has seen enough",
    (
        "stores/readers/jsonl.py",
        "pa.ArrowException",
    ): "no JSON is known that Arrow refuses in its fitted shape",
    (
        "stores/readers/jsonl.py",
        "raise unmaskable(source.where, 'its objects do not fit into columns') from None",
    ): ("as above"),
    ("core/policy/parsing.py", "parsed is None"): "for the type checker: without a fault there is a policy",
}
_TESTS = ("tests/unit", "tests/contracts", "tests/differential")


def main() -> int:
    args = _arguments()
    source = Path(__file__).resolve().parents[2]
    folder = Path(args.folder)
    root = _copy(source, folder, args.ref)
    planted = plant(root)
    paths = [path for path in planted.paths if _is_asked(path, args.path)]
    if args.list:
        print(*paths, sep="\n")
        return 0
    there = hashlib.sha256("\0".join(sorted(path.key for path in planted.paths)).encode()).hexdigest()
    notes = Notes(folder / "reached.jsonl", folder / "results.jsonl", there[:16])
    done = notes.outcomes()
    open_ones = [one for one in paths if one.key not in done or (args.again and _is_open(done[one.key]))]
    try:
        if open_ones and not _run(
            root,
            args.tests or _TESTS,
            Trials(planted.paths, open_ones, install(root, planted), notes, terminal()),
        ):
            return 2
    finally:
        shutil.rmtree(root)
    return _told(paths, notes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.mutants", description=__doc__.split("\n")[0])
    parser.add_argument("--path", action="append", metavar="GLOB", help=f"files below {PACKAGE}/")
    parser.add_argument("--tests", action="append", metavar="PLACE", help="as pytest takes them")
    parser.add_argument("--ref", default="HEAD", help="the commit to look at")
    parser.add_argument("--list", action="store_true", help="say which paths there are")
    parser.add_argument("--again", action="store_true", help="try survivors once more")
    parser.add_argument(
        "--folder", default=str(Path(tempfile.gettempdir()) / "mutants"), help="results and copy"
    )
    return parser.parse_args()


def _copy(source: Path, folder: Path, ref: str) -> Path:
    packed = subprocess.run(["git", "archive", ref], cwd=source, check=True, capture_output=True).stdout
    root = Path(tempfile.mkdtemp(prefix="tree-", dir=_made(folder)))
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(root, filter="data")
    return root


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _below(path: FailClosed) -> str:
    return path.file.removeprefix(f"{PACKAGE}/")


def _is_asked(path: FailClosed, globs: list[str] | None) -> bool:
    return not globs or any(
        fnmatch.fnmatch(_below(path), f"{glob.rstrip('/')}{end}") for glob in globs for end in ("", "/*")
    )


def _is_open(line: dict[str, object]) -> bool:
    return line["outcome"] in ("survived", "unreached")


def _run(root: Path, tests: list[str] | tuple[str, ...], trials: Trials) -> bool:
    hypothesis.settings.register_profile("mutants", derandomize=True, database=None, deadline=None)
    hypothesis.settings.load_profile("mutants")
    os.chdir(root)
    os.environ["PYTHONPATH"] = str(root)
    sys.path[:] = [str(root), *(entry for entry in sys.path if entry not in ("", str(root)))]
    code = pytest.main(["-q", "-p", "no:cacheprovider", "--timeout=0", *tests], plugins=[trials])
    return code is pytest.ExitCode.OK


def _told(paths: list[FailClosed], notes: Notes) -> int:
    done = notes.outcomes()
    outcomes = {path: done[path.key]["outcome"] for path in paths if path.key in done}
    survivors = [path for path, outcome in outcomes.items() if outcome in ("survived", "unreached")]
    known = {path: why for path in survivors if (why := _KNOWN.get((_below(path), path.text)))}
    for path in survivors:
        print(f"known     {path}: {known[path]}" if path in known else f"{outcomes[path]:9} {path}")
    noticed = len(outcomes) - len(survivors)
    print(
        f"{len(paths)} paths, {len(outcomes)} tried, {noticed} noticed, {len(survivors) - len(known)} not, "
        f"{len(known)} that nothing can notice"
    )
    survivors = [path for path in survivors if path not in known]
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
