"""What a token classifier says, put together to spans and held against what we know of names and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from airflow_gov_provider.core.detection.spans import Span
from airflow_gov_provider.core.detection.text import persons
from airflow_gov_provider.core.detection.text.births import is_date
from airflow_gov_provider.core.detection.text.ordinary import (
    Vocabulary,
    german_nouns,
    is_exclamation,
    is_german,
    no_vocabulary,
)
from airflow_gov_provider.core.detection.text.words import Word, begins_sentence, words_of
from airflow_gov_provider.core.detection.verdicts.lists import Lists

#: A token counts when the model leaves it outside with less than this.
OUTSIDE = 0.8


@dataclass(frozen=True, slots=True)
class Token:
    """One token of the model.

    :param label: the likeliest label besides "outside", without its B- or I-.
    :param outside: probability that it is nothing, 0-1. :param name: that it is part of a name.
    """

    start: int
    end: int
    label: str
    outside: float
    name: float


#: Texts → the tokens of each.
Tagger = Callable[[Sequence[str]], list[list[Token]]]

#: Below this share a listed name with a capital is one whatever the model says. German nouns make it more.
_FEW_CAPITALS = 0.2
#: Where the language is against it a model has to be so sure: of words on lists of names, and of others.
_SURE = 0.5
_CERTAIN = 0.2
_NAMES = frozenset({"GIVEN_NAME", "SURNAME"})
_STREETS = frozenset({"BUILDING_NUMBER", "STREET_NAME", "SECONDARY_ADDRESS"})
_PLACES = frozenset({"CITY", "STATE"})
_ENTITY = {
    "EMAIL": "EMAIL_ADDRESS", "PHONE": "PHONE_NUMBER", "TAX_ID": "NATIONAL_ID", "GOVERNMENT_ID": "NATIONAL_ID", "BANK_ACCOUNT": "BANK_ACCOUNT",
    "ROUTING_NUMBER": "BANK_ACCOUNT", "PASSPORT": "PASSPORT", "DRIVERS_LICENSE": "DRIVER_LICENSE", "ZIP_CODE": "LOCATION",
}  # fmt: skip
#: Digits that a number of the type has at least.
_DIGITS = {
    "PHONE_NUMBER": 6,
    "NATIONAL_ID": 5,
    "BANK_ACCOUNT": 5,
    "PASSPORT": 4,
    "DRIVER_LICENSE": 4,
    "LOCATION": 3,
}
#: Spaces within come from programs that cut texts into words.
_MAILBOX = re.compile(r"\w\s?@\s?\w[\w-]*(?:\s?\.\s?[\w-]+)+|\w@\w[\w-]*$")
_ROMAN = re.compile(r"(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})")
_GAP = re.compile(r"[\s.,'’\"/-]{0,3}")


def tagged(
    text: str, tokens: Sequence[Token], lists: Lists, vocabulary: Vocabulary | None = None
) -> Iterator[Span]:
    """Spans that the model's tokens make.

    :param vocabulary: ordinary words of the text's language, if one is known.
    """
    words = words_of(text)
    yield from _people(text, words, tokens, lists, vocabulary or no_vocabulary())
    yield from _others(text, tokens)


def _people(
    text: str, words: Sequence[Word], tokens: Sequence[Token], lists: Lists, vocabulary: Vocabulary
) -> Iterator[Span]:
    weights = list(_weights(words, tokens))
    capitals = _capitals(text, words)
    german = is_german(words)
    nouns = german_nouns(text, words) if german else set()
    telling = capitals < _FEW_CAPITALS and not german
    chosen = [
        _is_name(
            word,
            weight,
            lists,
            casual=capitals == 0,
            telling=telling,
            first=begins_sentence(text, word.start),
        )
        and not _is_ordinary(word, weight[0], lists, vocabulary, noun=at in nouns)
        for at, (word, weight) in enumerate(zip(words, weights, strict=True))
    ]
    at = 0
    while at < len(words):
        if not chosen[at]:
            at += 1
            continue
        first = at
        while at + 1 < len(words) and _joins(text, words, at, chosen):
            at += 1
        run = words[first : at + 1]
        if not _is_noise(text, run):
            surest = max(1 - weights[i][0] for i in range(first, at + 1))
            yield Span(run[0].start, run[-1].end, "PERSON", round(0.4 + 0.4 * surest, 2))
        at += 1


def _joins(text: str, words: Sequence[Word], at: int, chosen: Sequence[bool]) -> bool:
    gap = text[words[at].end : words[at + 1].start]
    if gap not in (" ", ". ", ".", "\u00a0"):
        return False
    following = words[at + 1]
    particle = following.folded in persons.PARTICLES and at + 2 < len(words) and chosen[at + 2]
    initial = len(following.text) == 1 and following.capital and following.text != "I"
    return chosen[at + 1] or particle or initial


def _capitals(text: str, words: Sequence[Word]) -> float:
    """Share of capitals among words inside of sentences, 0-1: what a capital tells depends on it."""
    inside = [word for word in words if len(word.text) > 1 and not begins_sentence(text, word.start)]
    return sum(word.text[0].isupper() for word in inside) / max(1, len(inside))


def _weights(words: Sequence[Word], tokens: Sequence[Token]) -> Iterator[tuple[float, float]]:
    """(probability outside, probability of a name) of each word: the means of its tokens."""
    at = 0
    for word in words:
        while at < len(tokens) and tokens[at].end <= word.start:
            at += 1
        inside = []
        look = at
        while look < len(tokens) and tokens[look].start < word.end:
            inside.append(tokens[look])
            look += 1
        if inside:
            yield sum(t.outside for t in inside) / len(inside), sum(t.name for t in inside) / len(inside)
        else:
            yield 1.0, 0.0


def _is_name(
    word: Word, weight: tuple[float, float], lists: Lists, *, casual: bool, telling: bool, first: bool
) -> bool:
    outside, name = weight
    if len(word.text) < 2 or name < (1 - outside) / 2 or word.folded in persons.COMMON:
        return False
    listed = persons.is_listed(word, lists)
    ordinary = word.folded in lists.things or word.folded in lists.places
    if listed and not ordinary and word.capital and not first and telling:
        return True
    # Where others have capitals too, the first word of a sentence has to have one.
    return outside < _most_outside(
        word, listed=listed, ordinary=ordinary, casual=casual, telling=casual or not first
    )


def _is_ordinary(word: Word, outside: float, lists: Lists, vocabulary: Vocabulary, *, noun: bool) -> bool:
    """Whether the language speaks louder than the model: a title, an exclamation, a noun, a dictionary's word."""
    if is_exclamation(word) or (word.upper and _ROMAN.fullmatch(word.text)):
        return True
    if persons.is_listed(word, lists):
        return noun and outside >= _SURE
    return (
        word.folded in persons.TITLES
        or (noun and outside >= _CERTAIN)
        or (not word.capital and vocabulary.has(word.folded))
    )


