"""FF1 is that of NIST SP 800-38G, for every key size, radix and length."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airflow_gov_provider.core.masking.functions.ff1 import ff1_decrypt, ff1_encrypt

SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
KEY = "2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f7f036d6f04fc6a94"
DIGITS, BOTH = "0123456789", "0123456789abcdefghi"
TWEAK, LONGER = "39383736353433323130", "3737373770717273373737"
#: (bytes of the key, tweak, radix, plain text, cipher text): the nine samples of NIST's examples with FF1.
SAMPLES = [
    (16, "", 10, DIGITS, "2433477484"),
    (16, TWEAK, 10, DIGITS, "6124200773"),
    (16, LONGER, 36, BOTH, "a9tv40mll9kdu509eum"),
    (24, "", 10, DIGITS, "2830668132"),
    (24, TWEAK, 10, DIGITS, "2496655549"),
    (24, LONGER, 36, BOTH, "xbj3kv35jrawxv32ysr"),
    (32, "", 10, DIGITS, "6657667009"),
    (32, TWEAK, 10, DIGITS, "1001623463"),
    (32, LONGER, 36, BOTH, "xs8a0azh2avyalyzuwd"),
]


def numerals(text):
    return np.array([[SIGNS.index(sign) for sign in text]], np.uint8)


@pytest.mark.parametrize(("size", "tweak", "radix", "plain", "cipher"), SAMPLES)
def test_the_samples_of_nist_hold_in_both_directions(size, tweak, radix, plain, cipher):
    key, tweak = bytes.fromhex(KEY)[:size], bytes.fromhex(tweak)
    assert (ff1_encrypt(key, tweak, numerals(plain), radix) == numerals(cipher)).all()
    assert (ff1_decrypt(key, tweak, numerals(cipher), radix) == numerals(plain)).all()


def reference(key, tweak, text, radix):
    """Algorithm 7 as it is printed, one value at a time, with Python's own integers."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    def encrypted(block):
        return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(block)

    n, t = len(text), len(tweak)
    u, v = n // 2, n - n // 2
    a, b = list(text[:u]), list(text[u:])
    width = -(-(radix**v - 1).bit_length() // 8)
    d = 4 * -(-width // 4) + 4
    p = bytes([1, 2, 1]) + radix.to_bytes(3) + bytes([10, u % 256]) + n.to_bytes(4) + t.to_bytes(4)
    for i in range(10):
        number = 0
        for one in b:
            number = number * radix + one
        q = tweak + bytes((-t - width - 1) % 16) + bytes([i]) + number.to_bytes(width)
        r = bytes(16)
        for start in range(0, len(p + q), 16):
            r = encrypted(bytes(x ^ y for x, y in zip(r, (p + q)[start : start + 16], strict=True)))
        s, j = r, 0
        while len(s) < d:
            j += 1
            s += encrypted(bytes(x ^ y for x, y in zip(r, j.to_bytes(16), strict=True)))
        m = u if i % 2 == 0 else v
        c = 0
        for one in a:
            c = c * radix + one
        c = (c + int.from_bytes(s[:d])) % radix**m
        a, b = b, [c // radix**place % radix for place in reversed(range(m))]
    return a + b


@settings(deadline=None)
@given(
    st.sampled_from(
        [
            (10, 6),
            (10, 7),
            (10, 15),
            (10, 19),
            (10, 37),
            (10, 64),
            (36, 60),
            (26, 5),
            (26, 40),
            (36, 12),
            (62, 4),
            (62, 23),
        ]
    ),
    st.binary(max_size=40),
    st.integers(0, 2**32),
)
def test_columns_are_what_the_printed_algorithm_makes_of_each_value(form, tweak, seed):
    radix, length = form
    rows = np.random.default_rng(seed).integers(0, radix, (3, length)).astype(np.uint8)
    rows[0], rows[1] = 0, radix - 1
    made = ff1_encrypt(bytes(32), tweak, rows, radix)
    assert made.tolist() == [reference(bytes(32), tweak, row.tolist(), radix) for row in rows]
    assert (ff1_decrypt(bytes(32), tweak, made, radix) == rows).all()


def test_every_string_of_six_digits_becomes_another_one_and_one_in_a_million_itself():
    whole = np.arange(10**6)
    rows = np.stack([whole // 10**place % 10 for place in reversed(range(6))], axis=1).astype(np.uint8)
    made = ff1_encrypt(bytes(32), b"t", rows, 10)
    numbers = made @ (10 ** np.arange(6)[::-1])
    assert len(np.unique(numbers)) == 10**6
    # One is expected to stay; more than eight have a probability below 1e-5.
    assert (numbers == whole).sum() <= 8


@pytest.mark.parametrize("change", ["key", "tweak"])
def test_key_and_tweak_change_everything(change):
    rows = np.random.default_rng(1).integers(0, 10, (2_000, 12)).astype(np.uint8)
    one = ff1_encrypt(bytes(32), b"a", rows, 10)
    other = ff1_encrypt(
        b"x" * 32 if change == "key" else bytes(32), b"b" if change == "tweak" else b"a", rows, 10
    )
    same = (one == other).all(axis=1).sum()
    assert same == 0


@pytest.mark.parametrize(("radix", "length"), [(10, 5), (26, 4), (36, 3), (62, 3), (10, 1), (257, 9), (1, 9)])
def test_fewer_than_a_million_strings_are_refused(radix, length):
    with pytest.raises(ValueError, match="a million"):
        ff1_encrypt(bytes(32), b"", np.zeros((1, length), np.uint8), radix)


def test_no_rows_are_no_rows():
    assert ff1_encrypt(bytes(32), b"", np.zeros((0, 8), np.uint8), 10).shape == (0, 8)
