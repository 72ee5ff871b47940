"""A synthetic twin of a masked table: same columns and types, none of its rows.

Columns that pseudonyms, digests and the like stand in are not learned: each invented row gets a token of
its own, of a person who does not exist. What is coarser is learned coarse and made coarse again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.apply import Beside, ColumnMasker
from airflow_gov_provider.core.masking.categories import Categories
from airflow_gov_provider.core.masking.layouts import in_type, is_text, plain
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingPlan
from airflow_gov_provider.core.masking.synthesis.synthesizer import Synthesizer, learned
from airflow_gov_provider.core.policy.methods import Generalize, Redact, Replace, Shift

#: Methods whose values a tree may learn: they tell nothing of one person, or have been made coarser.
_LEARNED = (Generalize, Redact, Replace, Shift)
#: Where the numbers of people who do not exist begin: 13 digits, which FF1 and tokens have room for.
_NOBODY = 1_000_000_000_000
_ROWS_OF_A_BATCH = 1_000_000


@dataclass(frozen=True, slots=True)
class SyntheticTable:
    """Invents batches. No part of it may leave the process.

    :param secret: keeps what is put in for identifiers from being anybody's.
    """

    synthesizer: Synthesizer
    plan: MaskingPlan
    masker: ColumnMasker
    categories: Categories
    secret: str

    @classmethod
    def learned(
        cls,
        batches: Iterable[pa.RecordBatch],
        plan: MaskingPlan,
        masker: ColumnMasker,
        categories: Categories,
        *,
        seed: int,
    ) -> SyntheticTable:
        """Learn from all masked batches, which are held in memory.

        :param seed: 128 secret bits. :raises MaskingError: ``MASKING_UNSUPPORTED``, see :func:`learned`; for
            nested columns, and files of different columns.
        """
        table = _together(list(batches))
        refuse_nested(table.schema)
        modelled = [name for name in table.column_names if _is_learned(plan.of(name))]
        nulls = frozenset(name for name in modelled if _pools_as_null(plan.of(name)))
        made = learned(table.select(modelled), seed=seed, nulls=nulls)
        return cls(made, plan, masker, categories, f"{seed:032x}")

    def batch(self, masked: pa.RecordBatch, number: int) -> pa.RecordBatch:
        """As many invented rows as ``masked`` has, in its schema.

        :param number: of the batch: it decides what is invented.
        :raises MaskingError: ``MASKING_UNSUPPORTED`` when nothing new can be invented.
        """
        if not masked.num_rows:
            return masked
        made = self.synthesizer.table(masked.num_rows, number)
        columns = [
            self._column(field, made.get(field.name), masked.num_rows, number) for field in masked.schema
        ]
        return pa.RecordBatch.from_arrays(columns, schema=masked.schema)

    def _column(self, field: pa.Field, made: pa.Array | None, rows: int, number: int) -> pa.Array:
        mask = self.plan.of(field.name)
        if made is None:
            if mask is None:
                raise KeyError(field.name)
            invented = in_type(_nobody(field.type, self.secret, rows, number), field.type)
            return self.masker.mask(invented, mask, self.plan.boundary, Beside())
        if mask is not None and isinstance(mask.method, Generalize):
            # An average of two bands is no band.
            made = self.masker.mask(
                made, mask, self.plan.boundary, Beside(self.categories.of.get(field.name))
            )
        return made if made.type == field.type else made.cast(field.type)


def refuse_nested(schema: pa.Schema) -> None:
    """:raises MaskingError: ``MASKING_UNSUPPORTED``."""
    for field in schema:
        if pa.types.is_nested(field.type):
            raise MaskingError(
                ErrorCode.MASKING_UNSUPPORTED,
                "no synthetic table can be made of nested columns",
                where=field.name,
                hint="flatten the table before the gate, or mask by another method",
            )


def _together(batches: list[pa.RecordBatch]) -> pa.Table:
    try:
        return pa.Table.from_batches(batches) if batches else pa.table({})
    except pa.ArrowInvalid:
        schema_differs = MaskingError(
            ErrorCode.MASKING_UNSUPPORTED,
            "the files have different columns, and one synthetic table is made of all",
            hint="bring them to one schema, or give each a gate of its own",
        )
    raise schema_differs


def _is_learned(mask: ColumnMask | None) -> bool:
    return mask is None or isinstance(mask.method, _LEARNED)


def _pools_as_null(mask: ColumnMask | None) -> bool:
    """What counts categories has pooled them already; beginnings of codes and dates know no ``[OTHER]``."""
    return mask is not None and isinstance(mask.method, Generalize) and mask.method.at_least is None


def _nobody(kind: pa.DataType, secret: str, rows: int, number: int) -> pa.Array:
    numbers = range(_NOBODY + number * _ROWS_OF_A_BATCH, _NOBODY + number * _ROWS_OF_A_BATCH + rows)
    bare = plain(pa.nulls(0, kind)).type
    if is_text(kind):
        return pa.array([f"{secret}{one}" for one in numbers], bare)
    if pa.types.is_int64(bare):
        return pa.array(numbers, bare)
    return pa.nulls(rows, bare)
