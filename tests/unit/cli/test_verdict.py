"""``verdict show|verify`` over real keys, a real ledger and real files."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from airflow_gov_provider.conf import settings_from_environment
from airflow_gov_provider.core.attestation.envelope import seal
from airflow_gov_provider.core.attestation.statement import Outcome, statement
from airflow_gov_provider.core.canonical import timestamp
from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.ledger.entries import EntryKind, NewEntry
from airflow_gov_provider.stores import keys
from airflow_gov_provider.stores.wiring import build_ledger, build_reader

PURPOSE = "fraud-model-training"


@pytest.fixture
def data(tmp_path):
    """A published directory."""
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "a.csv").write_text("id\n1\n", encoding="utf-8")
    (folder / "b.csv").write_text("id\n2\n", encoding="utf-8")
    return folder


@pytest.fixture
def publish(home):
    """Put a signed verdict about the data as it lies there on record."""
    settings = settings_from_environment()
    keys.ensure_keys(settings.signing_key, settings.public_keys, settings.masking_key)
    signer = keys.FileSigner(settings.signing_key)

    def put(path, outcome=Outcome.PASS_MASKED, *, purpose=PURPOSE, isolation="in_process", ends_in=None):
        dataset = DatasetRef.parse(f"{path}/" if path.is_dir() else str(path))
        snapshot = build_reader(settings).identify(dataset)
        now = datetime.now(UTC)
        grant = None
        if outcome is Outcome.PASS_EXCEPTION:
            expiry = timestamp(now + ends_in)
            grant = {"approvers": ["privacy-officer"], "grantedAt": timestamp(now), "expiresAt": expiry}
        predicate = {
            "requestId": "sha256:1",
            "requester": {"dagId": "fraud", "runId": "run-1", "taskId": "gate"},
            "purpose": purpose,
            "boundary": "staging->development",
            "policy": {"digest": "sha256:2", "version": "2026-11-01", "rules": ["mask-them"]},
            "maskedColumns": ["email"],
            "grant": grant,
            "isolation": isolation,
            "evaluatedAt": timestamp(now),
        }
        envelope = seal(statement(outcome, snapshot, predicate), signer.key_id, signer.sign)
        body = {"outcome": outcome.value, "request_id": "sha256:1", "envelope": envelope.as_json()}
        key = f"{outcome}{purpose}{now.isoformat()}"
        fingerprint = snapshot.fingerprint
        return build_ledger(settings).append(
            NewEntry(EntryKind.VERDICT, key, "sha256:1", dataset.uri, fingerprint, body)
        )

    return put


def test_the_newest_verdict_of_a_dataset_is_shown(call, publish, data):
    publish(data, Outcome.PASS)
    newest = publish(data, Outcome.PASS_MASKED)
    shown = call("verdict", "show", data)
    assert shown.code == 0
    assert "PASS_MASKED" in shown.out
    assert newest.id in shown.out
    assert call("verdict", "show", "published").out == shown.out


def test_a_verdict_is_shown_by_its_id(call, publish, data):
    first = publish(data, Outcome.PASS)
    publish(data, Outcome.PASS_MASKED)
    assert first.id in call("verdict", "show", first.id).out


@pytest.mark.parametrize("what", ["nowhere/", "0123456789abcdef"])
def test_what_has_no_verdict_is_a_no(what, call, publish, data):
    publish(data)
    shown = call("verdict", "show", what)
    assert (shown.code, shown.out) == (1, "")
    assert "MISSING: " in shown.err


def test_an_entry_that_is_no_verdict_is_not_shown_as_one(call, publish, data):
    publish(data)
    scan = NewEntry(EntryKind.SCAN, "k", "", "", "", {})
    entry = build_ledger(settings_from_environment()).append(scan)
    assert call("verdict", "show", entry.id).code == 1


def test_a_verdict_of_a_stranger_counts_for_nothing(call, publish, data, home):
    publish(data)
    for file in (home / "public").iterdir():
        file.unlink()
    settings = settings_from_environment()
    settings.signing_key.unlink()
    keys.ensure_keys(settings.signing_key, settings.public_keys, settings.masking_key)
    shown = call("verdict", "show", data)
    assert (shown.code, shown.out) == (1, "")
    assert shown.err.startswith("VERDICT_INVALID: ")
    for more in ((), ("--purpose", PURPOSE)):
        checked = call("verdict", "verify", data, "--format", "json", *more)
        assert (checked.code, json.loads(checked.out)["code"]) == (1, "VERDICT_INVALID")


def test_data_as_it_was_attested_is_valid_for_its_purpose(call, publish, data):
    publish(data)
    checked = call("verdict", "verify", data, "--purpose", PURPOSE)
    assert checked.code == 0
    assert "PASS_MASKED" in checked.out
    assert json.loads(call("verdict", "verify", data, "--format", "json").out)["purpose"] == PURPOSE


def _change(data):
    (data / "a.csv").write_text("id\n3\n", encoding="utf-8")


def _add(data):
    (data / "c.csv").write_text("id\n3\n", encoding="utf-8")


def _remove(data):
    (data / "b.csv").unlink()


def _rename(data):
    (data / "b.csv").rename(data / "c.csv")


CHANGES = [_change, _add, _remove, _rename]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("way", ["ledger", "envelope"])
def test_data_that_changed_since_is_not_valid(way, change, call, publish, data):
    publish(data)
    Path("verdict.json").write_text(call("verdict", "show", data, "--format", "json").out, encoding="utf-8")
    call_it = (str(data),) if way == "ledger" else ("--envelope", "verdict.json", "--data", str(data))
    assert call("verdict", "verify", *call_it).code == 0
    change(data)
    checked = call("verdict", "verify", "--format", "json", *call_it)
    assert checked.code == 1
    assert json.loads(checked.out)["code"] == "DATA_CHANGED"


@pytest.mark.parametrize(
    ("case", "options"),
    [
        ({"purpose": "marketing"}, ("--purpose", PURPOSE)),
        ({"outcome": Outcome.BLOCKED}, ()),
        ({"outcome": Outcome.PASS_EXCEPTION, "ends_in": timedelta(seconds=-1)}, ()),
        ({"isolation": "somewhere"}, ()),
    ],
    ids=["another purpose", "blocked", "expired", "isolation"],
)
@pytest.mark.parametrize("way", ["ledger", "envelope"])
def test_a_verdict_that_does_not_fit_is_not_valid(way, case, options, call, publish, data):
    publish(data, **case)
    Path("verdict.json").write_text(call("verdict", "show", data, "--format", "json").out, encoding="utf-8")
    call_it = (str(data),) if way == "ledger" else ("--envelope", "verdict.json", "--data", str(data))
    checked = call("verdict", "verify", "--format", "json", *call_it, *options)
    assert checked.code == 1
    assert json.loads(checked.out)["code"] == "VERDICT_NOT_ACCEPTED"


def test_an_exception_counts_until_it_expires(call, publish, data):
    publish(data, Outcome.PASS_EXCEPTION, ends_in=timedelta(hours=1))
    assert call("verdict", "verify", data).code == 0


def test_without_a_purpose_any_verdict_that_covers_the_data_is_enough(call, publish, data):
    publish(data, purpose="first")
    publish(data, Outcome.BLOCKED, purpose="second")
    assert json.loads(call("verdict", "verify", data, "--format", "json").out)["purpose"] == "first"


def test_an_envelope_goes_with_a_copy_of_the_file(call, publish, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("id\n1\n", encoding="utf-8")
    publish(file)
    Path("verdict.json").write_text(call("verdict", "show", file, "--format", "json").out, encoding="utf-8")
    file.rename(tmp_path / "elsewhere.csv")
    assert call("verdict", "verify", "--envelope", "verdict.json", "--data", "elsewhere.csv").code == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, 2), ("no JSON", 1), ("[]", 1), ('{"payload": ""}', 1)],
    ids=["not there", "no JSON", "a list", "half"],
)
def test_an_envelope_that_is_none(content, code, call, publish, data):
    publish(data)
    if content is not None:
        Path("verdict.json").write_text(content, encoding="utf-8")
    checked = call("verdict", "verify", "--envelope", "verdict.json", "--data", data)
    assert checked.code == code
    assert "Traceback" not in checked.err


def test_data_that_is_not_there_could_not_be_read(call, publish, data):
    publish(data)
    Path("verdict.json").write_text(call("verdict", "show", data, "--format", "json").out, encoding="utf-8")
    assert call("verdict", "verify", "--envelope", "verdict.json", "--data", "nowhere/").code == 2


def test_data_without_a_verdict_is_not_valid(call, publish, data, tmp_path):
    publish(data)
    (tmp_path / "other.csv").write_text("id\n1\n", encoding="utf-8")
    checked = call("verdict", "verify", "--format", "json", "other.csv")
    assert checked.code == 1
    assert json.loads(checked.out)["code"] == "VERDICT_MISSING"


@pytest.mark.parametrize(
    "argv",
    [
        (),
        ("a.csv", "--envelope", "v.json", "--data", "a.csv"),
        ("--envelope", "v.json"),
        ("a.csv", "--data", "a.csv"),
    ],
)
def test_half_a_question_is_wrong_usage(argv, call):
    assert call("verdict", "verify", *argv).code == 64
