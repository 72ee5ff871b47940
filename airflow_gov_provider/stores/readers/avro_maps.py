"""Keys that come twice in an Avro map: whoever reads it as a map sees one of their values only.

A map lies in a file exactly as an array of pairs does. Records are therefore read a second time with a
schema that says so, where a schema has maps at all.
"""

from __future__ import annotations

from itertools import count
from typing import Any

_KEY, _VALUE = "map_key", "map_value"


def with_pairs(schema: Any) -> Any | None:
    """The schema with arrays of pairs in place of maps; None when it has no map."""
    numbers = count(1)
    changed = _changed(schema, numbers)
    return changed if next(numbers) > 1 else None


def refuse_twice(value: Any) -> None:
    """:raises ValueError: when keys of a map come twice anywhere in a value that was read so."""
    if isinstance(value, list):
        if value and isinstance(value[0], dict) and value[0].keys() == {_KEY, _VALUE}:
            keys = {pair[_KEY] for pair in value}
            if len(keys) != len(value):
                raise ValueError(len(value))
        for item in value:
            refuse_twice(item)
    elif isinstance(value, dict):
        for item in value.values():
            refuse_twice(item)


def _changed(schema: Any, numbers: count[int]) -> Any:
    if isinstance(schema, list):
        return [_changed(branch, numbers) for branch in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "map":
        # Before what is within, so that no name comes twice.
        name = f"map_entry_{next(numbers)}"
        key = {"name": _KEY, "type": "string"}
        fields = [key, {"name": _VALUE, "type": _changed(schema["values"], numbers)}]
        return {"type": "array", "items": {"type": "record", "name": name, "fields": fields}}
    parts = {part: _changed(schema[part], numbers) for part in ("type", "items") if part in schema}
    if isinstance(schema.get("fields"), list):
        parts["fields"] = [{**field, "type": _changed(field["type"], numbers)} for field in schema["fields"]]
    return {**schema, **parts}
