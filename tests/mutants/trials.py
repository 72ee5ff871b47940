"""One session of pytest in which every path is taken out once, each in a process of its own.

Everything is imported and collected once; each trial is a fork of that. Nothing of the tests has run in
the parent, so no threads, servers or caches of theirs are shared.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import pytest

from tests.mutants.paths import FailClosed
from tests.mutants.switches import Switches

#: A trial has this many seconds, and so many times what its tests took before.
LEAST_SECONDS, TIMES = 60.0, 6.0


@dataclass(frozen=True, slots=True)
class Notes:
    """Where the results of one run stand, so that it can go on later.

    :param reached: a line a test: its id, seconds, keys of paths. :param results: a line a trial.
    :param paths: digest of the paths there are; what a test reached of other ones says nothing.
    """

    reached: Path
    results: Path
    paths: str

    def tests(self) -> dict[str, dict[str, Any]]:
        """The newest line of each test that has seen these paths."""
        return {line["test"]: line for line in _lines(self.reached) if line["code"] == self.paths}

    def outcomes(self) -> dict[str, dict[str, Any]]:
        """The newest line of each path, by its key."""
        return {line["key"]: line for line in _lines(self.results)}


def _lines(file: Path) -> list[dict[str, Any]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _note(file: Path, line: dict[str, Any]) -> None:
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(line) + "\n")


class Trials:
    """Takes the place of pytest's own loop over the tests."""

    def __init__(
        self,
        paths: Sequence[FailClosed],
        tried: Iterable[FailClosed],
        switches: Switches,
        notes: Notes,
        out: TextIO,
    ) -> None:
        self._paths = paths
        self._tried = list(tried)
        self._switches = switches
        self._notes = notes
        self._out = out
        self._failed = ""
        self._seconds = 0.0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._seconds += report.duration
        if report.failed and not self._failed:
            self._failed = report.nodeid

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted(f"{session.testsfailed} errors during collection")
        session.config.get_terminal_writer()._file = io.StringIO()  # only we talk
        known = self._notes.tests()
        new = [item for item in session.items if item.nodeid not in known]
        if new:
            self._say(f"{len(new)} tests show what they reach…")
            self._forked(lambda: self._trace(new), None)
        tests = self._notes.tests()
        items = {item.nodeid: item for item in session.items}
        for at, path in enumerate(self._tried):
            reaching = sorted(
                (t for t, line in tests.items() if path.key in line["paths"] and t in items),
                key=lambda t: tests[t]["seconds"],
            )
            line = self._trial(path, [items[test] for test in reaching], tests)
            _note(self._notes.results, line)
            self._say(f"[{at + 1}/{len(self._tried)}] {line['outcome']:9} {path} {line['by']}")
        return True

    def _trial(
        self, path: FailClosed, items: list[pytest.Item], tests: dict[str, dict[str, Any]]
    ) -> dict[str, Any]:
        line = {"key": path.key, "outcome": "unreached", "by": "", "tests": len(items), "seconds": 0.0}
        if not items:
            return line
        most = LEAST_SECONDS + TIMES * sum(tests[item.nodeid]["seconds"] for item in items)
        began = time.monotonic()
        line["outcome"], line["by"] = self._forked(lambda: self._take_out(path, items), most)
        line["seconds"] = round(time.monotonic() - began, 2)
        return line

    def _trace(self, items: list[pytest.Item]) -> str:
        for at, item in enumerate(items):
            self._switches.asked.clear()
            self._seconds = 0.0
            self._run(item, items[at + 1] if at + 1 < len(items) else None)
            if self._failed:
                self._say(f"fails without any change: {self._failed}")
                self._failed = ""
                continue
            reached = sorted(self._paths[number].key for number in self._switches.asked)
            _note(
                self._notes.reached,
                {
                    "test": item.nodeid,
                    "seconds": round(self._seconds, 3),
                    "code": self._notes.paths,
                    "paths": reached,
                },
            )
        return ""

    def _take_out(self, path: FailClosed, items: list[pytest.Item]) -> str:
        self._switches.out = path.number
        for at, item in enumerate(items):
            self._run(item, items[at + 1] if at + 1 < len(items) else None)
            if self._failed:
                with contextlib.suppress(BaseException):  # servers have to end with their fixtures
                    item.session._setupstate.teardown_exact(None)
                return self._failed
        return ""

    @staticmethod
    def _run(item: pytest.Item, following: pytest.Item | None) -> None:
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)

    def _forked(self, does: Callable[[], str], most: float | None) -> tuple[str, str]:
        """("killed", test), ("survived", ""), ("timeout", ""), or ("killed", "crash")."""
        folder = Path(tempfile.mkdtemp(prefix="mutant-"))
        child = os.fork()
        if not child:
            _child(folder, does)
        try:
            status = _awaited(child, most)
            if status is None:
                return "timeout", ""
            told = (
                (folder / "failed").read_text(encoding="utf-8") if (folder / "failed").exists() else "crash"
            )
            return ("killed", told) if told else ("survived", "")
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _say(self, text: str) -> None:
        print(text, file=self._out, flush=True)


def _child(folder: Path, does: Callable[[], str]) -> None:
    """Run in the fork, and never come back."""
    try:
        os.setsid()
        os.environ["TMPDIR"] = os.environ["PYTEST_DEBUG_TEMPROOT"] = str(folder)
        tempfile.tempdir = None
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        (folder / "failed").write_text(does(), encoding="utf-8")
    finally:
        os._exit(0)


def _awaited(child: int, most: float | None) -> int | None:
    """Its status; None when it had to be ended."""
    end = None if most is None else time.monotonic() + most
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        if end is not None and time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
        time.sleep(0.02)


def terminal() -> TextIO:
    """Standard error as it is now, before pytest captures it."""
    return os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8")
