"""Where everything of one installation lies. Values only: ``conf`` reads them, stores use them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """The ``[governance]`` section, parsed.

    :param home: directory of everything we keep by default (keys, SQLite ledger); owner-only.
    :param policy_file: YAML of the policy in force; None: no policy, so nothing passes.
    :param ledger_url: SQLAlchemy URL of the ledger's own database.
    :param ledger_auto_migrate: create or upgrade the ledger's tables on first use.
    :param signing_key: PEM file of the ed25519 key that signs verdicts.
    :param public_keys: directory of PEM files of keys whose verdicts count.
    :param masking_key: file of the masking master keys, a line a version.
    :param masking_kms: ``kms://…`` where AWS KMS keeps them; then there is no such file.
    :param spool_dir: where private copies are made (unnamed files); None: the system's.
    :param accepted_isolation: of verdicts that sensors accept: ``in_process``, ``separate``.
    :param ner: examine text by the language model too; without it free text counts as not examined.
    :param recognizers: users' own: Presidio registry files and classes (``package.module:Class``).
    """

    home: Path
    policy_file: Path | None
    ledger_url: str
    ledger_auto_migrate: bool
    signing_key: Path
    public_keys: Path
    masking_key: Path
    spool_dir: Path | None
    accepted_isolation: frozenset[str]
    ner: bool = True
    recognizers: tuple[str, ...] = ()
    masking_kms: str | None = None

    def __repr__(self) -> str:
        """Without the ledger URL, which may hold a password."""
        return f"Settings(home={self.home}, policy_file={self.policy_file})"
