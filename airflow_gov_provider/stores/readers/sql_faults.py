"""What a database's or a driver's error means, in our words: theirs quote rows, statements and users."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TypeVar

from airflow_gov_provider.core.errors import DataError, ErrorCode, GovernanceError

_T = TypeVar("_T")

# SQLSTATE, or the class it begins with, and SQLite's names of its results.
_MEANINGS: tuple[tuple[tuple[str, ...], ErrorCode, str, str], ...] = (
    (
        ("28", "42501"),
        ErrorCode.ACCESS_DENIED,
        "the database does not allow all of it to be read",
        "grant CONNECT, USAGE and SELECT on the whole table; a table with row security needs BYPASSRLS",
    ),
    (
        ("3D000", "3F000", "42P01"),
        ErrorCode.SOURCE_MISSING,
        "there is no such database, schema or table",
        "check each name, case included",
    ),
    (
        ("57014", "SQLITE_INTERRUPT"),
        ErrorCode.SOURCE_UNREADABLE,
        "it took too long to answer",
        "read a table rather than a view that computes, and give it a primary key",
    ),
    (
        ("08", "53", "55P03", "57P", "40", "SQLITE_BUSY", "SQLITE_LOCKED"),
        ErrorCode.STORE_UNAVAILABLE,
        "the database did not answer to the end",
        "check server, network and locks, then run again",
    ),
)


def guarded(where: str, work: Callable[[], _T], *, any_driver: bool = False) -> _T:
    """Do the work; turn what a database or its driver raises into an error of ours.

    :param any_driver: whatever is raised may be a driver's or a dialect's own, whose words quote data.
    :raises DataError: with what the cause means, and what ``work`` raises of its own.
    """
    from sqlalchemy.exc import SQLAlchemyError

    try:
        return work()
    except GovernanceError:
        raise
    except (SQLAlchemyError, OSError, struct.error, ValueError, OverflowError) as fault:
        error = _meaning(fault, where)
    except Exception as fault:  # a driver's own class, met outside SQLAlchemy; it need not be installed here
        if not any_driver and type(fault).__module__.partition(".")[0] != "pg8000":
            raise  # a fault of ours
        error = _meaning(fault, where)
    # Not raised above: the driver's error would stay in the chain of causes.
    raise error


def _meaning(fault: BaseException, where: str) -> DataError:
    original = getattr(fault, "orig", None) or fault
    cause = _cause(original)
    for beginnings, code, what, hint in _MEANINGS:
        if cause.startswith(beginnings):
            return DataError(code, f"{what} ({cause})", where=where, hint=hint)
    if isinstance(original, OSError) or type(original).__name__ == "InterfaceError":
        _, code, what, hint = _MEANINGS[-1]
        return DataError(code, f"{what} ({cause})", where=where, hint=hint)
    return DataError(
        ErrorCode.SOURCE_UNREADABLE,
        f"the database or its driver could not read it ({cause})",
        where=where,
        hint="look the code up in the database's manual; a view that casts may help",
    )


def _cause(original: BaseException) -> str:
    """SQLSTATE or SQLite's name of a result; else the name of the error's type."""
    told: BaseException | None = original
    while told is not None:
        details = told.args[0] if told.args else None
        if isinstance(details, dict) and "C" in details:
            return str(details["C"])
        # A server that refuses a login hangs up, and pg8000 then reports that it could not say good-bye.
        told = told.__context__
    return str(getattr(original, "sqlite_errorname", None) or type(original).__name__)
