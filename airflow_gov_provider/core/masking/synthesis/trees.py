"""One column after another by trees: each is invented given those before it (Reiter, 2005; synthpop).

Leaves hold at least :data:`LEAF` rows. A category is drawn from the rows of its leaf; a number that few rows
have is never drawn but averaged over :data:`NEIGHBOURS` rows of the leaf that lie next to each other, with
random weights. scikit-learn is the extra ``utility`` and loads when it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.synthesis.fields import Field

#: Rows a leaf has at least: what is said of one of them is said of all.
LEAF = 100
#: Trees a column, each of other rows; an invented row asks one of them.
TREES = 8
#: Rows whose numbers are averaged.
NEIGHBOURS = 5
#: Categories that a tree sees one by one; of more it sees their mean of what is to be invented.
_ONE_BY_ONE = 16

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Leaves:
    """One tree and its rows, sorted by leaf and, within a leaf, by value.

    :param rows: row numbers of the training data. :param starts: of each leaf's stretch of ``rows``, by node.
    """

    tree: Any
    rows: Rows
    starts: Rows
    sizes: Rows


@dataclass(frozen=True, slots=True)
class Step:
    """How one column follows from those before it."""

    at: int
    before: tuple[int, ...]
    trees: tuple[Leaves, ...]


def order_of(fields: Sequence[Field]) -> list[int]:
    """Columns of few values first: what most depends on them finds them there."""
    return sorted(range(len(fields)), key=lambda at: (_distinct(fields[at]), at))


def grown(fields: Sequence[Field], *, seed: int, leaf: int = LEAF, trees: int = TREES) -> tuple[Step, ...]:
    """Trees for all columns, in the order in which they are invented."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # comes with scikit-learn

    order = order_of(fields)
    with threadpool_limits(1):
        return tuple(
            Step(
                at,
                tuple(order[:place]),
                _trees(fields, at, order[:place], seed=seed + place, leaf=leaf, trees=trees),
            )
            for place, at in enumerate(order)
        )


def invented(
    fields: Sequence[Field], steps: Sequence[Step], rows: int, chance: np.random.Generator
) -> Floats:
    """So many rows, a column of floats for each field."""
    made = np.full((rows, len(fields)), np.nan)
    for step in steps:
        known = [made[:, at] for at in step.before]
        seen = _seen([fields[at] for at in step.before], known, fields[step.at], rows)
        asked = chance.integers(0, len(step.trees), rows)
        for number, leaves in enumerate(step.trees):
            mine = np.flatnonzero(asked == number)
            if len(mine):
                made[mine, step.at] = _drawn(fields[step.at], leaves, seen[mine], chance)
    return made


def _distinct(field: Field) -> int:
    if field.choices is not None:
        return len(field.choices)
    return len(np.unique(field.values))


def _trees(
    fields: Sequence[Field], at: int, before: Sequence[int], *, seed: int, leaf: int, trees: int
) -> tuple[Leaves, ...]:
    field = fields[at]
    seen = _seen(
        [fields[one] for one in before], [fields[one].values for one in before], field, len(field.values)
    )
    count = trees if before else 1
    chance = np.random.default_rng(seed)
    return tuple(_tree(field, seen, chance, leaf, whole=count == 1) for _ in range(count))


