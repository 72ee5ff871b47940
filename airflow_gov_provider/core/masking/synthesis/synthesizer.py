"""A synthetic table: learned from masked rows, invented row by row, without a copy of any of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.synthesis.fields import Field, field_of
from airflow_gov_provider.core.masking.synthesis.trees import LEAF, Step, grown, invented

#: Rows a table needs: trees of fewer than ten leaves of LEAF rows hold little but single columns, and what
#: a column shows of its rarest rows weighs the more the fewer rows there are.
LEAST_ROWS = 10 * LEAF
#: Rows that trees learn from; of larger tables every n-th.
MOST_ROWS = 500_000
#: How often rows that are copies are invented again.
_ROUNDS = 50

Floats = NDArray[np.float64]
Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Synthesizer:
    """What was learned. No part of it may leave the process.

    :param known: keyed hashes of all training rows, sorted. :param salt: keys of the hash, one a column.
    """

    fields: tuple[Field, ...]
    steps: tuple[Step, ...]
    known: Hashes
    salt: Hashes
    seed: int

    def table(self, rows: int, number: int) -> dict[str, pa.Array]:
        """So many invented rows, column by column.

        :param number: of the batch: each has chance of its own, the same every time.
        :raises MaskingError: ``MASKING_UNSUPPORTED`` where hardly any row can be invented that is no copy.
        """
        chance = np.random.default_rng([self.seed, number])
        made = invented(self.fields, self.steps, rows, chance)
        for _ in range(_ROUNDS):
            copies = np.flatnonzero(_are_among(hashes(made, self.salt), self.known))
            if not len(copies):
                columns = zip(self.fields, made.T, strict=True)
                return {field.name: field.column(values) for field, values in columns}
            made[copies] = invented(self.fields, self.steps, len(copies), chance)
        raise MaskingError(
            ErrorCode.MASKING_UNSUPPORTED,
            "its columns have so few combinations of values that hardly any row can be invented that is not "
            "among its own",
            hint="publish counts of these combinations instead of rows, or mask by another method",
        )


def learned(
    table: pa.Table, *, seed: int, nulls: frozenset[str] = frozenset(), leaf: int = LEAF
) -> Synthesizer:
    """Learn all columns of a table.

    :param seed: 128 secret bits: it makes the result repeatable, and the hash of rows a keyed one.
    :param nulls: columns whose rare categories become null.
    :raises MaskingError: ``MASKING_UNSUPPORTED`` for tables that are too small, or columns of which nothing
        can be learned.
    """
    refuse_small(table.num_rows)
    fields = [field_of(name, table[name], pooled_as_null=name in nulls) for name in table.column_names]
    salt = np.random.default_rng([seed, 1]).integers(0, 2**64, len(fields), dtype=np.uint64) | np.uint64(1)
    rows = [field.rounded(field.values) for field in fields]
    known = np.unique(hashes(np.column_stack(rows), salt)) if rows else np.empty(0, np.uint64)
    some = [_thinned(field) for field in fields]
    return Synthesizer(tuple(some), grown(some, seed=seed % 2**31, leaf=leaf), known, salt, seed)


def refuse_small(rows: int) -> None:
    """:raises MaskingError: ``MASKING_UNSUPPORTED`` below :data:`LEAST_ROWS`."""
    if rows < LEAST_ROWS:
        raise MaskingError(
            ErrorCode.MASKING_UNSUPPORTED,
            f"a table of {rows:,} rows is too small to be synthesized: it takes {LEAST_ROWS:,}, ten groups of the "
            f"{LEAF} rows that stand behind every invented value",
            hint="mask by another method, or gather more rows",
        )


def hashes(rows: Floats, salt: Hashes) -> Hashes:
    """A 64-bit keyed hash a row: equal rows have equal ones, different ones by chance 2⁻⁶⁴ (nulls are equal).

    Each column's bits are mixed (the finalizer of SplitMix64) after its key was added, and summed.
    """
    bits = np.ascontiguousarray(np.where(np.isnan(rows), np.inf, rows) + 0.0).view(np.uint64)
    total = np.zeros(len(rows), dtype=np.uint64)
    for column, key in zip(bits.T, salt, strict=True):
        total += _mixed(_mixed(column + key) * key)
    return total


def _mixed(bits: Hashes) -> Hashes:
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def _are_among(wanted: Hashes, known: Hashes) -> NDArray[np.bool_]:
    at = np.minimum(np.searchsorted(known, wanted), max(0, len(known) - 1))
    return np.asarray(known[at] == wanted) if len(known) else np.zeros(len(wanted), dtype=bool)


def _thinned(field: Field) -> Field:
    step = -(-len(field.values) // MOST_ROWS)
    values: Sequence[float] | Floats = field.values[::step]
    return Field(
        field.name, field.type, np.asarray(values), field.choices, field.shared, field.places, field.form
    )
