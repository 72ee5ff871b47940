"""Integer tokens that read as somebody's number are drawn again."""

import re

import numpy as np
import pytest
from presidio_analyzer.predefined_recognizers import PlPeselRecognizer

from airflow_gov_provider.core.masking.pseudonyms.integers import (
    are_integer_tokens,
    holds_pesel,
    integer_tokens,
    reads_as_number,
)
from airflow_gov_provider.core.masking.pseudonyms.prf import TokenKeys

KEYS = TokenKeys.derive(
    bytes(32), kind="int64", boundary="a->b", domain="payment.account", version="m", form="int64"
)


#: Presidio's pattern, at every place and not only behind the last match.
PESEL = re.compile(r"(?=([0-9]{2}(?:[02468][1-9]|[13579][012])(?:0[1-9]|1[0-9]|2[0-9]|3[01])[0-9]{5}))")


def holds(number):
    validate = PlPeselRecognizer().validate_result
    return any(validate(match[1]) for match in PESEL.finditer(str(number)))


def test_what_holds_a_pesel_is_what_presidio_says_holds_one():
    numbers = np.random.default_rng(3).integers(10**18, 2**63 - 1, 5_000)
    expected = [holds(number) for number in numbers]
    assert holds_pesel(numbers).tolist() == expected
    assert 0 < sum(expected) < len(expected)


@pytest.mark.parametrize(
    ("number", "reads"),
    [
        (4405140135988888888, True),
        (8888888844051401359, True),
        (4405140135888888888, False),
        (4900888888888888888, True),
        (4910888888888888888, False),
        (8490088888888888888, False),
    ],
)
def test_a_pesel_anywhere_and_a_german_number_at_the_start_read_as_numbers(number, reads):
    assert reads_as_number(np.array([number])).tolist() == [reads]


def test_no_token_reads_as_a_number_and_redrawn_ones_verify():
    prf = np.random.default_rng(5).integers(0, 256, (20_000, 16), np.uint8)
    tokens = integer_tokens(KEYS, prf)
    assert not reads_as_number(tokens).any()
    assert are_integer_tokens(KEYS.tag, tokens).all()
    assert len(np.unique(tokens)) == 20_000
