"""What a column's name claims to hold: terms of many languages, matched where they are the head of the name.

A name is a noun with words around it. ``customer_phone_number`` is a phone number, ``phone_type`` is a
type: behind the term only words may follow that change nothing. ``tipo_telefono`` is a type too: some
words must not stand before it. Terms are compared without accents and case, ``ä`` also as ``ae``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import ModuleType

from airflow_gov_provider.core.detection.headers.terms import (
    categories,
    contact,
    identity,
    money,
    online,
    persons,
    roles,
    traits,
)

_TOPICS: tuple[ModuleType, ...] = (persons, contact, identity, money, online, traits, categories)
_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae",
                          "Æ": "AE", "œ": "oe", "Œ": "OE"})  # fmt: skip
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
#: Marks on Latin, Greek and Cyrillic letters; those of other scripts are letters.
_MARKS = re.compile("[\u0300-\u036f]")
_WORDS = re.compile(
    r"[A-ZА-ЯΑ-Ω]+(?![a-zа-яєіїα-ω])|[A-ZА-ЯІЇЄΑ-Ω]?[a-zа-яєіїα-ω]+|\d+|"
    "(?:(?![\u2000-\u206f\u3000-\u303f])[^\x00-\x7f\\sА-яІіЇїЄєΑ-ω])+"
)
_PLAIN = re.compile(r"[a-z]+(?:\s+[a-z]+)*")
#: Shorter parts of a run-together name are found by chance: "ort" in "report".
_SHORTEST_PART = 4
_SHORT_PARTS = frozenset(
    {"acct", "addr", "cell", "cust", "dob", "emp", "fax", "iban", "id", "ip", "mac", "name", "no", "num", "nr", "ssn"}
    | {"tel", "tax", "user", "usr", "zip", "of", "mail", "nm", "pat", "pin", "vin", "geb", "card", "city"}
)  # fmt: skip
#: Behind a special category also what describes it: ``religion_status``, ``diagnosis_code``.
_DESCRIBES = frozenset(
    {"status", "code", "cd", "name", "desc", "description", "text", "group", "type", "category"}
)
_NAMES = frozenset({"name", "nm", "nom", "nombre", "nome", "naam", "jmeno", "meno", "namn", "navn", "nimi", "adi", "isim", "nume", "nev",
                    "neve", "nama", "имя", "ονομα", "اسم", "שם"})  # fmt: skip
_IDS = frozenset({"id", "ids", "no", "nr", "num", "number", "key", "code", "nummer", "numero", "sk", "pk", "fk", "ref", "uid", "guid",
                  "uuid", "identifier", "номер", "编号", "番号", "번호", "numer", "cislo"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """One entity type that a name claims.

    :param sure: the term means nothing else; otherwise neighbours have to agree.
    """

    entity: str
    sure: bool


@dataclass(frozen=True, slots=True)
class _Index:
    """Terms by their words joined with blanks, and words by role."""

    terms: Mapping[str, tuple[Claim, ...]]
    longest: int
    people: frozenset[str]
    things: frozenset[str]
    measures: frozenset[str]
    neutral: frozenset[str]
    blockers: frozenset[str]
    words: frozenset[str]


def words_of(name: str) -> tuple[str, ...]:
    """Lower-case words of a name without accents: ``customerEmail``, ``Vor-Name``, ``ORT01``."""
    return tuple(word.casefold() for word in _WORDS.findall(_plain(name)))


def is_thing(words: Sequence[str]) -> bool:
    """Whether one of the words is a thing's: shops are called after people."""
    return not _index().things.isdisjoint(words)


def is_measure(words: Sequence[str]) -> bool:
    """Whether one of the words counts, measures or dates something."""
    return not _index().measures.isdisjoint(words)


def is_known(word: str) -> bool:
    """Whether names of columns are made of it: a thing, a measure, a role, a part of a term."""
    return word in _index().words


def names_people(words: Sequence[str]) -> bool:
    """Whether one of the words is a role of people, and the others change nothing."""
    index = _index()
    return not index.people.isdisjoint(words) and all(_is_light(index, word) for word in words)


def is_generic(words: Sequence[str]) -> bool:
    """Words that mean something only under their parent: ``number``, ``value``, ``line 1``."""
    index = _index()
    return all(w.isdigit() or w in index.neutral or w in _NAMES or _only_weak(index, w) for w in words)


