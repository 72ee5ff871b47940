"""Keeps servers on a leash: when whoever started them is gone, so are they.

``python leash.py`` becomes the leader of a session, reads one JSON line from its standard input,
``[{"name": …, "command": […], "log": …}, …]``, and starts those commands. It ends them all, with
everything they forked, as soon as its standard input closes (its parent ended, however it ended),
it is told to terminate, or one of them ends by itself. Airflow's own ``standalone`` leaves its API
server behind when it is terminated, and nothing survives a parent's SIGKILL but what watches for it.

Run as a script, from any directory: it must start fast and import nothing of ours.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

GRACE = 6.0  # seconds between the polite signal and the last one, unless the first argument says other


def main() -> int:
    """Start, watch, end. 0 when it was told to end, 1 when a command ended by itself."""
    if os.getsid(0) != os.getpid():
        os.setsid()
    # From the first moment on: a signal between two starts must not leave one of them behind.
    told = _Told()
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        # Unbuffered: what select() looks at must not have been read ahead.
        with open(0, "rb", buffering=0, closefd=False) as stdin:
            spec = stdin.readline()
        for item in json.loads(spec):
            log = Path(item["log"]).open("ab")  # noqa: SIM115 - the child keeps it
            children[item["name"]] = subprocess.Popen(  # noqa: S603 - our parent's own commands
                item["command"], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
            log.close()
        return _watch(children, told)
    finally:
        end_session(os.getpid(), float(sys.argv[1]) if len(sys.argv) > 1 else GRACE)


def _watch(children: dict[str, subprocess.Popen[bytes]], told: _Told) -> int:
    while not told:
        for name, child in children.items():
            if child.poll() is not None:
                sys.stderr.write(f"{name} ended by itself with {child.returncode}\n")
                return 1
        readable, _, _ = select.select([0], [], [], 0.5)
        if readable and not os.read(0, 1):
            return 0
    return 0


class _Told:
    """True once a signal asked to end."""

    def __init__(self) -> None:
        self._signals: list[int] = []
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda received, _frame: self._signals.append(received))

    def __bool__(self) -> bool:
        return bool(self._signals)


def session(leader: int) -> list[psutil.Process]:
    """Every other process of a session, zombies aside: whatever forked, whoever adopted it."""
    found = []
    for process in psutil.process_iter():
        try:
            of_it = process.pid != leader and os.getsid(process.pid) == leader
            if of_it and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (ProcessLookupError, PermissionError, psutil.Error):
            continue  # gone meanwhile, or somebody else's
    return found


def end_session(leader: int, grace: float = GRACE) -> None:
    """End every process of a session, asking first. Returns when none is left.

    Asks again and again until nothing is found: a process may fork between look and signal.
    """
    asked: set[int] = set()
    deadline = time.monotonic() + grace
    while left := session(leader):
        late = time.monotonic() > deadline
        for process in left:
            if late or process.pid not in asked:
                asked.add(process.pid)
                _signal(process, signal.SIGKILL if late else signal.SIGTERM)
        _reap()
        time.sleep(0.1)


def _signal(process: psutil.Process, number: int) -> None:
    with contextlib.suppress(psutil.Error):  # gone meanwhile
        process.send_signal(number)


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    sys.exit(main())
