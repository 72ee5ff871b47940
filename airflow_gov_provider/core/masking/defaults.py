"""How each entity type is masked when no rule says how, and which method a type of column can bear.

Identifiers become pseudonyms, so that joins survive. What only narrows down who somebody is
(quasi-identifiers) is made coarser, so that models still learn. What must not be told at all (special
categories, secrets) goes, and so does all that is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from airflow_gov_provider.core.masking.kinds import Kind
from airflow_gov_provider.core.policy.methods import (
    Encrypt,
    Generalize,
    Hash,
    Mask,
    Method,
    Pseudonym,
    Redact,
    Replace,
    Shift,
    Surrogate,
)
from airflow_gov_provider.core.taxonomy import GROUPS

#: Nothing of these may be told: a token of few distinct values is guessed by its frequency.
_NEVER_TOLD = frozenset({"special_category", "credentials"})
#: Rows a category needs to stay, when nothing else is said: 20 as in most rules for small cells.
ROWS_OF_A_CATEGORY = 20
#: Characters of a postal code that stay; HIPAA's safe harbour (45 CFR 164.514(b)(2)(i)(B)) has three.
CODE_CHARACTERS = 3

_COARSER: Mapping[str, Generalize] = MappingProxyType(
    {
        "DATE_OF_BIRTH": Generalize(to="year"),
        "DATE_TIME": Generalize(to="week"),
        "AGE": Generalize(width=5),
        "POSTAL_CODE": Generalize(keep=CODE_CHARACTERS),
        "GEO": Generalize(width=0.1),
        "INCOME": Generalize(width=1_000),
    }
    | dict.fromkeys(
        ("LOCATION", "GENDER", "OCCUPATION", "MARITAL_STATUS", "EDUCATION"),
        Generalize(at_least=ROWS_OF_A_CATEGORY),
    )
)

_NUMBERS = frozenset({Kind.INT64, Kind.INTEGER, Kind.FLOAT, Kind.DECIMAL})
_WHOLE = frozenset({Kind.TEXT, Kind.INT64, Kind.INTEGER})
_TIMES = frozenset({Kind.TEXT, Kind.DATE, Kind.TIMESTAMP})

#: Types of columns that a method can bear; a setting of :class:`Generalize` has a line of its own.
_BEARS: Mapping[type[Method], frozenset[Kind]] = MappingProxyType(
    {
        Redact: frozenset(Kind),
        Replace: frozenset({Kind.TEXT}),
        Mask: frozenset({Kind.TEXT}),
        Hash: frozenset({Kind.TEXT}),
        Pseudonym: frozenset({Kind.TEXT, Kind.INT64}),
        Encrypt: _WHOLE,
        Shift: _TIMES,
        Surrogate: frozenset({Kind.TEXT}),
    }
)
_SURROGATES = frozenset({"PERSON", "STREET_ADDRESS"})


def default_method(entity_type: str) -> Method:
    """The method of an entity type that no rule names a method for."""
    groups = GROUPS.get(entity_type, _NEVER_TOLD)
    if groups & _NEVER_TOLD:
        return Redact()
    return _COARSER.get(entity_type, Pseudonym())


def settled(method: Method, entity_type: str, kind: Kind) -> Method:
    """``method`` with every setting that it leaves open, for one entity type and type of column."""
    if not isinstance(method, Generalize):
        return method
    if method.width is not None and kind is Kind.TEXT:
        # Forms hold classes (<=50K, 25-34), which have no band: as categories they stay where many share one.
        return replace(method, at_least=ROWS_OF_A_CATEGORY)
    if _says(method):
        return method
    usual = _COARSER.get(entity_type)
    if usual is not None and fits(usual, entity_type, kind, free_text=False):
        return settled(usual, entity_type, kind)
    if kind in (Kind.DATE, Kind.TIMESTAMP):
        return Generalize(to="month")
    return Generalize(at_least=ROWS_OF_A_CATEGORY)


def fits(method: Method, entity_type: str, kind: Kind, *, free_text: bool) -> bool:
    """Whether a column of this type, with this in it, can be masked that way."""
    if free_text:
        return isinstance(method, Redact | Replace)
    if isinstance(method, Redact):
        return not method.spans
    if isinstance(method, Generalize):
        return _can_be_coarser(method, kind)
    if isinstance(method, Surrogate):
        return kind is Kind.TEXT and entity_type in _SURROGATES
    return kind in _BEARS.get(type(method), frozenset())


def keeps_part(method: Method) -> bool:
    """Whether what a masked value shows is part of the value itself, and not of another by key."""
    return isinstance(method, Generalize | Shift | Mask)


def _says(method: Generalize) -> bool:
    return (method.to, method.width, method.keep, method.at_least) != (None, None, None, None)


def _can_be_coarser(method: Generalize, kind: Kind) -> bool:
    if method.to is not None:
        return kind in _TIMES
    if method.width is not None:
        whole = method.width >= 2 and method.width == int(method.width)
        return kind is Kind.TEXT or (kind in _NUMBERS and (whole or kind not in _WHOLE))
    if method.keep is not None:
        return kind in _WHOLE
    return kind in _WHOLE or kind is Kind.FLOAT
