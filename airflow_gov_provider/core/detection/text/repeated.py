"""Who is named once is named wherever the name stands, and who is named in a row of names is named too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from airflow_gov_provider.core.detection.spans import Span
from airflow_gov_provider.core.detection.text import persons
from airflow_gov_provider.core.detection.text.words import Word, words_of
from airflow_gov_provider.core.detection.verdicts.lists import Lists

#: From here a person is sure enough to be looked for elsewhere.
_SURE = 0.6
_SHORTEST = 3
_POSSESSIVE = re.compile(r"['’]s$")
#: ``A. Lemar``, ``J.-P. Roe``: initials and a name.
_INITIALED = r"(?:[^\W\d_a-zß-öø-ÿ]\.[ -]?){1,3}[^\W\d_a-zß-öø-ÿ][\w'’-]{2,30}"
_ROW = re.compile(
    rf"(?<![\w.]){_INITIALED}(?:(?:\s?[,;]\s?|\s(?:and|et|und|y|e|en|og|och|i|&)\s){_INITIALED}(?!\w))+"
)
_ONE = re.compile(_INITIALED)


def in_rows(text: str) -> Iterator[Span]:
    """People whom a row of initials and names lists: authors, teams. Two at least make a row."""
    for row in _ROW.finditer(text):
        for one in _ONE.finditer(text, row.start(), row.end()):
            if words_of(one.group())[-1].folded not in persons.COMPANY:
                yield Span(one.start(), one.end(), "PERSON", 0.55)


def with_surnames(text: str, found: Iterable[Span], lists: Lists) -> Iterator[Span]:
    """Surnames in capitals beside given names, as lists and forms have them: ``ROE Jane``, ``Jane ROE``."""
    words = words_of(text)
    starts, ends = (
        {word.start: at for at, word in enumerate(words)},
        {word.end: at for at, word in enumerate(words)},
    )
    for span in found:
        first, last = starts.get(span.start), ends.get(span.end)
        if span.entity != "PERSON" or first is None or last is None:
            continue
        begin, end = first, last
        if _is_written_given(words[first], lists):
            while begin and _is_surname(text, words[begin - 1], words[begin], lists):
                begin -= 1
        if _is_written_given(words[last], lists):
            while end + 1 < len(words) and _is_surname(text, words[end + 1], words[end], lists):
                end += 1
        if (begin, end) != (first, last):
            yield Span(words[begin].start, words[end].end, "PERSON", max(span.score, 0.6))


def _is_written_given(word: Word, lists: Lists) -> bool:
    return word.text.istitle() and persons.is_given(word, lists)


def _is_surname(text: str, word: Word, beside: Word, lists: Lists) -> bool:
    gap = text[min(word.end, beside.end) : max(word.start, beside.start)]
    known = word.folded in persons.COMMON or word.folded in persons.COMPANY or word.folded in persons.TITLES
    # Clubs and offices have three letters, as some families.
    long = len(word.text) > _SHORTEST or (len(word.text) == _SHORTEST and persons.is_family(word, lists))
    return gap == " " and word.upper and long and not known


def repeated(text: str, found: Iterable[Span], lists: Lists) -> Iterator[Span]:
    """Other places of the names that surely were found."""
    people = [span for span in found if span.entity == "PERSON"]
    known = {
        name
        for span in people
        if span.score >= _SURE
        for word in words_of(text[span.start : span.end])
        if (name := _name(word)) and _tells(word, name, lists)
    }
    if not known:
        return
    taken = {at for span in people for at in range(span.start, span.end)}
    words = words_of(text)
    for at, word in enumerate(words):
        if word.start not in taken and word.capital and _name(word) in known:
            following = words[at + 1].folded if at + 1 < len(words) else ""
            if following not in persons.COMPANY and not _is_part(text, word):
                yield Span(word.start, word.end, "PERSON", 0.5)


def _name(word: Word) -> str:
    return _POSSESSIVE.sub("", word.folded)


def _tells(word: Word, name: str, lists: Lists) -> bool:
    """Rare enough to mean the same elsewhere."""
    ordinary = name in lists.things or name in lists.places or name in persons.COMMON
    known = name in persons.TITLES or name in persons.PARTICLES or name in persons.COMPANY
    return len(name) >= _SHORTEST and word.capital and not ordinary and not known


def _is_part(text: str, word: Word) -> bool:
    """Of an address, a path or a code."""
    before, after = text[word.start - 1 : word.start], text[word.end : word.end + 1]
    return (
        before in ("@", ".", "/", "\\", "_", "#", "-")
        or after in ("@", "/", "\\", "_", "-")
        or (before + after).isdigit()
    )
