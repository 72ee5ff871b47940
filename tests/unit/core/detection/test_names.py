"""Names of people: by header, by lists, by the model's opinion on a sample."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from airflow_gov_provider.core.detection.facts import Drawn
from airflow_gov_provider.core.detection.headers.header import Header
from airflow_gov_provider.core.detection.verdicts.names import judge_prose, sample_counts

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


def test_a_name_deep_in_a_long_document_is_found(column):
    document = "the parcel was late and nobody knew why. " * 100 + "We then spoke with Lena Wrzosek about it."
    (finding,) = column(
        "document", [document, "the parcel came in time", "nothing new at all today"]
    ).findings
    assert (finding.entity_type, finding.count) == ("PERSON", 1)


def test_the_share_of_a_sampled_column_is_estimated_by_rows_and_not_by_distinct_values(column):
    letters = "bdfgklmnprst"
    people = [f"X{a}o{b} Z{c}u{a}e" for a in letters for b in letters for c in letters]
    (finding,) = column("full_name", people + ["4711"] * (3 * len(people))).findings
    assert dict(finding.evidence)["sampled"] < len(people) / 4
    assert dict(finding.evidence)["lower_bound"] == 1
    assert finding.share == pytest.approx(0.25, abs=0.05)


def test_a_capital_that_only_begins_a_sentence_makes_no_person():
    def first_word(texts):
        return [[(0, text.index(" "))] for text in texts]

    drawn = Drawn(
        ("Restocked twelve units", "Anna called again", "Returned the box", "x; Billed it"), (1,) * 4, 1.0, 4
    )
    assert sample_counts(drawn, first_word).model == {1}
    later = Drawn(("yes, Wknd said so", "open. Billed it"), (1, 1), 1.0, 2)
    words = sample_counts(later, lambda _: [[(5, 9)], [(6, 12)]])
    assert words.model == {0}


def test_one_word_taken_for_a_name_in_every_form_letter_is_no_column_of_names():
    drawn = Drawn(tuple(f"The Card of row {n} was replaced" for n in range(50)), (1,) * 50, 1.0, 50)
    assert judge_prose(sample_counts(drawn, lambda texts: [[(4, 8)]] * len(texts))) is None
    names = sample_counts(drawn, lambda texts: [[(4, 8 + n % 5)] for n, _ in enumerate(texts)])
    assert judge_prose(names).entity_type == "PERSON"


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
        ("prénom du client", ("prenom", "du", "client")),
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
