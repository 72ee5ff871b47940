"""Whether values could be what their column's name claims: necessary shapes, one small test a type.

The tests are loose on purpose: no pattern knew the values, or the column's name would not be needed. They
keep out constants, categories, flags and whatever is masked or hashed already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from airflow_gov_provider.core.detection.facts import Facts

Test = Callable[[str], bool]

_MASKED = re.compile(
    r"[*•●█#]{2,}|^[xX]{3,}|[xX]{4,}|^(?:redacted|masked|hidden|removed|anonymi[sz]ed)$|^\W*$"
)
_DIGEST = re.compile(
    r"(?i)(?:0x)?[0-9a-f]{32}(?:[0-9a-f]{8})?(?:[0-9a-f]{24})?(?:[0-9a-f]{64})?|\$?[A-Za-z0-9+/]{43}="
)
#: What companies and institutions have in their names, and people hardly.
_COMPANY = re.compile(
    r"(?i)(?<!\w)(?:inc|ltd|llc|llp|plc|pty|corp|corporation|co|company|gmbh|ag|kg|sarl|sas|srl|s\.r\.l|spa|s\.p\.a|s\.a|bv|b\.v|nv|oy|"
    r"oyj|ab|aps|kft|sp\. z o\.o|ooo|ооо|зао|group|holdings?|bank|university|college|school|hospital|clinic|hotel|restaurant|"
    r"store|stores|shop|market|services|solutions|systems|technologies|industries|international|association|foundation|"
    r"department|ministry|verein|stiftung|société|empresa|compañía|companhia|株式会社|有限公司|公司|주식회사)(?!\w)|&"
)
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_UNKNOWN = frozenset(
    {"", "-", "n/a", "na", "nan", "none", "null", "unknown", "?", ".", "0", "nil", "tbd", "other"}
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What values of a type look like at least.

    :param test: of one value. :param share: of the distinct values that have to pass, 0-1.
    :param distinct: values at least, where there are many rows: below, it is a category.
    :param hashed: digests are no reason against it.
    """

    test: Test
    share: float = 0.7
    distinct: int = 5
    hashed: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a column's values agree with a claim.

    :param share: of the distinct values looked at that pass, 0-1. :param rows: of the column, estimated.
    :param distinct: of the looked-at values per value, 0-1.
    """

    share: float
    rows: int
    distinct: float


def _text(pattern: str) -> Test:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


def _counted(low: int, high: int, allowed: str) -> Test:
    """Between so many digits, and nothing but digits and the characters of a class."""
    rest = re.compile(rf"[\d{allowed}]+")

    def test(text: str) -> bool:
        return low <= len(_DIGIT.findall(text)) <= high and rest.fullmatch(text) is not None

    return test


def _code(shortest: int, longest: int, digits: int) -> Test:
    """A number of an office: letters, digits and separators, with at least so many digits."""
    outline = re.compile(r"[^\W_](?:[^\W_]|[ ./\-](?=[^\W_]))*[.]?")

    def test(text: str) -> bool:
        inner = sum(map(str.isalnum, text))
        return (
            shortest <= inner <= longest
            and len(_DIGIT.findall(text)) >= digits
            and bool(outline.fullmatch(text))
        )

    return test


def _is_email(text: str) -> bool:
    return (
        re.search(r"\S\s*(?:@|＠|%40|&#64;|[\[({<]\s*at\s*[\])}>]|\sat\s)\s*\S", text, re.IGNORECASE)
        is not None
    )


#: Scripts whose letters carry marks that are no letters: of Hebrew and Arabic, India, Thailand, Laos, Burma, Cambodia.
_MARKED = r"\u0591-\u05c7\u064b-\u0670\u0900-\u0eff\u1000-\u109f\u1780-\u17ff\u200c\u200d"


def _is_name(text: str) -> bool:
    """One to seven words of letters, as names are written: O'Neill, J. R., Anne-Marie, ``Doe, Jane``."""
    words = re.split(r"[\s,]+", text.strip())
    parts = re.compile(
        rf"[^\W\d_][^\W\d_'’.´`·・\-\u0300-\u036f{_MARKED}]*(?:['’.´`·・\-{_MARKED}]+[^\W\d_]*)*\.?"
    )
    return (
        len(text) <= 80 and len(words) <= 7 and all(parts.fullmatch(w) for w in words if w) and len(text) > 1
    )


def _is_persons_name(text: str) -> bool:
    return _is_name(text) and _COMPANY.search(text) is None


def _is_address(text: str) -> bool:
    """Words, with numbers or without; not a link. Numbers alone are a house's only beside its street."""
    return len(text) <= 250 and _LETTER.search(text) is not None and not re.search(r"@|://", text)


def _is_date(text: str) -> bool:
    """A full date in digits, with month names, or as yyyymmdd; also with a time behind it."""
    day = r"\d{1,2}(?:st|nd|rd|th|\.)?"
    month = r"[^\W\d_]{3,12}\.?"
    return re.match(
        rf"(?:\d{{4}}[-/. 年년]\s?\d{{1,2}}[-/. 月월]\s?\d{{1,2}}|\d{{1,2}}[-/. ]{{1,2}}\d{{1,2}}[-/. ]{{1,2}}\d{{2,4}}|(?:1[89]|20)\d{{6}}$|"
        rf"\d{{2}}(?:0[1-9]|1[0-2])\d{{2}}$|{day}[ /.-]+(?:de )?{month},?[ /.-]+(?:de )?\d{{2,4}}|{month}[ .-]+{day},?[ -]+\d{{2,4}}|\d{{4}}[ -]{month}[ -]{day})",
        text,
    ) is not None  # fmt: skip


