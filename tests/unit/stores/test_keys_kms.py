"""Masking keys that AWS KMS derives, asked over HTTP as it answers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import pytest
from botocore.config import Config

from airflow_gov_provider import conf
from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.stores import wiring
from airflow_gov_provider.stores.keys_kms import KmsMaskingKeys

#: KMS key → its secret, which only the service knows.
SECRETS = {
    "alias/masking": b"one",
    "alias/old": b"two",
    "arn:aws:kms:eu-west-1:111122223333:key/ab-12": b"three",
}


class Kms(BaseHTTPRequestHandler):
    """GenerateMac as the service's API reference has it."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.headers["X-Amz-Target"], asked))
        status, answer = self.server.fault or self.answer(asked)
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer(self, asked):
        secret = SECRETS.get(asked["KeyId"])
        if secret is None:
            return 400, {"__type": "NotFoundException", "message": "Alias is not found"}
        mac = hmac.digest(secret, base64.b64decode(asked["Message"]), "sha256")[: self.server.mac_bytes]
        return 200, {"Mac": base64.b64encode(mac).decode(), "MacAlgorithm": asked["MacAlgorithm"]}

    def log_message(self, *_):
        """Nobody reads it."""


@pytest.fixture
def kms(monkeypatch):
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/nonexistent",
        "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
    }.items():
        monkeypatch.setenv(name, value)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Kms)
    server.asked, server.fault, server.mac_bytes = [], None, 32
    monkeypatch.setenv("AWS_ENDPOINT_URL_KMS", f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def mac(key, version):
    return hmac.digest(
        SECRETS[key], f"airflow-gov-provider/masking-key/v1/{version}".encode(), hashlib.sha256
    )


def refusal(use) -> UsageError:
    with pytest.raises(UsageError) as caught:
        use()
    return caught.value


def quick():
    """A client that does not try again, for faults."""
    return boto3.Session().client("kms", config=Config(retries={"total_max_attempts": 1}, connect_timeout=2))


@pytest.mark.parametrize(
    ("location", "version", "key", "retired"),
    [
        ("kms://alias/masking", "m", "alias/masking", {}),
        ("kms://alias/masking?version=n&retired=m", "n", "alias/masking", {"m": "alias/masking"}),
        ("kms://alias/masking?retired=m:alias/old&version=n", "n", "alias/masking", {"m": "alias/old"}),
        (
            "kms://arn:aws:kms:eu-west-1:111122223333:key/ab-12?version=c&retired=a&retired=b:alias/old",
            "c",
            "arn:aws:kms:eu-west-1:111122223333:key/ab-12",
            {"a": "arn:aws:kms:eu-west-1:111122223333:key/ab-12", "b": "alias/old"},
        ),
    ],
)
def test_each_version_is_a_mac_of_its_name_by_the_key_that_never_leaves_the_service(
    kms, location, version, key, retired
):
    keys = KmsMaskingKeys(location).load()
    assert keys.version == version
    assert keys.current == mac(key, version)
    assert keys.retired == {letter: mac(other, letter) for letter, other in retired.items()}
    assert {target for target, _ in kms.asked} == {"TrentService.GenerateMac"}
    assert {asked["MacAlgorithm"] for _, asked in kms.asked} == {"HMAC_SHA_256"}
    assert len(kms.asked) == 1 + len(retired)
    assert keys == KmsMaskingKeys(location).load()


@pytest.mark.parametrize(
    "location",
    [
        "kms://",
        "kms://?version=m",
        "kms://alias/a b",
        "kms://alias/masking?version=M",
        "kms://alias/masking?version=",
        "kms://alias/masking?version=mm",
        "kms://alias/masking?version=n&version=o",
        "kms://alias/masking?version=n&retired=n",
        "kms://alias/masking?retired=m",
        "kms://alias/masking?version=n&retired=m&retired=m",
        "kms://alias/masking?version=n&retired=m:alias/ü",
        "kms://alias/masking?region=eu-west-1",
    ],
)
def test_a_place_that_is_none_is_refused_before_anything_is_asked(kms, location):
    assert refusal(lambda: KmsMaskingKeys(location)).code is ErrorCode.CONFIGURATION_INVALID
    assert kms.asked == []


@pytest.mark.parametrize(
    ("status", "fault", "code"),
    [
        (400, "NotFoundException", ErrorCode.KEY_MISSING),
        (400, "AccessDeniedException", ErrorCode.ACCESS_DENIED),
        (400, "UnrecognizedClientException", ErrorCode.ACCESS_DENIED),
        (400, "ExpiredTokenException", ErrorCode.ACCESS_DENIED),
        (400, "DisabledException", ErrorCode.KEY_INVALID),
        (400, "InvalidKeyUsageException", ErrorCode.KEY_INVALID),
        (400, "KMSInvalidStateException", ErrorCode.KEY_INVALID),
        (500, "KMSInternalException", ErrorCode.STORE_UNAVAILABLE),
        (400, "ThrottlingException", ErrorCode.STORE_UNAVAILABLE),
        (503, "ServiceUnavailable", ErrorCode.STORE_UNAVAILABLE),
    ],
)
def test_every_refusal_of_the_service_has_its_code(kms, status, fault, code):
    kms.fault = (status, {"__type": fault, "message": "Something that names arn:secret"})
    error = refusal(KmsMaskingKeys("kms://alias/masking", quick).load)
    assert error.code is code
    assert error.where == "alias/masking"
    assert "arn:secret" not in str(error)
    assert error.hint


def test_a_retired_key_that_is_gone_stops_the_gate_and_names_it(kms):
    error = refusal(KmsMaskingKeys("kms://alias/masking?version=n&retired=m:alias/gone").load)
    assert (error.code, error.where) == (ErrorCode.KEY_MISSING, "alias/gone")


def test_a_service_that_is_not_there_is_unavailable(kms, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_KMS", "http://127.0.0.1:1")
    assert refusal(KmsMaskingKeys("kms://alias/masking", quick).load).code is ErrorCode.STORE_UNAVAILABLE


def test_without_credentials_none_are_found(kms, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    assert refusal(KmsMaskingKeys("kms://alias/masking", quick).load).code is ErrorCode.CREDENTIALS_MISSING


@pytest.mark.parametrize("endpoint", ["", "no url"])
def test_settings_of_aws_that_make_no_client_are_an_error_of_ours(kms, monkeypatch, endpoint):
    if endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL_KMS", endpoint)
    else:
        monkeypatch.delenv("AWS_DEFAULT_REGION")
    assert refusal(KmsMaskingKeys("kms://alias/masking").load).code is ErrorCode.STORE_UNAVAILABLE


@pytest.mark.parametrize("length", [0, 31])
def test_an_answer_that_is_no_key_is_invalid(kms, length):
    kms.mac_bytes = length
    assert refusal(KmsMaskingKeys("kms://alias/masking").load).code is ErrorCode.KEY_INVALID


def test_a_gate_with_its_key_in_kms_makes_no_file_for_it(kms, tmp_path):
    home = tmp_path / "governance"
    options = {"home": str(home), "masking_key": "kms://alias/masking?version=n&retired=m"}
    settings = conf.parse(options.get, str(home))

    masker = wiring.build_ports(settings).masker

    assert masker.key_version == "n"
    assert [name[0] for name in masker.key_ids] == ["m", "n"]
    assert sorted(path.name for path in home.iterdir()) == ["public", "signing.pem"]
    assert mac("alias/masking", "n").hex() not in repr(masker) + repr(settings)


def test_neither_place_nor_keys_show_a_secret(kms):
    source = KmsMaskingKeys("kms://alias/masking")
    assert repr(source) == "KmsMaskingKeys(kms://alias/masking)"
    assert repr(source.load()) == "MaskingKeys(version='m')"