def _most_outside(word: Word, *, listed: bool, ordinary: bool, casual: bool, telling: bool) -> float:
    """What the model may leave outside of a word that is a name all the same."""
    if word.capital:
        return 0.98 if listed else 0.5 if ordinary else 0.95 if telling else 0.8
    if casual:
        return 0.9 if listed and not ordinary else 0.5 if listed else 0.05 if ordinary else 0.8
    return 0.25 if listed else 0.02


def _is_noise(text: str, run: Sequence[Word]) -> bool:
    """Letters beside digits are codes, not names; so is a name right before a company's form."""
    before, after = text[run[0].start - 1 : run[0].start], text[run[-1].end : run[-1].end + 1]
    return (
        before.isdigit()
        or after.isdigit()
        or before in ("_", "@", "#", "/", "\\")
        or after in ("_", "@", "/", "\\", "=", "(")
    )


def _others(text: str, tokens: Sequence[Token]) -> Iterator[Span]:
    run: list[Token] = []
    for token in tokens:
        if token.outside >= OUTSIDE or token.label in _NAMES or token.label == "URL":
            continue
        if run and not (_sort(run[-1]) == _sort(token) and _GAP.fullmatch(text[run[-1].end : token.start])):
            yield from _judged(text, run)
            run = []
        run.append(token)
    yield from _judged(text, run)


def _sort(token: Token) -> str:
    return "STREET" if token.label in _STREETS else "PLACE" if token.label in _PLACES else token.label


def _judged(text: str, run: Sequence[Token]) -> Iterator[Span]:
    if not run:
        return
    start, end = _whole_words(text, run[0].start, run[-1].end)
    entity = _entity(text[start:end], run)
    if entity:
        yield Span(start, end, entity, round(0.4 + 0.3 * max(1 - token.outside for token in run), 2))


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Borders inside a word move to its ends."""
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end


def _entity(value: str, run: Sequence[Token]) -> str:
    """The type of a run of tokens, if its characters can be that; else empty."""
    sort = _sort(run[0])
    if 2 * sum(token.end - token.start for token in run) < len(value):
        return ""
    digits = sum(character.isdigit() for character in value)
    if sort == "STREET":
        return _street(value, {token.label for token in run}, digits)
    if sort == "PLACE":
        return "LOCATION" if value[0].isupper() and len(value) > 1 else ""
    entity = _ENTITY[sort]
    if entity == "EMAIL_ADDRESS":
        return entity if _MAILBOX.search(value) else ""
    sure = min(token.outside for token in run) < 0.5
    return entity if sure and digits >= _DIGITS[entity] and not is_date(value) else ""


def _street(value: str, labels: set[str], digits: int) -> str:
    named = "STREET_NAME" in labels and len(value) > 3 and any(character.isalpha() for character in value)
    if named or (digits and "SECONDARY_ADDRESS" in labels):
        return "STREET_ADDRESS"
    return "LOCATION" if digits else ""
