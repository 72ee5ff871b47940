"""A snapshot whose bytes lie in a spool, where nobody can change them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Self

from airflow_gov_provider.core.datasets import Batch, DatasetRef, FileVersion, Snapshot
from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.stores.readers.faults import Sealed, empty
from airflow_gov_provider.stores.readers.formats import Source
from airflow_gov_provider.stores.readers.kinds import Kind, kind_of
from airflow_gov_provider.stores.readers.places import Found, name_of
from airflow_gov_provider.stores.spool import Spool, Stretch


@dataclass(frozen=True, slots=True)
class Kept:
    """One file in the spool: what was found, where it lies now, how it is read."""

    found: Found
    stretch: Stretch
    kind: Kind


class SpooledSnapshot:
    """Implements :class:`~airflow_gov_provider.gates.ports.TakenIn`; also a context manager.

    :param spool: is this snapshot's from now on, and closed with it.
    """

    def __init__(self, dataset: DatasetRef, spool: Spool, kept: Mapping[str, Kept]) -> None:
        self._dataset = dataset
        self._spool = spool
        self._kept = dict(sorted(kept.items()))
        if all(one.kind.format is None for one in self._kept.values()):
            raise empty(dataset.uri, "it holds no file with data")

    @property
    def snapshot(self) -> Snapshot:
        """What was taken in, sorted by path."""
        files = (FileVersion(path, one.stretch.size, one.stretch.digest) for path, one in self._kept.items())
        return Snapshot(self._dataset, tuple(files))

    @property
    def kept(self) -> tuple[Kept, ...]:
        """All files, sorted by path."""
        return tuple(self._kept.values())

    def batches(self) -> Iterator[Batch]:
        """See :class:`~airflow_gov_provider.gates.ports.TakenIn`."""
        with Sealed():
            for one in self._kept.values():
                yield from one.kind.batches(self.source(one), partial(self._spool.open, one.stretch))

    def source(self, one: Kept) -> Source:
        """A file as its format reads it."""
        where = name_of(self._dataset, one.found)
        return one.kind.source(
            one.found.path, where, lambda: self._spool.open(one.stretch), scratch=self._spool.another
        )

    def open(self, path: str) -> BinaryIO:
        """See :class:`~airflow_gov_provider.gates.ports.TakenIn`. :raises UsageError: not of it."""
        if path not in self._kept:
            raise UsageError(ErrorCode.URI_INVALID, "the snapshot has no such file", where=self._dataset.uri)
        return self._spool.open(self._kept[path].stretch)

    def close(self) -> None:
        """See :class:`~airflow_gov_provider.gates.ports.TakenIn`."""
        self._spool.close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()


def keep(dataset: DatasetRef, spool: Spool, found: Found, stretch: Stretch) -> Kept:
    """Recognise a file that was just written to the spool. :raises DataError: as ``kind_of``."""
    kind = kind_of(found.path, stretch.size, name_of(dataset, found), lambda: spool.open(stretch))
    return Kept(found, stretch, kind)
