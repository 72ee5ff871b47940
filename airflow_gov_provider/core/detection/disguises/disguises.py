"""Addresses and numbers written so that people read them and patterns do not.

Each disguise here is one that people write by hand: ``jane (at) example [dot] com``, digits with
spaces between them or as words, a text backwards. A disguise is undone only where enough of it is
there: "we met at noon" spells no address.
"""

from __future__ import annotations

import codecs
import re

from airflow_gov_provider.core.detection.disguises.encodings import Codec

#: "at" and "dot" as people say them; those in brackets may be shorter.
_AT = (
    "at|ät|arobase|arroba|chiocciola|chiocciolina|klammeraffe|apenstaartje|małpa|malpa|zavináč|zavinac|kukac|snabel-?a|"
    "krøllalfa|krollalfa|miukumauku|ät-?merkki|собака|собачка|afna|majmunsko|et işareti|アットマーク|アット|小老鼠|艾特|골뱅이"
)
_DOT = (
    "dot|punkt|point|punto|ponto|kropka|tečka|tecka|bodka|punkts|точка|крапка|piste|nokta|pont|pikk|prikk|prick|"
    "punct|τελεία|ドット|点|點|점"
)
_OPEN, _CLOSE = r"[\[({<\"'*_|]\s?", r"\s?[\])}>\"'*_|]"
_MARKED_AT = rf"\s*{_OPEN}(?:{_AT}|a|@|&)(?:-?sign)?{_CLOSE}\s*"
_MARKED_DOT = rf"\s*{_OPEN}(?:{_DOT}|d|\.){_CLOSE}\s*"
_BARE_AT = rf"\s+(?:{_AT})\s+"
_BARE_DOT = rf"\s+(?:{_DOT})\s+"
_NAME = r"[^\W_](?:[\w+'-]{0,62}\w)?"
_HOST = r"[^\W_](?:[\w-]{0,62}\w)?"
_ANY_DOT = rf"(?:{_MARKED_DOT}|{_BARE_DOT}|\.)"


def _address(at: str, dots: str) -> str:
    """Name, at, host: the last dots must be of the kind given."""
    return (
        rf"(?<![\w+'-])({_NAME}(?:{_ANY_DOT}{_NAME}){{0,4}})(?:{at})({_HOST}(?:{dots}{_HOST}){{1,4}})(?!\w)"
    )


_SPELLED = re.compile(
    "|".join(
        [
            # A marked at, whatever the dots are; or a plain one with marked dots.
            _address(rf"{_MARKED_AT}", _ANY_DOT),
            _address(rf"\s*@\s*|{_BARE_AT}", _MARKED_DOT),
            # Nothing is marked: both have to be spelled.
            _address(rf"{_BARE_AT}", _BARE_DOT),
            _address(r"\s*@\s*", _BARE_DOT),
            _address(r"\s+@\s+", r"\s*\.\s*"),
            r"(?-i:(?<![\w.-])([a-z0-9._-]{1,64})AT([a-z0-9-]{1,63}(?:DOT[a-z0-9-]{1,63}){1,4})(?!\w))",
            rf"(?<![\w+'-])({_NAME})-(?:at)-({_HOST}(?:-dot-[a-z]+)+)(?!\w)",
        ]
    ),
    re.IGNORECASE,
)
_DOTS = re.compile(rf"{_MARKED_DOT}|{_BARE_DOT}|\s*\.\s*|-dot-", re.IGNORECASE)
_LOUD_DOT = re.compile("DOT")


def _written_out(found: re.Match[str]) -> str:
    name, host = (group for group in found.groups() if group is not None)
    if _LOUD_DOT.search(host):
        name, host = (_LOUD_DOT.sub(".", part) for part in (name, host))
    return f"{_DOTS.sub('.', name)}@{_DOTS.sub('.', host)}"


_DIGIT_WORDS = {
    0: "zero oh null nul cero zéro noll ноль 零 〇", 1: "one eins ein uno un une um een en один 一", 2: "two zwei zwo dos deux due dois duas twee två to два 二",
    3: "three drei tres trois tre três drie три 三", 4: "four vier cuatro quatre quattro quatro fyra fire четыре 四", 5: "five fünf fuenf cinco cinq cinque vijf fem пять 五",
    6: "six sechs seis sei zes sex seks шесть 六", 7: "seven sieben siete sept sette sete zeven sju syv семь 七", 8: "eight acht ocho huit otto oito åtta otte восемь 八",
    9: "nine neun nueve neuf nove negen nio ni девять 九",
}  # fmt: skip
_VALUE_OF = {word: str(digit) for digit, words in _DIGIT_WORDS.items() for word in words.split()}
_WORD_OF_DIGIT = "|".join(sorted(_VALUE_OF, key=len, reverse=True))
_SAID = re.compile(
    rf"(?<!\w)(?:(?:double|triple)\s+)?(?:{_WORD_OF_DIGIT})(?:[\s,.-]+(?:(?:double|triple)\s+)?(?:{_WORD_OF_DIGIT})){{6,}}(?!\w)",
    re.IGNORECASE,
)
_TIMES = {"double": 2, "triple": 3}


def _digits(found: re.Match[str]) -> str:
    spelled, times = "", 1
    for word in re.findall(r"\w+", found[0].lower()):
        if word in _TIMES:
            times = _TIMES[word]
        else:
            spelled, times = spelled + _VALUE_OF[word] * times, 1
    return spelled


