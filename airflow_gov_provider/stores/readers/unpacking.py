"""Private room for what has to be unpacked before it can be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, BinaryIO

from airflow_gov_provider.stores.readers.formats import Room
from airflow_gov_provider.stores.spool import CHUNK, Spool, Stretch


def unpack(packed: IO[bytes], spool: Spool, room: Room | None, where: str) -> Stretch:
    """Copy a stream into a spool. :raises DataError: from ``packed``; when ``room`` is used up."""
    with spool.add() as sink:
        while chunk := packed.read(CHUNK):
            if room is not None:
                room.take(len(chunk), where)
            sink.write(chunk)
        return sink.stretch


def seekable(opener: Callable[[], BinaryIO], scratch: Callable[[], Spool], where: str) -> BinaryIO:
    """A stream as a file with random access; its room is given back when it is closed."""
    spool = scratch()
    try:
        with opener() as packed:
            stretch = unpack(packed, spool, None, where)
        return spool.open(stretch)
    finally:
        spool.close()
