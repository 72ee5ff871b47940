"""Pseudonyms: same value, same token; other boundary, domain or key, other token; never the value."""

import dataclasses

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airflow_gov_provider.core.errors import ErrorCode, MaskingError, UsageError
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.masking.pseudonyms.integers import BASE, TOP
from airflow_gov_provider.core.policy.methods import REDACTED, Encrypt, Hash, Mask, Pseudonym, Redact

KEY = bytes(range(32))
MASKER = KeyedMasker(KEY)
BOUNDARY = "production->development"
EMAIL = ColumnMask("email", Pseudonym(), "person.email", ("EMAIL_ADDRESS",))
NAME = dataclasses.replace(EMAIL, label="name", domain="person.name")
ACCOUNT = dataclasses.replace(EMAIL, label="account", domain="payment.account")
HIDDEN = dataclasses.replace(EMAIL, method=Redact())

TEXT_TYPES = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.dictionary(pa.int8(), pa.string()),
    pa.dictionary(pa.int32(), pa.large_string(), ordered=True),
    pa.dictionary(pa.uint16(), pa.string_view()),
]


def tokens(values, mask=EMAIL, boundary=BOUNDARY, masker=MASKER):
    return masker.mask(pa.array(values), mask, boundary).to_pylist()


def people(count, start=0):
    return pa.array([f"person.{number}@example.com" for number in range(start, start + count)])


def built(values, kind):
    """An array of any text type, with an offset and rows on both sides that are not its own."""
    padded = pa.array(["before@example.com", *values, "after@example.com"], pa.string())
    if not pa.types.is_dictionary(kind):
        return padded.cast(kind)[1:-1]
    encoded = padded.dictionary_encode()
    whole = pa.DictionaryArray.from_arrays(
        encoded.indices.cast(kind.index_type), encoded.dictionary.cast(kind.value_type), ordered=kind.ordered
    )
    return whole[1:-1]


def test_known_tokens_stay_what_they_are_or_old_copies_no_longer_join():
    assert tokens(["a@b.com"]) == ["mybbfkkjciacoozhczjbckjegjw@masked.example"]
    assert tokens(["Ada Lovelace"], NAME) == ["tok_person_name_mxydcgkygjkiozoboxfxzijkkki"]
    assert tokens([4242], ACCOUNT) == [4_541_619_364_540_369_448]


@given(st.lists(st.one_of(st.none(), st.text(max_size=30)), max_size=12))
def test_masking_keeps_length_nulls_empties_and_equality(values):
    masked = MASKER.mask(pa.array(values, pa.string()), NAME, BOUNDARY).to_pylist()
    assert len(masked) == len(values)
    for old, new in zip(values, masked, strict=True):
        assert new == old if not old else new.startswith("tok_person_name_m")
    assert masked == tokens(pa.array(values, pa.string()), NAME)


@given(st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)), max_size=12, unique=True))
def test_integers_become_other_positive_integers_of_nineteen_digits(values):
    masked = MASKER.mask(pa.array(values, pa.int64()), ACCOUNT, BOUNDARY)
    assert masked.type == pa.int64()
    assert [new is None for new in masked.to_pylist()] == [old is None for old in values]
    assert all(BASE <= new < TOP < 2**63 for new in masked.to_pylist() if new is not None)
    assert len(masked.drop_null().unique()) == len([value for value in values if value is not None])


@pytest.mark.parametrize("kind", TEXT_TYPES, ids=str)
@pytest.mark.parametrize("mask", [EMAIL, HIDDEN], ids=["pseudonym", "redact"])
def test_the_type_stays_and_a_slice_masks_like_a_whole(kind, mask):
    values = ["a@example.com", None, "", "b@example.com", "a@example.com"]
    masked = MASKER.mask(built(values, kind), mask, BOUNDARY)
    masked.validate(full=True)
    assert masked.type == kind
    assert masked.to_pylist() == tokens(values, mask)


@pytest.mark.parametrize("mask", [EMAIL, HIDDEN], ids=["pseudonym", "redact"])
def test_no_old_value_stays_in_a_dictionary(mask):
    masked = MASKER.mask(built(["a@example.com"], pa.dictionary(pa.int8(), pa.string())), mask, BOUNDARY)
    buffers = [bytes(buffer) for buffer in masked.dictionary.buffers() if buffer is not None]
    assert not any(b"example.com" in buffer for buffer in buffers)


def test_a_dictionary_that_itself_holds_null_is_masked_too():
    odd = pa.DictionaryArray.from_arrays(pa.array([0, 1, None], pa.int8()), pa.array([None, "a@example.com"]))
    assert MASKER.mask(odd, EMAIL, BOUNDARY).to_pylist() == [None, *tokens(["a@example.com"]), None]


