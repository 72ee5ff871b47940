"""A column's name taken apart: what it claims, and what it supports.

The last name of a path is the column's; the names above it add meaning only to one that has little of its
own (``phone.number``), so ``status.patient.ssn`` is no status.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from airflow_gov_provider.core.detection.headers import claims
from airflow_gov_provider.core.detection.headers.claims import Claim, claims_of, is_generic, split, words_of
from airflow_gov_provider.core.detection.headers.terms import categories
from airflow_gov_provider.core.taxonomy import GROUPS

#: A context word up to this long has to be a whole word: "us" stands in "customer".
_SHORT = 3
#: Up to this long it has to begin a word: "cell" stands in "cancelled", "race" in "trace".
_MEDIUM = 5
#: A claim of the first supports matches of every type of the groups.
_FAMILIES = {
    "NATIONAL_ID": "government_ids",
    "HEALTH_ID": "health",
}


@dataclass(frozen=True, slots=True)
class Header:
    """A column's name, taken apart.

    :param words: lower-case words, without accents, that say what the column is: those of the last name,
        with its parent's before them where it says little by itself.
    :param phrase: these, joined. :param claims: what the column claims to hold.
    """

    words: tuple[str, ...]
    phrase: str = field(default="")
    claims: tuple[Claim, ...] = ()

    @classmethod
    def of(cls, path: Iterable[str]) -> Header:
        """Split ``customerEmail``, ``card_number`` and ``Vor-Name`` into words, and look them up."""
        names = [words_of(name) for name in path]
        own = next((name for name in reversed(names) if name), ())
        above = [name for name in names if name][:-1]
        found = claims_of(split(own))
        if above and not any(claim.sure for claim in found) and _may_lean(split(own)):
            joined = (*above[-1], *own)
            with_parent = claims_of(split(joined))
            if is_generic(split(own)) or any(claim.sure for claim in with_parent):
                named = claims.is_thing(split(above[-1])) or claims.is_measure(split(above[-1]))
                own, found = joined, with_parent or (() if named else found)
        return cls(own, " ".join(own), found)

    @property
    def parts(self) -> tuple[str, ...]:
        """The words as the vocabulary spells them."""
        return split(self.words)

    @property
    def measures(self) -> bool:
        """Amounts, counts, times: their numbers identify nobody."""
        return claims.is_measure(self.parts) and not self.is_sure

    @property
    def is_sure(self) -> bool:
        """The name claims a type and can not mean anything else."""
        return any(claim.sure for claim in self.claims)

    def sure_of(self, entity: str) -> bool:
        """Whether the name says this type."""
        return Claim(entity, sure=True) in self.claims

    def allows(self, entity: str) -> bool:
        """Whether the name claims this type, surely or not."""
        return any(claim.entity == entity for claim in self.claims)

    def supports(self, context: Iterable[str]) -> bool:
        """Presidio's substring rule over the words, stricter for short context words."""
        return any(supports(self.words, self.phrase, _folded(word)) for word in context)

    def supports_type(self, entity: str) -> bool:
        """Whether the name claims a type that this one is a case of: ``dni`` is an identity number."""
        groups = GROUPS.get(entity, frozenset())
        return any(
            claim.sure and (claim.entity == entity or _FAMILIES.get(claim.entity) in groups)
            for claim in self.claims
        )

    @property
    def says_person(self) -> bool:
        """A name of a person, said so: ``first_name``, ``Nachname``, ``card holder``."""
        return self.sure_of("PERSON")

    @property
    def hints_person(self) -> bool:
        """A role that people have: ``patient``, ``reviewer``. A bare ``name`` hints at nothing: shops have one."""
        return claims.names_people(self.parts) and not self.says_thing and not self.measures

    @property
    def says_thing(self) -> bool:
        """A thing's name: shops are called after people."""
        return claims.is_thing(self.parts) and not self.says_person

    def declared(self) -> list[str]:
        """Special categories that the name declares; ``diagnosis_date`` declares none."""
        return [claim.entity for claim in self.claims if claim.sure and claim.entity in categories.STRONG]


def _may_lean(own: Sequence[str]) -> bool:
    """Whether the last name can take its meaning from its parent: ``number``, ``date``, not ``status``."""
    return is_generic(own) or (claims.is_measure(own) and len(own) == 1)


@lru_cache(maxsize=4096)
def _folded(context: str) -> str:
    return " ".join(words_of(context)) or context


def supports(words: Iterable[str], phrase: str, context: str) -> bool:
    """Whether one context word of a recognizer is among words."""
    wanted = context.lower().strip()
    if " " in wanted:
        return f" {wanted} " in f" {phrase} "
    if len(wanted) <= _SHORT:
        return wanted in words
    if len(wanted) <= _MEDIUM:
        return any(word.startswith(wanted) for word in words)
    return any(wanted in word for word in words)
