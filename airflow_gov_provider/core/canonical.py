"""One value, one sequence of bytes, one digest.

Canonical JSON after RFC 8785 for the subset we use: objects with text keys, arrays, text, integers
that every reader of JSON holds exactly, booleans and null. Floats are refused, since their text is
where implementations differ; shares and scores are written as decimal strings by :func:`decimal`.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from airflow_gov_provider.core.errors import DataError, ErrorCode

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"

# I-JSON (RFC 7493): beyond these, a reader that knows doubles only sees another number.
_LARGEST_INTEGER = 2**53 - 1
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def canonical_bytes(value: Json) -> bytes:
    """UTF-8 bytes of ``value``: keys in the order of their UTF-16 units, no white space.

    :raises TypeError: for a float, a key that is not text, or any type outside :data:`Json`.
    :raises DataError: ``NOT_CANONICAL`` for text that is not Unicode (lone surrogates, as in file names
        of another encoding), integers beyond 2^53 - 1 and nesting without end.
    """
    try:
        text = json.dumps(_ordered(value), separators=(",", ":"), ensure_ascii=False, check_circular=False)
        return text.encode("utf-8")
    except UnicodeEncodeError:
        fault = "a text holds characters that are not Unicode (lone surrogates)"
    except RecursionError:
        fault = "a value is nested too deeply"
    # Not raised above: the library's error quotes the text, and would stay in the chain of causes.
    raise _not_canonical(fault)


def _ordered(value: object) -> object:
    match value:
        case None | bool() | str():
            return value
        case int():
            if abs(value) > _LARGEST_INTEGER:
                raise _not_canonical("an integer is larger than 2^53 - 1")
            return value
        case Mapping():
            return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
        case list() | tuple():
            return [_ordered(item) for item in value]
        case _:
            raise TypeError(f"canonical JSON has no {type(value).__name__}")


def _utf16(key: object) -> bytes:
    if not isinstance(key, str):
        raise TypeError(f"canonical JSON has text keys only, not {type(key).__name__}")
    # Code points would order characters beyond the basic plane differently than RFC 8785 does.
    return key.encode("utf-16-be")


def _not_canonical(what: str) -> DataError:
    return DataError(
        ErrorCode.NOT_CANONICAL,
        f"{what}, so it has no canonical form",
        hint="rename or shorten what holds it",
    )


def sha256(data: bytes) -> str:
    """``sha256:`` and 64 hex digits."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def digest(value: Json) -> str:
    """The SHA-256 of the canonical bytes of ``value``."""
    return sha256(canonical_bytes(value))


def decimal(number: float, places: int = 6) -> str:
    """A probability or share as text, so that it has one spelling: ``0.25`` → ``"0.25"``.

    :raises ValueError: for infinity and not-a-number.
    """
    if not math.isfinite(number):
        raise ValueError("a number without a value has no decimal form")
    text = f"{number:.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds.

    :raises ValueError: for a naive datetime.
    """
    if moment.tzinfo is None:
        raise ValueError("a timestamp needs a time zone")
    # strftime("%Y") drops the leading zeros of early years on some platforms; isoformat does not.
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def moment(text: str) -> datetime:
    """The inverse of :func:`timestamp`; also takes RFC 3339 with an offset.

    :raises ValueError: for anything that is not RFC 3339 with a time zone.
    """
    if not _RFC3339.fullmatch(text):
        raise ValueError("a timestamp is RFC 3339 with a time zone")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("a timestamp is a moment of the calendar") from None
