"""Identity numbers of people that are found as single values: in notes, mixed columns, keys and free text.

A pattern carries all that is known of a number before its check digits (dates of birth, prefixes of
provinces, separators), so that what is left to chance can be counted: see :class:`Rarity`. Schemes that one
number in a hundred passes stay with the verdict on columns, which sees enough values to tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from airflow_gov_provider.core.detection.issued import looks_issued
from airflow_gov_provider.core.detection.recognizers.profiles import Rarity
from airflow_gov_provider.core.detection.verdicts import id_checks as check

_SEPARATORS = re.compile(r"[\s./()+|:,;~*\\-]+")
#: Other scripts' digits, and letters that only look the same, are looked at in their plain spelling.
_PLAIN = re.compile(r"[0-9A-ZÑ&]+")
_M = r"(?:0[1-9]|1[0-2])"
_D = r"(?:0[1-9]|[12]\d|3[01])"
#: Two digits of a year, month and day; and the other way round.
_YMD = rf"\d\d{_M}{_D}"
_DMY = rf"{_D}{_M}\d\d"
#: Years of birth of people in tables; numbers of orders begin with later ones.
_BORN = r"(?:19\d\d|200\d|201[0-5])"
#: GB/T 2260: provinces, municipalities and regions.
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_STATE = (
    r"(?:AS|BC|BS|CC|CL|CM|CS|CH|DF|DG|GT|GR|HG|JC|MC|MN|MS|NT|NL|OC|PL|QT|QR|SP|SL|SR|TC|TS|TL|VZ|YN|ZS|NE)"
)
_FRENCH = r"(?:0[1-9]|[1-8]\d|9[0-9]|2[ABab])"


@dataclass(frozen=True, slots=True)
class Kind:
    """Numbers written in one way.

    :param pattern: of the number alone, without what may stand beside it; letters in any case.
    :param passes: told the number without separators, in upper case, that fits the pattern.
    """

    pattern: str
    passes: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Kinds of numbers of one entity type that are about as rare: one recognizer.

    :param rarity: of the kind that is passed most often. :param before: what has to stand before them.
    """

    entity: str
    name: str
    rarity: Rarity
    kinds: tuple[Kind, ...]
    before: str = r"(?<![\w.])"

    @property
    def pattern(self) -> str:
        """A regular expression for all of them, with nothing of a word or a number beside it."""
        return rf"{self.before}(?:{'|'.join(kind.pattern for kind in self.kinds)})(?!\w|[.,]\d)"

    def passes(self, text: str) -> bool:
        """Whether a match can have been issued."""
        plain = _SEPARATORS.sub("", text).upper()
        return _PLAIN.fullmatch(plain) is not None and any(
            re.fullmatch(kind.pattern, text, re.IGNORECASE) is not None and kind.passes(plain)
            for kind in self.kinds
        )


