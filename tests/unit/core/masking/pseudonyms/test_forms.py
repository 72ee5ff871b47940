"""Every form of pseudonym: marked for people, verified by key, clean to the detector, one for a value."""

import dataclasses
import ipaddress
import re
import uuid

import numpy as np
import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airflow_gov_provider.core.datasets import Batch, DatasetRef, FileVersion, Snapshot
from airflow_gov_provider.core.detection.recognizers.masked import passes_luhn
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.masking.pseudonyms.forms import FORMS, forms_of
from airflow_gov_provider.core.masking.pseudonyms.tokens import MOST_FRAMES, frames
from airflow_gov_provider.core.policy.methods import Pseudonym
from airflow_gov_provider.stores.detectors import build_detector

KEY = bytes(range(32))
MASKER = KeyedMasker(KEY)
STRANGER = KeyedMasker(bytes(32))


def mask_of(domain):
    return ColumnMask("c", Pseudonym(), domain, ())


@dataclasses.dataclass(frozen=True)
class Case:
    """Values of one form. :param tag_bits: a stranger's token passes with two to the minus so many."""

    domain: str
    source: str
    tag_bits: int

    def values(self, count, start=0):
        return pa.array([self.source.format(number) for number in range(start, start + count)])

    def tokens(self, count, masker=MASKER, boundary="a->b"):
        return masker.mask(self.values(count), mask_of(self.domain), boundary)


CASES = {
    "email": Case("person.email", "person.{}@example.com", 32),
    "card": Case("payment.card", "41111111{:08}", 16),
    "phone": Case("person.phone", "+1 212 {:07}", 16),
    "iban": Case("payment.account", "GB82 WEST {:014}", 32),
    "uuid": Case("entity.device_id", "550e8400-e29b-41d4-a716-{:012x}", 32),
    "ip": Case("entity.ip_address", "10.1.2.{}", 24),
    "mac": Case("entity.mac_address", "00:1a:2b:{:06x}", 16),
}
every_form = pytest.mark.parametrize("name", CASES)


def test_every_form_has_its_case():
    assert {form.name for form in FORMS} == set(CASES)


@every_form
def test_tokens_are_distinct_verify_for_any_boundary_and_have_the_form_s_pattern(name):
    case, form = CASES[name], next(form for form in FORMS if form.name == name)
    tokens = case.tokens(20_000)
    assert len(tokens.unique()) == 20_000
    assert pc.all(MASKER.verify(tokens, mask_of(case.domain), "a->c")).as_py()
    assert MASKER.are_tokens(tokens).all()
    assert pc.all(pc.match_substring_regex(tokens, form.pattern)).as_py()
    assert set(pc.utf8_length(tokens).to_pylist()) == {form.width}


@every_form
def test_receivers_can_not_join(name):
    mine, theirs = (set(CASES[name].tokens(2_000, boundary=to).to_pylist()) for to in ("a->b", "a->c"))
    assert mine.isdisjoint(theirs)


@every_form
def test_a_stranger_s_tokens_pass_no_more_often_than_their_tags_say(name):
    case = CASES[name]
    foreign = case.tokens(50_000, STRANGER)
    passed = pc.sum(MASKER.verify(foreign, mask_of(case.domain), "a->b")).as_py()
    # 50,000 / 2**16 is 0.8; more than 6 have a probability below 1e-4, and this key was looked at.
    assert passed <= (6 if case.tag_bits == 16 else 0)


@every_form
@pytest.mark.parametrize("at", range(3))
def test_a_token_with_one_sign_changed_is_none(name, at):
    case = CASES[name]
    token = case.tokens(3)[at].as_py()
    verified = 0
    for place, sign in enumerate(token):
        others = [other for other in "0189abfxyzABWZ:- " if other != sign]
        changed = pa.array([token[:place] + other + token[place + 1 :] for other in others])
        verified += pc.sum(MASKER.verify(changed, mask_of(case.domain), "a->b")).as_py()
    assert verified == 0


@every_form
def test_real_values_are_none(name):
    case = CASES[name]
    assert not pc.any(MASKER.verify(case.values(2_000), mask_of(case.domain), "a->b")).as_py()
    assert not MASKER.are_tokens(case.values(2_000)).any()


@every_form
def test_after_a_rotation_tokens_of_both_versions_verify(name):
    case = CASES[name]
    rotated = KeyedMasker(bytes(32), "n", {"m": KEY})
    both = pa.concat_arrays([case.tokens(300), case.tokens(300, rotated)])
    assert pc.all(rotated.verify(both, mask_of(case.domain), "a->b")).as_py()
    assert len(both.unique()) == 600


