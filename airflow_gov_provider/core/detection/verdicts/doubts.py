"""What patterns found in a column and its other values explain better: on record as suppressed, no finding.

Only types whose patterns are loose are doubted, and only without support of the column's name; an e-mail
address or a card number counts wherever it stands.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from airflow_gov_provider.core.detection.chance import lower_bound, upper_bound
from airflow_gov_provider.core.detection.facts import Facts
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.issued import looks_issued
from airflow_gov_provider.core.detection.verdicts.national_ids import are_books

#: Words of lists that so few short values hold are titles of songs, brands and towns.
_TITLES_BELOW = 0.1
_WORD_LISTS = frozenset(
    {
        "PERSON",
        "RELIGION",
        "ETHNICITY",
        "POLITICAL_OPINION",
        "TRADE_UNION_MEMBERSHIP",
        "SEXUAL_ORIENTATION",
        "HEALTH_CONDITION",
    }
)
_ISBN_WITH_X = re.compile(r"\d[\d -]{8,11}X")
#: What leads to somebody: a user's page, name or key, an address, or whatever is told to the program behind it.
_LINK = re.compile(r"(?i)\b(?:https?|ftp)://\S+")
_OF_SOMEBODY = re.compile(
    r"(?i)@|%40|[?=]|/~|[/.](?:users?|u|profiles?|people|persons?|members?|customers?|accounts?|patients?|employees?|authors?|me|"
    r"staff|team)/[^/\s]|(?:reset|verify|confirm|invite|unsubscribe|token|magic)[\w-]*/[\w-]{16}|"
    r"//(?:[\w-]+\.)?(?:facebook|fb|instagram|twitter|x|tiktok|linkedin|xing|github|gitlab|t|wa|vk|reddit|medium|youtube|"
    r"soundcloud|pinterest|flickr|strava|gravatar|calendly|zoom|paypal|venmo|onlyfans|patreon)\.(?:com|me|org|us|net)/\S"
)
#: Beside other words a link is about them, so nearly all links have to stand alone.
_ALONE = 0.9
_VERSIONS = frozenset(
    {
        "version",
        "versions",
        "ver",
        "build",
        "release",
        "firmware",
        "sdk",
        "kernel",
        "oid",
        "semver",
        "revision",
    }
)
_PARTS = re.compile(r"\d{1,6}(?:\.\d{1,6}){2,4}")
_OF_ADDRESS = 4
_FEWEST_VERSIONS = 3
_PRIVATE = (10, 127, 172, 192)
_NO_CHANCE = 1e-9
_SMALL_PART = 99
_NEARLY_ALL = 0.9
#: No post but Iran's has codes of ten digits, none a sign or brackets before them.
_NO_POSTCODE = re.compile(r"[+(]|\d{10}")
#: Such a share of values with greater parts are versions; fewer are addresses that somebody mistyped or masked.
_BEYOND_ADDRESSES = 0.1
#: No part of what is a version without greater parts is above this: hosts of one network have few first parts too.
_DOZENS = 100
#: So many numbers of a shape are telephone numbers of some country, and nobody's.
_PHONES_BY_CHANCE = 0.15
_OF_ONE_SHAPE = 0.8
#: Fewest digits of a telephone number.
_OF_PHONE = 7
_GROUPS = re.compile(r"[0-9]+(?:([ -])[0-9]+(?:\1[0-9]+)*)?")
_SSN_SHAPE = re.compile(r"(\d{3})-(\d{2})-(\d{4})")
#: Of random digits 5.8 % are no number that anybody gives out: areas 000, 666, and 900-999 but for the groups of
#: taxpayers' numbers (Internal Revenue Manual 3.21.263: 50-65, 70-88, 90-92, 94-99).
_NEVER_ISSUED = (0.03, 0.1)
_ITIN_GROUPS = frozenset({*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100)})
#: Of check digits to the base 11 one in eleven is an X.
_WITH_X = (0.03, 0.25)
_ENOUGH_FOR_RATE = 60
_ENOUGH_DIGITS = 200
_ENOUGH_ISSUED = 5
_LUHN_BY_CHANCE = 0.1
#: Issuers share six to eight digits; what shares so many is counted up.
_SERIES = 11


def settled(facts: Facts) -> Facts:
    """The facts with doubtful findings moved to ``suppressed``."""
    doubtful = {entity: finding for entity, finding in facts.found.items() if _is_doubtful(facts, finding)}
    if not doubtful:
        return facts
    kept = {entity: finding for entity, finding in facts.found.items() if entity not in doubtful}
    return replace(
        facts, found=MappingProxyType(kept), suppressed=MappingProxyType({**facts.suppressed, **doubtful})
    )


def _is_doubtful(facts: Facts, finding: Finding) -> bool:
    evidence = dict(finding.evidence)
    if finding.entity_type == "URL" and facts.is_values:
        return _are_nobodys_links(facts)
    if not facts.is_values or evidence.get("header") or evidence.get("supported"):
        return False
    if evidence.get("framed"):
        return False
    if finding.entity_type in _WORD_LISTS:
        few = facts.values >= 1 / _TITLES_BELOW and finding.share < _TITLES_BELOW
        return few and not facts.prose and not facts.header.says_person
    test = _TESTS.get(finding.entity_type)
    # Sentences are of many kinds: what explains one of them explains no other.
    return test is not None and not facts.prose and test(facts)


def _has_isbns(facts: Facts) -> bool:
    """NHS numbers have the check digit of ISBN-10, but never an X; of books one in eleven has it."""
    with_x = sum(_ISBN_WITH_X.fullmatch(text.strip()) is not None for text in facts.drawn.texts)
    return bool(with_x) and _WITH_X[0] <= with_x / len(facts.drawn.texts) <= _WITH_X[1]


def _are_books(facts: Facts) -> bool:
    """Books have the check digit of health numbers: an X as every eleventh, and not the first digits of patients."""
    return _has_isbns(facts) or are_books(facts.drawn.texts)


def _are_nobodys_links(facts: Facts) -> bool:
    """Links to pages, pictures and shelves: nothing in them is of a user, and nothing is passed to a program."""
    links = [text for text in map(str.strip, facts.drawn.texts) if _LINK.fullmatch(text)]
    if len(links) < _ALONE * len(facts.drawn.texts):
        return False
    return bool(links) and not any(_OF_SOMEBODY.search(link) for link in links)


def _are_versions(facts: Facts) -> bool:
    """Numbers in four parts: versions of programs, sections of texts, names in trees of objects.

    Parts above 255 tell where they are many, and that none is above some dozens: the parts of addresses lie anywhere.
    """
    texts = [text.strip().lstrip("vV") for text in facts.drawn.texts]
    parts = [[int(part) for part in text.split(".")] for text in texts if _PARTS.fullmatch(text)]
    four = [each for each in parts if len(each) == _OF_ADDRESS]
    if len(four) < _FEWEST_VERSIONS or len(parts) < 0.9 * len(texts):
        return False
    beyond = sum(max(each) > 255 for each in four)
    if beyond >= _BEYOND_ADDRESSES * len(four):
        return True
    called_so = not _VERSIONS.isdisjoint(facts.header.words) or len(parts) - len(four) >= 0.1 * len(parts)
    if called_so:
        # A name, or parts that are more or fewer beside them, explain small parts only: hosts have any.
        return sum(max(each) <= _SMALL_PART for each in four) >= _NEARLY_ALL * len(four)
    inside = all(each[0] in _PRIVATE for each in four)
    most = max(map(max, four))
    return (
        not inside
        and most < _DOZENS
        and len(four) * _OF_ADDRESS * math.log((most + 1) / 256) < math.log(_NO_CHANCE)
    )


def _are_postcodes(facts: Facts) -> bool:
    """The column's name says so: some have as many digits, and a hyphen, as telephone numbers."""
    told = facts.header.sure_of("POSTAL_CODE")
    return told and not any(_NO_POSTCODE.search(re.sub(r"[ ./-]", "", text)) for text in facts.drawn.texts)


