"""Verdicts as in-toto statements: built to the committed schema, read back, checked by strangers."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

import airflow_gov_provider.core.attestation as package
from airflow_gov_provider.core.attestation.envelope import seal
from airflow_gov_provider.core.attestation.predicate import verdict_predicate
from airflow_gov_provider.core.attestation.statement import Outcome, read_statement, statement
from airflow_gov_provider.core.canonical import canonical_bytes
from airflow_gov_provider.core.datasets import DatasetRef, FileVersion, Snapshot
from airflow_gov_provider.core.detection.findings import ColumnReport, Coverage, Finding, ScanReport, Skipped
from airflow_gov_provider.core.errors import ErrorCode, VerdictError
from airflow_gov_provider.core.policy.decisions import ColumnDecision, Decision, Effect, Reason, ReasonCode
from airflow_gov_provider.gates.requests import Requester

SCHEMA = json.loads(
    (Path(package.__file__).parent / "schemas" / "dataset-verdict-v1.json").read_text("utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

FILES = {"part-0.csv": b"id,amount\n1,20\n", "2026/part 1%.csv": b"id,amount\n2,30\n", "ümlaut.csv": b"id\n"}


def snapshot(uri: str, files: dict[str, bytes]) -> Snapshot:
    versions = tuple(
        FileVersion(path, len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        for path, data in files.items()
    )
    return Snapshot(DatasetRef.parse(uri), versions)


SOURCE = snapshot("s3://minio@lake/fraud/", {"raw.csv": b"id,amount,email\n1,20,ada@example.com\n"})
PUBLISHED = snapshot("s3://ml-dev/fraud/", FILES)
REPORT = ScanReport(
    SOURCE.fingerprint,
    "sha256:detector",
    Coverage(1, 36, 1, 3, (Skipped("notes", "TOO_LONG"),)),
    (
        ColumnReport("id", "string", 1, 0),
        ColumnReport("email", "string", 1, 0, (Finding("EMAIL_ADDRESS", 0.99, 1, 1.0),)),
        ColumnReport(
            "reply_to",
            "string",
            9,
            0,
            (Finding("EMAIL_ADDRESS", 0.9, 7, 0.8), Finding("PERSON", 0.6, 2, 0.2)),
        ),
        ColumnReport("name#1", "string", 9, 0, (Finding("PERSON", 0.6, 5, 0.0, in_name=True),)),
    ),
)
REASON = Reason(ReasonCode.RULE, Effect.MASK, "mask-before-development", "email", "EMAIL_ADDRESS")
DECISION = Decision(
    Effect.MASK,
    "staging",
    "development",
    "sha256:policy",
    "2026-11-01",
    (ColumnDecision("email", Effect.MASK, ("EMAIL_ADDRESS",)),),
    (REASON, REASON),
)
GRANT = {
    "holdId": "sha256:hold",
    "approvers": ["privacy-officer"],
    "grantedAt": "2026-11-01T12:00:00.000000Z",
    "expiresAt": "2026-12-01T12:00:00.000000Z",
}


def mask(label):
    """What was verified of a masked column."""
    return {
        "label": label,
        "method": {"name": "pseudonym"},
        "domain": "person.email",
        "keyVersion": "m",
        "rows": 9,
        "nulls": 1,
        "empty": 1,
        "verified": 7,
        "basis": "values",
        "sourceValues": 6,
        "lookedUp": 6,
        "real": 0,
        "verdict": "MASKED",
    }


def predicate(**changes):
    parts = {
        "request_id": "sha256:request",
        "requester": Requester("fraud", "scheduled__1", "gate", bundle="main").as_json(),
        "purpose": "fraud-model-training",
        "source": SOURCE,
        "report": REPORT,
        "decision": DECISION,
        "reasons": DECISION.reasons,
        "masks": (mask("reply_to"), mask("email")),
        "masking_key_version": "k1",
        "grant": None,
        "isolation": "in_process",
        "evaluated_at": datetime(2026, 11, 1, 12, tzinfo=UTC),
    }
    return verdict_predicate(**(parts | changes))


RAW = {"masks": (), "masking_key_version": None}
EXAMPLES = {
    Outcome.PASS: statement(Outcome.PASS, PUBLISHED, predicate(**RAW)),
    Outcome.PASS_MASKED: statement(Outcome.PASS_MASKED, PUBLISHED, predicate()),
    Outcome.PASS_EXCEPTION: statement(Outcome.PASS_EXCEPTION, PUBLISHED, predicate(**RAW, grant=GRANT)),
    Outcome.BLOCKED: statement(Outcome.BLOCKED, SOURCE, predicate(**RAW)),
}


# What is built


def test_the_schema_itself_is_valid():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_statement_keeps_to_the_committed_schema(outcome):
    VALIDATOR.validate(EXAMPLES[outcome])


def test_everything_optional_keeps_to_the_schema_too():
    unknown = replace(
        DECISION, from_zone=None, to_zone=None, reasons=(Reason(ReasonCode.UNKNOWN_ZONE, Effect.HOLD),)
    )
    built = predicate(
        decision=unknown,
        reasons=unknown.reasons,
        grant={**GRANT, "justificationDigest": "sha256:" + "0" * 64},
        requester=Requester("d", "r", "t", map_index=3, try_number=2, user="ada").as_json(),
        ledger_entry="0123",
        isolation="separate",
        **RAW,
    )

    VALIDATOR.validate(statement(Outcome.PASS_EXCEPTION, PUBLISHED, built))
    assert built["boundary"] == "?->?"


def test_a_predicate_says_what_was_asked_found_judged_and_done():
    assert predicate() == {
        "requestId": "sha256:request",
        "requester": {
            "dagId": "fraud",
            "runId": "scheduled__1",
            "taskId": "gate",
            "mapIndex": -1,
            "tryNumber": 1,
            "bundle": "main",
            "user": None,
        },
        "purpose": "fraud-model-training",
        "boundary": "staging->development",
        "policy": {"digest": "sha256:policy", "version": "2026-11-01", "rules": ["mask-before-development"]},
        "detector": "sha256:detector",
        "maskingKeyVersion": "k1",
        "source": {"dataset": "s3://lake/fraud/", "fingerprint": SOURCE.fingerprint},
        "coverage": {
            "rows": 1,
            "bytes": 36,
            "files": 1,
            "columns": 3,
            "skipped": [{"what": "notes", "why": "TOO_LONG"}],
        },
        # A finding in a column's name is a column, and no value.
        "counts": {"EMAIL_ADDRESS": {"columns": 2, "values": 8}, "PERSON": {"columns": 2, "values": 2}},
        "maskedColumns": ["email", "reply_to"],
        "masks": [mask("email"), mask("reply_to")],
        "reasons": [
            {
                "code": "RULE",
                "effect": "mask",
                "ruleId": "mask-before-development",
                "column": "email",
                "entityType": "EMAIL_ADDRESS",
            }
        ]
        * 2,
        "grant": None,
        "isolation": "in_process",
        "evaluatedAt": "2026-11-01T12:00:00.000000Z",
        "ledgerEntry": None,
    }


def test_a_verdict_is_the_same_bytes_for_the_same_facts():
    assert canonical_bytes(statement(Outcome.PASS_MASKED, PUBLISHED, predicate())) == canonical_bytes(
        statement(Outcome.PASS_MASKED, replace(PUBLISHED, files=PUBLISHED.files[::-1]), predicate())
    )


def test_a_report_about_other_bytes_makes_no_verdict():
    with pytest.raises(VerdictError) as caught:
        predicate(report=replace(REPORT, fingerprint="sha256:other"))

    assert caught.value.code is ErrorCode.VERDICT_INVALID


@pytest.mark.parametrize(
    "grant",
    [
        {},
        {**GRANT, "justification": "because ada@example.com asked"},
        {name: value for name, value in GRANT.items() if name != "expiresAt"},
        {name: value for name, value in GRANT.items() if name != "approvers"},
    ],
    ids=["empty", "free text", "endless", "nobody's"],
)
def test_a_grant_has_its_parts_and_no_free_text(grant):
    with pytest.raises(VerdictError) as caught:
        predicate(grant=grant)

    assert "ada" not in str(caught.value)


@pytest.mark.parametrize(
    "published",
    [
        snapshot("s3://ml-dev/fraud/", {}),
        snapshot("s3://ml-dev/fraud.csv", {"a": b"", "b": b""}),
        Snapshot(DatasetRef.parse("s3://ml-dev/x/"), (*PUBLISHED.files, *PUBLISHED.files)),
    ],
    ids=["no file", "two files in one", "files twice"],
)
def test_a_verdict_that_nobody_could_check_is_not_made(published):
    with pytest.raises(VerdictError) as caught:
        statement(Outcome.PASS, published, predicate(**RAW))

    assert caught.value.code is ErrorCode.VERDICT_INVALID


# What the schema refuses


def _without(data, *path):
    changed = copy.deepcopy(data)
    place = changed
    for name in path[:-1]:
        place = place[name]
    del place[path[-1]]
    return changed


def _with(data, value, *path):
    changed = copy.deepcopy(data)
    place = changed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return changed


MASKED, EXCEPTION = EXAMPLES[Outcome.PASS_MASKED], EXAMPLES[Outcome.PASS_EXCEPTION]


@pytest.mark.parametrize(
    "data",
    [
        *(_without(MASKED, name) for name in MASKED),
        *(_without(MASKED, "predicate", name) for name in MASKED["predicate"]),
        _with(MASKED, "a value", "predicate", "sample"),
        _with(MASKED, "a value", "predicate", "counts", "EMAIL_ADDRESS", "example"),
        _with(MASKED, {"columns": 1, "values": 1}, "predicate", "counts", "ada@example.com"),
        _with(MASKED, 0.5, "predicate", "coverage", "rows"),
        _with(MASKED, [], "subject"),
        _with(MASKED, "ALLOWED", "predicate", "outcome"),
        _with(MASKED, [], "predicate", "maskedColumns"),
        _with(MASKED, [], "predicate", "masks"),
        _with(MASKED, "REAL", "predicate", "masks", 0, "verdict"),
        _with(MASKED, "ada@example.com", "predicate", "masks", 0, "example"),
        _with(MASKED, None, "predicate", "maskingKeyVersion"),
        _with(MASKED, GRANT, "predicate", "grant"),
        _with(EXCEPTION, None, "predicate", "grant"),
        _without(EXCEPTION, "predicate", "grant", "expiresAt"),
        _with(MASKED, "2026-11-01 12:00", "predicate", "evaluatedAt"),
        _with(MASKED, "unknown", "predicate", "isolation"),
    ],
    ids=lambda data: hashlib.sha256(repr(data).encode()).hexdigest()[:6],
)
def test_the_schema_refuses_what_lacks_a_part_or_has_one_too_many(data):
    assert not VALIDATOR.is_valid(data)


# What is read


@pytest.mark.parametrize("outcome", Outcome)
def test_a_statement_reads_back_as_its_verdict(outcome):
    verdict = read_statement(json.loads(json.dumps(EXAMPLES[outcome])))

    expected = SOURCE if outcome is Outcome.BLOCKED else PUBLISHED
    assert (verdict.outcome, verdict.outcome.passes) == (outcome, outcome is not Outcome.BLOCKED)
    assert sorted(verdict.published.files) == sorted(expected.files)
    assert verdict.published.fingerprint == expected.fingerprint
    assert verdict.published.dataset.uri == expected.dataset.uri
    assert (verdict.purpose, verdict.request_id) == ("fraud-model-training", "sha256:request")
    assert verdict.isolation == "in_process"
    assert verdict.expires_at == (GRANT["expiresAt"] if outcome is Outcome.PASS_EXCEPTION else None)


@pytest.mark.parametrize("uri", ["s3://ml-dev/fraud.csv", "/data/100% #1?.csv", "file:///data/a%20b.csv"])
@pytest.mark.parametrize("path", ["fraud.csv", "any name its reader gave it.csv"])
def test_a_dataset_of_one_file_reads_back_whatever_its_reader_calls_the_file(uri, path):
    published = snapshot(uri, {path: b"x"})

    data = statement(Outcome.PASS, published, predicate(**RAW))

    assert read_statement(data).published == published
    assert [subject["name"] for subject in data["subject"]] == [published.dataset.uri]


_names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6).filter(
    lambda name: not name.startswith("/") and ".." not in name
)


@given(
    st.dictionaries(_names, st.binary(max_size=4), min_size=1, max_size=4),
    st.sampled_from(["s3://b-1/a/", "/d 1%/"]),
)
def test_any_snapshot_reads_back_as_itself(files, uri):
    published = snapshot(uri, files)

    verdict = read_statement(
        json.loads(canonical_bytes(statement(Outcome.PASS, published, predicate(**RAW))))
    )

    assert verdict.published.fingerprint == published.fingerprint
    assert set(verdict.published.files) == set(published.files)


OTHER_DIGEST = {"sha256": "0" * 64}


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        None,
        _with(MASKED, "https://in-toto.io/Statement/v0.1", "_type"),
        _with(MASKED, "https://slsa.dev/provenance/v1", "predicateType"),
        _with(MASKED, [], "predicate"),
        _with(MASKED, None, "subject"),
        # A verdict about nothing would hold for a dataset that somebody has emptied.
        _with(_with(MASKED, [], "subject"), {}, "predicate", "sizes"),
        _with(
            _with(_with(MASKED, [], "subject"), {}, "predicate", "sizes"),
            snapshot("s3://ml-dev/fraud/", {}).fingerprint,
            "predicate",
            "fingerprint",
        ),
        _with(MASKED, MASKED["subject"] * 2, "subject"),
        _with(MASKED, MASKED["subject"][:1], "subject"),
        _with(MASKED, OTHER_DIGEST, "subject", 0, "digest"),
        _with(MASKED, {"sha512": "0" * 128}, "subject", 0, "digest"),
        _with(MASKED, "s3://ml-dev/other/part-0.csv", "subject", 0, "name"),
        _with(MASKED, "sha256:" + "0" * 64, "predicate", "fingerprint"),
        _with(MASKED, "s3://ml-dev/other/", "predicate", "dataset"),
        _with(MASKED, "s3://ml-dev/fraud/../fraud/", "predicate", "dataset"),
        _with(MASKED, "s3://conn@ml-dev/fraud/", "predicate", "dataset"),
        _with(MASKED, "gs://ml-dev/fraud/", "predicate", "dataset"),
        _with(MASKED, 15.0, "predicate", "sizes", "part-0.csv"),
        _with(MASKED, -1, "predicate", "sizes", "part-0.csv"),
        _with(MASKED, True, "predicate", "sizes", "part-0.csv"),
        _with(MASKED, 16, "predicate", "sizes", "part-0.csv"),
        _with(MASKED, "ALLOWED", "predicate", "outcome"),
        *(
            _without(MASKED, "predicate", name)
            for name in ("outcome", "purpose", "requestId", "requester", "isolation", "dataset")
        ),
        _with(MASKED, None, "predicate", "purpose"),
        _with(MASKED, "fraud", "predicate", "requester"),
        _with(MASKED, {"sha256": "0" * 63}, "subject", 0, "digest"),
        _with(MASKED, "s3://ml-dev/fraud", "predicate", "dataset"),
        _with(EXCEPTION, None, "predicate", "grant"),
        _without(EXCEPTION, "predicate", "grant"),
        _without(EXCEPTION, "predicate", "grant", "expiresAt"),
        _with(EXCEPTION, "next year", "predicate", "grant", "expiresAt"),
        _with(EXCEPTION, "2026-12-01T12:00:00", "predicate", "grant", "expiresAt"),
        _with(EXCEPTION, None, "predicate", "grant", "expiresAt"),
        _with(EXCEPTION, "for ever", "predicate", "grant"),
    ],
    ids=lambda data: hashlib.sha256(repr(data).encode()).hexdigest()[:6],
)
def test_a_statement_that_is_not_ours_or_contradicts_itself_is_no_verdict(data):
    with pytest.raises(VerdictError) as caught:
        read_statement(data)

    assert caught.value.code is ErrorCode.VERDICT_INVALID


@pytest.mark.parametrize("path", ["../etc/passwd", "/etc/passwd", "a/../../b"])
def test_a_subject_outside_of_its_dataset_is_no_subject(path):
    with pytest.raises(VerdictError):
        read_statement(statement(Outcome.PASS, snapshot("/data/", {path: b"x"}), predicate(**RAW)))


# What a stranger can check, with nothing of ours


def stranger_accepts(envelope: dict, public_key: bytes, files: dict[str, bytes], prefix: str) -> bool:
    """Written from the DSSE and in-toto documents and our schema, not from our code."""
    payload = base64.b64decode(envelope["payload"])
    kind = envelope["payloadType"].encode()
    signed = (
        b"DSSEv1 "
        + str(len(kind)).encode()
        + b" "
        + kind
        + b" "
        + str(len(payload)).encode()
        + b" "
        + payload
    )
    key = Ed25519PublicKey.from_public_bytes(public_key)
    name = "ed25519:" + hashlib.sha256(public_key).hexdigest()[:16]
    (signature,) = [base64.b64decode(s["sig"]) for s in envelope["signatures"] if s["keyid"] == name]
    try:
        key.verify(signature, signed)
    except InvalidSignature:
        return False
    claim = json.loads(payload)
    listing = sorted(
        [path, len(data), "sha256:" + hashlib.sha256(data).hexdigest()] for path, data in files.items()
    )
    text = json.dumps(listing, ensure_ascii=False, separators=(",", ":")).encode()
    return (
        envelope["payloadType"] == "application/vnd.in-toto+json"
        and claim["_type"] == "https://in-toto.io/Statement/v1"
        and claim["predicate"]["outcome"] in ("PASS", "PASS_MASKED", "PASS_EXCEPTION")
        and {s["name"]: s["digest"]["sha256"] for s in claim["subject"]}
        == {prefix + path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
        and claim["predicate"]["fingerprint"] == "sha256:" + hashlib.sha256(text).hexdigest()
        and claim["predicate"]["sizes"] == {path: len(data) for path, data in files.items()}
    )


def test_a_stranger_verifies_a_verdict_and_its_files_with_nothing_of_ours():
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    key_id = f"ed25519:{hashlib.sha256(public).hexdigest()[:16]}"
    envelope = json.loads(json.dumps(seal(MASKED, key_id, key.sign).as_json()))
    prefix = "s3://ml-dev/fraud/"

    assert stranger_accepts(envelope, public, FILES, prefix)
    changed = {path: data.replace(b"20", b"21") for path, data in FILES.items()}
    assert not stranger_accepts(envelope, public, changed, prefix)
    assert not stranger_accepts(envelope, public, {**FILES, "added.csv": b""}, prefix)
    assert not stranger_accepts(envelope, public, dict(list(FILES.items())[1:]), prefix)
    assert not stranger_accepts(envelope, public, FILES, "s3://elsewhere/fraud/")
    forged = {**envelope, "payload": base64.b64encode(canonical_bytes(EXAMPLES[Outcome.PASS])).decode()}
    assert not stranger_accepts(forged, public, FILES, prefix)
