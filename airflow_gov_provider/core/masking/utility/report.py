"""The utility report: all figures about a copy, put together. Its JSON holds numbers and labels, no value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.canonical import Json
from airflow_gov_provider.core.detection.anonymity import Anonymity
from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.core.masking.encoded import Encoded, codes, encoded
from airflow_gov_provider.core.masking.synthesis.closeness import Closeness
from airflow_gov_provider.core.masking.utility.information import Kept, counts, normalised, pairs, parts, told
from airflow_gov_provider.core.masking.utility.quality import Figure, Quality, Side, quality
from airflow_gov_provider.core.masking.utility.times import Velocity, velocity

#: Share of the rows from which on values of a text name rows and are not learned from.
NAMES_ROWS = 0.5

#: A table, and its columns as statistics need them.
_Columns = tuple[pa.Table, dict[str, Encoded]]
_Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a copy.

    :param subject: column that says whom a row is about. :param time: column that says when it happened.
    :param left_out: labels that no model is to learn from.
    :param synthetic: rows of the copy are of no row of the source.
    """

    target: str
    subject: str | None = None
    time: str | None = None
    left_out: tuple[str, ...] = ()
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class UtilityReport:
    """All figures; no part of it holds a value of the data.

    :param learned: labels that the models learn from. :param target_kept: whether the copy's target says
        the same of every row.
    :param anonymity: of source and copy. :param closeness: of a synthetic copy, where a holdout is given.
    """

    question: Question
    learned: tuple[str, ...]
    target_kept: bool
    quality: Quality
    columns: tuple[Kept, ...]
    velocity: tuple[Velocity, ...]
    anonymity: tuple[Anonymity, Anonymity] | None = None
    closeness: Closeness | None = None


def utility(
    source: pa.Table,
    copy: pa.Table,
    question: Question,
    *,
    seed: int,
    repeats: int = 3,
    anonymity: tuple[Anonymity, Anonymity] | None = None,
    closeness: Closeness | None = None,
) -> UtilityReport:
    """Compare a copy with its source, both by labels, row by row unless the copy is synthetic.

    Models do not learn from the target, the subject, what is left out, and columns that name rows or
    subjects: texts, other than numbers and times, of nearly as many values as there are rows or subjects.

    :param repeats: cuts into folds: more of them steady the figures.
    :raises UsageError: ``CONFIGURATION_INVALID`` for columns that are not there, a target that has not
        exactly two values, or rows that can not correspond.
    """
    _refuse_different(source, copy, question)
    known = {name: encoded(source[name]) for name in source.column_names}
    masked = {name: encoded(copy[name]) for name in source.column_names}
    truth, kept = _truths(source[question.target], copy[question.target], question)
    groups = None if question.subject is None else codes(source[question.subject])
    learned = tuple(_learned(source, known, question, groups))
    return UtilityReport(
        question,
        learned,
        question.synthetic or bool((truth == kept).all()),
        quality(
            Side([known[name] for name in learned], truth),
            Side(_aligned((source, known), (copy, masked), learned, synthetic=question.synthetic), kept),
            groups,
            seed=seed,
            paired=not question.synthetic,
            repeats=repeats,
        ),
        tuple(
            _kept(name, (source, known), (copy, masked), (truth, kept), paired=not question.synthetic)
            for name in source.column_names
        ),
        _velocity((source, known), (copy, masked), question, seed),
        anonymity,
        closeness,
    )


def as_json(report: UtilityReport) -> dict[str, Json]:
    """Numbers and labels; floats are rounded to six digits and are texts nowhere."""
    quality = report.quality
    return {
        "target": report.question.target,
        "subject": report.question.subject,
        "time": report.question.time,
        "synthetic": report.question.synthetic,
        "rows": quality.rows,
        "positives": quality.positives,
        "target_kept": report.target_kept,
        "learned": list(report.learned),
        "auc": _figures(quality.auc_before, quality.auc_after, quality.auc_loss),
        "average_precision": _figures(quality.ap_before, quality.ap_after, quality.ap_loss),
        "columns": [_column(column) for column in report.columns],
        "velocity": [
            {
                "feature": one.feature,
                "distance": _round(one.distance),
                "noise_floor": _round(one.floor),
                "within_noise": one.within,
            }
            for one in report.velocity
        ],
        "k_anonymity": None
        if report.anonymity is None
        else {name: _anonymity(one) for name, one in zip(("before", "after"), report.anonymity, strict=True)},
        "closeness": None if report.closeness is None else report.closeness.as_json(),
    }


def _refuse_different(source: pa.Table, copy: pa.Table, question: Question) -> None:
    asked = [question.target, question.subject, question.time, *question.left_out]
    for name in asked:
        if name is not None and name not in source.column_names:
            raise _invalid("there is no such column with one value a row", name)
    for name in source.column_names:
        if copy.column_names.count(name) != 1:
            raise _invalid("the copy has not exactly one column of this name", name)
    if not question.synthetic and source.num_rows != copy.num_rows:
        raise _invalid(
            f"the source has {source.num_rows} rows and the copy {copy.num_rows}, so they do not correspond",
            "",
            "of a synthetic copy say --synthetic",
        )


