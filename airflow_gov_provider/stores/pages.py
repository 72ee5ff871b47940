"""Writes a page for people to a file of theirs."""

from __future__ import annotations

import errno
from pathlib import Path

from airflow_gov_provider.core.errors import DestinationError, ErrorCode


def write_page(path: Path, text: str) -> None:
    """Write a new file; one that is there is not overwritten.

    :raises DestinationError: ``DESTINATION_OCCUPIED``, ``DESTINATION_UNWRITABLE``.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise DestinationError(
            ErrorCode.DESTINATION_OCCUPIED,
            "the file exists and is not overwritten",
            where=str(path),
            hint="name another file",
        ) from None
    except OSError as fault:
        why = errno.errorcode.get(fault.errno or 0, type(fault).__name__)
        raise DestinationError(
            ErrorCode.DESTINATION_UNWRITABLE, f"the file can not be written ({why})", where=str(path)
        ) from None
