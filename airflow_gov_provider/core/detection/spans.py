"""A place in a text that holds personal data, and how places that overlap are told apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` (exclusive) of a text hold an ``entity``.

    :param entity: Presidio's name of it where it has one. :param score: confidence, 0-1.
    """

    start: int
    end: int
    entity: str
    score: float

    def overlaps(self, other: Span) -> bool:
        """Whether they share a character."""
        return self.start < other.end and other.start < self.end

    def moved(self, by: int) -> Span:
        """The same span of a text that begins ``by`` characters earlier."""
        return replace(self, start=self.start + by, end=self.end + by)


#: Texts → the spans of each in characters, in order of their start, none sharing a character with another.
FindSpans = Callable[[Sequence[str]], list[list[Span]]]


_HALVES = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """Half of a surrogate pair is no character, and stands in JSON all the same: another takes its place."""
    return _HALVES.sub("\ufffd", text)


def settle(found: Iterable[Span], text: str) -> list[Span]:
    """One opinion for each character: touching spans of one type are joined, the surer type wins.

    What a surer span leaves of another stays, cut at letters and digits: no letter or digit that any span
    covers is lost, and no two spans share a character.
    """
    settled: list[Span] = []
    for group in _groups(_joined(found)):
        settled += group if len(group) == 1 else _divided(group, text)
    return settled


def _groups(spans: Iterable[Span]) -> Iterator[list[Span]]:
    """Spans that hang together by overlaps."""
    group: list[Span] = []
    end = 0
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        if group and span.start >= end:
            yield group
            group = []
        group.append(span)
        end = max(end, span.end)
    if group:
        yield group


def _is_part(inner: Span, outer: Span) -> bool:
    """The town of an address, the digits of a longer number: a place inside of something is no data of its own."""
    within = outer.start <= inner.start and inner.end <= outer.end
    return within and inner.entity == "LOCATION" and outer.end - outer.start > inner.end - inner.start


def _divided(group: Sequence[Span], text: str) -> list[Span]:
    whole_ones = [one for one in group if not any(_is_part(one, other) for other in group)]
    kept: list[Span] = []
    for span in sorted(whole_ones, key=lambda s: (-s.score, s.start - s.end, s.start, s.entity)):
        start = span.start
        for other in [other for other in kept if other.overlaps(span)]:
            kept += _rest(span, start, other.start, text)
            start = max(start, other.end)
        kept += _rest(span, start, span.end, text)
        kept.sort(key=lambda s: s.start)
    return kept


def _rest(span: Span, start: int, end: int, text: str) -> list[Span]:
    """``span`` between two places; what a cut leaves at an edge that is no letter or digit is no data."""
    while start > span.start and start < end and not text[start].isalnum():
        start += 1
    while end < span.end and start < end and not text[end - 1].isalnum():
        end -= 1
    return [replace(span, start=start, end=end)] if start < end else []


def _joined(found: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    last: dict[str, int] = {}
    for span in sorted(found, key=lambda s: (s.start, s.end)):
        at = last.get(span.entity)
        if at is not None and span.start < joined[at].end:
            before = joined[at]
            joined[at] = replace(before, end=max(before.end, span.end), score=max(before.score, span.score))
        else:
            last[span.entity] = len(joined)
            joined.append(span)
    return joined
