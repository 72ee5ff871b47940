"""Envelopes are DSSE v1: what others sign we read, what we sign others verify."""

from __future__ import annotations

import base64
import json

import pytest

from airflow_gov_provider.core.attestation.envelope import (
    PAYLOAD_TYPE,
    Envelope,
    Signature,
    opened,
    pre_authentication_encoding,
    seal,
)
from airflow_gov_provider.core.errors import ErrorCode, VerdictError

STATEMENT = {"_type": "x", "b": 1, "a": "é"}


def sign(data: bytes) -> bytes:
    return b"signed:" + data


def verify(key_id: str, signature: bytes, data: bytes) -> bool:
    return key_id == "trusted" and signature == b"signed:" + data


def sealed_bytes(payload: bytes, payload_type: str = PAYLOAD_TYPE) -> Envelope:
    """An envelope with a good signature, whatever it holds."""
    signature = sign(pre_authentication_encoding(payload_type, payload))
    return Envelope(payload, (Signature("trusted", signature),), payload_type)


def invalid(use) -> VerdictError:
    with pytest.raises(VerdictError) as caught:
        use()
    assert caught.value.code is ErrorCode.VERDICT_INVALID
    return caught.value


def test_the_pre_authentication_encoding_is_the_one_of_the_dsse_protocol():
    # The protocol's own example.
    encoded = pre_authentication_encoding("http://example.com/HelloWorld", b"hello world")

    assert encoded == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_lengths_count_bytes_and_not_characters():
    assert pre_authentication_encoding("é", "雪".encode()) == "DSSEv1 2 é 3 雪".encode()


def test_what_was_sealed_opens_as_it_was_also_after_a_trip_through_json():
    envelope = seal(STATEMENT, "trusted", sign)

    there_and_back = Envelope.from_json(json.loads(json.dumps(envelope.as_json())))

    assert there_and_back == envelope
    assert opened(there_and_back, verify) == STATEMENT


def test_one_trusted_signature_among_others_is_enough_and_none_is_not():
    good = seal(STATEMENT, "trusted", sign)
    other = Signature("unknown", good.signatures[0].value)
    forged = Signature("trusted", b"signed:something else")

    assert opened(Envelope(good.payload, (other, forged, *good.signatures)), verify) == STATEMENT
    for signatures in [(), (other,), (forged,), (other, forged)]:
        assert "no signature" in invalid(lambda s=signatures: opened(Envelope(good.payload, s), verify)).what


def test_a_changed_payload_does_not_open():
    good = seal(STATEMENT, "trusted", sign)

    invalid(lambda: opened(Envelope(good.payload + b" ", good.signatures), verify))


def test_a_signature_over_one_type_does_not_count_for_another():
    good = seal(STATEMENT, "trusted", sign)

    invalid(lambda: opened(Envelope(good.payload, good.signatures, "application/json"), verify))
    assert (
        "no in-toto" in invalid(lambda: opened(sealed_bytes(good.payload, "application/json"), verify)).what
    )


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b'"text"',
        b"null",
        b"{",
        b'{"a":1}x',
        b"\xff\xfe{\x00}\x00",
        '{"a":1}'.encode("utf-16"),
        b'{"a":1,"a":2}',
        b'{"b":{"a":1,"a":1}}',
        b"[" * 100_000,
    ],
    ids=lambda payload: repr(payload[:20]),
)
def test_a_signed_payload_that_is_no_statement_or_two_at_once_does_not_open(payload):
    invalid(lambda: opened(sealed_bytes(payload), verify))


def test_both_alphabets_of_base64_are_read():
    payload = json.dumps({"text": "???>>>~~~ÿÿ"}, ensure_ascii=False).encode()
    assert set(base64.b64encode(payload).decode()) & set("+/")
    data = sealed_bytes(payload).as_json()

    urlsafe = {
        "payload": data["payload"].replace("+", "-").replace("/", "_"),
        "payloadType": data["payloadType"],
        "signatures": [
            {"keyid": s["keyid"], "sig": s["sig"].replace("+", "-").replace("/", "_")}
            for s in data["signatures"]
        ],
    }

    assert Envelope.from_json(urlsafe) == Envelope.from_json(data)


def test_a_signature_without_a_key_id_is_read_and_then_not_trusted():
    data = seal(STATEMENT, "trusted", sign).as_json()
    del data["signatures"][0]["keyid"]

    invalid(lambda: opened(Envelope.from_json(data), verify))


GOOD = seal(STATEMENT, "trusted", sign).as_json()


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        None,
        "envelope",
        {**GOOD, "payload": None},
        {**GOOD, "payload": "not base64!"},
        {**GOOD, "payload": "abc"},
        {**GOOD, "payload": "é"},
        {**GOOD, "payload": b"e30="},
        {**GOOD, "payloadType": 1},
        {**GOOD, "signatures": None},
        {**GOOD, "signatures": "sig"},
        {**GOOD, "signatures": [None]},
        {**GOOD, "signatures": [{"keyid": "trusted"}]},
        {**GOOD, "signatures": [{"keyid": 1, "sig": "AA=="}]},
        {**GOOD, "signatures": [{"keyid": "trusted", "sig": "AA"}]},
        {name: value for name, value in GOOD.items() if name != "payloadType"},
    ],
    ids=lambda data: repr(data)[-40:],
)
def test_what_is_no_envelope_is_told_so_without_being_quoted(data):
    assert "not a DSSE envelope" in invalid(lambda: Envelope.from_json(data)).what
