"""Nothing outlives the demo: not when it is told to end, not when it is killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from demo import leash
from demo.airflow_api import wait_until

GRACE = 0.5

# A server as bad as they come: deaf to SIGTERM, with a grandchild in a process group of its own.
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    os.setpgid(0, 0)
print("up", flush=True)
time.sleep(600)
"""


class Leashed:
    def __init__(self, tmp_path: Path, *programs: str) -> None:
        self.logs = [tmp_path / f"{number}.log" for number in range(len(programs))]
        commands = [
            {"name": str(number), "command": [sys.executable, "-c", program], "log": str(self.logs[number])}
            for number, program in enumerate(programs)
        ]
        self.process = subprocess.Popen(
            [sys.executable, leash.__file__, str(GRACE)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.process.stdin.write(json.dumps(commands).encode() + b"\n")
        self.process.stdin.flush()

    def await_lines(self, log: int, count: int) -> None:
        file = self.logs[log]
        wait_until(lambda: file.exists() and len(file.read_text().splitlines()) >= count, "output", 20, 0.05)


@pytest.fixture
def leashed(tmp_path):
    started: list[Leashed] = []

    def start(*programs: str) -> Leashed:
        started.append(Leashed(tmp_path, *programs))
        return started[-1]

    yield start
    for item in started:
        item.process.stdin.close()
        item.process.stderr.close()
        item.process.kill()
        item.process.wait()
        leash.end_session(item.process.pid, grace=0)


@pytest.mark.parametrize("how", ["its parent is gone", "it is told to end"])
def test_everything_of_the_session_ends_even_what_ignores_the_signal(leashed, how):
    it = leashed(STUBBORN)
    it.await_lines(0, 2)
    assert len(leash.session(it.process.pid)) == 2
    if how == "its parent is gone":
        it.process.stdin.close()  # what the kernel does for a parent that was killed
    else:
        it.process.send_signal(signal.SIGTERM)
    assert it.process.wait(GRACE + 10) == 0
    assert leash.session(it.process.pid) == []


def test_a_server_that_ends_by_itself_takes_the_others_along_and_is_named(leashed):
    it = leashed("import time; print('up', flush=True); time.sleep(600)", "import sys; sys.exit(3)")
    assert it.process.wait(GRACE + 10) == 1
    assert b"1 ended by itself with 3" in it.process.stderr.read()
    assert leash.session(it.process.pid) == []


def test_a_leash_that_was_killed_itself_leaves_a_session_that_can_still_be_ended(leashed):
    it = leashed(STUBBORN)
    it.await_lines(0, 2)
    it.process.kill()
    it.process.wait()
    assert leash.session(it.process.pid)
    leash.end_session(it.process.pid, grace=0)
    assert leash.session(it.process.pid) == []
