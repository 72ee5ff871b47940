"""The pass over the data: nesting, types, metadata, coverage, many files and batches."""

from __future__ import annotations

import pyarrow as pa
import pytest

from airflow_gov_provider.core.datasets import Batch, Place
from airflow_gov_provider.core.detection.findings import ScanReport
from airflow_gov_provider.core.errors import DataError, ErrorCode
from tests.fakes.taken import TakenInMemory, metadata_batch

CARD = "4111111111111111"


def found(report: ScanReport) -> dict[str, set[str]]:
    return {
        column.label: {finding.entity_type for finding in column.findings}
        for column in report.columns
        if column.findings
    }


def test_leaves_of_structs_lists_and_maps_are_columns_of_their_own(scan):
    address = pa.struct([("email", pa.string()), ("tags", pa.list_(pa.string()))])
    table = pa.table(
        {
            "customer": pa.array([{"email": "ada@example.com", "tags": ["x", CARD]}, None], address),
            "notes": pa.array([[("ada@example.com", CARD)], None], pa.map_(pa.string(), pa.string())),
            "deep": pa.array(
                [[[{"ip": "192.0.2.17"}]]] * 2, pa.list_(pa.list_(pa.struct([("ip", pa.string())])))
            ),
            "pair": pa.array([["a", "ada@example.com"]] * 2, pa.list_(pa.string(), 2)),
        }
    )
    report = scan(table)
    assert found(report) == {
        "customer.email": {"EMAIL_ADDRESS"},
        "customer.tags[]": {"CREDIT_CARD"},
        "notes{}": {"EMAIL_ADDRESS"},
        "notes[]": {"CREDIT_CARD"},
        "deep[][].ip": {"IP_ADDRESS"},
        "pair[]": {"EMAIL_ADDRESS"},
    }
    email = next(column for column in report.columns if column.label == "customer.email")
    assert (email.rows, email.nulls, email.type) == (2, 1, "string")
    assert report.coverage.columns == 6


@pytest.mark.parametrize("number", [45_054_399, 1_054_399, 536_904_399])
def test_numbers_that_lost_their_zeros_are_social_security_numbers_where_the_header_says_so(scan, number):
    report = scan(pa.table({"ssn": pa.array([number], pa.int64()), "amount": pa.array([number], pa.int64())}))
    (finding,) = (one for one in report.columns[0].findings if one.entity_type == "US_SSN")
    assert dict(finding.evidence)["confirmed"] == 1
    assert "amount" not in found(report)


def test_a_header_on_the_path_supports_the_leaf(scan):
    table = pa.table({"ssn": pa.array([["536904399"]], pa.list_(pa.string()))})
    assert found(scan(table)) == {"ssn[]": {"US_SSN"}}


def test_values_of_a_sliced_or_null_parent_are_not_seen_but_its_others_are(scan):
    values = pa.array([["ada@example.com"], ["nothing"], ["192.0.2.17"]], pa.list_(pa.string())).slice(1)
    assert found(scan(pa.table({"c": values}))) == {"c[]": {"IP_ADDRESS"}}


def test_bytes_that_are_no_text_are_reported_and_the_others_are_scanned(scan):
    report = scan(pa.table({"blob": pa.array([b"\xff\xfe\x00", b"ada@example.com", None], pa.binary())}))
    assert found(report) == {"blob": {"EMAIL_ADDRESS"}}
    assert [(item.what, item.why) for item in report.coverage.skipped] == [("blob", "BINARY")]
    assert report.columns[0].nulls == 1


def test_a_type_without_text_is_reported(scan, detector):
    union = pa.UnionArray.from_sparse(pa.array([0, 1], pa.int8()), [pa.array(["x", "y"]), pa.array([1, 2])])
    batch = Batch("a", pa.RecordBatch.from_arrays([union, pa.array([1, 2])], ["mixed", "n"]))

    class Taken(TakenInMemory):
        def batches(self):
            yield batch

    report = detector.scan(Taken({}), lambda *_: None)
    assert [(item.what, item.why) for item in report.coverage.skipped] == [("mixed", "TYPE_UNSUPPORTED")]
    assert report.coverage.columns == 2


