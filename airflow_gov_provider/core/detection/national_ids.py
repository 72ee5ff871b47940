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

from airflow_gov_provider.core.detection import id_checks as check
from airflow_gov_provider.core.detection.facts import Facts
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.sampled import finding_of

#: Of the values with the shape, so many pass; data has slips.
PASS_AT_LEAST = 0.9
#: Of all distinct values, so many have the shape.
SHAPED_AT_LEAST = 0.5
#: Chance that random values of the shape pass as often, for all schemes together.
BY_CHANCE = 1e-8
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


def _scheme(
    entity: str,
    name: str,
    shape: str,
    size: int,
    passes: Callable[[str], bool],
    chance: float,
    *,
    dated: bool = False,
) -> Scheme:
    return Scheme(entity, name, re.compile(shape), size, passes, chance, dated)


_ID = "NATIONAL_ID"
SCHEMES: tuple[Scheme, ...] = (
    _scheme(_ID, "MX_CURP", r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d", 18, check.mexican_curp, 0.005),
    _scheme(_ID, "MX_RFC", r"[A-ZÑ]{4}-?\d{6}-?[A-Z\d]{3}", 13, check.dated_rfc, 0.04),
    _scheme(_ID, "CN_RESIDENT", r"[1-8]\d{16}[\dX]", 18, check.chinese, 0.0002),
    _scheme(_ID, "FR_NIR", r"[1-478] ?\d\d ?\d\d ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d", 15, check.french_nir, 0.006),
    _scheme(_ID, "CH_AHV", r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d\d", 13, check.swiss, 0.1),
    _scheme(_ID, "AE_ID", r"784-?\d{4}-?\d{7}-?\d", 15, check.emirati, 0.002),
    _scheme(_ID, "EG_ID", r"[23]\d{13}", 14, check.egyptian, 0.015),
    _scheme(_ID, "ID_NIK", r"\d{16}", 16, check.indonesian, 0.08),
    _scheme("ZA_ID_NUMBER", "ZA_ID", r"\d{6} ?\d{4} ?\d{3}", 13, check.south_african, 0.002),
    _scheme("KR_RRN", "KR_RRN", r"\d{6}-[1-8]\d{6}", 13, check.korean, 0.04, dated=True),
    _scheme(_ID, "RO_CNP", r"[1-9]\d{12}", 13, check.romanian, 0.005),
    _scheme(_ID, "JMBG", r"\d{13}", 13, check.yugoslav, 0.001),
    _scheme("TH_TNIN", "TH_TNIN", r"\d-?\d{4}-?\d{5}-?\d\d-?\d", 13, check.thai, 0.1),
    _scheme(_ID, "KZ_IIN", r"\d{12}", 12, check.kazakh, 0.003),
    _scheme(_ID, "MY_NRIC", r"\d{6}-\d{2}-\d{4}", 12, check.malaysian, 0.04, dated=True),
    _scheme(_ID, "RU_INN", r"\d{12}", 12, check.russian_inn, 0.012),
    _scheme(_ID, "JP_MY_NUMBER", r"\d{4} ?\d{4} ?\d{4}", 12, check.japanese, 0.1),
    _scheme("DE_SOCIAL_SECURITY", "DE_RVNR", r"\d{2} ?\d{6} ?[A-Z] ?\d{3}", 12, check.german_pension, 0.005),
    _scheme("SE_PERSONNUMMER", "SE_PNR", r"\d{6}[-+]?\d{4}", 10, check.swedish, 0.004),
    _scheme("SE_PERSONNUMMER", "SE_PNR_LONG", r"(?:18|19|20)\d{6}[-+]?\d{4}", 12, lambda n: check.swedish(n[2:]), 0.004),
    _scheme(_ID, "NO_FNR", r"\d{6} ?\d{5}", 11, check.norwegian, 0.0008),
    _scheme(_ID, "BE_NN", r"\d\d\.?\d\d\.?\d\d-?\d{3}[.-]?\d\d", 11, check.belgian, 0.003),
    _scheme(_ID, "BALTIC_ID", r"[1-6]\d{10}", 11, check.baltic, 0.004),
    _scheme("TR_NATIONAL_ID", "TR_TCKN", r"[1-9]\d{10}", 11, check.turkish, 0.011),
    _scheme(_ID, "BR_CPF", r"\d{3}\.?\d{3}\.?\d{3}-?\d\d", 11, check.brazilian_cpf, 0.011),
    _scheme(_ID, "RU_SNILS", r"\d{3}-?\d{3}-?\d{3}[ -]?\d\d", 11, check.russian_snils, 0.011),
    _scheme(_ID, "GR_AMKA", r"\d{11}", 11, check.greek, 0.005),
    _scheme(_ID, "AR_CUIL", r"2[03467]-?\d{8}-?\d", 11, check.argentine, 0.1),
    _scheme("DE_TAX_ID", "DE_STEUER_ID", r"[1-9]\d ?\d{3} ?\d{3} ?\d{3}", 11, check.german_tax, 0.004),
    _scheme(_ID, "HR_OIB", r"\d{11}", 11, check.mod_11_10, 0.1),
    _scheme(_ID, "CZ_RC", r"\d{6}/?\d{4}", 10, check.czech, 0.01),
    _scheme(_ID, "BG_EGN", r"\d{10}", 10, check.bulgarian, 0.012),
    _scheme(_ID, "AT_SVNR", r"\d{4} ?\d{6}", 10, check.austrian, 0.005),
    _scheme(_ID, "DK_CPR", r"\d{6}-\d{4}", 10, check.danish, 0.04, dated=True),
    _scheme(_ID, "UA_RNOKPP", r"\d{10}", 10, check.ukrainian, 0.1),
    _scheme(_ID, "IR_MELLI", r"\d{10}", 10, check.iranian, 0.1),
    _scheme("US_NPI", "US_NPI", r"[12]\d{9}", 10, check.american_npi, 0.1),
    _scheme(_ID, "TW_ID", r"[A-Z][12]\d{8}", 10, check.taiwanese, 0.1),
    _scheme(_ID, "HKID", r"[A-Z]{1,2}\d{6}\(?[\dA]\)?", 8, check.hongkong, 0.1),
    _scheme("SG_NRIC_FIN", "SG_NRIC", r"[STFGM]\d{7}[A-Z]", 9, check.singaporean, 0.07),
    _scheme(_ID, "NL_BSN", r"\d{9}", 9, check.dutch_bsn, 0.1),
    _scheme(_ID, "PT_NIF", r"[1-4]\d{2} ?\d{3} ?\d{3}", 9, check.portuguese_nif, 0.1),
    _scheme(_ID, "IE_PPS", r"\d{7}[A-W][A-IW]?", 8, check.irish, 0.05),
    _scheme(_ID, "CL_RUT", r"\d{1,2}\.?\d{3}\.?\d{3}-[\dK]", 9, check.chilean, 0.1),
    _scheme("HEALTH_ID", "NZ_NHI", r"[A-HJ-NP-Z]{3}\d{4}", 7, check.new_zealand_health, 0.1),
    _scheme("US_MBI", "US_MBI", r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-?"
            r"[AC-HJKMNP-RT-Y]{2}\d\d", 11, lambda _: True, 1e-4),
    _scheme("VIN", "VIN", r"[A-HJ-NPR-Z\d]{17}", 17, check.american_vin, 0.1),
)  # fmt: skip


def national_ids(facts: Facts) -> list[Finding]:
    """Findings of numbers whose checks nearly all sampled values pass: the least likely scheme by chance."""
    drawn = facts.drawn
    number = not any(kind in facts.type for kind in ("string", "binary", "utf8"))
    best: tuple[float, Scheme, list[int], int] | None = None
    for scheme in SCHEMES:
        plain = [scheme.plain(text, number=number) for text in drawn.texts]
        shaped = sum(text is not None for text in plain)
        if not shaped or shaped < SHAPED_AT_LEAST * len(drawn.texts):
            continue
        hits = [at for at, text in enumerate(plain) if text is not None and scheme.passes(text)]
        odds = _odds(len(hits), shaped, scheme.chance)
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