def _truths(
    source: pa.ChunkedArray, copy: pa.ChunkedArray, question: Question
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each row has the rarer value of the target, as either side says it."""
    counted = sorted(
        pc.value_counts(source).to_pylist(), key=lambda pair: (pair["counts"], str(pair["values"]))
    )
    if len(counted) != 2 or source.null_count:
        raise _invalid(f"the target has {len(counted)} different values and must have two", question.target)
    truth = pc.equal(source, pa.scalar(counted[0]["values"], source.type)).to_numpy()
    if question.synthetic:
        same = copy.cast(source.type) if copy.type != source.type else copy
        return truth, pc.fill_null(
            pc.equal(same, pa.scalar(counted[0]["values"], source.type)), False
        ).to_numpy()
    # A masked target has other names for its values: those of which most rows are positive stay so.
    of_copy = codes(copy)
    share = np.bincount(of_copy, weights=truth) / np.bincount(of_copy)
    return truth, np.asarray(share > 0.5)[of_copy]


def _learned(
    source: pa.Table, known: dict[str, Encoded], question: Question, groups: NDArray[np.int64] | None
) -> list[str]:
    out = {question.target, question.subject, *question.left_out}
    return [
        name
        for name in source.column_names
        if name not in out and not _names_rows(known[name], groups, source.num_rows)
    ]


def _names_rows(column: Encoded, groups: NDArray[np.int64] | None, rows: int) -> bool:
    if column.categories is None:
        return False
    if column.categories >= NAMES_ROWS * rows:
        return True
    if groups is None:
        return False
    subjects = len(np.unique(groups))
    both = len(
        np.unique(
            groups * (column.categories + 1)
            + np.nan_to_num(column.numbers, nan=column.categories).astype(np.int64)
        )
    )
    return both == subjects and column.categories >= NAMES_ROWS * subjects


def _aligned(source: _Columns, copy: _Columns, learned: Sequence[str], *, synthetic: bool) -> list[Encoded]:
    """The copy's columns; of a synthetic one with the source's codes, since its models meet these."""
    if not synthetic:
        return [copy[1][name] for name in learned]
    return [_recoded(source[0][name], copy[0][name], source[1][name], copy[1][name]) for name in learned]


def _recoded(source: pa.ChunkedArray, copy: pa.ChunkedArray, known: Encoded, own: Encoded) -> Encoded:
    if known.categories is None:
        return own if own.categories is None else Encoded(np.full(len(copy), np.nan), None)
    both = encoded(pa.chunked_array([*source.chunks, *copy.cast(source.type).chunks]))
    return Encoded(both.numbers[len(source) :], both.categories)


def _kept(
    name: str, source: _Columns, copy: _Columns, targets: tuple[_Truths, _Truths], *, paired: bool
) -> Kept:
    first, second = codes(source[0][name]), codes(copy[0][name])
    return Kept(
        name,
        normalised(parts(source[1][name]), targets[0].astype(np.int64)),
        normalised(parts(copy[1][name]), targets[1].astype(np.int64)),
        told(first, second) if paired else None,
        len(counts(first)),
        len(counts(second)),
        pairs(first),
        pairs(second),
    )


def _velocity(source: _Columns, copy: _Columns, question: Question, seed: int) -> tuple[Velocity, ...]:
    if question.subject is None or question.time is None:
        return ()
    scale = _seconds(source[0][question.time].type)
    sides = (
        (codes(table[question.subject]), columns[question.time].numbers * scale)
        for table, columns in (source, copy)
    )
    first, second = sides
    return velocity(first, second, seed=seed)


def _seconds(kind: pa.DataType) -> float:
    """What one of the column's numbers is in seconds; integers count as seconds since 1970."""
    if pa.types.is_date32(kind):
        return 86_400.0
    if pa.types.is_date64(kind):
        return 1e-3
    units = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
    return units[kind.unit] if pa.types.is_timestamp(kind) else 1.0


def _figures(before: Figure, after: Figure, loss: Figure) -> dict[str, Json]:
    named = {"before": before, "after": after, "loss": loss}
    return {name: {"mean": _round(one.mean), "error": _round(one.error)} for name, one in named.items()}


def _column(kept: Kept) -> dict[str, Json]:
    return {
        "label": kept.label,
        "information_with_target": {"before": _round(kept.target_before), "after": _round(kept.target_after)},
        "information_of_source": None if kept.of_source is None else _round(kept.of_source),
        "distinct": {"before": kept.distinct_before, "after": kept.distinct_after},
        "self_join_rows": {"before": kept.pairs_before, "after": kept.pairs_after},
        "joins_kept": kept.joins,
    }


def _anonymity(found: Anonymity) -> dict[str, Json]:
    return {
        "columns": list(found.columns),
        "classes": found.classes,
        "smallest_class": found.smallest,
        "share_in_classes_below": {str(k): _round(share) for k, share in found.below},
    }


def _round(number: float) -> Json:
    return round(float(number), 6)  # type: ignore[return-value]  # a report for people, not canonical JSON


def _invalid(what: str, where: str, hint: str = "name columns as the scan names them") -> UsageError:
    return UsageError(ErrorCode.CONFIGURATION_INVALID, what, where=where, hint=hint)
