"""Dates of birth apart from other dates, by how the dates of a column lie.

People are born on any day of the week and the month, over decades, and (those in tables of customers and
employees) not lately. Invoices, hirings, releases and quotations avoid weekends, cluster at the ends and
beginnings of months, or reach up to now. There is no clock here: a column with children in it looks like
any other and stays a matter of its header.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from airflow_gov_provider.core.detection.facts import Facts
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.verdicts.sampled import finding_of

#: Of the distinct values, so many are dates.
DATES_AT_LEAST = 0.9
#: Where neighbours are about people: birth dates are typed in many ways.
SOME_DATES = 0.75
FEWEST = 8
#: Below it a column of birth dates can not be told from a few other old dates.
FEWEST_FOR_WEEKDAYS = 60
_FIRST_YEAR, _LAST_YEAR = 1900, 2012
_SPAN_YEARS = 20
_MEDIAN = range(1930, 2003)
#: The rarest and the most frequent weekday have 1/7 each by chance; so have Saturday and Sunday 2/7.
_WEEKEND = (0.18, 0.40)
_MOST_OF_A_WEEKDAY = 0.27
#: First days of the month: 1/30 by chance, more where the day is unknown.
_MOST_OF_A_DAY = 0.2
_MOST_OF_A_MONTH = 0.25
_SATURDAY_SUNDAY = (5, 6)
_TIME = r"(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?)?"
_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})(?P<s>[-/.]?)(?P<m>\d\d?)(?P=s)(?P<d>\d\d?){_TIME}")
_YEAR_LAST = re.compile(rf"(?P<a>\d\d?)(?P<s>[-/. ])(?P<b>\d\d?)(?P=s)(?P<y>\d{{4}}){_TIME}")
_NAMED = re.compile(
    rf"(?:(?P<d1>\d\d?)(?:st|nd|rd|th|\.)?[ -](?P<m1>[^\W\d_]{{3,9}})\.?,?|(?P<m2>[^\W\d_]{{3,9}})\.? (?P<d2>\d\d?)(?:st|nd|rd|th)?,?)"
    rf"[ -](?P<y>\d{{4}}){_TIME}"
)
_MONTHS = {
    name: at % 12 + 1
    for at, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec "  # noqa: SIM905 - words read better in lines
        "jan fév mär avr mai juin juil aoû set okt nov dez "
        "ene fev mar abr maj jun jul ago set out nov dic "
        "gen feb mrt apr mag giu lug aug sep ott nov des".split()
    )
}


def birth_dates(facts: Facts) -> list[Finding]:
    """DATE_OF_BIRTH when the dates can hardly be anything else; DATE_TIME when they may be that."""
    texts = facts.drawn.texts
    dates = parsed(texts)
    hits = [at for at, day in enumerate(dates) if day is not None]
    days = [day for day in dates if day is not None]
    if len(days) < max(FEWEST, DATES_AT_LEAST * len(texts)) or not _are_lives(days):
        return []
    sure = len(days) >= FEWEST_FOR_WEEKDAYS and _any_day(days)
    if len(days) >= FEWEST_FOR_WEEKDAYS and not sure:
        return []
    evidence = {
        "weekend": sum(day.weekday() in _SATURDAY_SUNDAY for day in days) / len(days),
        "years": float(max(days).year - min(days).year),
    }
    return [finding_of("DATE_OF_BIRTH" if sure else "DATE_TIME", facts.drawn, hits, 0.6, evidence)]


def lives(facts: Facts) -> list[int]:
    """Which values are dates, where these are of decades of living adults; none otherwise."""
    dates = parsed(facts.drawn.texts)
    hits = [at for at, day in enumerate(dates) if day is not None]
    days = [day for day in dates if day is not None]
    if len(days) < max(FEWEST, SOME_DATES * len(dates)) or not _are_lives(days):
        return []
    return hits


def parsed(texts: Sequence[str]) -> list[date | None]:
    """Each value as a date; day and month in the order that fits most values."""
    matches = [_YEAR_LAST.fullmatch(text.strip()) for text in texts]
    first = sum(match is not None and int(match["a"]) > 12 for match in matches)
    second = sum(match is not None and int(match["b"]) > 12 for match in matches)
    found: list[date | None] = []
    for text, match in zip(texts, matches, strict=True):
        if match is not None:
            day, month = (match["a"], match["b"]) if first >= second else (match["b"], match["a"])
            found.append(_date(match["y"], month, day))
        else:
            found.append(_other(text.strip()))
    return found


def _other(text: str) -> date | None:
    match = _YEAR_FIRST.fullmatch(text)
    if match is not None and (match["s"] or len(text) == 8):
        return _date(match["y"], match["m"], match["d"])
    match = _NAMED.fullmatch(text)
    if match is None:
        return None
    month = _MONTHS.get((match["m1"] or match["m2"]).casefold()[:3])
    return None if month is None else _date(match["y"], str(month), match["d1"] or match["d2"])


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _are_lives(days: Sequence[date]) -> bool:
    """The years are those of living adults, most of them."""
    years = sorted(day.year for day in days)
    inside = years[0] >= _FIRST_YEAR and years[-1] <= _LAST_YEAR
    middle = years[len(years) // 2] in _MEDIAN
    return (
        inside
        and middle
        and years[-1] - years[0] >= _SPAN_YEARS
        and len(set(years)) >= min(15, len(years) / 2)
    )


def _any_day(days: Sequence[date]) -> bool:
    """Weekdays, days of the month and months as chance gives them."""
    weekdays = Counter(day.weekday() for day in days)
    weekend = (weekdays[5] + weekdays[6]) / len(days)
    even = _WEEKEND[0] <= weekend <= _WEEKEND[1] and max(weekdays.values()) <= _MOST_OF_A_WEEKDAY * len(days)
    of_month = Counter(day.day for day in days)
    months = Counter(day.month for day in days)
    varied = max(of_month.values()) <= _MOST_OF_A_DAY * len(days) and len(of_month) >= 20
    return even and varied and max(months.values()) <= _MOST_OF_A_MONTH * len(days) and len(months) == 12
