r"""What literals of SQL say, also where a character is spelled by its number.

``U&'\0040'``, ``unistr('\0040')``, ``char(64)`` and ``chr(64)`` are how dumps and people write what a
string can not hold, or should not show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

TEXTS = frozenset(
    {
        "STRING",
        "NATIONAL_STRING",
        "RAW_STRING",
        "UNICODE_STRING",
        "HEREDOC_STRING",
        "BYTE_STRING",
        "HEX_STRING",
        "BIT_STRING",
    }
)
#: Digits of a number that may be more than an amount or a count.
_LONG = 6
_BY_NUMBER = frozenset({"char", "chr", "nchar", "unichar"})
_JOINS = frozenset({"DPIPE", "PLUS"})
_NUMBERED = re.compile(r"\\(?:\\|\+([0-9A-Fa-f]{6})|u?([0-9A-Fa-f]{4}))")


def kind_of(token: Any) -> str:
    """Sqlglot's name of the token's kind."""
    return str(token.token_type.name)


def literal(token: Any) -> str | None:
    """A literal as text; None for NULL."""
    kind, text = kind_of(token), str(token.text)
    if kind == "NULL":
        return None
    if kind == "HEX_STRING":
        try:
            return bytes.fromhex(text).decode("utf-8")
        except ValueError:
            return text
    return _NUMBERED.sub(_numbered, text) if kind == "UNICODE_STRING" else text


def is_long_number(token: Any) -> bool:
    """Whether it is a number of more digits than amounts and counts mostly have."""
    return kind_of(token) == "NUMBER" and sum(map(str.isdigit, str(token.text))) >= _LONG


def value(tokens: Sequence[Any]) -> str | None:
    """An expression as text: a literal is itself, of anything else the literals, joined as it joins them."""
    if len(tokens) == 1:
        return literal(tokens[0])
    words = {str(token.text).lower() for token in tokens if kind_of(token) not in TEXTS}
    joined = "concat" in words or any(kind_of(token) in _JOINS for token in tokens)
    if (words & _BY_NUMBER or any(kind_of(token) in TEXTS for token in tokens)) and (said := texts(tokens)):
        return ("" if joined else " ").join(said)
    return "".join(str(token.text) for token in tokens) or None


def texts(tokens: Sequence[Any]) -> list[str]:
    """The texts in an expression, characters that are given by number, and long numbers."""
    found = []
    for at, token in enumerate(tokens):
        before = str(tokens[at - 2].text).lower() if at > 1 and kind_of(tokens[at - 1]) == "L_PAREN" else ""
        if kind_of(token) in TEXTS:
            said = literal(token) or ""
            found.append(_NUMBERED.sub(_numbered, said) if before == "unistr" else said)
        elif before in _BY_NUMBER and (spelled := _characters(tokens[at:])):
            found.append(spelled)
        elif is_long_number(token):
            found.append(str(token.text))
    return found


def _characters(tokens: Iterable[Any]) -> str:
    """The characters of the numbers that a list in parentheses begins with."""
    found = ""
    for token in tokens:
        if kind_of(token) == "COMMA":
            continue
        code = str(token.text)
        if kind_of(token) != "NUMBER" or not code.isdecimal() or not 0 < int(code) < 0x110000:
            break
        found += chr(int(code))
    return found


def _numbered(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2] or "5c", 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\N{REPLACEMENT CHARACTER}"
