"""One loaded Presidio recognizer, with its gates, its support and what a match of it is worth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import numpy as np
import polars as pl

from airflow_gov_provider.core.detection.candidates.gates import Gate, gate_of, merged
from airflow_gov_provider.core.detection.candidates.masks import Texts
from airflow_gov_provider.core.detection.candidates.outlines import Mask
from airflow_gov_provider.core.detection.headers.header import Header, supports
from airflow_gov_provider.core.detection.recognizers.checksums import Check, check_of
from airflow_gov_provider.core.detection.recognizers.profiles import Rarity, Strength, profile, strength
from airflow_gov_provider.core.detection.recognizers.spans import Way, spans_of, way_of

#: Presidio's default threshold in production use, and its context boost.
THRESHOLD = 0.4
BOOST = 0.35
_WINDOW = 60
_WORDS_BEFORE = 6
_WORD = re.compile(r"\w+")
#: Our choice: with fewer than seven digits nothing is a telephone number.
_PHONE_DIGITS = Gate(
    r"[0-9](?:[^0-9A-Za-z]{0,4}[0-9]){6}",
    r"(?:\p{N}\P{N}{0,4}){7}",
    frozenset({"digit"}),
    digits=7,
    length=7,
    wording=r"[0-9](?:[^0-9A-Za-z]{0,4}[0-9]){6}",
)
#: What ``profiles`` takes for the shape of a telephone number; bare digits need support.
_PHONE_SHAPE = Gate(
    r"[+(][^0-9A-Za-z]{0,3}[0-9](?:[^0-9A-Za-z]{0,4}[0-9]){6}|(?:^|[^0-9A-Za-z])(?:00[1-9]|0[0-9]{1,5}[ /.-]|(?:1[ .-]?)?[2-9][0-9]{2}\)?[ .-][0-9]{3}[ .-][0-9]{4})",
    r"[+(]|00\p{N}|0\p{N}{1,5}[ /.-]|\p{N}{3}\)?[ .-]\p{N}{3}[ .-]\p{N}{4}",
    frozenset({"digit"}),
    digits=2,
    length=3,
    wording=r"[+(][^0-9A-Za-z]{0,3}0(?:[^0-9A-Za-z]{0,4}0){6}|(?:^|[^0-9A-Za-z])(?:000|0{2,6}[ /.-]|(?:0[ .-]?)?0{3}\)?[ .-]0{3}[ .-]0{4})",
)
#: Whole values that are something else by their shape; validating telephone numbers is slow.
_NO_PHONE = re.compile(
    r"^(?:\d{4}[-/.]\d\d?[-/.]\d\d?(?:[T ]\d\d:.*)?|\d\d?[-/.]\d\d?[-/.]\d{2,4}(?:[T ]\d\d:.*)?|\d\d?:\d\d.*|"
    r"\d{3}-\d{2}-\d{4}|-?\d+\.\d+|(?:\d{1,3}\.){3}\d{1,3}|\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4})$"
)


#: Words with which a header means something else: ``call_id``, ``bank_code``, ``birth_weight``.
_SUPPORTS_NOT = {
    "PHONE_NUMBER": frozenset({"id", "code"}),
    "US_BANK_NUMBER": frozenset({"id", "code"}),
    "DATE_OF_BIRTH": frozenset({"weight", "count", "rate", "length", "size", "order", "place"}),
}


class Analyzes(Protocol):
    """What of Presidio's ``EntityRecognizer`` is used here."""

    name: str
    context: list[str]
    supported_entities: list[str]

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any) -> list[Any]:
        """Presidio's results, each with ``start``, ``end`` and ``score``."""


@dataclass(frozen=True, slots=True)
class PatternGate:
    """One pattern: its score before validation, and its gate (None: every value passes)."""

    score: float
    gate: Gate | None


@dataclass(frozen=True, slots=True)
class Match:
    """A match in one value, judged.

    :param supported: by the column's name or the words before it.
    :param role: all that matches in the value are addresses of roles.
    """

    start: int
    end: int
    score: float
    strength: Strength
    supported: bool
    role: bool = False


