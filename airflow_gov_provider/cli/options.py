"""Options that several verbs have. Standard library only."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, time

from airflow_gov_provider.cli.model import Option

DEBUG = Option(
    ("--debug",),
    "on an unexpected error also say where in the code it happened (never a value of the data)",
    {"action": "store_true"},
)
FORMAT = Option(
    ("--format",),
    "text for people (default) or json: one object a line",
    {"choices": ("text", "json"), "default": "text"},
)


def end_of_day(text: str) -> datetime:
    """The last moment of a date in UTC. :raises argparse.ArgumentTypeError: for no date."""
    try:
        return datetime.combine(date.fromisoformat(text), time.max, UTC)
    except ValueError:
        raise argparse.ArgumentTypeError("a date is needed: YYYY-MM-DD") from None