@every_form
def test_nulls_empties_slices_and_other_domains_tokens_are_none(name):
    case = CASES[name]
    token = case.tokens(1)[0].as_py()
    mixed = pa.array(["x", token, None, "", token, "é" * 12])[1:]
    assert MASKER.verify(mixed, mask_of(case.domain), "a->b").to_pylist() == [True, False, False, True, False]
    masked = MASKER.mask(pa.array([None, "", "x"]), mask_of(case.domain), "a->b").to_pylist()
    assert masked[:2] == [None, ""]
    other = CASES["phone" if name != "phone" else "card"].tokens(20)
    assert not pc.any(MASKER.verify(other, mask_of(case.domain), "a->b")).as_py()


# Marks that need no key


def test_no_card_token_is_a_card():
    for token in CASES["card"].tokens(2_000).to_pylist():
        assert re.fullmatch("99[0-9]{17}", token)
        assert not passes_luhn(token)


def test_no_phone_token_can_be_dialled():
    for token in CASES["phone"].tokens(500).to_pylist():
        assert re.fullmatch(r"\+999 [0-9]{18}", token)
        with pytest.raises(phonenumbers.NumberParseException):
            phonenumbers.parse(token)


def test_no_iban_token_has_the_check_digits_of_an_iban():
    for token in CASES["iban"].tokens(2_000).to_pylist():
        turned = "".join(str(int(sign, 36)) for sign in token[4:] + token[:4])
        assert token.startswith("ZZ")
        assert int(turned) % 97 == 49


def test_the_version_of_an_iban_token_can_not_be_changed_with_its_check_digits():
    inner = "N" + CASES["iban"].tokens(1)[0].as_py()[5:]
    digits = "".join(str(int(sign, 36)) for sign in inner + "ZZ00")
    forged = f"ZZ{(49 - int(digits)) % 97:02}{inner}"
    assert forged[4] == "N"
    assert not MASKER.are_tokens(pa.array([forged])).any()
    assert not KeyedMasker(bytes(32), "n", {"m": KEY}).are_tokens(pa.array([forged])).any()


def test_uuid_tokens_are_uuids_of_version_eight():
    for token in CASES["uuid"].tokens(500).to_pylist():
        read = uuid.UUID(token)
        assert str(read) == token
        assert (read.version, read.variant) == (8, uuid.RFC_4122)


def test_ip_tokens_are_documentation_addresses_in_their_shortest_spelling():
    for token in CASES["ip"].tokens(500).to_pylist():
        assert ipaddress.ip_address(token) in ipaddress.ip_network("2001:db8::/32")
        assert str(ipaddress.ip_address(token)) == token


def test_mac_tokens_are_local_of_the_reserved_quarter_and_eight_bytes_long():
    firsts = set()
    for token in CASES["mac"].tokens(500).to_pylist():
        octets = bytes.fromhex(token.replace(":", ""))
        assert len(octets) == 8
        assert octets[0] & 0b1111 == 0b0110
        firsts.add(octets[0])
    assert len(firsts) == 16


def test_what_recognizers_read_inside_longer_numbers_is_drawn_again():
    phones = CASES["phone"].tokens(20_000).to_pylist()
    assert not any(token[5:].startswith(("0", "49")) for token in phones)
    assert {token[5] for token in phones} == set("123456789")


# One token a value, whatever its spelling


@pytest.mark.parametrize(
    ("domain", "spellings"),
    [
        (
            "payment.card",
            ["4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", " ４111111111111111"],
        ),
        ("person.phone", ["+12125550100", "1 (212) 555-0100", "1.212.555.0100"]),
        ("payment.account", ["GB82 WEST 1234 5698 7654 32", "gb82west12345698765432"]),
        (
            "entity.device_id",
            [
                "550e8400-e29b-41d4-a716-446655440000",
                "550E8400E29B41D4A716446655440000",
                "{550e8400-e29b-41d4-a716-446655440000}",
                "urn:uuid:550e8400-e29b-41d4-a716-446655440000",
            ],
        ),
        (
            "payment.account",
            ["550e8400-e29b-41d4-a716-446655440000", "URN:UUID:550E8400E29B41D4A716446655440000"],
        ),
        ("entity.ip_address", ["2001:db8::1", "2001:0DB8:0:0:0:0:0:1", "２001:db8::1"]),
        ("entity.ip_address", ["192.0.2.1", "::ffff:192.0.2.1", "::FFFF:C000:201"]),
        ("entity.mac_address", ["00:1A:2B:3C:4D:5E", "00-1a-2b-3c-4d-5e", "001a.2b3c.4d5e"]),
    ],
)
def test_spellings_of_one_value_have_one_token(domain, spellings):
    assert len(set(MASKER.mask(pa.array(spellings), mask_of(domain), "a->b").to_pylist())) == 1


