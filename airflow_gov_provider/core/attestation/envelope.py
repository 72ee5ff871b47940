"""DSSE envelopes (https://github.com/secure-systems-lab/dsse, v1): signed bytes with their type.

What is signed is the pre-authentication encoding, so a signature over one type can not be passed off
as one over another. Signing and verifying are handed in: no key is held here.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from airflow_gov_provider.core.canonical import Json, canonical_bytes
from airflow_gov_provider.core.errors import ErrorCode, VerdictError

PAYLOAD_TYPE = "application/vnd.in-toto+json"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature over the envelope's payload."""

    key_id: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """Payload bytes and their signatures."""

    payload: bytes
    signatures: tuple[Signature, ...]
    payload_type: str = PAYLOAD_TYPE

    def as_json(self) -> dict[str, Json]:
        """DSSE's JSON form."""
        return {
            "payload": base64.b64encode(self.payload).decode("ascii"),
            "payloadType": self.payload_type,
            "signatures": [
                {"keyid": s.key_id, "sig": base64.b64encode(s.value).decode("ascii")} for s in self.signatures
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Envelope:
        """The inverse of :meth:`as_json`.

        :raises VerdictError: ``VERDICT_INVALID`` when it is not a DSSE envelope.
        """
        try:
            signatures = tuple(
                Signature(_text(item.get("keyid", "")), _from_base64(item["sig"]))
                for item in data["signatures"]
            )
            return cls(_from_base64(data["payload"]), signatures, _text(data["payloadType"]))
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise VerdictError(
                ErrorCode.VERDICT_INVALID, f"this is not a DSSE envelope ({type(fault).__name__})"
            ) from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _from_base64(text: str) -> bytes:
    # DSSE: either alphabet may be written, both must be read.
    return base64.b64decode(_text(text).replace("-", "+").replace("_", "/"), validate=True)


def pre_authentication_encoding(payload_type: str, payload: bytes) -> bytes:
    """``PAE(type, body)`` of the DSSE protocol: the bytes that are signed."""
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def seal(statement: Mapping[str, Json], key_id: str, sign: Callable[[bytes], bytes]) -> Envelope:
    """Put a statement into an envelope with one signature."""
    payload = canonical_bytes(dict(statement))
    return Envelope(payload, (Signature(key_id, sign(pre_authentication_encoding(PAYLOAD_TYPE, payload))),))


def opened(envelope: Envelope, verify: Callable[[str, bytes, bytes], bool]) -> dict[str, Any]:
    """The payload of an envelope of which at least one signature holds.

    :param verify: ``(key id, signature, signed bytes) -> whether a trusted key made it``.
    :raises VerdictError: ``VERDICT_INVALID`` for no valid signature or another payload type.
    """
    if envelope.payload_type != PAYLOAD_TYPE:
        raise VerdictError(ErrorCode.VERDICT_INVALID, "the envelope holds no in-toto statement")
    signed = pre_authentication_encoding(envelope.payload_type, envelope.payload)
    # An envelope without signatures has nothing that could be valid: any() of nothing is False.
    if not any(verify(s.key_id, s.value, signed) for s in envelope.signatures):
        raise VerdictError(
            ErrorCode.VERDICT_INVALID,
            "no signature of a trusted key covers the statement",
            hint="check [governance] public_keys; a verdict of another installation does not count here",
        )
    try:
        content = json.loads(envelope.payload.decode("utf-8"), object_pairs_hook=_members)
    except (ValueError, RecursionError):
        raise VerdictError(ErrorCode.VERDICT_INVALID, "the signed payload is not JSON") from None
    if not isinstance(content, dict):
        raise VerdictError(ErrorCode.VERDICT_INVALID, "the signed payload is not a statement")
    return content


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        # Two readers might each believe another one of them.
        raise ValueError("a member is given twice")
    return members