def test_a_dictionary_of_integers_has_the_tokens_of_its_integers():
    encoded = pa.array([7, None, 7, 8]).dictionary_encode()
    masked = MASKER.mask(encoded[1:], ACCOUNT, BOUNDARY)
    assert masked.type == encoded.type
    assert masked.to_pylist() == tokens([None, 7, 8], ACCOUNT)
    assert MASKER.verify(masked, ACCOUNT, BOUNDARY).to_pylist() == [False, True, True]


def test_a_dictionary_with_a_small_index_has_room_for_all_its_tokens():
    full = people(128).dictionary_encode()
    kind = pa.dictionary(pa.int8(), pa.string())
    column = pa.DictionaryArray.from_arrays(full.indices.cast(pa.int8()), full.dictionary)
    assert MASKER.mask(column, EMAIL, BOUNDARY).type == kind


@pytest.mark.parametrize("spelling", ["A@B.com ", "a@b.COM", "\ta@b.com"])
def test_one_address_has_one_token_however_it_is_spelt(spelling):
    assert tokens([spelling]) == tokens(["a@b.com"])


def test_a_person_has_the_same_token_in_every_table_and_column():
    other_column = dataclasses.replace(EMAIL, label="contact")
    first = tokens(["ada@example.com", "bob@example.com"])
    assert tokens(["zoe@example.com", "bob@example.com"], other_column)[1] == first[1]


@pytest.mark.parametrize(
    ("mask", "boundary", "masker", "known"),
    [
        (EMAIL, "production->contractor", MASKER, True),
        (EMAIL, BOUNDARY, KeyedMasker(bytes(32)), False),
        (EMAIL, BOUNDARY, KeyedMasker(KEY, "n"), False),
        (NAME, BOUNDARY, MASKER, False),
    ],
    ids=["boundary", "key", "version", "domain"],
)
def test_tokens_of_two_receivers_do_not_join_and_verify_only_by_the_same_key(mask, boundary, masker, known):
    values = people(500)
    mine, theirs = MASKER.mask(values, EMAIL, BOUNDARY), masker.mask(values, mask, boundary)
    letters = [
        {token.rpartition("_")[2].partition("@")[0][1:19] for token in a.to_pylist()} for a in (mine, theirs)
    ]
    assert letters[0].isdisjoint(letters[1])
    assert set(MASKER.verify(theirs, EMAIL, BOUNDARY).to_pylist()) == {known}
    assert set(masker.verify(mine, mask, boundary).to_pylist()) == {known}
    assert pc.all(masker.verify(theirs, mask, boundary)).as_py()


@pytest.mark.parametrize("values", [people(300), pa.array(range(300))], ids=["text", "int64"])
def test_whoever_holds_the_key_knows_every_token_of_any_domain_and_boundary(values):
    masks = [EMAIL, NAME, ACCOUNT, dataclasses.replace(EMAIL, domain="entity.employee_badge")]
    copies = [MASKER.mask(values, mask, to) for mask in masks for to in ("a->b", "a->c")]
    mixed = pa.concat_arrays(copies)
    assert MASKER.are_tokens(mixed).all()
    # Integers have 16 bits of tag: 1 of 2,400 strangers in 27 runs, and none with this key.
    assert not KeyedMasker(bytes(32)).are_tokens(mixed).any()
    assert not MASKER.are_tokens(values).any()


def test_types_without_tokens_hold_none():
    assert MASKER.are_tokens(pa.array([1.5, None])).tolist() == [False, False]


def test_text_and_integer_tokens_have_different_keys():
    as_text, as_number = tokens(["7"], ACCOUNT)[0], tokens([7], ACCOUNT)[0]
    assert not MASKER.verify(pa.array([str(as_number)]), ACCOUNT, BOUNDARY)[0].as_py()
    assert MASKER.verify(pa.array([as_text]), ACCOUNT, BOUNDARY)[0].as_py()


@pytest.mark.parametrize("mask", [EMAIL, NAME], ids=["email", "name"])
def test_a_hundred_thousand_people_have_as_many_tokens_and_all_verify(mask):
    masked = MASKER.mask(people(100_000), mask, BOUNDARY)
    assert len(masked.unique()) == 100_000
    assert pc.all(MASKER.verify(masked, mask, BOUNDARY)).as_py()


