"""Masking keys of several versions in one file: one makes tokens, the others only verify them."""

from __future__ import annotations

import pickle

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from airflow_gov_provider import conf
from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.policy.methods import Pseudonym
from airflow_gov_provider.stores import wiring
from airflow_gov_provider.stores.keys import FileMaskingKeys, read_masking_key, read_masking_keys

ONE, TWO, THREE = (bytes([number]) * 32 for number in (1, 2, 3))
EMAIL = ColumnMask("email", Pseudonym(), "person.email", ("EMAIL_ADDRESS",))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "masking.key"
    path.touch(0o600)
    return path


def refusal(path) -> UsageError:
    with pytest.raises(UsageError) as caught:
        read_masking_keys(path)
    return caught.value


@pytest.mark.parametrize(
    ("text", "version", "current", "retired"),
    [
        (ONE.hex(), "m", ONE, {}),
        (f"m:{ONE.hex()}", "m", ONE, {}),
        (f"n:{TWO.hex()}\nm:{ONE.hex()}:retired\n", "n", TWO, {"m": ONE}),
        (f"m:{ONE.hex()}:retired\na:{THREE.hex()}:retired\nn:{TWO.hex()}", "n", TWO, {"m": ONE, "a": THREE}),
        (f"n:{TWO.hex().upper()}\n", "n", TWO, {}),
    ],
    ids=["digits alone", "one line", "rotated", "rotated twice", "capitals"],
)
def test_a_line_is_a_version_and_one_is_current(file, text, version, current, retired):
    file.write_text(text)
    keys = read_masking_keys(file)
    assert (keys.version, keys.current, keys.retired) == (version, current, retired)
    assert FileMaskingKeys(file).load() == keys
    assert read_masking_key(file) == current


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"m:{ONE.hex()}:retired", "every version is retired"),
        (f"m:{ONE.hex()}:retired\nn:{TWO.hex()}:retired", "every version is retired"),
        (f"m:{ONE.hex()}\nn:{TWO.hex()}", "versions m, n are all current"),
        (f"m:{ONE.hex()}\nm:{TWO.hex()}:retired", "version m is there twice"),
        (f"n:{ONE.hex()}\nm:{ONE.hex()}:retired", "two versions have the same key"),
        (f"n:{TWO.hex()}\nm:{ONE.hex()[:-2]}:retired", "the key in line 2 has 62 hexadecimal digits, not 64"),
        (f"m:{ONE.hex()}00", "the key in line 1 has 66"),
        ("m:", "the key in line 1 has 0"),
        (f"M:{ONE.hex()}", "line 1 is not a version"),
        (f"mm:{ONE.hex()}", "line 1 is not a version"),
        (f"n:{TWO.hex()}\n\nm:{ONE.hex()}:retired", "line 2 is not a version"),
        (f"n:{TWO.hex()}\n{ONE.hex()}", "line 2 is not a version"),
        (f"n:{TWO.hex()}:old", "line 1 is not a version"),
        (f"n: {TWO.hex()}", "line 1 is not a version"),
        ("", "line 1 is not a version"),
    ],
)
def test_a_file_that_leaves_a_doubt_is_refused_and_says_why_and_shows_no_key(file, text, said):
    file.write_text(text)
    error = refusal(file)
    assert error.code is ErrorCode.KEY_INVALID
    assert said in error.what
    assert error.where == str(file)
    shown = repr(pickle.loads(pickle.dumps(error))) + str(error)
    assert not any(key.hex()[:16] in shown for key in (ONE, TWO, THREE))


def test_a_file_that_is_not_there_is_missing(file):
    file.unlink()
    assert refusal(file).code is ErrorCode.KEY_MISSING


def test_keys_do_not_show(file):
    file.write_text(f"n:{TWO.hex()}\nm:{ONE.hex()}:retired\n")
    assert repr(read_masking_keys(file)) == "MaskingKeys(version='n')"
    assert repr(FileMaskingKeys(file)) == f"FileMaskingKeys({file})"


def settings_of(home, **options):
    return conf.parse({"home": str(home), **options}.get, str(home))


def test_a_gate_after_a_rotation_makes_new_tokens_and_verifies_old_ones(tmp_path):
    home = tmp_path / "governance"
    settings = settings_of(home)
    values = pa.array(["a@example.com", "b@example.com"])
    before = wiring.build_ports(settings).masker
    old = before.mask(values, EMAIL, "a->b")

    first = settings.masking_key.read_text().strip()
    settings.masking_key.write_text(f"n:{TWO.hex()}\nm:{first}:retired\n")

    after = wiring.build_ports(settings).masker
    new = after.mask(values, EMAIL, "a->b")
    assert (before.key_version, after.key_version) == ("m", "n")
    assert old.to_pylist() != new.to_pylist()
    assert pc.all(after.verify(old, EMAIL, "a->b")).as_py()
    assert not pc.any(before.verify(new, EMAIL, "a->b")).as_py()


def test_a_gate_with_keys_that_are_all_retired_does_not_start(tmp_path):
    settings = settings_of(tmp_path / "governance")
    wiring.build_ports(settings)
    settings.masking_key.write_text(f"m:{ONE.hex()}:retired\n")
    with pytest.raises(UsageError, match="every version is retired"):
        wiring.build_ports(settings)
