"""What a column's name says about its values: a hint that supports, never a verdict by itself."""

from __future__ import annotations

# ruff: noqa: SIM905 - words read better in lines than in quotes
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_WORDS = re.compile(r"[A-ZÀ-Þ]+(?![a-zà-ÿ])|[A-ZÀ-Þ]?[a-zà-ÿß-]+|\d+|[^\W\d_A-Za-zÀ-ÿ]+")
#: A context word up to this long has to be a whole word: "us" stands in "customer".
_SHORT = 3
#: Up to this long it has to begin a word: "cell" stands in "cancelled", "race" in "trace".
_MEDIUM = 5

MEASURES = frozenset(
    "amount balance count total price rate score age days day hour hours date time timestamp created updated "
    "modified type status flag lat lon latitude longitude size length duration version percent pct qty quantity "
    "currency weight limit sum avg mean min max rank index step level 24h 7d".split()
)
PERSON_WORDS = frozenset(
    "firstname lastname fullname surname forename givenname middlename familyname maidenname maiden vorname "
    "nachname familienname prenom prénom apellido apellidos cognome sobrenome cardholder accountholder imie "
    "nazwisko fornamn efternamn etunimi sukunimi achternaam voornaam".split()
)
NAME_WORDS = frozenset("name names nombre nombres nom nome namn navn naam imię nimi".split())
PEOPLE = frozenset(
    "first last full given family middle maiden birth legal customer client holder patient employee contact person "
    "people owner author sender recipient payee payer beneficiary borrower applicant guest passenger student teacher "
    "member doctor physician nurse manager agent user buyer seller driver insured claimant tenant cliente kunde "
    "kunden titular inhaber titulaire signatory spouse child parent guardian witness reporter assignee".split()
)
THINGS = frozenset(
    "merchant company product file city country category store shop brand bank device browser event column table "
    "model item host domain street region state status type code id currency channel org organisation organization "
    "department team campaign project course school hospital vendor supplier plan method field schema key index "
    "path class function server service app application package version month weekday day role title sku "
    "place town province county district airport station drug test segment group os platform agency address addr".split()
)
#: Header words → special category that the column holds whatever its values look like.
DECLARED = {
    "RELIGION": ("religion", "religious affiliation", "konfession", "religión", "faith"),
    "ETHNICITY": ("ethnicity", "ethnic group", "ethnic origin", "ethnie", "racial origin"),
    "SEXUAL_ORIENTATION": ("sexual orientation", "sexual preference"),
    "POLITICAL_OPINION": ("political opinion", "political affiliation", "political party", "party affiliation"),
    "TRADE_UNION_MEMBERSHIP": ("trade union", "union member", "union membership", "gewerkschaft"),
    "HEALTH_CONDITION": ("diagnosis", "diagnoses", "icd", "icd9", "icd10", "medical condition", "hiv status"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """A column's name, taken apart.

    :param words: lower-case words of all names on the path to the leaf. :param phrase: these, joined.
    """

    words: tuple[str, ...]
    phrase: str = field(default="")

    @classmethod
    def of(cls, path: Iterable[str]) -> Header:
        """Split ``customerEmail``, ``card_number`` and ``Vor-Name`` into words."""
        words = tuple(word.lower().strip("-") for name in path for word in _split(name))
        return cls(words, " ".join(words))

    @property
    def measures(self) -> bool:
        """Amounts, counts, times: their numbers identify nobody."""
        return not MEASURES.isdisjoint(self.words)

    def supports(self, context: Iterable[str]) -> bool:
        """Presidio's substring rule over the words, stricter for short context words."""
        return any(supports(self.words, self.phrase, word) for word in context)

    @property
    def says_person(self) -> bool:
        """A name of a person, said so: ``first_name``, ``Nachname``, ``card holder``."""
        words = set(self.words)
        if not PERSON_WORDS.isdisjoint(words) or "".join(self.words) in PERSON_WORDS:
            return True
        named = not NAME_WORDS.isdisjoint(words) or "holder" in words
        return named and not PEOPLE.isdisjoint(words) and not self.says_thing

    @property
    def hints_person(self) -> bool:
        """A name of somebody or something, or a role that a person has."""
        return not (NAME_WORDS | PEOPLE).isdisjoint(self.words) and not self.says_thing

    @property
    def says_thing(self) -> bool:
        """A thing's name: shops are called after people."""
        return not THINGS.isdisjoint(self.words)

    def declared(self) -> list[str]:
        """Special categories that the name declares; ``diagnosis_date`` declares none."""
        if self.measures:
            return []
        padded = f" {self.phrase} "
        return [entity for entity, names in DECLARED.items() if any(f" {name} " in padded for name in names)]


def _split(name: str) -> list[str]:
    return [word for part in re.split(r"[^\w-]+|_", name) for word in _WORDS.findall(part.replace("-", " "))]


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