@pytest.mark.parametrize(
    ("domain", "near_misses"),
    [
        ("payment.account", ["GB82WEST12345698765432", "GB82WEST12345698765433", "G82WEST12345698765432"]),
        ("entity.device_id", ["550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-44665544000"]),
        ("entity.ip_address", ["192.0.2.1", "192.0.2.1:80", "192.0.2.1/32", "::192.0.2.1"]),
    ],
)
def test_values_that_only_resemble_each_other_have_two(domain, near_misses):
    tokens = MASKER.mask(pa.array(near_misses), mask_of(domain), "a->b")
    assert len(tokens.unique()) == len(near_misses)
    assert pc.all(MASKER.verify(tokens, mask_of(domain), "a->b")).as_py()


def test_a_value_decides_its_form_and_not_its_neighbours():
    mixed = ["7", "8", "GB82WEST12345698765432", "9", "550e8400-e29b-41d4-a716-446655440000", "", None, "7"]
    together = MASKER.mask(pa.array(mixed), mask_of("payment.account"), "a->b").to_pylist()
    alone = [
        MASKER.mask(pa.array([one], pa.string()), mask_of("payment.account"), "a->b")[0].as_py()
        for one in mixed
    ]
    assert together == alone
    assert [token and token[:2] for token in together] == ["to", "to", "ZZ", "to", "99", "", None, "to"]


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=24)), max_size=8), st.sampled_from([*CASES.values()]))
def test_anything_at_all_gets_a_token_of_its_domain(values, case):
    mask = mask_of(case.domain)
    masked = MASKER.mask(pa.array(values, pa.string()), mask, "a->b")
    verified = MASKER.verify(masked, mask, "a->b").to_pylist()
    assert verified == [bool(value) for value in values]
    assert all(new == old for old, new in zip(values, masked.to_pylist(), strict=True) if not old)


@pytest.mark.parametrize("domain", ["person.name", "entity.us_ssn", "person.national_id"])
def test_domains_without_a_range_with_enough_room_keep_the_frame_with_their_name(domain):
    frame = f"tok_{domain.replace('.', '_')}_m"
    assert MASKER.mask(pa.array(["123-45-6789"]), mask_of(domain), "a->b")[0].as_py().startswith(frame)
    assert len(forms_of(domain)) == 2


def test_a_column_of_thousands_of_made_up_frames_is_not_looked_at_thousands_of_times():
    mine = MASKER.mask(pa.array(["Ada", "Bob", "Ada"]), mask_of("person.name"), "a->b")
    letters = mine[0].as_py().removeprefix("tok_person_name_")
    made_up = pa.array([f"tok_x{number}_{letters}" for number in range(20_000)])
    assert len(frames(made_up.cast(pa.large_string()))) == MOST_FRAMES
    assert np.flatnonzero(MASKER.are_tokens(pa.concat_arrays([made_up, mine]))).tolist() == [
        20_000,
        20_001,
        20_002,
    ]


# The detector


@dataclasses.dataclass(frozen=True)
class Taken:
    """One batch, taken in."""

    rows: pa.RecordBatch

    @property
    def snapshot(self):
        return Snapshot(DatasetRef.parse("/data/"), (FileVersion("part", 1, "sha256:0"),))

    def batches(self):
        yield Batch("part", self.rows)


HEADERS = {
    "email": "email",
    "card": "card_number",
    "phone": "phone",
    "iban": "iban",
    "uuid": "device_id",
    "ip": "ip_address",
    "mac": "mac_address",
}


def test_columns_of_every_form_are_clean_to_the_detector_and_columns_that_only_look_alike_are_not():
    detector = build_detector(label_key=bytes(32), ner=False, verifier=MASKER)
    masked = {HEADERS[name]: case.tokens(400) for name, case in CASES.items()}
    real = {f"{HEADERS[name]}_raw": case.values(400) for name, case in CASES.items() if name != "uuid"}
    report = detector.scan(Taken(pa.RecordBatch.from_pydict(masked | real)), lambda *_: None)
    found = {column.label for column in report.columns if column.findings}
    assert found.isdisjoint(masked)
    assert {"email_raw", "phone_raw", "ip_address_raw", "mac_address_raw"} <= found


def test_a_tag_of_sixteen_bits_is_spread_over_all_its_values():
    numbers = np.array([int(token[2:18]) for token in CASES["card"].tokens(20_000).to_pylist()])
    low = np.bincount(numbers % 65_536 // 4_096, minlength=16)
    # 1,250 expected in each, deviation 34.
    assert low.min() > 1_050
    assert low.max() < 1_450
