"""The frames of zstd, without unpacking them: whether there are bytes that no program would unpack.

After RFC 8878, sections 3.1.1 and 3.1.2: a skippable frame may hold anything, and decoders step over it.
"""

from __future__ import annotations

import os
from typing import BinaryIO

_MAGIC = 0xFD2FB528
#: The last four bits of a skippable frame's magic number are free.
_SKIPPABLE = 0x184D2A50
#: pzstd writes the size of the next frame into a skippable one; more than that could be a text.
_SIZE_OF_NEXT = 4
_CHECKSUM = 4
_RLE, _RESERVED = 1, 3
_DICTIONARY_ID = (0, 1, 2, 4)
_CONTENT_SIZE = (0, 2, 4, 8)


def are_whole_frames(stream: BinaryIO) -> bool:
    """Whether a stream is frames with content and nothing else; it is left at its end."""
    size = stream.seek(0, os.SEEK_END)
    at = 0
    while at < size:
        end = _frame_end(stream, at)
        if end is None or end > size:
            return False
        at = end
    stream.seek(size)
    return True


def _frame_end(stream: BinaryIO, start: int) -> int | None:
    stream.seek(start)
    head = stream.read(8)
    magic = int.from_bytes(head[:4], "little")
    if magic & ~0xF == _SKIPPABLE and len(head) == 8:
        length = int.from_bytes(head[4:], "little")
        return start + 8 + length if length <= _SIZE_OF_NEXT else None
    if magic != _MAGIC or len(head) < 5:
        return None
    flags = head[4]
    single = flags >> 5 & 1
    content = _CONTENT_SIZE[flags >> 6] or single
    at: int | None = start + 5 + (1 - single) + _DICTIONARY_ID[flags & 3] + content
    last = False
    while at is not None and not last:
        at, last = _block_end(stream, at)
    return None if at is None else at + (_CHECKSUM if flags >> 2 & 1 else 0)


def _block_end(stream: BinaryIO, at: int) -> tuple[int | None, bool]:
    """Where a block ends, and whether it is the last of its frame."""
    stream.seek(at)
    head = stream.read(3)
    value = int.from_bytes(head, "little")
    kind = value >> 1 & 3
    if len(head) < 3 or kind == _RESERVED:
        return None, True
    return at + 3 + (1 if kind == _RLE else value >> 3), bool(value & 1)
