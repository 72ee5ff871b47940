"""A file within an archive, and what no member's name may do."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from airflow_gov_provider.core.errors import GovernanceError
from airflow_gov_provider.stores.readers.faults import unreadable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: Most members of one archive.
MEMBERS = 10_000


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive.

    :param open: its bytes, from the start. :param texts: what travels with it, apart from its name.
    """

    name: str = field(repr=False)
    open: Callable[[], BinaryIO] = field(repr=False)
    texts: tuple[str, ...] = field(default=(), repr=False)


def too_many(where: str) -> Exception:
    """There are more members than :data:`MEMBERS`."""
    return unreadable(
        where, f"it has more than {MEMBERS} members", "put them beside each other, not in one file"
    )


def refuse_name(name: str, where: str) -> None:
    """A member's name must not lead out of its archive. :raises DataError: else."""
    parts = name.replace("\\", "/").split("/")
    if not parts[0] or ".." in parts or parts[0][1:2] == ":" or "\0" in name:
        raise unreadable(
            where,
            "a member's name leads out of the archive",
            "write it again with names that stay within it; it may be made to overwrite files",
        )


def name_texts(name: str, *more: str) -> tuple[str, ...]:
    """What to look at in a name: all of it, without its suffix, and its last part alone."""
    last = name.rpartition("/")[2]
    stem = last.rpartition(".")[0]
    return tuple(text for text in (name, last, stem, *more) if text)


def guarded(packed: IO[bytes], where: str, faults: tuple[type[Exception], ...]) -> BinaryIO:
    """A member's stream whose faults are DataErrors."""
    return cast("BinaryIO", io.BufferedReader(_Guarded(packed, where, faults)))


class _Guarded(io.RawIOBase):
    def __init__(self, packed: IO[bytes], where: str, faults: tuple[type[Exception], ...]) -> None:
        self._packed = packed
        self._where = where
        self._faults = faults

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._packed.read(len(view))
        except GovernanceError:
            raise
        except self._faults:
            raise unreadable(
                self._where, "a member of the archive is damaged", "write it again; it looks damaged"
            ) from None
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._packed.close()
        super().close()
