"""Every error of this provider, one tree.

::

    GovernanceError                 what, where, what to do; a stable code; never a value
    ├── UsageError                  the call itself is wrong: URI, option, configuration
    │   └── PolicyError             the policy file is wrong; lists every fault with its path
    ├── DataError                   the data can not be read, not fully, or not as asked
    │   └── DataChangedError        the data is not what was scanned, approved or attested
    ├── DestinationError            nothing can be published there
    ├── MaskingError                a masked copy can not be made or does not hold
    ├── LedgerError                 the record can not be written or read
    ├── VerdictError                no valid verdict covers the data
    └── ApprovalError               an answer does not count

Errors cross process borders (Airflow pickles them) and end up in task logs and lineage events, so
they hold texts we wrote and names, never a cell of the data, and survive pickling.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class ErrorCode(StrEnum):
    """Stable codes, one a cause; documented in ``docs/references/errors.md``."""

    URI_INVALID = "URI_INVALID"
    URI_SCHEME_UNKNOWN = "URI_SCHEME_UNKNOWN"
    CONFIGURATION_INVALID = "CONFIGURATION_INVALID"
    POLICY_INVALID = "POLICY_INVALID"
    POLICY_MISSING = "POLICY_MISSING"
    SOURCE_MISSING = "SOURCE_MISSING"
    SOURCE_EMPTY = "SOURCE_EMPTY"
    SOURCE_UNREADABLE = "SOURCE_UNREADABLE"
    SOURCE_PARTLY_READ = "SOURCE_PARTLY_READ"
    FORMAT_UNSUPPORTED = "FORMAT_UNSUPPORTED"
    NAME_HOLDS_PERSONAL_DATA = "NAME_HOLDS_PERSONAL_DATA"
    CREDENTIALS_MISSING = "CREDENTIALS_MISSING"
    ACCESS_DENIED = "ACCESS_DENIED"
    BUCKET_MISSING = "BUCKET_MISSING"
    STORE_UNAVAILABLE = "STORE_UNAVAILABLE"
    SPOOL_UNWRITABLE = "SPOOL_UNWRITABLE"
    DATA_CHANGED = "DATA_CHANGED"
    NOT_CANONICAL = "NOT_CANONICAL"
    DESTINATION_IS_SOURCE = "DESTINATION_IS_SOURCE"
    DESTINATION_OCCUPIED = "DESTINATION_OCCUPIED"
    DESTINATION_UNWRITABLE = "DESTINATION_UNWRITABLE"
    MASKING_UNSUPPORTED = "MASKING_UNSUPPORTED"
    MASKING_INCOMPLETE = "MASKING_INCOMPLETE"
    KEY_MISSING = "KEY_MISSING"
    KEY_INVALID = "KEY_INVALID"
    LEDGER_UNAVAILABLE = "LEDGER_UNAVAILABLE"
    LEDGER_CONFLICT = "LEDGER_CONFLICT"
    LEDGER_BROKEN = "LEDGER_BROKEN"
    VERDICT_MISSING = "VERDICT_MISSING"
    VERDICT_INVALID = "VERDICT_INVALID"
    VERDICT_NOT_ACCEPTED = "VERDICT_NOT_ACCEPTED"
    INTERNAL_FAULT = "INTERNAL_FAULT"
    ANSWER_VOID = "ANSWER_VOID"
    QUESTION_OUTDATED = "QUESTION_OUTDATED"
    LEDGER_ENTRY_MISSING = "LEDGER_ENTRY_MISSING"
    MARK_REFUSED = "MARK_REFUSED"

    @property
    def is_passing(self) -> bool:
        """Whether the cause may be gone in a minute: trying again is then worth it."""
        return self in {self.LEDGER_UNAVAILABLE, self.STORE_UNAVAILABLE, self.SPOOL_UNWRITABLE}


class GovernanceError(Exception):
    """What went wrong, where, and what to do about it.

    :param code: the stable cause.
    :param what: one sentence; never holds a value of the data.
    :param where: dataset URI, column label, policy path or file the sentence is about.
    :param hint: what the reader should do next.
    """

    def __init__(self, code: ErrorCode, what: str, *, where: str = "", hint: str = "") -> None:
        self.code = code
        self.what = what
        self.where = where
        self.hint = hint
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f" [{self.where}]" if self.where else ""
        advice = f" → {self.hint}" if self.hint else ""
        return f"{self.code}: {self.what}{place}{advice}"

    def __reduce__(self) -> tuple[Any, ...]:
        """Rebuild from the parts: ``Exception`` alone would forget the keyword arguments."""
        return _rebuild, (type(self), self.__dict__)


def _rebuild(kind: type[GovernanceError], state: dict[str, Any]) -> GovernanceError:
    error = kind.__new__(kind)
    error.__dict__.update(state)
    Exception.__init__(error, str(error))
    return error


class UsageError(GovernanceError):
    """The call itself is wrong."""


class PolicyError(UsageError):
    """The policy can not be used; ``faults`` lists each fault as (path in the file, what is wrong)."""

    def __init__(self, faults: list[tuple[str, str]], *, where: str = "") -> None:
        self.faults = faults
        listed = "; ".join(f"{path}: {fault}" for path, fault in faults)
        super().__init__(
            ErrorCode.POLICY_INVALID,
            f"the policy has {len(faults)} fault{'s' if len(faults) != 1 else ''}: {listed}",
            where=where,
            hint="mend the file and run `policy check FILE`",
        )


class DataError(GovernanceError):
    """The data can not be read, not fully, or not as asked."""


class DataChangedError(DataError):
    """The data is not what was scanned, approved or attested."""


class DestinationError(GovernanceError):
    """Nothing can be published there."""


class MaskingError(GovernanceError):
    """A masked copy can not be made, or does not hold what it promises."""


class LedgerError(GovernanceError):
    """The record can not be written, read or believed."""


class VerdictError(GovernanceError):
    """No valid verdict covers the data."""


class ApprovalError(GovernanceError):
    """An answer does not count."""
