"""What a format says about a file it can not read, or can not write back."""

from __future__ import annotations

from contextlib import ContextDecorator
from types import TracebackType

from airflow_gov_provider.core.errors import DataError, ErrorCode, GovernanceError, MaskingError


class Sealed(ContextDecorator):
    """Lets an error of ours out, and nothing it was made from.

    Arrow's errors quote rows, boto3's quote keys, and the local variables of parsers are cells:
    the chain of causes and the frames below this one go, for whoever shows or stores a traceback.
    """

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """:raises GovernanceError: the same one, bare."""
        if isinstance(error, GovernanceError):
            error.__context__ = None
            raise error.with_traceback(None) from None


def unreadable(where: str, what: str, hint: str) -> DataError:
    """The bytes are not what their format asks for."""
    return DataError(ErrorCode.SOURCE_UNREADABLE, what, where=where, hint=hint)


def partly_read(where: str, what: str) -> DataError:
    """Some of it was read, and the rest is missing."""
    return DataError(
        ErrorCode.SOURCE_PARTLY_READ, what, where=where, hint="write the file again; it looks truncated"
    )


def empty(where: str, what: str) -> DataError:
    """There is nothing in it, not even what an empty table has."""
    return DataError(
        ErrorCode.SOURCE_EMPTY, what, where=where, hint="let the task write its header, schema or rows"
    )


def unsupported(where: str, what: str, hint: str) -> DataError:
    """It is of a kind that is not read at all."""
    return DataError(ErrorCode.FORMAT_UNSUPPORTED, what, where=where, hint=hint)


def not_rewritable(where: str, what: str) -> MaskingError:
    """It can be read and scanned, and not be written back with masked values."""
    return MaskingError(
        ErrorCode.MASKING_UNSUPPORTED,
        f"{what} can not be written back with masked values",
        where=where,
        hint="let the task write Parquet, CSV or JSON Lines, which can",
    )


def unmaskable(where: str, what: str) -> MaskingError:
    """What a mask returned does not fit into the format of its source."""
    return MaskingError(
        ErrorCode.MASKING_UNSUPPORTED,
        what,
        where=where,
        hint="choose a masking function that keeps type, rows and columns",
    )