def _is_username(text: str) -> bool:
    return (
        re.fullmatch(r"[^\s,;]{2,64}(?: [^\s,;]{1,30}){0,2}", text) is not None
        and _LETTER.search(text) is not None
    )


def _is_ip(text: str) -> bool:
    return (
        re.fullmatch(
            r"(?:\d{1,3}\.){3}\d{1,3}(?:[:/]\d+)?|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:%\w+)?(?:/\d+)?|\d{8,10}",
            text,
        )
        is not None
    )


def _is_coordinate(text: str) -> bool:
    return re.search(r"-?\d{1,3}[.,]\d+|\d{1,3}\s?[°º]", text) is not None


def _is_label(text: str) -> bool:
    return 1 <= len(text) <= 80


def _is_place(text: str) -> bool:
    return len(text) <= 80 and _LETTER.search(text) is not None and len(text.split()) <= 8


#: A shape, no type: the part of a STREET_ADDRESS that is a number.
HOUSE = "house number"
#: The part of an EMAIL_ADDRESS before its host.
MAILBOX = "mailbox"
_ID = _code(5, 25, 3)
SHAPES: Mapping[str, Shape] = {
    "PERSON": Shape(_is_persons_name, 0.75),
    "EMAIL_ADDRESS": Shape(_is_email, 0.5, 2),
    "PHONE_NUMBER": Shape(_counted(6, 20, r" ()+./\-–xextEXT#:,"), 0.7),
    "STREET_ADDRESS": Shape(_is_address, 0.8),
    MAILBOX: Shape(_is_username, 0.9),
    HOUSE: Shape(_text(r"[^\W_]{0,3}[ -]?\d{1,6}[ /-]?[^\W_]{0,8}"), 0.7, 2),
    "USERNAME": Shape(_is_username, 0.8),
    "DATE_OF_BIRTH": Shape(_is_date, 0.7),
    "US_SSN": Shape(_counted(7, 9, r" .\-"), 0.7),
    "NATIONAL_ID": Shape(_ID, 0.7),
    "PASSPORT": Shape(_code(5, 14, 4), 0.7),
    "DRIVER_LICENSE": Shape(_code(4, 25, 3), 0.7),
    "HEALTH_ID": Shape(_code(4, 25, 3), 0.7),
    "LICENSE_PLATE": Shape(_code(2, 12, 1), 0.7),
    "VIN": Shape(_code(9, 19, 1), 0.7),
    "CREDIT_CARD": Shape(_counted(12, 19, r" .\-"), 0.7),
    "IBAN_CODE": Shape(_text(r"[A-Za-z]{2}[ -]?\d{2}(?:[ -]?[A-Za-z0-9]){10,32}"), 0.7),
    "BANK_ACCOUNT": Shape(_code(5, 36, 4), 0.7),
    "CRYPTO": Shape(_text(r"[A-Za-z0-9:]{25,110}"), 0.7),
    "IP_ADDRESS": Shape(_is_ip, 0.7, 2),
    "MAC_ADDRESS": Shape(_text(r"(?:[0-9A-Fa-f]{2}[:. -]?){5,7}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}"), 0.7, 2),
    "DEVICE_ID": Shape(_text(r"[\w:.{}\-/+=]{8,256}"), 0.8, hashed=True),
    "SECRET": Shape(_text(r"[^\s]{3,4096}|-----[\s\S]+"), 0.8, 4, hashed=True),
    "POSTAL_CODE": Shape(_code(3, 12, 1), 0.6, 2),
    "LOCATION": Shape(_is_place, 0.6, 2),
    "GEO": Shape(_is_coordinate, 0.6, 2),
    "AGE": Shape(_text(r"\d{1,3}(?:\.\d+)?|(?:1[89]|20)\d\d|[\w\s<>+\-–]{1,20}"), 0.7, 2),
    "GENDER": Shape(_text(r"[^\s].{0,20}"), 0.7, 1),
    "OCCUPATION": Shape(_is_place, 0.7, 2),
    "MARITAL_STATUS": Shape(_text(r"[^\s].{0,30}"), 0.7, 1),
    "EDUCATION": Shape(_is_label, 0.7, 2),
    "INCOME": Shape(_text(r"[^\s].{0,40}"), 0.7, 2),
    "NRP": Shape(_is_place, 0.7, 2),
}  # fmt: skip
#: Rows from which a handful of different values is a category.
_MANY = 20


def fit(facts: Facts, entity: str) -> Fit | None:
    """How well the sample agrees with a claim of ``entity``; None where it could not be that."""
    shape = SHAPES.get(entity)
    if shape is None or not facts.drawn.texts or not facts.open_rows:
        return None
    drawn = facts.drawn
    said = {
        at: text for at, value in enumerate(drawn.texts) if (text := value.strip()).casefold() not in _UNKNOWN
    }
    if not said or (facts.open_rows >= _MANY and len(said) < min(shape.distinct, facts.open_rows)):
        return None
    passed = [at for at, text in said.items() if _fits(shape, text)]
    share = len(passed) / len(said)
    if share < shape.share:
        return None
    # Rows over the sampled fraction of distinct values: unbiased for the rows of all.
    rows = round(sum(drawn.rows[at] for at in passed) / drawn.fraction)
    distinct = len(drawn.texts) / drawn.fraction / max(1, facts.open_rows)
    return Fit(share, min(rows, facts.open_rows), min(1.0, distinct))


def _fits(shape: Shape, text: str) -> bool:
    if _MASKED.search(text) or (not shape.hashed and _DIGEST.fullmatch(text)):
        return False
    return shape.test(text)
