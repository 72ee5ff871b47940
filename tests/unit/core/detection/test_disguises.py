"""What people and programs do to values so that patterns miss them, and what only looks like it."""

from __future__ import annotations

import base64
import codecs
import gzip
import json
import random
import uuid
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest

_RANDOM = random.Random(20)
MAILS = [f"{given}.{family}@example.{top}" for given, family, top in [
    ("zora", "quill", "com"), ("imre", "vesper", "net"), ("odile", "farrow", "org"), ("tamsin", "grady", "co.uk"),
    ("ruben", "achter", "de"), ("noor", "lindqvist", "com")]]  # fmt: skip
SSNS = [
    f"{area}-{group}-{serial}"
    for area, group, serial in [(536, 90, 4399), (219, 81, 1735), (457, 55, 5462), (502, 12, 3459)]
]
CARDS = ["4111111111111111", "4012888888881881", "5555555555554444", "378282246310005"[:15]][:3]


def _each(template: str, separator: str = "") -> Callable[[str], str]:
    """Every byte by itself: ``&#{};`` and the like."""
    return lambda text: separator.join(template.format(byte) for byte in text.encode())


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _spelled(at: str, dot: str) -> Callable[[str], str]:
    return lambda mail: mail.replace("@", at).replace(".", dot)


_CYRILLIC = str.maketrans("aeopcxy", "аеорсху")
_SMALL = str.maketrans("abcdeghijklmnoprtuvwyz", "ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ")
_WORDS = "zero one two three four five six seven eight nine".split()  # noqa: SIM905 - words read better in a line
_ZIFFERN = "null eins zwei drei vier fünf sechs sieben acht neun".split()  # noqa: SIM905 - words read better in a line


def _said(words: list[str]) -> Callable[[str], str]:
    return lambda number: " ".join(words[int(digit)] for digit in number if digit.isdigit())


