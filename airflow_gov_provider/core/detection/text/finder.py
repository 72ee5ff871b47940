"""All that finds spans in text, one after the other, and what becomes of their opinions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from airflow_gov_provider.core.detection.candidates.masks import Texts
from airflow_gov_provider.core.detection.facts import Names
from airflow_gov_provider.core.detection.recognizers.profiles import Strength
from airflow_gov_provider.core.detection.recognizers.recognition import BOOST, THRESHOLD, Match, Recognition
from airflow_gov_provider.core.detection.spans import Span, settle, whole
from airflow_gov_provider.core.detection.text import keys, pairs
from airflow_gov_provider.core.detection.text.addresses import addresses
from airflow_gov_provider.core.detection.text.births import births, born_after_name
from airflow_gov_provider.core.detection.text.boxes import boxed
from airflow_gov_provider.core.detection.text.language import may_be_english
from airflow_gov_provider.core.detection.text.ordinary import LoadVocabulary, no_vocabulary
from airflow_gov_provider.core.detection.text.persons import is_listed, likely, persons
from airflow_gov_provider.core.detection.text.phrases import phrases
from airflow_gov_provider.core.detection.text.repeated import in_rows, repeated, with_surnames
from airflow_gov_provider.core.detection.text.secrets import secrets
from airflow_gov_provider.core.detection.text.tagging import Tagger, Token, tagged
from airflow_gov_provider.core.detection.text.words import words_of
from airflow_gov_provider.core.detection.verdicts.lists import Lists, LoadLists

#: Recognizers of columns whose weak patterns count by a header; text has closer ones of its own.
_LOOSE = frozenset({"ACCOUNT_NUMBER", "DATE_OF_BIRTH", "NATIONAL_ID", "SECRET", "STREET_ADDRESS"})
_OF_DIGITS = frozenset(
    {"PHONE_NUMBER", "US_SSN", "US_ITIN", "NATIONAL_ID", "UK_NHS", "AU_TFN", "AU_MEDICARE", "IN_AADHAAR"}
)
#: What a key that names a thing does not speak against: a venue has an address.
_OF_THINGS = frozenset({"STREET_ADDRESS", "EMAIL_ADDRESS", "PHONE_NUMBER"})
#: Text is looked at in pieces of so many characters, which share some: nothing is cut in two, and memory
#: does not grow with the text.
PIECE = 16_384
SHARED = 1_024
#: Characters, and pieces, that are examined together.
TOGETHER = 131_072
MOST_TOGETHER = 1_024
#: From here a text is a trace: a model that has read letters is then believed only where a key agrees.
STRUCTURED = 0.6


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds spans.

    :param tagger: the language model; None: names are found by their form only.
    :param second: another opinion on people, asked about texts that may be English.
    :param vocabulary: ordinary words of English, which are nobody's names there.
    """

    recognitions: Sequence[Recognition]
    tagger: Tagger | None
    lists: LoadLists
    second: Names | None = None
    vocabulary: LoadVocabulary = no_vocabulary

    def __call__(self, texts: Sequence[str]) -> list[list[Span]]:
        """The spans of each text, in order.

        :raises Exception: whatever a recognizer or the model raises; it may quote the text.
        """
        found: list[list[Span]] = [[] for _ in texts]
        for batch in _batches(texts):
            pieces = [piece for *_, piece in batch]
            for (at, offset, _), spans in zip(batch, self._in_pieces(pieces), strict=True):
                found[at] += [span.moved(offset) for span in spans]
        lists = self.lists()
        return [
            settle([*spans, *repeated(text, spans, lists)], text)
            for spans, text in zip(found, texts, strict=True)
        ]

    def _in_pieces(self, texts: Sequence[str]) -> list[list[Span]]:
        by_pattern = self._patterns(texts)
        tokens: list[list[Token]] = self.tagger(texts) if self.tagger else [[] for _ in texts]
        others = self._second(texts)
        return [
            self._one(text, spans, seen, more)
            for text, spans, seen, more in zip(texts, by_pattern, tokens, others, strict=True)
        ]

    def _second(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        found: list[list[tuple[int, int]]] = [[] for _ in texts]
        if self.second is not None:
            asked = [at for at, text in enumerate(texts) if may_be_english(text)]
            for at, spans in zip(asked, self.second([texts[at] for at in asked]), strict=True):
                found[at] = spans
        return found

    def _patterns(self, texts: Sequence[str]) -> list[list[Span]]:
        found: list[list[Span]] = [[] for _ in texts]
        values = Texts(pl.Series(texts, dtype=pl.String), pl.repeat(1, len(texts), eager=True))
        for recognition in self.recognitions:
            mask = recognition.candidates(values, supported=False, words=True)
            for at in () if mask is None else np.flatnonzero(mask).tolist():
                for match in recognition.matches(texts[at], supported=False, number=False):
                    if _counts(recognition.entity, match):
                        found[at].append(
                            Span(match.start, match.end, recognition.entity, round(match.score, 2))
                        )
        return found

    def _one(
        self, text: str, found: list[Span], tokens: Sequence[Token], more: Sequence[tuple[int, int]]
    ) -> list[Span]:
        lists = self.lists()
        known = pairs.pairs_of(text)
        meant = [(pair, said) for pair in known if (said := keys.meaning(pair.key))]
        english = self.vocabulary() if may_be_english(text) else no_vocabulary()
        guessed = [
            *persons(text, lists),
            *in_rows(text),
            *tagged(text, tokens, lists, english),
            *likely(text, more, lists, english),
        ]
        if pairs.structured_share(text, known) >= STRUCTURED:
            guessed = [
                span for span in guessed if _stands_in_value(span, known) and _is_sure(text, span, lists)
            ]
        spans = [span for span in guessed if not _contradicted(span, meant)]
        spans += [span for span in found if not _is_in_row(text, span)]
        spans += _keyed(text, meant, lists)
        spans += [*phrases(text), *secrets(text), *births(text), *addresses(text), *boxed(text)]
        spans += with_surnames(text, spans, lists)
        return [*spans, *born_after_name(text, spans)]


def _contradicted(span: Span, meant: Sequence[tuple[pairs.Pair, keys.Meaning]]) -> bool:
    """Whether the key before it says that it is something else."""
    return any(
        pair.exact
        and pair.start <= span.start
        and span.end <= pair.end
        and said.entity != span.entity
        and not (span.entity in _OF_THINGS and not said.entity)
        for pair, said in meant
    )


def _stands_in_value(span: Span, known: Sequence[pairs.Pair]) -> bool:
    return any(pair.start <= span.start and span.end <= pair.end for pair in known)


def _is_sure(text: str, span: Span, lists: Lists) -> bool:
    """In traces, where codes look like words, names have to be on lists."""
    if span.entity == "PERSON":
        words = words_of(text[span.start : span.end])
        return all(is_listed(word, lists) and word.capital for word in words if len(word.text) > 1)
    return span.entity in ("STREET_ADDRESS", "LOCATION") and span.score >= 0.6


def _is_in_row(text: str, span: Span) -> bool:
    """Numbers among numbers, in rows of measurements, are parts of them; words support others."""
    if span.entity not in _OF_DIGITS or span.score >= THRESHOLD + BOOST:
        return False
    before, after = text[max(0, span.start - 2) : span.start], text[span.end : span.end + 2]
    return (
        len(before) == 2
        and before[0].isdigit()
        and before[1] == " "
        and after[:1] == " "
        and after[1:].isdigit()
    )


def _counts(entity: str, match: Match) -> bool:
    """A word somewhere before a match supports it, unless its pattern fits almost anything."""
    if match.supported:
        return entity not in _LOOSE or match.score >= THRESHOLD + BOOST
    return match.strength >= Strength.COUNTS


def _keyed(text: str, meant: Sequence[tuple[pairs.Pair, keys.Meaning]], lists: Lists) -> Iterator[Span]:
    for pair, said in meant:
        value = text[pair.start : pair.end]
        ordinary = (
            said.entity == "PERSON" and value.islower() and value in lists.things and value not in lists.given
        )
        if said.entity and said.holds(value) and not ordinary:
            yield Span(pair.start, pair.end, said.entity, 0.7)


def _batches(texts: Sequence[str]) -> Iterator[list[tuple[int, int, str]]]:
    """(number of the text, offset, piece), so many together as memory allows whatever a text's length."""
    batch: list[tuple[int, int, str]] = []
    characters = 0
    for at, text in enumerate(texts):
        for offset, piece in pieces_of(whole(text)) if text.strip() else ():
            batch.append((at, offset, piece))
            characters += len(piece)
            if characters >= TOGETHER or len(batch) >= MOST_TOGETHER:
                yield batch
                batch, characters = [], 0
    if batch:
        yield batch


def pieces_of(text: str) -> Iterator[tuple[int, str]]:
    """(offset, piece): overlapping, cut where a line or a word ends when there is such a place."""
    start = 0
    while True:
        end = start + PIECE
        if end >= len(text):
            yield start, text[start:]
            return
        cut = max(text.rfind(mark, end - SHARED // 4, end) for mark in "\n ")
        end = cut if cut > 0 else end
        yield start, text[start:end]
        start = end - SHARED
