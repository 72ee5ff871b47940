"""What we know of entity types beyond their patterns: when a match counts by itself."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from airflow_gov_provider.core.detection.chance import lower_bound
from airflow_gov_provider.core.detection.issued import looks_issued


class Strength(IntEnum):
    """How much one match is worth without support from a header or the words before it."""

    NONE = 0
    NEEDS_SUPPORT = 1
    NEEDS_RATE = 2
    #: Alone it is believed; among many like it, only where these pass more often than by chance.
    RARE = 3
    COUNTS = 4


@dataclass(frozen=True, slots=True)
class Profile:
    """One entity type.

    :param chance: share of random values of the right shape that pass the checksum; 0: none does.
    :param whole_token: a match inside a longer run of letters and digits is none.
    :param explained_by: a match that overlaps one of these is theirs.
    """

    chance: float = 0.0
    whole_token: bool = False
    explained_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rarity:
    """How seldom a number passes the checks of a recognizer by chance.

    :param alike: share of random values of ``size`` characters that pass, dates and prefixes included.
    :param fitting: share of those that pass its check digits once their dates and prefixes fit: serial
        numbers often begin with a day.
    :param size: characters of a whole value without separators, of which ``digits`` are digits; 0: any.
    """

    alike: float
    fitting: float
    size: int = 0
    digits: int = 0

    @property
    def worth(self) -> Strength:
        """Of a single match that nothing supports."""
        return Strength.RARE if self.alike <= _RARE else Strength.NEEDS_RATE

    def beaten(self, hits: int, fitting: int, alike: int) -> bool:
        """Whether ``hits`` are more than chance gives among so many values.

        :param fitting: values that fit the pattern. :param alike: whole values of the size.
        """
        if lower_bound(hits, fitting, _SURE) > self.fitting:
            return True
        seldom = lower_bound(hits, max(fitting, alike)) > _TIMES * self.alike
        return fitting <= _FEW and 2 * hits > fitting and seldom


#: One random number in a thousand.
_RARE = 0.001
_SURE = 0.999
_TIMES = 3.0
#: So few dated values that no series of serial numbers is behind them.
_FEW = 5

#: Types that are not here count whenever their score reaches the threshold.
PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        "CREDIT_CARD": Profile(chance=0.1, whole_token=True, explained_by=("IBAN_CODE",)),
        "UK_NHS": Profile(chance=1 / 11, explained_by=("CREDIT_CARD", "IBAN_CODE")),
        "MEDICAL_LICENSE": Profile(chance=0.1, whole_token=True),
        "PL_PESEL": Profile(chance=0.1, whole_token=True),
        "AU_TFN": Profile(chance=1 / 11),
        "AU_MEDICARE": Profile(chance=0.1),
        "IN_AADHAAR": Profile(chance=0.1),
        "ES_NIF": Profile(chance=1 / 23),
        "ES_NIE": Profile(chance=1 / 23),
        "FI_PERSONAL_IDENTITY_CODE": Profile(chance=1 / 31, whole_token=True),
        "SG_NRIC_FIN": Profile(chance=1.0),
        "IN_PAN": Profile(whole_token=True),
        "IT_FISCAL_CODE": Profile(whole_token=True),
        "IBAN_CODE": Profile(whole_token=True),
        "PHONE_NUMBER": Profile(
            whole_token=True, explained_by=("CREDIT_CARD", "IBAN_CODE", "US_SSN", "IP_ADDRESS", "MAC_ADDRESS")
        ),
        "URL": Profile(explained_by=("EMAIL_ADDRESS",)),
    }
)
_ORDINARY = Profile()

_PHONE_SHAPE = re.compile(
    r"\+|00[1-9]|\(\+?\d|0\d{1,5}[ /.-]|(?:1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)"
)
#: Shorter ones are served inside a town or a company; notes are full of such numbers.
_FEWEST_DIGITS = 7
#: ``j***@example.com``: no provider gives out stars, and everybody masks with them.
_MASKED_LOCAL = re.compile(r"[^@]*\*[^@]*@|[xX]{3,}@")
#: Groups of four digits, as many as there are, before some that are written the same way, and any behind them.
_BEFORE_GROUPS = re.compile(r"\s*\d{4}([ -])(?:\d{4}\1)*")
_AFTER_GROUPS = re.compile(r"(?:[ -]\d{1,6})*\s*")
#: Characters before an address that tell what it is.
_NEARBY = 24
_DOTTED_BEFORE = re.compile(r"\d\.$")
_DOTTED_AFTER = re.compile(r"\.\d")
_PREFIX = re.compile(r"/(\d{1,3})(?!\d)")
_VERSION_4 = 4
_WHOLE_PART = re.compile(r"\s*[+-]?\d+,")
#: ``version 1.2.3.4``, ``v1.2.3.4``, and products as user agents write them: ``Chrome/120.0.1.2``.
_VERSION_BEFORE = re.compile(
    r"(?i:(?<![^\W_])(?:v|ver|vers|versions?|releases?|builds?|firmware|revision|rev|patch|hotfix|sdk)[\s.:=]*)$|[A-Z][A-Za-z]+/$"
)
_TIME_SHAPE = re.compile(r"(?:19|20)\d\d[-/. ]\d\d?[-/. ]\d\d?|\d\d?[-/.]\d\d?[-/.](?:19|20)\d\d|\d+\.\d+$")


def profile(entity: str) -> Profile:
    """What we know of an entity type."""
    return PROFILES.get(entity, _ORDINARY)


def strength(entity: str, text: str, start: int, end: int, *, number: bool) -> Strength:
    """What a match of ``entity`` at ``text[start:end]`` is worth alone.

    :param number: the column holds numbers, not text: identifiers are more likely than cards.
    """
    known = profile(entity)
    match = text[start:end]
    masked = entity == "EMAIL_ADDRESS" and _MASKED_LOCAL.match(match)
    if masked or (known.whole_token and not _is_whole(text, start, end)):
        return Strength.NONE
    if entity == "PHONE_NUMBER":
        return _of_phone(text, start, match)
    if entity == "CREDIT_CARD":
        return _of_card(text, start, end, number=number)
    if entity == "IP_ADDRESS":
        return _of_address(text, start, end)
    return Strength.NEEDS_RATE if known.chance else Strength.COUNTS


def _of_card(text: str, start: int, end: int, *, number: bool) -> Strength:
    if _is_fraction(text, start, end):
        return Strength.NONE
    before = _BEFORE_GROUPS.fullmatch(text, 0, start)
    if before and before[1] in text[start:end] and _AFTER_GROUPS.fullmatch(text, end):
        # Four groups of the six of a parcel's number. A shorter group before a card is its check value.
        return Strength.NEEDS_SUPPORT
    if not looks_issued(text[start:end]):
        return Strength.NEEDS_SUPPORT
    return Strength.NEEDS_RATE if number else Strength.COUNTS


def _of_address(text: str, start: int, end: int) -> Strength:
    """Hosts have addresses: networks, masks and versions of programs only look like them."""
    before, after = text[:start][-_NEARBY:], text[end : end + 2]
    if _DOTTED_BEFORE.search(before) or _DOTTED_AFTER.match(after):
        return Strength.NONE
    host, _, size = text[start:end].partition("/")
    prefix = _PREFIX.match(text, end)
    size = size or (prefix[1] if prefix else "")
    try:
        address = ipaddress.ip_address(host)
        network = ipaddress.ip_network(f"{address}/{size}", strict=False) if size else None
    except ValueError:
        return Strength.COUNTS
    is_network = network is not None and network.num_addresses > 1 and network.network_address == address
    nobody = address.version == _VERSION_4 and (
        address.packed.endswith(b"\0\0") or address.packed[0] in (0, 255)
    )
    if is_network or nobody or _VERSION_BEFORE.search(before):
        return Strength.NEEDS_SUPPORT
    return Strength.COUNTS


def _of_phone(text: str, start: int, match: str) -> Strength:
    if sum(character.isdigit() for character in match) < _FEWEST_DIGITS:
        return Strength.NONE
    if _TIME_SHAPE.match(match):
        return Strength.NEEDS_SUPPORT
    before = text[start - 1] if start else ""
    if before in ("#", "/", "_"):
        # TCK#0195993589 is a ticket.
        return Strength.NEEDS_SUPPORT
    shaped = _PHONE_SHAPE.match(match) or before in ("+", "(")
    return Strength.COUNTS if shaped else Strength.NEEDS_SUPPORT


def _is_fraction(text: str, start: int, end: int) -> bool:
    """Digits behind a decimal point are no card number; behind a comma cells have lists, too."""
    mark = text[start - 1 : start]
    if mark not in (".", ",") or not text[max(0, start - 2) : start - 1].isdigit():
        return False
    alone = _WHOLE_PART.fullmatch(text, 0, start) is not None
    return mark == "." or (alone and not looks_issued(text[start:end]))


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or after.isalnum())
