"""zip and tar: every member is unpacked into private room and read as what it is.

Members that are archives are read too, up to ``formats.DEPTH``. All that is unpacked within one file counts
against one room, so that bombs of any shape end at the same limit. Links, devices, encrypted members and
names that lead out of the archive are refused, and nothing is ever written under a member's name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.stores.readers import gzip
from airflow_gov_provider.stores.readers.faults import empty, not_rewritable, unreadable
from airflow_gov_provider.stores.readers.formats import DEPTH, Change, Room, Source
from airflow_gov_provider.stores.readers.members import Member
from airflow_gov_provider.stores.readers.tables import qualified, texts_batch
from airflow_gov_provider.stores.readers.tar_members import tar_members
from airflow_gov_provider.stores.readers.unpacking import unpack
from airflow_gov_provider.stores.readers.zip_members import zip_members
from airflow_gov_provider.stores.spool import Spool


class MemberKind(Protocol):
    """How a member is to be read: :class:`~airflow_gov_provider.stores.readers.kinds.Kind`."""

    def source(
        self,
        file: str,
        where: str,
        opener: Callable[[], BinaryIO],
        *,
        scratch: Callable[[], Spool] = Spool,
        depth: int = 0,
        room: Room | None = None,
    ) -> Source:
        """The member as its format reads it."""

    def batches(self, source: Source, opener: Callable[[], BinaryIO]) -> Iterator[Batch]:
        """All that is in it."""


#: (name, size in bytes, what errors call it, opener, scratch) → how it is read.
KindOf = Callable[[str, int, str, Callable[[], BinaryIO]], MemberKind]
Members = Callable[[BinaryIO, str], AbstractContextManager[Sequence[Member]]]


class ArchiveFormat:
    """Reads archives; they are not written back.

    :param what: its name in errors. :param members: lists the members of one, after refusing what is unsafe.
    :param kind_of: recognises a member.
    """

    def __init__(self, what: str, members: Members, kind_of: KindOf) -> None:
        self._what = what
        self._members = members
        self._kind_of = kind_of

    def batches(self, source: Source) -> Iterator[Batch]:
        """See :class:`~airflow_gov_provider.stores.readers.formats.Format`.

        Columns are told apart by the member's name where there are several members.
        """
        if source.depth >= DEPTH:
            raise unreadable(
                source.where, f"archives lie more than {DEPTH} deep in each other", "pack the files once"
            )
        with source.open() as raw:
            room = source.room or Room(gzip.MOST_GROWTH * raw.seek(0, os.SEEK_END) + gzip.MOST_BEYOND)
            raw.seek(0)
            with self._members(raw, source.where) as members:
                if not members:
                    raise empty(source.where, "the archive has no member")
                if texts := [text for one in members for text in one.texts if text]:
                    yield texts_batch(source.file, "archive", texts)
                for at, member in enumerate(members, start=1):
                    where = f"{source.where} (member {at})"
                    for batch in self._member(member, source, where, room):
                        yield qualified(member.name, batch) if len(members) > 1 else batch

    def rewrite(self, source: Source, sink: BinaryIO, change: Change) -> None:
        """Archives are read only. :raises MaskingError: ``MASKING_UNSUPPORTED``, always."""
        del sink, change
        raise not_rewritable(source.where, self._what)

    def _member(self, member: Member, source: Source, where: str, room: Room) -> Iterator[Batch]:
        spool = source.scratch()
        try:
            with member.open() as packed:
                stretch = unpack(packed, spool, room, where)

            def opener() -> BinaryIO:
                return spool.open(stretch)

            kind = self._kind_of(member.name, stretch.size, where, opener)
            inner = kind.source(
                f"{source.file}/{member.name}",
                where,
                opener,
                scratch=source.scratch,
                depth=source.depth + 1,
                room=room,
            )
            yield from kind.batches(inner, opener)
        finally:
            spool.close()


def zip_format(kind_of: KindOf) -> ArchiveFormat:
    """Reads zip files."""
    return ArchiveFormat("a zip archive", zip_members, kind_of)


def tar_format(kind_of: KindOf) -> ArchiveFormat:
    """Reads tar files."""
    return ArchiveFormat("a tar archive", tar_members, kind_of)
