"""Families of column types, told from the type's text in a scan report."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What masking functions tell apart; ``OTHER`` can only become null (half floats: Arrow counts none)."""

    TEXT = "text"
    INT64 = "int64"
    INTEGER = "integer"
    FLOAT = "float"
    DECIMAL = "decimal"
    DATE = "date"
    TIMESTAMP = "timestamp"
    OTHER = "other"


_EXACT = {
    "string": Kind.TEXT,
    "large_string": Kind.TEXT,
    "string_view": Kind.TEXT,
    "int64": Kind.INT64,
    "float": Kind.FLOAT,
    "double": Kind.FLOAT,
    "date32[day]": Kind.DATE,
    "date64[ms]": Kind.DATE,
} | dict.fromkeys(("int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64"), Kind.INTEGER)
_BEGINNINGS = {"decimal": Kind.DECIMAL, "timestamp[": Kind.TIMESTAMP}
_TEXT_DICTIONARIES = tuple(f"dictionary<values={kind}," for kind in ("string", "large_string", "string_view"))


def kind_of(type_text: str) -> Kind:
    """The family of ``str(pyarrow.DataType)``; dictionaries of anything but text are ``OTHER``."""
    if type_text.startswith(_TEXT_DICTIONARIES):
        return Kind.TEXT
    for beginning, kind in _BEGINNINGS.items():
        if type_text.startswith(beginning):
            return kind
    return _EXACT.get(type_text, Kind.OTHER)
