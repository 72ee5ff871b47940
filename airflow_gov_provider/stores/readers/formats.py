"""Which format a file has: by what it begins with, then by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch

#: Gets each VALUES batch, gives rows and columns of the same number.
Change = Callable[[Batch], pa.RecordBatch]


@dataclass(frozen=True, slots=True)
class Source:
    """One file to be read.

    :param file: path relative to the dataset. :param where: what errors call it.
    :param open: its bytes from the start, each time; decompressed.
    """

    file: str = field(repr=False)
    where: str
    open: Callable[[], BinaryIO]


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
