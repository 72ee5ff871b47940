"""The masker of the gate: one master key, other keys for every boundary and domain."""

from __future__ import annotations

import string

import pyarrow as pa

from airflow_gov_provider.core.errors import ErrorCode, MaskingError, UsageError
from airflow_gov_provider.core.masking.functions import redact
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingFunction
from airflow_gov_provider.core.masking.prf import TokenKeys
from airflow_gov_provider.core.masking.pseudonyms import (
    are_pseudonyms,
    can_be_pseudonyms,
    key_kind,
    pseudonyms,
)

KEY_BYTES = 32


class KeyedMasker:
    """Masks and verifies with keys derived from a master key; implements the gate's ``Masker`` port.

    :param master_key: 32 random bytes.
    :param version: one lower-case letter, part of every text token; a new key needs a new one.
    :raises UsageError: ``KEY_INVALID``.
    """

    __slots__ = ("_master_key", "_version")

    def __init__(self, master_key: bytes, version: str = "m") -> None:
        if len(master_key) != KEY_BYTES:
            raise _invalid(f"the masking master key must have {KEY_BYTES} bytes, not {len(master_key)}")
        if len(version) != 1 or version not in string.ascii_lowercase:
            raise _invalid("a masking key version is one letter from a to z")
        self._master_key = master_key
        self._version = version

    def __repr__(self) -> str:
        """Without the key."""
        return f"KeyedMasker(version={self._version!r})"

    @property
    def key_version(self) -> str:
        """The letter that text tokens carry."""
        return self._version

    def mask(self, values: pa.Array, mask: ColumnMask, boundary: str) -> pa.Array:
        """Masked values of the same type and length, nulls kept, empty texts kept.

        A type without room for a token (a JSON extension of text, say) is redacted.

        :raises MaskingError: ``MASKING_UNSUPPORTED`` for text that is not UTF-8.
        """
        if mask.function is MaskingFunction.REDACT or not can_be_pseudonyms(values.type):
            return redact(values)
        keys = self._keys(values, mask, boundary)
        try:
            return pseudonyms(values, keys, mask.domain, self._version)
        except UnicodeDecodeError:
            # The original error holds the bytes of the cell.
            raise _not_utf8(mask) from None

    def verify_tokens(self, values: pa.Array, mask: ColumnMask, boundary: str) -> pa.BooleanArray:
        """Which values are tokens this masker makes for the column; a null or empty text is none."""
        if not can_be_pseudonyms(values.type):
            return pa.array([False] * len(values), pa.bool_())
        return are_pseudonyms(values, self._keys(values, mask, boundary), mask.domain, self._version)

    def _keys(self, values: pa.Array, mask: ColumnMask, boundary: str) -> TokenKeys:
        return TokenKeys.derive(
            self._master_key,
            kind=key_kind(values.type),
            boundary=boundary,
            domain=mask.domain,
            version=self._version,
        )


def _invalid(what: str) -> UsageError:
    return UsageError(ErrorCode.KEY_INVALID, what, hint="keep 32 bytes of a cryptographic random source")


def _not_utf8(mask: ColumnMask) -> MaskingError:
    return MaskingError(
        ErrorCode.MASKING_UNSUPPORTED,
        "the text is not UTF-8",
        where=mask.label,
        hint="store the column as UTF-8 text, or drop it before the gate",
    )
