"""What one pass keeps of a column: all that its verdict may be made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from airflow_gov_provider.core.datasets import Place
from airflow_gov_provider.core.detection.disguises.embedded import outside
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.headers.header import Header

#: Texts → for each the (start, end) of what the language model takes for a person.
Names = Callable[[Sequence[str]], list[list[tuple[int, int]]]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A random sample of a column's distinct values.

    :param rows: how many rows hold each. :param fraction: of all distinct values, estimated when below 1.
    :param values: non-null values of the column.
    """

    texts: tuple[str, ...]
    rows: tuple[int, ...]
    fraction: float
    values: int

    @classmethod
    def of(cls, sample: Mapping[tuple[int, str], int], most: int, values: int) -> Drawn:
        """From (hash, value) → rows: the smallest hashes of all, at most ``most``."""
        full = len(sample) == most
        fraction = max(drawn for drawn, _ in sample) / 2**64 if full else 1.0
        return cls(tuple(value for _, value in sample), tuple(sample.values()), fraction or 1.0, values)

    def __repr__(self) -> str:
        """Shape only."""
        return f"Drawn({len(self.texts)} of {self.values})"


@dataclass(frozen=True, slots=True)
class Facts:
    """One column after all its values were seen.

    :param values: rows that are neither null nor unread. :param open_rows: of these, not masked.
    :param drawn: of the values that are not masked. :param found: by entity type, what patterns found.
    :param suppressed: the same, no more often than by chance. :param missed: codes of what was not examined.
    """

    label: str
    type: str
    place: Place
    header: Header
    rows: int
    nulls: int
    values: int
    open_rows: int
    drawn: Drawn
    found: Mapping[str, Finding]
    suppressed: Mapping[str, Finding]
    missed: frozenset[str]

    def __repr__(self) -> str:
        """Without the sample."""
        return f"Facts({self.label}, {self.rows} rows)"

    @property
    def is_values(self) -> bool:
        """Rows of the data, not metadata beside them."""
        return self.place is Place.VALUES

    @property
    def prose(self) -> bool:
        """The values are sentences: the language model reads a sample of them."""
        return self.is_values and is_prose(self.drawn.texts)


def is_prose(texts: Sequence[str]) -> bool:
    """Sentences: several words, most of them not names, and not the same few over and over.

    Cells of JSON are none, whatever sentences they hold: these are examined as leaves of their own.
    """
    texts = outside(texts)
    if not texts:
        return False
    words = [text.split() for text in texts]
    average = sum(map(len, words)) / len(words)
    small = sum(word[0].islower() for text in words for word in text) / len(words)
    varied = len(texts) >= 3 and len({len(text) for text in texts}) > 1
    return varied and ((average >= 4 and small >= 2) or average >= 7)
