"""From plain mappings to what the OpenLineage provider emits.

Loaded by the OpenLineage provider's own callbacks only: where that provider is absent or disabled
nothing imports this module, and whatever fails here is logged by the provider, after the gate has
done its work. Lineage never decides about data.

An instance of the client's classes serialises to exactly its plain mapping: what a mapping leaves
out is None, which the client leaves out as well, and the schema version is the one that the mapping
was written for, whichever the installed client would name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from airflow.providers.openlineage.extractors import OperatorLineage
from openlineage.client.event_v2 import InputDataset, OutputDataset
from openlineage.client.facet_v2 import (
    DatasetFacet,
    RunFacet,
    column_lineage_dataset,
    data_quality_assertions_dataset,
    dataset_version_dataset,
    schema_dataset,
    tags_dataset,
)

from airflow_gov_provider.core.lineage.facets import schema_url
from airflow_gov_provider.core.lineage.mapping import Lineage


def _ours(name: str, entity: type, fields: str) -> Any:
    """An attrs subclass of the client's ``entity`` for one of our facets."""
    return attrs.make_class(
        name,
        {field: attrs.field(default=None) for field in fields.split()},
        bases=(entity,),
        class_body={"_get_schema": staticmethod(lambda: schema_url(name))},
        slots=True,
    )


GovScanDatasetFacet = _ours("GovScanDatasetFacet", DatasetFacet, "detector coverage columns")
GovVerdictDatasetFacet = _ours(
    "GovVerdictDatasetFacet", DatasetFacet, "verdictId outcome purpose fingerprint keyId expiresAt"
)
GovDecisionRunFacet = _ours(
    "GovDecisionRunFacet",
    RunFacet,
    "requestId purpose isolation outcome verdictId errorCode effect boundary fromZone toZone "
    "policyDigest policyVersion ruleIds reasons",
)
GovApprovalRunFacet = _ours("GovApprovalRunFacet", RunFacet, "holdId approvers grantedAt expiresAt")

#: Key of a facet → its class.
_CLASSES: Mapping[str, Any] = {
    "columnLineage": column_lineage_dataset.ColumnLineageDatasetFacet,
    "dataQualityAssertions": data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet,
    "gov_approval": GovApprovalRunFacet,
    "gov_decision": GovDecisionRunFacet,
    "gov_scan": GovScanDatasetFacet,
    "gov_verdict": GovVerdictDatasetFacet,
    "schema": schema_dataset.SchemaDatasetFacet,
    "tags": tags_dataset.TagsDatasetFacet,
    "version": dataset_version_dataset.DatasetVersionDatasetFacet,
}

#: (class, field) → class of the parts that the field lists or maps names to.
_PARTS: Mapping[tuple[Any, str], Any] = {
    (column_lineage_dataset.ColumnLineageDatasetFacet, "fields"): column_lineage_dataset.Fields,
    (column_lineage_dataset.Fields, "inputFields"): column_lineage_dataset.InputField,
    (column_lineage_dataset.InputField, "transformations"): column_lineage_dataset.Transformation,
    (
        data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet,
        "assertions",
    ): data_quality_assertions_dataset.Assertion,
    (schema_dataset.SchemaDatasetFacet, "fields"): schema_dataset.SchemaDatasetFacetFields,
    (tags_dataset.TagsDatasetFacet, "tags"): tags_dataset.TagsDatasetFacetFields,
}


def operator_lineage(lineage: Lineage) -> OperatorLineage[Any, Any]:
    """What an operator's ``get_openlineage_facets_on_*`` method returns."""
    return OperatorLineage(
        inputs=[
            InputDataset(
                item["namespace"],
                item["name"],
                facets=_facets(item["facets"]),
                inputFacets=_facets(item["inputFacets"]),
            )
            for item in lineage.inputs
        ],
        outputs=[
            OutputDataset(
                item["namespace"],
                item["name"],
                facets=_facets(item["facets"]),
                outputFacets=_facets(item["outputFacets"]),
            )
            for item in lineage.outputs
        ],
        run_facets=_facets(lineage.run_facets),
        job_facets=_facets(lineage.job_facets),
    )


def _facets(mappings: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {key: _typed(_CLASSES[key], mapping) for key, mapping in mappings.items()}


def _typed(kind: Any, mapping: Mapping[str, Any]) -> Any:
    given = {
        field.alias: _nested(_PARTS.get((kind, field.name)), mapping.get(field.name))
        for field in attrs.fields(kind)
        if field.init
    }
    made = kind(**given)
    if "_schemaURL" in mapping:
        made._schemaURL = mapping["_schemaURL"]  # noqa: SLF001 - the client offers no other way to it
    return made


def _nested(part: Any, value: Any) -> Any:
    if part is None or value is None:
        return value
    if isinstance(value, Mapping):
        return {name: _typed(part, item) for name, item in value.items()}
    return [_typed(part, item) for item in value]
