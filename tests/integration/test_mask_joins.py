"""Three related tables, masked in three runs of the command line: they join as before, and only with each other."""

import io
import json
from contextlib import redirect_stdout
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

from airflow_gov_provider.cli.main import main

pytestmark = pytest.mark.integration

CUSTOMERS, ACCOUNTS, TRANSACTIONS = 300, 400, 2_000
POLICY = """
version: 2026-11-01
zones:
  production:  {{datasets: ["file://{root}/prod/**"]}}
  development: {{datasets: ["file://{root}/dev/**"]}}
  contractor:  {{datasets: ["file://{root}/vendor/**"]}}
rules:
  - {{id: personal, when: {{entities: [direct_identifiers, quasi_identifiers]}}, effect: mask}}
"""
GIVEN = ("Ada", "Ben", "Carla", "Dmitri", "Elif", "Farid", "Greta", "Hana", "Ivo", "Jana")
FAMILY = ("Abel", "Brandt", "Castro", "Duarte", "Ekholm", "Ferrari", "Grund", "Haas", "Jansen", "Kowal")


def _email(person):
    return f"{GIVEN[person % 10]}.{FAMILY[person // 10 % 10]}{person}@example.com".lower()


def _iban(number):
    body = f"3704004405{number:08d}"
    return f"DE{98 - int(f'{body}131400') % 97:02d}{body}"


def _tables(directory):
    """Customers as Parquet, accounts as CSV, transactions as JSON Lines; some keys lead nowhere, some are null."""
    rng = np.random.default_rng(11)
    people, accounts = range(CUSTOMERS), range(ACCOUNTS)
    customers = {
        "email": [_email(n) for n in people],
        "full_name": [f"{GIVEN[n % 10]} {FAMILY[n // 10 % 10]}" for n in people],
        "segment": [("retail", "business")[n % 2] for n in people],
    }
    pq.write_table(pa.table(customers), directory / "customers.parquet", row_group_size=100)
    owners = rng.integers(0, CUSTOMERS + 30, ACCOUNTS).tolist()
    # The same addresses, spelt otherwise: case is no part of them.
    rows = {"iban": [_iban(n) for n in accounts], "owner_email": [_email(n).title() for n in owners]}
    pc.write_csv(pa.table(rows), directory / "accounts.csv")
    lines = [
        {"iban": None if at % 97 == 0 else _iban(int(n)), "amount": round(float(a), 2)}
        for at, (n, a) in enumerate(
            zip(
                rng.integers(0, ACCOUNTS + 50, TRANSACTIONS),
                rng.gamma(2.0, 40.0, TRANSACTIONS),
                strict=True,
            )
        )
    ]
    (directory / "transactions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def _read(directory):
    lines = (directory / "transactions.jsonl").read_text().splitlines()
    return SimpleNamespace(
        customers=pq.read_table(directory / "customers.parquet"),
        accounts=pc.read_csv(directory / "accounts.csv"),
        transactions=pa.Table.from_pylist([json.loads(line) for line in lines]),
    )


def _joined(tables):
    """Rows of customers with accounts, of accounts with transactions, and of all three."""
    folded = [email.lower() for email in tables.accounts["owner_email"].to_pylist()]
    accounts = pa.table({"iban": tables.accounts["iban"], "email": folded})
    owned = tables.customers.join(accounts, "email", join_type="inner")
    booked = accounts.join(tables.transactions, "iban", join_type="inner")
    whole = owned.join(tables.transactions, "iban", join_type="inner")
    return owned.num_rows, booked.num_rows, whole.num_rows


@pytest.fixture(scope="module")
def zones(tmp_path_factory):
    """The raw tables and their copies for two receivers, each file by a call of its own."""
    root = tmp_path_factory.mktemp("joins")
    (root / "prod").mkdir()
    _tables(root / "prod")
    (root / "policy.yaml").write_text(POLICY.format(root=root))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW__GOVERNANCE__HOME", str(root / "home"))
        patch.setenv("AIRFLOW__GOVERNANCE__NER", "False")
        for zone in ("dev", "vendor"):
            for name in ("customers.parquet", "accounts.csv", "transactions.jsonl"):
                places = [f"{root}/prod/{name}", f"{root}/{zone}/{name}"]
                with redirect_stdout(io.StringIO()) as out:
                    call = ["mask", *places, "--policy", f"{root}/policy.yaml", "--format", "json"]
                    assert main(call) == 0, out.getvalue()
                told = json.loads(out.getvalue())
                assert (told["outcome"], bool(told["masked_columns"])) == ("PASS_MASKED", True)
    return SimpleNamespace(**{zone: _read(root / zone) for zone in ("prod", "dev", "vendor")})


def test_copies_join_to_exactly_the_rows_that_the_raw_tables_join_to(zones):
    raw = _joined(zones.prod)
    assert min(raw) > 0
    assert raw[0] < ACCOUNTS
    assert raw[1] < TRANSACTIONS
    assert _joined(zones.dev) == raw
    assert _joined(zones.vendor) == raw


def test_no_key_is_real_and_no_token_of_one_receiver_is_one_of_the_other(zones):
    for table, column in (("customers", "email"), ("accounts", "owner_email"), ("accounts", "iban")):
        raw, dev, vendor = (
            set(getattr(tables, table)[column].to_pylist())
            for tables in (zones.prod, zones.dev, zones.vendor)
        )
        assert raw.isdisjoint(dev | vendor)
        assert dev.isdisjoint(vendor)


def test_tables_of_two_receivers_do_not_join(zones):
    mixed = SimpleNamespace(
        customers=zones.dev.customers, accounts=zones.vendor.accounts, transactions=zones.dev.transactions
    )
    assert _joined(mixed) == (0, 0, 0)


def test_what_is_not_personal_is_kept_row_by_row(zones):
    for copy in (zones.dev, zones.vendor):
        assert copy.customers["segment"].equals(zones.prod.customers["segment"])
        assert copy.transactions["amount"].equals(zones.prod.transactions["amount"])
