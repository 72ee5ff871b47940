"""What a gate tells lineage backends: OpenLineage facets as plain mappings."""