def test_all_files_and_batches_count_once(detector):
    emails = [f"u{n % 50}@example.com" for n in range(120)]
    tables = {"a.parquet": pa.table({"e": emails}), "b.arrow": pa.table({"e": emails[:30] + [None] * 10})}
    taken = TakenInMemory(tables, batch_rows=7)
    steps: list[tuple[str, int, int]] = []
    report = detector.scan(taken, lambda *step: steps.append(step))
    (column,) = report.columns
    (finding,) = column.findings
    assert (column.rows, column.nulls) == (160, 10)
    assert (finding.count, finding.share) == (150, 1.0)
    assert dict(finding.evidence)["confirmed"] == 50
    assert (report.coverage.rows, report.coverage.files, report.coverage.bytes) == (
        160,
        2,
        taken.snapshot.size,
    )
    assert report.fingerprint == taken.snapshot.fingerprint
    assert [rows for _, rows, _ in steps] == sorted({rows for _, rows, _ in steps})
    assert steps[-1][1] == 160


def test_findings_do_not_depend_on_how_rows_fall_into_batches(detector):
    values = [f"u{n}@example.com" if n % 10 == 0 else f"id {n}" for n in range(400)]
    table = pa.table({"c": values})
    reports = [
        detector.scan(TakenInMemory({"a.parquet": table}, batch_rows=size), lambda *_: None)
        for size in (400, 33)
    ]
    assert reports[0] == reports[1]


def test_a_column_that_is_empty_is_reported_as_a_column(scan):
    report = scan(
        pa.table({"email": pa.array([], pa.string()), "s": pa.array([], pa.struct([("x", pa.int8())]))})
    )
    assert [(column.label, column.rows) for column in report.columns] == [("email", 0), ("s.x", 0)]
    assert report.coverage.is_full


def test_metadata_is_scanned_and_shown_beside_its_column(scan):
    metadata = metadata_batch("part.parquet", {"full_name": ["Ada Lovelace", "Zed Zimmer"], "email": ["a@example.com"] * 2,
                                               "creator": ["parquet-cpp-arrow version 21.0.0", None],
                                               "pandas": ['{"index_columns": [], "columns": [{"name": "x"}]}', None]})  # fmt: skip
    report = scan(pa.table({"email": pa.nulls(3, pa.string())}), metadata=[metadata])
    assert found(report) == {"(metadata) full_name": {"PERSON"}, "(metadata) email": {"EMAIL_ADDRESS"}}
    assert report.coverage.columns == 1
    assert report.coverage.rows == 3
    assert report.coverage.is_full


def test_a_fault_of_the_data_is_never_a_report(detector):
    class Broken(TakenInMemory):
        def batches(self):
            yield from super().batches()
            raise DataError(ErrorCode.SOURCE_PARTLY_READ, "the file ends too early")

    with pytest.raises(DataError):
        detector.scan(Broken({"a.parquet": pa.table({"x": [1]})}), lambda *_: None)


def test_a_report_survives_json(scan):
    report = scan(pa.table({"email": ["ada@example.com"], "ref": ["9434765919"]}))
    assert any(column.suppressed for column in report.columns)
    assert ScanReport.from_json(report.as_json()).as_json() == report.as_json()


def test_no_object_on_the_way_shows_a_value(detector):
    from airflow_gov_provider.core.detection.columns import Column
    from airflow_gov_provider.core.detection.leaves import as_text, leaves_of

    rows = pa.RecordBatch.from_pydict({"c": ["secret-canary Anna Berg said so", "x y z u v w q"]})
    (leaf,) = leaves_of(rows, str)
    read = as_text(leaf.values)
    column = Column(leaf, Place.VALUES, 1)
    column.feed(read, detector.recognitions, {}, None)
    shown = " ".join(
        map(
            repr,
            (
                leaf,
                read,
                column,
                column._distinct(read),
                column.facts(),
                column.facts().drawn,
                *column._probes.values(),
            ),
        )
    )
    assert "canary" not in shown
    assert "Berg" not in shown


def test_values_that_were_not_read_for_names_are_read_when_their_column_turns_out_to_be_prose(detector):
    things = [f"chair {at}" for at in range(10)] + ["Anna Schmidt"]
    prose = [f"the parcel {at} was left at the back door and nobody was at home" for at in range(40)]
    rows = [pa.RecordBatch.from_pydict({"product": values}) for values in (things, things + prose)]
    taken = TakenInMemory({"part.parquet": pa.Table.from_batches(rows)})
    assert "PERSON" in found(detector.scan(taken, lambda *_: None))["product"]
