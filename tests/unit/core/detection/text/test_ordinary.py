"""Words that are no names: nouns by what stands before them, exclamations, a dictionary's words."""

import pytest

from airflow_gov_provider.core.detection.text.finder import Finder
from airflow_gov_provider.core.detection.text.ordinary import (
    Vocabulary,
    german_nouns,
    is_exclamation,
    is_german,
    no_vocabulary,
)
from airflow_gov_provider.core.detection.text.persons import likely
from airflow_gov_provider.core.detection.text.tagging import Token, tagged
from airflow_gov_provider.core.detection.text.words import words_of
from airflow_gov_provider.core.detection.verdicts.lists import Lists

LISTS = Lists(
    given=frozenset(["karl", "grace", "omg"]), family=frozenset(["schmidt"]), things=frozenset(["tisch"])
)
ENGLISH = Vocabulary(frozenset(["bore", "enemy", "run", "happy", "make", "grace", "beyond", "stormy"]))


def _sure_of_all(text, share=0.3):
    """A model that takes each word for a name, and leaves so much of it outside."""
    return [Token(word.start, word.end, "GIVEN_NAME", share, 1 - share) for word in words_of(text)]


def _people(text, share=0.3, vocabulary=None):
    return {text[s.start : s.end] for s in tagged(text, _sure_of_all(text, share), LISTS, vocabulary)}


@pytest.mark.parametrize(
    "text",
    [
        "Gestern kam der Brunnenbauer mit dem Auto auf den Hof",
        "Sie fand eine alte Handschrift in der Kirche von Bern",
        "Er malte mit kräftigen leuchtenden Erdfarben auf Holz und Stein",
    ],
    ids=["behind an article", "behind an article and an adjective", "behind adjectives"],
)
def test_a_german_noun_is_nobody_however_much_a_model_likes_it(text):
    noun = next(name for name in ("Brunnenbauer", "Handschrift", "Erdfarben") if name in text)
    words = words_of(text)
    assert is_german(words)
    assert noun in {words[at].text for at in german_nouns(text, words)}
    assert not any(noun in found for found in _people(text))


@pytest.mark.parametrize(
    "text",
    ["Gestern sagte Brunnenbauer im Rat, er gehe", "Mit Brunnenbauer kam auch die Schwester", "Es spielten, neben anderen, Brunnenbauer und der Chor"],
    ids=["behind a verb", "behind a preposition", "behind a comma"],
)  # fmt: skip
def test_a_capital_elsewhere_in_german_may_be_a_name(text):
    assert any("Brunnenbauer" in found for found in _people(text))


def test_a_listed_name_behind_a_german_article_needs_a_model_that_is_sure():
    text = "Damals war der Karl mit seiner Frau auf dem Markt in Bern und auch im Wald"
    assert "Karl" in _people(text, 0.3)
    assert "Karl" not in _people(text, 0.7)


def test_articles_of_other_languages_make_no_nouns():
    text = "We met the Brunnenbauer family at the door of their house"
    assert not is_german(words_of(text))


@pytest.mark.parametrize(
    "text", ["lmao", "OMG", "hahahaha", "Yessssss", "YAAASSS", "looool", "kkkkk", "jajaja", "Hurray"]
)
def test_sounds_and_chat_are_exclamations_drawn_out_or_not(text):
    assert is_exclamation(words_of(text)[0]) is (text != "Yessssss")
    if text != "Yessssss":
        assert _people(f"so then {text} again", 0.1) & {text} == set()


@pytest.mark.parametrize(
    "text", ["Ana", "Hana", "Lola", "Kiki", "Aaliyah", "Otto", "Jonyeee", "Hillary", "Lee"]
)
def test_names_are_none(text):
    assert not is_exclamation(words_of(text)[0])


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("boring", True), ("enemies", True), ("running", True), ("happiest", True), ("maker", True), ("beyooond", True), ("enemy's", True),
        ("tamina", False), ("khaled", False), ("s", False), ("ing", False),
    ],
)  # fmt: skip
def test_a_dictionary_knows_the_forms_of_its_words(word, known):
    assert ENGLISH.has(word) is known


def test_small_letters_make_a_dictionarys_word_ordinary_and_capitals_do_not():
    assert _people("we saw stormy there", 0.1, ENGLISH) & {"stormy"} == set()
    assert "Stormy" in _people("we saw Stormy there", 0.1, ENGLISH)
    assert any("grace" in found for found in _people("we saw grace there", 0.1, ENGLISH)), "listed names stay"
    assert any("stormy" in found for found in _people("we saw stormy there", 0.1, no_vocabulary()))


def test_a_second_opinion_is_held_to_the_dictionary_too():
    text = "then stormy met Ravenna"
    spans = [(5, 11), (16, 23)]
    assert [text[s.start : s.end] for s in likely(text, spans, LISTS, ENGLISH)] == ["Ravenna"]
    assert [text[s.start : s.end] for s in likely(text, spans, LISTS)] == ["stormy", "Ravenna"]


@pytest.mark.parametrize(
    "text", ["last_name_ravenna", "Ravenna='x", "<td>Ravenna", "{Ravenna", "a\\Ravenna", "a|Ravenna"]
)
def test_a_second_opinion_on_code_is_not_heard(text):
    assert list(likely(text, [(0, len(text))], LISTS)) == []


def test_only_english_is_held_to_the_dictionary_of_english():
    def second(texts):
        return [[(0, len("stormy"))] for _ in texts]

    finder = Finder((), None, lambda: LISTS, second, lambda: ENGLISH)
    found = finder(["stormy is what they have for you and the rest of us"])
    assert found == [[]], "asked as English, and ordinary there"


def test_a_title_alone_is_nobody():
    assert _people("Desembargador Vogal", 0.1) == set()


def test_types_show_no_words():
    assert "bore" not in repr(ENGLISH)
