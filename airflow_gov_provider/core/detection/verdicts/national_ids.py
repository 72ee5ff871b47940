"""Columns of identity numbers: how many of the sampled values pass a country's checks, against chance.

Presidio's recognizers of such numbers are kept where a match alone counts. These schemes have short
numbers that a tenth of all others pass, so they are judged on the sample of a column only: nearly all of
its values have to pass, and so many that chance is out of the question.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from airflow_gov_provider.core.detection.facts import Facts
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.verdicts import id_checks as check
from airflow_gov_provider.core.detection.verdicts.sampled import finding_of

#: Of the values with the shape, so many pass; data has slips.
PASS_AT_LEAST = 0.9
#: Of all distinct values, so many have the shape.
SHAPED_AT_LEAST = 0.5
#: And nearly all, where a check digit is all there is: an eleventh of ISBN-10 ends in X, the others pass.
SHAPED_IF_LIKELY = 0.97
_LIKELY = 0.04
#: Chance that random values of the shape pass as often, for all schemes together.
BY_CHANCE = 1e-8
#: Iran's have the check digit of books too.
_LIKE_BOOKS = frozenset({"IR_MELLI"})
_TEN = re.compile(r"\d{9}[\dXx]")
_DAY = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])")
_FEWEST_BOOKS = 20
_SEPARATORS = re.compile(r"[\s./()+-]+")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One kind of number.

    :param entity: Presidio's name where it has one. :param name: of the scheme, for the evidence.
    :param shape: of the whole value as written. :param size: characters without separators; numbers that
        lost their leading zeros are filled up to it. :param chance: share of random values of the shape that
        pass, measured by the tests. :param dated: it has a date and no check digit: order numbers have that too,
        of a few years; each of the first three pairs of digits has to vary.
    """

    entity: str
    name: str
    shape: re.Pattern[str]
    size: int
    passes: Callable[[str], bool]
    chance: float
    dated: bool = False

    def plain(self, text: str, *, number: bool) -> str | None:
        """Without separators, in upper case; None when it has another shape."""
        text = text.strip().upper()
        if number and text.isdigit() and self.size - 3 <= len(text) < self.size:
            text = text.zfill(self.size)
        return _SEPARATORS.sub("", text) if self.shape.fullmatch(text) else None


