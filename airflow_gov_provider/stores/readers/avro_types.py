"""Avro schemas as Arrow types. What Arrow has no type for (most unions, types within themselves) is text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

Convert = Callable[[Any], Any]

_PLAIN: dict[str, pa.DataType] = {
    "null": pa.null(),
    "boolean": pa.bool_(),
    "int": pa.int32(),
    "long": pa.int64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "bytes": pa.binary(),
    "string": pa.string(),
}
_LOGICAL: dict[tuple[str, str], pa.DataType] = {
    ("int", "date"): pa.date32(),
    ("int", "time-millis"): pa.time32("ms"),
    ("long", "time-micros"): pa.time64("us"),
    ("long", "timestamp-millis"): pa.timestamp("ms", "UTC"),
    ("long", "timestamp-micros"): pa.timestamp("us", "UTC"),
    ("long", "local-timestamp-millis"): pa.timestamp("ms"),
    ("long", "local-timestamp-micros"): pa.timestamp("us"),
}
#: Keys of a schema that are structure; the others may quote values.
STRUCTURE = frozenset(
    "type name namespace fields items values symbols size logicalType precision scale".split()  # noqa: SIM905 - words read better in lines
)
_DIGITS_128, _DIGITS_256 = 38, 76


@dataclass(frozen=True, slots=True)
class Column:
    """How one field is read.

    :param convert: a value as fastavro gives it, as Arrow takes it.
    :param exact: whether it can be turned back into what it was.
    """

    type: pa.DataType
    convert: Convert
    exact: bool = True


def column_of(schema: Any, named: dict[str, Any], within: frozenset[str] = frozenset()) -> Column:
    """The column of a schema.

    :param named: schemas by full name, filled as they are met. :param within: names of those around this one.
    """
    if isinstance(schema, list):
        return _union(schema, named, within)
    if isinstance(schema, dict):
        kind = schema["type"]
        return (
            column_of(kind, named, within)
            if isinstance(kind, dict | list)
            else _complex(schema, named, within)
        )
    if schema in _PLAIN:
        return Column(_PLAIN[schema], _same)
    return _TEXT if schema in within else column_of(named[schema], named, within)


def _complex(schema: dict[str, Any], named: dict[str, Any], within: frozenset[str]) -> Column:
    match schema["type"]:
        case "record" | "error":
            return _record(schema, named, within | _known(schema, named))
        case "array":
            item = column_of(schema["items"], named, within)
            return Column(pa.list_(item.type), _each(item), item.exact)
        case "map":
            item = column_of(schema["values"], named, within)
            return Column(pa.map_(pa.string(), item.type), _entries(item), item.exact)
        case "enum":
            _known(schema, named)
            return Column(pa.string(), _same)
        case "fixed":
            _known(schema, named)
            plain = Column(pa.binary(schema["size"]), _same)
            return _decimal(schema) if schema.get("logicalType") == "decimal" else plain
        case kind:
            return _logical(kind, schema) or column_of(kind, named, within)


def _logical(kind: str, schema: dict[str, Any]) -> Column | None:
    said = schema.get("logicalType", "")
    if said == "decimal" and kind == "bytes":
        return _decimal(schema)
    if said == "uuid" and kind == "string":
        return Column(pa.string(), _word)
    found = _LOGICAL.get((kind, said))
    return Column(found, _same) if found is not None else None


def structure(schema: Any) -> Any:
    """A schema without what its writer said beside the structure: descriptions, defaults, own properties."""
    if isinstance(schema, list):
        return [structure(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: structure(value) if key in ("type", "fields", "items", "values") else value
        for key, value in schema.items()
        if key in STRUCTURE
    }


def texts_of(schema: Any) -> Iterator[str]:
    """Texts in a schema that are no structure, and the symbols of enumerations."""
    if isinstance(schema, list):
        for item in schema:
            yield from texts_of(item)
    elif isinstance(schema, dict):
        for key, value in schema.items():
            if key in ("type", "fields", "items", "values"):
                yield from texts_of(value)
            elif key == "symbols":
                yield from map(str, value)
            elif key not in STRUCTURE:
                yield value if isinstance(value, str) else json.dumps(value)


def full_name(schema: dict[str, Any]) -> str:
    """Of a named schema."""
    name, space = str(schema["name"]), schema.get("namespace")
    return f"{space}.{name}" if space and "." not in name else name


def _known(schema: dict[str, Any], named: dict[str, Any]) -> frozenset[str]:
    names = frozenset({full_name(schema), str(schema["name"])})
    for name in names:
        named[name] = schema
    return names


def _record(schema: dict[str, Any], named: dict[str, Any], within: frozenset[str]) -> Column:
    columns = {str(field["name"]): column_of(field["type"], named, within) for field in schema["fields"]}

    def convert(value: Any) -> Any:
        return None if value is None else {name: one.convert(value[name]) for name, one in columns.items()}

    struct = pa.struct([(name, one.type) for name, one in columns.items()])
    return Column(struct, convert, all(one.exact for one in columns.values()))


def _union(branches: list[Any], named: dict[str, Any], within: frozenset[str]) -> Column:
    others = [column_of(branch, named, within) for branch in branches if branch != "null"]
    if not others:
        return Column(pa.null(), _same)
    return others[0] if len(others) == 1 else _TEXT


def _decimal(schema: dict[str, Any]) -> Column:
    digits, scale = int(schema["precision"]), int(schema.get("scale", 0))
    if digits > _DIGITS_256:
        return _TEXT
    kind = pa.decimal128(digits, scale) if digits <= _DIGITS_128 else pa.decimal256(digits, scale)
    return Column(kind, _same)


def _same(value: Any) -> Any:
    return value


def _word(value: Any) -> str | None:
    return None if value is None else str(value)


def _each(item: Column) -> Convert:
    return lambda values: None if values is None else [item.convert(value) for value in values]


def _entries(item: Column) -> Convert:
    return lambda values: (
        None if values is None else [(key, item.convert(one)) for key, one in values.items()]
    )


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value.hex()  # all of it, in a form that is looked into
    return (
        json.dumps(value, default=_text, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
    )


_TEXT = Column(pa.string(), _text, exact=False)
