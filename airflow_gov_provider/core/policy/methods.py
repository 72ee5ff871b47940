"""How a rule wants data masked: the methods of a policy, their settings and their defaults.

A method says what is wanted; whether a column can be masked that way is for the plan of a masked copy
(``core/masking/planning.py``) to say. Words are Presidio's operator names where it has one.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar, TypeAlias

from airflow_gov_provider.core.canonical import Json

#: What stands for a text that is gone.
REDACTED = "[REDACTED]"
#: What stands for a category too rare to be kept.
OTHER = "[OTHER]"


@dataclass(frozen=True, slots=True)
class Redact:
    """Nothing of a value stays: ``[REDACTED]`` for text, null for every other type.

    :param spans: of free text only what was found goes, each span shown as its entity type
        (``<PERSON>``); what no recognizer finds stays.
    """

    word: ClassVar[str] = "redact"
    spans: bool = False


@dataclass(frozen=True, slots=True)
class Replace:
    """One constant text for every value. :param text: without letters or digits of anybody."""

    word: ClassVar[str] = "replace"
    text: str = "[MASKED]"


@dataclass(frozen=True, slots=True)
class Mask:
    """Part of a text stays, every other letter and digit becomes ``*``; separators stay.

    :param first: characters shown at the beginning. :param last: at the end; of texts with fewer than
        twice as many none.
    """

    word: ClassVar[str] = "mask"
    first: int = 0
    last: int = 4


@dataclass(frozen=True, slots=True)
class Hash:
    """A keyed digest, 64 hexadecimal digits: joins survive, whoever has no key can guess nothing."""

    word: ClassVar[str] = "hash"


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """A keyed token: equal values, equal tokens, in the format of the entity type where it has one."""

    word: ClassVar[str] = "pseudonym"


@dataclass(frozen=True, slots=True)
class Encrypt:
    """Format-preserving encryption (FF1, NIST SP 800-38G): same length, same alphabet, reversible by key."""

    word: ClassVar[str] = "encrypt"


@dataclass(frozen=True, slots=True)
class Shift:
    """Dates and times moved by a number of days that is the same for one subject: intervals stay.

    :param days: at most so many, in either direction.
    :param subject: column that names whom a row is about; None: the strongest identifier of the row.
    """

    word: ClassVar[str] = "shift"
    days: int = 180
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Generalize:
    """Coarser values; None leaves a setting to the entity type and the type of the column.

    :param to: dates and times to the beginning of their ``year``, ``quarter``, ``month``, ``week`` or ``day``.
    :param width: numbers to the beginning of their band of this width.
    :param keep: codes to so many characters at their beginning, ``*`` for the others.
    :param at_least: categories stay when so many rows have them; rarer ones become ``[OTHER]`` or null.
    """

    word: ClassVar[str] = "generalize"
    to: str | None = None
    width: float | None = None
    keep: int | None = None
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class Surrogate:
    """Invented names and addresses from a closed vocabulary, the same for the same value."""

    word: ClassVar[str] = "surrogate"


@dataclass(frozen=True, slots=True)
class Synthesize:
    """The whole table invented anew from what can be learned of it; identifiers are masked first.

    :param rows: of the synthetic table; None: as many as the source has.
    """

    word: ClassVar[str] = "synthesize"
    rows: int | None = None


Method: TypeAlias = (
    Redact | Replace | Mask | Hash | Pseudonym | Encrypt | Shift | Generalize | Surrogate | Synthesize
)

#: Every method, the one that tells least about a value first: where two rules want different methods
#: for one entity type, the earlier counts.
METHODS: tuple[type[Method], ...] = (
    Redact,
    Replace,
    Synthesize,
    Surrogate,
    Hash,
    Pseudonym,
    Generalize,
    Shift,
    Encrypt,
    Mask,
)
BY_WORD = {method.word: method for method in METHODS}


def telling(method: Method) -> tuple[int, str]:
    """Sorts methods by how much they tell; of two of one kind by their settings, the same every time."""
    return METHODS.index(type(method)), repr(method)


def as_json(method: Method) -> dict[str, Json]:
    """``{"name": "shift", "days": 180, "subject": None}``: for digests, records and explanations."""
    settings: dict[str, Json] = {}
    for field in fields(method):
        value = getattr(method, field.name)
        # No floats in canonical JSON: a width is shown as it was written.
        settings[field.name] = str(value) if isinstance(value, float) else value
    return {"name": method.word, **settings}


def sentence(method: Method) -> str:
    """For people: ``shift (days 180)``; settings that are left open are not named."""
    told = {name: value for name, value in as_json(method).items() if name != "name"}
    named = [f"{name} {value}" for name, value in told.items() if value is not None and value is not False]
    return f"{method.word} ({', '.join(named)})" if named else method.word
