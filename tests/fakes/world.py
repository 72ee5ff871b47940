"""A world in memory for the gate: storage, detector, policy, keys and a clock that tests turn."""

from __future__ import annotations

import hashlib
import hmac
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from airflow_gov_provider.core.canonical import sha256
from airflow_gov_provider.core.datasets import Batch, DatasetRef, FileVersion, Snapshot
from airflow_gov_provider.core.detection.findings import ColumnReport, Coverage, Finding, ScanReport, Skipped
from airflow_gov_provider.core.errors import DataError, DestinationError, ErrorCode
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.policy.parsing import parse_policy
from airflow_gov_provider.gates.ports import GatePorts
from airflow_gov_provider.gates.requests import Answer, GateRequest, Requester
from tests.fakes.ledger import LedgerInMemory

POLICY = """
version: 2026-11-01
zones:
  production:  {datasets: ["s3://prod/**"]}
  staging:     {datasets: ["s3://lake/**"], inherits: production}
  development: {datasets: ["s3://ml-dev/**"]}
  contractor:  {datasets: ["s3://vendor/**"]}
rules:
  - {id: mask-before-development, when: {to: development, entities: [direct_identifiers]}, effect: mask}
  - {id: no-special-categories, when: {to: contractor, entities: [special_category]}, effect: block}
exceptions: {approvers: ["user:privacy-officer", "user:deputy"], quorum: 1, longest: P30D}
"""


def table_bytes(table: pa.Table) -> bytes:
    """A table as the bytes of a file."""
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def bytes_table(data: bytes) -> pa.Table:
    """The inverse of :func:`table_bytes`."""
    return pa.ipc.open_file(io.BytesIO(data)).read_all()


class Taken:
    """A snapshot in memory."""

    def __init__(self, dataset: DatasetRef, files: dict[str, bytes]) -> None:
        self.files = dict(files)
        self.closed = False
        versions = tuple(FileVersion(path, len(data), sha256(data)) for path, data in sorted(files.items()))
        self.snapshot = Snapshot(dataset, versions)

    def batches(self):
        """Every file's rows."""
        for path, data in sorted(self.files.items()):
            for batch in bytes_table(data).to_batches():
                yield Batch(path, batch)

    def open(self, path: str) -> io.BytesIO:
        """One file's bytes."""
        return io.BytesIO(self.files[path])

    def close(self) -> None:
        """Forget."""
        self.closed = True


class Storage:
    """Reader and Writer over a dict: URI → relative path → bytes."""

    def __init__(self) -> None:
        self.data: dict[str, dict[str, bytes]] = {}
        self.taken: list[Taken] = []
        self.before_publish = lambda: None

    def put(self, uri: str, table: pa.Table, path: str = "part-0") -> None:
        """Lay a table down."""
        self.data.setdefault(uri, {})[path] = table_bytes(table)

    def take_in(self, dataset, progress):
        """A private copy."""
        files = self.data.get(dataset.uri)
        if not files:
            raise DataError(ErrorCode.SOURCE_MISSING, "nothing lies there", where=dataset.uri)
        return self._remember(Taken(dataset, files))

    def rewrite(self, taken, change, progress):
        """Each file rewritten."""
        files = {}
        for path, data in taken.files.items():
            batches = [change(Batch(path, batch)) for batch in bytes_table(data).to_batches()]
            files[path] = table_bytes(pa.Table.from_batches(batches))
        return self._remember(Taken(taken.snapshot.dataset, files))

    def identify(self, dataset):
        """What lies there now."""
        return Taken(dataset, self.data.get(dataset.uri, {})).snapshot

    def publish(self, destination, taken, owned, progress):
        """All files at once."""
        there = set(self.identify(destination).files)
        if there - owned - set(taken.snapshot.files):
            raise DestinationError(ErrorCode.DESTINATION_OCCUPIED, "occupied", where=destination.uri)
        self.before_publish()
        self.data[destination.uri] = dict(taken.files)
        return Snapshot(destination, taken.snapshot.files)

    def _remember(self, taken: Taken) -> Taken:
        self.taken.append(taken)
        return taken


