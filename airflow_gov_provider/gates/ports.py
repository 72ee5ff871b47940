"""What the gate needs from the world. Real ones live in ``stores``, fakes in ``tests/fakes``.

Every fault a port meets comes out as a :class:`~airflow_gov_provider.core.errors.GovernanceError`
with a code; no port may answer "nothing" where it could not look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch, DatasetRef, FileVersion, Snapshot
from airflow_gov_provider.core.detection.findings import ScanReport
from airflow_gov_provider.core.ledger.entries import EntryKind, LedgerEntry, NewEntry
from airflow_gov_provider.core.masking.apply import Beside
from airflow_gov_provider.core.masking.code_sets import Scratch
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.policy.model import Policy

#: (phase, rows or bytes done, total or 0 when unknown): for logs and progress bars, never a value.
Progress = Callable[[str, int, int], None]


class TakenIn(Protocol):
    """A snapshot whose bytes can not change any more: private, unnamed, gone when closed."""

    @property
    def snapshot(self) -> Snapshot:
        """What was taken in."""

    def batches(self) -> Iterator[Batch]:
        """All rows and metadata of all files, a bounded number of rows at a time.

        :raises DataError: for anything that can not be read to its end.
        """

    def open(self, path: str) -> BinaryIO:
        """The exact bytes of one file of the snapshot, from the start. The caller closes it."""

    def close(self) -> None:
        """Forget the bytes. May be called twice."""


class Reader(Protocol):
    """Takes data in and rewrites it in its own format."""

    def take_in(self, dataset: DatasetRef, progress: Progress) -> TakenIn:
        """Copy the dataset to a private place, digesting on the way.

        :raises DataError: missing, empty, unreadable, denied.
        """

    def rewrite(
        self, taken: TakenIn, change: Callable[[Batch], pa.RecordBatch], progress: Progress
    ) -> TakenIn:
        """A new private snapshot in the same format and layout, each VALUES batch changed.

        :raises DataError: when the source can not be read. :raises MaskingError: from ``change``,
            or when the format can not hold what it returns.
        """

    def identify(self, dataset: DatasetRef) -> Snapshot:
        """The snapshot that lies there now: sizes and digests of all its bytes; no files if none.

        :raises DataError: when it can not be read.
        """


class Writer(Protocol):
    """Writes to destinations."""

    def publish(
        self, destination: DatasetRef, taken: TakenIn, owned: frozenset[FileVersion], progress: Progress
    ) -> Snapshot:
        """Make the destination hold exactly these files; each becomes visible whole or not at all.

        Files already there must be among ``owned`` (they are replaced or removed) or equal to what
        is to be written. What was written is digested again.

        :raises DestinationError: ``DESTINATION_OCCUPIED`` before anything is written;
            ``DESTINATION_UNWRITABLE``. :raises DataChangedError: when the bytes there are not ours.
        """


class Detector(Protocol):
    """Says what is in data."""

    @property
    def digest(self) -> str:
        """Identity of code, recognizers, models and settings: what a known report is bound to."""

    def scan(self, taken: TakenIn, progress: Progress) -> ScanReport:
        """Examine every value.

        :raises DataError: for what can not be read; never a report that hides it.
        """

    def label(self, name: str) -> str:
        """``name`` itself, or what stands for it when the name holds personal data."""


class PolicySource(Protocol):
    """Where the policy in force comes from."""

    def load(self) -> Policy:
        """The policy in force now.

        :raises PolicyError: with every fault. :raises UsageError: ``POLICY_MISSING``.
        """


class LedgerReader(Protocol):
    """Reads the record."""

    def entries(
        self,
        *,
        kind: EntryKind | None = None,
        request_id: str | None = None,
        dataset: str | None = None,
        fingerprint: str | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Sequence[LedgerEntry]:
        """Entries that match all that is given, in order. :raises LedgerError: when it can't."""

    def by_key(self, key: str) -> LedgerEntry | None:
        """The entry of an idempotency key. :raises LedgerError: when it can not look."""

    def by_id(self, entry_id: str) -> LedgerEntry | None:
        """The entry of an id. :raises LedgerError: when it can not look."""

    def everything(self) -> Iterable[LedgerEntry]:
        """All entries in sequence, streamed: for verification and export."""


class Ledger(LedgerReader, Protocol):
    """Appends to the record; nothing in it is ever changed."""

    def append(self, entry: NewEntry) -> LedgerEntry:
        """Put on record, durably, before returning; idempotent by ``entry.key``.

        :raises LedgerError: ``LEDGER_UNAVAILABLE``; ``LEDGER_CONFLICT`` when the key is on record
            with another kind, request, dataset or fingerprint.
        """


class Signer(Protocol):
    """Signs verdicts."""

    @property
    def key_id(self) -> str:
        """Names the key: ``ed25519:`` and the first 16 hex digits of the public key's SHA-256."""

    def sign(self, data: bytes) -> bytes:
        """An ed25519 signature. :raises UsageError: ``KEY_MISSING``, ``KEY_INVALID``."""


class Verifier(Protocol):
    """Knows the public keys that count."""

    def verify(self, key_id: str, signature: bytes, data: bytes) -> bool:
        """Whether a trusted key of this id made the signature."""


class PrivateScratch(Scratch, Protocol):
    """Room on disk without a name, gone when closed."""

    def close(self) -> None:
        """Forget everything. May be called twice."""


class Masker(Protocol):
    """Masks one column's values with the keys of one boundary."""

    def mask(self, values: pa.Array, mask: ColumnMask, boundary: str, beside: Beside) -> pa.Array:
        """Masked values of the same type and length, nulls kept.

        :raises MaskingError: ``MASKING_UNSUPPORTED`` or ``KEY_MISSING``.
        """

    def verify(self, values: pa.Array, mask: ColumnMask, boundary: str, beside: Beside) -> pa.BooleanArray:
        """Which values are what the column's method makes; of a null or an empty text, False."""

    @property
    def key_version(self) -> str:
        """Names the masking key version in verdicts; not the key."""


@dataclass(frozen=True, slots=True)
class GatePorts:
    """Everything one gate run needs.

    :param scratch: opens room for what a run must remember of its source and can not hold in memory.
    :param seed: eight random bytes, others at every call.
    """

    reader: Reader
    writer: Writer
    detector: Detector
    policies: PolicySource
    ledger: Ledger
    signer: Signer
    verifier: Verifier
    masker: Masker
    clock: Callable[[], datetime]
    progress: Progress
    scratch: Callable[[], PrivateScratch]
    seed: Callable[[], bytes]
    isolation: str = "in_process"