OF_MAILS: dict[str, Callable[[str], str]] = {
    "base64": lambda m: _b64(f"user={m}".encode()),
    "base64 for URLs, not padded": lambda m: base64.urlsafe_b64encode(f"{m}?>".encode()).decode().rstrip("="),
    "base64 twice": lambda m: _b64(_b64(m.encode()).encode()),
    "base64 of percent-encoding": lambda m: _b64(quote(m, safe="").encode()),
    "base64 of UTF-16": lambda m: _b64(m.encode("utf-16-le")),
    "base64 of JSON in a web token": lambda m: "eyJhbGciOiJub25lIn0." + _b64(json.dumps({"sub": m}).encode()).rstrip("=") + ".",
    "base64 in the path of a URL": lambda m: f"https://shop.test/t/{_b64(m.encode())}/open.gif",
    "base64 in lines": lambda m: base64.encodebytes(f"{'-' * 60} {m}".encode()).decode(),
    "gzip in base64": lambda m: _b64(gzip.compress(m.encode())),
    "deflate in base64": lambda m: _b64(zlib.compress(m.encode())),
    "base32": lambda m: base64.b32encode(m.encode()).decode(),
    "base85": lambda m: base64.a85encode(m.encode(), adobe=True).decode(),
    "hex": lambda m: m.encode().hex(),
    "HEX": lambda m: m.encode().hex().upper(),
    "hex with a prefix": lambda m: "0x" + m.encode().hex(),
    "hex as long as a digest": lambda m: m.ljust(32)[:32].encode().hex(),
    "hex with colons": lambda m: m.encode().hex(":"),
    "hex with spaces": lambda m: m.encode().hex(" "),
    "hex escapes": _each("\\x{:02x}"),
    "octal escapes": _each("\\{:03o}"),
    "code points": _each("U+{:04X}", " "),
    "JavaScript escapes": lambda m: m.replace("@", "\\u0040"),
    "JavaScript escapes in braces": lambda m: m.replace("@", "\\u{40}"),
    "escape()": lambda m: m.replace("@", "%u0040"),
    "percent": lambda m: f"/signup?mail={quote(m, safe='')}&step=2",
    "percent twice": lambda m: f"/go?to={quote(quote(m, safe=''), safe='')}",
    "percent on every letter": _each("%{:02x}"),
    "HTML, decimal": _each("&#{};"),
    "HTML, hex": _each("&#x{:X};"),
    "HTML, named": lambda m: m.replace("@", "&commat;").replace(".", "&period;"),
    "HTML twice": lambda m: m.replace("@", "&amp;#64;"),
    "quoted-printable": lambda m: m.replace("@", "=40"),
    "a mail header": lambda m: f"=?utf-8?B?{_b64(f'Ünal <{m}>'.encode())}?=",
    "bits": _each("{:08b}", " "),
    "numbers of characters": _each("{}", ","),
    "SQL": _each("CHR({})", "||"),
    "rot13": lambda m: codecs.encode(m, "rot13"),
    "backwards": lambda m: m[::-1],
    "right to left": lambda m: f"\u202e{m[::-1]}\u202c",
    "UTF-7": lambda m: m.replace("@", "+AEA-"),
    "zero width": "\u200b".join,
    "soft hyphens": "\u00ad".join,
    "tags that nobody sees": lambda m: "hello" + "".join(chr(0xE0000 + ord(c)) for c in m),
    "full width": lambda m: "".join(chr(ord(c) + 0xFEE0) for c in m),
    "mathematical letters": lambda m: "".join(chr(0x1D41A + ord(c) - 97) if c.isalpha() else c for c in m),
    "small capitals": lambda m: m.translate(_SMALL),
    "struck through": lambda m: "".join(f"{c}\u0336" for c in m),
    "Cyrillic look-alikes": lambda m: m.translate(_CYRILLIC),
    "[at] [dot]": _spelled(" [at] ", " [dot] "),
    "(at)": _spelled("(at)", "."),
    "at and dot": _spelled(" at ", " dot "),
    "AT and DOT": lambda m: _spelled("AT", "DOT")(m.replace(".", "-", 1)),
    "German": _spelled(" (ät) ", " punkt "),
    "French": _spelled(" arobase ", " point "),
    "Spanish": _spelled(" arroba ", " punto "),
    "Italian": _spelled(" chiocciola ", " punto "),
    "Polish": _spelled(" małpa ", " kropka "),
    "Russian": _spelled(" собака ", " точка "),
    "defanged": _spelled("[@]", "[.]"),
    "spaces about the marks": _spelled(" @ ", " . "),
    "a space between letters": " ".join,
}  # fmt: skip


@pytest.mark.parametrize("disguise", OF_MAILS.values(), ids=OF_MAILS)
def test_a_disguised_address_is_found_and_said_to_be_one(column, disguise):
    report = column("ref", [disguise(mail) for mail in MAILS])
    found = {finding.entity_type: dict(finding.evidence) for finding in report.findings}
    assert "EMAIL_ADDRESS" in found, report.suppressed
    assert found["EMAIL_ADDRESS"]["encoded"] > 0.5


AMEX = "3782" + "82246310005"


def _fours(number: str) -> list[str]:
    return [number[at : at + 4] for at in range(0, len(number), 4)]


