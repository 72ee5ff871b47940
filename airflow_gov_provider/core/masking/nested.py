"""Nested columns taken apart into leaves, changed, and put together again.

Leaves go by the labels that detection gives them (``detection/leaves.py``): ``customer.email`` for a
struct's field, ``tags[]`` for a list's items, ``notes{}`` and ``notes[]`` for a map's keys and values,
each name on the way shown by its own label. Values that lie below a null list or outside a slice are
left behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from airflow_gov_provider.core.errors import ErrorCode, MaskingError

#: (values of a leaf, its label) → values of the same length, or None to keep them.
Change = Callable[[pa.Array, str], pa.Array | None]
#: Name → label.
Label = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Child:
    """One array below a nested one: its label and its field, renamed."""

    path: str
    field: pa.Field
    values: pa.Array


def map_leaves(
    values: pa.Array, field: pa.Field, path: str, label: Label, change: Change
) -> tuple[pa.Array, pa.Field]:
    """``values`` with each leaf changed, and ``field`` for them.

    Field names become their labels, their metadata is dropped, and a changed leaf may hold nulls
    whether it does or not: all batches of a copy share one schema.

    :raises MaskingError: ``MASKING_UNSUPPORTED`` for a nested type without labels, and for a map whose
        keys would become null.
    """
    below = _children(values, path, label)
    if below is None:
        changed = change(values, path)
        new = values if changed is None else changed
        return new, pa.field(field.name, new.type, nullable=field.nullable or changed is not None)
    pairs = [map_leaves(child.values, child.field, child.path, label, change) for child in below]
    new = _rebuilt(values, path, [array for array, _ in pairs], [field for _, field in pairs])
    return new, pa.field(field.name, new.type, nullable=field.nullable)


def _rebuilt(values: pa.Array, path: str, children: list[pa.Array], fields: list[pa.Field]) -> pa.Array:
    if pa.types.is_struct(values.type):
        return pa.StructArray.from_arrays(children, fields=fields, mask=pc.is_null(values))
    if pa.types.is_map(values.type):
        return _map_of(values, path, children, fields)
    return _list_of(values, children[0], fields[0])


def _children(values: pa.Array, path: str, label: Label) -> list[_Child] | None:
    kind = values.type
    if pa.types.is_struct(kind):
        return _struct_children(values, path, label)
    if pa.types.is_map(kind):
        keys, items = _as_list(values).flatten().flatten()
        return [
            _Child(f"{path}{{}}", kind.key_field, keys),
            _Child(f"{path}[]", kind.item_field, items),
        ]
    if _is_list(kind):
        return [_Child(f"{path}[]", kind.value_field, _as_list(values).flatten())]
    if _is_unlabelled(kind):
        raise MaskingError(
            ErrorCode.MASKING_UNSUPPORTED,
            f"no masked copy can be made of a column of type {_family(kind)}",
            where=path,
            hint="store the column as a list, a struct or plain values",
        )
    return None


def _struct_children(values: pa.StructArray, path: str, label: Label) -> list[_Child]:
    """``flatten`` puts nulls below a null; a field that allows none keeps what nobody can see there."""
    visible = values.flatten()
    named = [(index, field, label(field.name)) for index, field in enumerate(values.type)]
    return [
        _Child(
            f"{path}.{name}",
            field.with_name(name),
            visible[index] if field.nullable else values.field(index),
        )
        for index, field, name in named
    ]


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _is_unlabelled(kind: pa.DataType) -> bool:
    if isinstance(kind, pa.BaseExtensionType):
        return bool(pa.types.is_nested(kind.storage_type))
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        return bool(pa.types.is_nested(kind.value_type))
    return bool(pa.types.is_nested(kind))


def _family(kind: pa.DataType) -> str:
    """The type without the names of its fields, which may hold anything."""
    return str(kind).partition("<")[0]


def _as_list(values: pa.Array) -> pa.Array:
    """Maps and lists of fixed size as lists, whose ``flatten`` leaves out what lies below a null."""
    kind = values.type
    if pa.types.is_map(kind):
        entries = pa.struct([kind.key_field, kind.item_field])
        return values.cast(pa.list_(pa.field("entries", entries, nullable=False)))
    if pa.types.is_fixed_size_list(kind):
        return values.cast(pa.list_(kind.value_field))
    return values


def _offsets(lists: pa.Array) -> pa.Array:
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    edges = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    return pa.array(edges, pa.int64() if pa.types.is_large_list(lists.type) else pa.int32())


def _list_of(values: pa.Array, items: pa.Array, field: pa.Field) -> pa.Array:
    lists = _as_list(values)
    large = pa.types.is_large_list(lists.type)
    build, of = (pa.LargeListArray, pa.large_list) if large else (pa.ListArray, pa.list_)
    new = build.from_arrays(_offsets(lists), items, type=of(field), mask=pc.is_null(lists))
    if pa.types.is_fixed_size_list(values.type):
        return new.cast(pa.list_(field, values.type.list_size))
    return new


def _map_of(values: pa.Array, path: str, changed: list[pa.Array], fields: list[pa.Field]) -> pa.Array:
    keys, items = changed
    if keys.null_count:
        raise MaskingError(
            ErrorCode.MASKING_UNSUPPORTED,
            f"keys of type {keys.type} can only be masked to null, which no map holds",
            where=f"{path}{{}}",
            hint="drop the column before the gate or store its keys as text",
        )
    kind = pa.map_(fields[0].with_nullable(False), fields[1], values.type.keys_sorted)
    lists = _as_list(values)
    return pa.MapArray.from_arrays(_offsets(lists), keys, items, type=kind, mask=pc.is_null(lists))


def leaves_by_path(rows: pa.RecordBatch, label: Label) -> Iterator[tuple[str, pa.Array]]:
    """Every leaf of a batch with its path, as :func:`map_leaves` walks them."""
    for field, column in zip(rows.schema, rows.columns, strict=True):
        yield from _leaves(column, label(field.name), label)


def _leaves(values: pa.Array, path: str, label: Label) -> Iterator[tuple[str, pa.Array]]:
    below = _children(values, path, label)
    if below is None:
        yield path, values
        return
    for child in below:
        yield from _leaves(child.values, child.path, label)
