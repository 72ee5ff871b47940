"""Names of columns, files, partitions and keys that hold personal data themselves."""

from __future__ import annotations

import pyarrow as pa
import pytest

from airflow_gov_provider.core.detection.naming import FEWEST_PEOPLE, is_person
from tests.fakes.taken import TakenInMemory

SSN = "536-90-4399"
CARD = "4" + "1" * 15
NHS = "943476" + "5919"
IBAN = "GB33" + "BUKB" + "20201555555555"


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("ann@example.com", "EMAIL_ADDRESS"),
        ("answer of ann@example.com", "EMAIL_ADDRESS"),
        ("email=ann%40example.com/part-0.parquet", "EMAIL_ADDRESS"),
        ("ann@example.com.csv.gz", "EMAIL_ADDRESS"),
        ("export_ann__example.com", "EMAIL_ADDRESS"),
        ("ann_at_example_dot_com", "EMAIL_ADDRESS"),
        ("YW5uQGV4YW1wbGUuY29t.json", "EMAIL_ADDRESS"),
        ("616e6e406578616d706c652e636f6d", "EMAIL_ADDRESS"),
        ("in/mails/ann@example.com/2024.eml", "EMAIL_ADDRESS"),
        ("user=ann@host.internal", "EMAIL_ADDRESS"),
        (f"ssn_{SSN}", "US_SSN"),
        (f"{SSN}.pdf", "US_SSN"),
        (f"ssn={SSN.replace('-', '')}/x", "US_SSN"),
        (f"card {CARD}", "CREDIT_CARD"),
        (f"statement_{IBAN}.xml", "IBAN_CODE"),
        ("phone=4155550132", "PHONE_NUMBER"),
        ("+44 20 7946 0255", "PHONE_NUMBER"),
        ("10.20.30.40.log", "IP_ADDRESS"),
        ("Maria Garcia", "PERSON"),
        ("garcia_maria.pdf", "PERSON"),
        ("customer=Maria%20Garcia", "PERSON"),
        ("Siobhan Gallagher", "PERSON"),
        ("Gallagher, Siobhan.pdf", "PERSON"),
        ("Niamh O'Brien", "PERSON"),
        ("Grace Hill", "PERSON"),
        ("Mark Fisher", "PERSON"),
        ("Anne Smith", "PERSON"),
        (NHS, "UK_NHS"),
        (f"{NHS[:3]} {NHS[3:6]} {NHS[6:]}", "UK_NHS"),
        (f"out/{NHS}.csv", "UK_NHS"),
        ("440514" + "01359", "PL_PESEL"),
        ("12345678" + "Z", "ES_NIF"),
        ("800101" + "5009087", "ZA_ID_NUMBER"),
        ("12 Main Street Springfield", "STREET_ADDRESS"),
        ("12_Main_Street", "STREET_ADDRESS"),
    ],
)
def test_a_telling_name_is_shown_as_a_digest(detector, name, entity):
    assert entity in detector._in_name(name)
    assert detector.label(name).startswith("column-")


@pytest.mark.parametrize(
    "name",
    [
        "part-00000-3f2504e0-4f89-11d3-9a0c-0305e82c3301-c000.snappy.parquet",
        "year=2024/month=01/day=05/hour=10",
        "date=2024-01-05",
        "export_20240105_123000.csv",
        "20240105T123000Z-0001.json",
        "sha256-" + "0a1b2c3d" * 8,
        "order_number",
        "phone=unknown",
        "email=__HIVE_DEFAULT_PARTITION__",
        "total_2019_2020_2021_2022",
        "warehouse.public.customers.email",
        "v1.10.3",
        "maria",
        "maria_db_dump",
        "first_last",
        "charlotte_russe",
        "Max Price",
        "Unit Price",
        "Total Amount",
        "Branch Fee",
        "Carrier Link",
        "Sales Parts",
        "June Cash",
        "First Name",
        "San Diego",
        "Hong Kong",
        "June Sales",
        "Sierra Nevada",
        "7 Day View",
        "2 Wheel Drive",
        "4 lane road",
        "2024010512",
        "hour=2024010515",
        "2024-01-05-12",
        "202401051530",
        "2020-2021-2022",
        "1700000005",
        "1700000000000",
        "0000000019",
        "9434765918",
        "invoice_9434765919_final",
    ],
)
def test_an_ordinary_name_stays(detector, name):
    assert detector.label(name) == name


