"""The recognizers that are loaded for a scan, ours and the one of telephones among them: no span may get lost."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

import pytest

from airflow_gov_provider.core.detection.recognizers.recognition import Recognition
from airflow_gov_provider.stores.detectors import load_recognitions
from tests.differential.matching import Matching, disturbed
from tests.differential.predefined import cells_for
from tests.differential.spans import lost_spans, spans_of
from tests.differential.test_predefined import CELLS, RECOGNIZERS, SEED, caught

LOADED = {
    f"{one.recognizer.name} {one.entity}": one
    for one in load_recognitions()[0]
    if one.recognizer.name not in RECOGNIZERS
}
#: Of numbering plans' ranges for drama, and as many ways of writing.
TELEPHONES = (
    "+1 415 555 0132", "(415) 555-0132", "415.555.0132", "+44 20 7946 0958", "020 7946 0958", "+49 30 901820",
    "0044 131 496 0123", "+33 1 99 00 12 34", "+61 2 5550 1234", "+91 98765 43210", "+55 11 5555-0123",
)  # fmt: skip


#: What a pattern alone does not make: something must stand before it, or a name must stand behind it.
WRITTEN: dict[str, tuple[str, ...]] = {
    "Cards behind letters CREDIT_CARD": ("PAN4111111111111111", "card_5555555555554444", "x378282246310005"),
    "PERSON in machines' formats PERSON": (
        "CN=Maria Schmidt,OU=People,DC=example,DC=com", "Author: Maria Schmidt <maria@example.com>",
        "BEGIN:VCARD FN:Maria Schmidt END:VCARD", "PID|1||77^^^A||Schmidt^Maria||19800512|F", "NM1*IL*1*SCHMIDT*MARIA",
    ),
    "USERNAME in machines' formats USERNAME": (
        "/home/maria.schmidt/notes", "C:\\Users\\maria.schmidt\\notes", "uid=maria.schmidt,ou=people",
    ),
    "DATE_OF_BIRTH in machines' formats DATE_OF_BIRTH": (
        "PID|1||77^^^A||Schmidt^Maria||19800512|F", "DMG*D8*19800512*F", "DMG|D8|19751230|M",
    ),
    "PASSPORT in machines' formats PASSPORT": (
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10", "L01X00T478D<<8308126F1502282<<<<<<<<<<<<<<02",
    ),
}  # fmt: skip
#: Of texts that a pattern matches this many are tried until enough of them pass the checksum.
TRIES, ENOUGH = 6_000, 12


@cache
def values_of(name: str) -> list[str]:
    recognizer = LOADED[name].recognizer
    rng = random.Random(f"{name} {SEED}")
    if LOADED[name].entity == "PHONE_NUMBER":
        return list(dict.fromkeys(disturbed(rng, rng.choice(TELEPHONES)) for _ in range(CELLS)))
    found = [*WRITTEN.get(name, ()), *islice(_passing(recognizer, rng), ENOUGH)]
    return [*cells_for(recognizer, SEED, CELLS), *found, *(disturbed(rng, text) for text in found * 4)]


def _passing(recognizer: Any, rng: random.Random) -> Iterator[str]:
    """Texts in which the recognizer finds something: many checksums are passed by one in a thousand."""
    matching = Matching(rng)
    patterns = [(each.regex, int(recognizer.global_regex_flags)) for each in recognizer.patterns]
    for at in range(TRIES):
        text = matching.text(*patterns[at % len(patterns)])
        if spans_of(recognizer, text):
            yield text


@pytest.mark.parametrize("name", LOADED)
def test_no_gate_refuses_what_a_loaded_recognizer_finds(name):
    spans, lost = lost_spans(LOADED[name], values_of(name))
    assert lost == []
    assert spans, "cells in which nothing is found prove nothing"


@pytest.mark.parametrize("name", LOADED)
def test_a_bug_planted_in_a_loaded_recognizers_gates_is_caught(name):
    assert caught(LOADED[name], values_of(name)), "four bugs, and none was noticed"


def test_each_family_of_recognizers_has_been_caught_with_a_bug():
    loaded: list[Recognition] = list(load_recognitions()[0])
    tested = {one.recognizer.name for one in LOADED.values()} | RECOGNIZERS.keys()
    missing = [one.recognizer.name for one in loaded if one.recognizer.name not in tested]
    assert missing == []
