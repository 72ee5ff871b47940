"""What a masked copy costs: against a plain read and write of the same file, and against presidio-anonymizer.

``mask`` is what the gate's reader does with a file it has taken in: each batch masked and written in the
file's own format. ``prove`` is the gate's own check of the copy's masked columns, read back. The scans
before and after are measured by ``ratio``. Six of twelve columns are masked.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.masking.apply import mask_batch
from airflow_gov_provider.core.masking.categories import Categories
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingPlan
from airflow_gov_provider.core.masking.verification import check_masked
from airflow_gov_provider.core.policy.methods import Generalize, Method, Pseudonym
from airflow_gov_provider.core.taxonomy import domain
from airflow_gov_provider.stores.readers.parquet import CHANGED_ROWS
from airflow_gov_provider.stores.readers.reader import StoredReader
from airflow_gov_provider.stores.readers.taken import SpooledSnapshot
from airflow_gov_provider.stores.s3 import default_clients
from benchmarks.timing import Spread, side_by_side

#: Column → entity type and method: five identifiers and a time.
COLUMNS: dict[str, tuple[str, Method]] = {
    "customer": ("PERSON", Pseudonym()),
    "email": ("EMAIL_ADDRESS", Pseudonym()),
    "phone": ("PHONE_NUMBER", Pseudonym()),
    "card": ("CREDIT_CARD", Pseudonym()),
    "iban": ("IBAN_CODE", Pseudonym()),
    "ordered_at": ("DATE_TIME", Generalize(to="week")),
}
#: Values of each column that presidio-anonymizer is given.
ANONYMIZED = 500
_BOUNDARY = "production->development"
_MASKER = KeyedMasker(bytes(range(32)))
_PEAK = "from benchmarks import masking; import sys; print(masking.peak(sys.argv[1]))"


def lines(path: Path, options: argparse.Namespace) -> Iterator[str]:
    """The figures of one file of the workload. :param path: of the dirty table."""
    copy = path.with_suffix(".copy")
    with closing(taken_in(path)) as taken, closing(copied(taken)) as masked:
        jobs: dict[str, Callable[[], object]] = {
            "read and write": partial(plain, path, copy),
            "mask": lambda: copied(taken).close(),
            "prove": partial(proved, masked),
        }
        spread = side_by_side(jobs, options.runs)
    base = spread["read and write"]
    yield f"{'':15} {base}  read and write by pyarrow, {path.stat().st_size / 1e6:.0f} MB"
    for name in ("mask", "prove"):
        yield f"{name:15} {spread[name]}  {_ratios(spread[name], base)}"
    peak_of = subprocess.run(
        [sys.executable, "-c", _PEAK, str(path)], check=True, capture_output=True, text=True
    )
    yield f"{'memory':15} {peak_of.stdout.strip()} of a process that masks and proves"
    yield from _against_presidio(path, options)


def _ratios(side: Spread, base: Spread) -> str:
    each = sorted(one / other for one, other in zip(side.runs, base.runs, strict=True))
    return f"{side.median / base.median:.2f} times ({each[0]:.2f} to {each[-1]:.2f} in one run)"


def plain(path: Path, copy: Path) -> None:
    """Read the whole file and write it again with the same codec and row groups."""
    codec = pq.ParquetFile(path).metadata.row_group(0).column(0).compression
    rows = pq.ParquetFile(path).metadata.row_group(0).num_rows
    pq.write_table(pq.read_table(path), copy, compression=codec, row_group_size=rows)


def taken_in(path: Path) -> SpooledSnapshot:
    """The private copy of a file."""
    return StoredReader(default_clients()).take_in(DatasetRef("file", "", str(path)), _quiet)


def copied(taken: SpooledSnapshot) -> SpooledSnapshot:
    """The masked copy."""
    change = partial(mask_batch, plan=plan(), masker=_MASKER, label=str, categories=Categories())
    return StoredReader(default_clients()).rewrite(taken, change, _quiet)


def proved(masked: SpooledSnapshot) -> int:
    """How many values of a copy were proved masked."""
    return sum(
        checked.verified
        for batch in masked.batches()
        for checked in check_masked(batch, plan(), _MASKER, str, Categories())
    )


def plan() -> MaskingPlan:
    """Six columns masked, the others kept."""
    masks = [
        ColumnMask(name, method, domain(entity), (entity,), entity)
        for name, (entity, method) in COLUMNS.items()
    ]
    kept = {"order_id", "order_ref", "town", "state", "amount", "note"}
    return MaskingPlan(_BOUNDARY, tuple(masks), frozenset(kept))


def peak(path: str) -> str:
    """The most memory of this process after masking and proving, in megabytes."""
    before = _most()
    with closing(taken_in(Path(path))) as taken, closing(copied(taken)) as masked:
        proved(masked)
    return f"{_most():.0f} MB at most ({before:.0f} MB before)"


def _most() -> float:
    """Megabytes of this program at its peak; ``getrusage`` counts what started it too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (kilobytes,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(kilobytes) / 1024


def _against_presidio(path: Path, options: argparse.Namespace) -> Iterator[str]:
    """A keyed token against ``hash``, the operator of presidio-anonymizer that is most like it."""
    if importlib.util.find_spec("presidio_anonymizer") is None:
        yield "presidio-anonymizer is not installed: left out"
        return
    columns = pq.read_table(path, columns=list(COLUMNS))
    few = columns.slice(0, ANONYMIZED)
    jobs: dict[str, Callable[[], object]] = {
        "presidio": partial(anonymized, few),
        "mask": partial(masked_columns, columns),
    }
    spread = side_by_side(jobs, options.runs)
    theirs = spread["presidio"].median / few.num_rows
    ours = spread["mask"].median / columns.num_rows
    yield (
        f"{'per value':15} presidio-anonymizer {theirs / len(COLUMNS) * 1e6:.1f} µs (`hash`, {few.num_rows:,} rows), "
        f"here {ours / len(COLUMNS) * 1e6:.3f} µs ({columns.num_rows:,} rows): {theirs / ours:,.0f} times"
    )


def anonymized(rows: pa.Table) -> None:
    """Each value by a call of its own, as its engine is made for; the span is the whole value."""
    from presidio_anonymizer import AnonymizerEngine
    from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

    make: Any = AnonymizerEngine  # has no annotations
    engine = make()
    for name, (entity, _) in COLUMNS.items():
        how = {entity: OperatorConfig("hash", {"salt": b"0123456789abcdef"})}
        for value in rows[name].to_pylist():
            text = str(value)
            found = RecognizerResult(entity_type=entity, start=0, end=len(text), score=1.0)
            engine.anonymize(text=text, analyzer_results=[found], operators=how)


def masked_columns(rows: pa.Table) -> None:
    """The same columns as a copy masks them, a batch at a time."""
    for batch in rows.combine_chunks().to_batches(CHANGED_ROWS):
        for mask in plan().columns:
            _MASKER.mask(batch.column(mask.label), mask, _BOUNDARY)


def _quiet(_phase: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""
