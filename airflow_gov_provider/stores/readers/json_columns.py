"""JSON objects as Arrow columns, without losing a value, and back.

Arrow infers one type for all values under one path. Where values do not agree (a number here, a
text there), or a number does not fit 64 bits or a double exactly, the values under that path become
text: texts stay themselves, anything else becomes its JSON. That is decided block by block.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from airflow_gov_provider.stores.readers.json_lines import Number, Style

_SAFE = 2**53
_TEXT = Style()
_TYPES: dict[frozenset[str], pa.DataType] = {
    frozenset(): pa.null(),
    frozenset({"bool"}): pa.bool_(),
    frozenset({"int"}): pa.int64(),
    frozenset({"int", "big"}): pa.int64(),
    frozenset({"float"}): pa.float64(),
    frozenset({"int", "float"}): pa.float64(),
    frozenset({"str"}): pa.string(),
}


def to_columns(objects: list[dict[str, Any]], *, inexact: bool) -> pa.RecordBatch:
    """One row an object, one column a key; absent keys are null.

    :param inexact: some number is known not to fit a double.
    :raises UnicodeEncodeError: for text that is not Unicode (a lone surrogate).
    """
    if not objects:
        return pa.RecordBatch.from_pylist([])
    if not inexact:
        try:
            return pa.RecordBatch.from_struct_array(pa.array(objects))
        except (pa.ArrowException, OverflowError):
            pass  # values disagree: look at each
    shape = _Shape()
    for value in objects:
        shape.add(value)
    return pa.RecordBatch.from_struct_array(pa.array([shape.fit(value) for value in objects], shape.struct()))


class _Shape:
    """What was seen under one path: the kinds of values, and the shapes below."""

    __slots__ = ("below", "exact", "items", "kinds")

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.exact = True
        self.below: dict[str, _Shape] = {}
        self.items: _Shape | None = None

    def add(self, value: Any) -> None:
        if value is None:
            return
        self.kinds.add(_kind(value))
        if isinstance(value, Number):
            self.exact &= value.is_exact
        elif isinstance(value, int):
            self.exact &= -(2**63) <= value < 2**63
            if abs(value) > _SAFE:
                self.kinds.add("big")  # together with floats it needs more than a double
        elif isinstance(value, list):
            self.items = self.items or _Shape()
            for item in value:
                self.items.add(item)
        elif isinstance(value, dict):
            for key, item in value.items():
                self.below.setdefault(key, _Shape()).add(item)

    @property
    def is_text(self) -> bool:
        """Whether no other type holds every value under the path."""
        nested = self.kinds in ({"list"}, {"dict"})
        return not self.exact or not (nested or frozenset(self.kinds) in _TYPES)

    def struct(self) -> pa.DataType:
        """Keys in the order in which they were first seen."""
        return pa.struct([(key, shape.type()) for key, shape in self.below.items()])

    def type(self) -> pa.DataType:
        if self.is_text:
            return pa.string()
        if self.kinds == {"dict"}:
            return self.struct()
        if self.kinds == {"list"}:
            return pa.list_(self.items.type() if self.items else pa.null())
        return _TYPES[frozenset(self.kinds)]

    def fit(self, value: Any) -> Any:
        """The value as :meth:`type` takes it."""
        if value is None or isinstance(value, str):
            return value
        if self.is_text:
            return _TEXT.dump(value)
        if isinstance(value, dict):
            return {key: self.below[key].fit(item) for key, item in value.items()}
        if isinstance(value, list) and self.items is not None:
            return [self.items.fit(item) for item in value]
        return value


def _kind(value: Any) -> str:
    return next(kind.__name__ for kind in (bool, int, float, str, list, dict) if isinstance(value, kind))


def merged(
    objects: list[dict[str, Any]], before: pa.RecordBatch, after: pa.RecordBatch
) -> list[dict[str, Any]]:
    """The objects with what differs between two batches put in; absent keys stay absent.

    Columns and fields match by position, so that a change may rename them. An object in which
    nothing differs is itself.
    """
    names = dict(zip(before.schema.names, after.schema.names, strict=True))
    columns = {}
    for at, name in enumerate(before.schema.names):
        old, new = before.column(at), after.column(at)
        if not (old.type == new.type and old.equals(new)):
            columns[name] = (old.to_pylist(), new.to_pylist(), old.type, new.type)
    if not columns and before.schema.names == after.schema.names:
        return objects
    return [_object(original, row, names, columns) for row, original in enumerate(objects)]


def _object(
    original: dict[str, Any],
    row: int,
    names: dict[str, str],
    columns: dict[str, tuple[list[Any], list[Any], pa.DataType, pa.DataType]],
) -> dict[str, Any]:
    result = {}
    same = True
    for key, value in original.items():
        name, put = names[key], value
        if key in columns:
            olds, news, old_type, new_type = columns[key]
            put = _value(value, olds[row], news[row], old_type, new_type)
        same &= put is value and name == key
        result[name] = put
    return original if same else result


def _value(original: Any, old: Any, new: Any, old_type: pa.DataType, new_type: pa.DataType) -> Any:
    if isinstance(original, dict) and isinstance(new, dict) and pa.types.is_struct(old_type):
        return {
            new_type.field(at).name: _value(
                original[field.name],
                old[field.name],
                new[new_type.field(at).name],
                field.type,
                new_type.field(at).type,
            )
            for at, field in enumerate(old_type)
            if field.name in original
        }
    if isinstance(original, list) and isinstance(new, list) and len(original) == len(new):
        items = zip(original, old, new, strict=True)
        return [_value(*item, old_type.value_type, new_type.value_type) for item in items]
    return original if old == new else new
