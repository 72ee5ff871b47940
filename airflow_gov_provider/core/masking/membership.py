"""Does any real value of the source survive in the copy? Asked without trusting whoever masked it.

While the source is read, a 64-bit code of each normalised value of a watched column is remembered; every
value of the copy is looked up. However real a masked value looks, it is none of the source's; and a real
one is found whatever the mask claims. Two different values share a code with probability 2**-64.

Where masked values rightly equal somebody else's (shifted dates, encrypted numbers), a value counts only
in its own *row*: the code is that of file, position and value.

The codes are a seeded hash: nobody can compute one without the seed, which is drawn for one run and kept
nowhere. They need no cipher: who can read this process or its unnamed files can read the data themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch, Place
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.code_sets import Codes, CodeSet, Room, common
from airflow_gov_provider.core.masking.nested import Label
from airflow_gov_provider.core.masking.pseudonyms.normalisation import normalised
from airflow_gov_provider.core.policy.methods import OTHER, REDACTED

if TYPE_CHECKING:
    import polars as pl

SEED_BYTES = 8
#: Odd constants of splitmix64 (Steele, Lea and Flood 2014), which spreads every bit over all others.
_STEP, _FIRST, _SECOND = (
    np.uint64(number) for number in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)


class Basis(StrEnum):
    """What of a column is looked up."""

    VALUES = "values"
    """Every value: none of the copy may be one of the source, whichever row it is in."""
    ROWS = "rows"
    """Every row: no row of the copy may have the value that it has in the source."""
    METHOD = "method"
    """Nothing: values may rightly stay as they are, and the method's own check decides."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A column that is looked up.

    :param domain: says what counts as the same value.
    :param bases: :attr:`Basis.VALUES`, :attr:`Basis.ROWS` or both.
    :param once: of equal values in a batch of the copy, look only the first up, row by row.
    :param constants: texts that stand for a value that is gone.
    """

    label: str
    domain: str
    bases: frozenset[Basis]
    once: bool = False
    constants: tuple[str, ...] = (REDACTED, OTHER)


@dataclass(frozen=True, slots=True)
class Overlap:
    """What source and copy have in common in one column.

    :param members: different values of the source. :param probed: different values of the copy.
    :param survivors: of these, how many are values of the source.
    :param rows: rows of the copy that were looked up. :param kept: of these, how many have their own value.
    """

    members: int = 0
    probed: int = 0
    survivors: int = 0
    rows: int = 0
    kept: int = 0


@dataclass(slots=True)
class _Side:
    """Source or copy: the codes of one column, and how far each file has been read."""

    values: CodeSet
    rows: CodeSet
    read: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    probed: int = 0


class Membership:
    """Remembers a source, looks a copy up.

    Both are read in the same order, batch by batch; batches may be cut differently.

    :param seed: eight random bytes, drawn for this run. :param room: for the codes.
    :param by_file: rows are counted file by file; else all files of a dataset are one behind the other, as
        where the copy calls them otherwise.
    """

    def __init__(self, watched: Iterable[Watched], seed: bytes, room: Room, *, by_file: bool = True) -> None:
        self._by_file = by_file
        self._watched = {one.label: one for one in watched}
        self._seed = int.from_bytes(seed[:SEED_BYTES], "big")
        self._source, self._copy = (
            {label: _Side(room.new(), room.new()) for label in self._watched} for _ in range(2)
        )

    def __repr__(self) -> str:
        """Without seed and codes."""
        return f"Membership({len(self._watched)} columns)"

    def remember(self, batch: Batch, label: Label) -> None:
        """Take in a batch of the source. :raises MaskingError: ``MASKING_UNSUPPORTED`` for broken UTF-8."""
        self._read(batch, label, self._source, is_copy=False)

    def look_up(self, batch: Batch, label: Label) -> None:
        """Look up a batch of the copy. :raises MaskingError: ``MASKING_UNSUPPORTED`` for broken UTF-8."""
        self._read(batch, label, self._copy, is_copy=True)

    def overlaps(self) -> Mapping[str, Overlap]:
        """By column, what was found."""
        return {label: self._overlap(watched) for label, watched in self._watched.items()}

    def _overlap(self, watched: Watched) -> Overlap:
        source, copy = self._source[watched.label], self._copy[watched.label]
        constants = _codes(pa.array(watched.constants, pa.large_string()), watched.domain, self._seed)
        nothing = np.empty(0, np.uint64)
        return Overlap(
            len(source.values),
            len(copy.values),
            common(source.values, copy.values, np.sort(constants)),
            copy.probed,
            common(source.rows, copy.rows, nothing),
        )

    def _read(self, batch: Batch, label: Label, sides: Mapping[str, _Side], *, is_copy: bool) -> None:
        if batch.place is not Place.VALUES or not self._watched:
            return
        # It loads polars, which whoever only plans does not need.
        from airflow_gov_provider.core.detection.leaves import as_text, leaves_of

        file = batch.file if self._by_file else ""
        for leaf in leaves_of(batch.rows, label):
            watched = self._watched.get(leaf.label)
            if watched is None:
                continue
            try:
                read = as_text(leaf.values)
                if read is not None:
                    self._add(read.texts, watched, sides[leaf.label], file, once=is_copy and watched.once)
            except (UnicodeDecodeError, pa.ArrowInvalid):
                # The original error holds the bytes of the cell.
                raise _not_utf8(leaf.label) from None

    def _add(self, texts: pl.Series, watched: Watched, side: _Side, file: str, *, once: bool) -> None:
        if Basis.ROWS not in watched.bases:
            distinct = texts.drop_nulls().unique()
            codes = _codes(distinct.to_arrow(), watched.domain, self._seed)
            side.values.add(codes[(distinct != "").to_numpy()])
            return
        start = side.read[file]
        side.read[file] += len(texts)
        there = (texts.is_not_null() & (texts != "")).fill_null(value=False).to_numpy()
        codes = _codes(texts.to_arrow(), watched.domain, self._seed)[there]
        if Basis.VALUES in watched.bases:
            side.values.add(np.unique(codes))
        positions = (np.flatnonzero(there) + start).astype(np.uint64)
        if once:
            codes, first = np.unique(codes, return_index=True)
            positions = positions[first]
        side.probed += len(codes)
        side.rows.add(mixed(codes ^ mixed(positions + _of_file(file, self._seed))))


def _codes(texts: pa.LargeStringArray, domain: str, seed: int) -> Codes:
    """A code of each text, as its domain spells it; that of a null means nothing."""
    import polars as pl

    spelt = normalised(texts.cast(pa.large_string()), domain)
    return mixed(pl.Series(spelt).hash(seed).to_numpy())


def _of_file(file: str, seed: int) -> np.uint64:
    import polars as pl

    return np.uint64(pl.Series([file]).hash(seed)[0])


def mixed(codes: Codes) -> Codes:
    """The finaliser of splitmix64, which is a bijection."""
    mixed_once = (codes ^ (codes >> np.uint64(30))) * _FIRST + _STEP
    mixed_twice = (mixed_once ^ (mixed_once >> np.uint64(27))) * _SECOND
    return mixed_twice ^ (mixed_twice >> np.uint64(31))


def _not_utf8(where: str) -> MaskingError:
    return MaskingError(
        ErrorCode.MASKING_UNSUPPORTED,
        "the text is not UTF-8",
        where=where,
        hint="store the column as UTF-8 text, or drop it before the gate",
    )
