"""Datasets, their snapshots and their fingerprints.

A dataset is named as OpenLineage names it (namespace + name). A snapshot is a dataset at exact
bytes: relative path, size and content digest of every file. Its fingerprint is the SHA-256 over
those, sorted, so two snapshots with one fingerprint hold the same bytes under the same names.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from airflow_gov_provider.core.canonical import digest
from airflow_gov_provider.core.errors import ErrorCode, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

_CONNECTION = re.compile(r"^[A-Za-z0-9_.\-]+$")
_BUCKET = re.compile(r"^[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]$")


@dataclass(frozen=True, slots=True)
class DatasetRef:
    """Where a dataset lies: one file, or everything below a prefix (``is_prefix``).

    :param scheme: ``file`` or ``s3``.
    :param authority: the bucket, or empty.
    :param path: absolute path of a file dataset; key (no leading slash) of an object.
    :param connection_id: Airflow connection that may read or write it; no part of the name.
    """

    scheme: str
    authority: str
    path: str
    connection_id: str | None = None

    @classmethod
    def parse(cls, text: str) -> DatasetRef:
        """Read ``s3://[conn_id@]bucket/key``, ``file:///path`` or a plain path.

        A plain path must be absolute. A trailing slash means a prefix.

        :raises UsageError: ``URI_INVALID`` or ``URI_SCHEME_UNKNOWN``, naming the scheme only.
        """
        scheme = text.split("://", 1)[0].lower() if "://" in text else "file"
        match scheme:
            case "file":
                return cls("file", "", _file_path(text))
            case "s3" | "s3a" | "s3n":
                return _s3(text)
            case _:
                raise UsageError(
                    ErrorCode.URI_SCHEME_UNKNOWN,
                    f"no reader for the scheme {scheme!r}",
                    hint="use s3://bucket/key, file:///path or an absolute path",
                )

    @property
    def is_prefix(self) -> bool:
        """True when the name ends with a slash (or is a whole bucket)."""
        return self.path.endswith("/") or self.path == ""

    @property
    def namespace(self) -> str:
        """OpenLineage's dataset namespace: ``file`` or ``s3://bucket``."""
        return "file" if self.scheme == "file" else f"{self.scheme}://{self.authority}"

    @property
    def name(self) -> str:
        """OpenLineage's dataset name."""
        return self.path or "/"

    @property
    def uri(self) -> str:
        """The canonical URI, without the connection: what patterns match and the ledger holds."""
        if self.scheme == "file":
            return f"file://{self.path}"
        return f"{self.scheme}://{self.authority}/{self.path}"

    def overlaps(self, other: DatasetRef) -> bool:
        """True when one of the two names lies within the other (or they are the same)."""
        if (self.scheme, self.authority) != (other.scheme, other.authority):
            return False
        mine, theirs = self.path.rstrip("/") + "/", other.path.rstrip("/") + "/"
        return mine.startswith(theirs) or theirs.startswith(mine) or "/" in (mine, theirs)


def _file_path(text: str) -> str:
    path = text
    if text.lower().startswith("file://"):
        parts = urlsplit(text)
        if parts.netloc not in ("", "localhost"):
            raise _invalid("a file URI has three slashes: file:///path")
        path = unquote(parts.path)
    if not path.startswith("/") or "\0" in path:
        raise _invalid("a file dataset needs an absolute path")
    normal = posixpath.normpath(path)
    normal = "/" + normal.lstrip("/")
    return normal + "/" if path.endswith("/") and normal != "/" else normal


def _s3(text: str) -> DatasetRef:
    rest = text.split("://", 1)[1]
    place, _, key = rest.partition("/")
    connection, at, bucket = place.rpartition("@")
    if at and not _CONNECTION.match(connection):
        raise _invalid("a connection id holds letters, digits, '_', '-' and '.' only; never a password")
    if not _BUCKET.match(bucket):
        raise _invalid("the bucket name is not one that S3 accepts")
    if any(part in (".", "..") for part in key.split("/")) or "//" in key or "\0" in key:
        raise _invalid("an object key with empty, '.' or '..' parts has no canonical name")
    return DatasetRef("s3", bucket, key, connection or None)


def _invalid(what: str) -> UsageError:
    return UsageError(
        ErrorCode.URI_INVALID, what, hint="use s3://[conn_id@]bucket/key, file:///path or an absolute path"
    )


@dataclass(frozen=True, slots=True, order=True)
class FileVersion:
    """One file of a snapshot: path relative to the dataset, size in bytes, ``sha256:…`` of its bytes."""

    path: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A dataset at exact bytes."""

    dataset: DatasetRef
    files: tuple[FileVersion, ...]

    @property
    def fingerprint(self) -> str:
        """``sha256:…`` over the sorted (relative path, size, content digest) of its files."""
        return digest([[file.path, file.size, file.digest] for file in sorted(self.files)])

    @property
    def size(self) -> int:
        """Bytes over all files."""
        return sum(file.size for file in self.files)


class Place(StrEnum):
    """Where in a file a batch was read from."""

    VALUES = "values"
    METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of one file of a dataset, as Arrow columns.

    A ``METADATA`` batch holds what the format keeps beside its rows (Parquet key-value metadata and
    column statistics) as text, under the column's name or the name of the metadata.
    """

    file: str
    rows: pa.RecordBatch
    place: Place = Place.VALUES

    def __repr__(self) -> str:
        """Shape only: a traceback that shows local variables must not show a cell."""
        return f"Batch({self.rows.num_rows} rows x {self.rows.num_columns} columns, {self.place})"
