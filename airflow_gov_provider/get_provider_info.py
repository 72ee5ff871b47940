"""What Airflow's ProvidersManager is told about this package. Light: no import of the package."""

from __future__ import annotations

from typing import Any


def get_provider_info() -> dict[str, Any]:
    """The provider's metadata, after Airflow's ``provider_info.schema.json``."""
    return {
        "package-name": "airflow-gov-provider",
        "name": "Governance",
        "description": "The governance gate for data and AI pipelines.",
    }
