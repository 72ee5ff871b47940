"""What other tools are told: OpenLineage facets as plain mappings, with their JSON schemas."""
