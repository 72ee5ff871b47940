from __future__ import annotations

from collections.abc import Callable, Iterable

import pyarrow as pa
import pytest

from airflow_gov_provider.core.detection.findings import ColumnReport, ScanReport
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.policy.methods import Pseudonym
from airflow_gov_provider.stores.detectors import PresidioDetector, build_detector
from tests.fakes.taken import TakenInMemory

Scan = Callable[..., ColumnReport]
#: Whose tokens the detector believes.
MASKER = KeyedMasker(bytes(range(32)))


@pytest.fixture(scope="session")
def detector() -> PresidioDetector:
    return build_detector(label_key=b"\x01" * 32, verifier=MASKER)


@pytest.fixture(scope="session")
def tokens() -> Callable[[str, list[object]], list[object]]:
    """What the values become in a domain, by the key that the detector has."""

    def tokens_of(domain: str, values: list[object]) -> list[object]:
        mask = ColumnMask("c", Pseudonym(), domain, ())
        return MASKER.mask(pa.array(values), mask, "a->b").to_pylist()

    return tokens_of


@pytest.fixture(scope="session")
def scan(detector) -> Callable[[pa.Table], ScanReport]:
    return lambda table, **options: detector.scan(
        TakenInMemory({"part.parquet": table}, **options), lambda *_: None
    )


@pytest.fixture(scope="session")
def column(scan) -> Scan:
    """The report of a table of one column."""

    def of(name: str, values: Iterable[object] | pa.Array, type_: pa.DataType | None = None) -> ColumnReport:
        array = values if isinstance(values, pa.Array) else pa.array(list(values), type_)
        return scan(pa.table({name: array})).columns[0]

    return of


@pytest.fixture(scope="session")
def types(column) -> Callable[..., set[str]]:
    """The entity types found in a column."""
    return lambda *about: {finding.entity_type for finding in column(*about).findings}
