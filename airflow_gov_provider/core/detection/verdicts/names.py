"""Whether a column holds names of people: a model's opinion on a sample, against its own error rate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from airflow_gov_provider.core.detection.chance import lower_bound, upper_bound
from airflow_gov_provider.core.detection.facts import Drawn, Names
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.headers.header import Header
from airflow_gov_provider.core.detection.headers.vocabulary import FAMILY_NAMES, GIVEN_NAMES

#: The small model calls 3.5 % of clean notes a person; a rate counts from here.
PROSE_BASELINE = 0.10
#: The same for single words and labels.
SHORT_BASELINE = 0.30
#: Shops, cities and products are called after people.
THING_BASELINE = 0.50

#: Different persons that a column of sentences names at least.
FEWEST_PERSONS = 3

#: Letters of Hebrew, Arabic, India and South-East Asia carry marks that are no letters.
_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u0670\u0900-\u0eff\u1000-\u109f\u1780-\u17ff\u200c\u200d])"
_NAME = re.compile(rf"[^\W\d_](?:{_LETTER}|['’.-])*(?:[\s,'’.-]+{_LETTER}+[.]?){{0,5}}")
_WORD = re.compile(rf"{_LETTER}+")
_NOBODY = frozenset(
    "unknown anonymous none null na n/a nan test yes no true false other male female mr mrs ms dr".split()  # noqa: SIM905 - words read better in lines
)
_GIVEN = frozenset(name.casefold() for name in GIVEN_NAMES)
_FAMILY = frozenset(name.casefold() for name in FAMILY_NAMES)


@dataclass(frozen=True, slots=True)
class Sampled:
    """Which of the drawn values (by index) are what.

    :param shaped: one to six words of letters. :param capital: of these, all words begin with a capital.
    :param listed: holding a name of our lists. :param pairs: of several words. :param model: the language
        model found a person (None: it was not asked). :param persons: different ones that it found.
    """

    drawn: Drawn
    shaped: frozenset[int]
    capital: int
    listed: frozenset[int]
    pairs: int
    model: frozenset[int] | None
    persons: int

    @property
    def hits(self) -> frozenset[int]:
        """What the lists or the model take for a name, whichever see more."""
        return max(self.listed, self.model or frozenset(), key=len)

    def at_least(self, hits: frozenset[int]) -> float:
        """Lower bound of the share of distinct values like ``hits``."""
        return lower_bound(len(hits), len(self.drawn.texts))


def sample_counts(drawn: Drawn, names: Names | None) -> Sampled:
    """Look at each sampled value."""
    shaped = {at: text for at, text in enumerate(drawn.texts) if _is_shaped(text)}
    words = {at: _WORD.findall(text) for at, text in shaped.items()}
    found = None if names is None else _persons(drawn.texts, names(drawn.texts))
    return Sampled(
        drawn,
        frozenset(shaped),
        sum(all(word[0].isupper() for word in each) for each in words.values()),
        frozenset(at for at, each in words.items() if _is_listed(each)),
        sum(len(each) > 1 for each in words.values()),
        None if found is None else frozenset(at for at, persons in enumerate(found) if persons),
        0 if found is None else len({person for persons in found for person in persons}),
    )


def _persons(texts: Sequence[str], spans: list[list[tuple[int, int]]]) -> list[list[str]]:
    """What the model found, without single words that only their place at a sentence's start makes capital."""
    return [
        [text[a:b] for a, b in found if _is_likely(text, a, b)]
        for text, found in zip(texts, spans, strict=True)
    ]


def _is_likely(text: str, start: int, end: int) -> bool:
    words = _WORD.findall(text[start:end])
    first = not text[:start].strip() or text[:start].rstrip()[-1] in ".;:!?-–"
    alone = start == 0 and end == len(text)
    return len(words) > 1 or alone or not first or _is_listed(words)


def _is_shaped(value: str) -> bool:
    text = value.strip()
    return len(text) > 1 and text.casefold() not in _NOBODY and _NAME.fullmatch(text) is not None


def _is_listed(words: Sequence[str]) -> bool:
    folded = [word.casefold() for word in words]
    given, family = (any(word in names for word in folded) for names in (_GIVEN, _FAMILY))
    return (given or family) if len(words) == 1 else given or (family and len(words) <= 3)


def judge_short(counts: Sampled, header: Header) -> Finding | None:
    """The verdict on a column of short values whose header says something; ``people`` judges the others."""
    sampled = len(counts.drawn.texts)
    if not sampled or len(counts.shaped) < 0.5 * sampled:
        return None
    if header.says_person and len(counts.shaped) >= 0.6 * sampled:
        return _finding(counts, counts.shaped, 0.85, header=True)
    if header.hints_person and counts.at_least(counts.hits) >= PROSE_BASELINE:
        return _finding(counts, counts.hits, 0.75, header=True)
    if header.says_thing:
        opinions = (counts.listed, counts.listed if counts.model is None else counts.model)
        agreed = all(counts.at_least(hits) >= THING_BASELINE for hits in opinions)
        enough = agreed and counts.pairs >= 0.5 * len(counts.shaped)
        return _finding(counts, counts.hits, 0.5, header=False) if enough else None
    return None


def judge_prose(counts: Sampled) -> Finding | None:
    """The verdict on a column of sentences."""
    if counts.model is None or counts.at_least(counts.model) < PROSE_BASELINE:
        return None
    if counts.persons < FEWEST_PERSONS and len(counts.drawn.texts) > FEWEST_PERSONS:
        # One word of a form letter, taken for a name each time.
        return None
    return _finding(counts, counts.model, 0.6, header=False)


def _finding(counts: Sampled, hits: frozenset[int], score: float, *, header: bool) -> Finding:
    drawn = counts.drawn
    rows = sum(drawn.rows[at] for at in hits)
    evidence = {
        "header": float(header),
        "hits": float(len(hits)),
        "listed": float(len(counts.listed)),
        "lower_bound": float(drawn.fraction < 1),
        "sampled": float(len(drawn.texts)),
        "upper_bound": upper_bound(len(hits), len(drawn.texts)),
    }
    if counts.model is not None:
        evidence["model"] = float(len(counts.model))
    # Rows of the hits over the sampled fraction of distinct values: unbiased for the rows of all.
    share = min(1.0, rows / drawn.fraction / max(1, drawn.values))
    return Finding("PERSON", score, rows, share, tuple(sorted(evidence.items())))