def _card(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return looks_issued(digits) and check.luhn(digits)


def _cards(text: str) -> bool:
    """Whether the digits are two or more cards, one behind the other."""
    ends = {0}
    for start in range(len(text)):
        if start in ends:
            ends |= {
                start + size
                for size in (14, 15, 16)
                if start + size <= len(text) and _card(text[start : start + size])
            }
    return len(text) in ends


_ID = "NATIONAL_ID"
#: First digits of cards: Visa, Mastercard, American Express, Diners, JCB, Discover, UnionPay, Maestro.
_CARD = r"(?:[456]\d|2[2-7]|3[045-9])"

NUMBERS: tuple[Numbers, ...] = (
    Numbers(_ID, "Written identity numbers", Rarity(0.0005, 0.1), (
        Kind(r"\d{3}\.\d{3}\.\d{3}-\d\d", check.brazilian_cpf),
        Kind(r"\d\d\.\d{3}\.\d{3}/\d{4}-\d\d", check.brazilian_cnpj),
        Kind(rf"[A-Z]{{4}}{_YMD}[HMX]{_STATE}[A-Z]{{3}}[A-Z\d]\d", check.mexican_curp),
        Kind(r"756\.\d{4}\.\d{4}\.\d\d", check.swiss),
        Kind(rf"[12] \d\d {_M} {_FRENCH} \d{{3}} \d{{3}} \d\d", check.french_nir),
        Kind(rf"\d\d\.{_M}\.{_D}-\d{{3}}\.\d\d", check.belgian),
        Kind(r"784-(?:19|20)\d\d-\d{7}-\d", check.emirati),
        Kind(r"\d{3}-\d{3}-\d{3} \d\d", check.russian_snils),
        Kind(r"2[03467]-\d{8}-\d", check.argentine),
        Kind(r"\d{1,2}\.\d{3}\.\d{3}-[\dK]", check.chilean),
        Kind(r"[A-Z]{1,2}\d{6}\([\dA]\)", check.hongkong),
        Kind(rf"\d\d(?:[0257][1-9]|[1368][0-2]){_D}/\d{{4}}", check.czech),
        Kind(rf"{_DMY} \d{{5}}", check.norwegian),
    )),
    Numbers(_ID, "Mexican tax numbers", Rarity(0.0005, 0.1, 13, 6), (
        Kind(rf"[A-ZÑ&][AEIOUX][A-ZÑ&]{{2}}{_YMD}[A-Z\d]{{2}}[\dA]", check.mexican_rfc),)),
    Numbers(_ID, "Chinese identity numbers", Rarity(2e-5, 0.1, 18, 17), (
        Kind(rf"{_PROVINCE}\d{{4}}(?:19\d\d|20[0-2]\d){_M}{_D}\d{{3}}[\dX]", check.chinese),)),
    Numbers(_ID, "Identity numbers of 15 digits", Rarity(0.001, 0.0104, 15, 13), (
        Kind(rf"[12]\d\d{_M}{_FRENCH}\d{{8}}", check.french_nir),
    )),
    Numbers(_ID, "Emirati identity numbers", Rarity(1e-5, 0.1, 15, 15), (
        Kind(r"784(?:19|20)\d{10}", check.emirati),)),
    Numbers(_ID, "Brazilian company numbers", Rarity(1e-5, 0.0104, 14, 14), (
        Kind(r"\d{8}000[1-9]\d\d", check.brazilian_cnpj),)),
    Numbers(_ID, "Identity numbers of 13 digits", Rarity(0.004, 0.1, 13, 13), (
        Kind(rf"[1-8]{_YMD}(?:0[1-9]|[1-4]\d|5[12])\d{{4}}", check.romanian),
        Kind(rf"{_D}{_M}(?:9\d\d|0[0-2]\d)\d{{6}}", check.yugoslav),
    )),
    Numbers(_ID, "Identity numbers of 12 digits", Rarity(0.003, 0.1, 12, 12), (
        Kind(rf"{_YMD}[1-6]\d{{5}}", check.kazakh),)),
    Numbers(_ID, "Identity numbers of 11 digits", Rarity(0.006, 0.1, 11, 11), (
        Kind(rf"[1-6]{_YMD}\d{{4}}", check.baltic),
        Kind(rf"(?:0[1-9]|[1-6]\d|7[01]){_M}\d{{7}}", check.norwegian),
        Kind(rf"{_YMD}\d{{5}}", check.belgian),
        Kind(rf"{_DMY}\d{{5}}", check.greek),
    )),
    Numbers(_ID, "Identity numbers of 10 digits", Rarity(0.004, 0.1, 10, 10), (
        Kind(rf"\d{{4}} {_DMY}|[1-9]\d{{3}}{_DMY}", check.austrian),)),
    Numbers("ZA_ID_NUMBER", "South African identity numbers", Rarity(0.002, 0.1, 13, 13), (
        Kind(rf"{_YMD} ?\d{{4}} ?[01][89]\d", check.south_african),)),
    Numbers("SE_PERSONNUMMER", "Swedish identity numbers", Rarity(0.0075, 0.1, 10, 10), (
        Kind(rf"\d\d{_M}(?:[06][1-9]|[1278]\d|[39][01])[-+]?\d{{4}}", check.swedish),
        Kind(rf"{_BORN}{_M}{_D}-?\d{{4}}", lambda text: check.swedish(text[2:])),
    )),
    Numbers("DE_SOCIAL_SECURITY", "German pension numbers", Rarity(0.0005, 0.1, 12, 11), (
        Kind(rf"\d\d ?{_DMY} ?[A-Z] ?\d{{3}}", check.german_pension),)),
    Numbers("DE_TAX_ID", "German tax numbers", Rarity(0.0005, 0.05), (
        Kind(r"[1-9]\d \d{3} \d{3} \d{3}", check.german_tax),)),
    Numbers("KR_RRN", "Korean resident numbers", Rarity(0.0005, 0.1), (
        Kind(rf"{_YMD}-[1-8]\d{{6}}", check.korean_checked),)),
    Numbers("TH_TNIN", "Thai identity numbers", Rarity(0.0005, 0.1), (
        Kind(r"[1-8]-\d{4}-\d{5}-\d\d-\d", check.thai),)),
    Numbers("US_MBI", "Medicare beneficiary numbers", Rarity(0.0002, 0.5, 11, 4), (
        Kind(r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-[AC-HJKMNP-RT-Y]{2}\d\d",
             lambda _: True),)),
    Numbers("VIN", "Vehicle identification numbers", Rarity(0.0005, 0.1, 17, 4), (
        Kind(r"(?=[A-Z\d]*[A-Z][A-Z\d]*[A-Z])[A-HJ-NPR-Z1-9][A-HJ-NPR-Z\d]{7}[\dX][A-HJ-NPR-TV-Y1-9][A-HJ-NPR-Z\d]{3}\d{4}",
             check.american_vin),)),
    # ``%B4…^``, ``PAN4…``, ``card_4…``: Presidio wants a word to begin there.
    Numbers("CREDIT_CARD", "Cards behind letters", Rarity(0.001, 0.1), (
        Kind(rf"{_CARD}\d{{12,14}}", _card),), r"(?<=[A-Za-z_])"),
    Numbers("CREDIT_CARD", "Cards between other marks", Rarity(0.001, 0.1), (
        Kind(r"\d{4}(?P<a>[|:,;~+*\\])\d{4}(?P=a)\d{4}(?P=a)\d{4}", _card),
        Kind(r"3\d{3}(?P<b>[|:,;~+*\\])\d{6}(?P=b)\d{5}", _card))),
    Numbers("CREDIT_CARD", "Cards behind each other", Rarity(0.001, 0.002), (
        Kind(rf"{_CARD}\d{{26,78}}", _cards),)),
    Numbers("DEVICE_ID", "Mobile equipment numbers", Rarity(0.004, 0.1, 15, 15), (
        Kind(r"(?:35|86)-?\d{6}-?\d{6}-?\d|(?:01|99)\d{13}", check.luhn),)),
)  # fmt: skip
