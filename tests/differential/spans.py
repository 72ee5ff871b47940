"""What Presidio finds, against what the gates before it let through."""

from __future__ import annotations

from typing import Any

import polars as pl

from airflow_gov_provider.core.detection.candidates.masks import Texts
from airflow_gov_provider.core.detection.recognizers.recognition import Recognition


def lost_spans(recognition: Recognition, values: list[str]) -> tuple[int, list[str]]:
    """(spans of Presidio alone, cells with a span that the gates, or the sums of digits behind them, refuse)."""
    texts = Texts(pl.Series(values), pl.Series([1] * len(values)))
    let_through = texts.candidates(recognition.gates(supported=True) or [])
    failing = recognition.failing(texts.keep(let_through)) if let_through.any() else None
    if failing is not None:
        let_through[let_through.arg_true()] = pl.Series(~failing)
    passed = let_through.to_list()
    spans, lost = 0, []
    for value, through in zip(values, passed, strict=True):
        found = spans_of(recognition.recognizer, value)
        spans += found
        if found and not through:
            lost.append(value)
    return spans, lost


def spans_of(recognizer: Any, value: str) -> int:
    """How many Presidio finds; 1 where it breaks: such a value has to reach it, to be reported unread."""
    try:
        return len(recognizer.analyze(value, recognizer.supported_entities, None))
    except KeyError:  # the Italian fiscal code's checksum knows no digits but ASCII's
        return 1
