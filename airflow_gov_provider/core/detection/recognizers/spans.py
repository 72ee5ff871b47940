"""Spans of one recognizer in one text, without what Presidio tells about each beside them.

A plain pattern recognizer spends nine tenths of a call on explanations, clocks and log lines that
nobody reads here. Its patterns, its checks and its order are used as they are; whatever has an
``analyze`` of its own is called.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

_PLAIN = ("presidio_analyzer.pattern_recognizer", "PatternRecognizer.analyze")
_PHONE = ("presidio_analyzer.predefined_recognizers.generic.phone_recognizer", "PhoneRecognizer.analyze")
#: As Presidio's own, in seconds.
_TIMEOUT = 60


class Span(NamedTuple):
    """Where, and how sure."""

    start: int
    end: int
    score: float


class Way(StrEnum):
    """How a recognizer analyzes."""

    PATTERNS = "patterns"
    REGIONS = "regions"
    OWN = "own"


def way_of(recognizer: Any) -> Way:
    """Which of Presidio's ways a recognizer goes, or its own."""
    analyze = type(recognizer).analyze
    if "analyze" in vars(recognizer):
        return Way.OWN
    return {_PLAIN: Way.PATTERNS, _PHONE: Way.REGIONS}.get(
        (analyze.__module__, analyze.__qualname__), Way.OWN
    )


def spans_of(recognizer: Any, entity: str, text: str, way: Way) -> list[Span]:
    """What ``analyze`` finds of one entity type.

    :param way: see :func:`way_of`.
    :raises Exception: whatever the recognizer raises; it may quote the value.
    """
    if way is Way.REGIONS:
        return _by_regions(recognizer, text)
    if way is Way.PATTERNS:
        try:
            return _by_patterns(recognizer, text)
        except TimeoutError:
            # Presidio skips the pattern and says so in its log, where it is counted.
            pass
    found = recognizer.analyze(text, [entity], None) or ()
    return [Span(one.start, one.end, one.score) for one in found if one.entity_type == entity]


def _by_patterns(recognizer: Any, text: str) -> list[Span]:
    flags = recognizer.global_regex_flags
    found = set()
    for pattern in recognizer.patterns:
        compiled = pattern.compiled_regex
        if not compiled or pattern.compiled_with_flags != flags:
            return [Span(one.start, one.end, one.score) for one in recognizer.analyze(text, [], None)]
        for match in compiled.finditer(text, timeout=_TIMEOUT):
            start, end = match.span()
            if start < end and (score := _score(recognizer, pattern.score, text[start:end])) > 0:
                found.add(Span(start, end, score))
    return list(found) if len(found) < 2 else _without_contained(found)


def _by_regions(recognizer: Any, text: str) -> list[Span]:
    """Telephone numbers of each region in turn, until one is the whole text: all others lie within it."""
    from phonenumbers import PhoneNumberMatcher

    found: set[Span] = set()
    whole = Span(0, len(text), recognizer.SCORE)
    for region in recognizer.supported_regions:
        matches = PhoneNumberMatcher(text, region, leniency=recognizer.leniency)
        found.update(Span(match.start, match.end, recognizer.SCORE) for match in matches)
        if whole in found:
            return [whole]
    return _without_contained(found)


def _score(recognizer: Any, score: float, text: str) -> float:
    valid = recognizer.validate_result(text)
    if valid is not None:
        score = 1.0 if valid else 0.0
    return 0.0 if recognizer.invalidate_result(text) else score


def _without_contained(found: set[Span]) -> list[Span]:
    """As ``EntityRecognizer.remove_duplicates``: no span within another one that is at least as sure."""
    kept: list[Span] = []
    for span in sorted(found, key=lambda one: (one.start, one.start - one.end, -one.score)):
        if not any(other.end >= span.end and other.score >= span.score for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda one: (-one.score, one.start, one.start - one.end))
