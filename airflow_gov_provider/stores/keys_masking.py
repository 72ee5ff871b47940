"""The masking master keys of one installation: the current version, and retired ones that still verify.

A file holds a line a version, ``version:key`` with one letter and 64 hexadecimal digits; lines of retired
versions end in ``:retired``. Digits alone are version m::

    n:0f1e…
    m:9a8b…:retired
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

#: The version of a file without versions.
FIRST_VERSION = "m"
_ALONE = re.compile(rb"([0-9a-fA-F]{64})\n?")
_LINE = re.compile(rb"([a-z]):([0-9a-fA-F]*)(:retired)?")
_HEX_DIGITS = 64


@dataclass(frozen=True, slots=True)
class MaskingKeys:
    """Master keys of 32 bytes each.

    :param version: the letter of the current one. :param retired: version → key of those that only verify.
    """

    version: str
    current: bytes = field(repr=False)
    retired: Mapping[str, bytes] = field(default_factory=dict, repr=False)


class MaskingKeySource(Protocol):
    """Where master keys come from: a file, or a key management service."""

    def load(self) -> MaskingKeys:
        """The keys, read anew.

        :raises UsageError: ``KEY_MISSING``, ``KEY_INVALID``; of a service also ``ACCESS_DENIED``,
            ``CREDENTIALS_MISSING``, ``STORE_UNAVAILABLE``.
        """


#: Keys; or None and what is wrong with them, in words that hold nothing of them.
Parsed: TypeAlias = tuple[MaskingKeys | None, str]


def parsed(content: bytes) -> Parsed:
    """The keys of a file."""
    alone = _ALONE.fullmatch(content)
    if alone is not None:
        return MaskingKeys(FIRST_VERSION, bytes.fromhex(alone[1].decode("ascii"))), ""
    lines = [_LINE.fullmatch(line) for line in content.removesuffix(b"\n").split(b"\n")]
    for number, line in enumerate(lines, 1):
        if line is None:
            return None, f"line {number} is not a version, a colon and a key (32 bytes in hex)"
        if len(line[2]) != _HEX_DIGITS:
            return None, f"the key in line {number} has {len(line[2])} hexadecimal digits, not {_HEX_DIGITS}"
    return _together(
        [
            (line[1].decode("ascii"), bytes.fromhex(line[2].decode("ascii")), bool(line[3]))
            for line in lines
            if line
        ]
    )


def _together(found: list[tuple[str, bytes, bool]]) -> Parsed:
    versions = [version for version, _, _ in found]
    twice = sorted({version for version in versions if versions.count(version) > 1})
    current = [(version, key) for version, key, is_retired in found if not is_retired]
    if twice:
        return None, f"version {twice[0]} is there twice"
    if len({key for _, key, _ in found}) < len(found):
        return None, "two versions have the same key"
    if not current:
        return None, "every version is retired, so none can make tokens"
    if len(current) > 1:
        letters = ", ".join(version for version, _ in current)
        return None, f"versions {letters} are all current; all but one must end in :retired"
    ((version, key),) = current
    return MaskingKeys(version, key, {letter: old for letter, old, is_retired in found if is_retired}), ""
