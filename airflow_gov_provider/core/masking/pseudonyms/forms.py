"""The forms of textual pseudonyms: which values of a domain get which, and how each is known again.

The form follows from domain and value alone, never from a column or an entity type: the same person has
the same token in every table. What a form's tokens look like is told by its own module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.pseudonyms.digits import CARD, PHONE, Digits
from airflow_gov_provider.core.masking.pseudonyms.hexes import (
    IP_MARK,
    IP_WIDTH,
    MAC_WIDTH,
    UUID_MARK,
    UUID_WIDTH,
    are_ip_tokens,
    are_mac_tokens,
    are_uuid_tokens,
    ip_tokens,
    mac_tokens,
    uuid_tokens,
)
from airflow_gov_provider.core.masking.pseudonyms.ibans import WIDTH as IBAN_WIDTH
from airflow_gov_provider.core.masking.pseudonyms.ibans import are_iban_tokens, iban_tokens
from airflow_gov_provider.core.masking.pseudonyms.prf import Bytes, TokenKeys
from airflow_gov_provider.core.masking.pseudonyms.tokens import (
    ALPHABET,
    EMAIL_SUFFIX,
    LETTERS,
    are_text_tokens,
    frame,
    frames,
    text_tokens,
)
from airflow_gov_provider.core.taxonomy import domain

_UUID = r"^(?:urn:?uuid:?)?\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?$"
_IBAN = r"^[a-z]{2}[0-9]{2}[0-9a-z]{11,30}$"
_LETTER = f"[{ALPHABET}]"


@dataclass(frozen=True, slots=True)
class Form:
    """One look of tokens.

    :param name: also that of its tag keys.
    :param make: tokens of 16 pseudorandom bytes a value, (keys, bytes, version).
    :param made: which values are tokens, (tag key, values, version).
    :param pattern: of its tokens from beginning to end, whoever made them. :param width: characters.
    """

    name: str
    make: Callable[[TokenKeys, Bytes, str], pa.LargeStringArray]
    made: Callable[[bytes, pa.LargeStringArray, str], NDArray[np.bool_]]
    pattern: str
    width: int


def _without_version(
    name: str,
    make: Callable[[TokenKeys, Bytes], pa.LargeStringArray],
    made: Callable[[bytes, pa.LargeStringArray], NDArray[np.bool_]],
    pattern: str,
    width: int,
) -> Form:
    """A form without room for the version's letter: every version's tag key has to be tried."""
    return Form(
        name,
        lambda keys, prf, _version: make(keys, prf),
        lambda tag, values, _version: made(tag, values),
        f"^{pattern}$",
        width,
    )


def _of_digits(name: str, form: Digits) -> Form:
    pattern = f"{re.escape(form.before)}[0-9]{{{form.count + form.check}}}"
    return _without_version(name, form.make, form.made, pattern, form.width)


def _of_letters(name: str, before: str, after: str) -> Form:
    return Form(
        name,
        lambda keys, prf, version: text_tokens(keys, prf, before + version, after),
        lambda tag, values, version: are_text_tokens(tag, values, before + version, after),
        f"^{re.escape(before)}[a-z]{_LETTER}{{{LETTERS}}}{re.escape(after)}$",
        len(before) + 1 + LETTERS + len(after),
    )


EMAIL = _of_letters("email", "", EMAIL_SUFFIX)
UUID = _without_version(
    "uuid",
    uuid_tokens,
    are_uuid_tokens,
    f"{UUID_MARK}[0-9a-f]{{4}}-[0-9a-f]{{4}}-8[0-9a-f]{{3}}-8[0-9a-f]{{3}}-[0-9a-f]{{12}}",
    UUID_WIDTH,
)
IBAN = Form(
    "iban",
    iban_tokens,
    are_iban_tokens,
    f"^ZZ[0-9]{{2}}[A-Z][{ALPHABET.upper()}]{{{LETTERS}}}$",
    IBAN_WIDTH,
)
CARDS = _of_digits("card", CARD)
PHONES = _of_digits("phone", PHONE)
IPS = _without_version(
    "ip",
    ip_tokens,
    are_ip_tokens,
    f"{re.escape(IP_MARK)}(?:[89][0-9a-f]{{3}}:){{5}}[89][0-9a-f]{{3}}",
    IP_WIDTH,
)
MACS = _without_version("mac", mac_tokens, are_mac_tokens, "[0-9a-f]6(?::[0-9a-f]{2}){7}", MAC_WIDTH)

#: Every form that is no frame around a domain's name.
FORMS: tuple[Form, ...] = (EMAIL, CARDS, PHONES, IBAN, UUID, IPS, MACS)

#: Domains all of whose tokens have one form of their own.
_OF_DOMAIN: Mapping[str, Form] = MappingProxyType(
    {
        domain("EMAIL_ADDRESS"): EMAIL,
        domain("PHONE_NUMBER"): PHONES,
        domain("CREDIT_CARD"): CARDS,
        domain("IP_ADDRESS"): IPS,
        domain("MAC_ADDRESS"): MACS,
    }
)


def framed(before: str) -> Form:
    """Letters behind ``before``, a domain's frame: ``tok_person_name_``."""
    return _of_letters(before, before, "")


def forms_of(domain_name: str) -> tuple[Form, ...]:
    """Every form that tokens of a domain have; the last is that of values which no other takes."""
    if (only := _OF_DOMAIN.get(domain_name)) is not None:
        return (only,)
    rest = framed(frame(domain_name, "")[0])
    return (IBAN, UUID, rest) if domain_name == domain("IBAN_CODE") else (UUID, rest)


def shaped(values: pa.LargeStringArray, domain_name: str) -> tuple[pa.LargeStringArray, NDArray[np.intp]]:
    """Normalised values, one spelling for each UUID, and the place of each one's form in :func:`forms_of`.

    A UUID is one with or without dashes, braces and ``urn:uuid:``, in either case.
    """
    forms = forms_of(domain_name)
    place = np.full(len(values), len(forms) - 1, np.intp)
    if UUID not in forms:
        return values, place
    uuids = pc.match_substring_regex(values, _UUID, ignore_case=True)
    if pc.any(uuids, min_count=0).as_py():
        bare = pc.replace_substring_regex(
            pc.ascii_lower(values), pattern="^urn:?uuid:?|[^0-9a-f]", replacement=""
        )
        values = pc.if_else(uuids, bare, values)
        place[uuids.to_numpy(zero_copy_only=False)] = forms.index(UUID)
    if IBAN in forms:
        ibans = pc.and_not(pc.match_substring_regex(values, _IBAN), uuids)
        place[ibans.to_numpy(zero_copy_only=False)] = forms.index(IBAN)
    return values, place


def forms_in(values: pa.LargeStringArray) -> tuple[Form, ...]:
    """Every form that some value may have: for whoever knows neither domain nor boundary."""
    return (*FORMS, *(framed(before) for before in frames(values)))
