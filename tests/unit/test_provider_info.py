"""What Airflow is told about the provider holds."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import airflow
import jsonschema

from airflow_gov_provider.get_provider_info import get_provider_info


def test_the_metadata_is_valid_against_airflows_schema():
    schema = Path(airflow.__file__).parent / "provider_info.schema.json"
    jsonschema.validate(get_provider_info(), json.loads(schema.read_text()))


def test_every_module_it_names_exists():
    info = get_provider_info()
    for kind in ("operators", "sensors", "hooks"):
        for listed in info[kind]:
            for module in listed["python-modules"]:
                assert importlib.import_module(module)
    for command in info["cli"]:
        module, _, name = command.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name))


def test_a_password_in_the_ledgers_url_is_sensitive():
    options = get_provider_info()["config"]["governance"]["options"]
    assert [name for name, option in options.items() if option["sensitive"]] == ["ledger_url"]
