"""Two hundred kinds of columns about nobody: at most one raises an alarm."""

from __future__ import annotations

import pyarrow as pa
import pytest

from airflow_gov_provider.core.taxonomy import GROUPS
from tests.unit.core.detection.clean_columns import clean_columns

_ALARMS = frozenset({"direct_identifiers", "credentials"})


@pytest.fixture(scope="module")
def reports(scan):
    made = clean_columns()
    table = pa.table({f"c{at}": values for at, values in enumerate(made.values())})
    return dict(zip(made, scan(table).columns, strict=True))


def test_no_more_than_one_of_two_hundred_clean_columns_raises_an_alarm(reports):
    alarms = {
        kind: [finding.entity_type for finding in report.findings]
        for kind, report in reports.items()
        if any(not _ALARMS.isdisjoint(GROUPS[finding.entity_type]) for finding in report.findings)
    }
    assert len(reports) >= 200
    assert len(alarms) <= 1, alarms


def test_none_of_them_is_taken_for_dates_of_birth_or_names(reports):
    found = {finding.entity_type for report in reports.values() for finding in report.findings}
    assert found.isdisjoint({"DATE_OF_BIRTH", "PERSON", "STREET_ADDRESS", "NATIONAL_ID", "WEAK_HASH"})
