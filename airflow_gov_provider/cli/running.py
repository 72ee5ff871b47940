"""Runs a verb and turns whatever happens into one line and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from pathlib import Path

from airflow_gov_provider.cli.exits import Exit, exit_of
from airflow_gov_provider.cli.installation import Installation
from airflow_gov_provider.cli.model import Verb
from airflow_gov_provider.cli.output import complain
from airflow_gov_provider.core.errors import ErrorCode, GovernanceError


def perform(verb: Verb, args: argparse.Namespace, installation: Installation) -> int:
    """Run one verb; every error becomes one line on stderr without a value of the data."""
    try:
        code = verb.load()(args, installation)
        sys.stdout.flush()
    except GovernanceError as error:
        complain(str(error))
        return exit_of(error)
    except KeyboardInterrupt:
        complain("interrupted")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # Nobody reads any more: without this the interpreter complains again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.BROKEN_PIPE
    except Exception as fault:  # noqa: BLE001 - the outermost edge: a traceback would show data
        complain(unexpected(fault, debug=args.debug))
        return Exit.UNREAD
    return code


def unexpected(fault: Exception, *, debug: bool) -> str:
    """A line about a fault nobody foresaw: its class, never its message, which may quote data."""
    line = f"{ErrorCode.INTERNAL_FAULT}: {type(fault).__name__}"
    if not debug:
        return f"{line} → run again with --debug to see where"
    frames = traceback.extract_tb(fault.__traceback__)
    places = [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join([line, *places])
