"""Encrypted values in the format of their sources: same length, separators, letters, digits and case.

What a text is encrypted as follows from its own characters:

=================  ============================================================================
digits alone       FF1 with radix 10
letters alone      FF1 with radix 26; each place keeps its case
both               FF1 with radix 10 over digits and letters, twelve letters as one number, and again
                   until letters come out as letters (*cycle walking*): each place keeps its kind
=================  ============================================================================

Integers keep sign and number of digits: again until no zero leads and the type can hold it.

This is encryption, so nothing in a value says that it is the work of a key: any value that fits may be
an encrypted one. Whether it still is a value of the source is for the test of membership to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.functions.ff1 import LEAST_DOMAIN, Numerals, ff1_decrypt, ff1_encrypt
from airflow_gov_provider.core.masking.functions.integer_encryption import (
    Step,
    encrypted_numbers,
    fit_numbers,
    to_number,
    to_numerals,
    walk,
)
from airflow_gov_provider.core.masking.layouts import in_type, is_text, plain, require_utf8
from airflow_gov_provider.core.masking.pseudonyms.prf import layout

_Mask = NDArray[np.bool_]
_LETTERS, _DIGITS = 26, 10
#: Letters that are one number of digits in a mixed value; of 26**12 numbers 95 % are below 10**17.
_TOGETHER = 12
_ASCII = "[\\x00-\\x7F]+"
_SIGN = r"[\p{L}\p{M}\p{N}]"


@dataclass(frozen=True, slots=True)
class FormatKey:
    """What the columns of one boundary and domain are encrypted by.

    :param key: of AES-256. :param tweak: domain and key version.
    """

    key: bytes = field(repr=False)
    tweak: bytes

    def encrypt(self, numerals: Numerals, radix: int) -> Numerals:
        """See :func:`~airflow_gov_provider.core.masking.functions.ff1.ff1_encrypt`."""
        return ff1_encrypt(self.key, self.tweak, numerals, radix)

    def decrypt(self, numerals: Numerals, radix: int) -> Numerals:
        """The inverse."""
        return ff1_decrypt(self.key, self.tweak, numerals, radix)


def can_be_encrypted(kind: pa.DataType) -> bool:
    """True for text and integers in any layout."""
    below = kind.value_type if pa.types.is_dictionary(kind) else kind
    return is_text(kind) or bool(pa.types.is_integer(below))


def encrypted(values: pa.Array, key: FormatKey, where: str) -> pa.Array:
    """Encrypted values in the type of ``values``; nulls stay null and empty texts empty.

    :param where: label of the column, for errors.
    :raises MaskingError: ``MASKING_UNSUPPORTED`` when some value has fewer than a million others of its
        kind, or letters and digits beyond ASCII, which no radix here has.
    :raises UnicodeDecodeError: for text that is not UTF-8.
    """
    return _changed(values, key.encrypt, where)


def decrypted(values: pa.Array, key: FormatKey, where: str) -> pa.Array:
    """The inverse of :func:`encrypted`. :raises MaskingError: likewise."""
    return _changed(values, key.decrypt, where)


def may_be_encrypted(values: pa.Array) -> _Mask:
    """Which values fit, whoever made them; of a null or an empty text, False."""
    bare = plain(values)
    encoded = (pc.fill_null(bare, "") if is_text(bare.type) else pc.fill_null(bare, 0)).dictionary_encode()
    fit = _fit_text(encoded.dictionary) if is_text(bare.type) else fit_numbers(encoded.dictionary)
    return np.asarray(fit[encoded.indices.to_numpy()])


def _changed(values: pa.Array, step: Step, where: str) -> pa.Array:
    encoded = plain(values).dictionary_encode()
    distinct = encoded.dictionary
    if is_text(distinct.type):
        fit, work = _fit_text(distinct) | pc.equal(distinct, "").to_numpy(zero_copy_only=False), _texts
    else:
        fit, work = fit_numbers(distinct), encrypted_numbers
    if not fit.all():
        unfit = pc.sum(pa.array(~fit).take(encoded.indices), min_count=0).as_py()
        raise _too_few(unfit, len(values), where)
    return in_type(work(distinct, step).take(encoded.indices), values.type)


def _too_few(unfit: int, rows: int, where: str) -> MaskingError:
    return MaskingError(
        ErrorCode.MASKING_UNSUPPORTED,
        f"{unfit} of {rows} values can not be encrypted in their format: fewer than a million others have "
        "as many digits and letters, or their letters are none of A to Z",
        where=where,
        hint="mask the column by pseudonym or redact instead",
    )


@dataclass(frozen=True, slots=True)
class _Signs:
    """The bytes of distinct texts, and which are digits and letters. :param of: the text of each byte."""

    data: NDArray[np.uint8]
    of: NDArray[np.intp]
    digit: _Mask
    letter: _Mask
    digits: NDArray[np.intp]
    letters: NDArray[np.intp]

    @classmethod
    def read(cls, distinct: pa.LargeStringArray) -> _Signs:
        data, starts, lengths = layout(distinct)
        end = int(starts[-1] + lengths[-1]) if len(starts) else 0
        own = data[int(starts[0]) if len(starts) else 0 : end]
        of = np.repeat(np.arange(len(lengths)), lengths)
        digit = (own - np.uint8(ord("0"))) < _DIGITS
        letter = ((own | np.uint8(32)) - np.uint8(ord("a"))) < _LETTERS
        count = len(lengths)
        return cls(
            own,
            of,
            digit,
            letter,
            np.bincount(of[digit], minlength=count),
            np.bincount(of[letter], minlength=count),
        )

    def groups(self) -> Iterator[tuple[int, int, _Mask]]:
        """Letters, digits, and the texts that have as many."""
        kinds = np.unique(np.stack([self.letters, self.digits], axis=1), axis=0)
        for letters, digits in kinds.tolist():
            if letters + digits:
                yield letters, digits, (self.letters == letters) & (self.digits == digits)


def _fit_text(distinct: pa.LargeStringArray) -> _Mask:
    signs = _Signs.read(distinct)
    # 26**5 and 10**6 are enough; no logarithm of a number is near the limit's.
    room = signs.letters * np.log(_LETTERS) + signs.digits * np.log(_DIGITS) > np.log(LEAST_DOMAIN) - 1e-9
    if (signs.data > 127).any():
        require_utf8(distinct)
        beyond = pc.match_substring_regex(pc.replace_substring_regex(distinct, _ASCII, ""), _SIGN)
        room &= ~beyond.to_numpy(zero_copy_only=False)
    return np.asarray(room & (signs.letters + signs.digits > 1))


def _texts(distinct: pa.LargeStringArray, step: Step) -> pa.LargeStringArray:
    signs = _Signs.read(distinct)
    out = signs.data.copy()
    for letters, digits, texts in signs.groups():
        count = int(np.count_nonzero(texts))
        at_digits = np.flatnonzero(signs.digit & texts[signs.of])
        at_letters = np.flatnonzero(signs.letter & texts[signs.of])
        case = signs.data[at_letters] & np.uint8(32)
        old_digits = (signs.data[at_digits] - np.uint8(ord("0"))).reshape(count, digits)
        old_letters = ((signs.data[at_letters] | np.uint8(32)) - np.uint8(ord("a"))).reshape(count, letters)
        new_letters, new_digits = _both(old_letters, old_digits, step)
        out[at_digits] = new_digits.reshape(-1) + np.uint8(ord("0"))
        out[at_letters] = (new_letters.reshape(-1) + np.uint8(ord("A"))) | case
    _, _, lengths = layout(distinct)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return pa.LargeStringArray.from_buffers(len(distinct), pa.py_buffer(offsets), pa.py_buffer(out.tobytes()))


def _both(letters: Numerals, digits: Numerals, step: Step) -> tuple[Numerals, Numerals]:
    """New letters and digits of texts that have as many of each."""
    if not letters.shape[1]:
        return letters, step(digits, _DIGITS)
    if not digits.shape[1]:
        return step(letters, _LETTERS), digits
    parts = [letters[:, start : start + _TOGETHER] for start in range(0, letters.shape[1], _TOGETHER)]
    widths = [len(str(_LETTERS ** part.shape[1] - 1)) for part in parts]
    numerals = np.hstack([*map(_to_decimal, parts, widths), digits])
    edges = np.cumsum([0, *widths])

    def is_letters(rows: Numerals) -> _Mask:
        fine = np.ones(len(rows), np.bool_)
        for part, start, end in zip(parts, edges, edges[1:], strict=False):
            fine &= to_number(rows[:, start:end]) < _LETTERS ** part.shape[1]
        return fine

    walked = walk(numerals, lambda rows: step(rows, _DIGITS), is_letters)
    new = [
        _from_decimal(walked[:, start:end], part.shape[1])
        for part, start, end in zip(parts, edges, edges[1:], strict=False)
    ]
    return np.hstack(new), walked[:, edges[-1] :]


def _to_decimal(letters: Numerals, width: int) -> Numerals:
    number = np.zeros(len(letters), np.uint64)
    for place in range(letters.shape[1]):
        number = number * np.uint64(_LETTERS) + letters[:, place]
    return to_numerals(number, width, _DIGITS)


def _from_decimal(digits: Numerals, width: int) -> Numerals:
    return to_numerals(to_number(digits), width, _LETTERS)
