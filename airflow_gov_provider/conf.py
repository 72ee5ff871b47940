"""The ``[governance]`` options: the only reader of Airflow's configuration and of the environment.

Inside Airflow :func:`settings_from_airflow` asks Airflow's own configuration (file, environment,
defaults of the provider). Without Airflow :func:`settings_from_environment` reads the same options
from ``AIRFLOW__GOVERNANCE__*`` alone. Both end in :func:`parse`, so one option has one meaning.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.stores.settings import Settings

if TYPE_CHECKING:
    from airflow_gov_provider.stores.sql import Login

SECTION = "governance"
_ISOLATION = frozenset({"in_process", "separate"})
_YES, _NO = frozenset({"true", "t", "1", "yes", "on"}), frozenset({"false", "f", "0", "no", "off"})

#: Option → (what Airflow shows as its description, example). Defaults follow from ``home``.
OPTIONS: dict[str, tuple[str, str]] = {
    "home": ("Directory of keys and of the default ledger; created owner-only.", "/opt/airflow/governance"),
    "policy_file": (
        "The policy in force, a YAML file. Without it no gate passes.",
        "/etc/governance/policy.yaml",
    ),
    "ledger_url": (
        "SQLAlchemy URL of the ledger's own database. Default: SQLite under home.",
        "postgresql+pg8000://governance@db/ledger",
    ),
    "ledger_auto_migrate": ("Create and upgrade the ledger's tables on first use.", "False"),
    "signing_key": ("PEM file of the ed25519 key that signs verdicts.", "/etc/governance/signing.pem"),
    "public_keys": ("Directory of the public keys (*.pem) whose verdicts count.", "/etc/governance/public"),
    "masking_key": (
        "File of the masking master keys, or the key in AWS KMS that derives them (kms://…).",
        "kms://alias/governance-masking",
    ),
    "spool_dir": ("Where private, unnamed copies are made. Default: the system's.", "/var/spool/governance"),
    "accepted_isolation": (
        "Verdicts that sensors accept by how the gate ran: in_process, separate, or both by comma.",
        "separate",
    ),
    "ner": ("Examine text by the language model. Without it text counts as not examined.", "True"),
    "recognizers": (
        "Recognizers of your own, by comma: Presidio registry files (YAML) and classes (package.module:Class).",
        "/etc/governance/recognizers.yaml",
    ),
}


def settings_from_environment() -> Settings:
    """Read ``AIRFLOW__GOVERNANCE__*``.

    :raises UsageError: ``CONFIGURATION_INVALID``.
    """
    airflow_home = os.environ.get("AIRFLOW_HOME", "~/airflow")
    return parse(lambda option: os.environ.get(f"AIRFLOW__{SECTION.upper()}__{option.upper()}"), airflow_home)


def login_from_environment(connection_id: str) -> Login:
    """Read ``AIRFLOW_CONN_<ID>`` as Airflow does: what the command line logs in to databases with.

    :raises UsageError: ``CREDENTIALS_MISSING``.
    """
    from airflow_gov_provider.stores.sql import login_from_text, missing

    text = os.environ.get(f"AIRFLOW_CONN_{connection_id.upper()}", "").strip()
    if not text:
        raise missing(connection_id, f"AIRFLOW_CONN_{connection_id.upper()} is not set")
    return login_from_text(connection_id, text)


def settings_from_airflow() -> Settings:
    """Read the ``[governance]`` section of Airflow's configuration.

    :raises UsageError: ``CONFIGURATION_INVALID``.
    """
    from airflow.configuration import AIRFLOW_HOME, conf

    return parse(lambda option: conf.get(SECTION, option, fallback=None), AIRFLOW_HOME)


def parse(option: Callable[[str], str | None], airflow_home: str) -> Settings:
    """Options as text to :class:`Settings`.

    :raises UsageError: ``CONFIGURATION_INVALID``, naming the option.
    """

    def path(name: str, default: Path) -> Path:
        text = (option(name) or "").strip()
        return Path(text).expanduser() if text else default

    home = path("home", Path(airflow_home).expanduser() / "governance").absolute()
    policy_file = (option("policy_file") or "").strip()
    spool_dir = (option("spool_dir") or "").strip()
    masking_kms = (option("masking_key") or "").strip()
    in_kms = masking_kms.startswith("kms://")
    return Settings(
        home=home,
        policy_file=Path(policy_file).expanduser() if policy_file else None,
        ledger_url=(option("ledger_url") or "").strip() or f"sqlite:///{home / 'ledger.db'}",
        ledger_auto_migrate=_boolean("ledger_auto_migrate", option("ledger_auto_migrate"), default=True),
        signing_key=path("signing_key", home / "signing.pem"),
        public_keys=path("public_keys", home / "public"),
        masking_key=home / "masking.key" if in_kms else path("masking_key", home / "masking.key"),
        masking_kms=masking_kms if in_kms else None,
        spool_dir=Path(spool_dir).expanduser() if spool_dir else None,
        accepted_isolation=_isolation(option("accepted_isolation")),
        ner=_boolean("ner", option("ner"), default=True),
        recognizers=tuple(part.strip() for part in (option("recognizers") or "").split(",") if part.strip()),
    )


def _boolean(name: str, text: str | None, *, default: bool) -> bool:
    word = (text or "").strip().lower()
    if not word:
        return default
    if word in _YES or word in _NO:
        return word in _YES
    raise _invalid(name, "is neither true nor false")


def _isolation(text: str | None) -> frozenset[str]:
    kinds = frozenset(word.strip() for word in (text or "in_process,separate").split(",") if word.strip())
    if not kinds or kinds - _ISOLATION:
        raise _invalid("accepted_isolation", "names something else than in_process and separate")
    return kinds


def _invalid(name: str, what: str) -> UsageError:
    variable = f"AIRFLOW__{SECTION.upper()}__{name.upper()}"
    return UsageError(
        ErrorCode.CONFIGURATION_INVALID,
        f"the option [{SECTION}] {name} {what}",
        where=variable,
        hint="see docs/references/configuration.md",
    )
