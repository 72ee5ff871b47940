"""Files of a local (or mounted) file system."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.errors import DataError, DestinationError, ErrorCode
from airflow_gov_provider.stores.readers.places import Found, changed, name_of, numbered
from airflow_gov_provider.stores.s3 import FaultKind
from airflow_gov_provider.stores.spool import CHUNK

# Never through a symbolic link, and never waiting for the other end of a pipe.
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class LocalPlace:
    """One file, or all files below a directory: hidden ones too, nothing beside the data is ignored.

    :param kind: the family of its errors: a source's or a destination's.
    """

    def __init__(self, dataset: DatasetRef, kind: FaultKind) -> None:
        self.dataset = dataset
        self._kind = kind

    def files(self) -> list[Found]:
        """See :class:`~airflow_gov_provider.stores.readers.places.Place`."""
        try:
            self.refuse_links()
            if not self.dataset.is_prefix:
                return self._one_file()
            return numbered(list(self._below(self.dataset.path, ""))) if self._is_there() else []
        except OSError as error:
            raise self.fault(error, self.dataset.uri) from None

    def has_beside(self, suffixes: tuple[str, ...]) -> bool:
        """Whether a file that is not empty has the name of this one and one of these suffixes."""
        try:
            beside = [self.dataset.path + suffix for suffix in suffixes]
            return any(os.stat(path).st_size for path in beside if os.path.lexists(path))  # noqa: PTH116 - os throughout
        except OSError as error:
            raise self.fault(error, self.dataset.uri) from None

    def refuse_links(self) -> None:
        """No directory on the way may be a link: the zone of a dataset is that of its name.

        :raises DataError, DestinationError: naming no target.
        """
        path = self.dataset.path.rstrip("/") if self.dataset.is_prefix else os.path.dirname(self.dataset.path)  # noqa: PTH120 - os throughout
        # What is not there yet can not lead elsewhere.
        if os.path.realpath(path) != os.path.normpath(path or "/"):
            raise self._refused(
                "a directory on its path is a symbolic link",
                "name the real path, as `realpath` shows it; a policy's zones go by it",
            )

    def _is_there(self) -> bool:
        try:
            mode = os.stat(self.dataset.path).st_mode  # noqa: PTH116 - os throughout: flags and descriptors
        except FileNotFoundError:
            return False
        except NotADirectoryError:
            mode = stat.S_IFREG
        if not stat.S_ISDIR(mode):
            raise self._refused("it is a file, not a directory", "name it without the slash at its end")
        return True

    def _one_file(self) -> list[Found]:
        path = self.dataset.path
        try:
            status = os.lstat(path)
        except FileNotFoundError:
            return []
        if stat.S_ISDIR(status.st_mode):
            raise self._refused("it is a directory, not a file", "end its name with a slash")
        return [Found(self._checked(os.path.basename(path), status), status.st_size, tag_of(status), 1)]  # noqa: PTH119 - os throughout

    def _below(self, directory: str, prefix: str) -> Iterator[tuple[str, int, str]]:
        with os.scandir(directory) as entries:
            for entry in entries:
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    yield from self._below(entry.path, path + "/")
                else:
                    status = entry.stat(follow_symlinks=False)
                    yield self._checked(path, status), status.st_size, tag_of(status)

    def _checked(self, path: str, status: os.stat_result) -> str:
        if stat.S_ISLNK(status.st_mode):
            raise self._refused("it holds a symbolic link", "put the file itself there, or name its target")
        if not stat.S_ISREG(status.st_mode):
            raise self._refused("it holds a pipe, socket or device", "leave plain files only")
        try:
            path.encode("utf-8")
        except UnicodeEncodeError:
            raise self._refused("a file name is not UTF-8", "rename it") from None
        return path

    def read(self, found: Found) -> Iterator[bytes]:
        """See :class:`~airflow_gov_provider.stores.readers.places.Place`."""
        where = name_of(self.dataset, found)
        path = self.dataset.path + found.path if self.dataset.is_prefix else self.dataset.path
        try:
            fd = os.open(path, _OPEN)
            with open(fd, "rb", buffering=0) as file:  # noqa: PTH123 - a descriptor, not a path
                if tag_of(os.fstat(fd)) != found.tag:
                    raise changed(where)
                while chunk := file.read(CHUNK):
                    yield chunk
                # The name must still lead to what was read, and that must be as it was.
                if tag_of(os.lstat(path)) != found.tag:
                    raise changed(where)
        except FileNotFoundError:
            raise changed(where) from None
        except OSError as error:
            raise self.fault(error, where) from None

    def fault(self, error: OSError, where: str) -> DataError | DestinationError:
        """The error of ours for one of the file system."""
        reading = self._kind is DataError
        if isinstance(error, PermissionError):
            return self._kind(
                ErrorCode.ACCESS_DENIED,
                f"the file system does not allow it to be {'read' if reading else 'written'}",
                where=where,
                hint="give this process's user the rights, or run the gate as a user that has them",
            )
        return self._kind(
            ErrorCode.SOURCE_UNREADABLE if reading else ErrorCode.DESTINATION_UNWRITABLE,
            f"the file system refused it ({os.strerror(error.errno or errno.EIO)})",
            where=where,
            hint="check path, mount and free space",
        )

    def _refused(self, what: str, hint: str) -> DataError | DestinationError:
        code = ErrorCode.SOURCE_UNREADABLE if self._kind is DataError else ErrorCode.DESTINATION_UNWRITABLE
        return self._kind(code, what, where=self.dataset.uri, hint=hint)


def tag_of(status: os.stat_result) -> str:
    """Changes whenever the content may have: size, both times, and which file it is."""
    return f"{status.st_dev}:{status.st_ino}:{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}"
