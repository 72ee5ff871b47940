"""Exit codes: which errors mean which, and which wins."""

import itertools

import pytest

from airflow_gov_provider.cli.exits import Exit, exit_of, worst
from airflow_gov_provider.core.errors import (
    DataError,
    DestinationError,
    ErrorCode,
    LedgerError,
    PolicyError,
    UsageError,
)

ORDER = [Exit.OK, Exit.NO, Exit.UNREAD, Exit.USAGE]


@pytest.mark.parametrize(("milder", "harder"), list(itertools.combinations(ORDER, 2)))
def test_the_worse_of_two_wins_in_any_order(milder, harder):
    assert worst([milder, harder]) == worst([harder, milder]) == harder


def test_nothing_at_all_is_fine():
    assert worst([]) == Exit.OK


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError(ErrorCode.URI_SCHEME_UNKNOWN, "x"), 64),
        (PolicyError([("zones", "missing")]), 64),
        (DataError(ErrorCode.SOURCE_MISSING, "x"), 2),
        (LedgerError(ErrorCode.LEDGER_UNAVAILABLE, "x"), 2),
        (DestinationError(ErrorCode.DESTINATION_OCCUPIED, "x"), 2),
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_a_wrong_call_is_wrong_usage(error, code):
    assert exit_of(error) == code
