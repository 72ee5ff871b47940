"""The keyed function is AES-CMAC, whatever the layout of the column."""

import hmac

import numpy as np
import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.cmac import CMAC
from hypothesis import given
from hypothesis import strategies as st

from airflow_gov_provider.core.masking.pseudonyms import prf
from airflow_gov_provider.core.masking.pseudonyms.prf import TokenKeys, cmac, rows_prf, values_prf

#: RFC 4493, section 4.
RFC_KEY = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
RFC_MESSAGE = bytes.fromhex(
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52ef"
    "f69f2445df4f9b17ad2b417be66c3710"
)
RFC_MACS = {
    0: "bb1d6929e95937287fa37d129b756746",
    16: "070a16b46b4d4144f79bdd9dd04a287c",
    40: "dfa66747de9ae63030ca32611497c827",
    64: "51f0bebf7e3b9d92fc49741779363cfe",
}

PURPOSE = {"kind": "text", "boundary": "a->b", "domain": "person.name", "version": "m", "form": "card"}
KEYS = TokenKeys.derive(bytes(32), **PURPOSE)


def reference(key: bytes, message: bytes) -> bytes:
    mac = CMAC(algorithms.AES(key))
    mac.update(message)
    return mac.finalize()


@pytest.mark.parametrize(("length", "expected"), RFC_MACS.items())
def test_the_examples_of_rfc_4493_hold(length, expected):
    data = np.frombuffer(RFC_MESSAGE, np.uint8)
    out = cmac(RFC_KEY, data, np.array([0]), np.array([length]))
    assert out[0].tobytes().hex() == expected


@given(st.lists(st.binary(max_size=70), max_size=20), st.integers(0, 5))
def test_a_column_gives_what_one_call_a_value_gives_also_when_sliced(messages, start):
    column = pa.array(messages, pa.large_binary())[start:]
    out = values_prf(KEYS, column)
    assert [row.tobytes() for row in out] == [reference(KEYS.body, message) for message in messages[start:]]


@pytest.mark.parametrize("length", [255, 256])
def test_values_up_to_256_bytes_are_chained(length):
    assert values_prf(KEYS, pa.array([b"x" * length], pa.large_binary()))[0].tobytes() == reference(
        KEYS.body, b"x" * length
    )


@pytest.mark.parametrize("length", [257, 100_000])
def test_longer_values_have_a_key_of_their_own(length):
    out = values_prf(KEYS, pa.array([b"short", b"x" * length], pa.large_binary()))
    assert out[0].tobytes() == reference(KEYS.body, b"short")
    assert out[1].tobytes() == hmac.digest(KEYS.long, b"x" * length, "sha256")[:16]


def test_more_values_than_fit_into_one_chunk_are_all_done(monkeypatch):
    monkeypatch.setattr(prf, "_CHUNK", 3)
    messages = [bytes([number]) * (number % 40) for number in range(50)]
    out = values_prf(KEYS, pa.array(messages, pa.large_binary()))
    assert [row.tobytes() for row in out] == [reference(KEYS.body, message) for message in messages]


def test_rows_of_a_matrix_are_values_of_one_width():
    rows = np.arange(12, dtype=np.uint8).reshape(3, 4)
    assert rows_prf(KEYS.tag, rows)[1].tobytes() == reference(KEYS.tag, bytes([4, 5, 6, 7]))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"kind": "int64"}, {"tag"}),
        ({"boundary": "a->c"}, {"tag"}),
        ({"domain": "person.email"}, {"tag"}),
        ({"boundary": 'a->b","person.name'}, {"tag"}),
        ({"form": "phone"}, {"body", "long"}),
        ({"version": "n"}, set()),
    ],
    ids=str,
)
def test_receivers_and_domains_have_other_keys_for_bodies_and_forms_others_for_tags(other, same):
    keys = TokenKeys.derive(bytes(32), **(PURPOSE | other))
    assert {name for name in ("body", "long", "tag") if getattr(keys, name) == getattr(KEYS, name)} == same
    assert len({keys.body, keys.long, keys.tag}) == 3


def test_every_master_key_has_other_keys_for_all_and_another_name():
    keys = TokenKeys.derive(bytes(31) + b"x", **PURPOSE)
    assert {KEYS.body, KEYS.long, KEYS.tag}.isdisjoint({keys.body, keys.long, keys.tag})
    assert prf.key_id(bytes(32)) != prf.key_id(bytes(31) + b"x")


def test_the_tag_key_of_any_boundary_is_that_of_form_and_version():
    assert prf.tag_key(bytes(32), form="card", version="m") == KEYS.tag


def test_keys_do_not_show_in_a_repr():
    assert repr(KEYS) == "TokenKeys()"
