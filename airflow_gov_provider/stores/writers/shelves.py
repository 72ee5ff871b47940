"""Where files can be put: what a directory and a bucket have in common for a writer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from airflow_gov_provider.core.datasets import FileVersion
from airflow_gov_provider.core.errors import DataChangedError, DestinationError, ErrorCode
from airflow_gov_provider.stores.readers.places import Found, Place


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file on its way.

    :param version: path at the destination, size and digest it must have there.
    :param open: its bytes. :param replaces: what lies there now under that path.
    """

    version: FileVersion
    open: Callable[[], BinaryIO]
    replaces: Found | None = None


class Shelf(Protocol):
    """Somewhere files can be put."""

    @property
    def place(self) -> Place:
        """What lies there."""

    def prepare(self) -> None:
        """Sweep away what a killed publication of ours left unfinished."""

    def put(self, delivery: Delivery, count: Callable[[int], None]) -> None:
        """Write one file, and let it be seen only when its bytes are right.

        :raises DataChangedError: when they are not those of its digest.
        :raises DestinationError: ``DESTINATION_OCCUPIED`` when somebody else was faster.
        """

    def remove(self, found: Found) -> None:
        """Take one file away."""


def checked(delivery: Delivery, where: str, size: int, count: Callable[[int], None]) -> Iterator[bytes]:
    """The bytes of a delivery, ``size`` at a time; the end comes only when they were right.

    :raises DataChangedError: at the end, when they were not.
    """
    content, done = hashlib.sha256(), 0
    with delivery.open() as file:
        while data := file.read(size):
            content.update(data)
            done += len(data)
            yield data
            count(len(data))
    if (done, f"sha256:{content.hexdigest()}") != (delivery.version.size, delivery.version.digest):
        raise DataChangedError(
            ErrorCode.DATA_CHANGED,
            "the bytes to be published are not those that were judged; nothing of the file was shown",
            where=where,
            hint="run the gate again, and look for faults of disk or memory",
        )


def occupied(where: str, files: int) -> DestinationError:
    """Something lies there that no publication of this gate put there."""
    return DestinationError(
        ErrorCode.DESTINATION_OCCUPIED,
        f"{files} file{'s' if files != 1 else ''} there did not come from this gate",
        where=where,
        hint="give the gate a destination of its own, or move these files away",
    )
