"""How well a model tells a target before and after masking: AUC and average precision, cross-validated.

scikit-learn is the extra ``utility`` and loads when it is used. The model is gradient boosting over
histograms (``HistGradientBoostingClassifier``): good on tables as they are, and it needs no tuning.
Both sides are cut into the same folds, so that their difference can be judged fold by fold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.core.masking.encoded import Encoded

#: Parts that the rows are cut into; each is tested once by a model of the others.
FOLDS = 5
#: Categories that the model splits by themselves; of more it learns their share of positives.
MOST_CATEGORIES = 254
#: Rows of either value of the target that a figure needs.
LEAST = 20

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over folds and its standard error."""

    mean: float
    error: float


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a model tells the target, 0-1. :param loss: of average precision, source less copy."""

    auc_before: Figure
    auc_after: Figure
    ap_before: Figure
    ap_after: Figure
    auc_loss: Figure
    ap_loss: Figure
    rows: int
    positives: int


@dataclass(frozen=True, slots=True)
class Side:
    """What a model learns from: a column each and the target as this side knows it."""

    columns: Sequence[Encoded]
    target: Truths


def quality(
    source: Side,
    copy: Side,
    groups: NDArray[np.int64] | None,
    *,
    seed: int,
    paired: bool = True,
    repeats: int = 3,
) -> Quality:
    """Models of either side, tested against the target of the source.

    :param groups: a number for each row's subject: no subject is in both parts of a fold.
    :param paired: row by row the copy is of the source: it is tested on its own rows of the fold. False: a
        synthetic copy, whose models are trained on all of it and tested on rows of the source.
    :param repeats: cuts into folds, each with its own chance.
    :raises UsageError: ``CONFIGURATION_INVALID`` where a value of the target has too few rows or subjects.
    """
    refuse_rare(source.target, groups)
    scores = np.array(
        [
            _scores(source, copy, train, test, paired=paired, seed=seed + at)
            for at, (train, test) in enumerate(_folds(source.target, groups, seed, repeats))
        ]
    )
    auc_before, auc_after, ap_before, ap_after = (_figure(column, repeats) for column in scores.T)
    auc_loss, ap_loss = (_figure(scores[:, at] - scores[:, at + 1], repeats) for at in (0, 2))
    return Quality(
        auc_before=auc_before,
        auc_after=auc_after,
        ap_before=ap_before,
        ap_after=ap_after,
        auc_loss=auc_loss,
        ap_loss=ap_loss,
        rows=len(source.target),
        positives=int(source.target.sum()),
    )


def refuse_rare(target: Truths, groups: NDArray[np.int64] | None) -> None:
    """:raises UsageError: ``CONFIGURATION_INVALID``."""
    fewest = min(int(target.sum()), int((~target).sum()))
    subjects = FOLDS if groups is None else len(np.unique(groups[target]))
    if fewest < LEAST or subjects < FOLDS:
        raise UsageError(
            ErrorCode.CONFIGURATION_INVALID,
            f"a value of the target has {fewest} rows of {subjects} subjects or more; figures need {LEAST} "
            f"rows of {FOLDS} subjects",
            hint="take more rows, or another target",
        )


def _folds(
    target: Truths, groups: NDArray[np.int64] | None, seed: int, repeats: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    kind: Callable[..., Any] = StratifiedKFold if groups is None else StratifiedGroupKFold
    for repeat in range(repeats):
        cut = kind(n_splits=FOLDS, shuffle=True, random_state=seed + repeat)
        yield from cut.split(np.zeros((len(target), 1)), target, groups)


def _scores(
    source: Side,
    copy: Side,
    train: NDArray[np.int64],
    test: NDArray[np.int64],
    *,
    paired: bool,
    seed: int,
) -> tuple[float, float, float, float]:
    """AUC before and after, average precision before and after, of one fold."""
    from sklearn.metrics import average_precision_score, roc_auc_score

    truth = source.target[test]
    before = _model(source, train, seed)(source.columns, test)
    tested = copy if paired else source
    after = _model(copy, train if paired else np.arange(len(copy.target)), seed)(tested.columns, test)
    return (
        float(roc_auc_score(truth, before)),
        float(roc_auc_score(truth, after)),
        float(average_precision_score(truth, before)),
        float(average_precision_score(truth, after)),
    )


def _model(
    side: Side, train: NDArray[np.int64], seed: int
) -> Callable[[Sequence[Encoded], NDArray[np.int64]], Floats]:
    """(columns, rows) → score of each row, by what the rows ``train`` of a side teach."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # comes with scikit-learn

    target = side.target[train]
    if target.all() or not target.any() or not side.columns:
        return lambda _, rows: np.zeros(len(rows))
    shares = [_shares(column, target, train, seed) for column in side.columns]
    few = [
        column.categories is not None and share is None
        for column, share in zip(side.columns, shares, strict=True)
    ]

    blank = [bool(np.isnan(column.numbers[train]).all()) for column in side.columns]
    kinds = [False, *(kind for kind, gone in zip(few, blank, strict=True) if not gone)]

    def features(columns: Sequence[Encoded], rows: NDArray[np.int64], *, learning: bool) -> Floats:
        made = [
            column.numbers[rows] if share is None else share(column.numbers[rows], learning)
            for column, share in zip(columns, shares, strict=True)
        ]
        # Of a column that is null in all rows it learns from a model can make nothing.
        return np.column_stack(
            [np.zeros(len(rows)), *(one for one, gone in zip(made, blank, strict=True) if not gone)]
        )

    model = HistGradientBoostingClassifier(categorical_features=kinds, random_state=seed)
    with threadpool_limits(1):  # threads that share few cores wait for each other more than they work
        model.fit(features(side.columns, train, learning=True), target)
    return lambda columns, rows: model.predict_proba(features(columns, rows, learning=False))[:, 1]


def _shares(
    column: Encoded, target: Truths, train: NDArray[np.int64], seed: int
) -> Callable[[Floats, bool], Floats] | None:
    """Of many categories their share of positives, for learning by folds of its own; None: of few."""
    if column.categories is None or column.categories <= MOST_CATEGORIES:
        return None
    codes = _of_all(column.numbers, column.categories)
    own = np.random.default_rng(seed).integers(0, FOLDS, len(train))
    learned = np.empty(len(train))
    for fold in range(FOLDS):
        others = own != fold
        learned[~others] = _smooth(codes[train][others], target[others], column.categories)[
            codes[train][~others]
        ]
    of_all = _smooth(codes[train], target, column.categories)
    return lambda numbers, learning: learned if learning else of_all[_of_all(numbers, len(of_all) - 1)]


def _smooth(codes: NDArray[np.int64], target: Truths, categories: int) -> Floats:
    """Share of positives a category, as if each had ten rows more of the usual share."""
    usual, weight = target.mean(), 10
    rows = np.bincount(codes, minlength=categories + 1)
    positives = np.bincount(codes, weights=target, minlength=categories + 1)
    made: Floats = (positives + weight * usual) / (rows + weight)
    return made


def _of_all(numbers: Floats, categories: int) -> NDArray[np.int64]:
    """Codes without nulls: these, and codes that nobody has learned, are one category more."""
    known = np.nan_to_num(numbers, nan=categories).astype(np.int64)
    return np.minimum(known, categories)


def _figure(scores: Floats, repeats: int) -> Figure:
    """Repeats share rows, so only folds count for the error."""
    by_fold = scores.reshape(repeats, FOLDS).mean(axis=0)
    return Figure(float(scores.mean()), float(by_fold.std(ddof=1) / np.sqrt(FOLDS)))
