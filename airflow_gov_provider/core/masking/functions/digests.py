"""Keyed digests: 64 hexadecimal digits, the first half of them of the value, the second of the first half.

``AES-CMAC(body key, value) ‖ AES-CMAC(tag key, first half)``: whoever has no key can neither guess values
nor make digests that verify (2**-128), and two values share one with probability 2**-128.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.layouts import in_type, is_text, plain
from airflow_gov_provider.core.masking.pseudonyms.forms import shaped
from airflow_gov_provider.core.masking.pseudonyms.matrices import are_wide, from_hex, of_width, texts, to_hex
from airflow_gov_provider.core.masking.pseudonyms.normalisation import normalised
from airflow_gov_provider.core.masking.pseudonyms.prf import TokenKeys, rows_prf, values_prf

WIDTH = 64
_HALF = 16


def digests(values: pa.Array, keys: TokenKeys, domain: str) -> pa.Array:
    """Digests in the type of ``values``, which is text; nulls stay null and empty texts empty.

    :raises UnicodeDecodeError: for text that is not UTF-8.
    """
    encoded = plain(values).dictionary_encode()
    distinct = encoded.dictionary
    spelt, _ = shaped(normalised(distinct, domain), domain)
    body = values_prf(keys, spelt.cast(pa.large_binary()))
    made = texts(to_hex(np.hstack([body, rows_prf(keys.tag, body)])))
    return in_type(pc.if_else(pc.equal(distinct, ""), "", made).take(encoded.indices), values.type)


def are_digests(values: pa.Array, tags: list[bytes]) -> NDArray[np.bool_]:
    """Which values are digests by one of the tag keys; a null or an empty text is none."""
    verified = np.zeros(len(values), np.bool_)
    if not is_text(values.type):
        return verified
    bare = plain(values)
    wide = are_wide(bare, WIDTH, "")
    secret, known = from_hex(of_width(bare, wide))
    if len(secret):
        matched = [(rows_prf(tag, secret[:, :_HALF]) == secret[:, _HALF:]).all(axis=1) for tag in tags]
        verified[wide.to_numpy(zero_copy_only=False)] = known & np.logical_or.reduce(matched)
    return verified
