"""From what a gate knows to what lineage backends are told. Pure; nothing here can hold a value.

- The source is an input with its schema, version, entity tags, scan and assertions, whatever came of
  it; an assertion fails for each column that policy does not let through as it is.
- The destination is an output only when something was published there.
- A verdict hangs on the dataset it is about: the published one, or the source of a gate that
  published nothing.
- Findings outside the columns (file metadata) are about the dataset as a whole: they are no fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from airflow_gov_provider.core.datasets import DatasetRef, Snapshot
from airflow_gov_provider.core.detection.findings import METADATA_PREFIX, ColumnReport, ScanReport
from airflow_gov_provider.core.lineage import facets
from airflow_gov_provider.core.lineage.facets import Facet
from airflow_gov_provider.core.policy.decisions import Decision, Effect


class InputDataset(TypedDict):
    """One input of a run event."""

    namespace: str
    name: str
    facets: dict[str, Facet]
    inputFacets: dict[str, Facet]


class OutputDataset(TypedDict):
    """One output of a run event."""

    namespace: str
    name: str
    facets: dict[str, Facet]
    outputFacets: dict[str, Facet]


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a gate contributes to a run event; plain mappings, as they stand in the event."""

    inputs: tuple[InputDataset, ...] = ()
    outputs: tuple[OutputDataset, ...] = ()
    run_facets: Mapping[str, Facet] = field(default_factory=dict)
    job_facets: Mapping[str, Facet] = field(default_factory=dict)


def asked(source: DatasetRef) -> Lineage:
    """The lineage of a gate that starts: its source, by name.

    Nothing is told of a destination to which nothing has been published; an empty lineage would make
    the OpenLineage provider take the task's declared outlets for outputs, blocked gate or not.
    """
    bare: InputDataset = {
        "namespace": source.namespace,
        "name": source.name,
        "facets": {},
        "inputFacets": {},
    }
    return Lineage((bare,))


def lineage_of(
    *,
    report: ScanReport | None,
    decision: Decision | None,
    outcome: str | None,
    source: Snapshot | DatasetRef,
    destination: DatasetRef | None,
    published: Snapshot | None,
    request_id: str,
    purpose: str,
    verdict_id: str | None,
    key_id: str | None,
    isolation: str,
    masked_columns: tuple[str, ...],
    grant: Mapping[str, Any] | None,
    error_code: str | None,
    reason_codes: Sequence[str] | None = None,
) -> Lineage:
    """The lineage of one gate run, however it ended and however far it came.

    :param report: None when the scan did not end. :param decision: likewise. :param outcome: of the verdict.
    :param source: the snapshot, or only its name when none was taken in.
    :param published: what the verdict is about; an output when it lies at ``destination``.
    :param grant: the verdict's grant: ``holdId``, ``approvers``, ``grantedAt``, ``expiresAt``.
    :param reason_codes: of the verdict, after any answer; None: those of the decision.
    """
    moved = None if destination is None else _published_at(destination, published)
    covered = moved.fingerprint if moved else _fingerprint(source, report)
    verdict: Facet | None = None
    if verdict_id is not None and outcome is not None and covered is not None:
        verdict = facets.verdict_facet(
            verdict_id=verdict_id,
            outcome=str(outcome),
            purpose=purpose,
            fingerprint=covered,
            key_id=key_id,
            expires_at=grant["expiresAt"] if grant else None,
        )
    run = {
        "gov_decision": facets.decision_facet(
            request_id=request_id,
            purpose=purpose,
            isolation=isolation,
            decision=decision,
            reason_codes=reason_codes,
            outcome=outcome,
            verdict_id=verdict_id,
            error_code=error_code,
        )
    }
    if grant is not None:
        run["gov_approval"] = facets.approval_facet(grant)
    if moved is None:
        return Lineage((_input(source, report, decision, verdict),), (), run)
    masked = frozenset(masked_columns)
    return Lineage(
        (_input(source, report, decision, None),),
        (_output(_ref(source), moved, report, masked, verdict),),
        run,
    )


def _published_at(destination: DatasetRef, published: Snapshot | None) -> Snapshot | None:
    """The snapshot, if it lies at the destination: a blocked verdict is about the source's."""
    if published is None or published.dataset.uri != destination.uri:
        return None
    return published


def _input(
    source: Snapshot | DatasetRef,
    report: ScanReport | None,
    decision: Decision | None,
    verdict: Facet | None,
) -> InputDataset:
    dataset, described, assertions = _ref(source), dict[str, Facet](), dict[str, Facet]()
    fingerprint = _fingerprint(source, report)
    if fingerprint is not None:
        described["version"] = facets.version_facet(fingerprint)
    if report is not None:
        described |= _columns_facets(report.columns)
        described["gov_scan"] = facets.scan_facet(report)
        if decision is not None:
            assertions["dataQualityAssertions"] = facets.assertions_facet(_assertions(report, decision))
    if verdict is not None:
        described["gov_verdict"] = verdict
    return {
        "namespace": dataset.namespace,
        "name": dataset.name,
        "facets": described,
        "inputFacets": assertions,
    }


def _output(
    origin: DatasetRef,
    published: Snapshot,
    report: ScanReport | None,
    masked: frozenset[str],
    verdict: Facet | None,
) -> OutputDataset:
    described = {"version": facets.version_facet(published.fingerprint)}
    if report is not None:
        described |= _columns_facets(report.columns, masked)
        described["columnLineage"] = facets.column_lineage_facet(
            origin.namespace, origin.name, _fields(report.columns), masked
        )
    if verdict is not None:
        described["gov_verdict"] = verdict
    return {
        "namespace": published.dataset.namespace,
        "name": published.dataset.name,
        "facets": described,
        "outputFacets": {},
    }


def _columns_facets(
    columns: Sequence[ColumnReport], masked: frozenset[str] = frozenset()
) -> dict[str, Facet]:
    """``schema`` and, for what is there unmasked, ``tags``.

    A masked copy is written anew, so nothing is said about its metadata; exact bytes keep theirs.
    """
    bare = [c for c in columns if c.label not in masked and not (masked and _is_metadata(c.label))]
    described = {"schema": facets.fields_facet(_fields(columns))}
    tagged = [
        (None if _is_metadata(column.label) else column.label, finding.entity_type)
        for column in bare
        for finding in column.findings
    ]
    return {**described, "tags": facets.tags_facet(tagged)} if tagged else described


def _assertions(report: ScanReport, decision: Decision) -> Iterator[Facet]:
    yield facets.assertion(facets.FULLY_EXAMINED, success=report.coverage.is_full)
    effects = {column.label: column.effect for column in decision.columns}
    for column in report.columns:
        if column.findings:
            # A column that policy did not speak of shares the fate of the whole.
            allowed = effects.get(column.label, decision.effect) is Effect.ALLOW
            place = "name" if _is_metadata(column.label) else "column"
            yield facets.assertion(facets.NO_PERSONAL_DATA, success=allowed, **{place: column.label})


def _fields(columns: Sequence[ColumnReport]) -> list[ColumnReport]:
    return [column for column in columns if not _is_metadata(column.label)]


def _is_metadata(label: str) -> bool:
    return label.startswith(METADATA_PREFIX)


def _ref(source: Snapshot | DatasetRef) -> DatasetRef:
    return source.dataset if isinstance(source, Snapshot) else source


def _fingerprint(source: Snapshot | DatasetRef, report: ScanReport | None) -> str | None:
    if isinstance(source, Snapshot):
        return source.fingerprint
    return report.fingerprint if report is not None else None
