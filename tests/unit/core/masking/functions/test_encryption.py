"""Encrypted columns keep their format, can be decrypted by key, and are refused where they are too few."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from airflow_gov_provider.core.errors import ErrorCode, MaskingError, UsageError
from airflow_gov_provider.core.masking.functions.encryption import decrypted
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.policy.methods import Encrypt

KEY = bytes(range(32))
MASKER = KeyedMasker(KEY)
ACCOUNT = ColumnMask("account", Encrypt(), "payment.account", ("ACCOUNT_NUMBER",))
CARD = ColumnMask("card", Encrypt(), "payment.card", ("CREDIT_CARD",))
INTEGERS = [pa.int32(), pa.int64(), pa.uint32(), pa.uint64()]


def encrypted(values, kind=None, mask=ACCOUNT, boundary="a->b", masker=MASKER):
    return masker.mask(pa.array(values, kind), mask, boundary)


def back(values, mask=ACCOUNT, boundary="a->b", masker=MASKER):
    return decrypted(values, masker.format_key(mask.domain, boundary), mask.label)


def shape(text):
    """Each sign's kind: what encryption keeps."""
    return re.sub("[a-z]", "a", re.sub("[A-Z]", "A", re.sub("[0-9]", "0", text)))


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "123-45-6789",
        "AB123456C",
        "ab-123.456/c",
        "O'Hara",
        "X1234567",
        "GB82 WEST 1234 5698 7654 32",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ12",
        "Lovelace",
        "000000",
        "  77-777.777  ",
        "№ 123456 …",
        "1" * 60,
    ],
)
def test_length_separators_digits_letters_and_case_stay(text):
    (made,) = encrypted([text]).to_pylist()
    assert shape(made) == shape(text)
    assert made != text
    assert back(pa.array([made])).to_pylist() == [text]


fitting = st.one_of(
    st.text("0123456789 -", min_size=6, max_size=30),
    st.text("abcXYZ'-", min_size=5, max_size=30),
    st.text("0123456789abcXYZ/", min_size=6, max_size=40),
)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.just(""), fitting), max_size=8))
def test_whatever_fits_comes_back_by_the_key(values):
    for value in filter(None, values):
        digits, letters = len(re.findall("[0-9]", value)), len(re.findall("[A-Za-z]", value))
        assume(26**letters * 10**digits >= 10**6)
    made = encrypted(values, pa.string())
    assert [value and shape(value) for value in made.to_pylist()] == [
        value and shape(value) for value in values
    ]
    assert back(made).to_pylist() == values
    assert MASKER.verify(made, ACCOUNT, "a->b").to_pylist() == [bool(value) for value in values]


@settings(deadline=None)
@given(st.sampled_from(INTEGERS), st.data())
def test_integers_keep_sign_and_number_of_digits_in_their_type(kind, data):
    bits, signed = kind.bit_width, pa.types.is_signed_integer(kind)
    top = 2 ** (bits - signed) - 1
    number = st.integers(10**6, top)
    if signed:
        number = st.one_of(number, st.integers(-top - 1, -(10**6)))
    values = data.draw(st.lists(st.one_of(st.none(), number), max_size=8))
    # Of ten digits and a bit, 10**19 to 2**64 say, there are enough; the edges come from here too.
    made = encrypted(values, kind)
    assert made.type == kind
    for old, new in zip(values, made.to_pylist(), strict=True):
        assert (old is None) == (new is None)
        assert old is None or (len(str(old)), old < 0) == (len(str(new)), new < 0)
    assert back(made).to_pylist() == values


@pytest.mark.parametrize(
    ("kind", "edges"),
    [
        (pa.int32(), [2**31 - 1, -(2**31), 10**9, 10**6]),
        (pa.uint32(), [2**32 - 1, 10**9]),
        (pa.int64(), [2**63 - 1, -(2**63), 10**18]),
        (pa.uint64(), [2**64 - 1, 10**19, 2**63]),
    ],
    ids=str,
)
def test_the_edges_of_a_type_stay_inside_it(kind, edges):
    made = encrypted(edges, kind)
    assert [len(str(value)) for value in made.to_pylist()] == [len(str(value)) for value in edges]
    assert back(made).to_pylist() == edges


