"""What a column of a copy is: real values, masked ones, or nobody can say. Who can say nothing passes nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from airflow_gov_provider.core.canonical import Json
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.membership import Basis, Overlap, Watched
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingPlan
from airflow_gov_provider.core.masking.verification import CheckedColumn
from airflow_gov_provider.core.policy import methods
from airflow_gov_provider.core.policy.methods import (
    OTHER,
    REDACTED,
    Encrypt,
    Hash,
    Pseudonym,
    Redact,
    Replace,
    Shift,
    Surrogate,
)

#: The smallest domain of format-preserving encryption: of so many values one is its own cipher.
_SMALLEST_DOMAIN = 1_000_000
#: A count that chance exceeds once in a thousand million columns is no chance.
_NEVER = 1e-9
_KEYED = (Pseudonym, Hash, Encrypt, Shift, Surrogate)


class MaskVerdict(StrEnum):
    """What the values of a column are. UNKNOWN is treated like REAL."""

    REAL = "REAL"
    MASKED = "MASKED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class JudgedMask:
    """One masked column of a copy: how it was masked, what was counted and what follows.

    :param checked: counts of the method's own check. :param overlap: with the source.
    :param basis: what of the column was looked up in the source.
    :param key_version: of the key that the method used; None: it uses none.
    """

    mask: ColumnMask
    checked: CheckedColumn
    overlap: Overlap
    basis: Basis
    key_version: str | None
    verdict: MaskVerdict

    @property
    def real(self) -> int:
        """Values or rows of the copy that are the source's own."""
        return self.overlap.kept if self.basis is Basis.ROWS else self.overlap.survivors

    def as_json(self) -> dict[str, Json]:
        """For the signed verdict: the certificate of this column's mask."""
        return {
            "label": self.mask.label,
            "method": methods.as_json(self.mask.method),
            "domain": self.mask.domain,
            "keyVersion": self.key_version,
            "rows": self.checked.rows,
            "nulls": self.checked.nulls,
            "empty": self.checked.empty,
            "verified": self.checked.verified,
            "basis": self.basis.value,
            "sourceValues": self.overlap.members,
            "lookedUp": self.overlap.rows if self.basis is Basis.ROWS else self.overlap.probed,
            "real": self.real,
            "verdict": self.verdict.value,
        }


def basis_of(mask: ColumnMask) -> Basis:
    """What of a column masked that way can be compared with the source."""
    match mask.method:
        case Pseudonym() | Hash() | Replace() | Redact(spans=False):
            return Basis.VALUES
        case Shift() | Encrypt() | Surrogate():
            return Basis.ROWS
        case _:
            return Basis.METHOD


def watched(plan: MaskingPlan) -> tuple[Watched, ...]:
    """The columns of a plan whose values are looked up in the source."""
    return tuple(
        Watched(
            mask.label,
            mask.domain,
            frozenset({basis}),
            isinstance(mask.method, Encrypt),
            (REDACTED, OTHER, mask.method.text if isinstance(mask.method, Replace) else REDACTED),
        )
        for mask in plan.columns
        if (basis := basis_of(mask)) is not Basis.METHOD
    )


def judged_masks(
    plan: MaskingPlan,
    counts: Mapping[str, CheckedColumn],
    overlaps: Mapping[str, Overlap],
    key_version: str,
) -> tuple[JudgedMask, ...]:
    """The verdict of each planned column.

    :param counts: of the whole copy. :param overlaps: of the columns that were looked up.
    """
    return tuple(
        _judged(
            mask,
            counts.get(mask.label, CheckedColumn(mask.label, 0, 0, 0, 0)),
            overlaps.get(mask.label),
            key_version if isinstance(mask.method, _KEYED) else None,
        )
        for mask in plan.columns
    )


def refuse_unmasked(judged: Sequence[JudgedMask]) -> None:
    """:raises MaskingError: ``MASKING_INCOMPLETE`` for the first column that is not ``MASKED``."""
    for one in judged:
        if one.verdict is MaskVerdict.MASKED:
            continue
        what = (
            f"{one.real} {'rows' if one.basis is Basis.ROWS else 'different values'} of the masked copy are "
            "those of the source"
            if one.verdict is MaskVerdict.REAL
            else "nothing proves that the values are masked"
        )
        raise MaskingError(
            ErrorCode.MASKING_INCOMPLETE,
            f"{what} ({one.mask.method.word})",
            where=one.mask.label,
            hint="nothing was published; this is a fault of masking or of the copy's format",
        )


def by_chance(expected: float) -> int:
    """The most that chance brings where it brings ``expected`` on average (Poisson, one in 10**9 fails)."""
    if expected <= 0:
        return 0
    most = 0
    while _above(most, expected) > _NEVER:
        most += 1
    return most


def _above(most: int, expected: float) -> float:
    """Chernoff's bound on more than ``most`` of a Poisson variable; 1 where it says nothing."""
    count = most + 1
    if count <= expected:
        return 1.0
    return math.exp(count - expected + count * math.log(expected / count))


def _judged(
    mask: ColumnMask, checked: CheckedColumn, overlap: Overlap | None, key_version: str | None
) -> JudgedMask:
    basis = basis_of(mask)
    seen = overlap or Overlap()
    allowed = by_chance(seen.rows / _SMALLEST_DOMAIN) if isinstance(mask.method, Encrypt) else 0
    made = JudgedMask(mask, checked, seen, basis, key_version, MaskVerdict.MASKED)
    if made.real > allowed:
        verdict = MaskVerdict.REAL
    elif (overlap is None and basis is not Basis.METHOD) or not _is_proved(checked):
        verdict = MaskVerdict.UNKNOWN
    else:
        return made
    return JudgedMask(mask, checked, seen, basis, key_version, verdict)


def _is_proved(checked: CheckedColumn) -> bool:
    return checked.rows == checked.nulls + checked.empty + checked.verified
