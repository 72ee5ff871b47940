"""``mask``: the gate from the command line, and its rehearsal that leaves no trace."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from airflow_gov_provider.cli.exits import Exit

ROWS = 60
POLICY = """
version: 2026-11-01
zones:
  production:  {{datasets: ["file://{root}/prod/**"]}}
  development: {{datasets: ["file://{root}/dev/**"]{requesters}}}
rules:
  - {{id: personal, when: {{entities: [direct_identifiers, quasi_identifiers]}}, effect: {effect}}}
"""
EMAILS = [f"user{n}@example.com" for n in range(ROWS)]


@pytest.fixture
def place(home, tmp_path, monkeypatch):
    """A table of customers, a policy beside it, and no language model."""
    monkeypatch.setenv("AIRFLOW__GOVERNANCE__NER", "False")
    (tmp_path / "prod").mkdir()
    days = pa.array(range(6000, 6000 + ROWS), pa.int32()).cast(pa.date32())
    table = pa.table({"no": range(ROWS), "email": EMAILS, "birth_date": days, "amount": [1.5] * ROWS})
    pq.write_table(table, tmp_path / "prod" / "customers.parquet")
    write_policy(tmp_path)
    return tmp_path


def write_policy(root, effect="mask", requesters=""):
    (root / "policy.yaml").write_text(POLICY.format(root=root, effect=effect, requesters=requesters))


def mask(call, *options):
    return call(
        "mask", "prod/customers.parquet", "dev/customers.parquet", "--policy", "policy.yaml", *options
    )


def everything(root):
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_masked_copy_is_published_under_a_verdict_on_record(call, place):
    done = mask(call, "--format", "json", "--purpose", "models")
    assert (done.code, done.err) == (Exit.OK, "")
    told = json.loads(done.out)
    assert (told["outcome"], told["masked_columns"]) == ("PASS_MASKED", ["email", "birth_date"])

    copy, source = (pq.read_table(place / zone / "customers.parquet") for zone in ("dev", "prod"))
    assert copy.schema.equals(source.schema)
    assert set(copy["email"].to_pylist()).isdisjoint(EMAILS)
    assert copy.select(["no", "amount"]).equals(source.select(["no", "amount"]))
    assert (
        call("verdict", "verify", place / "dev" / "customers.parquet", "--purpose", "models").code == Exit.OK
    )


def test_masking_again_replaces_the_own_copy_and_nobody_else_s(call, place):
    assert mask(call).code == Exit.OK
    assert mask(call).code == Exit.OK
    (place / "dev" / "customers.parquet").write_bytes(b"somebody else's")
    refused = mask(call)
    assert (refused.code, "DESTINATION_OCCUPIED" in refused.err) == (Exit.UNREAD, True)
    assert (place / "dev" / "customers.parquet").read_bytes() == b"somebody else's"


def test_a_rehearsal_shows_each_column_and_leaves_no_trace(call, place):
    before = everything(place)
    shown = mask(call, "--dry-run", "--format", "json")
    assert (shown.code, shown.err) == (Exit.OK, "")
    assert everything(place) == before
    told = json.loads(shown.out)
    assert (told["step"], told["kept"]) == ("mask_and_publish", ["amount", "no"])
    email, born = told["columns"]
    assert (email["label"], email["entity_type"], email["method"]) == (
        "email",
        "EMAIL_ADDRESS",
        {"name": "pseudonym"},
    )
    assert email["example"]["before"] == "mirela.vantoor@example.com"
    assert email["example"]["after"].endswith("@masked.example")
    assert born["example"] == {"before": "1987-06-14", "after": "1987-01-01"}


def test_a_rehearsal_shows_no_value_of_the_data_and_no_token_of_the_real_key(call, place):
    assert mask(call).code == Exit.OK
    first, second = mask(call, "--dry-run").out, mask(call, "--dry-run").out
    assert first != second
    assert not any(email in first for email in EMAILS)


def test_a_rehearsal_writes_nothing_where_a_record_exists_already(call, place):
    assert mask(call).code == Exit.OK
    entries = call("ledger", "list").out
    assert mask(call, "--dry-run").code == Exit.OK
    assert call("ledger", "list").out == entries


@pytest.mark.parametrize(
    ("policy", "step", "outcome"),
    [
        ({"effect": "block"}, "block", "BLOCKED"),
        ({"requesters": ', requesters: ["dag:fraud_*"]'}, "block", "BLOCKED"),
        ({"effect": "allow"}, "publish", "PASS"),
        ({"requesters": ', requesters: ["dag:(command line)"]'}, "mask_and_publish", "PASS_MASKED"),
    ],
)
def test_what_is_rehearsed_is_what_is_done(call, place, policy, step, outcome):
    write_policy(place, **policy)
    rehearsed, done = mask(call, "--dry-run", "--format", "json"), mask(call, "--format", "json")
    assert json.loads(rehearsed.out)["step"] == step
    assert json.loads(done.out)["outcome"] == outcome
    passes = outcome != "BLOCKED"
    assert rehearsed.code == done.code == (Exit.OK if passes else Exit.NO)
    assert (place / "dev").exists() is passes


def test_the_policy_in_force_counts_where_none_is_named(call, place, monkeypatch):
    assert "POLICY_MISSING" in call("mask", "prod/customers.parquet", "dev/c.parquet").err
    monkeypatch.setenv("AIRFLOW__GOVERNANCE__POLICY_FILE", str(place / "policy.yaml"))
    assert call("mask", "prod/customers.parquet", "dev/customers.parquet", "--dry-run").code == Exit.OK


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_call_that_can_not_be_right_makes_neither_key_nor_ledger(call, place, home, options):
    for arguments in (("prod/customers.parquet", "dev/c.parquet", "--policy", "none.yaml"), ("", "dev/c")):
        assert call("mask", *arguments, *options).code == Exit.USAGE
    assert list(home.iterdir()) == []


def test_source_and_destination_must_be_two_places(call, place):
    for options in ((), ("--dry-run",)):
        refused = call("mask", "prod/", "prod/", "--policy", "policy.yaml", *options)
        assert (refused.code, "DESTINATION_IS_SOURCE" in refused.err) == (Exit.UNREAD, True)