def test_a_hundred_thousand_numbers_have_as_many_tokens_and_all_verify():
    masked = MASKER.mask(pa.array(np.arange(100_000)), ACCOUNT, BOUNDARY)
    assert len(masked.unique()) == 100_000
    assert pc.all(MASKER.verify(masked, ACCOUNT, BOUNDARY)).as_py()


def test_no_token_of_another_key_verifies():
    foreign = KeyedMasker(bytes(32)).mask(people(100_000), EMAIL, BOUNDARY)
    assert pc.sum(MASKER.verify(foreign, EMAIL, BOUNDARY)).as_py() == 0


def test_no_made_up_letters_verify():
    letters = np.frombuffer(b"abcdefghijkowxyz", "S1")
    drawn = np.random.default_rng(7).choice(letters, (100_000, 26))
    made_up = [f"m{row.tobytes().decode()}@masked.example" for row in drawn]
    assert pc.sum(MASKER.verify(pa.array(made_up), EMAIL, BOUNDARY)).as_py() == 0


def test_numbers_as_people_have_them_never_verify_and_foreign_tokens_hardly_ever():
    rng = np.random.default_rng(7)
    real = pa.array(rng.integers(0, BASE, 100_000))
    assert pc.sum(MASKER.verify(real, ACCOUNT, BOUNDARY)).as_py() == 0
    foreign = KeyedMasker(bytes(32)).mask(real, ACCOUNT, BOUNDARY)
    # 16 bits of tag: 1.5 of 100,000 are expected, more than 10 are not (p < 1e-5).
    assert pc.sum(MASKER.verify(foreign, ACCOUNT, BOUNDARY)).as_py() <= 10


TOKEN = tokens(["ada@example.com"])[0]


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "ada@example.com",
        REDACTED,
        TOKEN + " ",
        " " + TOKEN,
        TOKEN.upper(),
        TOKEN.replace("@masked.example", "@masked.examples"),
        "n" + TOKEN[1:],
        TOKEN[:10] + ("a" if TOKEN[10] != "a" else "b") + TOKEN[11:],
        TOKEN[:26] + ("a" if TOKEN[26] != "a" else "b") + TOKEN[27:],
        TOKEN[:10] + "l" + TOKEN[11:],
        TOKEN[:10] + "é" + TOKEN[12:],
        "ada.lovelace.of.example.com@masked.example",
    ],
)
def test_a_token_with_one_sign_changed_is_none(forged):
    assert MASKER.verify(pa.array([TOKEN, forged, None]), EMAIL, BOUNDARY).to_pylist() == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("stranger", ["l", "Z", "7", "\x00"])
def test_no_letter_outside_the_alphabet_stands_for_one_inside(stranger):
    for token in tokens([f"person.{number}@example.com" for number in range(40)]):
        letters = token[1:27]
        forged = [token[0] + letters[:at] + stranger + letters[at + 1 :] + token[27:] for at in range(26)]
        assert not pc.any(MASKER.verify(pa.array(forged), EMAIL, BOUNDARY)).as_py()


def test_tokens_verify_wherever_they_lie_in_a_column():
    mixed = pa.array(["ada@example.com", TOKEN, None, "", TOKEN])
    for start in range(5):
        verified = MASKER.verify(mixed[start:], EMAIL, BOUNDARY).to_pylist()
        assert verified == [False, True, False, False, True][start:]


def test_every_changed_bit_of_an_integer_token_is_seen():
    token = tokens([123], ACCOUNT)[0]
    changed = pa.array([(token - BASE ^ 1 << bit) + BASE for bit in range(62)])
    # Each passes with probability 2^-16; this key was looked at.
    assert pc.sum(MASKER.verify(changed, ACCOUNT, BOUNDARY)).as_py() == 0


@pytest.mark.parametrize("edge", [-(2**63), -1, 0, BASE - 1, TOP, 2**63 - 1, None])
def test_integers_outside_the_range_of_tokens_are_none(edge):
    assert MASKER.verify(pa.array([edge], pa.int64()), ACCOUNT, BOUNDARY).to_pylist() == [False]


@given(st.text(min_size=6, max_size=40))
def test_a_token_neither_is_nor_holds_its_value(value):
    letters = tokens([value], NAME)[0].removeprefix("tok_person_name_m")
    assert value.casefold() not in letters


