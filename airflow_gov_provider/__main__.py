"""``python -m airflow_gov_provider``: the command line without Airflow."""

from __future__ import annotations

import sys

from airflow_gov_provider.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
