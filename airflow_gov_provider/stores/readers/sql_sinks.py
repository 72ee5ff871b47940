"""Where a table's Parquet bytes go to."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class UnclosedSink(io.RawIOBase):
    """What Arrow closes, over what it must not close."""

    def __init__(self, sink: io.RawIOBase) -> None:
        self._sink = sink

    def writable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Bytes written so far."""
        return self._sink.tell()

    def write(self, data: ReadableBuffer, /) -> int | None:
        """As the sink below."""
        return self._sink.write(data)


class DigestSink(io.RawIOBase):
    """Keeps nothing of what is written but its size and digest."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def digest(self) -> str:
        """``sha256:…`` of what was written."""
        return f"sha256:{self._hash.hexdigest()}"

    def tell(self) -> int:
        """Bytes written so far."""
        return self.size

    def write(self, data: ReadableBuffer, /) -> int:
        """Digest it."""
        view = memoryview(data).cast("B")
        self._hash.update(view)
        self.size += len(view)
        return len(view)
