"""A method as a policy file writes it: ``pseudonym``, or ``{name: shift, days: 60}``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from airflow_gov_provider.core.policy.methods import (
    BY_WORD,
    Generalize,
    Mask,
    Method,
    Redact,
    Replace,
    Shift,
    Synthesize,
)
from airflow_gov_provider.core.policy.suggestions import quoted, unknown

#: Beginnings of what dates and times are generalised to.
UNITS = ("year", "quarter", "month", "week", "day")
_LONGEST_REPLACEMENT = 64
_LONGEST_COLUMN = 200

Setting = Callable[[object], object]


def method_of(value: object) -> Method:
    """The method that ``value`` names, with its settings. :raises ValueError: saying what is wrong."""
    named = {"name": value} if isinstance(value, str) else value
    if not isinstance(named, dict) or not isinstance(named.get("name"), str):
        raise ValueError(  # noqa: TRY004  # pydantic lists ValueErrors only
            f"is the name of a method ({', '.join(sorted(BY_WORD))}), or a mapping with its name and settings"
        )
    name = str(named["name"])
    if name not in BY_WORD:
        raise ValueError(unknown("method", name, BY_WORD))
    readers = _SETTINGS.get(BY_WORD[name], {})
    settings: dict[str, object] = {}
    for key, text in named.items():
        if key == "name":
            continue
        if key not in readers:
            raise ValueError(_no_setting(name, str(key), tuple(readers)))
        settings[key] = _read(readers[key], f"{name}: {key}", text)
    if name == Generalize.word and len(settings) > 1:
        raise ValueError("generalize takes one of to, width, keep and at_least")
    make: Callable[..., Method] = BY_WORD[name]
    return make(**settings)


def _no_setting(name: str, key: str, known: tuple[str, ...]) -> str:
    if not known:
        return f"{name} has no settings; {quoted(key)} is one too many"
    return f"{name}: {unknown('setting', key, known)}; it has {', '.join(known)}"


def _read(reader: Setting, where: str, text: object) -> object:
    try:
        return reader(text)
    except ValueError as error:
        raise ValueError(f"{where} {error}") from None


def _count(smallest: int, largest: int) -> Setting:
    def read(text: object) -> int:
        if isinstance(text, str) and re.fullmatch("[0-9]{1,9}", text) and smallest <= int(text) <= largest:
            return int(text)
        raise ValueError(f"must be a whole number from {smallest} to {largest}")

    return read


def _width(text: object) -> float:
    if isinstance(text, str) and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", text) and float(text) > 0:
        return float(text)
    raise ValueError("must be a number above 0, such as 5 or 0.1")


def _unit(text: object) -> str:
    if text in UNITS:
        return str(text)
    raise ValueError(f"must be one of {', '.join(UNITS)}")


def _yes(text: object) -> bool:
    if text not in ("true", "false"):
        raise ValueError("must be true or false")
    return text == "true"


def _replacement(text: object) -> str:
    """Brackets around it, so that nobody takes the constant for a value."""
    if not isinstance(text, str) or not re.fullmatch(r"\[[A-Z][A-Z _-]*\]", text):
        raise ValueError("must be capital letters in square brackets, such as [MASKED]")
    if len(text) > _LONGEST_REPLACEMENT:
        raise ValueError(f"must have at most {_LONGEST_REPLACEMENT} characters")
    return text


def _column(text: object) -> str:
    if not isinstance(text, str) or not 1 <= len(text) <= _LONGEST_COLUMN or not text.isprintable():
        raise ValueError("must be the label of a column")
    return text


_SETTINGS: Mapping[type[Method], Mapping[str, Setting]] = MappingProxyType(
    {
        Redact: {"spans": _yes},
        Replace: {"text": _replacement},
        Mask: {"first": _count(0, 8), "last": _count(0, 8)},
        Shift: {"days": _count(1, 3_650), "subject": _column},
        Generalize: {
            "to": _unit,
            "width": _width,
            "keep": _count(0, 8),
            "at_least": _count(2, 1_000_000),
        },
        Synthesize: {"rows": _count(1, 999_999_999)},
    }
)
