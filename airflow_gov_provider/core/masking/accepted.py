"""What a scan of a masked copy still finds although it is masked, and rightly so.

A coarser age is still an age, an invented name reads like a name. Such findings say nothing once every
value of the column has been verified to be what its method makes; anything else that is found there,
and anything in a column that was not masked, counts like in any other data.
"""

from __future__ import annotations

from dataclasses import replace

from airflow_gov_provider.core.detection.findings import METADATA_PREFIX, ColumnReport, Finding, ScanReport
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingPlan
from airflow_gov_provider.core.policy.methods import Encrypt, Generalize, Hash, Mask, Shift, Surrogate

#: Methods whose values look like values of their entity type, to people and recognizers alike.
_ALIKE = (Generalize, Shift, Surrogate, Encrypt, Mask, Hash)
#: What a coarser value may be taken for besides what it was: January the first of a year is any date.
_COARSER = {"DATE_OF_BIRTH": "DATE_TIME"}


def without_accepted(report: ScanReport, plan: MaskingPlan) -> ScanReport:
    """``report`` of a copy whose masked values were verified, without what is found because of its masks."""
    alike = {mask.label: mask for mask in plan.columns if isinstance(mask.method, _ALIKE)}
    return replace(report, columns=tuple(_without(column, alike) for column in report.columns))


def _without(column: ColumnReport, alike: dict[str, ColumnMask]) -> ColumnReport:
    """Statistics of a column show two of its values, which were verified with the others."""
    mask = alike.get(column.label.removeprefix(METADATA_PREFIX))
    if mask is None:
        return column
    left = tuple(finding for finding in column.findings if not _is_accepted(finding, mask))
    return replace(column, findings=left)


def _is_accepted(finding: Finding, mask: ColumnMask) -> bool:
    if isinstance(mask.method, Encrypt):
        # Every letter and digit is the cipher's: what they spell, they spell by chance.
        return not finding.in_name
    if isinstance(mask.method, Hash):
        return finding.entity_type == "WEAK_HASH" and not finding.in_name
    expected = {*mask.entity_types, *(_COARSER.get(entity) for entity in mask.entity_types)}
    return finding.entity_type in expected and not finding.in_name
