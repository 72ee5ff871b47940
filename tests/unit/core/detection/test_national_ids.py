"""Identity numbers by their check digits, and how often chance passes them."""

from __future__ import annotations

import random
import string

import pytest

from airflow_gov_provider.core.datasets import Place
from airflow_gov_provider.core.detection.facts import Drawn, Facts
from airflow_gov_provider.core.detection.headers.header import Header
from airflow_gov_provider.core.detection.verdicts.national_ids import SCHEMES, Scheme, national_ids

#: What the shape of a scheme leaves open: ``9`` a digit, ``A`` a letter, ``X`` either; others as they are.
_DRAFTS = {
    "MX_CURP": "AAAA999999HAAAAAX9", "MX_RFC": "AAAA999999XXX", "CN_RESIDENT": "199999199999999999", "FR_NIR": "199999999999999",
    "CH_AHV": "756.9999.9999.99", "AE_ID": "784-9999-9999999-9", "EG_ID": "29999999999999", "ID_NIK": "9999999999999999",
    "ZA_ID": "9999999999999", "KR_RRN": "999999-1999999", "RO_CNP": "1999999999999", "JMBG": "9999999999999",
    "TH_TNIN": "1999999999999", "KZ_IIN": "999999999999", "MY_NRIC": "999999-99-9999", "RU_INN": "999999999999",
    "JP_MY_NUMBER": "999999999999", "DE_RVNR": "99999999A999", "SE_PNR": "999999-9999", "SE_PNR_LONG": "19999999-9999",
    "NO_FNR": "99999999999", "BE_NN": "99.99.99-999.99", "BALTIC_ID": "39999999999", "TR_TCKN": "19999999999",
    "BR_CPF": "999.999.999-99", "RU_SNILS": "999-999-999 99", "GR_AMKA": "99999999999", "AR_CUIL": "20-99999999-9",
    "DE_STEUER_ID": "19999999999", "HR_OIB": "99999999999", "CZ_RC": "999999/9999", "BG_EGN": "9999999999",
    "AT_SVNR": "9999 999999", "DK_CPR": "999999-9999", "UA_RNOKPP": "9999999999", "IR_MELLI": "9999999999",
    "US_NPI": "1999999999", "TW_ID": "A199999999", "HKID": "A999999(9)", "SG_NRIC": "S9999999A", "NL_BSN": "999999999",
    "PT_NIF": "299999999", "IE_PPS": "9999999A", "CL_RUT": "19.999.999-9", "NZ_NHI": "AAA9999", "VIN": "XXXXXXXXX99999999",
}  # fmt: skip
_TRIALS = 2_000


def _random(rng: random.Random, draft: str) -> str:
    kinds = {"9": string.digits, "A": string.ascii_uppercase, "X": string.ascii_uppercase + string.digits}
    return "".join(rng.choice(kinds.get(c, c)) for c in draft)


def _valid(scheme: Scheme, count: int, seed: int = 1) -> list[str]:
    rng = random.Random(f"{scheme.name} {seed}")
    found: list[str] = []
    while len(found) < count:
        text = _random(rng, _DRAFTS[scheme.name])
        plain = scheme.plain(text, number=False)
        if plain is not None and scheme.passes(plain):
            found.append(text)
    return found


def _facts(texts: list[str], type_: str = "string") -> Facts:
    drawn = Drawn(tuple(texts), (1,) * len(texts), 1.0, len(texts))
    rows = len(texts)
    return Facts(
        "c0", type_, Place.VALUES, Header.of(["c0"]), rows, 0, rows, rows, drawn, {}, {}, frozenset()
    )


@pytest.mark.parametrize("scheme", [s for s in SCHEMES if s.name in _DRAFTS], ids=lambda scheme: scheme.name)
def test_random_numbers_pass_no_more_often_than_the_scheme_says(scheme):
    rng = random.Random(7)
    plain = [scheme.plain(_random(rng, _DRAFTS[scheme.name]), number=False) for _ in range(_TRIALS)]
    shaped = [text for text in plain if text is not None]
    assert len(shaped) > _TRIALS / 20
    assert sum(map(scheme.passes, shaped)) / len(shaped) <= scheme.chance * 1.5 + 0.005


@pytest.mark.parametrize("scheme", [s for s in SCHEMES if s.name in _DRAFTS], ids=lambda scheme: scheme.name)
def test_a_column_of_valid_numbers_is_found_without_a_header_and_a_random_one_is_not(scheme):
    count = 12 if scheme.chance < 0.02 else 40
    [finding] = national_ids(_facts(_valid(scheme, count)))
    assert finding.count >= 0.9 * count
    rng = random.Random(3)
    assert national_ids(_facts([_random(rng, _DRAFTS[scheme.name]) for _ in range(40)])) == []


@pytest.mark.parametrize(
    ("name", "number"),
    [
        # Published examples of the issuers and of the standards' texts.
        ("CN_RESIDENT", "11010519491231002X"), ("NL_BSN", "111222333"), ("BR_CPF", "111.444.777-35"), ("CL_RUT", "12.345.678-5"),
        ("TR_TCKN", "10000000146"), ("HKID", "A123456(3)"), ("SG_NRIC", "S1234567D"), ("TW_ID", "A123456789"),
        ("CH_AHV", "756.9217.0769.85"), ("IE_PPS", "1234567T"), ("RU_SNILS", "112-233-445 95"), ("DE_RVNR", "15070649C103"),
        ("DE_STEUER_ID", "86095742719"), ("VIN", "1M8GDM9AXKP042788"), ("NZ_NHI", "ZZZ0016"), ("US_NPI", "1234567893"),
    ],
)  # fmt: skip
def test_published_examples_pass(name, number):
    scheme = next(scheme for scheme in SCHEMES if scheme.name == name)
    plain = scheme.plain(number, number=False)
    assert plain is not None
    assert scheme.passes(plain)


def test_numbers_that_lost_their_leading_zeros_are_still_numbers_of_persons():
    scheme = next(scheme for scheme in SCHEMES if scheme.name == "NL_BSN")
    short = [text.lstrip("0") for text in _valid(scheme, 60)]
    assert [finding.entity_type for finding in national_ids(_facts(short, "int64"))] == ["NATIONAL_ID"]


def test_order_numbers_that_begin_with_a_date_are_no_birth_numbers():
    orders = [f"24{month:02d}{day:02d}-{day * 37:04d}" for month in range(1, 13) for day in range(1, 28)]
    assert national_ids(_facts(orders)) == []