@pytest.mark.parametrize(
    ("name", "answer"),
    [("Maria Garcia", True), ("garcia, maria", True), ("maria.garcia", True), ("Maria", False), ("Garcia", False),
     ("Maria 2", False), ("Maria Garcia total amount", False), ("customer_maria", False), ("", False)],
)  # fmt: skip
def test_only_given_and_family_name_together_are_a_person(name, answer):
    assert is_person(name) is answer


PEOPLE = ["Maria Garcia", "John Smith", "Anna Schmidt", "Peter Schmidt"]


def in_names(report):
    return [finding.entity_type for _, finding in report.findings if finding.in_name]


def test_a_table_with_a_person_to_a_column_is_told_of_in_each_of_these(scan):
    report = scan(pa.table({"week": [1, 2], **{name: [3, 4] for name in PEOPLE}}))
    assert in_names(report) == ["PERSON"] * len(PEOPLE)
    assert not any(name in str(report.as_json()) for name in PEOPLE)


def test_a_column_or_two_named_like_people_are_brands(scan):
    few = PEOPLE[: FEWEST_PEOPLE - 1]
    assert in_names(scan(pa.table({name: [3, 4] for name in few}))) == []
    many = {f"c{number}": [1] for number in range(10)}
    assert in_names(scan(pa.table({**many, **{name: [3] for name in PEOPLE}}))) == []


def test_a_table_with_an_address_to_a_column_is_told_of_and_a_single_shop_is_not(scan):
    streets = [f"{number} {name} Street" for number, name in ((12, "Main"), (7, "Mill"), (90, "Elm"))]
    assert in_names(scan(pa.table({street: [1] for street in streets}))) == ["STREET_ADDRESS"] * 3
    report = scan(pa.table({"week": [1], streets[0]: [2], "total": [3], "sum": [4]}))
    assert in_names(report) == []
    assert streets[0] not in str(report.as_json())


def test_rare_names_of_people_make_a_pivoted_table_too(scan):
    people = ["Siobhan Gallagher", "Niamh O'Brien", "Saoirse Kavanagh"]
    assert in_names(scan(pa.table({name: [1] for name in people}))) == ["PERSON"] * 3


def test_a_number_that_passes_one_check_digit_counts_unless_its_neighbours_fail(scan):
    assert in_names(scan(pa.table({"week": [1], NHS: [2]}))) == ["UK_NHS"]
    failing = [str(int(NHS) + step) for step in (1, 2, 3)]
    report = scan(pa.table({NHS: [2], **{name: [3] for name in failing}}))
    assert in_names(report) == []
    assert NHS not in str(report.as_json())


def test_files_named_by_counters_are_nobodys_number(detector):
    def named(report):
        return [finding.entity_type for _, finding in report.findings if finding.in_name]

    table = pa.table({"n": [1]})
    alone = detector.scan(TakenInMemory({f"{NHS}.parquet": table}), lambda *_: None)
    assert named(alone) == ["UK_NHS"]
    files = {f"{int(NHS) + step}.parquet": table for step in range(6)}
    counted = detector.scan(TakenInMemory(files), lambda *_: None)
    assert named(counted) == []


def test_the_name_of_a_file_is_searched_and_never_shown(detector):
    files = {
        "email=ann%40example.com/part-0.parquet": pa.table({"n": [1]}),
        "year=2024/part-1.parquet": pa.table({"n": [2]}),
    }
    report = detector.scan(TakenInMemory(files), lambda *_: None)
    ((column, finding),) = report.findings
    assert (finding.entity_type, finding.in_name) == ("EMAIL_ADDRESS", True)
    assert column.label.startswith("(metadata) file name column-")
    assert "ann" not in str(report.as_json())


@pytest.mark.parametrize(
    "name",
    [
        "Siobhan Gallagher (HR)",
        "Mr. Siobhan Gallagher",
        "Siobhan Gallagher 1980",
        "Siobhan Gallagher - salary",
        "patient Siobhan Gallagher",
        "siobhan_gallagher",
        "SiobhanGallagher",
        "siobhan.gallagher",
    ],
)
def test_a_person_with_a_title_a_remark_or_in_small_letters_is_not_shown(detector, name):
    assert detector.label(name).startswith("column-")


@pytest.mark.parametrize(
    "name",
    [
        "Unit Price (EUR)",
        "Grace Period (days)",
        "Mark Up 2020",
        "firstName",
        "UnitPrice",
        "NorthCarolina",
        "mark_read",
        "baker_street",
        "frank_score",
        "jordan_river",
        "wilson_interval",
        "young_adult",
        "rose_garden",
    ],
)
def test_headings_with_remarks_and_programs_names_stay_readable(detector, name):
    assert detector.label(name) == name