@dataclass(frozen=True, slots=True)
class Recognition:
    """A recognizer and what is known of it.

    :param patterns: empty when the recognizer is no pattern recognizer we know: all values are candidates.
    :param validates: it raises a score to 1 by a checksum.
    :param nearby: lets through what holds one of the context words; None when there is none.
    :param way: how it analyzes. :param framed: what it finds stands in a format's frame, which proves it.
    :param counting: of types that count as whole tokens only, gates for whole ones; empty: as ``patterns``.
    :param check: what tells, of values that are nothing but digits, which fail its checksum.
    :param rarity: how seldom chance passes its checks, where that is its own and not its type's.
    """

    entity: str
    recognizer: Analyzes
    patterns: tuple[PatternGate, ...]
    validates: bool
    context: tuple[str, ...]
    nearby: Gate | None
    way: Way = Way.OWN
    framed: bool = False
    rarity: Rarity | None = None
    counting: tuple[PatternGate, ...] = ()
    check: Check | None = None

    def __repr__(self) -> str:
        """Without the patterns, which list names."""
        return f"Recognition({self.entity}, {self.recognizer.name})"

    @classmethod
    def of(cls, recognizer: Any, *, validates: bool, entity: str = "") -> Recognition:
        """Read a loaded recognizer: its patterns and flags as they are now, not as its class has them.

        :param entity: one of its types; default: its first.
        """
        entity = entity or recognizer.supported_entities[0]
        context = tuple(recognizer.context or ())
        words = "|".join(re.escape(word.strip()) for word in context)
        nearby = gate_of(words, re.IGNORECASE) if words else None
        way = way_of(recognizer) if list(recognizer.supported_entities) == [entity] else Way.OWN
        framed = bool(getattr(recognizer, "framed", False))
        rarity = getattr(recognizer, "rarity", None)
        gates = _gates(recognizer)
        counting = _whole(gates) if rarity is None and profile(entity).whole_token else ()
        check = check_of(recognizer) if way is Way.PATTERNS else None
        return cls(
            entity, recognizer, gates, validates, context, nearby, way, framed, rarity, counting, check
        )

    @property
    def guesses_names(self) -> bool:
        """It takes words for names of people wherever they stand: other things have to agree."""
        return self.entity == "PERSON" and not self.framed

    def gates(self, *, supported: bool) -> list[Gate | None] | None:
        """Gates of the patterns that can reach the threshold; None when no pattern can."""
        return self._able(self.patterns, supported=supported)

    def _able(self, patterns: Sequence[PatternGate], *, supported: bool) -> list[Gate | None] | None:
        if not patterns:
            return [None]
        within = [p.gate for p in patterns if supported or self.validates or p.score >= THRESHOLD]
        return within or None

    def candidates(self, texts: Texts, *, supported: bool, words: bool) -> Mask | None:
        """Mask of the values that may count, None when none may.

        :param words: other words in a value may support a match.
        """
        patterns = self.counting or self.patterns
        gates = self._able(patterns, supported=supported) or []
        mask = texts.passing(gates)
        weak = self._able(patterns, supported=True) or []
        if words and not supported and self.nearby and len(weak) > len(gates):
            mask = _either(mask, self._near(texts, weak, self.nearby))
        if mask is not None and self.entity == "PHONE_NUMBER" and not supported:
            return _both(mask, _phones(texts, mask))
        return mask

    @staticmethod
    def _near(texts: Texts, weak: Sequence[Gate | None], nearby: Gate) -> Mask | None:
        """Values with a weak match and one of the words that support it."""
        if not texts.may_hold(weak):
            return None
        near = texts.passing([nearby])
        return None if near is None else _both(near, texts.keep(pl.Series(near)).passing(weak))

    def failing(self, texts: Texts) -> Mask | None:
        """Values that its checksum is going to refuse; None when that is not known of any.

        Only of values that are nothing but digits, and where no part of one can match.
        """
        if self.check is None:
            return None
        found = np.zeros(len(texts), np.bool_)
        for length, rows, digits in texts.numbers():
            if self._matches_whole_only(length):
                found[rows] = ~self.check(digits)
        return found if found.any() else None

    def _matches_whole_only(self, length: int) -> bool:
        return all(
            each.gate is not None and not _is_within(each.gate.wording, length) for each in self.patterns
        )

    def matches(self, text: str, *, supported: bool, number: bool) -> list[Match]:
        """Matches in one value at or above the threshold.

        :raises Exception: whatever the recognizer raises; it may quote the value.
        """
        found = []
        for result in spans_of(self.recognizer, self.entity, text, self.way):
            backed = supported or self._backed(text, result.start)
            score = min(1.0, max(THRESHOLD, result.score + BOOST)) if backed else result.score
            if self.rarity is not None:
                worth = self.rarity.worth
            else:
                worth = strength(self.entity, text, result.start, result.end, number=number)
            if score >= THRESHOLD and worth is not Strength.NONE and result.score > 0:
                found.append(Match(result.start, result.end, score, worth, backed))
        return found

    def _backed(self, text: str, start: int) -> bool:
        before = _WORD.findall(text[max(0, start - _WINDOW) : start].lower())[-_WORDS_BEFORE:]
        phrase = " ".join(before)
        return bool(before) and any(supports(before, phrase, word) for word in self.context)

    def supported_by(self, header: Header) -> bool:
        """Whether the column's name supports matches; names of measures support nothing."""
        if header.supports_type(self.entity):
            return True
        if header.measures and self.entity != "DATE_OF_BIRTH":
            return False
        if not _SUPPORTS_NOT.get(self.entity, frozenset()).isdisjoint(header.words):
            return False
        return header.supports(self.context)

    def identity(self) -> list[str]:
        """What of it belongs into the detector's digest."""
        patterns = [
            f"{getattr(p, 'name', '')}\x1f{p.regex}\x1f{p.score:.4f}"
            for p in getattr(self.recognizer, "patterns", None) or ()
        ]
        known = profile(self.entity)
        about = f"{known.chance:.6f}|{known.whole_token}|{known.explained_by}"
        flags = str(int(getattr(self.recognizer, "global_regex_flags", 0) or 0))
        version = str(getattr(self.recognizer, "version", ""))
        return [self.entity, self.recognizer.name, version, flags, about, "|".join(self.context), *patterns]


