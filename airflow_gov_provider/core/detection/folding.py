"""The plain spelling of a value: what people read is what recognizers should see."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote

import polars as pl

#: ASCII without these is its own plain spelling, and so is most other text; both are cheap to tell.
_MAY_DIFFER = r"%[0-9A-Fa-f]{2}|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[^\x00-\x7f]"
_KEPT_CONTROLS = "\t\n\r"
#: Dashes, spaces, and what shows nothing.
_PLAIN = {"Pd": "-", "Zs": " ", "Zl": " ", "Zp": " ", "Cf": "", "Cc": ""}


def folded(values: pl.Series) -> pl.Series:
    """The plain spelling of each value where it is another one, else null."""
    doubtful = values.str.contains(_MAY_DIFFER)
    if not doubtful.any():
        return pl.repeat(None, n=len(values), dtype=pl.String, eager=True)
    texts = [
        fold(value) if may else None for value, may in zip(values.to_list(), doubtful.to_list(), strict=True)
    ]
    return pl.Series(
        [None if text == value else text for text, value in zip(texts, values.to_list(), strict=True)],
        dtype=pl.String,
    )


def fold(value: str) -> str:
    """NFKC, one round of percent-decoding, plain dashes, spaces and digits, nothing invisible."""
    plain = unquote(value, errors="replace") if "%" in value else value
    plain = unicodedata.normalize("NFKC", plain).replace("\N{MINUS SIGN}", "-")
    if plain.isascii() and plain.isprintable():
        return plain
    return "".join(map(_character, plain))


def _character(character: str) -> str:
    if (character.isascii() and character.isprintable()) or character in _KEPT_CONTROLS:
        return character
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.digit(character))
    return _PLAIN.get(kind, character)
