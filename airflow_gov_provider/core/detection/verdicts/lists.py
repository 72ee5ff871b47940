"""Lists of names, places and things that short values are held against.

The core has none of its own beyond a few words: :mod:`airflow_gov_provider.stores.name_lists` reads
them from installed packages when the first column asks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lists:
    """Case-folded, in their own scripts.

    :param given: names people are given. :param family: names they share with a family.
    :param places: parts of countries and towns. :param countries: these and continents.
    :param streets: names of streets, without numbers. :param things: ordinary words, food, colours,
        months, languages, occupations, companies: what single words in tables often are.
    """

    given: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Sizes only."""
        return f"Lists({len(self.given)} given, {len(self.family)} family)"


LoadLists = Callable[[], Lists]

_NONE = Lists()


def no_lists() -> Lists:
    """Where no lists are installed."""
    return _NONE