_ID = "NATIONAL_ID"
_c = re.compile
SCHEMES: tuple[Scheme, ...] = (
    Scheme(_ID, "MX_CURP", _c(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d"), 18, check.mexican_curp, 0.005),
    Scheme(_ID, "MX_RFC", _c(r"[A-ZÑ]{4}-?\d{6}-?[A-Z\d]{3}"), 13, check.dated_rfc, 0.04),
    Scheme(_ID, "CN_RESIDENT", _c(r"[1-8]\d{16}[\dX]"), 18, check.chinese, 0.0002),
    Scheme(_ID, "FR_NIR", _c(r"[1-478] ?\d\d ?\d\d ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d"), 15, check.french_nir, 0.006),
    Scheme(_ID, "CH_AHV", _c(r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d\d"), 13, check.swiss, 0.1),
    Scheme(_ID, "AE_ID", _c(r"784-?\d{4}-?\d{7}-?\d"), 15, check.emirati, 0.002),
    Scheme(_ID, "EG_ID", _c(r"[23]\d{13}"), 14, check.egyptian, 0.015),
    Scheme(_ID, "ID_NIK", _c(r"\d{16}"), 16, check.indonesian, 0.08),
    Scheme("ZA_ID_NUMBER", "ZA_ID", _c(r"\d{6} ?\d{4} ?\d{3}"), 13, check.south_african, 0.002),
    Scheme("KR_RRN", "KR_RRN", _c(r"\d{6}-[1-8]\d{6}"), 13, check.korean, 0.04, dated=True),
    Scheme(_ID, "RO_CNP", _c(r"[1-9]\d{12}"), 13, check.romanian, 0.005),
    Scheme(_ID, "JMBG", _c(r"\d{13}"), 13, check.yugoslav, 0.001),
    Scheme("TH_TNIN", "TH_TNIN", _c(r"\d-?\d{4}-?\d{5}-?\d\d-?\d"), 13, check.thai, 0.1),
    Scheme(_ID, "KZ_IIN", _c(r"\d{12}"), 12, check.kazakh, 0.003),
    Scheme(_ID, "MY_NRIC", _c(r"\d{6}-\d{2}-\d{4}"), 12, check.malaysian, 0.04, dated=True),
    Scheme(_ID, "RU_INN", _c(r"\d{12}"), 12, check.russian_inn, 0.012),
    Scheme(_ID, "JP_MY_NUMBER", _c(r"\d{4} ?\d{4} ?\d{4}"), 12, check.japanese, 0.1),
    Scheme("DE_SOCIAL_SECURITY", "DE_RVNR", _c(r"\d{2} ?\d{6} ?[A-Z] ?\d{3}"), 12, check.german_pension, 0.005),
    Scheme("SE_PERSONNUMMER", "SE_PNR", _c(r"\d{6}[-+]?\d{4}"), 10, check.swedish, 0.004),
    Scheme("SE_PERSONNUMMER", "SE_PNR_LONG", _c(r"(?:18|19|20)\d{6}[-+]?\d{4}"), 12, lambda n: check.swedish(n[2:]), 0.004),
    Scheme(_ID, "NO_FNR", _c(r"\d{6} ?\d{5}"), 11, check.norwegian, 0.0008),
    Scheme(_ID, "BE_NN", _c(r"\d\d\.?\d\d\.?\d\d-?\d{3}[.-]?\d\d"), 11, check.belgian, 0.003),
    Scheme(_ID, "BALTIC_ID", _c(r"[1-6]\d{10}"), 11, check.baltic, 0.004),
    Scheme("TR_NATIONAL_ID", "TR_TCKN", _c(r"[1-9]\d{10}"), 11, check.turkish, 0.011),
    Scheme(_ID, "BR_CPF", _c(r"\d{3}\.?\d{3}\.?\d{3}-?\d\d"), 11, check.brazilian_cpf, 0.011),
    Scheme(_ID, "RU_SNILS", _c(r"\d{3}-?\d{3}-?\d{3}[ -]?\d\d"), 11, check.russian_snils, 0.011),
    Scheme(_ID, "GR_AMKA", _c(r"\d{11}"), 11, check.greek, 0.005),
    Scheme(_ID, "AR_CUIL", _c(r"2[03467]-?\d{8}-?\d"), 11, check.argentine, 0.1),
    Scheme("DE_TAX_ID", "DE_STEUER_ID", _c(r"[1-9]\d ?\d{3} ?\d{3} ?\d{3}"), 11, check.german_tax, 0.004),
    Scheme(_ID, "HR_OIB", _c(r"\d{11}"), 11, check.mod_11_10, 0.1),
    Scheme(_ID, "CZ_RC", _c(r"\d{6}/?\d{4}"), 10, check.czech, 0.01),
    Scheme(_ID, "BG_EGN", _c(r"\d{10}"), 10, check.bulgarian, 0.012),
    Scheme(_ID, "AT_SVNR", _c(r"\d{4} ?\d{6}"), 10, check.austrian, 0.005),
    Scheme(_ID, "DK_CPR", _c(r"\d{6}-\d{4}"), 10, check.danish, 0.04, dated=True),
    Scheme(_ID, "UA_RNOKPP", _c(r"\d{10}"), 10, check.ukrainian, 0.1),
    Scheme(_ID, "IR_MELLI", _c(r"\d{10}"), 10, check.iranian, 0.1),
    Scheme("US_NPI", "US_NPI", _c(r"[12]\d{9}"), 10, check.american_npi, 0.1),
    Scheme(_ID, "TW_ID", _c(r"[A-Z][12]\d{8}"), 10, check.taiwanese, 0.1),
    Scheme(_ID, "HKID", _c(r"[A-Z]{1,2}\d{6}\(?[\dA]\)?"), 8, check.hongkong, 0.1),
    Scheme("SG_NRIC_FIN", "SG_NRIC", _c(r"[STFGM]\d{7}[A-Z]"), 9, check.singaporean, 0.07),
    Scheme(_ID, "NL_BSN", _c(r"\d{9}"), 9, check.dutch_bsn, 0.1),
    Scheme(_ID, "PT_NIF", _c(r"[1-4]\d{2} ?\d{3} ?\d{3}"), 9, check.portuguese_nif, 0.1),
    Scheme(_ID, "IE_PPS", _c(r"\d{7}[A-W][A-IW]?"), 8, check.irish, 0.05),
    Scheme(_ID, "CL_RUT", _c(r"\d{1,2}\.?\d{3}\.?\d{3}-[\dK]"), 9, check.chilean, 0.1),
    Scheme("HEALTH_ID", "NZ_NHI", _c(r"[A-HJ-NP-Z]{3}\d{4}"), 7, check.new_zealand_health, 0.1),
    Scheme("US_MBI", "US_MBI", _c(r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-?"
            r"[AC-HJKMNP-RT-Y]{2}\d\d"), 11, lambda _: True, 1e-4),
    Scheme("VIN", "VIN", _c(r"[A-HJ-NPR-Z\d]{17}"), 17, check.american_vin, 0.1),
)  # fmt: skip


def national_ids(facts: Facts) -> list[Finding]:
    """Findings of numbers whose checks nearly all sampled values pass: the least likely scheme by chance."""
    drawn = facts.drawn
    number = not any(kind in facts.type for kind in ("string", "binary", "utf8"))
    best: tuple[float, Scheme, list[int], int] | None = None
    for scheme in SCHEMES:
        plain = [scheme.plain(text, number=number) for text in drawn.texts]
        shaped = sum(text is not None for text in plain)
        least = SHAPED_IF_LIKELY if scheme.chance > _LIKELY else SHAPED_AT_LEAST
        if not shaped or shaped < least * len(drawn.texts):
            continue
        hits = [at for at, text in enumerate(plain) if text is not None and scheme.passes(text)]
        odds = _odds(len(hits), shaped, scheme.chance)
        if scheme.name in _LIKE_BOOKS and are_books(drawn.texts):
            continue
        if scheme.dated and not _varied([plain[at] or "" for at in hits]):
            continue
        if (
            len(hits) >= PASS_AT_LEAST * shaped
            and odds < math.log(BY_CHANCE)
            and (best is None or odds < best[0])
        ):
            best = odds, scheme, hits, shaped
    if best is None:
        return []
    _, scheme, hits, shaped = best
    evidence = {"chance": scheme.chance, f"scheme_{scheme.name.lower()}": 1.0, "tested": float(shaped)}
    return [finding_of(scheme.entity, drawn, hits, 0.8, evidence)]


def are_books(texts: Sequence[str]) -> bool:
    """Whether ten digits are ISBNs without an X: languages have 0 to 3, 7 and 8 first, and 6 is hardly given out.

    Health numbers begin with 4, 6 and 7 in England, with 3 in Northern Ireland, and with the day of birth in
    Scotland (NHS Digital, ranges of numbers): a part of them may have one first digit, or be days throughout.
    """
    plain = [text for text in (_SEPARATORS.sub("", text.strip()) for text in texts) if _TEN.fullmatch(text)]
    firsts = {text[0] for text in plain}
    if len(plain) < _FEWEST_BOOKS or len(firsts) == 1 or not firsts.isdisjoint("46"):
        return False
    return not all(_DAY.match(text) for text in plain)


def _varied(numbers: Sequence[str]) -> bool:
    return all(len({text[at : at + 2] for text in numbers}) >= min(8, len(numbers) / 2) for at in (0, 2, 4))


def _odds(hits: int, trials: int, chance: float) -> float:
    """Logarithm of a bound on the probability of so many passes by chance (Chernoff), of one scheme of all."""
    rate = hits / trials
    if rate <= chance:
        return 0.0
    against = trials * (
        rate * math.log(rate / chance) + (1 - rate) * math.log((1 - rate or 1.0) / (1 - chance))
    )
    return math.log(len(SCHEMES)) - against