def _tree(field: Field, seen: Floats, chance: np.random.Generator, leaf: int, *, whole: bool) -> Leaves:
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    rows = np.arange(len(seen)) if whole else chance.permutation(len(seen))[: max(leaf, len(seen) * 4 // 5)]
    kind = DecisionTreeRegressor if field.choices is None else DecisionTreeClassifier
    tree = kind(min_samples_leaf=leaf, random_state=int(chance.integers(2**31)))
    tree.fit(seen[rows], _goal(field)[rows])
    # Every row of the data stands in its leaf, also those that the tree was not grown with.
    leaves = tree.apply(seen)
    sorted_rows = np.lexsort((field.values, leaves))
    sizes = np.bincount(leaves, minlength=tree.tree_.node_count)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return Leaves(tree, sorted_rows, starts, sizes)


def _goal(field: Field) -> Floats:
    """Ranks of numbers, since sums of squares look at the largest only; null before all."""
    values = np.nan_to_num(field.values, nan=-1.0 if field.choices is not None else -np.inf)
    if field.choices is not None:
        return values
    _, ranks, rows = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(rows) - (rows - 1) / 2
    made: Floats = middle[ranks]
    return made


def _seen(fields: Sequence[Field], values: Sequence[Floats], goal: Field, rows: int) -> Floats:
    """What trees split by: numbers, few categories one by one, many by their mean of the goal."""
    parts = [part for field, known in zip(fields, values, strict=True) for part in _parts(field, known, goal)]
    return np.column_stack([np.zeros(rows), *parts])


def _parts(field: Field, known: Floats, goal: Field) -> list[Floats]:
    null = np.isnan(known)
    if field.choices is None:
        low = float(np.nanmin(field.values)) if not np.isnan(field.values).all() else 0.0
        return [np.where(null, low - 1, known)]
    if len(field.choices) <= _ONE_BY_ONE:
        return [(known == code).astype(np.float64) for code in range(len(field.choices))]
    of_field = np.nan_to_num(field.values, nan=len(field.choices)).astype(np.int64)
    target = _goal(goal)
    rows = np.bincount(of_field, minlength=len(field.choices) + 1)
    means = (np.bincount(of_field, weights=target, minlength=len(rows)) + target.mean()) / (rows + 1)
    made: Floats = means[np.nan_to_num(known, nan=len(field.choices)).astype(np.int64)]
    return [made]


def _drawn(field: Field, leaves: Leaves, seen: Floats, chance: np.random.Generator) -> Floats:
    nodes = leaves.tree.apply(seen)
    sizes, starts = leaves.sizes[nodes], leaves.starts[nodes]
    within = (chance.random(len(nodes)) * sizes).astype(np.int64)
    values = field.values[leaves.rows[starts + within]]
    if field.choices is not None:
        return np.asarray(values)
    rare = ~np.isnan(values) & ~np.isin(values, field.shared)
    values[rare] = _averaged(field, leaves, nodes[rare], within[rare], chance)
    return field.rounded(values)


def _averaged(field: Field, leaves: Leaves, nodes: Rows, within: Rows, chance: np.random.Generator) -> Floats:
    """Random averages of neighbours in the leaf; what so many rows share, and null, is no neighbour."""
    starts, sizes = leaves.starts[nodes], leaves.sizes[nodes]
    alone = np.isnan(field.values) | np.isin(field.values, field.shared)
    # Rank of each row of the leaves among those that are not shared.
    standing = ~alone[leaves.rows]
    ranks: Rows = np.cumsum(standing, dtype=np.int64) - standing
    values = field.values[leaves.rows[standing]]
    first: Rows = ranks[starts]
    last: Rows = ranks[starts + sizes - 1] + standing[starts + sizes - 1]
    mine: Rows = ranks[starts + within]
    width = np.minimum(NEIGHBOURS, last - first)
    begin = np.clip(mine - width // 2, first, last - width)
    weights = chance.exponential(size=(len(mine), NEIGHBOURS))
    weights[np.arange(NEIGHBOURS)[None, :] >= width[:, None]] = 0
    at = np.minimum(begin[:, None] + np.arange(NEIGHBOURS)[None, :], len(values) - 1)
    averages: Floats = (values[at] * weights).sum(axis=1) / weights.sum(axis=1)
    few = width < NEIGHBOURS
    if few.any():
        averages[few] = _among_all(np.sort(values), averages[few], chance)
    return averages


def _among_all(ordered: Floats, wanted: Floats, chance: np.random.Generator) -> Floats:
    """Where a leaf has too few rows: averages of those next to each other in the whole column."""
    width = min(NEIGHBOURS, len(ordered))
    begin = np.clip(np.searchsorted(ordered, wanted) - width // 2, 0, len(ordered) - width)
    weights = chance.exponential(size=(len(wanted), width))
    near = ordered[begin[:, None] + np.arange(width)[None, :]]
    made: Floats = (near * weights).sum(axis=1) / weights.sum(axis=1)
    return made
