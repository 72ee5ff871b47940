"""OpenLineage facets as plain mappings: the standard's where it has one, ours where it has none.

The schemas of ours lie in ``schemas/``, one file a facet, named as OpenLineage's naming rule wants:
class ``Gov{Name}{Entity}Facet``, key ``gov_{name}``. A schema that has been published never changes;
a new version gets a new base URI. What is optional and unknown is left out, never null.

Lists of named things stand where a mapping by column name would be shorter: Airflow's redaction
empties the values of keys that look like secrets, and ``password`` is a fair name for a column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from airflow_gov_provider import __version__
from airflow_gov_provider.core.canonical import Json, decimal
from airflow_gov_provider.core.detection.findings import ColumnReport, Finding, ScanReport
from airflow_gov_provider.core.policy.decisions import Decision

Facet: TypeAlias = "dict[str, Json]"

PRODUCER = f"https://github.com/airflow-gov-provider/airflow_gov_provider/tree/{__version__}"
SCHEMA_BASE = "https://airflow-gov-provider.github.io/openlineage/1-0-0/"
SPEC_BASE = "https://openlineage.io/spec/facets/"

#: Version of each standard facet that is written.
SPEC_VERSIONS: Mapping[str, str] = {
    "ColumnLineageDatasetFacet": "1-2-0",
    "DataQualityAssertionsDatasetFacet": "1-1-0",
    "DatasetVersionDatasetFacet": "1-0-1",
    "SchemaDatasetFacet": "1-2-0",
    "TagsDatasetFacet": "1-0-0",
}

TAG_KEY = "gov.entity"
TAG_SOURCE = "AIRFLOW_GOV_PROVIDER"
NO_PERSONAL_DATA = "no_unmasked_personal_data"
FULLY_EXAMINED = "fully_examined"


def schema_url(name: str) -> str:
    """Where the schema of a facet class lies, with the pointer to its definition."""
    version = SPEC_VERSIONS.get(name)
    base = SCHEMA_BASE if version is None else f"{SPEC_BASE}{version}/"
    return f"{base}{name}.json#/$defs/{name}"


def _facet(schema: str, /, **content: Json) -> Facet:
    # A StrEnum is text to everybody but a serializer that insists on plain types.
    known = {
        key: str(value) if isinstance(value, str) else value
        for key, value in content.items()
        if value is not None
    }
    return {"_producer": PRODUCER, "_schemaURL": schema_url(schema), **known}


def fields_facet(columns: Iterable[ColumnReport]) -> Facet:
    """``schema``: label and Arrow type of each leaf column."""
    fields: list[Json] = [{"name": column.label, "type": column.type} for column in columns]
    return _facet("SchemaDatasetFacet", fields=fields)


def version_facet(fingerprint: str) -> Facet:
    """``version``: a dataset's version is its fingerprint."""
    return _facet("DatasetVersionDatasetFacet", datasetVersion=fingerprint)


def tags_facet(tagged: Iterable[tuple[str | None, str]]) -> Facet:
    """``tags``: (field, entity type) pairs; field None speaks of the dataset as a whole."""
    tags: list[Json] = [
        {"key": TAG_KEY, "value": entity_type, "source": TAG_SOURCE, **({"field": field} if field else {})}
        for field, entity_type in dict.fromkeys(tagged)
    ]
    return _facet("TagsDatasetFacet", tags=tags)


def assertion(kind: str, *, success: bool, column: str | None = None, name: str | None = None) -> Facet:
    """One assertion; without a column it is about the whole dataset."""
    named = {"column": column, "name": name}
    given: Facet = {key: text for key, text in named.items() if text is not None}
    return {"assertion": kind, "success": success, "severity": "error", **given}


def assertions_facet(assertions: Iterable[Facet]) -> Facet:
    """``dataQualityAssertions``, an input facet."""
    return _facet("DataQualityAssertionsDatasetFacet", assertions=list(assertions))


def column_lineage_facet(
    namespace: str, name: str, columns: Iterable[ColumnReport], masked: frozenset[str]
) -> Facet:
    """``columnLineage``: each column comes from the column of its label in ``namespace``/``name``."""
    fields: dict[str, Json] = {
        column.label: {
            "inputFields": [
                {
                    "namespace": namespace,
                    "name": name,
                    "field": column.label,
                    "transformations": [_transformation(masking=column.label in masked)],
                }
            ]
        }
        for column in columns
    }
    return _facet("ColumnLineageDatasetFacet", fields=fields)


def _transformation(*, masking: bool) -> Facet:
    return {"type": "DIRECT", "subtype": "TRANSFORMATION" if masking else "IDENTITY", "masking": masking}


def scan_facet(report: ScanReport) -> Facet:
    """``gov_scan``, a dataset facet: how much was examined, and what was found in which column."""
    coverage: Facet = {**report.coverage.as_json(), "full": report.coverage.is_full}
    columns: list[Json] = [_found(column) for column in report.columns if column.findings]
    return _facet("GovScanDatasetFacet", detector=report.detector, coverage=coverage, columns=columns)


def _found(column: ColumnReport) -> Facet:
    return {
        "label": column.label,
        "rows": column.rows,
        "nulls": column.nulls,
        "findings": [_finding(finding) for finding in column.findings],
    }


def _finding(finding: Finding) -> Facet:
    return {
        "entityType": finding.entity_type,
        "count": finding.count,
        "share": decimal(finding.share),
        "score": decimal(finding.score),
        "inName": finding.in_name,
    }


def decision_facet(
    *,
    request_id: str,
    purpose: str,
    isolation: str,
    decision: Decision | None,
    reason_codes: Sequence[str] | None,
    outcome: str | None,
    verdict_id: str | None,
    error_code: str | None,
) -> Facet:
    """``gov_decision``, a run facet: what was asked, what policy said and how the gate ended."""
    return _facet(
        "GovDecisionRunFacet",
        requestId=request_id,
        purpose=purpose,
        isolation=isolation,
        outcome=outcome,
        verdictId=verdict_id,
        errorCode=error_code,
        **({} if decision is None else _judged(decision, reason_codes)),
    )


def _judged(decision: Decision, reason_codes: Sequence[str] | None) -> Facet:
    codes = [reason.code.value for reason in decision.reasons] if reason_codes is None else reason_codes
    return {
        "effect": decision.effect.word,
        "boundary": decision.boundary,
        "fromZone": decision.from_zone,
        "toZone": decision.to_zone,
        "policyDigest": decision.policy,
        "policyVersion": decision.policy_version,
        "ruleIds": list(decision.rule_ids),
        "reasons": [{"code": code, "count": count} for code, count in sorted(Counter(codes).items())],
    }


def approval_facet(grant: Mapping[str, Any]) -> Facet:
    """``gov_approval``, a run facet: the grant of the verdict, without anybody's own words.

    :param grant: as in the verdict's predicate; only the keys named here are read.
    """
    return _facet(
        "GovApprovalRunFacet",
        holdId=grant.get("holdId"),
        approvers=list(grant["approvers"]),
        grantedAt=grant["grantedAt"],
        expiresAt=grant["expiresAt"],
    )


def verdict_facet(
    *,
    verdict_id: str,
    outcome: str,
    purpose: str,
    fingerprint: str,
    key_id: str | None,
    expires_at: str | None,
) -> Facet:
    """``gov_verdict``, a dataset facet: which signed verdict covers exactly this version."""
    return _facet(
        "GovVerdictDatasetFacet",
        verdictId=verdict_id,
        outcome=outcome,
        purpose=purpose,
        fingerprint=fingerprint,
        keyId=key_id,
        expiresAt=expires_at,
    )
