"""Verdicts as in-toto Statements v1 with our ``dataset-verdict/v1`` predicate.

A statement's subjects are the published files with their SHA-256; whoever holds the files can check
that the verdict is about them. See https://github.com/in-toto/attestation (spec v1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from airflow_gov_provider.core.canonical import Json, moment
from airflow_gov_provider.core.datasets import DatasetRef, FileVersion, Snapshot
from airflow_gov_provider.core.errors import ErrorCode, GovernanceError, VerdictError

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://airflow-gov-provider.github.io/dataset-verdict/v1"

_SHA256 = re.compile(r"[0-9a-f]{64}")


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
    """The in-toto Statement of a verdict. A blocked one has the (unpublished) dataset as subject.

    :raises VerdictError: ``VERDICT_INVALID`` for a snapshot that no reader could check: no file, two
        files of one name, or several files of a dataset that is one file.
    """
    files = sorted(published.files)
    sizes: dict[str, Json] = {file.path: file.size for file in files}
    if not files or len(sizes) != len(files) or not (published.dataset.is_prefix or len(files) == 1):
        raise VerdictError(
            ErrorCode.VERDICT_INVALID,
            "a verdict is about one file, or about files of different names below a prefix",
            where=published.dataset.uri,
        )
    subjects: list[Json] = [
        {
            "name": _subject_name(published.dataset, file.path),
            "digest": {"sha256": file.digest.removeprefix("sha256:")},
        }
        for file in files
    ]
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
        published = _published(predicate, data["subject"])
        _check_parts(predicate)
        return Verdict(Outcome(predicate["outcome"]), published, predicate)
    except (KeyError, TypeError, ValueError, AttributeError, GovernanceError) as fault:
        raise VerdictError(
            ErrorCode.VERDICT_INVALID, f"the statement can not be read ({type(fault).__name__})"
        ) from None


def _published(predicate: Mapping[str, Any], subjects: Sequence[Mapping[str, Any]]) -> Snapshot:
    """The snapshot that subjects, sizes and fingerprint agree on."""
    dataset = DatasetRef.parse(predicate["dataset"])
    digests = {subject["name"]: subject["digest"]["sha256"] for subject in subjects}
    sizes = predicate["sizes"]
    # A verdict about nothing would hold for any dataset that was emptied.
    if not digests or len(digests) != len(subjects) or len(sizes) != len(digests):
        raise ValueError("subjects are missing, repeated or without a size")
    if not dataset.is_prefix and len(sizes) != 1:
        raise ValueError("one file has one subject")
    files = tuple(
        FileVersion(_below(path), _size(size), _digest(digests[_subject_name(dataset, path)]))
        for path, size in sizes.items()
    )
    published = Snapshot(dataset, files)
    if dataset.uri != predicate["dataset"] or published.fingerprint != predicate["fingerprint"]:
        raise ValueError("dataset, subjects and fingerprint differ")
    return published


def _check_parts(predicate: Mapping[str, Any]) -> None:
    """What the properties of a verdict rely on."""
    for name in ("purpose", "requestId", "isolation"):
        if not isinstance(predicate[name], str):
            raise TypeError(name)
    if not isinstance(predicate["requester"], Mapping):
        raise TypeError("requester")
    grant = predicate.get("grant")
    if grant is not None:
        moment(grant["expiresAt"])
    elif predicate["outcome"] == Outcome.PASS_EXCEPTION:
        raise ValueError("an exception needs its grant: without one it would never expire")


def _below(path: str) -> str:
    if path.startswith("/") or ".." in path.split("/"):
        raise ValueError("a file of a dataset lies below it")
    return path


def _size(size: object) -> int:
    if type(size) is not int or size < 0:
        raise TypeError("a size is a number of bytes")
    return size


def _digest(text: str) -> str:
    if not _SHA256.fullmatch(text):
        raise ValueError("a digest is 64 hex digits")
    return f"sha256:{text}"


def _subject_name(dataset: DatasetRef, path: str) -> str:
    return dataset.uri + path if dataset.is_prefix else dataset.uri
