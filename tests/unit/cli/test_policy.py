"""``policy init|check|explain``."""

import json

import pytest

POLICY = """\
version: 2026-11-01
zones:
  staging:     {datasets: ["s3://lake/**"]}
  development: {datasets: ["s3://ml-dev/**"], requesters: ["bundle:fraud/dag:fraud_*"]}
  contractor:  {datasets: ["s3://vendor/**"]}
rules:
  - {id: mask-them, when: {to: development, entities: [direct_identifiers]}, effect: mask}
  - {id: never-those, when: {to: contractor, entities: [special_category]}, effect: block}
exceptions: {approvers: ["user:privacy-officer"], quorum: 1, longest: P30D}
"""
FAULTY = POLICY.replace("effect: mask", "effect: maks").replace("[special_category]", "[speciel_category]")


@pytest.fixture
def policy(tmp_path):
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY, encoding="utf-8")
    return file


def test_what_init_writes_is_valid(call):
    assert call("policy", "init", "new.yaml").code == 0
    checked = call("policy", "check", "new.yaml")
    assert (checked.code, checked.err) == (0, "")
    assert "valid" in checked.out


def test_init_never_overwrites(call, tmp_path):
    (tmp_path / "mine.yaml").write_text("mine", encoding="utf-8")
    refused = call("policy", "init", "mine.yaml")
    assert refused.code == 2
    assert refused.err.startswith("DESTINATION_OCCUPIED: ")
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "mine"


def test_init_says_where_it_can_not_write(call):
    refused = call("policy", "init", "no/such/folder/policy.yaml")
    assert refused.code == 2
    assert refused.err.startswith("DESTINATION_UNWRITABLE: ")


def test_every_fault_has_its_line(call, tmp_path):
    (tmp_path / "faulty.yaml").write_text(FAULTY, encoding="utf-8")
    checked = call("policy", "check", "faulty.yaml")
    assert checked.code == 1
    assert "rules[0].effect" in checked.out
    assert "rules[1].when.entities" in checked.out
    assert "Traceback" not in checked.err


def test_faults_as_json(call, tmp_path):
    (tmp_path / "faulty.yaml").write_text(FAULTY, encoding="utf-8")
    checked = call("policy", "check", "--format", "json", "faulty.yaml")
    found = json.loads(checked.out)
    assert checked.code == 1
    assert found["valid"] is False
    assert next(fault["path"] for fault in found["faults"]).startswith("rules[")


def test_a_valid_policy_as_json_has_its_digest(call, policy):
    found = json.loads(call("policy", "check", "--format", "json", policy).out)
    assert found["valid"] is True
    assert found["digest"].startswith("sha256:")


def test_a_file_that_is_not_there_is_not_called_faulty(call):
    checked = call("policy", "check", "nowhere.yaml")
    assert checked.code == 2
    assert checked.err.startswith("POLICY_MISSING: ")


def _explain(call, policy, *more, destination="s3://ml-dev/a/", fmt="json"):
    return call(
        "policy",
        "explain",
        policy,
        "--source",
        "s3://lake/a/",
        "--destination",
        destination,
        "--format",
        fmt,
        *more,
    )


def test_explain_says_effect_and_rule_of_every_entity_type(call, policy):
    explained = json.loads(_explain(call, policy).out)
    by_type = {line["entity_type"]: line for line in explained["entities"]}
    assert (by_type["EMAIL_ADDRESS"]["effect"], by_type["EMAIL_ADDRESS"]["rule_ids"]) == (
        "mask",
        ["mask-them"],
    )
    assert by_type[None]["effect"] == "allow"
    to_contractor = json.loads(_explain(call, policy, destination="s3://vendor/a/").out)
    by_type = {line["entity_type"]: line for line in to_contractor["entities"]}
    assert (by_type["RELIGION"]["effect"], by_type["RELIGION"]["rule_ids"]) == ("block", ["never-those"])


def test_explain_names_the_rule_for_people_too(call, policy):
    explained = _explain(call, policy, fmt="text")
    assert explained.code == 0
    line = next(line for line in explained.out.splitlines() if line.startswith("EMAIL_ADDRESS "))
    assert "mask-them" in line


@pytest.mark.parametrize(
    ("who", "effect"),
    [
        ((), "allow"),
        (("--dag", "fraud_daily", "--bundle", "fraud"), "allow"),
        (("--dag", "fraud_daily", "--bundle", "other"), "block"),
        (("--dag", "marketing", "--bundle", "fraud"), "block"),
    ],
)
def test_who_asks_counts_once_somebody_is_named(who, effect, call, policy):
    explained = json.loads(_explain(call, policy, *who).out)
    assert next(line for line in explained["entities"] if line["entity_type"] is None)["effect"] == effect


def test_explaining_a_faulty_policy_is_wrong_usage(call, tmp_path):
    (tmp_path / "faulty.yaml").write_text(FAULTY, encoding="utf-8")
    refused = _explain(call, tmp_path / "faulty.yaml")
    assert refused.code == 64
    assert refused.err.startswith("POLICY_INVALID: ")


def test_explaining_reads_no_data_and_leaves_no_trace(call, policy, home):
    _explain(call, policy)
    assert list(home.iterdir()) == []
