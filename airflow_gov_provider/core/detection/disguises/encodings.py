"""Encodings that hide a text from patterns: base64, hex, entities, escapes and their kin.

A :class:`Codec` finds encoded runs and puts the decoded text in their place, so the words around
them stay where they were. What does not decode to printable text stays as it is: hashes, keys and
identifiers are long runs of the same letters, and decode to anything but text.
"""

from __future__ import annotations

import base64
import binascii
import html
import quopri
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from email.header import decode_header

#: Decompressed bytes that are looked at; more is a bomb or a file, not a value.
_LARGEST = 1 << 20
_LAYOUT = str.maketrans("", "", "\t\n\r")
#: Four letters of base64 whose three bytes are printable ASCII: 1 in 14 of random ones.
_QUAD = "[I-Za-f][C-HS-Xi-nyz0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]"
#: The same for two ASCII letters of UTF-16, little-endian and their neighbour.
_WIDE_QUADS = "[I-Za-f][AQgw][AB][A-Za-z0-9+/]A[C-H][AEIMQUYcgkosw048]A"
#: Eight letters of base32 whose five bytes are printable ASCII.
_EIGHT = "[E-P][ABEFIJMNQRUVYZ45][A-Z2-7][C-HS-X][ACEGIKMOQSUWY246][I-Z2-7][BCDJKLRSTZ23][A-Z2-7]"
_BYTE = "[2-7][0-9A-Fa-f]"


@dataclass(frozen=True, slots=True)
class Codec:
    """One way to write a text in other letters.

    :param tell: a pattern in the common dialect of Python and Rust; a value that it is not in has
        no run. :param run: the runs. :param decode: the text of a run, or None when it is none.
    """

    name: str
    tell: str
    run: re.Pattern[str]
    decode: Callable[[re.Match[str]], str | None]

    def apply(self, value: str) -> str:
        """``value`` with every run decoded that decodes."""
        return self.run.sub(self._replaced, value)

    def _replaced(self, run: re.Match[str]) -> str:
        try:
            text = self.decode(run)
        except (ValueError, LookupError, binascii.Error, zlib.error, OverflowError):
            text = None
        return run[0] if text is None else text


def printable(data: bytes) -> str | None:
    """The text of ``data``, UTF-8 or UTF-16, when it is nothing but text; else None."""
    for encoding in (
        ("utf-16-le", "utf-16-be") if 2 * data.count(0) >= len(data) - 2 and data.count(0) else ("utf-8",)
    ):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.translate(_LAYOUT).isprintable() and text.strip():
            return text
    return None


def _unpacked(data: bytes) -> str | None:
    """Printable text of ``data``, or of what was compressed into it."""
    if data[:2] == b"\x1f\x8b" or (data[:1] == b"\x78" and data[1:2] in b"\x01\x5e\x9c\xda"):
        return printable(zlib.decompressobj(wbits=47).decompress(data, _LARGEST))
    return printable(data)


def _base64(run: re.Match[str]) -> str | None:
    letters = re.sub(r"[\r\n=]", "", run[0]).translate(str.maketrans("-_", "+/"))
    whole = _from_base64(letters)
    if whole is not None:
        return whole
    # Joined to something else, "/track/" say: the part that is text by itself.
    return _QUADS.sub(lambda part: _text_of(part[0]) or part[0], letters) if _QUADS.search(letters) else None


def _text_of(letters: str) -> str | None:
    text = _from_base64(letters)
    return None if text is None else f" {text} "


def _from_base64(letters: str) -> str | None:
    if len(letters) % 4 == 1:
        return None
    try:
        return _unpacked(base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True))
    except (binascii.Error, zlib.error):
        return None


def _base32(run: re.Match[str]) -> str | None:
    letters = run[0].rstrip("=").upper()
    return _unpacked(base64.b32decode(letters + "=" * (-len(letters) % 8)))


def _base85(run: re.Match[str]) -> str | None:
    return printable(base64.a85decode(run[0], adobe=True))


def _hex(run: re.Match[str]) -> str | None:
    digits = re.sub(r"(?i)0x|\\x|[^0-9a-f]", "", run[0])
    return None if len(digits) % 2 else _unpacked(bytes.fromhex(digits))


def _numbers(base: int, pattern: str = r"[0-9]+") -> Callable[[re.Match[str]], str | None]:
    digits = re.compile(pattern)
    return lambda run: printable(bytes(int(number, base) for number in digits.findall(run[0])))


def _character(run: re.Match[str]) -> str | None:
    digits = next(group for group in run.groups() if group)
    base = 8 if len(digits) == 3 else 16  # three digits are octal
    character = chr(int(digits, base))
    return character if character.isprintable() or character in "\t\n\r" else None


def _surrogates(run: re.Match[str]) -> str | None:
    units = [int(unit, 16) for unit in re.findall(r"[0-9A-Fa-f]{4}", run[0])]
    return b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le")


def _header_word(run: re.Match[str]) -> str | None:
    parts = [
        part if isinstance(part, str) else part.decode(charset or "ascii")
        for part, charset in decode_header(run[0])
    ]
    return "".join(parts)