class ColumnNameDetector:
    """Finds what column names announce: ``email`` holds e-mails until its values are masked."""

    def __init__(self) -> None:
        self.version = "1"
        self.scans = 0
        self.skip: tuple[Skipped, ...] = ()
        self.entities = {"email": "EMAIL_ADDRESS", "religion": "RELIGION", "note": "PERSON"}

    @property
    def digest(self) -> str:
        """Identity."""
        return sha256(f"fake detector {self.version}".encode())

    def label(self, name: str) -> str:
        """Names with an @ tell something."""
        return name if "@" not in name else "column-" + hashlib.sha256(name.encode()).hexdigest()[:12]

    def scan(self, taken, progress):
        """One finding a telling column that holds a value with an ``@`` or a known religion."""
        self.scans += 1
        rows, columns = 0, {}
        for batch in taken.batches():
            rows += batch.rows.num_rows
            for name, values in zip(batch.rows.schema.names, batch.rows.columns, strict=True):
                hits = sum(_tells(value) for value in values.to_pylist())
                columns[name] = columns.get(name, 0) + hits
        reports = tuple(
            ColumnReport(
                self.label(name),
                "string",
                rows,
                0,
                (Finding(self.entities.get(name, "EMAIL_ADDRESS"), 1.0, hits, hits / rows),) if hits else (),
            )
            for name, hits in columns.items()
        )
        coverage = Coverage(rows, taken.snapshot.size, len(taken.snapshot.files), len(reports), self.skip)
        return ScanReport(taken.snapshot.fingerprint, self.digest, coverage, reports)


def _tells(value: object) -> bool:
    text = str(value)
    return ("@" in text and "masked.example" not in text) or text in {"buddhist", "jewish"}


class ScratchInMemory:
    """Room that is none on a disk."""

    def __init__(self) -> None:
        self.content = bytearray()
        self.closed = False

    def write(self, data):
        """Where it begins."""
        start = len(self.content)
        self.content += data
        return start

    def read(self, start, size):
        """What was written there."""
        return bytes(self.content[start : start + size])

    def close(self) -> None:
        """Forget."""
        self.closed = True


class HmacKeys:
    """Signer and Verifier with one shared key."""

    key_id = "test:1"

    def sign(self, data: bytes) -> bytes:
        """An HMAC."""
        return hmac.digest(b"k", data, "sha256")

    def verify(self, key_id: str, signature: bytes, data: bytes) -> bool:
        """Whether it is ours."""
        return key_id == self.key_id and hmac.compare_digest(signature, self.sign(data))


@dataclass
class Policies:
    """A policy that tests change."""

    text: str = POLICY

    def load(self):
        """Parsed anew each time, as the real one."""
        return parse_policy(self.text)


@dataclass
class World:
    """Everything a gate sees; ``ports`` hands it over."""

    storage: Storage = field(default_factory=Storage)
    detector: ColumnNameDetector = field(default_factory=ColumnNameDetector)
    policies: Policies = field(default_factory=Policies)
    keys: HmacKeys = field(default_factory=HmacKeys)
    now: datetime = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.ledger = LedgerInMemory(self.clock)

    def clock(self) -> datetime:
        """The time tests have set."""
        return self.now

    def wait(self, **by: int) -> None:
        """Let time pass."""
        self.now += timedelta(**by)

    @property
    def ports(self) -> GatePorts:
        """For ``run_gate`` and ``resume_gate``."""
        return GatePorts(
            reader=self.storage,
            writer=self.storage,
            detector=self.detector,
            policies=self.policies,
            ledger=self.ledger,
            signer=self.keys,
            verifier=self.keys,
            masker=KeyedMasker(bytes(range(32))),
            clock=self.clock,
            progress=lambda *_: None,
            scratch=ScratchInMemory,
            seed=lambda: bytes(range(8)),
        )

    def kinds(self) -> list[str]:
        """Kinds of all entries on record, in order."""
        return [entry.kind.value for entry in self.ledger.everything()]


def request(
    source: str = "s3://lake/customers/",
    destination: str | None = "s3://ml-dev/customers/",
    *,
    run_id: str = "run-1",
    try_number: int = 1,
    user: str | None = "data-engineer",
    raw: bool = False,
    task_id: str = "gate",
) -> GateRequest:
    """A request as the operator makes it."""
    return GateRequest(
        source=DatasetRef.parse(source),
        destination=DatasetRef.parse(destination) if destination else None,
        purpose="fraud-model-training",
        requester=Requester("fraud", run_id, task_id, try_number=try_number, user=user, bundle="main"),
        request_exception=raw,
    )


def approval(hold_id: str, now: datetime, /, **changes: object) -> Answer:
    """An answer that counts, but for what a test changes."""
    parts = {
        "hold_id": hold_id,
        "approved": True,
        "responder": "privacy-officer",
        "answered_at": now,
        "justification": "The raw card numbers are needed to check the network's rules.",
        "expires_at": now + timedelta(days=5),
    }
    return Answer(**{**parts, **changes})  # type: ignore[arg-type]  # a test's own keywords
