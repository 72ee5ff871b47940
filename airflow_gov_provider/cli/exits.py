"""How commands end: four exit codes, the worst of several results wins."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from airflow_gov_provider.core.errors import GovernanceError, UsageError


class Exit(IntEnum):
    """What the shell is told. 64 is ``EX_USAGE`` of sysexits.h, above the codes a shell makes itself."""

    OK = 0
    NO = 1
    UNREAD = 2
    USAGE = 64
    INTERRUPTED = 130
    BROKEN_PIPE = 141


def worst(codes: Iterable[Exit]) -> Exit:
    """The one that stands for all: ``USAGE`` over ``UNREAD`` over ``NO`` over ``OK``."""
    return max(codes, default=Exit.OK)


def exit_of(error: GovernanceError) -> Exit:
    """``USAGE`` when the call itself was wrong, ``UNREAD`` for everything the world refused."""
    return Exit.USAGE if isinstance(error, UsageError) else Exit.UNREAD
