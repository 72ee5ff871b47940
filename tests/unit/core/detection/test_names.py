"""Names of people: by header, by lists, by the model's opinion on a sample."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from airflow_gov_provider.core.detection.headers import Header

PEOPLE = [
    "Maria Schmidt", "John Peterson", "Aisha Rahman", "Carlos Herrera", "Anna Kowalski", "Priya Sharma",
    "Michael Turner", "Sofia Rossi", "Kenji Tanaka", "Fatima Haddad", "Lena Fischer", "Omar Hassan",
    "Ingrid Larsen", "Pablo Moreno", "Rachel Cohen", "Viktor Petrov",
]  # fmt: skip
WORK = [
    "asked about delivery times",
    "wants a refund",
    "reported a damaged parcel",
    "will come back on Monday",
]


def found(report) -> set[str]:
    return {finding.entity_type for finding in report.findings}


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("full_name", PEOPLE),
        ("fullName", [name.upper() for name in PEOPLE]),
        ("first_name", [name.split()[0].lower() for name in PEOPLE]),
        ("Nachname", [name.split()[1] for name in PEOPLE]),
        ("apellidos", ["Zubizarreta Etxeberria", "Goikoetxea"]),
        ("card_holder", ["Xiu Wg", "Qas Trell"]),
        ("customer", PEOPLE),
        ("col_7", PEOPLE),
    ],
)
def test_a_column_of_names_is_one(column, header, values):
    report = column(header, values)
    assert found(report) == {"PERSON"}
    evidence = dict(report.findings[0].evidence)
    assert evidence["sampled"] == len(set(values))
    assert 0 < evidence["hits"] <= evidence["sampled"]
    assert evidence["upper_bound"] >= evidence["hits"] / evidence["sampled"]


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("product_name", ["Garden Hose", "Desk Lamp", "Tool Box", "Paint Roller"]),
        ("name", ["groceries", "travel", "fuel"]),
        ("customer_segment", ["Gold", "Silver", "Bronze"]),
        ("full_name", ["unknown", "N/A", "none"]),
        ("full_name", ["1234", "5678"]),
        ("merchant_name", ["Peterson Tools Ltd", "Rossi Pizza", "Blue River Coffee", "Corner Books", "Acme"]),
        ("weekday", ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]),
        ("city", ["Charlotte", "Austin", "Florence", "Victoria", "Santiago", "Lisbon", "Porto"]),
        ("user_agent", ["Mozilla/5.0", "curl/8.1"]),
    ],
)
def test_what_is_called_a_name_but_is_nobodys_is_none(column, header, values):
    assert "PERSON" not in found(column(header, values))


def test_sentences_that_name_many_people_are_found_and_flagged_as_prose(column):
    rng = random.Random(2)
    values = [f"{rng.choice(PEOPLE)} {rng.choice(WORK)}, ticket {n}" for n in range(300)]
    report = column("note", values)
    assert report.free_text
    assert "PERSON" in found(report)


def test_one_name_among_thousands_of_sentences_is_found_by_the_lists_on_every_row(column):
    rng = random.Random(3)
    values = [f"customer {rng.choice(WORK)}, ticket {n}" for n in range(3_000)]
    values[1_777] = "customer Maria Schmidt wants a refund, ticket 1777"
    report = column("note", values)
    (finding,) = (f for f in report.findings if f.entity_type == "PERSON")
    assert finding.count == 1
    assert finding.share < 0.001


def test_the_share_of_a_sampled_column_is_estimated_by_rows_and_not_by_distinct_values(column):
    people = [f"{a.split()[0]} {b.split()[1]}son{chr(97 + n % 26)}" for n, (a, b) in enumerate(
        (a, b) for a in PEOPLE for b in PEOPLE for _ in range(8))]  # fmt: skip
    values = people + ["unknown"] * (3 * len(people))
    (finding,) = column("full_name", values).findings
    assert dict(finding.evidence)["lower_bound"] == 1
    assert finding.share == pytest.approx(0.25, abs=0.05)


def test_without_the_model_prose_counts_as_not_examined_and_short_values_as_before():
    from airflow_gov_provider.stores.detectors import build_detector
    from tests.fakes.taken import TakenInMemory

    table = pa.table({
        "note": [f"customer {WORK[n % 4]}, ticket {n}" for n in range(40)],
        "full_name": (PEOPLE * 3)[:40],
        "status": ["open", "closed"] * 20,
    })  # fmt: skip
    report = build_detector(label_key=b"k" * 32, ner=False).scan(
        TakenInMemory({"a.parquet": table}), lambda *_: None
    )
    assert [(item.what, item.why) for item in report.coverage.skipped] == [("note", "NER_OFF")]
    assert not report.coverage.is_full
    assert {c.label for c, f in report.findings if f.entity_type == "PERSON"} == {"full_name"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("customerEmail", ("customer", "email")),
        ("card_number", ("card", "number")),
        ("DOB", ("dob",)),
        ("HTTPServer2Name", ("http", "server", "2", "name")),
        ("Geburts-Datum", ("geburts", "datum")),
        ("prénom du client", ("prénom", "du", "client")),
        ("名前", ("名前",)),
        ("", ()),
    ],
)
def test_names_of_columns_are_split_into_words(name, words):
    assert Header.of([name]).words == words


@pytest.mark.parametrize(
    ("name", "context", "supported"),
    [
        ("creditcard_no", "credit", True),
        ("customer_id", "us", False),
        ("us_passport", "us", True),
        ("duplicate", "lic", False),
        ("trace_id", "race", False),
        ("cancelled", "cell", False),
        ("cellphone", "cell", True),
        ("social_security_no", "social security", True),
        ("antisocial_security", "social security", False),
    ],
)
def test_short_context_words_support_only_words_that_begin_with_them(name, context, supported):
    assert Header.of([name]).supports([context]) is supported
