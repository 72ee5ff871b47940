"""Tokens of digits: what pseudonyms of cards and telephone numbers look like.

Body and tag are one number, ``body * 2**16 + tag``, in so many decimal digits::

    99 + 16 digits + check digit        payment.card     5**16 bodies (37.2 bits), 16 bits of tag
    +999 + space + 18 digits            person.phone     4 * 5**18 bodies (43.8 bits), 16 bits of tag

Cards begin with the industry 9 and a country of 900 to 999, which ISO 3166-1 leaves to its users, and
their last digit is Luhn's plus five: none is the number of a card, whoever issues it. +999 is a country
code without a country (ITU-T E.164), and no telephone number has as many digits. Three digits less would
be the length of most cards, but of 15,000 cards two would share a token then.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.pseudonyms.lookalikes import holds_pesel, redrawn
from airflow_gov_provider.core.masking.pseudonyms.matrices import (
    are_wide,
    beside,
    from_digits,
    of_width,
    texts,
    to_digits,
)
from airflow_gov_provider.core.masking.pseudonyms.prf import Bytes, TokenKeys, rows_prf

TAG_BITS = 16
_ZERO = np.uint8(ord("0"))
#: What is added to Luhn's check digit; any number but 0 would do.
_OFF = 5


@dataclass(frozen=True, slots=True)
class Digits:
    """One form.

    :param before: the mark. :param count: digits of body and tag. :param check: a wrong one behind them.
    :param never: what the digits do not begin with.
    """

    before: str
    count: int
    check: bool
    never: tuple[bytes, ...] = ()

    @property
    def width(self) -> int:
        """Of a token, in characters."""
        return len(self.before) + self.count + self.check

    @property
    def bodies(self) -> int:
        """How many bodies there are."""
        return int(10**self.count) >> TAG_BITS

    def make(self, keys: TokenKeys, prf: Bytes) -> pa.LargeStringArray:
        """Tokens of the 16 pseudorandom bytes of each value; those that read as numbers are drawn again."""

        def draw(some: Bytes) -> Bytes:
            body = leading(some) % np.uint64(self.bodies)
            number = (body << np.uint64(TAG_BITS)) | tags(keys.tag, body)
            rows = beside(self.before, to_digits(number, self.count))
            return np.hstack([rows, _wrong(rows)[:, None]]) if self.check else rows

        return texts(redrawn(keys.body, prf, draw, self._reads_as_number))

    def _reads_as_number(self, rows: Bytes) -> NDArray[np.bool_]:
        """Which rows a recognizer would take for somebody's number."""
        start = len(self.before)
        reads = holds_pesel(rows[:, 0 if self.before.isdigit() else start :] - _ZERO)
        for beginning in self.never:
            part = rows[:, start : start + len(beginning)]
            reads |= (part == np.frombuffer(beginning, np.uint8)).all(axis=1)
        return reads

    def made(self, tag: bytes, values: pa.LargeStringArray) -> NDArray[np.bool_]:
        """Which values are such tokens, with tags of this key; a null is none."""
        shaped = are_wide(values, self.width, self.before)
        verified: NDArray[np.bool_] = shaped.to_numpy(zero_copy_only=False).copy()
        rows = of_width(values, shaped)
        if not len(rows):
            return verified
        numbers, known = from_digits(rows[:, len(self.before) :][:, : self.count])
        body, found = numbers >> np.uint64(TAG_BITS), numbers & np.uint64((1 << TAG_BITS) - 1)
        known &= tags(tag, body) == found
        if self.check:
            known &= rows[:, -1] == _wrong(rows[:, :-1])
        verified[verified] = known
        return verified


CARD = Digits("99", 16, check=True)
#: libphonenumber reads on without +999, and takes 49 for Germany and 0 for the beginning of a number.
PHONE = Digits("+999 ", 18, check=False, never=(b"0", b"49"))


def leading(prf: Bytes) -> NDArray[np.uint64]:
    """The first eight bytes of each row as a number."""
    return np.ascontiguousarray(prf[:, :8]).view(">u8").reshape(-1).astype(np.uint64)


def tags(key: bytes, body: NDArray[np.uint64], bits: int = TAG_BITS) -> NDArray[np.uint64]:
    """So many bits of tag a body."""
    rows = body.astype(">u8").view(np.uint8).reshape(-1, 8)
    return leading(rows_prf(key, rows)) >> np.uint64(64 - bits)


def _wrong(rows: Bytes) -> Bytes:
    """The digit that Luhn's check would not expect behind each row of digits."""
    digits = (rows - _ZERO).astype(np.int16)
    doubled = digits[:, ::-1].copy()
    doubled[:, 0::2] *= 2
    total = (doubled // 10 + doubled % 10).sum(axis=1)
    wrong: Bytes = ((_OFF - total) % 10).astype(np.uint8) + _ZERO
    return wrong
