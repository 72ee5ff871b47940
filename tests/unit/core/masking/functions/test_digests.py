"""Keyed digests: 64 hexadecimal digits that nobody makes without the key."""

import hashlib

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.policy.methods import Hash

KEY = bytes(range(32))
MASKER = KeyedMasker(KEY)
EMAIL = ColumnMask("email", Hash(), "person.email", ("EMAIL_ADDRESS",))
PEOPLE = pa.array([f"person.{number}@example.com" for number in range(20_000)])


def digests(values, mask=EMAIL, boundary="a->b", masker=MASKER):
    return masker.mask(pa.array(values), mask, boundary)


def test_a_digest_is_64_hexadecimal_digits_and_one_for_all_spellings():
    made = digests(["a@b.com", " A@B.com", None, "", "c@b.com"]).to_pylist()
    assert made[0] == made[1] != made[4]
    assert made[2:4] == [None, ""]
    assert len(made[0]) == 64
    assert set(made[0]) <= set("0123456789abcdef")


def test_digests_are_distinct_and_verify_for_every_boundary():
    made = digests(PEOPLE)
    assert len(made.unique()) == len(PEOPLE)
    assert pc.all(MASKER.verify(made, EMAIL, "a->c")).as_py()
    assert MASKER.are_tokens(made).all()


@pytest.mark.parametrize(
    "others",
    [
        lambda: digests(PEOPLE, masker=KeyedMasker(bytes(32))),
        lambda: digests(PEOPLE, masker=KeyedMasker(KEY, "n")),
        lambda: pa.array([hashlib.sha256(value.as_py().encode()).hexdigest() for value in PEOPLE]),
        lambda: pc.utf8_upper(digests(PEOPLE)),
        lambda: pc.utf8_reverse(digests(PEOPLE)),
        lambda: PEOPLE,
    ],
    ids=["key", "version", "sha256", "capitals", "reversed", "real"],
)
def test_no_other_digest_verifies(others):
    assert not pc.any(MASKER.verify(others(), EMAIL, "a->b")).as_py()
    assert not MASKER.are_tokens(others()).any()


def test_one_changed_digit_anywhere_is_seen():
    digest = digests(["a@b.com"])[0].as_py()
    changed = [digest[:at] + ("0" if digest[at] != "0" else "1") + digest[at + 1 :] for at in range(64)]
    assert not pc.any(MASKER.verify(pa.array([*changed, digest + "0", digest[1:]]), EMAIL, "a->b")).as_py()
    assert MASKER.verify(pa.array([None, "x", digest, ""]), EMAIL, "a->b").to_pylist() == [
        False,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("stranger", ["g", "F", "/", ":", "\x00"])
def test_no_sign_stands_for_a_digit(stranger):
    digests_with_f = [digest for digest in digests(PEOPLE[:50]).to_pylist() if "f" in digest]
    forged = pa.array([digest.replace("f", stranger, 1) for digest in digests_with_f])
    assert len(forged) > 30
    assert not pc.any(MASKER.verify(forged, EMAIL, "a->b")).as_py()


def test_receivers_and_domains_can_not_join():
    mine = set(digests(PEOPLE[:500]).to_pylist())
    other = ColumnMask("login", Hash(), "entity.username", ())
    assert mine.isdisjoint(digests(PEOPLE[:500], boundary="a->c").to_pylist())
    assert mine.isdisjoint(digests(PEOPLE[:500], other).to_pylist())


def test_digests_of_a_retired_key_verify():
    rotated = KeyedMasker(bytes(32), "n", {"m": KEY})
    assert pc.all(rotated.verify(digests(PEOPLE[:500]), EMAIL, "a->b")).as_py()


@pytest.mark.parametrize(
    "values", [pa.array([7]), pa.array([1.5]), pa.array([b"x"])], ids=lambda v: str(v.type)
)
def test_types_that_are_no_text_are_redacted(values):
    assert digests(values).to_pylist() == [None]
    assert MASKER.verify(values, EMAIL, "a->b").to_pylist() == [False]