_TOP = "com net org edu gov info io co uk de fr es it nl pt br pl ch at eu se jp in au ca us mx"
_BACKWARDS = "|".join(top[::-1] for top in _TOP.split())
_ROTATED = "|".join(
    codecs.encode(top, "rot13") for top in ("com", "net", "org", "edu", "gov", "uk", "de", "fr")
)
#: Tells of ASCII words only look at bytes, which is faster.
_ASCII_AT, _ASCII_DOT, _ASCII_DIGIT = (
    "|".join(word for word in words.split("|") if word.isascii()) for words in (_AT, _DOT, _WORD_OF_DIGIT)
)
_OTHER_TELL = "|".join(word for word in f"{_AT}|{_DOT}".split("|") if not word.isascii() and len(word) > 1)
#: Sixteen digits, or fifteen, as programs and people group, pad or count them; a first digit that issuers of cards have.
_GROUPED = r"[2-6]\d{3}([_/.])\d{4}\1\d{4}\1\d{4}|3\d{3}([_/.])\d{6}\2\d{5}"
_THOUSANDS = r"[2-6]([,.'’])\d{3}(?:\3\d{3}){4}|3\d\d([,.'’])\d{3}(?:\4\d{3}){3}"
_COUNTED = r"[2-6]\.\d{15}[eE]\+?15|3\.\d{14}[eE]\+?14"
_PADDED = r"0{1,9}[2-6]\d{15}|0{1,9}3\d{14}"
_NUMBER = re.compile(
    rf"(?<![^\W_])(?<!\d[_/.,'’-])(?<!/)(?:{_GROUPED}|{_THOUSANDS}|{_COUNTED}|{_PADDED})(?![^\W_]|[_/.,'’-]\d)"
)


def _plain_number(found: re.Match[str]) -> str:
    """Digits only, without the padding and the power of ten that tells where the point was."""
    digits = re.sub(r"\D", "", re.sub(r"[eE].*", "", found[0])).lstrip("0")
    before, after = (
        found.string[max(0, found.start() - 1) : found.start()],
        found.string[found.end() : found.end() + 1],
    )
    # To patterns an underscore is a letter, and no number begins or ends beside one.
    return " " * (before == "_") + digits + " " * (after == "_")


#: A bare "dot" is a word of many texts; only one behind a host is worth the search for an address.
_BOTH_BARE = rf"(?i:(?:\s(?:{_ASCII_AT})\s+|@\s*)[\w-]+\s+(?:{_ASCII_DOT})\s)"
_LIKE_DIGITS = str.maketrans("OoQDlI|SBZ", "0000111582")
_LEET = r"[0-9OolI|]"


DISGUISES: tuple[Codec, ...] = (
    Codec("spelled", rf"(?i-u:[\[({{<\"'*_|-][ \t]?(?:{_ASCII_AT}|{_ASCII_DOT}|a|d|@|\.)[ \t]?[\])}}>\"'*_|-]|[ \t\r\n]@[ \t\r\n])|{_BOTH_BARE}|[a-z0-9._-]AT[a-z0-9-]|{_OTHER_TELL}",
          _SPELLED, _written_out),
    Codec("spaced", r"(?-u:(?:[0-9A-Za-z@.+(][ ]){7})", re.compile(r"(?<!\S)\S(?: \S){6,}(?!\S)"), lambda run: run[0].replace(" ", "")),
    Codec("spaced digits", r"(?-u:(?:[0-9][ ._/-]){8})", re.compile(r"(?<!\w)\d(?:([ ._/-])\d)(?:\1\d){7,}(?!\w)"), lambda run: re.sub(r"\D", "", run[0])),
    Codec("pairs of digits", r"(?-u:(?:[0-9][0-9][ .-]){7}[0-9][0-9])", re.compile(r"(?<![\w.-])\d\d(?:([ .-])\d\d)(?:\1\d\d){6}(?![\w.-])"),
          lambda run: re.sub(r"\D", "", run[0])),
    Codec("numbers", r"[0-9]{4}[_/.][0-9]{4,6}[_/.][0-9]{4}|[0-9](?:[,.'’][0-9]{3}){4}|[3-6]\.[0-9]{14,15}[eE]\+?1[45]|2\.[0-9]{15}[eE]\+?15|0[2-6][0-9]{14}",
          _NUMBER, _plain_number),
    Codec("said", rf"(?i-u:(?:(?:{_ASCII_DIGIT})[ ,.-]{{1,2}}(?:(?:double|triple) )?){{5}})", _SAID, _digits),
    Codec("backwards", rf"(?i-u:(?:{_BACKWARDS})\.[a-z0-9.-]{{1,80}}@)", re.compile(rf"(?i)(?<![\w.])(?:{_BACKWARDS})\.[\w.-]{{1,80}}@[\w.+-]{{1,64}}"), lambda run: run[0][::-1]),
    Codec("rotated", rf"(?i-u:@[a-z0-9.-]{{1,80}}\.(?:{_ROTATED}))", re.compile(rf"(?i)(?<![\w.+-])[\w.+-]{{1,64}}@[\w.-]{{1,80}}\.(?:{_ROTATED})(?!\w)"), lambda run: codecs.encode(run[0], "rot13")),
    Codec("letters for digits", rf"{_LEET}{{3,4}}[ -]{_LEET}{{2,4}}[ -]{_LEET}{{4}}",
          re.compile(rf"(?<!\w)(?:{_LEET}{{3}}-{_LEET}{{2}}-{_LEET}{{4}}|{_LEET}{{4}}([ -]){_LEET}{{4}}\1{_LEET}{{4}}\1{_LEET}{{4}})(?!\w)"),
          lambda run: run[0].translate(_LIKE_DIGITS) if any(map(str.isdigit, run[0])) else None),
)  # fmt: skip
