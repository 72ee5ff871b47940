"""The command line without Airflow."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Sequence

from airflow_gov_provider.cli.definition import build_parser
from airflow_gov_provider.cli.installation import without_airflow
from airflow_gov_provider.cli.running import ending, perform


def main(argv: Sequence[str] | None = None) -> int:
    """``python -m airflow_gov_provider``: the exit code of one call.

    :raises SystemExit: after ``--help`` and ``--version`` (0) and for wrong usage (64).
    """
    _speak_safely()
    try:
        args = build_parser().parse_args(argv)
    except SystemExit as end:
        # Help is written too, and its reader may have gone away.
        code = int(end.code or 0)
        sys.exit(ending(lambda: code))
    return perform(args.verb, args, without_airflow())


def _speak_safely() -> None:
    """Any terminal can show our output, and no library's log line or warning may quote a value."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if not logging.getLogger().handlers:
        logging.getLogger().addHandler(logging.NullHandler())
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
