"""Check digits of many numbers at once: which of a recognizer's candidates its own check is going to refuse.

A recognizer is asked about each value in Python, ten microseconds a time; a column of numbers of nine
digits has as many candidates as values. What stands here refuses nothing that Presidio's checks take
(they are compared in the tests), and decides nothing else: what it lets through is judged by Presidio.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from airflow_gov_provider.core.detection.candidates.outlines import Mask

#: Numbers of one length, a row each, a digit a column.
Digits = NDArray[np.uint8]
#: Which of the numbers may pass.
Check = Callable[[Digits], Mask]

_COUNTRY = "presidio_analyzer.predefined_recognizers.country_specific"
#: Verhoeff's tables: the dihedral group of order ten, and its permutations by place.
_TIMES = np.array(
    [
        [(a + b) % 5 + 5 * (b > 4) if a < 5 else (a - b) % 5 + 5 * (b < 5) for b in range(10)]
        for a in range(10)
    ]
)
_MOVED = [list(range(10)), [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]]
for _ in range(6):
    _MOVED.append([_MOVED[-1][_MOVED[1][digit]] for digit in range(10)])
_PLACES = np.array(_MOVED)


def check_of(recognizer: Any) -> Check | None:
    """The check of a recognizer for values that are nothing but digits; None when it is not known."""
    validate = type(recognizer).validate_result
    if "validate_result" in vars(recognizer) or not _keeps_digits(recognizer):
        return None
    return _CHECKS.get((validate.__module__, validate.__qualname__))


def _keeps_digits(recognizer: Any) -> bool:
    """Whether what it takes out of a text before the check is never a digit."""
    pairs = getattr(recognizer, "replacement_pairs", None) or ()
    return not any(old == "" or any(map(str.isdigit, old)) for old, _ in pairs)


def luhn(digits: Digits) -> Mask:
    """ISO/IEC 7812-1, annex B."""
    found = digits.astype(np.int64)
    found[:, -2::-2] *= 2
    return _is_zero((found // 10 + found % 10).sum(axis=1) % 10)


def verhoeff(digits: Digits) -> Mask:
    """J. Verhoeff, Error Detecting Decimal Codes, 1969; Aadhaar numbers begin with 2 or more."""
    if digits.shape[1] != 12:
        return _all(digits)
    found = np.zeros(len(digits), np.int64)
    for place in range(12):
        found = _TIMES[found, _PLACES[place % 8, digits[:, 11 - place]]]
    return _is_zero(found) & (digits[:, 0] >= 2)


def _weighted(weights: Sequence[int], modulus: int, *, check: int | None = None) -> Check:
    """Weighted digits add up to a multiple of ``modulus``, or to the digit at ``check`` beyond one."""

    def passes(digits: Digits) -> Mask:
        if digits.shape[1] < max(len(weights), (check or 0) + 1):
            return _all(digits)
        rest = digits[:, : len(weights)].astype(np.int64) @ np.array(weights)
        return _is_zero((rest - (0 if check is None else digits[:, check])) % modulus)

    return passes


def _all(digits: Digits) -> Mask:
    return np.full(len(digits), fill_value=True)


def _is_zero(numbers: NDArray[np.int64]) -> Mask:
    found: Mask = numbers == 0
    return found


#: By where the check is defined, so that a class with one of its own is asked itself.
_CHECKS: Mapping[tuple[str, str], Check] = MappingProxyType(
    {
        ("presidio_analyzer.predefined_recognizers.generic.credit_card_recognizer",
         "CreditCardRecognizer.validate_result"): luhn,
        (f"{_COUNTRY}.australia.au_tfn_recognizer", "AuTfnRecognizer.validate_result"):
            _weighted((1, 4, 3, 7, 5, 8, 6, 9, 10), 11),
        (f"{_COUNTRY}.australia.au_medicare_recognizer", "AuMedicareRecognizer.validate_result"):
            _weighted((1, 3, 7, 9, 1, 3, 7, 9), 10, check=8),
        (f"{_COUNTRY}.uk.uk_nhs_recognizer", "NhsRecognizer.validate_result"):
            _weighted((10, 9, 8, 7, 6, 5, 4, 3, 2, 1), 11),
        (f"{_COUNTRY}.poland.pl_pesel_recognizer", "PlPeselRecognizer.validate_result"):
            _weighted((1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1), 10),
        (f"{_COUNTRY}.india.in_aadhaar_recognizer", "InAadhaarRecognizer.validate_result"): verhoeff,
    }
)  # fmt: skip
