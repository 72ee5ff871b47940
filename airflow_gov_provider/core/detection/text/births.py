"""Dates, and those that words around them call a date of birth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from airflow_gov_provider.core.detection.spans import Span

_MONTHS = (
    "jan(?:uary|uar|vier|eiro)?|enero|gennaio|januari|styczeń|stycznia|feb(?:ruary|ruar)?|f[ée]vr(?:ier)?|febrero|febbraio|fevereiro|lutego|"
    "mar(?:ch|s|zo|ço)?|märz|mrz|maart|marca|apr(?:il|ile)?|avr(?:il)?|abril?|kwietnia|may|mai|mayo|maggio|maio|mei|maja|"
    "june?|juni?|juin|junio|giugno|junho|czerwca|july?|juli|juil(?:let)?|julio|luglio|julho|lipca|aug(?:ust|ustus)?|ao[uû]t|agosto|sierpnia|"
    "sept?(?:ember|embre|iembre)?|setembro|settembre|września|o[ck]t(?:ober|obre|ubre)?|outubro|ottobre|października|nov(?:ember|embre|iembre|embro)?|listopada|"
    "de[cz](?:ember|embre|iembre)?|d[ée]c(?:embre)?|dezembro|dicembre|diciembre|grudnia"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:1[89]|20)\d{2}"
_SEPARATOR = r"\s?[-/.|]\s?"
#: Dates that name a day, a month and a year.
DATE = (
    rf"(?:{_YEAR}{_SEPARATOR}{_DAY}{_SEPARATOR}{_DAY}(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?Z?)?|{_DAY}{_SEPARATOR}{_DAY}{_SEPARATOR}(?:{_YEAR}|\d{{2}})|"
    rf"{_DAY}(?:st|nd|rd|th|er|\.|º)?(?: de| of)?[ -]+(?:{_MONTHS})\.?,?(?: de| del)?[ -]+(?:{_YEAR}|\d{{2}})|"
    rf"(?:{_MONTHS})\.? {_DAY}(?:st|nd|rd|th)?,? (?:{_YEAR})|(?:{_MONTHS})\.? {_YEAR}|"
    rf"(?:19|20)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:\d ){{4}}(?:1 [89]|2 0) \d \d|[0-3] ?\d ?[01] ?\d ?(?:1 ?9|2 ?0) ?\d ?\d)"
)
_IS_DATE = re.compile(rf"\s*(?:{DATE}|{_YEAR})\s*", re.IGNORECASE)
_BORN = (
    r"(?:date of birth|birth ?dates?|birthdays?|d\.?o\.?b\.?|born(?: on| in)?|b\.|geb(?:\.|oren)?(?: am)?|geburts(?:datum|tag)(?: ist)?|geborene?r?|"
    r"(?:date|lieu) de nais(?:s(?:ance|\.)?|\.)?|n[ée]e?\(?e?\)?(?: le| en)|naissance|mise? au monde le|ddn|fecha de nac(?:imiento|\.)?|nacid[oa](?: el| en)?|f\. ?nac\.?|data di nascita|nat[oa](?: il| a)?|"
    r"data de nasc(?:imento|\.)?|nascid[oa](?: em| aos| a)?|d\.? ?n\.?|geboortedatum|geboren op|data ur(?:odzenia|\.)?|ur(?:odzon[ya]|\.)|fødselsdato|født|födelsedatum|född|"
    r"syntymäaika|syntynyt|doğum tarihi|doğumlu|narozen[ýá]?|datum narození|született|születési|рожд\w*|родил[а-я]*|γεννήθηκε|출생|生年月日|出生日期|出生于)"
)
_BEFORE = re.compile(
    rf"(?<!\w){_BORN}[\s:=#\"'()\[\],>-]{{0,6}}(?:(?:is|was|ist|war|est|es|é|fue|on|the|am|le|el|il|em|dia|den|op|in|en)\s+){{0,2}}(?P<date>{DATE}|{_YEAR})(?!\w)",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"(?<!\w)(?P<date>{DATE})(?:[\s,(-]{{1,3}})(?:\(?(?:dob|birth|born|geboren|geb\.|nascimento|naissance))(?!\w)", re.IGNORECASE)  # fmt: skip
_CUES = re.compile(_BORN, re.IGNORECASE)


def is_date(value: str) -> bool:
    """A date that names a day and a year, or a year alone."""
    return _IS_DATE.fullmatch(value) is not None


def births(text: str) -> Iterator[Span]:
    """Dates that the words before or after them call a date of birth."""
    if not _CUES.search(text):
        return
    for pattern in (_BEFORE, _AFTER):
        for match in pattern.finditer(text):
            yield Span(match.start("date"), match.end("date"), "DATE_OF_BIRTH", 0.8)


#: Between a person and a date in lists and forms: nothing, or the sex.
_BETWEEN = re.compile(r"[\s,;|(]{1,4}(?:(?:M|F|H|W|m|f|w|male|female)\b[\s,;|]{1,4})?")
_LEADING_DATE = re.compile(rf"(?:{DATE})(?!\w)", re.IGNORECASE)
_YEARS = re.compile(r"(?:19\d\d|200\d)")


def born_after_name(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """A date right behind a person's name, of a year in which grown-ups were born."""
    for span in spans:
        between = _BETWEEN.match(text, span.end) if span.entity == "PERSON" else None
        date = _LEADING_DATE.match(text, between.end()) if between else None
        if date and _YEARS.search(date.group()):
            yield Span(date.start(), date.end(), "DATE_OF_BIRTH", 0.5)
