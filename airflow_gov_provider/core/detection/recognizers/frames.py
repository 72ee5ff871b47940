"""People in formats of machines: a frame around a value says that it is somebody's name.

A directory entry (``CN=Jane Doe,OU=People``), a home (``/home/jane.doe/``), a segment of HL7 or X12, a card
(``FN:Jane Doe``), the zone of a passport that machines read: none of them is prose, and most of the value is
no name. Where the frame is of people only (a patient's segment, ``NM1*IL*1``) anything of letters counts;
where things stand in it too (``CN=Print Server``) the lists of names decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from airflow_gov_provider.core.detection.recognizers.frame_names import (
    are_words_of_people,
    is_account,
    is_pair,
    name_within,
)
from airflow_gov_provider.core.detection.spans import Span
from airflow_gov_provider.core.detection.verdicts.lists import Lists

#: Of the whole text, what stands in the frame, and the lists: where the name is within, or None.
Test = Callable[[str, str, Lists], tuple[int, int] | None]

SCORE = 0.85


@dataclass(frozen=True, slots=True)
class Frame:
    """One format.

    :param tell: a short pattern that every value with the frame holds: all values are asked for it, so it
        is made of characters that few have. :param pattern: its group ``name`` is what the test is asked about.
    """

    entity: str
    name: str
    tell: str
    pattern: str
    test: Test


def _proved(_text: str, inside: str, _lists: Lists) -> tuple[int, int] | None:
    """The frame is of people only, so letters or digits are enough."""
    return (0, len(inside)) if any(map(str.isalnum, inside)) else None


def _pair(_text: str, inside: str, lists: Lists) -> tuple[int, int] | None:
    return name_within(inside, lists)


def _whole_pair(_text: str, inside: str, lists: Lists) -> tuple[int, int] | None:
    return (0, len(inside)) if is_pair(inside, lists) else None


def _account(_text: str, inside: str, lists: Lists) -> tuple[int, int] | None:
    return (0, len(inside)) if is_account(inside, lists) else None


def _person_entry(_text: str, inside: str, lists: Lists) -> tuple[int, int] | None:
    """An entry among people: a name that no list has counts as well."""
    known = is_pair(inside, lists) or are_words_of_people(inside, lists)
    return (0, len(inside)) if known else None


def _card(text: str, inside: str, lists: Lists) -> tuple[int, int] | None:
    if "VCARD" in text.upper():
        return _person_entry(text, inside, lists)
    return _whole_pair(text, inside, lists)


def _zone(_text: str, inside: str, _lists: Lists) -> tuple[int, int] | None:
    """Names fill a line of 30, 36 or 44 characters with ``<``."""
    return (0, len(inside)) if len(inside) in (30, 36, 44) and len(set(inside)) > 4 else None


def _document(_text: str, inside: str, _lists: Lists) -> tuple[int, int] | None:
    """Number, birth and expiry with their check digits, ICAO Doc 9303 part 3, 4.9."""
    parts = (inside[0:9], inside[9]), (inside[13:19], inside[19]), (inside[21:27], inside[27])
    return (0, 9) if all(_check_digit(part) == digit for part, digit in parts) else None


def _check_digit(text: str) -> str:
    values = [0 if character == "<" else int(character, 36) for character in text]
    return str(sum(value * (7, 3, 1)[at % 3] for at, value in enumerate(values)) % 10)


_LINE = r"(?:^|\\n|\\r)"
_FIELD = r"[^|\r\n]*\|"
_PN = r"(?P<name>[^\W\d_][^|\r\n^~&]*\^[^|\r\n~]*)"
_MAIL = r"<(?:mailto:|sips?:)?[^<>\s@]+@[^<>\s]+>"
_DN = r'(?:[^,/+=;"\\|<>@\d\r\n]|\\,)'
_PEOPLE = r"(?i:people|persons?|users?|staff|employees?|members?|accounts?|students?|customers?|contacts?|mitarbeiter|benutzer|personal|utilisateurs|usuarios)"
_DAY = r"(?P<name>(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))"
_USER = r"(?P<name>[^\W\d_][\w.-]{1,40})"

FRAMES: tuple[Frame, ...] = (
    # Directories: RFC 4514, RFC 4519, RFC 2849 (LDIF), and the form with slashes that OpenSSL writes.
    Frame("PERSON", "entry", r"(?i:cn|commonname|displayname|gecos)\s?=", rf'(?i:(?<![\w-])(?:CN|commonName|displayName|gecos)\s?=\s?)"?(?P<name>[^\W\d_]{_DN}{{2,60}})', _whole_pair),
    Frame("PERSON", "line of an entry", r"(?i:cn|displayname|gecos): ", rf"(?i:{_LINE}(?:CN|displayName|gecos):\s)(?P<name>[^\W\d_]{_DN}{{2,60}})", _whole_pair),
    Frame("PERSON", "entry among people", r"(?i:cn)=", rf"(?i:(?<![\w-])CN=)(?P<name>[^\W\d_]{_DN}{{2,60}}),\s?(?i:(?:OU|O|CN)=[^,=]+,\s?){{0,3}}(?i:OU|CN)={_PEOPLE}(?!\w)", _person_entry),
    Frame("PERSON", "given name and surname", r"(?i:gn|givenname)=", r"(?i:(?<![\w-])(?:GN|givenName)=)(?P<name>[^\W\d_][^,/+=\r\n]{1,40}[,/+]\s?(?i:SN|surname)=[^\W\d_][^,/+=\r\n]{1,40})", _proved),
    Frame("PERSON", "surname and given name", r"(?i:sn|surname)=", r"(?i:(?<![\w-])(?:SN|surname)=)(?P<name>[^\W\d_][^,/+=\r\n]{1,40}[,/+]\s?(?i:GN|givenName)=[^\W\d_][^,/+=\r\n]{1,40})", _proved),
    Frame("USERNAME", "entry's user", r"(?i:uid)=", rf"(?i:(?<![\w-])uid=){_USER}(?=,\s?(?i:ou|cn)={_PEOPLE}(?!\w))", _proved),
    # Homes, and pages of people.
    Frame("USERNAME", "home", r"/home/", rf"(?<![\w.-])(?:/export)?/home/{_USER}(?![\w.-])", _account),
    Frame("USERNAME", "home elsewhere", r"(?i:users|settings|mail)[\\/]", rf"(?:/Users/|/var/(?:spool/)?mail/|(?i:(?<!\w)[A-Z]:[\\/]{{1,2}}(?:Users|Documents and Settings)[\\/]{{1,2}})){_USER}(?![\w.-])", _account),
    Frame("PERSON", "page", r"(?i:in|users?|u|profiles?|people|members?|authors?|staff|team)/", r"(?i:/(?:in|users?|u|profiles?|people|members?|authors?|staff|team)/)@?(?P<name>[^\W\d_]{2,30}[._-][^\W\d_]{2,30}(?:[._-][^\W\d_]{2,30})?)(?![\w.-])", _whole_pair),
    Frame("USERNAME", "user of a domain", r"[A-Z0-9-]\\", rf"(?<![\w\\/:.$%{{-])(?!HK|NT\\|BUILTIN|WINDOWS|SYSTEM|PROGRAM)[A-Z][A-Z0-9-]{{1,14}}\\{{1,2}}{_USER}(?![\w.\\-])", _account),
    Frame("USERNAME", "login", r"(?:Accepted|Failed) [\w/-]+ for ", rf"(?:Accepted|Failed) [\w/-]+ for (?:invalid user )?{_USER}(?= from )", _account),
    Frame("PERSON", "account's owner", r":[x*!]?:\d+:", r"(?<![\w.-])[\w.-]+:[x*!]?:\d+:\d+:(?P<name>[^:,\r\n]{3,60})(?=[,:])", _whole_pair),
    # Mail, telephony over the net, commits.
    Frame("PERSON", "name before an address", r"<[^<>\s@]+@", rf'(?P<name>[^\W\d_][^<>\r\n"@;:()\[\]]{{2,60}}?)"?\s{{0,3}}(?={_MAIL})', _pair),
    Frame("PERSON", "name behind an address", r"@[\w.-]+\s{1,3}\(", r"@[\w.-]+\.\w+\s{1,3}\((?P<name>[^()@\d\r\n]{3,60})\)", _pair),
    Frame("PERSON", "user on a host", r"(?i:sips?|xmpp|im|acct):", r"(?i:(?<!\w)(?:sips?|xmpp|im|acct):)(?P<name>[^\W\d_]{2,30}[._-][^\W\d_]{2,30})(?=@)", _whole_pair),
    # HL7 version 2: PID-5 and -9, PD1, NK1-2, GT1-3, PV1-7, IN1-16, STF-3; DICOM's names have the same form.
    Frame("PERSON", "patient", r"PID\|", rf"(?<![A-Z0-9])PID\|(?:{_FIELD}){{4}}(?P<name>[^\W\d_][^|\r\n~]*)", _proved),
    Frame("DATE_OF_BIRTH", "patient's birth", r"PID\|", rf"(?<![A-Z0-9])PID\|(?:{_FIELD}){{6}}{_DAY}", _proved),
    Frame("PERSON", "next of kin, staff, guarantor", r"(?:NK1|GT1|STF|IN1)\|", rf"(?<![A-Z0-9])(?:NK1\|{_FIELD}|(?:GT1|STF)\|(?:{_FIELD}){{2}}|IN1\|(?:{_FIELD}){{15}}){_PN}", _proved),
    Frame("PERSON", "attending doctor", r"(?:PV1|OBR|ORC)\|", rf"(?<![A-Z0-9])(?:PV1\|(?:{_FIELD}){{6}}|OBR\|(?:{_FIELD}){{15}}|ORC\|(?:{_FIELD}){{11}})[^|\r\n^]*\^{_PN}", _proved),
    # vCard (RFC 6350), MeCard, GEDCOM.
    Frame("PERSON", "card", r"FN[:;]", rf"{_LINE}(?:item\d\.)?FN(?:;[^:\r\n]{{0,80}})?:(?P<name>[^\W\d_][^\r\n\\;]{{1,80}})", _card),
    Frame("PERSON", "card in parts", r"N[:;][^;]*;", rf"{_LINE}(?:item\d\.)?N(?:;[^:\r\n]{{0,80}})?:(?P<name>[^\W\d_][^;\r\n]{{0,60}};[^;\r\n]{{1,60}})(?:;[^;\r\n]*){{1,3}}", _card),
    Frame("PERSON", "code of a card", r"MECARD:", r"MECARD:N:(?P<name>[^\W\d_][^;\r\n]{1,60});", _proved),
    Frame("PERSON", "ancestor", r"1 NAME ", r"(?:^|\n)\s*1 NAME (?P<name>[^/\r\n]{0,60}/[^/\r\n]{1,60}/)", _proved),
    # Travel documents: ICAO Doc 9303.
    Frame("PERSON", "passport", r"[A-Z]<<[A-Z]", r"(?<![A-Z0-9<])(?P<name>[PVACI][A-Z<][A-Z]{1,3}<{0,2}[A-Z]+(?:<[A-Z]+)*<<[A-Z]+(?:<[A-Z]+)*<*)(?![A-Z0-9<])", _zone),
    Frame("PERSON", "identity card", r"[A-Z]<<[A-Z]", r"(?<![A-Z0-9<])(?P<name>[A-Z]+(?:<[A-Z]+)*<<[A-Z]+(?:<[A-Z]+)*<+)(?![A-Z0-9<])", _zone),
    Frame("PASSPORT", "passport's number", r"\d[A-Z]{1,3}<{0,2}\d{7}[MFX<]\d{7}", r"(?<![A-Z0-9<])(?P<name>[A-Z0-9<]{9}\d[A-Z]{1,3}<{0,2}\d{6}\d[MFX<]\d{6}\d[A-Z0-9<]{8,16})(?![A-Z0-9<])", _document),
    # Magnetic stripes of cards: ISO/IEC 7813, track 1.
    Frame("PERSON", "card holder", r"\d\^[^\W\d_]", r"(?<!\d)\d{13,19}\^(?P<name>[^\W\d_][^\^\r\n\d]{1,25})\^\d{4}", _proved),
    # X12 has 1 for people and 2 for others; EDIFACT does not say; SWIFT MT's ordering and receiving customers.
    Frame("PERSON", "party of X12", r"NM1[*|]", r"(?<![A-Z0-9])NM1[*|][A-Z0-9]{2,3}[*|]1[*|](?P<name>[^\W\d_][^*|~\r\n]*(?:[*|][^*|~\r\n]+)?)", _proved),
    Frame("DATE_OF_BIRTH", "demographics of X12", r"DMG[*|]", rf"(?<![A-Z0-9])DMG[*|]D8[*|]{_DAY}", _proved),
    Frame("PERSON", "party of EDIFACT", r"(?:NAD|CTA)\+", r"(?<![A-Z0-9])(?:NAD\+[A-Z]{2,3}\+[^+'\r\n]*\+[^+'\r\n]*\+|CTA\+[A-Z]{2}\+[^:+'\r\n]*:)(?P<name>[^\W\d_][^+':\r\n]{2,60})", _whole_pair),
    Frame("PERSON", "party of a payment", r":5[09][FKA]?:", r":(?:50[FKA]?|59[AF]?):(?:/[^\r\n]{1,40}\r?\n)?(?:1/)?(?P<name>[^\W\d_][^\r\n/:]{2,40})", _whole_pair),
)  # fmt: skip

FLAGS = int(re.MULTILINE)
ENTITIES = tuple(dict.fromkeys(frame.entity for frame in FRAMES))
_COMPILED = tuple((frame, re.compile(frame.pattern, FLAGS)) for frame in FRAMES)


def framed(text: str, entity: str, lists: Callable[[], Lists]) -> Iterator[Span]:
    """Names of one entity type in the frames that a text has.

    :param lists: asked only where a frame is there.
    """
    for frame, pattern in _COMPILED:
        if frame.entity != entity:
            continue
        for match in pattern.finditer(text):
            start, end = match.span("name")
            within = frame.test(text, text[start:end], lists())
            if within is not None:
                yield Span(start + within[0], start + within[1], entity, SCORE)
