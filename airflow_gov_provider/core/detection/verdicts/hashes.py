"""Unsalted digests of personal data: a dictionary of all telephone numbers undoes them.

A column of digests is WEAK_HASH when its name says of what (``email_sha256``, ``hashed_phone``). Whether
a digest is of another column's value is proved by :func:`proved`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence

from airflow_gov_provider.core.detection.facts import Facts
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.verdicts.sampled import finding_of

#: Digests by their number of hexadecimal digits; the last has two spellings.
_BY_LENGTH = {
    32: ("md5",),
    40: ("sha1",),
    56: ("sha224", "sha3_224"),
    64: ("sha256", "sha3_256", "blake2s"),
    96: ("sha384", "sha3_384"),
    128: ("sha512", "sha3_512", "blake2b"),
}
_HEX = re.compile(r"(?:0x|(?:md5|sha-?1|sha-?256|sha-?512)[:$])?((?:[0-9a-f]{2}){16,64})", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{22,88}={0,2}")
DIGESTS_AT_LEAST = 0.8
_SHORTEST = 5
_WHOSE = frozenset(
    "email emails mail mails phone phones telephone tel mobile cell msisdn name names firstname lastname fullname "  # noqa: SIM905 - words read better in lines
    "surname ssn ssns social passport iban card pan account address addr ip user username customer person patient "
    "nino nhs cpf dni nif bsn pesel personnummer dob birthdate birth e-mail telefon handy correo telefono téléphone "
    "courriel adresse".split()
)


def digest_of(text: str) -> str | None:
    """The hexadecimal digits of a digest, in lower case; None when the value has no such shape."""
    text = text.strip()
    match = _HEX.fullmatch(text)
    if match is not None:
        return match[1].lower() if len(match[1]) in _BY_LENGTH else None
    if _BASE64.fullmatch(text) is None:
        return None
    try:
        raw = base64.b64decode(
            text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4),
            altchars=b"-_" if set("-_") & set(text) else None,
        )
    except ValueError:
        return None
    mixed = any(map(str.isupper, text)) and any(map(str.islower, text))
    return raw.hex() if mixed and 2 * len(raw) in _BY_LENGTH else None


def hashes(facts: Facts) -> list[Finding]:
    """WEAK_HASH where the column's name says whose digests its values are."""
    if _WHOSE.isdisjoint(facts.header.words):
        return []
    hits = _digests(facts.drawn.texts)
    if len(hits) < DIGESTS_AT_LEAST * len(facts.drawn.texts):
        return []
    return [finding_of("WEAK_HASH", facts.drawn, list(hits), 0.6, {"header": 1.0})]


def _digests(texts: Sequence[str]) -> dict[int, str]:
    return {at: digest for at, text in enumerate(texts) if (digest := digest_of(text)) is not None}


def proved(columns: Sequence[Facts]) -> list[list[Finding]]:
    """WEAK_HASH for columns whose digests are those of values in other columns of the same sample."""
    wanted = [_digests(facts.drawn.texts) if facts.is_values else {} for facts in columns]
    sizes = {len(digest) for each in wanted for digest in each.values()}
    if not sizes:
        return [[] for _ in columns]
    names = sorted({name for size in sizes for name in _BY_LENGTH[size]})
    plain = {
        text
        for facts, each in zip(columns, wanted, strict=True)
        if not each and facts.is_values
        for text in facts.drawn.texts
        if len(text) >= _SHORTEST
    }
    known = {digest for text in plain for digest in _digests_of(text, names)}
    return [_certain(facts, each, known) for facts, each in zip(columns, wanted, strict=True)]


def _certain(facts: Facts, digests: dict[int, str], known: set[str]) -> list[Finding]:
    hits = [at for at, digest in digests.items() if digest in known]
    return [finding_of("WEAK_HASH", facts.drawn, hits, 1.0, {"proved": float(len(hits))})] if hits else []


def _digests_of(text: str, names: Iterable[str]) -> Iterable[str]:
    spellings = {
        text,
        text.strip(),
        text.strip().lower(),
        text.strip().upper(),
        re.sub(r"[^0-9+]", "", text),
        re.sub(r"\D", "", text),
    }
    for spelling in filter(_is_long, spellings):
        for name in names:
            yield hashlib.new(
                name, spelling.encode("utf-8", "surrogatepass"), usedforsecurity=False
            ).hexdigest()


def _is_long(text: str) -> bool:
    """The digest of a small number proves nothing: it is among any numbers."""
    return len(text) >= _SHORTEST
