"""``python -m airflow_gov_provider``: the command line without Airflow."""

from __future__ import annotations

import gc
import sys

from airflow_gov_provider.cli.main import main

#: What a call loads stays to its end: looking through it for rubbish takes a fifth of a short scan.
_OBJECTS_BETWEEN_LOOKS = 100_000

if __name__ == "__main__":
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS, 50, 100)
    sys.exit(main())
