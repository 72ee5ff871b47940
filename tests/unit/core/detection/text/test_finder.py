"""The finder as a whole, with a model that says what the test wants."""

import pytest

from airflow_gov_provider.core.detection.text import finder
from airflow_gov_provider.core.detection.text.finder import Finder, pieces_of
from airflow_gov_provider.core.detection.text.language import may_be_english
from airflow_gov_provider.core.detection.text.tagging import Token
from airflow_gov_provider.core.detection.verdicts.lists import Lists

LISTS = Lists(given=frozenset(["anna"]), family=frozenset(["schmidt"]))


def _says(word, label="GIVEN_NAME"):
    def tagger(texts):
        return [
            [Token(at, at + len(word), label, 0.05, 0.95)] if (at := text.find(word)) >= 0 else []
            for text in texts
        ]

    return tagger


def _find(text, tagger=None):
    (spans,) = Finder((), tagger, lambda: LISTS)([text])
    return {(span.entity, text[span.start : span.end]) for span in spans}


def test_a_key_overrules_the_model():
    assert _find('{"hostname": "Zwelithini", "level": "info"}', _says("Zwelithini")) == set()
    assert _find('{"last_name": "Zwelithini", "level": "info"}', _says("Zwelithini")) == {
        ("PERSON", "Zwelithini")
    }


def test_a_key_of_a_thing_speaks_against_names_there_and_not_against_its_address():
    assert (
        _find('{"venue": "Zwelithini", "airport": "Zwelithini", "level": "info"}', _says("Zwelithini"))
        == set()
    )
    assert _find('{"venue": "12 Garden Street", "level": "info"}') == {("STREET_ADDRESS", "12 Garden Street")}


def test_in_traces_a_name_has_to_be_on_the_lists():
    assert _find('{"zq": "Mq Zwelithini", "level": "info"}', _says("Zwelithini")) == set()
    assert _find('{"zq": "Anna Schmidt", "level": "info"}') == {("PERSON", "Anna Schmidt")}


def test_keys_themselves_are_no_names():
    assert _find('{"Zwelithini": "1", "level": "info"}', _says("Zwelithini")) == set()


def test_in_prose_the_model_is_believed():
    assert _find("yesterday Zwelithini came by", _says("Zwelithini")) == {("PERSON", "Zwelithini")}


def test_without_a_model_forms_are_found():
    assert _find("Anna Schmidt, born 12 May 1979") == {
        ("PERSON", "Anna Schmidt"),
        ("DATE_OF_BIRTH", "12 May 1979"),
    }


@pytest.mark.parametrize("gap", [0, 500, 1_000])
def test_long_texts_are_read_to_their_end_and_nothing_is_cut(monkeypatch, gap):
    monkeypatch.setattr(finder, "PIECE", 2_000)
    monkeypatch.setattr(finder, "SHARED", 200)
    # Names everywhere, so one of them lies across every cut.
    text = "x" * gap + " Anna Schmidt came." * 600
    (spans,) = Finder((), None, lambda: LISTS)([text])
    assert [text[s.start : s.end] for s in spans] == ["Anna Schmidt"] * 600


def test_pieces_cover_a_text_without_a_place_to_cut():
    text = "x" * (3 * finder.PIECE + 7)
    covered = set()
    for offset, piece in pieces_of(text):
        assert text.startswith(piece[:10], offset)
        assert len(piece) <= finder.PIECE
        covered.update(range(offset, offset + len(piece)))
    assert covered == set(range(len(text)))


def test_a_second_opinion_is_asked_about_english_only_and_heard_where_it_is_likely():
    asked = []

    def second(texts):
        asked.extend(texts)
        return [[(0, text.index(" "))] for text in texts]

    texts = ["Shaqtin is the best of them", "Nervenimpulse sind nicht von der Art", "The is the best of them"]
    found = Finder((), None, lambda: LISTS, second)(texts)
    assert asked == [texts[0], texts[2]]
    assert [[(s.entity, s.start, s.end) for s in spans] for spans in found] == [[("PERSON", 0, 7)], [], []]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("that was the best of them", True),
        ("das war das Beste von allen", False),
        ("c'est la vie dans les villes", False),
        ("TANNER FOX", True),
        ("Сергей Петров", False),
        ("", False),
    ],
)
def test_small_words_tell_english_from_others(text, english):
    assert may_be_english(text) is english


def test_texts_without_anything_cost_the_model_nothing_and_keep_their_places():
    asked = []

    def tagger(texts):
        asked.extend(texts)
        return [[] for _ in texts]

    found = Finder((), tagger, lambda: LISTS)(["", " \n", "Anna Schmidt", ""])
    assert asked == ["Anna Schmidt"]
    assert [len(spans) for spans in found] == [0, 0, 1, 0]


def test_however_long_a_text_is_the_model_sees_a_bounded_part_of_it_at_once(monkeypatch):
    monkeypatch.setattr(finder, "PIECE", 2_000)
    monkeypatch.setattr(finder, "SHARED", 200)
    monkeypatch.setattr(finder, "TOGETHER", 6_000)
    sizes = []

    def tagger(texts):
        sizes.append(sum(map(len, texts)))
        return [[] for _ in texts]

    Finder((), tagger, lambda: LISTS)(["word " * 10_000, "word " * 10_000])
    assert sum(sizes) > 100_000
    assert max(sizes) <= 8_000
