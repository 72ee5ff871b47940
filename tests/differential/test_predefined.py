"""Presidio alone against our gates before it, for everything Presidio ships: no span may get lost."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
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


def test_the_cells_make_every_recognizer_find_something():
    silent = [
        name
        for name, recognizer in RECOGNIZERS.items()
        if not any(spans_of(recognizer, value) for value in cells_for(recognizer, SEED, CELLS))
    ]
    assert silent == []


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


#: Where no gate can be had, so that every value is looked at, the bug is to have one.
EVERYTHING = Gate("", "", frozenset())


def caught(recognition: Recognition, values: list[str]) -> list[str]:
    """The bugs of which it shows that a span got lost."""
    found = []
    for bug in BUGS:
        patterns = tuple(
            PatternGate(each.score, narrower(each.gate or EVERYTHING, bug)) for each in recognition.patterns
        )
        if lost_spans(dataclasses.replace(recognition, patterns=patterns), values)[1]:
            found.append(bug)
    return found


@pytest.mark.parametrize("name", RECOGNIZERS)
def test_a_bug_planted_in_its_gates_is_caught(name):
    recognition = Recognition.of(RECOGNIZERS[name], validates=True)
    values = cells_for(RECOGNIZERS[name], SEED, CELLS)
    assert caught(recognition, values), "four bugs, and none was noticed"


SUMMED = [name for name in RECOGNIZERS if Recognition.of(RECOGNIZERS[name], validates=True).check]


@pytest.mark.parametrize("name", SUMMED)
def test_a_bug_planted_in_its_sum_of_digits_is_caught(name):
    """Bare digits that pass: of those that chance makes few do."""
    recognition = Recognition.of(RECOGNIZERS[name], validates=True)
    bare = [re.sub(r"\D", "", value) for value in cells_for(RECOGNIZERS[name], SEED, 40 * CELLS)]
    values = [value for value in dict.fromkeys(bare) if value and spans_of(recognition.recognizer, value)]
    assert lost_spans(recognition, values)[1] == []
    refusing = dataclasses.replace(recognition, check=lambda digits: np.zeros(len(digits), np.bool_))
    assert lost_spans(refusing, values)[1], "all sums were called wrong, and nothing was lost"
