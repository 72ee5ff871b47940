"""The dictionary of English that comes with spaCy's model."""

import pytest

from airflow_gov_provider.stores import vocabulary as module
from airflow_gov_provider.stores.language_models import ENGLISH
from airflow_gov_provider.stores.vocabulary import english_vocabulary

pytest.importorskip(ENGLISH, reason="the extra 'text' is not installed")


@pytest.mark.parametrize("word", ["table", "tables", "ran", "quickly", "happier", "mice", "boring"])
def test_ordinary_words_and_their_forms_are_known(word):
    assert english_vocabulary().has(word)


@pytest.mark.parametrize("word", ["zwelithini", "khaled", "tisch", "fenêtre"])
def test_names_and_other_languages_are_not(word):
    assert not english_vocabulary().has(word)


def test_without_the_package_there_is_no_dictionary(monkeypatch):
    monkeypatch.setattr(module, "ENGLISH", "no_such_model")
    english_vocabulary.cache_clear()
    try:
        assert not english_vocabulary().words
    finally:
        english_vocabulary.cache_clear()
