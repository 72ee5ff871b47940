"""``python -m demo``: play the story on a real Airflow.

Exit codes: 0 every outcome was as told; 1 one was not, or a run did not come to its end; 2 the demo
could not start; 130 interrupted before the end.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from demo.airflow_api import ApiError, WaitedTooLongError
from demo.airflow_server import ServerError
from demo.stage import CHECKOUT, POLICY, Stage
from demo.story import Story

MARKER = ".airflow-gov-demo"
UI_PORT = 8080


class CanNotStartError(Exception):
    """The demo can not use its directory."""


def main(argv: Sequence[str] | None = None) -> int:
    """Play the story; the exit code."""
    options = _options(argv)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    try:
        with _fresh(options.keep):
            return _play(options, console)
    except KeyboardInterrupt:
        console.print("\nInterrupted; nothing is left running.")
        return 130
    except (CanNotStartError, ServerError) as error:
        console.print(f"The demo can not start: {error}", markup=False, style="red")
        return 2


def _play(options: argparse.Namespace, console: Console) -> int:
    stage = Stage(options.keep, port=UI_PORT)
    try:
        with console.status("Starting an S3 server and Airflow on loopback (half a minute)…"):
            stage.start()
        console.print(f"Airflow {stage.airflow.url} and S3 {stage.s3.endpoint} are up.")
        story = Story(stage, console, rows=options.rows, auto_approve=options.once or options.auto_approve)
        try:
            story.play()
        except (WaitedTooLongError, ApiError) as error:
            story.faults.append(str(error))
        _summary(stage, story, console)
        if not options.once:
            console.print("\nAirflow stays up until you press Ctrl-C.")
            _until_interrupted()
        return 1 if story.faults else 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # pressing it twice must not leave half of it running
        with console.status("Stopping everything…"):
            stage.stop()
        console.print("Everything is stopped.")


def _summary(stage: Stage, story: Story, console: Console) -> None:
    table = Table(
        "what", "outcome", "found (values, at least)", "gate", "verdict", title="What the gates did"
    )
    colours = {"PASS": "green", "PASS_MASKED": "cyan", "PASS_EXCEPTION": "yellow", "BLOCKED": "red"}
    for line in story.lines:
        outcome = f"[{colours.get(line.outcome, 'white')}]{line.outcome}[/]"
        seconds = f"{line.seconds:.0f} s"
        table.add_row(line.run, outcome, line.found or "nothing", seconds, line.verdict_id[:12])
    console.print()
    console.print(table)
    ledger = stage.settings.ledger_url.removeprefix("sqlite:///")
    logins = ", ".join(f"{user} / {password}" for user, password in stage.airflow.passwords.items())
    for name, value in (
        ("Airflow", stage.airflow.url),
        ("logins", logins),
        ("policy", str(POLICY)),
        ("ledger", ledger),
        ("lineage", str(stage.airflow.lineage)),
    ):
        console.print(f"  {name:8} {value}", markup=False, soft_wrap=True)
    for fault in story.faults:
        console.print(f"  ✗ {fault}", markup=False, style="red", soft_wrap=True)
    if not story.faults:
        console.print("  Every outcome was as told.", style="green")


def _until_interrupted() -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _fresh(directory: Path) -> Iterator[None]:
    """An empty directory that nobody else's demo uses, marked as ours; kept afterwards.

    :raises CanNotStartError: when it is in use, or holds what no demo has put there.
    """
    marker = directory / MARKER
    if directory.exists() and not marker.exists() and any(directory.iterdir()):
        raise CanNotStartError(f"{directory} is not empty and was not made by a demo")
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    with marker.open("a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CanNotStartError(f"another demo is using {directory}") from None
        for item in directory.iterdir():
            if item.is_dir() and not item.is_symlink():
                shutil.rmtree(item)
            elif item != marker:
                item.unlink()
        yield


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m demo", description="The governance gate on a real Airflow."
    )
    parser.add_argument(
        "--once", action="store_true", help="unattended: the approver answers by REST; then stop"
    )
    parser.add_argument(
        "--auto-approve", action="store_true", help="answer for the approver, but keep Airflow up"
    )
    parser.add_argument("--rows", type=int, default=200_000, metavar="N", help="customers (default: 200,000)")
    parser.add_argument(
        "--keep",
        type=Path,
        default=CHECKOUT / ".demo",
        metavar="DIR",
        help="where everything is kept; emptied at the start (default: .demo)",
    )
    return parser.parse_args(argv)


if __name__ == "__main__":
    os.umask(0o077)
    for stopping in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(stopping, _interrupt)
    sys.exit(main())
