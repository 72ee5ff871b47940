"""A place in a text that holds personal data, and how places that overlap are told apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
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


#: Texts → the spans of each in characters, in order of their start, none inside another.
FindSpans = Callable[[Sequence[str]], list[list[Span]]]


_HALVES = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """Half of a surrogate pair is no character, and stands in JSON all the same: another takes its place."""
    return _HALVES.sub("\ufffd", text)


def settle(found: Iterable[Span]) -> list[Span]:
    """One opinion for each place: touching spans of one type are joined, the surer type wins.

    No character of any span is lost: where two types share only some characters both stay.
    """
    kept: list[Span] = []
    for span in sorted(_joined(found), key=lambda s: (-s.score, s.start - s.end, s.start, s.entity)):
        if not any(other.start <= span.start and span.end <= other.end for other in kept):
            kept = [other for other in kept if not _is_swallowed(other, span)]
            kept.append(span)
    return sorted(kept, key=lambda s: (s.start, s.end))


def _is_swallowed(other: Span, span: Span) -> bool:
    """A surer span of the same type inside a longer one says nothing more."""
    return other.entity == span.entity and span.start <= other.start and other.end <= span.end


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