def test_all_numbers_of_seven_digits_stay_apart():
    numbers = np.arange(1_000_000, 1_050_000)
    made = encrypted(numbers)
    assert len(made.unique()) == len(numbers)
    assert pc.min(made).as_py() >= 10**6
    assert pc.max(made).as_py() < 10**7
    assert pc.sum(pc.equal(made, pa.array(numbers))).as_py() <= 3


def test_a_hundred_thousand_mixed_values_stay_apart_and_none_is_itself():
    values = pa.array([f"AB{number:06}C" for number in range(100_000)])
    made = encrypted(values)
    assert len(made.unique()) == len(values)
    # One in 17 billion others is a value itself.
    assert not pc.any(pc.equal(made, values)).as_py()
    assert back(made) == values


@pytest.mark.parametrize(
    ("values", "unfit"),
    [
        (["123456", "12345"], 1),
        (["12345", "12345", "123456", None, ""], 2),
        (["abcde", "abcd"], 1),
        (["ab123", "abc12", "abcd1"], 1),
        (["Łukasz Kowal"], 1),
        (["١٢٣٤٥٦٧٨"], 1),
        (["---"], 1),
        ([1_000_000, 999_999], 1),
        ([0, -5, 10**6], 2),
    ],
    ids=str,
)
def test_a_column_with_a_value_that_does_not_fit_is_an_error_with_label_and_count(values, unfit):
    with pytest.raises(MaskingError) as caught:
        encrypted(values)
    assert caught.value.code is ErrorCode.MASKING_UNSUPPORTED
    assert caught.value.where == "account"
    assert caught.value.what.startswith(f"{unfit} of {len(values)} values")
    assert not any(str(value) in caught.value.what for value in values if len(str(value)) > 2 and value)


@pytest.mark.parametrize("kind", [pa.int8(), pa.int16(), pa.uint16()], ids=str)
def test_small_types_have_no_number_that_fits(kind):
    with pytest.raises(MaskingError):
        encrypted([1], kind)


@pytest.mark.parametrize(
    "values",
    [pa.array([1.5]), pa.array([b"x"]), pa.array([0], pa.date32()), pa.array([True])],
    ids=lambda v: str(v.type),
)
def test_types_that_are_neither_text_nor_integer_are_redacted(values):
    assert MASKER.mask(values, ACCOUNT, "a->b").to_pylist() == [None]


def test_a_receiver_a_domain_and_a_version_have_ciphers_of_their_own():
    values = [f"{number:016}" for number in range(2_000)]
    rotated = KeyedMasker(bytes(32), "n", {"m": KEY})
    mine = encrypted(values).to_pylist()
    others = [
        encrypted(values, boundary="a->c"),
        encrypted(values, mask=CARD),
        encrypted(values, masker=KeyedMasker(KEY, "n")),
        encrypted(values, masker=rotated),
    ]
    for other in others:
        assert set(mine).isdisjoint(other.to_pylist())
    assert (
        decrypted(pa.array(mine), rotated.format_key(ACCOUNT.domain, "a->b", "m"), "x").to_pylist() == values
    )


def test_the_key_of_an_unknown_version_is_missing():
    with pytest.raises(UsageError) as caught:
        MASKER.format_key("payment.card", "a->b", "z")
    assert caught.value.code is ErrorCode.KEY_MISSING


def test_one_value_is_one_value_in_every_column_layout():
    text = pa.array(["4111 1111 1111 1111", None, "", "123-45-6789", "4111 1111 1111 1111"])
    plain = encrypted(text)
    for kind in (pa.large_string(), pa.string_view()):
        assert encrypted(text.cast(kind)).cast(pa.string()) == plain
    masked = MASKER.mask(text.dictionary_encode(), ACCOUNT, "a->b")
    assert masked.type == text.dictionary_encode().type
    assert masked.to_pylist() == plain.to_pylist()
    assert encrypted(text[2:]).to_pylist() == plain[2:].to_pylist()


def test_the_tweak_is_domain_and_version():
    assert MASKER.format_key("payment.card", "a->b").tweak == b"payment.card/m"


def test_keys_do_not_show():
    assert str(KEY) not in repr(MASKER.format_key("payment.card", "a->b"))
    assert "key" not in repr(MASKER.format_key("payment.card", "a->b"))
