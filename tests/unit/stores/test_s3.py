"""S3's faults in our words, for sources and destinations."""

from __future__ import annotations

import pickle

import pytest
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ReadTimeoutError,
    ResponseStreamingError,
)

from airflow_gov_provider.core.errors import DataChangedError, DataError, DestinationError, ErrorCode
from airflow_gov_provider.stores import s3

KEY = "email=ann@example.com"


def answer(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": f"{KEY} is not right"}}, "GetObject")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NoCredentialsError(), ErrorCode.CREDENTIALS_MISSING),
        (PartialCredentialsError(provider="env", cred_var="x"), ErrorCode.CREDENTIALS_MISSING),
        (answer("AccessDenied"), ErrorCode.ACCESS_DENIED),
        (answer("403"), ErrorCode.ACCESS_DENIED),
        (answer("ExpiredToken"), ErrorCode.ACCESS_DENIED),
        (answer("SignatureDoesNotMatch"), ErrorCode.ACCESS_DENIED),
        (answer("NoSuchBucket"), ErrorCode.BUCKET_MISSING),
        (answer("SlowDown"), ErrorCode.STORE_UNAVAILABLE),
        (answer("InternalError"), ErrorCode.STORE_UNAVAILABLE),
        (EndpointConnectionError(endpoint_url=f"http://{KEY}"), ErrorCode.STORE_UNAVAILABLE),
        (ReadTimeoutError(endpoint_url=f"http://{KEY}"), ErrorCode.STORE_UNAVAILABLE),
        (ResponseStreamingError(error=KEY), ErrorCode.STORE_UNAVAILABLE),
        (OSError(KEY), ErrorCode.STORE_UNAVAILABLE),
        (answer("PreconditionFailed"), ErrorCode.DATA_CHANGED),
    ],
)
@pytest.mark.parametrize("kind", [DataError, DestinationError])
def test_a_fault_keeps_its_cause_and_none_of_its_text(error: Exception, code: ErrorCode, kind) -> None:
    assert s3.is_fault(error)
    translated = s3.translate(error, "s3://bucket/in/", kind)
    assert translated.code is code
    assert isinstance(translated, DataChangedError if code is ErrorCode.DATA_CHANGED else kind)
    assert translated.where == "s3://bucket/in/"
    assert translated.hint
    assert "ann@" not in str(translated)
    assert str(pickle.loads(pickle.dumps(translated))) == str(translated)


@pytest.mark.parametrize(
    ("code", "kind", "expected"),
    [
        ("NoSuchKey", DataError, ErrorCode.DATA_CHANGED),
        ("NoSuchVersion", DataError, ErrorCode.DATA_CHANGED),
        ("InvalidRange", DataError, ErrorCode.DATA_CHANGED),
        ("InvalidObjectState", DataError, ErrorCode.SOURCE_UNREADABLE),
        ("BadDigest", DestinationError, ErrorCode.DESTINATION_UNWRITABLE),
        ("QuotaExceeded", DestinationError, ErrorCode.DESTINATION_UNWRITABLE),
    ],
)
def test_a_refusal_is_the_sources_or_the_destinations(code: str, kind, expected: ErrorCode) -> None:
    assert s3.translate(answer(code), "s3://bucket/a", kind).code is expected


def test_our_own_mistakes_are_no_faults_of_s3() -> None:
    assert not s3.is_fault(KeyError("Contents"))
    assert not s3.is_fault(DataError(ErrorCode.SOURCE_MISSING, "x"))
