"""The masker of the gate: a master key for each key version, other keys for every boundary and domain."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from airflow_gov_provider.core.errors import ErrorCode, MaskingError, UsageError
from airflow_gov_provider.core.masking.apply import NOTHING_BESIDE, Beside
from airflow_gov_provider.core.masking.functions.bands import are_bands, to_bands
from airflow_gov_provider.core.masking.functions.beginnings import are_beginnings, to_beginnings
from airflow_gov_provider.core.masking.functions.classes import are_classes, to_classes
from airflow_gov_provider.core.masking.functions.codes import are_starts, to_starts
from airflow_gov_provider.core.masking.functions.digests import are_digests, digests
from airflow_gov_provider.core.masking.functions.encryption import (
    FormatKey,
    can_be_encrypted,
    encrypted,
    may_be_encrypted,
)
from airflow_gov_provider.core.masking.functions.partial import are_partly, partly
from airflow_gov_provider.core.masking.functions.rare import are_pooled, pooled
from airflow_gov_provider.core.masking.functions.redaction import are_replaced, replaced
from airflow_gov_provider.core.masking.layouts import is_text
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.masking.pseudonyms.columns import (
    are_pseudonyms,
    can_be_pseudonyms,
    pseudonyms,
)
from airflow_gov_provider.core.masking.pseudonyms.prf import TokenKeys, key_id, tag_key
from airflow_gov_provider.core.policy.methods import (
    REDACTED,
    Encrypt,
    Generalize,
    Hash,
    Mask,
    Pseudonym,
    Redact,
    Replace,
)

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Function:
    """What a method does to a column's values, and how its work is known again.

    :param mask: same type, same length. :param made: which values are its work.
    """

    mask: Callable[[pa.Array], pa.Array]
    made: Callable[[pa.Array], NDArray[np.bool_]]


class KeyedMasker:
    """Masks with keys derived from a master key, verifies also by older ones; the gate's ``Masker`` port.

    :param master_key: 32 random bytes.
    :param version: one lower-case letter, part of most text tokens; a new key needs a new one.
    :param retired: version → master key that made tokens once: these verify, and none is made.
    :raises UsageError: ``KEY_INVALID``.
    """

    __slots__ = ("_masters", "_version")

    def __init__(
        self, master_key: bytes, version: str = "m", retired: Mapping[str, bytes] | None = None
    ) -> None:
        older = dict(retired or {})
        if version in older:
            raise _invalid(f"masking key version {version!r} is both current and retired")
        self._masters = {version: master_key, **older}
        self._version = version
        for letter, key in self._masters.items():
            if len(key) != KEY_BYTES:
                raise _invalid(f"a masking master key must have {KEY_BYTES} bytes, not {len(key)}")
            if len(letter) != 1 or letter not in string.ascii_lowercase:
                raise _invalid("a masking key version is one letter from a to z")
        if len(set(self._masters.values())) < len(self._masters):
            raise _invalid("two masking key versions have the same key")

    def __repr__(self) -> str:
        """Without the keys."""
        return f"KeyedMasker(version={self._version!r})"

    @property
    def key_version(self) -> str:
        """The letter that text tokens carry."""
        return self._version

    @property
    def key_ids(self) -> tuple[str, ...]:
        """``m:`` and 16 hex digits that name the key of each version and tell nothing about it, sorted."""
        return tuple(sorted(f"{version}:{key_id(master)}" for version, master in self._masters.items()))

    def mask(
        self, values: pa.Array, mask: ColumnMask, boundary: str, beside: Beside = NOTHING_BESIDE
    ) -> pa.Array:
        """Masked values of the same type and length, nulls kept, empty texts kept.

        A type without room for a token (a JSON extension of text, say) is redacted.

        :raises MaskingError: ``MASKING_UNSUPPORTED`` for text that is not UTF-8.
        """
        try:
            return self._function(values.type, mask, boundary, beside).mask(values)
        except UnicodeDecodeError:
            # The original error holds the bytes of the cell.
            raise _not_utf8(mask) from None

    def verify(
        self, values: pa.Array, mask: ColumnMask, boundary: str, beside: Beside = NOTHING_BESIDE
    ) -> pa.BooleanArray:
        """Which values are what this masker makes for the column; of a null or an empty text, False."""
        return pa.array(self._function(values.type, mask, boundary, beside).made(values))

    def are_tokens(self, values: pa.Array) -> NDArray[np.bool_]:
        """Which values are pseudonyms or digests of any domain and boundary, by the tag of any key version.

        For data of unknown origin: whatever merely looks like a token is none. Of a null, False; so of
        every value of a type that has no tokens.

        :raises UnicodeDecodeError: for text that is not UTF-8.
        """
        if not can_be_pseudonyms(values.type):
            return np.zeros(len(values), np.bool_)
        made = are_pseudonyms(values, self._tag_key, tuple(self._masters), None)
        return made | are_digests(values, self._digest_tags())

    def _function(self, kind: pa.DataType, mask: ColumnMask, boundary: str, beside: Beside) -> Function:
        match mask.method:
            case Redact():
                function = _constant(REDACTED)
            case Replace(text):
                function = _constant(text)
            case Generalize() as method:
                function = _coarser(method, mask, beside)
            case Pseudonym():
                function = self._pseudonyms(kind, mask, boundary)
            case Hash():
                function = self._digests(kind, mask, boundary)
            case Encrypt():
                function = self._encrypted(kind, mask, boundary)
            case Mask(first, last) if is_text(kind):
                function = Function(
                    partial(partly, first=first, last=last), partial(are_partly, first=first, last=last)
                )
            case Mask():
                function = _constant(REDACTED)
            case _:
                raise _unsupported(mask)
        return function

    def _pseudonyms(self, kind: pa.DataType, mask: ColumnMask, boundary: str) -> Function:
        """Where a type has no room for a token (an extension of text, say), nothing of it stays."""
        if not can_be_pseudonyms(kind):
            return _constant(REDACTED)
        version, versions = self._version, tuple(self._masters)
        keys_of = partial(self._keys, boundary=boundary, domain=mask.domain)
        return Function(
            lambda values: pseudonyms(values, keys_of, mask.domain, version),
            lambda values: are_pseudonyms(values, self._tag_key, versions, mask.domain),
        )

    def _digests(self, kind: pa.DataType, mask: ColumnMask, boundary: str) -> Function:
        if not is_text(kind):
            return _constant(REDACTED)
        keys = self._keys(Hash.word, Hash.word, boundary=boundary, domain=mask.domain)
        return Function(
            partial(digests, keys=keys, domain=mask.domain), partial(are_digests, tags=self._digest_tags())
        )

    def _encrypted(self, kind: pa.DataType, mask: ColumnMask, boundary: str) -> Function:
        if not can_be_encrypted(kind):
            return _constant(REDACTED)
        key = self.format_key(mask.domain, boundary)
        return Function(partial(encrypted, key=key, where=mask.label), may_be_encrypted)

    def format_key(self, domain: str, boundary: str, version: str | None = None) -> FormatKey:
        """What decrypts the columns of a domain for a boundary, as they are encrypted.

        :param version: of the key; None: the current one. :raises UsageError: ``KEY_MISSING``.
        """
        version = version or self._version
        if version not in self._masters:
            raise UsageError(ErrorCode.KEY_MISSING, f"there is no masking key version {version!r}")
        keys = TokenKeys.derive(
            self._masters[version],
            kind=Encrypt.word,
            boundary=boundary,
            domain=domain,
            version=version,
            form=Encrypt.word,
        )
        return FormatKey(keys.body, f"{domain}/{version}".encode())

    def _digest_tags(self) -> list[bytes]:
        return [self._tag_key(Hash.word, version) for version in self._masters]

    def _keys(self, kind: str, form: str, *, boundary: str, domain: str) -> TokenKeys:
        return TokenKeys.derive(
            self._masters[self._version],
            kind=kind,
            boundary=boundary,
            domain=domain,
            version=self._version,
            form=form,
        )

    def _tag_key(self, form: str, version: str) -> bytes:
        return tag_key(self._masters[version], form=form, version=version)


def _constant(text: str) -> Function:
    return Function(partial(replaced, by=text), partial(are_replaced, by=text))


def _coarser(method: Generalize, mask: ColumnMask, beside: Beside) -> Function:
    match method:
        case Generalize(to=str() as unit):
            function = Function(partial(to_beginnings, unit=unit), partial(are_beginnings, unit=unit))
        case Generalize(width=float() | int() as width, at_least=int()):
            kept = _kept(mask, beside)
            function = Function(
                partial(to_classes, width=width, kept=kept), partial(are_classes, width=width, kept=kept)
            )
        case Generalize(width=float() | int() as width):
            function = Function(partial(to_bands, width=width), partial(are_bands, width=width))
        case Generalize(keep=int() as keep):
            function = Function(partial(to_starts, keep=keep), partial(are_starts, keep=keep))
        case _:
            kept = _kept(mask, beside)
            function = Function(partial(pooled, kept=kept), partial(are_pooled, kept=kept))
    return function


def _invalid(what: str) -> UsageError:
    return UsageError(ErrorCode.KEY_INVALID, what, hint="keep 32 bytes of a cryptographic random source")


def _not_utf8(mask: ColumnMask) -> MaskingError:
    return MaskingError(
        ErrorCode.MASKING_UNSUPPORTED,
        "the text is not UTF-8",
        where=mask.label,
        hint="store the column as UTF-8 text, or drop it before the gate",
    )


def _unsupported(mask: ColumnMask) -> MaskingError:
    return MaskingError(
        ErrorCode.MASKING_UNSUPPORTED,
        f"nothing here masks by {mask.method.word}",
        where=mask.label,
        hint="name another method in the policy",
    )


def _kept(mask: ColumnMask, beside: Beside) -> pa.Array:
    """The values that stay. Never guessed: without a count none would be known to be frequent."""
    if beside.categories is None:
        raise MaskingError(
            ErrorCode.MASKING_INCOMPLETE,
            "the values of the column were not counted before masking",
            where=mask.label,
            hint="this is a fault of the gate",
        )
    return beside.categories
