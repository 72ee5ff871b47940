"""FF1, format-preserving encryption (NIST SP 800-38G, algorithms 7 and 8), of many values at once.

A numeral string is cut in two halves, and each of ten rounds adds a keyed function of one half to the
other, modulo the radix to the power of its length. Here every round is done for all strings of one
length together: one call of the block cipher, and numpy for the arithmetic. Halves are held as limbs of
less than 2**30, the lowest first, so that strings may be of any length.

The second draft of revision 1 (2025) requires at least a million strings of one length.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from numpy.typing import NDArray

Numerals = NDArray[np.uint8]
Limbs = NDArray[np.int64]
Bytes = NDArray[np.uint8]

#: Strings of one length and radix that there must be at least.
LEAST_DOMAIN = 1_000_000
_ROUNDS = 10
_BLOCK = 16
_LIMB = 2**30
_CHUNK = 16_384


def ff1_encrypt(key: bytes, tweak: bytes, numerals: Numerals, radix: int) -> Numerals:
    """Numerals (0 to ``radix - 1``) of the same shape, (strings, length).

    :param key: of AES: 16, 24 or 32 bytes.
    :raises ValueError: when fewer than a million strings have this length, or the radix is above 256.
    """
    return _in_chunks(_Round.of(key, tweak, numerals.shape[1], radix), numerals, _encrypted)


def ff1_decrypt(key: bytes, tweak: bytes, numerals: Numerals, radix: int) -> Numerals:
    """The inverse of :func:`ff1_encrypt`. :raises ValueError: likewise."""
    return _in_chunks(_Round.of(key, tweak, numerals.shape[1], radix), numerals, _decrypted)


@dataclass(frozen=True, slots=True)
class _Half:
    """Numbers of so many numerals, as limbs. :param bases: of each limb; the top one's is smaller."""

    length: int
    radix: int
    bases: tuple[int, ...]
    per_limb: int

    @classmethod
    def of(cls, length: int, radix: int) -> _Half:
        per_limb = int(math.log(_LIMB, radix))
        top = (length - 1) % per_limb + 1
        count = -(-length // per_limb)
        return cls(length, radix, (radix**per_limb,) * (count - 1) + (radix**top,), per_limb)

    def limbs(self, numerals: Numerals) -> Limbs:
        made = np.zeros((len(numerals), len(self.bases)), np.int64)
        for place in range(self.length):
            limb = (self.length - 1 - place) // self.per_limb
            made[:, limb] = made[:, limb] * self.radix + numerals[:, place]
        return made

    def numerals(self, limbs: Limbs) -> Numerals:
        made = np.empty((len(limbs), self.length), np.uint8)
        left = limbs.copy()
        for place in reversed(range(self.length)):
            limb = (self.length - 1 - place) // self.per_limb
            rest = left[:, limb] // self.radix
            made[:, place] = left[:, limb] - rest * self.radix
            left[:, limb] = rest
        return made

    def reduced(self, limbs: Limbs) -> Limbs:
        """Limbs within their bases; what is carried out of the top one is gone (the modulus)."""
        carry: Limbs | int = 0
        for place, base in enumerate(self.bases):
            whole = limbs[:, place] + carry
            carry = whole // base
            limbs[:, place] = whole - carry * base
        return limbs

    def of_number(self, number: int) -> list[int]:
        """Limbs of ``number`` modulo this half's."""
        made = []
        for base in self.bases:
            number, limb = divmod(number, base)
            made.append(limb)
        return made


@dataclass(frozen=True, slots=True)
class _Round:
    """What all rounds over strings of one length share (steps 1 to 5)."""

    halves: tuple[_Half, _Half]
    encrypt: Callable[[bytes], bytes]
    state: bytes
    tail: bytes
    number_bytes: int
    sum_bytes: int

    @classmethod
    def of(cls, key: bytes, tweak: bytes, length: int, radix: int) -> _Round:
        if length < 2 or radix**length < LEAST_DOMAIN or not 2 <= radix <= 256:
            raise ValueError(f"FF1 needs a million strings: radix {radix} with {length} numerals has fewer")
        first, second = length // 2, length - length // 2
        number = -(-(radix**second - 1).bit_length() // 8)
        total = 4 * -(-number // 4) + 4
        fixed = bytes(
            [1, 2, 1, *radix.to_bytes(3), 10, first % 256, *length.to_bytes(4), *len(tweak).to_bytes(4)]
        )
        constant = tweak + bytes((-len(tweak) - number - 1) % _BLOCK)
        cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305  its rounds are built from the bare cipher
        encrypt = cipher.encryptor().update
        whole = len(constant) // _BLOCK * _BLOCK
        state = bytes(_BLOCK)
        for start in range(0, _BLOCK + whole, _BLOCK):
            block = (fixed + constant)[start : start + _BLOCK]
            state = encrypt(bytes(a ^ b for a, b in zip(state, block, strict=True)))
        return cls(
            (_Half.of(first, radix), _Half.of(second, radix)), encrypt, state, constant[whole:], number, total
        )

    def sums(self, at: int, other: Limbs, half: _Half, of: _Half) -> Limbs:
        """Step 6 i to iv: y of each string, modulo the ``half`` that it is added to, as limbs not reduced.

        :param other: the half that goes through the cipher. :param of: its lengths.
        """
        count = len(other)
        ends = np.empty((count, len(self.tail) + 1 + self.number_bytes), np.uint8)
        ends[:, : len(self.tail)] = np.frombuffer(self.tail, np.uint8)
        ends[:, len(self.tail)] = at
        ends[:, len(self.tail) + 1 :] = _to_bytes(other, of, self.number_bytes)
        state: Bytes = np.broadcast_to(np.frombuffer(self.state, np.uint8), (count, _BLOCK))
        for start in range(0, ends.shape[1], _BLOCK):
            state = self._blocks(state ^ ends[:, start : start + _BLOCK])
        stream = [state]
        for more in range(1, -(-self.sum_bytes // _BLOCK)):
            counter = np.frombuffer(more.to_bytes(_BLOCK), np.uint8)
            stream.append(self._blocks(state ^ counter))
        whole = np.ascontiguousarray(np.hstack(stream)[:, : self.sum_bytes])
        words = whole.view(">u2").astype(np.int64)
        made = np.zeros((count, len(half.bases)), np.int64)
        for place in range(words.shape[1]):
            factors = half.of_number(1 << (16 * (words.shape[1] - 1 - place)))
            for limb, factor in enumerate(factors):
                if factor:
                    made[:, limb] += words[:, place] * factor
        return made

    def _blocks(self, blocks: Bytes) -> Bytes:
        return np.frombuffer(self.encrypt(blocks.tobytes()), np.uint8).reshape(-1, _BLOCK)


def _in_chunks(
    rounds: _Round, numerals: Numerals, work: Callable[[_Round, Limbs, Limbs], tuple[Limbs, Limbs]]
) -> Numerals:
    """Cut in two (step 2), done in pieces that stay in the processor's cache, put together (step 7)."""
    first, second = rounds.halves
    made = np.empty_like(numerals)
    for start in range(0, len(numerals), _CHUNK):
        part = numerals[start : start + _CHUNK]
        left, right = first.limbs(part[:, : first.length]), second.limbs(part[:, first.length :])
        left, right = work(rounds, left, right)
        made[start : start + _CHUNK, : first.length] = first.numerals(left)
        made[start : start + _CHUNK, first.length :] = second.numerals(right)
    return made


def _encrypted(rounds: _Round, a: Limbs, b: Limbs) -> tuple[Limbs, Limbs]:
    for at in range(_ROUNDS):
        half, other = rounds.halves[at % 2], rounds.halves[1 - at % 2]
        a, b = b, half.reduced(a + rounds.sums(at, b, half, other))
    return a, b


def _decrypted(rounds: _Round, a: Limbs, b: Limbs) -> tuple[Limbs, Limbs]:
    for at in reversed(range(_ROUNDS)):
        half, other = rounds.halves[at % 2], rounds.halves[1 - at % 2]
        a, b = half.reduced(b - rounds.sums(at, a, half, other)), a
    return a, b


def _to_bytes(limbs: Limbs, half: _Half, width: int) -> Bytes:
    """Big-endian bytes of the numbers that limbs stand for, shape (n, width)."""
    if len(half.bases) == 1:
        whole = limbs[:, 0].astype(">u8").view(np.uint8).reshape(-1, 8)
        return whole[:, 8 - width :] if width <= 8 else np.pad(whole, ((0, 0), (width - 8, 0)))
    sums = np.zeros((len(limbs), width), np.int64)
    weight = 1
    for place, base in enumerate(half.bases):
        for at, factor in enumerate(weight.to_bytes(width)):
            if factor:
                sums[:, at] += limbs[:, place] * factor
        weight *= base
    carry: Limbs | int = 0
    for at in reversed(range(width)):
        whole_byte = sums[:, at] + carry
        sums[:, at] = whole_byte & 255
        carry = whole_byte >> 8
    return sums.astype(np.uint8)
