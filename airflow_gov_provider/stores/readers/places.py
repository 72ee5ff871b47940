"""Where files lie: what a directory and a bucket have in common."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from airflow_gov_provider.core.datasets import DatasetRef, FileVersion
from airflow_gov_provider.core.errors import DataChangedError, ErrorCode


@dataclass(frozen=True, slots=True)
class Found:
    """One file that lies in a place.

    :param path: relative to the dataset; the base name when the dataset is one file.
    :param size: bytes. :param tag: differs when the file was written anew.
    :param position: 1 for the first file by name: errors name this, since a file's name can itself
        hold personal data (``email=…/part-0.csv``).
    """

    path: str = field(repr=False)
    size: int
    tag: str
    position: int


class Place(Protocol):
    """The files of one dataset, as they lie there."""

    @property
    def dataset(self) -> DatasetRef:
        """Whose files."""

    def files(self) -> Sequence[Found]:
        """All of them, sorted by path; empty when nothing is there.

        :raises DataError, DestinationError: when it can not look, or finds what is no plain file.
        """

    def read(self, found: Found) -> Iterator[bytes]:
        """The bytes of one file.

        :raises DataChangedError: when it is not the file that was found.
        """


def name_of(dataset: DatasetRef, found: Found) -> str:
    """Where an error happened, without a file name that may hold personal data."""
    return f"{dataset.uri} (file {found.position} by name)" if dataset.is_prefix else dataset.uri


def numbered(files: list[tuple[str, int, str]]) -> list[Found]:
    """Sorted by path, with positions."""
    return [Found(path, size, tag, at) for at, (path, size, tag) in enumerate(sorted(files), start=1)]


def digest_of(place: Place, found: Found, progress: Callable[[int], None] = lambda _: None) -> FileVersion:
    """What one file holds now; ``progress`` gets the bytes of each step."""
    content = hashlib.sha256()
    for chunk in place.read(found):
        content.update(chunk)
        progress(len(chunk))
    return FileVersion(found.path, found.size, f"sha256:{content.hexdigest()}")


def still_the_same(place: Place, before: Sequence[Found]) -> None:
    """Nothing came, went or was rewritten since ``before``. :raises DataChangedError: else."""
    if list(place.files()) != list(before):
        raise changed(place.dataset.uri)


def changed(where: str) -> DataChangedError:
    """The data moved under our hands."""
    return DataChangedError(
        ErrorCode.DATA_CHANGED,
        "it changed while it was used",
        where=where,
        hint="let one task write it, and run this one after that task has ended",
    )
