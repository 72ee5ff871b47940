"""Ports made real from settings: the one place that chooses implementations."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from airflow_gov_provider.stores.settings import Settings

if TYPE_CHECKING:
    from airflow_gov_provider.core.detection.spans import FindSpans
    from airflow_gov_provider.core.masking.keyed import KeyedMasker
    from airflow_gov_provider.gates.ports import Detector, GatePorts, Ledger, Progress, Reader, Verifier
    from airflow_gov_provider.stores.keys_masking import MaskingKeySource
    from airflow_gov_provider.stores.s3 import S3Clients
    from airflow_gov_provider.stores.sql import SqlLogins


def now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


def quiet(_phase: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def build_reader(settings: Settings, s3: S3Clients | None = None, sql: SqlLogins | None = None) -> Reader:
    """Reader of local files, S3 and tables.

    :param s3: resolves connection ids; default: AWS's own chain. :param sql: likewise; default: none.
    """
    from airflow_gov_provider.stores.readers.reader import StoredReader
    from airflow_gov_provider.stores.readers.sources import AnyReader
    from airflow_gov_provider.stores.readers.sql_tables import TableReader
    from airflow_gov_provider.stores.s3 import default_clients
    from airflow_gov_provider.stores.sql import no_logins

    return AnyReader(
        StoredReader(s3 or default_clients(), settings.spool_dir),
        TableReader(sql or no_logins, settings.spool_dir),
    )


def build_detector(settings: Settings) -> Detector:
    """The Presidio detector; the label key is derived from the masking key.

    A scan from the command line needs no installation: without a masking key the labels are keyed by
    chance, good for this process only, and no token is proved: each counts as a finding.

    :raises UsageError: ``KEY_INVALID``; ``CONFIGURATION_INVALID``; of KMS as :func:`masking_keys` says.
    """
    from airflow_gov_provider.stores import detectors, keys

    exists = settings.masking_kms is not None or settings.masking_key.exists()
    master = masking_keys(settings).load().current if exists else secrets.token_bytes(32)
    return detectors.build_detector(
        label_key=keys.derive(master, "label"),
        ner=settings.ner,
        recognizers=settings.recognizers,
        verifier=build_token_verifier(settings),
    )


def build_token_verifier(settings: Settings) -> KeyedMasker | None:
    """Proves tokens by every masking key; None where there is none.

    :raises UsageError: for keys that are no keys, or readable by others.
    """
    exists = settings.masking_kms is not None or settings.masking_key.exists()
    return build_masker(settings) if exists else None


def new_seed() -> bytes:
    """Eight random bytes, for what lives no longer than a run."""
    return secrets.token_bytes(8)


def build_span_finder(
    settings: Settings, threads: int = 1, watch: Callable[[int], None] | None = None
) -> FindSpans:
    """Spans in text, by the same recognizers and, unless it is off, by the language model.

    :param threads: of the model. :param watch: told how many characters more it has read.
    :raises UsageError: ``CONFIGURATION_INVALID`` when the model is not installed or not the one we know.
    """
    from airflow_gov_provider.stores.span_finder import build_span_finder as build

    return build(ner=settings.ner, recognizers=settings.recognizers, threads=threads, watch=watch)


def build_ledger(settings: Settings) -> Ledger:
    """The ledger of ``settings.ledger_url``."""
    from airflow_gov_provider.stores.ledger.store import SqlLedger

    return SqlLedger(settings.ledger_url, clock=now, auto_migrate=settings.ledger_auto_migrate)


def build_verifier(settings: Settings) -> Verifier:
    """Every public key in ``settings.public_keys``."""
    from airflow_gov_provider.stores.keys import FileVerifier

    return FileVerifier(settings.public_keys)


def masking_keys(settings: Settings) -> MaskingKeySource:
    """Where the masking master keys come from: AWS KMS, or a file.

    :raises UsageError: ``CONFIGURATION_INVALID`` for a place in KMS that is none.
    """
    from airflow_gov_provider.stores.keys import FileMaskingKeys
    from airflow_gov_provider.stores.keys_kms import KmsMaskingKeys

    if settings.masking_kms is not None:
        return KmsMaskingKeys(settings.masking_kms)
    return FileMaskingKeys(settings.masking_key)


def build_masker(settings: Settings) -> KeyedMasker:
    """Masks by the current key, verifies by every one.

    :raises UsageError: for keys that are missing, no keys, or readable by others.
    """
    from airflow_gov_provider.core.masking.keyed import KeyedMasker

    keys = masking_keys(settings).load()
    return KeyedMasker(keys.current, keys.version, keys.retired)


def build_ports(
    settings: Settings,
    s3: S3Clients | None = None,
    progress: Progress = quiet,
    sql: SqlLogins | None = None,
) -> GatePorts:
    """Everything a gate in this process needs.

    :raises UsageError: for keys that are missing or readable by others.
    """
    _ensure_keys(settings)
    return _ports(settings, s3, progress, sql, ledger=build_ledger(settings), masker=build_masker(settings))


def build_rehearsal(
    settings: Settings,
    s3: S3Clients | None = None,
    progress: Progress = quiet,
    sql: SqlLogins | None = None,
) -> GatePorts:
    """What saying takes that a gate would do something: no key and no ledger are made.

    The masker has a key that is drawn now. The record is what there is of it.
    """
    from airflow_gov_provider.core.masking.keyed import KEY_BYTES, KeyedMasker
    from airflow_gov_provider.gates.rehearsal import Unwritten

    ledger = Unwritten(_record(settings), now)
    masker = KeyedMasker(secrets.token_bytes(KEY_BYTES))
    return _ports(settings, s3, progress, sql, ledger=ledger, masker=masker)


def _record(settings: Settings) -> Ledger | None:
    """The ledger as it is; None when its file has not been made yet."""
    from airflow_gov_provider.stores.ledger.engines import parse_url

    url = parse_url(settings.ledger_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return None
    return build_ledger(replace(settings, ledger_auto_migrate=False))


def _ports(
    settings: Settings,
    s3: S3Clients | None,
    progress: Progress,
    sql: SqlLogins | None,
    *,
    ledger: Ledger,
    masker: KeyedMasker,
) -> GatePorts:
    from airflow_gov_provider.gates.ports import GatePorts
    from airflow_gov_provider.stores import keys
    from airflow_gov_provider.stores.policies import FilePolicySource
    from airflow_gov_provider.stores.s3 import default_clients
    from airflow_gov_provider.stores.spool import Scratch
    from airflow_gov_provider.stores.writers.writer import StoredWriter

    clients = s3 or default_clients()
    return GatePorts(
        reader=build_reader(settings, clients, sql),
        writer=StoredWriter(clients),
        detector=build_detector(settings),
        policies=FilePolicySource(settings.policy_file),
        ledger=ledger,
        signer=keys.FileSigner(settings.signing_key),
        verifier=keys.FileVerifier(settings.public_keys),
        masker=masker,
        clock=now,
        progress=progress,
        scratch=partial(Scratch, settings.spool_dir),
        seed=new_seed,
    )


def _ensure_keys(settings: Settings) -> None:
    from airflow_gov_provider.stores.keys import ensure_keys

    in_file = settings.masking_kms is None
    ensure_keys(settings.signing_key, settings.public_keys, settings.masking_key if in_file else None)
