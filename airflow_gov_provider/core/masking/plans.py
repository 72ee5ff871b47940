"""Which column is masked how. Built from a decision; a column that is not in the plan is kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from airflow_gov_provider.core.canonical import Json


class MaskingFunction(StrEnum):
    """Presidio's operator names where it has one."""

    REDACT = "redact"
    PSEUDONYM = "pseudonym"


@dataclass(frozen=True, slots=True)
class ColumnMask:
    """One column's masking.

    :param label: of the column (leaf path of a nested one).
    :param domain: semantic join group, e.g. ``person.email``: equal domains give equal tokens.
    """

    label: str
    function: MaskingFunction
    domain: str
    entity_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MaskingPlan:
    """All masked columns of one decision, for one boundary (boundaries have different keys)."""

    boundary: str
    columns: tuple[ColumnMask, ...]

    def of(self, label: str) -> ColumnMask | None:
        """The mask of a column, or None when it is kept as it is."""
        return next((mask for mask in self.columns if mask.label == label), None)

    def as_json(self) -> dict[str, Json]:
        """For the ledger and the explanation."""
        return {
            "boundary": self.boundary,
            "columns": [
                {
                    "label": mask.label,
                    "function": mask.function.value,
                    "domain": mask.domain,
                    "entity_types": list(mask.entity_types),
                }
                for mask in self.columns
            ],
        }