@pytest.mark.parametrize(
    "values",
    [
        pa.array([1, None], pa.int32()),
        pa.array([1, None], pa.uint64()),
        pa.array([1.5, None]),
        pa.array([True, None]),
        pa.array([b"x", None]),
        pa.array([0, None], pa.date32()),
        pa.array([0, None], pa.timestamp("us", "UTC")),
        pa.array([1, None], pa.int64()).cast(pa.decimal128(22, 2)),
        pa.array([1, None], pa.int32()).dictionary_encode(),
        pa.array(['{"a": 1}', None]).cast(pa.json_()),
        pa.nulls(2),
    ],
    ids=lambda values: str(values.type),
)
def test_types_without_room_for_a_token_are_redacted_to_null(values):
    for mask in (HIDDEN, EMAIL, ACCOUNT):
        assert MASKER.mask(values, mask, BOUNDARY).to_pylist() == [None, None]
        assert MASKER.mask(values, mask, BOUNDARY).type == values.type
        assert MASKER.verify(values, mask, BOUNDARY).to_pylist() == [False, False]


@pytest.mark.parametrize("method", [Pseudonym(), Hash(), Encrypt(), Mask()], ids=lambda method: method.word)
def test_text_that_is_not_utf_8_is_an_error_that_does_not_show_it(method):
    broken = pa.array([b"caf\xe9-secret"]).view(pa.string())
    with pytest.raises(MaskingError) as caught:
        MASKER.mask(broken, dataclasses.replace(EMAIL, method=method), BOUNDARY)
    assert caught.value.code is ErrorCode.MASKING_UNSUPPORTED
    assert "secret" not in str(caught.value)
    assert "xe9" not in str(caught.value)


def test_an_empty_column_stays_empty():
    assert MASKER.mask(pa.array([], pa.string()), EMAIL, BOUNDARY).to_pylist() == []
    assert MASKER.mask(pa.array([], pa.int64()), EMAIL, BOUNDARY).to_pylist() == []
    assert MASKER.verify(pa.array([], pa.string()), EMAIL, BOUNDARY).to_pylist() == []


OLD = KeyedMasker(KEY)
ROTATED = KeyedMasker(bytes(32), "n", {"m": KEY})


@pytest.mark.parametrize("mask", [EMAIL, NAME, ACCOUNT], ids=["email", "name", "account"])
@pytest.mark.parametrize("values", [people(200), pa.array(range(200))], ids=["text", "int64"])
def test_after_a_rotation_old_tokens_verify_and_new_ones_are_made(mask, values):
    before, after = (masker.mask(values, mask, BOUNDARY) for masker in (OLD, ROTATED))
    assert after == KeyedMasker(bytes(32), "n").mask(values, mask, BOUNDARY)
    for copy in (before, after):
        assert pc.all(ROTATED.verify(copy, mask, BOUNDARY)).as_py()
        assert ROTATED.are_tokens(copy).all()
    assert not pc.any(OLD.verify(after, mask, BOUNDARY)).as_py()


def test_a_version_s_letter_does_not_help_another_key():
    forged = pa.array(["n" + token[1:] for token in tokens(people(200))])
    assert not pc.any(ROTATED.verify(forged, EMAIL, BOUNDARY)).as_py()


@pytest.mark.parametrize(
    ("key", "version", "retired"),
    [
        (bytes(31), "m", {}),
        (b"", "m", {}),
        (KEY, "M", {}),
        (KEY, "", {}),
        (KEY, "mm", {}),
        (KEY, "1", {}),
        (KEY, "m", {"m": bytes(32)}),
        (KEY, "m", {"l": KEY}),
        (KEY, "m", {"l": bytes(31)}),
        (KEY, "m", {"L": bytes(32)}),
        (KEY, "m", {"k": bytes(32), "l": bytes(32)}),
    ],
    ids=[
        "short",
        "none",
        "capital",
        "no version",
        "two letters",
        "digit",
        "current and retired",
        "one key for two",
        "retired and short",
        "retired capital",
        "one key for two retired",
    ],
)
def test_a_key_or_version_of_the_wrong_shape_is_refused(key, version, retired):
    with pytest.raises(UsageError) as caught:
        KeyedMasker(key, version, retired)
    assert caught.value.code is ErrorCode.KEY_INVALID
    assert key.hex() not in str(caught.value) or not key


def test_the_masker_shows_its_version_and_never_its_key():
    assert repr(MASKER) == "KeyedMasker(version='m')"
    assert repr(ROTATED) == "KeyedMasker(version='n')"
    assert ROTATED.key_version == "n"


def test_keys_are_named_without_being_shown():
    names = ROTATED.key_ids
    assert [name[:2] for name in names] == ["m:", "n:"]
    assert names[0] == OLD.key_ids[0]
    assert KeyedMasker(KEY, "z").key_ids[0][2:] == names[0][2:]
    assert all(len(name) == 18 and name[2:] not in KEY.hex() for name in names)
