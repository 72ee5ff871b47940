"""The keyed function under every pseudonym: keys by HKDF-SHA256, values by AES-CMAC over whole columns.

AES-CMAC (RFC 4493) chains one block cipher call per 16 bytes of a value. Here block *i* of all values
goes through the cipher in one call and numpy does the rest, several times quicker than one HMAC a value.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from numpy.typing import NDArray

from airflow_gov_provider.core.canonical import canonical_bytes

Bytes = NDArray[np.uint8]

_BLOCK = 16
_CHUNK = 32_768
#: Longer values (bytes) are rare in identifiers and would make one column wait for its longest value.
_LONGEST_CHAINED = 256
_PURPOSE = "airflow-gov-provider/pseudonym/v1"
_TAG_PURPOSE = "airflow-gov-provider/tag/v1"
_NAME_PURPOSE = "airflow-gov-provider/masking-key-id/v1"


@dataclass(frozen=True, slots=True)
class TokenKeys:
    """Three independent 32-byte keys: ``body`` of values, ``long`` of long ones, ``tag`` of bodies.

    Body and long keys are those of a boundary and a domain, so that receivers can not join. The tag key
    is that of a form and a key version alone: whoever holds the master key can verify a token without
    knowing for whom it was made.
    """

    body: bytes = field(repr=False)
    long: bytes = field(repr=False)
    tag: bytes = field(repr=False)

    @classmethod
    def derive(
        cls, master: bytes, *, kind: str, boundary: str, domain: str, version: str, form: str
    ) -> TokenKeys:
        """The keys of one kind of value, boundary, domain and key version, for tokens of one form."""
        info = canonical_bytes([_PURPOSE, kind, boundary, domain, version])
        keys = _derived(master, info, 64)
        return cls(keys[:32], keys[32:], tag_key(master, form=form, version=version))


def tag_key(master: bytes, *, form: str, version: str) -> bytes:
    """The 32-byte key of the tags in all tokens of one form and key version."""
    return _derived(master, canonical_bytes([_TAG_PURPOSE, form, version]), 32)


def key_id(master: bytes) -> str:
    """16 hex digits that name a master key and tell nothing about it."""
    return _derived(master, canonical_bytes([_NAME_PURPOSE]), 8).hex()


def _derived(master: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length=length, salt=None, info=info).derive(master)


def values_prf(keys: TokenKeys, values: pa.LargeBinaryArray) -> Bytes:
    """16 pseudorandom bytes a value, shape (n, 16); the values must hold no null."""
    data, starts, lengths = layout(values)
    out = np.empty((len(values), _BLOCK), np.uint8)
    chained = lengths <= _LONGEST_CHAINED
    out[chained] = cmac(keys.body, data, starts[chained], lengths[chained])
    for row in np.flatnonzero(~chained):
        value = data[starts[row] : starts[row] + lengths[row]]
        out[row] = np.frombuffer(hmac.digest(keys.long, value.tobytes(), hashlib.sha256)[:_BLOCK], np.uint8)
    return out


def rows_prf(key: bytes, rows: Bytes) -> Bytes:
    """16 pseudorandom bytes a row of an (n, width) matrix."""
    count, width = rows.shape
    starts = np.arange(count, dtype=np.int64) * width
    return cmac(key, np.ascontiguousarray(rows).reshape(-1), starts, np.full(count, width, np.int64))


def cmac(key: bytes, data: Bytes, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> Bytes:
    """AES-CMAC of ``data[start:start + length]`` for each pair, shape (n, 16)."""
    cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305  CMAC is built from the bare block cipher
    encrypt = cipher.encryptor()
    subkeys = _subkeys(encrypt.update(bytes(_BLOCK)))
    blocks = np.maximum(1, -(-lengths // _BLOCK))
    out = np.empty((len(starts), _BLOCK), np.uint8)
    # So many bytes behind the last value that every message can be cut out whole.
    data = np.concatenate([data, np.zeros(_BLOCK * int(blocks.max(initial=1)), np.uint8)])
    for count in np.unique(blocks):
        same = np.flatnonzero(blocks == count)
        for first in range(0, len(same), _CHUNK):
            rows = same[first : first + _CHUNK]
            message = _padded(data, starts[rows], lengths[rows], int(count), subkeys)
            state = np.zeros((len(rows), _BLOCK), np.uint8)
            for block in range(int(count)):
                state ^= message[:, block * _BLOCK : (block + 1) * _BLOCK]
                state = np.frombuffer(encrypt.update(state.tobytes()), np.uint8).reshape(-1, _BLOCK).copy()
            out[rows] = state
    return out


def _padded(
    data: Bytes, starts: NDArray[np.int64], lengths: NDArray[np.int64], blocks: int, subkeys: Bytes
) -> Bytes:
    """Messages side by side, 0x80 and zeros after the end, the subkey on the last block (RFC 4493, 2.4)."""
    width = blocks * _BLOCK
    message = np.lib.stride_tricks.sliding_window_view(data, width)[starts]
    message *= np.arange(width, dtype=np.int32) < lengths[:, None].astype(np.int32)
    partial = np.flatnonzero(lengths < width)
    message[partial, lengths[partial]] = 0x80
    message[:, -_BLOCK:] ^= subkeys[(lengths < width).astype(np.intp)]
    return message


def _subkeys(zero: bytes) -> Bytes:
    """K1 (whole last block) and K2 (padded last block): the cipher's zero doubled in GF(2^128)."""
    first = _doubled(int.from_bytes(zero))
    both = first.to_bytes(_BLOCK) + _doubled(first).to_bytes(_BLOCK)
    return np.frombuffer(both, np.uint8).reshape(2, _BLOCK)


def _doubled(number: int) -> int:
    return ((number << 1) ^ (0x87 if number >> 127 else 0)) & ((1 << 128) - 1)


def layout(values: pa.LargeBinaryArray) -> tuple[Bytes, NDArray[np.int64], NDArray[np.int64]]:
    """Where the values lie: all bytes, start and length of each; the same for large strings."""
    _, offsets, data = values.buffers()
    edges = np.frombuffer(offsets, np.int64)[values.offset : values.offset + len(values) + 1]
    content = np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)
    return content, edges[:-1], np.diff(edges)
