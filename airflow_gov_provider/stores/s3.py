"""S3 clients, and S3's faults in our words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from airflow_gov_provider.core.errors import (
    DataChangedError,
    DataError,
    DestinationError,
    ErrorCode,
    UsageError,
)

#: Airflow connection id (or None) -> a boto3 S3 client that may be used by many threads.
S3Clients = Callable[[str | None], Any]

#: Seconds without an answer after which a call is tried again, and how often in all.
CONNECT_TIMEOUT = 10
READ_TIMEOUT = 60
ATTEMPTS = 4

#: The family an error belongs to: a source's or a destination's.
FaultKind = type[DataError] | type[DestinationError]

_DENIED = {"AccessDenied", "AllAccessDisabled", "AccountProblem", "403", "Forbidden"}
_UNKNOWN_IDENTITY = {
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "ExpiredToken",
    "InvalidToken",
    "TokenRefreshRequired",
    "InvalidSecurity",
}
_CHANGED = {"PreconditionFailed", "412", "ConditionalRequestConflict"}
_GONE = {"NoSuchKey", "NoSuchVersion", "404", "NotFound", "InvalidRange", "416"}
_BUSY = {"SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "Throttling", "503", "500"}


def client_config() -> Any:
    """A botocore ``Config`` that never waits for ever: what every client of ours is made with."""
    from botocore.config import Config  # loads slowly, and only S3 datasets need it

    return Config(
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
        max_pool_connections=16,
        user_agent_extra="airflow-gov-provider",
    )


def default_clients() -> S3Clients:
    """Clients from AWS's own settings: credential chain, ``AWS_ENDPOINT_URL(_S3)``, region.

    Outside Airflow nobody can resolve a connection, so a connection id names an AWS *profile*:
    falling back to other credentials than those asked for would cross a boundary silently.
    """
    made: dict[str | None, Any] = {}
    lock = threading.Lock()

    def client_of(connection_id: str | None) -> Any:
        with lock:
            if connection_id not in made:
                made[connection_id] = _from_environment(connection_id)
            return made[connection_id]

    return client_of


def _from_environment(profile: str | None) -> Any:
    import boto3  # loads slowly, and only S3 datasets need it
    from botocore.exceptions import BotoCoreError

    try:
        return boto3.Session(profile_name=profile).client("s3", config=client_config())
    except (BotoCoreError, ValueError) as error:
        raise UsageError(
            ErrorCode.CONFIGURATION_INVALID,
            f"no S3 client can be made ({type(error).__name__})",
            where=f"connection {profile}" if profile else "AWS default settings",
            hint="outside Airflow a connection id names an AWS profile; check it and AWS_ENDPOINT_URL",
        ) from None


def translate(error: Exception, where: str, kind: FaultKind) -> DataError | DestinationError:
    """The error of ours that says what boto3's ``error`` means at the dataset ``where``.

    :param kind: the family to make it of: a source's or a destination's. Texts of the service are
        left out: they quote keys.
    """
    code, what, hint = _meaning(error, reading=kind is DataError)
    if code is ErrorCode.DATA_CHANGED:
        return DataChangedError(code, what, where=where, hint=hint)
    return kind(code, what, where=where, hint=hint)


def is_fault(error: Exception) -> bool:
    """True for everything boto3 raises when a call or a transfer fails."""
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

    return isinstance(error, BotoCoreError | ClientError | HTTPClientError | OSError)


def error_code(error: Exception) -> str:
    """The service's own code (``NoSuchKey``), or an empty text when it did not answer."""
    response = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""


def _meaning(error: Exception, *, reading: bool) -> tuple[ErrorCode, str, str]:
    code, name = error_code(error), type(error).__name__
    if name in ("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError"):
        return (
            ErrorCode.CREDENTIALS_MISSING,
            "no AWS credentials were found",
            "name a connection in the URI (s3://conn_id@bucket/…) or give AWS's default chain some",
        )
    if not code or code in _BUSY:
        return (
            ErrorCode.STORE_UNAVAILABLE,
            f"the object store did not answer to the end ({code or name}); tried {ATTEMPTS} times",
            "check AWS_ENDPOINT_URL, network and the state of the service, then run again",
        )
    if code in _CHANGED or (code in _GONE and reading):
        return (
            ErrorCode.DATA_CHANGED,
            "it changed while it was used",
            "let one task write it, and run this one after that task has ended",
        )
    return _refusal(code, reading=reading)


def _refusal(code: str, *, reading: bool) -> tuple[ErrorCode, str, str]:
    if code in _UNKNOWN_IDENTITY:
        return (
            ErrorCode.ACCESS_DENIED,
            f"S3 does not accept the credentials ({code})",
            "check access key, secret, token and clock of the connection",
        )
    if code in _DENIED:
        calls = "s3:ListBucket, s3:GetObject" + ("" if reading else ", s3:PutObject, s3:DeleteObject")
        return (
            ErrorCode.ACCESS_DENIED,
            f"the credentials do not allow it to be {'read' if reading else 'written'}",
            f"grant {calls} on it to this identity",
        )
    if code == "NoSuchBucket":
        return ErrorCode.BUCKET_MISSING, "there is no such bucket", "check its name, region and endpoint"
    refused = ErrorCode.SOURCE_UNREADABLE if reading else ErrorCode.DESTINATION_UNWRITABLE
    return refused, f"S3 refused the call ({code})", "look the code up in the S3 API reference"