@lru_cache(maxsize=4096)
def split(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words as the vocabulary spells them: run-together ones apart, plurals as singulars."""
    return tuple(part for word in words for part in _parts(word))


@lru_cache(maxsize=4096)
def claims_of(words: tuple[str, ...]) -> tuple[Claim, ...]:
    """What a name of these words (see :func:`split`) claims, sure claims alone where there are any."""
    index = _index()
    found = [(claim, span) for span in _spans(words, index.longest) for claim in _claims(index, words, span)]
    sure = [(claim, span) for claim, span in found if claim.sure]
    if sure:
        # All reach the end of the name: the first to begin is the noun, "card no" in "identity card no" is none.
        best = min((span for _, span in sure), key=lambda span: (span[0], -span[1]))
        return tuple(dict.fromkeys(claim for claim, span in sure if span == best))
    return tuple(dict.fromkeys([claim for claim, _ in found] + list(_person_id(index, words))))


def _spans(words: Sequence[str], longest: int) -> Iterator[tuple[int, int]]:
    """Longest first, of equals the last."""
    for size in range(min(longest, len(words)), 0, -1):
        for start in range(len(words) - size, -1, -1):
            yield start, start + size


def _claims(index: _Index, words: tuple[str, ...], span: tuple[int, int]) -> Iterator[Claim]:
    start, end = span
    before, term, after = words[:start], words[start:end], words[end:]
    known = index.terms.get(" ".join(term), ())
    if not known or not index.blockers.isdisjoint(before):
        return
    for claim in known:
        if not all(_follows(index, word, claim.entity) for word in after):
            continue
        sure = claim.sure
        if claim.entity == "PERSON":
            around = (*before, *after)
            if _NAMES.issuperset(term) and not index.people.isdisjoint(around):
                sure = True
            if not index.things.isdisjoint(before):
                if _NAMES.issuperset(term):
                    continue
                sure = sure and not index.people.isdisjoint(term)
        if sure or _is_whose(index, before, claim.entity):
            yield Claim(claim.entity, sure)


def _follows(index: _Index, word: str, entity: str) -> bool:
    """Whether a term is still the head with this word behind it."""
    return _is_light(index, word) or (entity in categories.STRONG and word in _DESCRIBES)


def _is_light(index: _Index, word: str) -> bool:
    return word.isdigit() or word in index.neutral or word in index.people


def _is_whose(index: _Index, before: Sequence[str], entity: str) -> bool:
    """Whether the words before an unsure term say whose it is; of an address unknown ones may (``perm_addr``)."""
    if entity == "STREET_ADDRESS":
        return index.things.isdisjoint(before) and index.measures.isdisjoint(before)
    return all(_is_light(index, word) for word in before)


def _only_weak(index: _Index, word: str) -> bool:
    known = index.terms.get(word, ())
    return bool(known) and not any(claim.sure for claim in known)


def _person_id(index: _Index, words: tuple[str, ...]) -> Iterator[Claim]:
    """``customer_id``, ``Kundennummer``: whose number it is says a role of people."""
    rest = [word for word in words if word not in _IDS]
    whose = [word for word in rest if word in index.people]
    if whose and len(rest) < len(words) and all(_is_light(index, word) for word in rest):
        yield Claim("PERSON_ID", sure=False)


def _parts(word: str) -> tuple[str, ...]:
    index = _index()
    if word in index.words or word.isdigit():
        return (word,)
    for singular in _singulars(word):
        if singular in index.words:
            return (singular,)
    if word.isascii():
        return _run_together(word) or (word,)
    return _run_on(index, word)


def _singulars(word: str) -> Iterator[str]:
    if len(word) > _SHORTEST_PART - 1 and word.endswith("s"):
        yield word[:-1]
        if word.endswith("es"):
            yield word[:-2]
        if word.endswith("ies"):
            yield word[:-3] + "y"


def _run_together(word: str) -> tuple[str, ...]:
    """The fewest known parts that make up the whole word; none where some of it stays unknown."""
    known = _index().words
    best: list[tuple[str, ...] | None] = [(), *([None] * len(word))]
    for end in range(1, len(word) + 1):
        for start in range(end):
            before, part = best[start], word[start:end]
            if before is None or not (
                part in _SHORT_PARTS or (len(part) >= _SHORTEST_PART and part in known)
            ):
                continue
            here = best[end]
            if here is None or len(before) + 1 < len(here):
                best[end] = (*before, part)
    return best[len(word)] or ()


def _run_on(index: _Index, word: str) -> tuple[str, ...]:
    """Scripts without blanks: the longest term at the end, what stands before it a word of its own."""
    for start in range(1, len(word)):
        if word[start:] in index.words:
            return (*_run_on(index, word[:start]), word[start:])
    return (word,)


@cache
def _index() -> _Index:
    terms: dict[str, list[Claim]] = {}
    words: set[str] = set()
    for topic in _TOPICS:
        for sure, table in ((True, topic.STRONG), (False, topic.WEAK)):
            for entity, phrases in table.items():
                for key in (key for phrase in phrases.split(",") for key in _spellings(phrase)):
                    known = terms.setdefault(key, [])
                    if all(claim.entity != entity for claim in known):
                        known.append(Claim(entity, sure))
                    words.update(key.split(" "))
    people, things, measures, neutral, blockers = (
        frozenset(word for text in source.split() for word in _spellings(text))
        for source in (roles.PEOPLE, roles.THINGS, roles.MEASURES, roles.NEUTRAL, roles.BLOCKERS)
    )
    # "mobile" is a kind of phone and a phone: where it stands last it is the head.
    neutral -= {key for key, claims in terms.items() if any(claim.sure for claim in claims)}
    words |= people | things | measures | neutral | blockers | _NAMES | _IDS
    return _Index(
        {key: tuple(claims) for key, claims in terms.items()},
        max(key.count(" ") for key in terms) + 1,
        people, things, measures, neutral, blockers, frozenset(words),
    )  # fmt: skip


def _spellings(phrase: str) -> set[str]:
    """A term without accents, with umlauts written as two letters, and run together."""
    lower = phrase.strip().lower()
    spelled = (
        # Words of plain letters, as most are, need nobody to find them: there are thousands, at every start.
        {" ".join(lower.split())}
        if _PLAIN.fullmatch(lower)
        else {" ".join(words_of(text)) for text in {lower, lower.translate(_SPELLED_OUT)}} - {""}
    )
    joined = {key.replace(" ", "") for key in spelled if not key.isascii() or len(key) > _SHORTEST_PART + 1}
    return spelled | {key for key in joined if not any(character.isdigit() for character in key)}


def _plain(text: str) -> str:
    """Compatible letters made one, accents taken off, case kept."""
    spread = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return unicodedata.normalize("NFC", _MARKS.sub("", spread))
