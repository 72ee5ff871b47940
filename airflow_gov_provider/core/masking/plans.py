"""Which column is masked how, and which is kept. A column that the plan does not name is an error."""

from __future__ import annotations

from dataclasses import dataclass

from airflow_gov_provider.core.canonical import Json
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.policy import methods
from airflow_gov_provider.core.policy.methods import Generalize, Method, Shift, Synthesize


@dataclass(frozen=True, slots=True)
class ColumnMask:
    """One column's masking.

    :param label: of the column (leaf path of a nested one).
    :param method: settled: no setting is left open that it needs.
    :param domain: semantic join group, e.g. ``person.email``: equal domains give equal tokens.
    :param entity_types: that policy wants masked here.
    :param entity_type: the one that decided how; empty when only the decision names one.
    :param instead_of: the method a rule wants, where the type of the column can not bear it.
    """

    label: str
    method: Method
    domain: str
    entity_types: tuple[str, ...]
    entity_type: str = ""
    instead_of: Method | None = None

    @property
    def categories(self) -> int | None:
        """Rows that a value needs to stay; None: the method does not count values."""
        return self.method.at_least if isinstance(self.method, Generalize) else None

    @property
    def subject(self) -> str | None:
        """The column whose values say whom a row is about; None: the method does not ask."""
        return self.method.subject if isinstance(self.method, Shift) else None

    def as_json(self) -> dict[str, Json]:
        """For the ledger, the verdict and the explanation."""
        return {
            "label": self.label,
            "method": methods.as_json(self.method),
            "domain": self.domain,
            "entity_types": list(self.entity_types),
            "instead_of": None if self.instead_of is None else methods.as_json(self.instead_of),
        }


@dataclass(frozen=True, slots=True)
class MaskingPlan:
    """All columns of one masked copy, for one boundary (boundaries have different keys).

    :param kept: labels of columns that go on value by value.
    :param synthesis: the masked rows are only learned from: the copy holds invented ones.
    """

    boundary: str
    columns: tuple[ColumnMask, ...]
    kept: frozenset[str]
    synthesis: Synthesize | None = None

    def of(self, label: str) -> ColumnMask | None:
        """The mask of a column, or None when it is kept as it is.

        :raises MaskingError: ``MASKING_UNSUPPORTED`` for a column that nobody planned.
        """
        for mask in self.columns:
            if mask.label == label:
                return mask
        if label in self.kept:
            return None
        raise MaskingError(
            ErrorCode.MASKING_UNSUPPORTED,
            "the data have a column that the masking plan does not name",
            where=label,
            hint="scan and decide again: what was scanned is not what is to be masked",
        )

    @property
    def counted(self) -> tuple[ColumnMask, ...]:
        """Columns whose values must be counted before any is masked."""
        return tuple(mask for mask in self.columns if mask.categories is not None)

    def as_json(self) -> dict[str, Json]:
        """For the ledger and the explanation."""
        return {
            "boundary": self.boundary,
            "columns": [mask.as_json() for mask in self.columns],
            "kept": sorted(self.kept),
            "synthesis": None if self.synthesis is None else methods.as_json(self.synthesis),
        }
