"""Files onto a local (or mounted) file system: whole or not at all.

A file is written without a name (``O_TMPFILE``), checked, made durable, and only then linked: a
process that is killed leaves nothing. Where the file system can not do that, and for the moment in
which one file replaces another, it has a name of the form :data:`PARTIAL`, which no reader of ours
takes for data of somebody else and the next publication sweeps away.
"""

from __future__ import annotations

import errno
import os
import posixpath
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.errors import DestinationError
from airflow_gov_provider.stores.readers.local import LocalPlace, tag_of
from airflow_gov_provider.stores.readers.places import Found, digest_of
from airflow_gov_provider.stores.spool import CHUNK
from airflow_gov_provider.stores.writers.shelves import Delivery, checked, occupied

PARTIAL = re.compile(r"\.gov-[0-9a-f]{32}\.partial")
_NO_TMPFILE = {errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOENT}
_MODE_FILE, _MODE_DIRECTORY = 0o644, 0o755


class LocalShelf:
    """Implements :class:`~airflow_gov_provider.stores.writers.shelves.Shelf`.

    :param unnamed: try ``O_TMPFILE`` first.
    """

    def __init__(self, dataset: DatasetRef, *, unnamed: bool = hasattr(os, "O_TMPFILE")) -> None:
        self.place = LocalPlace(dataset, DestinationError)
        self._uri = dataset.uri
        self._root = dataset.path if dataset.is_prefix else posixpath.dirname(dataset.path) + "/"
        self._unnamed = unnamed

    def prepare(self) -> None:
        """See :class:`~airflow_gov_provider.stores.writers.shelves.Shelf`."""
        if not self.place.dataset.is_prefix:
            # Its neighbours are not ours: another gate may be at work on them.
            leftovers = [self._root + _partial_name(posixpath.basename(self.place.dataset.path))]
        else:
            names = (found.path for found in self.place.files())
            leftovers = [self._root + name for name in names if PARTIAL.fullmatch(posixpath.basename(name))]
        with self._translated():
            for path in leftovers:
                with suppress(FileNotFoundError, NotADirectoryError):
                    os.unlink(path)  # noqa: PTH108 - os throughout: flags and descriptors

    def put(self, delivery: Delivery, count: Callable[[int], None]) -> None:
        """See :class:`~airflow_gov_provider.stores.writers.shelves.Shelf`."""
        directory, name = posixpath.split(self._root + delivery.version.path)
        with self._translated():
            self._make(directory)
            self.place.refuse_links()
            at = _opened(directory)
            try:
                with self._written(delivery, name, at, count) as link_as:
                    self._show(delivery, at, name, link_as)
                os.fsync(at)
            finally:
                os.close(at)

    def remove(self, found: Found) -> None:
        """See :class:`~airflow_gov_provider.stores.writers.shelves.Shelf`; empty directories go too."""
        path = self._root + found.path
        with self._translated():
            os.unlink(path)  # noqa: PTH108 - os throughout
            while (path := posixpath.dirname(path)) != self._root.rstrip("/"):
                try:
                    os.rmdir(path)  # noqa: PTH106 - os throughout
                except OSError:  # something else is in it
                    break
            _sync(path or "/")

    @contextmanager
    def _written(
        self, delivery: Delivery, name: str, at: int, count: Callable[[int], None]
    ) -> Iterator[Callable[[str], None]]:
        """A whole, checked, durable file; gives a function that links it under a name."""
        fd, partial = self._create(name, at)
        try:
            for data in checked(delivery, self._uri, CHUNK, count):
                view = memoryview(data)
                while view:
                    view = view[os.write(fd, view) :]
            os.fchmod(fd, _MODE_FILE & ~_umask())
            os.fsync(fd)

            def link_as(new: str) -> None:
                if partial is None:
                    # Given a directory descriptor, Python asks linkat() to follow the link in /proc.
                    os.link(f"/proc/self/fd/{fd}", new, dst_dir_fd=at, follow_symlinks=True)
                elif new != partial:
                    os.link(partial, new, src_dir_fd=at, dst_dir_fd=at)

            yield link_as
        finally:
            os.close(fd)
            if partial is not None:
                with suppress(FileNotFoundError):
                    os.unlink(partial, dir_fd=at)

    def _create(self, name: str, at: int) -> tuple[int, str | None]:
        if self._unnamed:
            try:
                return os.open(".", os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o600, dir_fd=at), None
            except OSError as error:
                if error.errno not in _NO_TMPFILE:
                    raise
        partial = _partial_name(name)
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.open(partial, flags, 0o600, dir_fd=at), partial

    def _show(self, delivery: Delivery, at: int, name: str, link_as: Callable[[str], None]) -> None:
        if delivery.replaces is None:
            try:
                link_as(name)
            except FileExistsError:
                self._accept(delivery)
            return
        if tag_of(os.stat(name, dir_fd=at, follow_symlinks=False)) != delivery.replaces.tag:
            raise occupied(self._uri, 1)
        waiting = _partial_name(name)
        link_as(waiting)
        os.rename(waiting, name, src_dir_fd=at, dst_dir_fd=at)

    def _accept(self, delivery: Delivery) -> None:
        """Somebody put a file there meanwhile: fine when it is the same."""
        now = [found for found in self.place.files() if found.path == delivery.version.path]
        if not now or digest_of(self.place, now[0]) != delivery.version:
            raise occupied(self._uri, 1)

    def _make(self, directory: str) -> None:
        missing = []
        while not os.path.isdir(directory):  # noqa: PTH112 - os throughout
            missing.append(directory)
            directory = posixpath.dirname(directory)
        for path in reversed(missing):
            with suppress(FileExistsError):
                os.mkdir(path, _MODE_DIRECTORY)  # noqa: PTH102 - os throughout
            _sync(posixpath.dirname(path))

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self.place.fault(error, self._uri) from None


def _umask() -> int:
    """The process's own; Linux has no way to read it but to set it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _partial_name(name: str) -> str:
    return f".gov-{sha256(name.encode()).hexdigest()[:32]}.partial"


def _opened(directory: str) -> int:
    """A descriptor of it, reached through directories alone: a link put there meanwhile is an error."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    at = os.open("/", flags)
    for part in filter(None, directory.split("/")):
        try:
            below = os.open(part, flags, dir_fd=at)
        finally:
            os.close(at)
        at = below
    return at


def _sync(directory: str) -> None:
    fd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
