"""Letters that look like Latin ones. Our own short table: what people and kits that fool people use."""

from __future__ import annotations

import re
import unicodedata

_ALIKE = {
    # Cyrillic
    "а": "a", "в": "b", "е": "e", "з": "3", "і": "i", "ї": "i", "ј": "j", "к": "k", "м": "m", "о": "o", "р": "p",
    "с": "c", "т": "t", "у": "y", "х": "x", "ѕ": "s", "ԁ": "d", "ԛ": "q", "ԝ": "w", "һ": "h", "ӏ": "l", "ν": "v",
    "г": "r", "п": "n", "ѵ": "v", "ь": "b", "ё": "e", "ѐ": "e", "є": "e", "ү": "y", "ғ": "f", "б": "6", "н": "h",
    "А": "A", "В": "B", "Е": "E", "З": "3", "І": "I", "Ј": "J", "К": "K", "М": "M", "О": "O", "Р": "P", "С": "C",
    "Т": "T", "У": "Y", "Х": "X", "Ѕ": "S", "Н": "H", "Ԍ": "G", "Ԛ": "Q", "Ԝ": "W", "Ӏ": "I", "Ү": "Y",
    # Greek
    "α": "a", "β": "b", "γ": "y", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ο": "o", "ρ": "p", "σ": "o", "τ": "t",
    "υ": "u", "χ": "x", "ω": "w", "ϲ": "c", "ϳ": "j", "μ": "u", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H",
    "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X", "Ϲ": "C",
    # Armenian, Cherokee, Lisu and the like
    "ա": "w", "գ": "q", "զ": "q", "հ": "h", "ո": "n", "ս": "u", "օ": "o", "ց": "g", "յ": "j", "Օ": "O", "Տ": "S",
    "Ꭺ": "A", "Ᏼ": "B", "Ꮯ": "C", "Ꭰ": "D", "Ꭼ": "E", "Ꮋ": "H", "Ꭻ": "J", "Ꮶ": "K", "Ꮮ": "L", "Ꮇ": "M", "Ꮲ": "P",
    "Ꮪ": "S", "Ꭲ": "T", "Ꮩ": "V", "Ꮃ": "W", "Ꮓ": "Z",
    # Latin beyond ASCII
    "ı": "i", "ɩ": "i", "ǀ": "l", "ɑ": "a", "ɡ": "g", "ɢ": "g", "ᴀ": "a", "ʙ": "b", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e",
    "ꜰ": "f", "ʜ": "h", "ɪ": "i", "ᴊ": "j", "ᴋ": "k", "ʟ": "l", "ᴍ": "m", "ɴ": "n", "ᴏ": "o", "ᴘ": "p", "ꞯ": "q",
    "ʀ": "r", "ꜱ": "s", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ʏ": "y", "ᴢ": "z", "ø": "o", "đ": "d", "ł": "l",
    "ħ": "h", "ŧ": "t", "ƅ": "b", "ɓ": "b", "ɗ": "d", "ɦ": "h", "ƙ": "k", "ɱ": "m", "ɲ": "n", "ƥ": "p", "ʂ": "s",
    # Marks
    "․": ".", "。": ".", "｡": ".", "・": ".", "·": ".", "‚": ",", "⁄": "/", "∕": "/", "∶": ":", "˸": ":", "։": ":",
    "‐": "-", "−": "-", "⎼": "-", "ـ": "-", "＿": "_", "ⓐ": "@", "﹫": "@", "＠": "@", "➕": "+", "᛫": ".",
}  # fmt: skip
_TABLE = str.maketrans(_ALIKE)
#: White letters on dark squares and circles, and the letters of flags: 26 in order from each.
_BADGES = (0x1F150, 0x1F170, 0x1F1E6)
_TABLE.update({start + at: chr(ord("a") + at) for start in _BADGES for at in range(26)})
#: Digits on dark circles.
_TABLE.update(
    {0x2776 + at: str(at + 1) for at in range(9)}
    | {0x278A + at: str(at + 1) for at in range(9)}
    | {0x24FF: "0"}
)
_ALIKES = "".join(re.escape(chr(code)) for code in _TABLE)
#: A look-alike beside ASCII letters, digits or what joins an address.
_MIXED = re.compile(rf"[A-Za-z0-9@._-][{_ALIKES}]|[{_ALIKES}][A-Za-z0-9@._-]|[{_ALIKES}]{{8,}}")


def latin(value: str) -> str:
    """``value`` with look-alikes written as what they look like, where they stand among Latin letters."""
    return value.translate(_TABLE) if _MIXED.search(value) else value


def unaccented(value: str) -> str:
    """Letters without their marks: ``é`` as ``e``."""
    return "".join(c for c in unicodedata.normalize("NFKD", value) if not unicodedata.combining(c))
