"""The tables: what is set against what."""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa

from airflow_gov_provider.stores.detectors import build_detector
from benchmarks import against_presidio, masking, workload
from benchmarks.scanning import decoded, scanned, shape
from benchmarks.timing import cores, side_by_side

_KEY = b"\x01" * 32
#: Rows that are made at a time.
_PART = 250_000
#: Bytes of a file for the command line.
_SMALL = 1 << 20


def lines(directory: Path, options: argparse.Namespace) -> Iterator[str]:
    """The tables that are asked for, line by line."""
    tables: dict[str, Callable[[Path, argparse.Namespace], Iterator[str]]] = {
        "ratio": _ratio,
        "presidio": against_presidio.lines,
        "memory": _memory,
        "command": _command,
        "masking": _masking,
    }
    with cores(options.cores):
        pa.set_cpu_count(options.cores)
        for name in options.tables:
            yield f"## {name} (cores: {options.cores}, runs: {options.runs}; min / median / max)"
            yield from tables[name](directory, options)
            yield ""


def made(path: Path, rows: int, *, masked: bool = False, distinct: bool = False) -> Path:
    """A table of the workload as a file."""
    parts = range(0, rows, _PART)
    sizes = ((start, min(_PART, rows - start)) for start in parts)
    if distinct:
        return workload.written((workload.distinct(size, start=start) for start, size in sizes), path)
    return workload.written(
        (workload.orders(size, masked=masked, start=start) for start, size in sizes), path
    )


def _ratio(directory: Path, options: argparse.Namespace) -> Iterator[str]:
    """A scan in units of the bare decode; personal data in prose is left to the model of free text."""
    detector = build_detector(label_key=_KEY, ner=True, verifier=workload.MASKER)
    for name, kind in {"clean": {"masked": True}, "dirty": {}, "distinct": {"distinct": True}}.items():
        path = made(directory / f"{name}.parquet", options.rows, **kind)
        scanned(detector, made(directory / "warm.parquet", 10_000, **kind))
        report = scanned(detector, path)
        spread = side_by_side(
            {"decode": partial(decoded, path), "scan": partial(scanned, detector, path)}, options.runs
        )
        ratio = spread["scan"].median / spread["decode"].median
        yield (
            f"{name:9} scan / decode = {ratio:5.1f}  scan {spread['scan']}  decode {spread['decode']}  "
            f"{options.rows / spread['scan'].median:,.0f} rows/s  {path.stat().st_size / 1e6:.0f} MB  ({shape(report)})"
        )


def _memory(directory: Path, options: argparse.Namespace) -> Iterator[str]:
    """The most memory of a process that scans a large file, made before by another one."""
    path = directory / "large.parquet"
    subprocess.run(
        [
            sys.executable,
            "-c",
            f"from benchmarks import workload; workload.large({str(path)!r}, {options.memory_bytes})",
        ],
        check=True,
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = scanned(build_detector(label_key=_KEY, ner=False, verifier=workload.MASKER), path)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield f"file {path.stat().st_size / 1e9:.2f} GB, {shape(report)}: {after / 1024:.0f} MB at most ({before / 1024:.0f} MB before)"


def _masking(directory: Path, options: argparse.Namespace) -> Iterator[str]:
    """A masked copy of the dirty table."""
    return masking.lines(made(directory / "dirty.parquet", options.rows), options)


def _command(directory: Path, options: argparse.Namespace) -> Iterator[str]:
    """The command line on a file of a megabyte, start-up included."""
    rows = 20_000
    path = made(directory / "small.parquet", rows, masked=True)
    while path.stat().st_size < _SMALL:
        rows *= 2
        path = made(path, rows, masked=True)
    key = directory / "masking.key"
    key.touch(0o600)
    key.write_text(f"{workload.MASTER.hex()}\n", encoding="ascii")
    environment = {**os.environ, "AIRFLOW__GOVERNANCE__MASKING_KEY": str(key)}
    command = [sys.executable, "-m", "airflow_gov_provider", "scan", str(path)]
    spread = side_by_side(
        {"scan": lambda: subprocess.run(command, check=False, capture_output=True, env=environment)},
        options.runs,
    )
    yield f"{path.stat().st_size / 1e6:.2f} MB, {rows:,} rows: {spread['scan']}"
