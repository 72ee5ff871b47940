"""Does what a Parquet footer says of its columns fit its schema? Arrow ends the process where it does not.

Arrow checks types, sizes and statistics where C++ can no longer raise an error to Python. So the footer is
checked before Arrow looks at its columns, after parquet.thrift (https://github.com/apache/parquet-format).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Fields = dict[int, Any]

#: Numbers of fields: of the file, of an element of its schema, of a column, of its statistics.
_SCHEMA, _ROW_GROUPS, _COLUMNS, _META = 2, 4, 1, 3
_TYPE, _LENGTH, _REPETITION, _CHILDREN = 1, 2, 3, 5
_STATISTICS, _SIZES = 12, 16
_BOUNDS = (1, 2, 5, 6)
_UNENCODED, _REPETITIONS, _DEFINITIONS = 1, 2, 3
#: Bytes of a value, by its type; those of bytes have any number, and fixed ones say theirs.
_WIDTHS = {0: 1, 1: 4, 2: 8, 3: 12, 4: 4, 5: 8}
_BYTES, _FIXED = 6, 7
_OPTIONAL, _REPEATED = 1, 2


@dataclass(frozen=True, slots=True)
class _Leaf:
    type: int
    width: int | None
    repetitions: int
    definitions: int


def refuse_misfits(file: Fields) -> None:
    """:raises ValueError: when a column is not what the schema says. :raises LookupError: for a cut footer."""
    try:
        elements = iter(file[_SCHEMA])
        leaves = list(_leaves(elements, next(elements, Fields()).get(_CHILDREN, 0), 0, 0))
        for group in file[_ROW_GROUPS]:
            for leaf, chunk in zip(leaves, group[_COLUMNS], strict=True):
                _refuse_misfit(leaf, chunk.get(_META, {}))
    except (AttributeError, TypeError):
        pass  # a number where a structure should be, say
    else:
        return
    raise ValueError(len(file))


def _leaves(elements: Iterator[Fields], children: int, repetitions: int, definitions: int) -> Iterator[_Leaf]:
    for _ in range(children):
        element = next(elements, None)
        if element is None:
            raise ValueError(children)
        kind = element.get(_REPETITION)
        repeated = repetitions + (kind == _REPEATED)
        defined = definitions + (kind in (_OPTIONAL, _REPEATED))
        if element.get(_CHILDREN):
            yield from _leaves(elements, element[_CHILDREN], repeated, defined)
        elif _TYPE in element:
            width = element.get(_LENGTH) if element[_TYPE] == _FIXED else _WIDTHS.get(element[_TYPE])
            yield _Leaf(element[_TYPE], width, repeated, defined)


def _refuse_misfit(leaf: _Leaf, meta: Fields) -> None:
    sizes, statistics = meta.get(_SIZES, {}), meta.get(_STATISTICS, {})
    fits = (
        meta.get(_TYPE, leaf.type) == leaf.type
        and (leaf.type == _BYTES or _UNENCODED not in sizes)
        and len(sizes.get(_REPETITIONS) or ()) in (0, leaf.repetitions + 1)
        and len(sizes.get(_DEFINITIONS) or ()) in (0, leaf.definitions + 1)
        and all(
            len(statistics[bound]) == (leaf.width or len(statistics[bound]))
            for bound in _BOUNDS
            if statistics.get(bound)
        )
    )
    if not fits:
        raise ValueError(leaf.type)
