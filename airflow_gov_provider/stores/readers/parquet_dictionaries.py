"""Dictionary pages of Parquet: what no row uses is published all the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

#: Rows of a batch: a dictionary of a megabyte is full after some ten thousand.
_FEW_ROWS = 8_192
#: Bytes of each column that are read at once. Without it pyarrow reads all of a row group's at the first page.
READ_AHEAD = 1 << 17


def unused_values(raw: BinaryIO, plain: pq.ParquetFile) -> Iterator[tuple[str, Any]]:
    """Column and value of each dictionary entry that its row group does not use, text or bytes."""
    leaves = _with_dictionary(plain.metadata)
    file = pq.ParquetFile(
        raw, metadata=plain.metadata, read_dictionary=sorted(leaves), buffer_size=READ_AHEAD
    )
    tops = {leaf.partition(".")[0] for leaf in leaves}
    # A column whose own name has a dot is not known by what stands before it.
    columns = [name for name in plain.schema_arrow.names if name.partition(".")[0] in tops]
    for group in range(plain.metadata.num_row_groups):
        for name in columns:
            # With a dot in it a name may mean a field of another column.
            if name in leaves and "." not in name:
                for value in _unused_of_text(file, group, name):
                    yield name, value
                continue
            rows = file.read_row_group(group, columns=[name], use_threads=False)
            for column in rows.columns if name in rows.schema.names else ():
                for chunk in column.chunks:
                    yield from _unused(name, chunk)


def _unused_of_text(file: pq.ParquetFile, group: int, name: str) -> list[Any]:
    """Read no further than to the row by which all entries have been used: most often a small part."""
    unused: pa.Array | None = None
    seen = 0
    for rows in file.iter_batches(_FEW_ROWS, row_groups=[group], columns=[name], use_threads=False):
        column = rows.column(0)
        # Before the first value there may be no dictionary yet. With it comes the whole page; what plain
        # pages add to it later is in the rows.
        if unused is None or not seen:
            unused = column.dictionary
        seen += len(column) - column.null_count
        used = column.dictionary.take(pc.unique(column.indices).drop_null())
        unused = unused.filter(pc.invert(pc.is_in(unused, value_set=used)))
        if seen and not len(unused):
            break
    return [] if unused is None else unused.to_pylist()


def _with_dictionary(metadata: pq.FileMetaData) -> set[str]:
    chunks = (
        metadata.row_group(group).column(at)
        for group in range(metadata.num_row_groups)
        for at in range(metadata.num_columns)
    )
    return {
        chunk.path_in_schema
        for chunk in chunks
        if chunk.physical_type == "BYTE_ARRAY" and any("DICTIONARY" in name for name in chunk.encodings)
    }


def _unused(name: str, column: pa.Array) -> Iterator[tuple[str, Any]]:
    kind = column.type
    if pa.types.is_dictionary(kind):
        used = pc.is_in(
            pa.array(range(len(column.dictionary)), pa.int64()),
            value_set=pc.unique(column.indices).cast(pa.int64()),
        )
        for value in column.dictionary.filter(pc.invert(used)).to_pylist():
            yield name, value
    elif pa.types.is_struct(kind):
        for at in range(kind.num_fields):
            yield from _unused(f"{name}.{kind.field(at).name}", column.field(at))
    elif pa.types.is_map(kind):
        yield from _unused(name + "{}", column.keys)
        yield from _unused(name + "[]", column.items)
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        yield from _unused(name + "[]", column.values)


def compacted(rows: pa.Table) -> pa.Table:
    """The same rows; its dictionaries hold what they use and nothing else."""
    plain = pa.schema([field.with_type(_decoded(field.type)) for field in rows.schema])
    return rows if plain.equals(rows.schema) else rows.cast(plain).cast(rows.schema)


def _decoded(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return kind.value_type
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_decoded(field.type)) for field in kind])
    if pa.types.is_map(kind):
        return pa.map_(_decoded(kind.key_type), _decoded(kind.item_type))
    if pa.types.is_list(kind):
        return pa.list_(kind.value_field.with_type(_decoded(kind.value_type)))
    if pa.types.is_large_list(kind):
        return pa.large_list(kind.value_field.with_type(_decoded(kind.value_type)))
    return kind
