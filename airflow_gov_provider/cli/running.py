"""Runs a verb and turns whatever happens into one line and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from airflow_gov_provider.cli.exits import Exit, exit_of
from airflow_gov_provider.cli.installation import Installation
from airflow_gov_provider.cli.model import Verb
from airflow_gov_provider.cli.output import complain, flush
from airflow_gov_provider.core.errors import ErrorCode, GovernanceError


def perform(verb: Verb, args: argparse.Namespace, installation: Installation) -> int:
    """Run one verb; every error becomes one line on stderr without a value of the data."""
    return ending(lambda: verb.load()(args, installation), debug=args.debug)


def ending(run: Callable[[], int], *, debug: bool = False) -> int:
    """The exit code of a call that may fail in any way, also while it writes what it has to say."""
    try:
        code = run()
        flush()
    except GovernanceError as error:
        complain(str(error))
        if error.code is ErrorCode.DESTINATION_UNWRITABLE:
            _let_go()
        return exit_of(error)
    except KeyboardInterrupt:
        complain("interrupted")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        _let_go()
        return Exit.BROKEN_PIPE
    except Exception as fault:  # noqa: BLE001 - the outermost edge: a traceback would show data
        complain(unexpected(fault, debug=debug))
        return Exit.UNREAD
    return code


def _let_go() -> None:
    """What stdout holds back goes nowhere: the interpreter would try again at exit, and complain."""
    with suppress(AttributeError, OSError):  # closed, or no file at all
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def unexpected(fault: Exception, *, debug: bool) -> str:
    """A line about a fault nobody foresaw: its class, never its message, which may quote data."""
    line = f"{ErrorCode.INTERNAL_FAULT}: {type(fault).__name__}"
    if not debug:
        return f"{line} → run again with --debug to see where"
    frames = traceback.extract_tb(fault.__traceback__)
    places = [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join([line, *places])
