"""What counts as the same value: spellings that name one person get one token.

Only what can not tell two people apart is dropped: ``123-45-6789`` is ``123456789``, but the letters of
``AB123456C`` stay, since another person may be ``CD123456C``.
"""

from __future__ import annotations

import ipaddress
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from airflow_gov_provider.core.taxonomy import GROUPS, domain

_SPACES = " \t\n\r\v\f\x1c\x1d\x1e\x1f"


class Spelling(StrEnum):
    """How a domain's values are written."""

    EXACT = "exact"
    """Case and inner spaces matter (cryptocurrency addresses, anything we do not know)."""
    FOLDED = "folded"
    """Case does not matter (e-mail addresses)."""
    NETWORK = "network"
    """As FOLDED, and IPv6 addresses count in whatever way they are written (RFC 5952)."""
    WORDS = "words"
    """Neither case nor the amount of white space matters (names, streets)."""
    COMPACT = "compact"
    """Only letters and digits matter, not their case (telephone, card, account, national numbers)."""


def _spellings() -> dict[str, Spelling]:
    numbers = frozenset({"financial", "government_ids"})
    return {domain(entity): Spelling.COMPACT for entity, groups in GROUPS.items() if groups & numbers} | {
        domain("PHONE_NUMBER"): Spelling.COMPACT,
        domain("MAC_ADDRESS"): Spelling.COMPACT,
        domain("MEDICAL_LICENSE"): Spelling.COMPACT,
        domain("EMAIL_ADDRESS"): Spelling.FOLDED,
        domain("IP_ADDRESS"): Spelling.NETWORK,
        domain("PERSON"): Spelling.WORDS,
        domain("STREET_ADDRESS"): Spelling.WORDS,
        domain("CRYPTO"): Spelling.EXACT,
    }


#: Domain → spelling; a domain that is not here is EXACT.
SPELLINGS: Mapping[str, Spelling] = MappingProxyType(_spellings())


def normalised(values: pa.LargeStringArray, domain_name: str) -> pa.LargeStringArray:
    """One spelling for each value of a domain; nulls stay, no value becomes null.

    :raises UnicodeDecodeError: for text that is not UTF-8.
    """
    spelling = SPELLINGS.get(domain_name, Spelling.EXACT)
    plain = pc.string_is_ascii(values)
    if pc.all(plain, min_count=0).as_py():
        return _COLUMNS[spelling](values)
    others = [normalised_one(text, spelling) for text in values.filter(pc.invert(plain)).to_pylist()]
    simple = _COLUMNS[spelling](pc.if_else(plain, values, ""))
    return pc.replace_with_mask(simple, pc.invert(plain), pa.array(others, pa.large_string()))


def normalised_one(text: str, spelling: Spelling) -> str:
    """The same for one text of any script; compatibility forms (full width, ligatures) are one."""
    text = unicodedata.normalize("NFKC", text).strip()
    if spelling is Spelling.EXACT:
        return text
    text = unicodedata.normalize("NFKC", text.casefold())
    if spelling is Spelling.FOLDED:
        return text
    if spelling is Spelling.NETWORK:
        return _address(text)
    words = " ".join(text.split())
    if spelling is Spelling.WORDS:
        return words
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in text if sign.isalnum()) or words


def _exact(values: pa.LargeStringArray) -> pa.LargeStringArray:
    return pc.utf8_trim(values, characters=_SPACES)


def _folded(values: pa.LargeStringArray) -> pa.LargeStringArray:
    return pc.ascii_lower(_exact(values))


def _network(values: pa.LargeStringArray) -> pa.LargeStringArray:
    """IPv4 addresses are written in one way; only what holds a colon can have others."""
    folded = _folded(values)
    others = pc.match_substring(folded, ":")
    written = [_address(text) for text in folded.filter(others).to_pylist()]
    return pc.replace_with_mask(folded, others, pa.array(written, pa.large_string()))


def _address(text: str) -> str:
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:  # IPv4, a network, a host with its port: as it is written
        return text
    return str(address.ipv4_mapped or address)


def _words(values: pa.LargeStringArray) -> pa.LargeStringArray:
    return pc.replace_substring_regex(_folded(values), pattern=r"[ \t\n\r\v\f\x1c-\x1f]+", replacement=" ")


def _compact(values: pa.LargeStringArray) -> pa.LargeStringArray:
    kept = pc.replace_substring_regex(_folded(values), pattern=r"[^0-9a-z]+", replacement="")
    return pc.if_else(pc.equal(kept, ""), _words(values), kept)


#: The whole-column twins of :func:`normalised_one` for ASCII text.
_COLUMNS: Mapping[Spelling, Callable[[pa.LargeStringArray], pa.LargeStringArray]] = MappingProxyType(
    {
        Spelling.EXACT: _exact,
        Spelling.FOLDED: _folded,
        Spelling.NETWORK: _network,
        Spelling.WORDS: _words,
        Spelling.COMPACT: _compact,
    }
)
