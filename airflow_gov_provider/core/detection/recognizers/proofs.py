"""What looks like our masking's work is believed only if a key says so.

Anybody can write values in the shape of tokens. Those whose tag verifies are masked; the others count as
what their frame claims to stand for: nobody can say that they are no real values in disguise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from airflow_gov_provider.core.detection.candidates.masks import Texts
from airflow_gov_provider.core.detection.candidates.outlines import Mask
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.recognizers.masked import NO_TOKENS, TokenShape

#: Digests, and nothing else of ours, are 64 characters long; without a key they are digests of anybody's.
_DIGEST_WIDTH = 64
#: Blank values and what stands for a value that is gone need no proof.
_NO_VALUE = r"^(?:\[REDACTED\]|\s*)$"


class TokenVerifier(Protocol):
    """Holds the keys of tokens."""

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Names of the keys, for the detector's identity; nothing of the keys."""

    def are_tokens(self, values: pa.Array) -> NDArray[np.bool_]:
        """Which values are tokens of any domain and boundary, by any key version; of a null, False.

        :raises UnicodeDecodeError: for text that is not UTF-8.
        """


@dataclass(frozen=True, slots=True)
class Proofs:
    """Tokens by shape and by key.

    :param claims: (pattern of a whole value, the entity type that such tokens stand for).
    :param verifier: None: there is no key, so nothing is proved.
    """

    shape: TokenShape = NO_TOKENS
    claims: tuple[tuple[str, str], ...] = ()
    verifier: TokenVerifier | None = None

    def mark(self, texts: Texts, *, number: bool) -> tuple[Mask, Mapping[str, int]]:
        """Mask of the values that are no data of anybody, and rows of unproved tokens by entity type.

        An unproved token is masked here too: its letters say nothing, and its rows are what counts of it. An
        integer has no frame, so one that is not proved is a number like any other.
        """
        shaped = self.shape.mark(texts, number=number)
        if number:
            return shaped & self._proved(texts, shaped, pa.int64()), {}
        if self.verifier is not None:
            shaped = shaped | self._proved(
                texts, texts.characters.lengths == _DIGEST_WIDTH, pa.large_string()
            )
        if not shaped.any() or not self.claims:
            return shaped, {}
        unproved = shaped & ~self._proved(texts, shaped, pa.large_string())
        return shaped, self._claimed(texts, unproved) if unproved.any() else {}

    def _proved(self, texts: Texts, among: Mask, kind: pa.DataType) -> Mask:
        proved = np.zeros(len(texts), np.bool_)
        if self.verifier is None or not among.any():
            return proved
        values = texts.values.filter(pl.Series(among)).to_arrow()
        proved[among] = self.verifier.are_tokens(values.cast(kind))
        return proved

    def _claimed(self, texts: Texts, unproved: Mask) -> dict[str, int]:
        values = texts.values.filter(pl.Series(unproved))
        rows = texts.counts.filter(pl.Series(unproved))
        left = ~values.str.contains(_NO_VALUE)
        claimed: dict[str, int] = {}
        for pattern, entity in self.claims:
            if not left.any():
                break
            here = left & values.str.contains(pattern)
            if here.any():
                claimed[entity] = claimed.get(entity, 0) + int(rows.filter(here).sum())
            left = left & ~here
        return claimed

    def finding(self, entity: str, rows: int, values: int) -> Finding:
        """What unproved tokens in so many rows of a column are worth: as much as real values."""
        evidence = {"unverified_tokens": float(rows)}
        if self.verifier is None:
            evidence["no_masking_key"] = 1.0
        return Finding(entity, 1.0, rows, rows / values if values else 0.0, tuple(sorted(evidence.items())))


@dataclass(slots=True)
class Unproved:
    """Rows of unproved tokens in one column, by entity type."""

    rows: dict[str, int] = field(default_factory=dict)

    def add(self, more: Mapping[str, int]) -> None:
        """Count those of a batch."""
        for entity, rows in more.items():
            self.rows[entity] = self.rows.get(entity, 0) + rows


NO_PROOFS = Proofs()
