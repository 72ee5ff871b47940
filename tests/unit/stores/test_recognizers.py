"""Users' own recognizers: loaded by Presidio, gated like ours, and never left out in silence."""

from __future__ import annotations

import sys
import types
from textwrap import dedent

import pyarrow as pa
import pytest
from presidio_analyzer import EntityRecognizer, RecognizerResult

from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.stores.detectors import build_detector
from tests.fakes.taken import TakenInMemory

KEY = b"\x03" * 32
BADGE = """
    recognizers:
      - name: Employee badge
        supported_language: en
        supported_entity: EMPLOYEE_BADGE
        patterns:
          - {name: badge, regex: "EB-[0-9]{6}", score: 0.6}
"""


class Vowels(EntityRecognizer):
    """Knows no pattern, and two entity types."""

    def __init__(self) -> None:
        super().__init__(supported_entities=["ALL_VOWELS", "NO_VOWEL"], name="vowels")

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text, entities, nlp_artifacts=None):
        vowels = [character in "aeiou" for character in text]
        found = "ALL_VOWELS" if all(vowels) else "" if any(vowels) else "NO_VOWEL"
        # What was not asked for too, as many a recognizer does.
        return [RecognizerResult(found, 0, len(text), 0.9)] if found else []


class Needy(Vowels):
    """Can not be made without arguments."""

    def __init__(self, model: str) -> None:
        super().__init__()
        self.model = model


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    module = types.ModuleType("own_recognizers")
    module.Vowels, module.Needy, module.Thing = Vowels, Needy, int
    monkeypatch.setitem(sys.modules, "own_recognizers", module)


@pytest.fixture
def file(tmp_path):
    def written(text: str) -> str:
        path = tmp_path / "own.yaml"
        path.write_text(dedent(text), encoding="utf-8")
        return str(path)

    return written


def found(sources, **columns):
    detector = build_detector(label_key=KEY, ner=False, recognizers=sources)
    report = detector.scan(TakenInMemory({"a.parquet": pa.table(columns)}), lambda *_: None)
    return {(column.label, finding.entity_type): finding.count for column, finding in report.findings}


def test_a_pattern_of_a_registry_file_is_found_among_ours(file):
    seen = found([file(BADGE)], code=["EB-123456", "EB-12345", "eb-654321"], mail=["ada@example.com"] * 3)
    assert seen == {("code", "EMPLOYEE_BADGE"): 2, ("mail", "EMAIL_ADDRESS"): 3}


def test_a_predefined_recognizer_of_any_language_can_be_turned_on(file):
    text = "recognizers:\n  - {name: DeVatIdRecognizer, type: predefined, supported_languages: [de]}"
    seen = found([file(text)], vat=["DE136695976", "DE129273398", "no such number"])
    assert any(entity.startswith("DE_VAT") for _, entity in seen)


def test_a_class_without_patterns_sees_every_value_once_for_each_of_its_types():
    seen = found(["own_recognizers:Vowels"], c=["aeiou", "xyz", "other", "brrr"])
    assert seen == {("c", "ALL_VOWELS"): 1, ("c", "NO_VOWEL"): 2}


def test_every_recognizer_is_part_of_the_detectors_identity(file):
    plain = build_detector(label_key=KEY, ner=False).digest
    badge = build_detector(label_key=KEY, ner=False, recognizers=[file(BADGE)]).digest
    other = build_detector(label_key=KEY, ner=False, recognizers=[file(BADGE.replace("{6}", "{7}"))]).digest
    vowels = build_detector(label_key=KEY, ner=False, recognizers=["own_recognizers:Vowels"]).digest
    assert len({plain, badge, other, vowels}) == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("recognizers: 7", "no list"),
        ("recognizers: [UsSsnRecognizer]", "no list"),
        ("- a", "no mapping"),
        ("recognizers: [", "can not be read"),
        ("recognizers:\n  - {name: NoSuchRecognizer, type: predefined}", "can not be loaded"),
        ("recognizers:\n  - {name: x, supported_entity: X}", "can not be loaded"),
        ("recognizers:\n  - {name: x, supported_entity: X, score_thresholds: {X: 0.1}}", "score_thresholds"),
        (BADGE.replace("EB-[0-9]{6}", "EB-[0-9"), "can not be loaded"),
    ],
)
def test_a_file_that_can_not_be_used_is_an_error_and_nothing_is_left_out(file, text, said):
    with pytest.raises(UsageError) as caught:
        build_detector(label_key=KEY, ner=False, recognizers=[file(text)])
    assert caught.value.code is ErrorCode.CONFIGURATION_INVALID
    assert said in caught.value.what


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("/no/such/file.yaml", "can not be read"),
        ("own_recognizers", "neither"),
        ("own_recognizers:Missing", "imported"),
        ("no_such_module:Thing", "imported"),
        ("own_recognizers:Thing", "EntityRecognizer"),
        ("own_recognizers:Needy", "without arguments"),
    ],
)
def test_a_source_that_is_not_there_is_an_error(source, said):
    with pytest.raises(UsageError) as caught:
        build_detector(label_key=KEY, ner=False, recognizers=[source])
    assert caught.value.where == source
    assert said in caught.value.what