OF_NUMBERS: dict[str, tuple[Callable[[str], str], list[str], str]] = {
    "hex of a social security number": (lambda n: n.encode().hex(), SSNS, "US_SSN"),
    "base64 of a social security number": (lambda n: _b64(n.encode()), SSNS, "US_SSN"),
    "base64 of a card": (lambda n: _b64(n.encode()), CARDS, "CREDIT_CARD"),
    "letters for digits": (lambda n: n.replace("0", "O").replace("1", "l"), ["501-10-4399", "210-81-1730"], "US_SSN"),
    "spaced digits": (" ".join, CARDS, "CREDIT_CARD"),
    "hyphens between digits": ("-".join, CARDS, "CREDIT_CARD"),
    "pairs of digits": (lambda n: " ".join(n[at : at + 2] for at in range(0, 16, 2)), CARDS, "CREDIT_CARD"),
    "underscores": (lambda n: f"card_{'_'.join(_fours(n))}_x", CARDS, "CREDIT_CARD"),
    "slashes": (lambda n: "/".join(_fours(n)), CARDS, "CREDIT_CARD"),
    "points": (lambda n: ".".join(_fours(n)), CARDS, "CREDIT_CARD"),
    "thousands": (lambda n: f"{int(n):,}", [*CARDS, AMEX], "CREDIT_CARD"),
    "Swiss thousands": (lambda n: f"{int(n):,}".replace(",", "'"), CARDS, "CREDIT_CARD"),
    "a power of ten": (lambda n: f"{n[0]}.{n[1:]}E+15", CARDS, "CREDIT_CARD"),
    "fifteen digits and a power of ten": (lambda n: f"{n[0]}.{n[1:]}e14", [AMEX], "CREDIT_CARD"),
    "fifteen digits with slashes": (lambda n: f"{n[:4]}/{n[4:10]}/{n[10:]}", [AMEX], "CREDIT_CARD"),
    "padded": (lambda n: f"000{n}", CARDS, "CREDIT_CARD"),
    "words": (_said(_WORDS), CARDS, "CREDIT_CARD"),
    "German words": (_said(_ZIFFERN), CARDS, "CREDIT_CARD"),
    "keycaps": (lambda n: "".join(f"{digit}\ufe0f\u20e3" for digit in n), CARDS, "CREDIT_CARD"),
    "Devanagari": (lambda n: "".join(chr(0x966 + int(d)) if d.isdigit() else d for d in n), SSNS, "US_SSN"),
    "digits in circles": (lambda n: "".join(chr(0x2460 + int(d) - 1) if d in "123456789" else "⓪" if d == "0" else d for d in n), CARDS, "CREDIT_CARD"),
    "invisible letters between digits": ("\u2060".join, CARDS, "CREDIT_CARD"),
    "an escaped line end before a number": (lambda n: f"card\\n{n}\\n", CARDS, "CREDIT_CARD"),
    "a phone number in a query": (lambda n: f"/call?to=%2B44+20+7946+{n[-4:]}", SSNS, "PHONE_NUMBER"),
}  # fmt: skip


@pytest.mark.parametrize(("disguise", "plain", "entity"), OF_NUMBERS.values(), ids=OF_NUMBERS)
def test_a_disguised_number_is_found(types, disguise, plain, entity):
    assert entity in types("ref", [disguise(number) for number in plain])


def _bytes(count: int) -> bytes:
    return _RANDOM.randbytes(count)


NOTHING: dict[str, Callable[[], str]] = {
    "digests": lambda: _bytes(32).hex(),
    "short digests": lambda: _bytes(10).hex(),
    "random base64": lambda: _b64(_bytes(24)),
    "session ids": lambda: base64.urlsafe_b64encode(_bytes(33)).decode(),
    "UUIDs": lambda: str(uuid.UUID(bytes=_bytes(16))),
    "base32 secrets of nobody": lambda: base64.b32encode(_bytes(15)).decode(),
    "words in base64": lambda: _b64(f"step {_RANDOM.randrange(99)} of the import is done".encode()),
    "times in base64": lambda: _b64(f"2024-05-{_RANDOM.randrange(10, 28)}T10:20:30".encode()),
    "MAC-like colours": lambda: "#" + _bytes(3).hex(),
    "bit vectors": lambda: " ".join(str(_RANDOM.randrange(2)) for _ in range(16)),
    "ratings": lambda: ",".join(str(_RANDOM.randrange(1, 6)) for _ in range(16)),
    "meetings at a place": lambda: f"We meet at the dock at {_RANDOM.randrange(8, 18)}, point 3 of the plan",
    "the dot com years": lambda: f"a dot com boom at its peak in {_RANDOM.randrange(1998, 2002)}",
    "prices": lambda: f"{_RANDOM.randrange(1, 90)} pcs @ {_RANDOM.randrange(1, 90)}.50 each",
    "paths": lambda: f"C:\\new\\table{_RANDOM.randrange(999)}\\x\\readme",
    "pages with entities": lambda: f"Fish &amp; chips &#8211; no. {_RANDOM.randrange(99)} &copy; the shop",
    "queries": lambda: f"/list?page={_RANDOM.randrange(99)}&size=40&sort=%2Dprice",
    "counts in words": lambda: f"one or two of {_RANDOM.choice(_WORDS)}, three at most",
    "amounts": lambda: f"{_RANDOM.randrange(10**7) / 100:,}",
    "large amounts": lambda: f"{_RANDOM.randrange(10**17, 10**18) / 100:,.2f}",
    "billions": lambda: f"{_RANDOM.randrange(10**9, 10**12):,}",
    "measurements": lambda: f"{_RANDOM.random() * 10 ** _RANDOM.randrange(16, 30):e}",
    "fractions": lambda: f"0.{_RANDOM.randrange(10**15, 10**16)}",
    "versions": lambda: f"v{_RANDOM.randrange(9)}.{_RANDOM.randrange(99)}.{_RANDOM.randrange(9999)}",
    "dates with slashes": lambda: f"{_RANDOM.randrange(1990, 2030)}/{_RANDOM.randrange(1, 13):02}/{_RANDOM.randrange(1, 29):02}",
    "directories": lambda: f"/data/{_RANDOM.randrange(1000, 9999)}/{_RANDOM.randrange(1000, 9999)}/4000/{_RANDOM.randrange(1000, 9999)}",
    "padded counters": lambda: f"{_RANDOM.randrange(10**6):019}",
    "sums of years": lambda: f"{_RANDOM.randrange(2001, 2030)}+{_RANDOM.randrange(1, 99)}-A",
    "shortcuts": lambda: f"Ctrl+A-{_RANDOM.randrange(9)}+AB-key",
    "Russian": lambda: f"Заказ номер {_RANDOM.randrange(999)} отправлен, точка доставки выбрана",
    "accents": lambda: f"Größe {_RANDOM.randrange(99)}, naïve façade à l’œil",
}  # fmt: skip


