"""Masking master keys from AWS KMS: derived inside the service, from an HMAC key that never leaves it.

``kms://alias/governance-masking?version=n&retired=m`` names the KMS key (alias, id or ARN), the letter of
the current version (default: m), and retired ones. The master key of version *n* is
``GenerateMac(key, HMAC_SHA_256, "airflow-gov-provider/masking-key/v1/n")``: 32 bytes, the same each time.
A version that another KMS key made names it: ``retired=m:alias/old``.

The process that runs the gate needs ``kms:GenerateMac`` on the key and nothing else; whoever has it can
derive the master key, so nobody else should.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.stores.keys_masking import FIRST_VERSION, MaskingKeys

SCHEME = "kms://"
_ALGORITHM = "HMAC_SHA_256"
_MESSAGE = "airflow-gov-provider/masking-key/v1/"
_KEY_BYTES = 32
_KEY = re.compile(r"[A-Za-z0-9:/_-]+")
_UNKNOWN_IDENTITY = {
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "UnrecognizedClientException",
}
_UNUSABLE = {
    "DisabledException",
    "InvalidArnException",
    "InvalidGrantTokenException",
    "InvalidKeyUsageException",
    "KMSInvalidStateException",
    "UnsupportedOperationException",
    "ValidationException",
}
_NO_CREDENTIALS = {"NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError"}


@dataclass(frozen=True, slots=True)
class Location:
    """A parsed ``kms://…``. :param keys: version → KMS key, the current one first."""

    text: str
    keys: dict[str, str]

    @classmethod
    def parse(cls, text: str) -> Location:
        """:raises UsageError: ``CONFIGURATION_INVALID``."""
        key, _, query = text.removeprefix(SCHEME).partition("?")
        version: str | None = None
        keys: dict[str, str] = {}
        for name, value in parse_qsl(query, keep_blank_values=True):
            letter, _, other = value.partition(":")
            if name == "version" and version is None:
                version = value
            elif name == "retired" and letter not in keys:
                keys[letter] = other or key
            else:
                raise _not_a_location(text, f"does not take {name}={value}, or not again")
        version = FIRST_VERSION if version is None else version
        if version in keys:
            raise _not_a_location(text, f"has version {version} both as current and as retired")
        keys = {version: key, **keys}
        if not all(re.fullmatch("[a-z]", letter) for letter in keys):
            raise _not_a_location(text, "has a version that is no letter from a to z")
        if not all(_KEY.fullmatch(name) for name in keys.values()):
            raise _not_a_location(text, "names no KMS key")
        return cls(text, keys)


class KmsMaskingKeys:
    """See :class:`~airflow_gov_provider.stores.keys_masking.MaskingKeySource`.

    :param location: ``kms://…``. :param client: makes a boto3 KMS client; None: from AWS's own settings.
    :raises UsageError: ``CONFIGURATION_INVALID``.
    """

    __slots__ = ("_client", "_location")

    def __init__(self, location: str, client: Callable[[], Any] | None = None) -> None:
        self._location = Location.parse(location)
        self._client = client or _client_of_environment

    def __repr__(self) -> str:
        return f"KmsMaskingKeys({self._location.text})"

    def load(self) -> MaskingKeys:
        """One call a version."""
        client = self._made()
        keys = {version: self._derived(client, key, version) for version, key in self._location.keys.items()}
        version = next(iter(keys))
        return MaskingKeys(version, keys.pop(version), keys)

    def _made(self) -> Any:
        try:
            return self._client()
        except _faults(ValueError) as fault:
            raise _translated(fault, self._location.text) from None

    def _derived(self, client: Any, key: str, version: str) -> bytes:
        """Holds no key where an error is raised, or tracebacks with local variables would show it."""
        try:
            made = client.generate_mac(
                KeyId=key, MacAlgorithm=_ALGORITHM, Message=f"{_MESSAGE}{version}".encode("ascii")
            )
            mac = bytes(made["Mac"])
        except _faults() as fault:
            raise _translated(fault, key) from None
        if len(mac) == _KEY_BYTES:
            return mac
        del made, mac
        raise UsageError(
            ErrorCode.KEY_INVALID,
            f"KMS did not answer with {_KEY_BYTES} bytes",
            where=key,
            hint="make a KMS key of spec HMAC_256",
        )


def _faults(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """Everything boto3 raises when a call fails."""
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

    return BotoCoreError, ClientError, HTTPClientError, OSError, *others


def _translated(fault: Exception, where: str) -> UsageError:
    """The error of ours that says what boto3's means."""
    from airflow_gov_provider.stores.s3 import error_code

    code, what, hint = _meaning(error_code(fault), type(fault).__name__)
    return UsageError(code, what, where=where, hint=hint)


def _client_of_environment() -> Any:
    import boto3  # loads slowly, and only installations with a key in KMS need it

    from airflow_gov_provider.stores.s3 import client_config

    return boto3.Session().client("kms", config=client_config())


def _meaning(code: str, name: str) -> tuple[ErrorCode, str, str]:
    if name in _NO_CREDENTIALS:
        return (
            ErrorCode.CREDENTIALS_MISSING,
            "no AWS credentials were found",
            "give AWS's default chain some: the key belongs to the process that runs the gate",
        )
    if code == "NotFoundException":
        return ErrorCode.KEY_MISSING, "KMS has no such key", "check alias, account and region"
    if code == "AccessDeniedException":
        return (
            ErrorCode.ACCESS_DENIED,
            "the credentials may not use the KMS key",
            "grant kms:GenerateMac on it to this identity",
        )
    if code in _UNKNOWN_IDENTITY:
        return (
            ErrorCode.ACCESS_DENIED,
            f"KMS does not accept the credentials ({code})",
            "check access key, secret, token and clock",
        )
    if code in _UNUSABLE:
        return (
            ErrorCode.KEY_INVALID,
            f"KMS can not use the key for this ({code})",
            "make an enabled KMS key of usage GENERATE_VERIFY_MAC and spec HMAC_256",
        )
    return (
        ErrorCode.STORE_UNAVAILABLE,
        f"KMS did not answer to the end ({code or name})",
        "check region, AWS_ENDPOINT_URL_KMS, network and the state of the service, then run again",
    )


def _not_a_location(text: str, what: str) -> UsageError:
    return UsageError(
        ErrorCode.CONFIGURATION_INVALID,
        f"the place of the masking key {what}",
        where=text,
        hint="write kms://alias/NAME, with ?version=n&retired=m behind it after a rotation",
    )
