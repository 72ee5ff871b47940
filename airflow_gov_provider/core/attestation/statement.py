"""Verdicts as in-toto Statements v1 with our ``dataset-verdict/v1`` predicate.

A statement's subjects are the published files with their SHA-256; whoever holds the files can check
that the verdict is about them. See https://github.com/in-toto/attestation (spec v1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from airflow_gov_provider.core.canonical import Json
from airflow_gov_provider.core.datasets import DatasetRef, FileVersion, Snapshot
from airflow_gov_provider.core.errors import ErrorCode, VerdictError

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://airflow-gov-provider.github.io/dataset-verdict/v1"


class Outcome(StrEnum):
    """How a gate ended."""

    PASS = "PASS"  # noqa: S105 - an outcome, no password
    PASS_MASKED = "PASS_MASKED"  # noqa: S105 - an outcome, no password
    PASS_EXCEPTION = "PASS_EXCEPTION"  # noqa: S105 - an outcome, no password
    BLOCKED = "BLOCKED"

    @property
    def passes(self) -> bool:
        """True for every outcome under which data was published (or audited as fit)."""
        return self is not Outcome.BLOCKED


@dataclass(frozen=True, slots=True)
class Verdict:
    """A statement, read. ``published`` is the snapshot its subjects describe.

    :param predicate: the whole predicate, value-free, as canonical JSON values.
    """

    outcome: Outcome
    published: Snapshot
    predicate: Mapping[str, Any]

    @property
    def purpose(self) -> str:
        """What the data may be used for."""
        return str(self.predicate["purpose"])

    @property
    def request_id(self) -> str:
        """The request it answers."""
        return str(self.predicate["requestId"])

    @property
    def expires_at(self) -> str | None:
        """RFC 3339; only exceptions expire."""
        grant = self.predicate.get("grant")
        return None if grant is None else str(grant["expiresAt"])

    @property
    def isolation(self) -> str:
        """``in_process`` or ``separate``: whether an author's code could touch the gate."""
        return str(self.predicate["isolation"])


def statement(outcome: Outcome, published: Snapshot, predicate: Mapping[str, Json]) -> dict[str, Json]:
    """The in-toto Statement of a verdict. A blocked one has the (unpublished) dataset as subject."""
    subjects: list[Json] = [
        {
            "name": _subject_name(published.dataset, file),
            "digest": {"sha256": file.digest.removeprefix("sha256:")},
        }
        for file in sorted(published.files)
    ]
    sizes: dict[str, Json] = {file.path: file.size for file in published.files}
    return {
        "_type": STATEMENT_TYPE,
        "subject": subjects,
        "predicateType": PREDICATE_TYPE,
        "predicate": {
            **predicate,
            "outcome": outcome.value,
            "dataset": published.dataset.uri,
            "fingerprint": published.fingerprint,
            "sizes": sizes,
        },
    }


def read_statement(data: Mapping[str, Any]) -> Verdict:
    """Turn a statement whose signature was checked into a verdict.

    :raises VerdictError: ``VERDICT_INVALID`` when it is not one of ours or contradicts itself.
    """
    try:
        if data["_type"] != STATEMENT_TYPE or data["predicateType"] != PREDICATE_TYPE:
            raise ValueError("not a dataset verdict")
        predicate = data["predicate"]
        dataset = DatasetRef.parse(predicate["dataset"])
        prefix = dataset.uri if dataset.is_prefix else ""
        files = []
        for subject in data["subject"]:
            path = subject["name"].removeprefix(prefix) if prefix else subject["name"].rsplit("/", 1)[-1]
            files.append(FileVersion(path, predicate["sizes"][path], f"sha256:{subject['digest']['sha256']}"))
        published = Snapshot(dataset, tuple(files))
        if published.fingerprint != predicate["fingerprint"]:
            raise ValueError("subjects and fingerprint differ")
        return Verdict(Outcome(predicate["outcome"]), published, predicate)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise VerdictError(
            ErrorCode.VERDICT_INVALID, f"the statement can not be read ({type(fault).__name__})"
        ) from None


def _subject_name(dataset: DatasetRef, file: FileVersion) -> str:
    return dataset.uri + file.path if dataset.is_prefix else dataset.uri
