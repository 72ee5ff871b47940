"""What Airflow's ProvidersManager is told about this package.

Light on purpose: every Airflow process asks for it at start-up.
"""

from __future__ import annotations

from typing import Any

from airflow_gov_provider.conf import OPTIONS, SECTION


def get_provider_info() -> dict[str, Any]:
    """The provider's metadata, after Airflow's ``provider_info.schema.json``."""
    return {
        "package-name": "airflow-gov-provider",
        "name": "Governance",
        "description": "The governance gate for data and AI pipelines.",
        "integrations": [
            {
                "integration-name": "Governance",
                "external-doc-url": "https://github.com/airflow-gov-provider/airflow_gov_provider#readme",
                "tags": ["software"],
            }
        ],
        "operators": [
            {"integration-name": "Governance", "python-modules": ["airflow_gov_provider.operators.gate"]}
        ],
        "sensors": [
            {"integration-name": "Governance", "python-modules": ["airflow_gov_provider.sensors.verdict"]}
        ],
        "hooks": [
            {"integration-name": "Governance", "python-modules": ["airflow_gov_provider.hooks.verdicts"]}
        ],
        "cli": ["airflow_gov_provider.cli.definition.get_cli_commands"],
        "config": {
            SECTION: {
                "description": "The governance gate.",
                "options": {
                    name: {
                        "description": description,
                        "version_added": "0.1.0",
                        "type": "string",
                        "example": example,
                        "default": "",
                        "sensitive": name == "ledger_url",  # it may hold a password
                    }
                    for name, (description, example) in OPTIONS.items()
                },
            }
        },
    }
