"""The demo's records are only worth something if detectors can not tell them from real ones."""

from __future__ import annotations

from datetime import date

import numpy as np
import phonenumbers
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from demo import data

ROWS = 4_000


@pytest.fixture(scope="module")
def customers() -> pa.Table:
    return data.customers(ROWS)


def luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    return sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits)) % 10 == 0


def mod_97(iban: str) -> bool:
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1


@pytest.mark.parametrize("known_good", ["4111111111111111", "378282246310005", "6011000990139424"])
def test_our_own_luhn_agrees_with_published_test_numbers(known_good):
    assert luhn(known_good)
    assert not luhn(known_good[:-1] + str((int(known_good[-1]) + 1) % 10))


def test_our_own_mod_97_agrees_with_published_examples():
    assert mod_97("DE89370400440532013000")
    assert not mod_97("DE88370400440532013000")


def test_every_card_number_passes_luhn_and_has_an_issuer_and_its_length(customers):
    cards = customers["card_number"].to_pylist()
    assert all(luhn(card) for card in cards)
    lengths = dict(data.CARD_KINDS)
    for card in cards:
        assert len(card) == next(length for prefix, length in lengths.items() if card.startswith(prefix))
    assert len({card[:2] for card in cards}) > 6, "more than one issuer"


def test_every_iban_passes_mod_97_and_has_its_countrys_length(customers):
    lengths = {land: digits + 4 for land, digits in data.IBAN_LANDS}
    ibans = customers["iban"].to_pylist()
    assert all(mod_97(iban) and len(iban) == lengths[iban[:2]] for iban in ibans)
    assert {iban[:2] for iban in ibans} == set(lengths)


def test_no_social_security_number_has_an_area_group_or_serial_that_is_never_issued():
    for ssn in data.social_security_numbers(np.random.default_rng(1), 20_000).to_pylist():
        area, group, serial = ssn.split("-")
        assert (len(area), len(group), len(serial)) == (3, 2, 4)
        assert 1 <= int(area) <= 899
        assert area != "666"
        assert group != "00"
        assert serial != "0000"


def test_every_phone_number_is_valid_by_the_numbering_plans(customers):
    for phone in customers["phone"].to_pylist():
        assert phonenumbers.is_valid_number(phonenumbers.parse(phone, "US")), phone


def test_every_address_lies_in_a_domain_reserved_for_examples(customers):
    assert {address.split("@")[1] for address in customers["email"].to_pylist()} == set(data.MAIL_DOMAINS)


def test_some_notes_hold_a_name_an_address_or_a_number_and_most_hold_nothing(customers):
    rows = customers.select(["note", "full_name", "email", "phone"]).to_pylist()
    leaks = {kind: sum(row[kind] in row["note"] for row in rows) for kind in ("full_name", "email", "phone")}
    assert all(0.02 * ROWS < count < 0.08 * ROWS for count in leaks.values()), leaks


def test_the_columns_have_the_types_a_warehouse_would_give_them(customers):
    types = {field.name: field.type for field in customers.schema}
    assert types["customer_id"] == pa.int64()
    assert types["birth_date"] == pa.date32()
    assert types["device_changed"] == types["is_fraud"] == pa.bool_()
    assert types["card_number"] == pa.string(), "leading zeros and checks live in text"
    assert len(set(customers["customer_id"].to_pylist())) == ROWS
    assert all(date(1940, 1, 1) < day < date(2010, 1, 1) for day in customers["birth_date"].to_pylist())


def test_fraud_can_be_learned_from_behaviour_alone():
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    table = data.customers(40_000)
    features = ("amount", "tx_count_24h", "tx_amount_7d", "device_changed")
    x = np.column_stack([table[name].to_numpy().astype(float) for name in features])
    y = table["is_fraud"].to_numpy()
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(x[::2], y[::2])
    assert roc_auc_score(y[1::2], model.predict_proba(x[1::2])[:, 1]) > 0.75
    shuffled = np.random.default_rng(0).permutation(y)
    assert roc_auc_score(shuffled[1::2], model.predict_proba(x[1::2])[:, 1]) < 0.6


def test_one_seed_is_one_table_and_another_seed_another():
    assert data.customers(500).equals(data.customers(500))
    assert not data.customers(500).equals(data.customers(500, seed=8))


def test_the_catalogue_holds_nothing_about_people_and_the_employees_hold_special_categories():
    assert data.clean(100).column_names == ["product_id", "category", "price", "stock", "updated_at"]
    assert {"religion", "diagnosis_icd10", "union_member"} <= set(data.special_category(100).column_names)


def test_the_parts_together_are_the_table_in_order(tmp_path):
    table = data.clean(1_003)
    files = data.write_parquet(table, tmp_path / "out", parts=4)
    assert [file.name for file in files] == [f"part-{n:04d}.parquet" for n in range(4)]
    assert pa.concat_tables([pq.read_table(file) for file in files]).equals(table)