def _are_no_numbers(facts: Facts) -> bool:
    """Postal codes, or codes of one shape that a few telephone numbers happen to have."""
    finding = facts.found["PHONE_NUMBER"]
    if _are_postcodes(facts):
        return True
    if facts.prose or finding.share > _PHONES_BY_CHANCE or len(facts.drawn.texts) < _ENOUGH_FOR_RATE:
        return False
    shapes = Counter(re.sub(r"\d", "0", text.strip()) for text in facts.drawn.texts)
    shape, count = shapes.most_common(1)[0]
    # Where the values of other shapes can be the numbers that were found, they are.
    others = sum(times for other, times in shapes.items() if other != shape and other.count("0") >= _OF_PHONE)
    found = finding.share * shapes.total()
    return count >= _OF_ONE_SHAPE * shapes.total() and shape[0] not in "+(" and 2 * others < found


def _has_never_issued(facts: Facts) -> bool:
    """As many numbers that were never issued as chance makes: other numbers of this shape.

    Chance spreads them over the areas; placeholders among real numbers are of one or two.
    """
    numbers = [match.groups() for text in facts.drawn.texts if (match := _SSN_SHAPE.fullmatch(text.strip()))]
    never = [area for area, group, _ in numbers if _is_nobodys(area, int(group))]
    spread = 2 * len(set(never)) >= len(never)
    by_chance = _NEVER_ISSUED[0] * len(numbers) <= len(never) <= _NEVER_ISSUED[1] * len(numbers)
    return len(numbers) >= _ENOUGH_FOR_RATE and by_chance and spread