@cache
def _is_within(wording: str, length: int) -> bool:
    """Whether so many digits can hold a match with a digit beside it."""
    return not wording or bool(
        pl.Series(["0" * length]).str.contains(f"[0-9](?:{wording})|(?:{wording})[0-9]")[0]
    )


def _either(one: Mask | None, other: Mask | None) -> Mask | None:
    return other if one is None else one if other is None else one | other


def _both(mask: Mask, among: Mask | None) -> Mask | None:
    """``mask`` where the values that it marks are marked by ``among`` too."""
    if among is None:
        return None
    narrowed = mask.copy()
    narrowed[mask] = among
    return narrowed


def _phones(texts: Texts, mask: Mask) -> Mask | None:
    found = texts.keep(pl.Series(mask))
    digits = found.passing([_PHONE_DIGITS])
    return None if digits is None else digits & ~found.values.str.contains(_NO_PHONE.pattern).to_numpy()


def _gates(recognizer: Any) -> tuple[PatternGate, ...]:
    if "PHONE_NUMBER" in recognizer.supported_entities and not hasattr(recognizer, "patterns"):
        return PatternGate(recognizer.SCORE, _PHONE_SHAPE), PatternGate(0.0, _PHONE_DIGITS)
    flags = int(getattr(recognizer, "global_regex_flags", None) or 0)
    found = [
        PatternGate(float(pattern.score), gate_of(pattern.regex, flags))
        for pattern in getattr(recognizer, "patterns", None) or ()
    ]
    return tuple(found)


def _whole(patterns: Sequence[PatternGate]) -> tuple[PatternGate, ...]:
    """The patterns' gates for matches that are whole tokens. What we ask of telephone numbers is no pattern of one."""
    return tuple(
        PatternGate(each.score, None if each.gate is None else each.gate.whole)
        for each in patterns
        if each.gate not in (_PHONE_SHAPE, _PHONE_DIGITS)
    )


def grouped(recognitions: Iterable[Recognition]) -> dict[Gate, Gate]:
    """Of gates that are made of words a merged one, asked first: most texts hold none of any of them."""
    nearby: dict[Gate, None] = {}
    words: dict[Gate, None] = {}
    for recognition in recognitions:
        if recognition.nearby is not None:
            nearby[recognition.nearby] = None
        gates = recognition.gates(supported=False) or []
        words.update((gate, None) for gate in gates if gate is not None and _is_words(gate))
    return {
        gate: whole
        for group in (nearby, words)
        if len(group) > 1
        for whole in [merged(list(group))]
        for gate in group
    }


def _is_words(gate: Gate) -> bool:
    return not gate.digits and "letter" in gate.needs and gate.needs <= {"letter", " ", "-", ",", "."}


def overlapping(matches: Iterable[Match], others: Iterable[Match]) -> bool:
    """Whether each match shares a character with one of the others."""
    spans = list(others)
    return all(any(m.start < o.end and o.start < m.end for o in spans) for m in matches)
