"""What a column is where its neighbours are about people: user names, passwords, card codes, birth dates.

Such values have no pattern of their own. Beside two other columns that surely identify somebody, a column
of short strings that are all different is one more thing that belongs to a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from airflow_gov_provider.core.detection.facts import Facts
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.verdicts.birth_dates import lives
from airflow_gov_provider.core.detection.verdicts.sampled import finding_of

#: Two of these in a table, each in most values, make it one about people.
_SOMEBODY = frozenset(
    {"PERSON", "EMAIL_ADDRESS", "PHONE_NUMBER", "STREET_ADDRESS", "CREDIT_CARD", "US_SSN", "IBAN_CODE"}
)
ENOUGH_NEIGHBOURS = 2
_MOST = 0.5
FEWEST = 20
#: Every value is somebody's own, but people choose the same password now and then.
_DIFFERENT = 0.95
_LENGTHS = 4
_PASSWORD = re.compile(r"(?=.*[a-z])(?=.*[A-Z\W_])(?=.*\d)[!-~]{6,24}")
_PASSWORDS_AT_LEAST = 0.5
_LOOKS_CHOSEN = re.compile(r"[!-~]{6,24}")
_HANDLE = re.compile(r"@?[^\W\d_][\w.-]{2,29}")
_HANDLES_AT_LEAST = 0.97
_CARD_CODE = re.compile(r"\d{1,4}")
_UPPER_CODE = re.compile(r"[A-Z\d_.-]+")


def among_people(columns: Sequence[Facts], found: Sequence[Mapping[str, Finding]]) -> list[list[Finding]]:
    """Findings for columns that nothing else explains, in tables about people; one list a column."""
    types: dict[str, set[str]] = {}
    for facts, each in zip(columns, found, strict=True):
        sure = {entity for entity, finding in each.items() if finding.share >= _MOST and entity in _SOMEBODY}
        types.setdefault(_group(facts), set()).update(sure)
    return [
        _of(facts, types[_group(facts)], each)
        if facts.is_values and facts.drawn.texts and types[_group(facts)]
        else []
        for facts, each in zip(columns, found, strict=True)
    ]


def _group(facts: Facts) -> str:
    return facts.label.rpartition(".")[0]


def _of(facts: Facts, neighbours: set[str], found: Mapping[str, Finding]) -> list[Finding]:
    if "CREDIT_CARD" in neighbours and not found and _are_card_codes(facts):
        return [finding_of("SECRET", facts.drawn, range(len(facts.drawn.texts)), 0.5, {"neighbours": 1.0})]
    if len(neighbours) < ENOUGH_NEIGHBOURS:
        return []
    dates = [] if found.keys() - {"DATE_TIME"} else lives(facts)
    if dates:
        return [finding_of("DATE_OF_BIRTH", facts.drawn, dates, 0.5, {"neighbours": 1.0})]
    if found or facts.header.measures or facts.header.says_thing or len(facts.drawn.texts) < FEWEST:
        return []
    for entity, test in _TESTS.items():
        hits = test(facts)
        if hits:
            return [finding_of(entity, facts.drawn, hits, 0.5, {"neighbours": 1.0})]
    return []


def _are_all_different(facts: Facts) -> bool:
    texts = facts.drawn.texts
    lengths = len({len(text) for text in texts})
    starts = {text[:2].casefold() for text in texts}
    return (
        len(texts) >= _DIFFERENT * sum(facts.drawn.rows)
        and lengths >= _LENGTHS
        and len(starts) >= len(texts) / 10
    )


def _passwords(facts: Facts) -> list[int]:
    """Different strings of different lengths, most of them of three classes of characters."""
    texts = facts.drawn.texts
    hits = [at for at, text in enumerate(texts) if _PASSWORD.fullmatch(text)]
    chosen = sum(_LOOKS_CHOSEN.fullmatch(text) is not None for text in texts)
    if (
        len(hits) < _PASSWORDS_AT_LEAST * len(texts)
        or chosen < 0.95 * len(texts)
        or not _are_all_different(facts)
    ):
        return []
    return list(range(len(texts)))


def _handles(facts: Facts) -> list[int]:
    """Different words, some with digits behind them; not codes, which are capitals and digits alone."""
    texts = facts.drawn.texts
    hits = [at for at, text in enumerate(texts) if _HANDLE.fullmatch(text)]
    digits = sum(any(map(str.isdigit, text)) for text in texts)
    letters = sum(sum(map(str.isalpha, text)) for text in texts) / max(1, sum(map(len, texts)))
    codes = sum(_UPPER_CODE.fullmatch(text) is not None for text in texts)
    if len(hits) < _HANDLES_AT_LEAST * len(texts) or codes > len(texts) / 10 or letters < 0.7:
        return []
    if not digits or not _are_all_different(facts) or sum("." in text[1:] for text in texts) > len(texts) / 2:
        return []
    return hits


def _are_card_codes(facts: Facts) -> bool:
    """Whole numbers of up to three digits, evenly from 0 to 999."""
    texts = facts.drawn.texts
    numbers = [int(text) for text in texts if _CARD_CODE.fullmatch(text)]
    if len(numbers) < len(texts) or len(numbers) < 0.5 * min(sum(facts.drawn.rows), 400):
        return False
    tenths = {number // 100 for number in numbers}
    mean = sum(numbers) / len(numbers)
    return max(numbers) <= 999 and len(tenths & set(range(1, 10))) == 9 and 420 <= mean <= 640


_TESTS: Mapping[str, Callable[[Facts], list[int]]] = {"SECRET": _passwords, "USERNAME": _handles}
