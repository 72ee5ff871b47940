"""Presidio alone against our gates before it: no span may get lost."""

from __future__ import annotations

import random

import polars as pl

from airflow_gov_provider.core.detection.candidates.masks import Texts

CELLS = 3_000
SEEDS = [
    "4111 1111 1111 1111", "2223003122003222", "3782-822463-10005", "5555.5555.5555.4444", "ada@example.com",
    "DE89 3704 0044 0532 0130 00", "gb29nwbk60161331926819", "078-05-1121", "943 476 5919", "AB123456C",
    "192.0.2.17", "2001:db8::1", "00:1B:44:11:3A:B7", "0012.3456.789a", "+44 7911 123456", "AB1234563",
    "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "https://example.com/a?b=1",
    "12345678Z", "X1234567L", "RSSMRA85T10A562S", "44051401359", "131052-308T", "S1234567D", "123 456 782",
    "2123 45670 1", "1234 5678 9012", "ABCPE1234F", "900-70-1234", "A12345678", "Maria Schmidt", "Dr. Okonkwo",
    "Baker, Anna", "Catholic", "type 2 diabetes", "E11.9", "12/03/1980", "221 Baker Street", "Hauptstraße 5",
    "password=hunter22", "AKIA" + "IOSFODNN7EXAMPLE", "lesbian", "trade union member", "Hispanic", "12345678",
]  # fmt: skip
GLUE = ["", " ", "  ", "-", ".", "_", "/", ",", "\n", "\t", "é", "ß", "ı", "中", "٣", "K", "\u0301", "\u200d", "²", "(", ")", "+", "x", "0"]  # fmt: skip


def cells(rng: random.Random) -> list[str]:
    made = []
    for _ in range(CELLS):
        parts = [mutated(rng, rng.choice(SEEDS)) for _ in range(rng.randint(1, 3))]
        made.append(rng.choice(GLUE) + rng.choice(GLUE).join(parts) + rng.choice(GLUE))
    return list(dict.fromkeys(made))


def mutated(rng: random.Random, text: str) -> str:
    match rng.randint(0, 5):
        case 0:
            return text.swapcase()
        case 1:
            at = rng.randrange(len(text))
            return text[:at] + rng.choice(GLUE) + text[at + 1 :]
        case 2:
            at = rng.randrange(len(text))
            return text[:at] + rng.choice(GLUE) + text[at:]
        case _:
            return text


def test_no_span_that_a_loaded_recognizer_finds_is_refused_by_its_gates(detector):
    values = cells(random.Random(20260101))
    texts = Texts(pl.Series(values), pl.Series([1] * len(values)))
    spans, lost = 0, []
    for recognition in detector.recognitions:
        if recognition.entity == "PHONE_NUMBER":
            continue
        passed = texts.candidates(recognition.gates(supported=True)).to_list()
        entities = recognition.recognizer.supported_entities
        for value, through in zip(values, passed, strict=True):
            found = recognition.recognizer.analyze(value, entities, None)
            spans += len(found)
            if found and not through:
                lost.append((recognition.entity, value))
    assert spans > 3_000, "the cells hold too little to prove anything"
    assert not lost


def test_every_recognizer_has_gates_so_the_scan_is_fast(detector):
    without = [r.recognizer.name for r in detector.recognitions if any(p.gate is None for p in r.patterns)]
    assert without == []


def test_phones_that_count_without_support_pass_the_gate_of_their_shape(detector):
    (phone,) = (r for r in detector.recognitions if r.entity == "PHONE_NUMBER")
    rng = random.Random(7)
    numbers = ["+14155550132", "(415) 555-0132", "415-555-0132", "1 415 555 0132", "0044 20 7946 0958",
               "+49 30 901820", "030 901820", "+33 1 99 00 12 34", "020 7946 0958", "+44(0)20 7946 0958"]  # fmt: skip
    values = [
        rng.choice(["", "call ", "tel:", "é "]) + n + rng.choice(["", " now", ".", " ø"])
        for n in numbers * 20
    ]
    values = list(dict.fromkeys(values))
    texts = Texts(pl.Series(values), pl.Series([1] * len(values)))
    passed = phone.candidates(texts, supported=False, words=False).tolist()
    for value, through in zip(values, passed, strict=True):
        counts = [m for m in phone.matches(value, supported=False, number=False) if m.strength >= 2]
        assert through or not counts
