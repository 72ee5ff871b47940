"""One value, one sequence of bytes, one digest.

Canonical JSON after RFC 8785 for the subset we use: objects with string keys, arrays, strings,
integers, booleans and null. Floats are refused, since their text is where implementations differ;
shares and scores are written as decimal strings by :func:`decimal`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"


def canonical_bytes(value: Json) -> bytes:
    """UTF-8 bytes of ``value`` with sorted keys and no white space.

    :raises TypeError: for a float, a key that is not text, or any type outside :data:`Json`.
    """
    _refuse_other_types(value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


def _refuse_other_types(value: object) -> None:
    match value:
        case None | bool() | int() | str():
            return
        case Mapping():
            for key, item in value.items():
                if not isinstance(key, str):
                    raise TypeError(f"canonical JSON has text keys only, not {type(key).__name__}")
                _refuse_other_types(item)
        case list() | tuple():
            for item in value:
                _refuse_other_types(item)
        case _:
            raise TypeError(f"canonical JSON has no {type(value).__name__}")


def sha256(data: bytes) -> str:
    """``sha256:`` and 64 hex digits."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def digest(value: Json) -> str:
    """The SHA-256 of the canonical bytes of ``value``."""
    return sha256(canonical_bytes(value))


def decimal(number: float, places: int = 6) -> str:
    """A probability or share as text, so that it has one spelling: ``0.25`` → ``"0.25"``."""
    text = f"{number:.{places}f}".rstrip("0").rstrip(".")
    return text or "0"


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds.

    :raises ValueError: for a naive datetime.
    """
    if moment.tzinfo is None:
        raise ValueError("a timestamp needs a time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    """The inverse of :func:`timestamp`; also takes RFC 3339 with an offset.

    :raises ValueError: for anything that is not RFC 3339 with a time zone.
    """
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        raise ValueError("a timestamp needs a time zone")
    return parsed.astimezone(UTC)
