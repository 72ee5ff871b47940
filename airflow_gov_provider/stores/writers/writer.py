"""Makes a destination hold exactly the files of a snapshot, and touches nobody else's."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from airflow_gov_provider.core.datasets import DatasetRef, FileVersion, Snapshot
from airflow_gov_provider.core.errors import DataChangedError, DestinationError, ErrorCode
from airflow_gov_provider.gates.ports import Progress, TakenIn
from airflow_gov_provider.stores.readers.faults import Sealed
from airflow_gov_provider.stores.readers.places import Found, Place, digest_of
from airflow_gov_provider.stores.readers.reader import identify
from airflow_gov_provider.stores.s3 import S3Clients
from airflow_gov_provider.stores.writers.local import LocalShelf
from airflow_gov_provider.stores.writers.objects import ObjectShelf
from airflow_gov_provider.stores.writers.shelves import Delivery, Shelf, occupied


class StoredWriter:
    """Implements :class:`~airflow_gov_provider.gates.ports.Writer` for files and S3 objects.

    :param s3: resolves connection ids to boto3 clients; called for S3 destinations only.
    """

    def __init__(self, s3: S3Clients) -> None:
        self._s3 = s3

    @Sealed()
    def publish(
        self, destination: DatasetRef, taken: TakenIn, owned: frozenset[FileVersion], progress: Progress
    ) -> Snapshot:
        """See :class:`~airflow_gov_provider.gates.ports.Writer`. Phase ``publish``, in bytes.

        What lies there already as it should is not written again, so a retry repeats nothing; what
        is ours and no part of this publication goes last.
        """
        wanted = _wanted(destination, taken)
        shelf = self._shelf(destination)
        shelf.prepare()
        there = _lying_there(shelf.place, owned.union(wanted))
        by_path = {found.path: found for found in there.values()}
        deliveries = [
            Delivery(version, opener, by_path.get(version.path))
            for version, opener in wanted.items()
            if version not in there
        ]
        count = _counter(deliveries, progress)
        for delivery in deliveries:
            shelf.put(delivery, count)
        kept = {version.path for version in wanted}
        for found in there.values():
            if found.path not in kept:
                shelf.remove(found)
        return _verified(shelf.place, tuple(sorted(wanted)))

    def _shelf(self, destination: DatasetRef) -> Shelf:
        if destination.is_table:
            raise DestinationError(
                ErrorCode.DESTINATION_UNWRITABLE,
                "a table is no destination: only files appear whole or not at all, byte for byte as signed",
                where=destination.uri,
                hint="publish to s3:// or file:///, and let a task load the table from there",
            )
        if destination.scheme == "file":
            return LocalShelf(destination)
        return ObjectShelf(destination, self._s3(destination.connection_id))


def _wanted(destination: DatasetRef, taken: TakenIn) -> dict[FileVersion, Callable[[], BinaryIO]]:
    """What has to lie there, and where its bytes come from."""
    snapshot = taken.snapshot
    openers = {file: partial(taken.open, file.path) for file in snapshot.files}
    if destination.is_prefix:
        _refuse_unsafe(destination, snapshot)
        return dict(openers)
    if snapshot.dataset.is_prefix or len(openers) != 1:
        raise DestinationError(
            ErrorCode.DESTINATION_UNWRITABLE,
            "the source is a prefix and the destination is a single file",
            where=destination.uri,
            hint="end the destination with a slash",
        )
    ((file, opener),) = openers.items()
    return {FileVersion(posixpath.basename(destination.path), file.size, file.digest): opener}


def _refuse_unsafe(destination: DatasetRef, snapshot: Snapshot) -> None:
    """No path may lead out of the destination, whoever listed it."""
    for file in snapshot.files:
        if any(part in ("", ".", "..") for part in file.path.split("/")) or "\0" in file.path:
            raise DestinationError(
                ErrorCode.DESTINATION_UNWRITABLE,
                "a path of the source has an empty, '.' or '..' part",
                where=destination.uri,
                hint="rename that file at the source",
            )


def _lying_there(place: Place, ours: frozenset[FileVersion]) -> dict[FileVersion, Found]:
    """Everything at the destination. :raises DestinationError: when something of it is not ours."""
    sizes = {(version.path, version.size) for version in ours}
    files = place.files()
    there: dict[FileVersion, Found] = {}
    strangers = 0
    for found in files:
        if (found.path, found.size) not in sizes:
            strangers += 1
        elif (version := digest_of(place, found)) in ours:
            there[version] = found
        else:
            strangers += 1
    if strangers:
        raise occupied(place.dataset.uri, strangers)
    return there


def _verified(place: Place, wanted: tuple[FileVersion, ...]) -> Snapshot:
    snapshot = identify(place)
    if snapshot.files != wanted:
        raise DataChangedError(
            ErrorCode.DATA_CHANGED,
            "what lies there now is not what was published",
            where=place.dataset.uri,
            hint="somebody else writes there: give the gate a destination of its own",
        )
    return snapshot


def _counter(deliveries: list[Delivery], progress: Progress) -> Callable[[int], None]:
    total = sum(one.version.size for one in deliveries)
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        progress("publish", done, total)

    progress("publish", 0, total)
    return count