def _utf7(run: re.Match[str]) -> str | None:
    letters = run[1]
    data = base64.b64decode(letters + "=" * (-len(letters) % 4))
    text = data[: len(data) // 2 * 2].decode("utf-16-be")
    return text if text.isprintable() and text else None


def _codec(name: str, tell: str, run: str, decode: Callable[[re.Match[str]], str | None]) -> Codec:
    return Codec(name, tell, re.compile(run), decode)


_QUADS = re.compile(rf"(?:{_QUAD}){{3,}}(?:[A-Za-z0-9+]{{2,3}}(?![A-Za-z0-9+]))?")

#: Tells with a rare character first: these cost least.
CODECS: tuple[Codec, ...] = (
    _codec("html", r"&(?:#[0-9]|#[xX][0-9A-Fa-f]|[A-Za-z]{2,24};)", r"(?:&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,30});?)+",
           lambda run: html.unescape(run[0])),
    _codec("surrogates", r"\\u[dD][89abAB][0-9A-Fa-f]{2}\\u", r"(?:\\u[dD][89a-bA-B][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2})+",
           _surrogates),
    _codec("escapes", r"\\(?:u[0-9A-Fa-f]{4}|u\{|x[0-9A-Fa-f]{2}|U000|[01][0-7]{2})|%u[0-9A-Fa-f]{4}|U\+00[2-7]",
           r"(?:\\u|%u)([0-9A-Fa-f]{4})|\\u\{([0-9A-Fa-f]{1,6})\}|\\x([0-9A-Fa-f]{2})|\\U(000[0-9A-Fa-f]{5})|"
           r"\\([01][0-7]{2})|U\+00([2-7][0-9A-Fa-f])[ ,;]?", _character),
    _codec("line ends", r"\\[nrt][0-9+(]", r"\\[nrt](?=[\d+(])", lambda _: " "),
    _codec("mail header", r"=\?[A-Za-z0-9_-]+\?[BbQq]\?", r"=\?[\w-]+\?[BbQq]\?[^?\s]*\?=(?:\s+=\?[\w-]+\?[BbQq]\?[^?\s]*\?=)*",
           _header_word),
    _codec("quoted-printable", r"[0-9A-Za-z._%+-]=40[0-9A-Za-z]|=\r?\n|(?:=[2-7][0-9A-F]){3}|=2[0DE][0-9A-Za-z]|=C3=",
           r"(?:=[2-7CE][0-9A-F](?:=[89AB][0-9A-F])*)+|=\r?\n",
           lambda run: "" if run[0][-1] == "\n" else printable(quopri.decodestring(run[0].encode("ascii")))),
    _codec("utf-7", r"\+A[A-H][A-Za-z0-9+/]{1,40}-", r"\+(A[A-H][A-Za-z0-9+/]{1,200})-", _utf7),
    _codec("hex list", r"(?:0[xX][2-7][0-9A-Fa-f][ ,;]{1,2}){6}", r"(?:0[xX][0-9A-Fa-f]{2}[ ,;]{0,2}){7,}", _hex),
    _codec("hex pairs", rf"(?:{_BYTE}[ :,-]){{8}}{_BYTE}", r"(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{2}[ :,-]){8,}[0-9A-Fa-f]{2}(?![0-9A-Za-z])",
           _hex),
    _codec("hex", rf"(?:{_BYTE}){{9}}|1[fF]8[bB]08", r"(?<![0-9A-Za-z])(?:0[xX]|\\x)?(?:[0-9A-Fa-f]{2}){9,}(?![0-9A-Za-z])", _hex),
    _codec("binary", r"0[01]{7}[ ,]?0[01]{7}[ ,]?0[01]{7}", r"(?<![0-9])(?:0[01]{7}[ ,]?){6,}(?![0-9])",
           _numbers(2, "[01]{8}")),
    _codec("codes", r"(?:(?:3[2-9]|[4-9][0-9]|1[01][0-9]|12[0-6])[ ,;]{1,2}){8}",
           r"(?<![0-9.])(?:(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6])[ ,;]{1,2}){8,}(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6])(?![0-9.])", _numbers(10)),
    _codec("characters", r"(?i)cha?r\([0-9]{2,3}\)", r"(?i)(?:n?cha?r\(\d{2,3}\)[ |+,.&]{0,4}){4,}", _numbers(10)),
    _codec("base85", r"<~", r"<~[!-uz\s]+~>", _base85),
    _codec("base32", rf"(?:{_EIGHT}){{2}}", r"(?<![A-Za-z0-9])[A-Z2-7]{16,}=*(?![A-Za-z0-9])", _base32),
    _codec("base64", rf"(?:{_QUAD}){{3}}|(?:{_WIDE_QUADS}){{2}}|H4sI|eJ[w-z]",
           r"[A-Za-z0-9+/_-]{12,}(?:\r?\n[A-Za-z0-9+/_-]+)*={0,2}", _base64),
)  # fmt: skip
