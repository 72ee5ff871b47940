"""Which format a file has: by what it begins with, then by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.stores.readers.faults import unreadable
from airflow_gov_provider.stores.spool import Spool

#: Deepest nesting of archives and compressed files within each other.
DEPTH = 4

#: Gets each VALUES batch, gives rows and columns of the same number.
Change = Callable[[Batch], pa.RecordBatch]


@dataclass(slots=True)
class Room:
    """How many bytes may still be unpacked: one count for all that is packed within one file."""

    left: int

    def take(self, amount: int, where: str) -> None:
        """Count bytes that were unpacked. :raises DataError: when there are too many."""
        self.left -= amount
        if self.left < 0:
            raise unreadable(
                where,
                "what is packed in it grows too much when it is unpacked",
                "such files exhaust memory and disk; write it as Parquet, or not compressed",
            )


@dataclass(frozen=True, slots=True)
class Source:
    """One file to be read.

    :param file: path relative to the dataset. :param where: what errors call it.
    :param open: its bytes from the start, each time; decompressed.
    :param scratch: makes private room for what has to be unpacked; the caller closes it.
    :param depth: how many archives it lies in. :param room: set within an archive.
    """

    file: str = field(repr=False)
    where: str
    open: Callable[[], BinaryIO]
    scratch: Callable[[], Spool] = Spool
    depth: int = 0
    room: Room | None = None


class Format(Protocol):
    """Reads files of one kind, and writes them back."""

    def batches(self, source: Source) -> Iterator[Batch]:
        """All rows in order, in bounded batches (at least one, perhaps without rows), and metadata.

        :raises DataError: for anything that can not be read to its end.
        """

    def rewrite(self, source: Source, sink: BinaryIO, change: Change) -> None:
        """Write it anew to ``sink``, each batch of values changed.

        :raises DataError: as ``batches``. :raises MaskingError: when a change does not fit.
        """
