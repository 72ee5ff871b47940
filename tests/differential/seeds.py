"""Texts that pass a checksum which chance next to never passes, made up by the rules of each."""

from __future__ import annotations

import hashlib
import random
import string
from collections.abc import Callable, Sequence

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_UEN_B = "ZKCMDNERGWH"
_UEN_A = "XMKECAWLJDB"


def bitcoin(rng: random.Random) -> str:
    """An address: base 58 with four bytes of a double SHA-256, or bech32 (BIP 173) of a witness program."""
    payload = rng.randbytes(20)
    if rng.random() < 0.3:
        return _bech32([0, *_fives(payload)])
    versioned = bytes([rng.choice((0, 5))]) + payload
    number = int.from_bytes(versioned + _twice(versioned)[:4], "big")
    text = ""
    while number:
        number, rest = divmod(number, 58)
        text = _BASE58[rest] + text
    return "1" + text if not versioned[0] else text


def _twice(data: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def _fives(data: bytes) -> list[int]:
    bits = "".join(f"{byte:08b}" for byte in data)
    return [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]


def _bech32(values: Sequence[int]) -> str:
    prefix = [ord(c) >> 5 for c in "bc"] + [0] + [ord(c) & 31 for c in "bc"]
    check = _polymod([*prefix, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    return "bc1" + "".join(_BECH32[v] for v in [*values, *((check >> 5 * (5 - at)) & 31 for at in range(6))])


def _polymod(values: Sequence[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for at, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if (top >> at) & 1 else 0
    return check


def email(rng: random.Random) -> str:
    name = "".join(rng.choices(string.ascii_letters + string.digits + "._+-", k=rng.randint(1, 12)))
    return f"x{name}y@{rng.choice(('example.com', 'mail.example.org', 'example.co.uk', 'exa-mple.net'))}"


def iban(rng: random.Random) -> str:
    """ISO 13616: the country and check digits moved behind, letters as numbers, modulo 97 is 1."""
    country, digits = rng.choice((("DE", 18), ("AT", 16), ("ES", 20), ("NO", 11)))
    account = _digits(rng, digits)
    check = 98 - int(account + "".join(str(int(c, 36)) for c in country) + "00") % 97
    whole = f"{country}{check:02}{account}"
    return whole if rng.random() < 0.5 else " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))


def italian_driver(rng: random.Random) -> str:
    if rng.random() < 0.5:
        return f"U1{''.join(rng.choices('BCDEFGHLJKMNPRSTUWYXZ0123456789', k=7))}{_letter(rng)}"
    return f"{_letter(rng)}{_letter(rng)}{_digits(rng, 7)}{_letter(rng)}"


def singapore_entity(rng: random.Random) -> str:
    """A business (eight digits) or a local company (its year and five digits), and a weighted check letter."""
    if rng.random() < 0.5:
        digits, weights, letters = _digits(rng, 8), (10, 4, 9, 3, 8, 2, 7, 1), _UEN_A
    else:
        digits, weights, letters = (
            f"{rng.randint(1970, 2020)}{_digits(rng, 5)}",
            (10, 8, 6, 4, 9, 7, 5, 3, 1),
            _UEN_B,
        )
    return digits + letters[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]


def south_african(rng: random.Random) -> str:
    """Date of birth, four digits, citizenship, 8, and Luhn's check digit."""
    born = f"{rng.randint(40, 99)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    body = f"{born}{_digits(rng, 4)}{rng.choice('01')}8"
    doubled = [int(d) if at % 2 == 0 else sum(divmod(2 * int(d), 10)) for at, d in enumerate(body)]
    return f"{body}{-sum(doubled) % 10}"


def _digits(rng: random.Random, number: int) -> str:
    return "".join(rng.choices(string.digits, k=number))


def _letter(rng: random.Random) -> str:
    return rng.choice(string.ascii_uppercase)


#: By the name of the recognizer.
SEEDS: dict[str, Callable[[random.Random], str]] = {
    "CryptoRecognizer": bitcoin,
    "EmailRecognizer": email,
    "IbanRecognizer": iban,
    # Its pattern sets a flag in the middle, which the standard library does not read.
    "ItDriverLicenseRecognizer": italian_driver,
    "SgUenRecognizer": singapore_entity,
    "ZaIdNumberRecognizer": south_african,
}
