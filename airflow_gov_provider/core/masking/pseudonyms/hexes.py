"""Tokens of hexadecimal digits: what pseudonyms of UUIDs and network addresses look like.

::

    9999bbbb-bbbb-8bbb-8bbb-btttttttt       UUID of version 8 (RFC 9562): 72 bits of body, 32 of tag
    2001:db8: + six groups                  any IP address: 54 bits of body, 24 of tag; 2001:db8::/32 is
                                            for documentation (RFC 3849)
    b6:bb:bb:bb:bb:bb:tt:tt                 any MAC address: 44 bits of body, 16 of tag; locally
                                            administered, in the quarter that IEEE 802c leaves reserved

An IPv4 address becomes an IPv6 one and a MAC address one of eight bytes (EUI-64): the reserved ranges
of their own length have room for a few hundred, and for 2**28 beside a tag. Every group of an IP token
begins with 8 or 9: software which writes addresses in their shortest way leaves it alone, and no group
is a letter and three digits, as some licences are.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.pseudonyms.digits import leading, tags
from airflow_gov_provider.core.masking.pseudonyms.matrices import (
    are_wide,
    beside,
    from_hex,
    of_width,
    texts,
    to_hex,
)
from airflow_gov_provider.core.masking.pseudonyms.prf import Bytes, TokenKeys, rows_prf
from airflow_gov_provider.core.masking.pseudonyms.tokens import are_secrets, secrets

UUID_MARK = "9999"
IP_MARK = "2001:db8:"
UUID_WIDTH, IP_WIDTH, MAC_WIDTH = 36, len(IP_MARK) + 29, 23

_DASH, _COLON = np.uint8(ord("-")), np.uint8(ord(":"))
_EIGHT, _SIX = np.uint8(ord("8")), np.uint8(ord("6"))
#: Where the 26 digits of body and tag stand in a UUID, behind the mark and between version and variant.
_UUID_PLACES = np.array([*range(4, 8), *range(9, 13), *range(15, 18), *range(20, 23), *range(24, 36)])
_UUID_DASHES = np.array([8, 13, 18, 23])
_UUID_FIXED = np.array([14, 19])
_GROUPS, _FREE = 6, 13
_IP_BODY, _IP_TAG = 54, 24
#: The first bits of a group: its first digit is 8 or 9.
_FIRST = np.array([1, 0, 0], np.uint8)
_IP_PLACES = np.array([5 * group + place for group in range(_GROUPS) for place in range(4)])
_MAC_PLACES = np.array([3 * octet + place for octet in range(8) for place in range(2)])
_MAC_BODY, _MAC_TAG = 44, 16


def uuid_tokens(keys: TokenKeys, prf: Bytes) -> pa.LargeStringArray:
    """UUIDs of the 16 pseudorandom bytes of each value."""
    rows = np.full((len(prf), UUID_WIDTH), _DASH, np.uint8)
    rows[:, : len(UUID_MARK)] = np.frombuffer(UUID_MARK.encode(), np.uint8)
    rows[:, _UUID_FIXED] = _EIGHT
    rows[:, _UUID_PLACES] = to_hex(secrets(keys, prf))
    return texts(rows)


def are_uuid_tokens(tag: bytes, values: pa.LargeStringArray) -> NDArray[np.bool_]:
    """Which values are such tokens, with tags of this key; a null is none."""
    shaped = are_wide(values, UUID_WIDTH, UUID_MARK)
    verified: NDArray[np.bool_] = shaped.to_numpy(zero_copy_only=False).copy()
    rows = of_width(values, shaped)
    if len(rows):
        secret, known = from_hex(rows[:, _UUID_PLACES])
        known &= (rows[:, _UUID_DASHES] == _DASH).all(axis=1) & (rows[:, _UUID_FIXED] == _EIGHT).all(axis=1)
        verified[verified] = known & are_secrets(tag, secret)
    return verified


def ip_tokens(keys: TokenKeys, prf: Bytes) -> pa.LargeStringArray:
    """Addresses of the 16 pseudorandom bytes of each value."""
    body = np.unpackbits(prf[:, :8], axis=1)[:, :_IP_BODY]
    bits = np.hstack([body, _ip_tags(keys.tag, body)]).reshape(-1, _GROUPS, _FREE)
    first = np.broadcast_to(_FIRST, (len(prf), _GROUPS, len(_FIRST)))
    groups = np.packbits(np.concatenate([first, bits], axis=2).reshape(len(prf), -1), axis=1)
    rows = np.full((len(prf), IP_WIDTH - len(IP_MARK)), _COLON, np.uint8)
    rows[:, _IP_PLACES] = to_hex(groups)
    return texts(beside(IP_MARK, rows))


def are_ip_tokens(tag: bytes, values: pa.LargeStringArray) -> NDArray[np.bool_]:
    """Which values are such tokens, with tags of this key; a null is none."""
    shaped = are_wide(values, IP_WIDTH, IP_MARK)
    verified: NDArray[np.bool_] = shaped.to_numpy(zero_copy_only=False).copy()
    rows = of_width(values, shaped)[:, len(IP_MARK) :]
    if len(rows):
        groups, known = from_hex(rows[:, _IP_PLACES])
        known &= (rows[:, 4::5] == _COLON).all(axis=1)
        bits = np.unpackbits(groups, axis=1).reshape(len(rows), _GROUPS, -1)
        known &= (bits[:, :, : len(_FIRST)] == _FIRST).all(axis=(1, 2))
        free = bits[:, :, len(_FIRST) :].reshape(len(rows), -1)
        same = _ip_tags(tag, free[:, :_IP_BODY]) == free[:, _IP_BODY:]
        verified[verified] = known & same.all(axis=1)
    return verified


def mac_tokens(keys: TokenKeys, prf: Bytes) -> pa.LargeStringArray:
    """Addresses of the 16 pseudorandom bytes of each value."""
    body = leading(prf) >> np.uint64(64 - _MAC_BODY)
    number = (body << np.uint64(_MAC_TAG)) | tags(keys.tag, body, _MAC_TAG)
    free = to_hex((number << np.uint64(4)).astype(">u8").view(np.uint8).reshape(-1, 8))
    rows = np.full((len(prf), MAC_WIDTH), _COLON, np.uint8)
    rows[:, _MAC_PLACES[0]], rows[:, 1] = free[:, 0], _SIX
    rows[:, _MAC_PLACES[2:]] = free[:, 1:15]
    return texts(rows)


def are_mac_tokens(tag: bytes, values: pa.LargeStringArray) -> NDArray[np.bool_]:
    """Which values are such tokens, with tags of this key; a null is none."""
    shaped = are_wide(values, MAC_WIDTH, "")
    verified: NDArray[np.bool_] = shaped.to_numpy(zero_copy_only=False).copy()
    rows = of_width(values, shaped)
    if len(rows):
        zero = np.full((len(rows), 1), ord("0"), np.uint8)
        digits = np.hstack([zero, rows[:, _MAC_PLACES[:1]], rows[:, _MAC_PLACES[2:]]])
        secret, known = from_hex(digits)
        known &= (rows[:, 2::3] == _COLON).all(axis=1) & (rows[:, 1] == _SIX)
        number = leading(secret)
        found = number & np.uint64((1 << _MAC_TAG) - 1)
        verified[verified] = known & (tags(tag, number >> np.uint64(_MAC_TAG), _MAC_TAG) == found)
    return verified


def _ip_tags(key: bytes, body: Bytes) -> Bytes:
    """Bits of tag, shape (n, 24), of bits of body."""
    return np.unpackbits(rows_prf(key, np.packbits(body, axis=1))[:, : _IP_TAG // 8], axis=1)