@pytest.mark.parametrize("make", NOTHING.values(), ids=NOTHING)
def test_what_only_looks_disguised_raises_no_alarm(types, make):
    assert types("ref", [make() for _ in range(300)]) == set()


def test_addresses_inside_a_company_are_addresses(types):
    for host in (
        "host.internal",
        "mail.corp",
        "nas.lan",
        "printer.local",
        "srv.home.arpa",
        "box.intranet",
        "firma.intern",
        "ad.loc",
        "x.priv",
    ):
        assert "EMAIL_ADDRESS" in types("c", [f"{mail.partition('@')[0]}@{host}" for mail in MAILS])


def test_addresses_of_hosts_in_another_script_are_addresses(types):
    assert "EMAIL_ADDRESS" in types("ref", [f"{mail.partition('@')[0]}@пример.рф" for mail in MAILS])
    assert "EMAIL_ADDRESS" in types("ref", ["имя@пример.рф", "почта.наша@пример.рф"])


ROLES = [
    "info@example.com",
    "no-reply@example.com",
    "customer.service@example.org",
    "support+de@example.net",
    "kontakt2@example.de",
]


def test_addresses_of_roles_alone_are_on_record_and_no_finding(column):
    report = column("contact", ROLES)
    assert report.findings == ()
    (known,) = [finding for finding in report.suppressed if finding.entity_type == "EMAIL_ADDRESS"]
    assert dict(known.evidence)["role_accounts"] == len(ROLES)


def test_one_person_among_a_thousand_roles_is_found(column):
    values = [f"support+{number}@example.com" for number in range(1000)]
    (finding,) = column("contact", [*values, MAILS[0]]).findings
    assert finding.entity_type == "EMAIL_ADDRESS"
    assert dict(finding.evidence)["role_accounts"] == 1000


def test_a_person_beside_a_role_in_one_value_is_found(types):
    assert types("contact", [f"info@example.com; {MAILS[0]}"]) == {"EMAIL_ADDRESS"}


@pytest.mark.parametrize(
    "address",
    [
        "bounces+123456-ab12-ada.example=example.com@em.example.org",
        "reply+ada.example@example.org",
        "info+lovelace@example.com",
        "ceo@example.com",
        "team4711@example.com",
    ],
)
def test_an_address_that_leads_to_one_person_is_no_role(types, address):
    assert "EMAIL_ADDRESS" in types("contact", [address])
