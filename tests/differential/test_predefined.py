"""Presidio alone against our gates before it, for everything Presidio ships: no span may get lost."""

from __future__ import annotations

import dataclasses
import re

import pytest

from airflow_gov_provider.core.detection.candidates.gates import Gate
from airflow_gov_provider.core.detection.recognizers.recognition import PatternGate, Recognition
from tests.differential.predefined import all_recognizers, cells_for
from tests.differential.spans import lost_spans, spans_of

SEED, CELLS = 20260101, 250
RECOGNIZERS = {recognizer.name: recognizer for recognizer in all_recognizers()}


@pytest.mark.parametrize("name", RECOGNIZERS)
def test_no_gate_refuses_what_its_recognizer_finds(name):
    recognition = Recognition.of(RECOGNIZERS[name], validates=True)
    values = cells_for(RECOGNIZERS[name], SEED, CELLS)
    _, lost = lost_spans(recognition, values)
    assert lost == []


def test_the_cells_make_nearly_every_recognizer_find_something():
    silent = [
        name
        for name, recognizer in RECOGNIZERS.items()
        if not any(spans_of(recognizer, value) for value in cells_for(recognizer, SEED, CELLS))
    ]
    # Checksums over many digits are rarely met by chance; their spans stand in the seeds of the unit test.
    assert len(silent) <= len(RECOGNIZERS) // 10, silent


def narrower(gate: Gate, how: str) -> Gate:
    """A gate with a bug of the kinds that one makes."""
    match how:
        case "a class lost members":
            change = lambda text: text.replace("0-9", "0-4").replace(r"\d", "[0-4]").replace("A-Z", "A-F")
        case "the case of letters counts":
            change = lambda text: text.replace("(?i:", "(?:")
        case "a repetition ends too early":
            change = lambda text: (
                re.sub(r"\{(\d+),(\d*)\}", lambda m: "{" + m[1] + "," + m[1] + "}", text) + "$"
            )
        case _:
            return dataclasses.replace(gate, needs=gate.needs | {"\u2603"})
    return dataclasses.replace(gate, ascii=change(gate.ascii), unicode=change(gate.unicode))


BUGS = (
    "a class lost members",
    "the case of letters counts",
    "a repetition ends too early",
    "a need too many",
)


@pytest.mark.parametrize("name", RECOGNIZERS)
def test_a_bug_planted_in_its_gates_is_caught(name):
    recognition = Recognition.of(RECOGNIZERS[name], validates=True)
    values = cells_for(RECOGNIZERS[name], SEED, CELLS)
    spans, _ = lost_spans(recognition, values)
    if not spans:
        pytest.skip("no cell of this seed passes its checksum: a bug has nothing to lose here")
    caught = []
    for bug in BUGS:
        patterns = tuple(
            PatternGate(each.score, narrower(each.gate, bug) if each.gate else None)
            for each in recognition.patterns
        )
        _, lost = lost_spans(dataclasses.replace(recognition, patterns=patterns), values)
        if lost:
            caught.append(bug)
    assert caught, "four bugs, and none was noticed"
