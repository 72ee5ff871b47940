"""The plain spelling of a value: what people read is what recognizers should see."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

#: ASCII and the letters of Western Europe are their own plain spelling, and cheap to tell from the rest.
#: In an address they are not: mail servers know it in ASCII.
MAY_DIFFER = (
    r"%[0-9A-Fa-fu][0-9A-Fa-f]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[^\x00-\x7fÀ-ÖØ-öø-ſ]|"
    r"[À-ÖØ-öø-ſ][^\s@]{0,64}@|@[^\s@]{0,64}[À-ÖØ-öø-ſ]"
)
_KEPT_CONTROLS = "\t\n\r"
#: Dashes, spaces, and what shows nothing.
_PLAIN = {"Pd": "-", "Zs": " ", "Zl": " ", "Zp": " ", "Cf": "", "Cc": ""}
#: Letters, marks and symbols that show nothing either: fillers, variation selectors, keycaps.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u20d0-\u20f0\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
#: Marks over, under and through a letter, which NFKC leaves where no letter of its own exists.
_STRUCK = re.compile("(?<=[!-~])[\u0300-\u036f]+")
#: From an override to its end the letters are shown from right to left, whatever they are.
_OVERRIDDEN = re.compile("\u202e([^\u202c\u202e\u2028\u2029\n]*)\u202c?")
#: Invisible twins of ASCII, U+E0020 to U+E007E: text that no eye sees and every program reads.
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_PLUS = re.compile(r"(?<=\d)\+(?=\d)")


def fold(value: str) -> str:
    """NFKC, one round of percent-decoding, plain dashes, spaces and digits, nothing invisible.

    What a right-to-left override turns around is turned back.
    """
    plain = _PLUS.sub(" ", unquote(value, errors="replace")) if "%" in value else value
    if not plain.isascii():
        plain = _BLANK.sub("", _TAGS.sub(_untagged, plain))
        plain = _OVERRIDDEN.sub(lambda run: run[1][::-1], plain)
        plain = _STRUCK.sub("", unicodedata.normalize("NFKC", plain)).replace("\N{MINUS SIGN}", "-")
    if plain.isascii() and plain.isprintable():
        return plain
    return "".join(map(_character, plain))


def _untagged(run: re.Match[str]) -> str:
    return "".join(chr(ord(character) - 0xE0000) for character in run[0])


def _character(character: str) -> str:
    if (character.isascii() and character.isprintable()) or character in _KEPT_CONTROLS:
        return character
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.digit(character))
    return _PLAIN.get(kind, character)
