"""Stretches of a file that its own directory names: what lies between them is read by nobody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from airflow_gov_provider.stores.spool import CHUNK

#: From, to: the first byte, and the first one behind.
Stretch = tuple[int, int]


def nothing_between(raw: BinaryIO, stretches: Iterable[Stretch], whole: Stretch) -> bool:
    """Whether all bytes of ``whole`` that no stretch covers are zeros, as writers pad with."""
    at, end = whole
    for start, stop in sorted(stretches):
        if start > at and not _zeros(raw, at, min(start, end)):
            return False
        at = max(at, stop)
    return at >= end or _zeros(raw, at, end)


def _zeros(raw: BinaryIO, start: int, end: int) -> bool:
    raw.seek(start)
    while start < end and (chunk := raw.read(min(CHUNK, end - start))):
        if chunk.strip(b"\0"):
            return False
        start += len(chunk)
    return True