def _is_nobodys(area: str, group: int) -> bool:
    return area in ("000", "666") or (area[0] == "9" and group not in _ITIN_GROUPS)


def _are_random_digits(facts: Facts) -> bool:
    """Digits, bare or in groups, of which those that begin like cards pass the check digit as random ones do.

    Where none of these pass, somebody made them fail, and the few that do pass are real; where those with the
    same first digits pass, these are real.
    """
    numbers = dict(facts.found["CREDIT_CARD"].evidence)
    texts = [text for text in map(_digits, facts.drawn.texts) if text]
    seen, passed = int(numbers.get("issued", 0)), int(numbers.get("issued_passed", 0))
    if numbers.get("cluster") or len(texts) < max(_ENOUGH_DIGITS, 0.95 * len(facts.drawn.texts)):
        return False
    issued = [text for text in texts if looks_issued(text.lstrip("0"))]
    if seen < _ENOUGH_ISSUED or (len(issued) > len(texts) / 2 and _shared(issued) < _SERIES):
        # Text that is shaped like cards is never explained away.
        return False
    by_chance = passed <= 0.3 * seen and lower_bound(passed, seen, 0.999) <= _LUHN_BY_CHANCE
    return by_chance and upper_bound(passed, seen) >= _LUHN_BY_CHANCE / 2


def _digits(text: str) -> str:
    """The digits of a number, bare or with a space or hyphen between its groups; empty for anything else."""
    return re.sub("[ -]", "", text) if _GROUPS.fullmatch(text) else ""


def _shared(texts: Sequence[str]) -> int:
    """Characters that all begin with."""
    first, last = min(texts), max(texts)
    return next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))


_TESTS: Mapping[str, Callable[[Facts], bool]] = MappingProxyType(
    {
        "UK_NHS": _are_books,
        "PHONE_NUMBER": _are_no_numbers,
        "IP_ADDRESS": _are_versions,
        "US_SSN": _has_never_issued,
        "US_ITIN": _has_never_issued,
        "CREDIT_CARD": _are_random_digits,
    }
)
