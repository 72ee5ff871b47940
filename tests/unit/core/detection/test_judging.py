"""When the language model is asked about short values: only where its answer could matter."""

from __future__ import annotations

import pytest

from airflow_gov_provider.core.detection.verdicts.judging import judge
from airflow_gov_provider.core.detection.verdicts.names import judge_short, sample_counts
from tests.unit.core.detection.test_declared import facts

THINGS = [
    "Garden Hose",
    "Desk Lamp",
    "Tool Box",
    "Paint Roller",
    "Oak Table",
    "Tin Can",
    "Wall Clock",
    "Tea Pot",
]
PEOPLE = [
    "Maria Schmidt", "John Peterson", "Carlos Herrera", "Anna Kowalski", "Michael Turner", "Sofia Rossi",
    "Lena Fischer", "Pablo Moreno", "Rachel Cohen", "Viktor Petrov", "Daniel Weber", "Julia Novak",
]  # fmt: skip


class Model:
    """A language model of one opinion, which counts how often it is asked."""

    def __init__(self, *, sees_people: bool) -> None:
        self.sees_people = sees_people
        self.asked = 0

    def __call__(self, texts):
        self.asked += 1
        return [[(0, len(text))] if self.sees_people else [] for text in texts]


@pytest.mark.parametrize(
    ("header", "values", "is_asked"),
    [
        ("product_name", THINGS, False),
        ("product_name", PEOPLE, True),
        ("customer", THINGS, True),
        ("customer", PEOPLE, True),
        ("first_name", PEOPLE, False),
        ("product_name", ["7-11", "4711", "X-1"], False),
        ("customer", ["7-11", "4711", "X-1"], False),
        ("c0", PEOPLE, False),
    ],
)
def test_the_model_is_asked_about_short_values_only_where_it_could_change_the_verdict(
    header, values, is_asked
):
    model = Model(sees_people=False)
    judge([facts(header, values)], model)
    assert bool(model.asked) is is_asked


@pytest.mark.parametrize("sees_people", [True, False])
@pytest.mark.parametrize("values", [THINGS, PEOPLE, [*THINGS, *PEOPLE], THINGS[:2] + PEOPLE[:2]])
@pytest.mark.parametrize("header", ["product_name", "customer", "first_name", "station"])
def test_where_it_is_not_asked_its_answer_would_have_changed_nothing(header, values, sees_people):
    column = facts(header, values)
    (report,), _ = judge([column], Model(sees_people=sees_people))
    asked = judge_short(sample_counts(column.drawn, Model(sees_people=sees_people)), column.header)
    found = [finding for finding in report.findings if finding.entity_type == "PERSON"]
    assert [(f.count, f.score) for f in found] == ([] if asked is None else [(asked.count, asked.score)])
