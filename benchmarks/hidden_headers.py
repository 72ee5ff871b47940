"""Tables with their columns' names taken away, values and types as our own readers give them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from airflow_gov_provider.core.datasets import DatasetRef, Place
from airflow_gov_provider.core.errors import GovernanceError
from airflow_gov_provider.stores.readers.reader import StoredReader
from airflow_gov_provider.stores.s3 import default_clients
from airflow_gov_provider.stores.wiring import quiet


def write_hidden(source: Path, folder: Path) -> tuple[Path, list[str]] | None:
    """Write ``table.parquet`` with columns ``c0``, ``c1``…; its path and the names that were there.

    None where our readers can not read the source to its end.
    """
    try:
        tables = _tables(source)
    except GovernanceError:
        return None
    table = pa.concat_tables(tables, promote_options="permissive")
    names = list(table.column_names)
    folder.mkdir(parents=True, exist_ok=True)
    hidden = table.rename_columns([f"c{at}" for at in range(len(names))]).replace_schema_metadata(None)
    pq.write_table(hidden, folder / "table.parquet")
    return folder / "table.parquet", names


def _tables(source: Path) -> list[pa.Table]:
    reader = StoredReader(default_clients(), None)
    dataset = DatasetRef.parse(str(source))
    with closing(reader.take_in(dataset, quiet)) as taken:
        return [
            pa.Table.from_batches([batch.rows]) for batch in taken.batches() if batch.place is Place.VALUES
        ]
