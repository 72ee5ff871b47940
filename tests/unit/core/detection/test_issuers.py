"""Cards among other numbers of sixteen digits: a few hide in the rate of all, not among their own first digits."""

from __future__ import annotations

import random

import polars as pl
import pyarrow as pa
import pytest

from airflow_gov_provider.core.detection.candidates.masks import Texts
from airflow_gov_provider.core.detection.recognizers.issuers import Issuers

BANKS = ("411773", "523914", "601138", "379041")


def card(rng: random.Random, first: str) -> str:
    body = first + "".join(rng.choices("0123456789", k=(14 if first.startswith("3") else 15) - len(first)))
    total = sum(int(d) if at % 2 else sum(divmod(2 * int(d), 10)) for at, d in enumerate(reversed(body)))
    return body + str(-total % 10)


def anything(rng: random.Random, count: int) -> list[str]:
    return [str(rng.randrange(10**15, 10**16)) for _ in range(count)]


def spaced(text: str) -> str:
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


@pytest.mark.parametrize("write", [str, int, spaced], ids=["text", "numbers", "groups"])
@pytest.mark.parametrize("seed", [1, 2])
def test_one_card_in_a_hundred_numbers_is_found_by_the_banks_first_digits(column, write, seed):
    rng = random.Random(seed)
    cards = [card(rng, rng.choice(BANKS[:3])) for _ in range(20)]
    numbers = anything(rng, 2_000) + cards
    rng.shuffle(numbers)
    [finding] = column("c0", [write(text) for text in numbers]).findings
    assert finding.entity_type == "CREDIT_CARD"
    assert dict(finding.evidence)["cluster_passed"] >= 15


@pytest.mark.parametrize("write", [str, int, spaced], ids=["text", "numbers", "groups"])
@pytest.mark.parametrize("seed", [1, 2])
def test_random_numbers_are_no_cards_and_say_why(column, write, seed):
    rng = random.Random(seed)
    report = column("c0", [write(text) for text in anything(rng, 3_000)])
    assert not report.findings
    suppressed = {finding.entity_type: dict(finding.evidence) for finding in report.suppressed}
    assert suppressed["CREDIT_CARD"]["chance"] == 0.1
    assert suppressed["CREDIT_CARD"]["issued_passed"] < 0.2 * suppressed["CREDIT_CARD"]["issued"]


@pytest.mark.parametrize("step", [1, 7, 10, 31])
def test_numbers_that_are_counted_up_within_a_banks_first_digits_are_no_cards(types, step):
    assert "CREDIT_CARD" not in types("c0", [str(4117730000000000 + step * at) for at in range(3_000)])


def test_a_number_that_comes_again_in_every_batch_makes_no_cluster():
    issuers, rng = Issuers(), random.Random(3)
    for _ in range(40):
        texts = pl.Series(["4117730000000005", *anything(rng, 50)])
        issuers.add(Texts(texts, pl.repeat(1, len(texts), eager=True)))
    assert issuers.cluster() is None


def test_no_column_of_random_numbers_has_a_cluster():
    for seed in range(60):
        issuers, rng = Issuers(), random.Random(seed)
        texts = pl.Series(anything(rng, 4_000))
        issuers.add(Texts(texts, pl.repeat(1, len(texts), eager=True)))
        assert issuers.cluster() is None


def test_nothing_of_the_numbers_shows():
    issuers = Issuers()
    issuers.add(Texts(pl.Series(["4117730000000005"]), pl.Series([1])))
    assert "4117" not in repr(issuers)


@pytest.mark.parametrize("write", [str, int], ids=["text", "numbers"])
def test_cards_that_come_again_in_every_batch_count_as_they_did_in_the_first(scan, write):
    rng = random.Random(4)
    own = [card(rng, "4" + "".join(rng.choices("0123456789", k=7))) for _ in range(400)]
    others = [str(rng.randrange(7 * 10**15, 8 * 10**15)) for _ in range(600)]
    values = pa.array([write(text) for text in rng.sample(own + others, 1_000)])
    [report] = scan(pa.table({"c0": pa.concat_arrays([values] * 130)})).columns
    [finding] = report.findings
    assert (finding.entity_type, round(finding.share, 1)) == ("CREDIT_CARD", 0.4)
    assert dict(finding.evidence)["issued_passed"] == 400.0
