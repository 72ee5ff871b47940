"""Datasets, their snapshots and their fingerprints.

A dataset is named as OpenLineage names it (namespace + name). A snapshot is a dataset at exact
bytes: relative path, size and content digest of every file. Its fingerprint is the SHA-256 over
those, sorted, so two snapshots with one fingerprint hold the same bytes under the same names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import unquote

from airflow_gov_provider.core.canonical import digest
from airflow_gov_provider.core.errors import ErrorCode, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*)://")
_CONNECTION = re.compile(r"[A-Za-z0-9_.\-]+")
_BUCKET = re.compile(r"(?!.*\.\.)[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_ESCAPE = re.compile(r"%(?P<code>[0-9A-Fa-f]{2})?")
_RESERVED = str.maketrans({"%": "%25", "#": "%23", "?": "%3F"})


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

        A plain path must be absolute and is taken as it is; a file URI is percent-decoded; an object
        key is taken as it is. A trailing slash means a prefix. Whatever could name two places
        (``..``, an encoded slash, empty parts of a key) is refused, not guessed.

        :raises UsageError: ``URI_INVALID`` or ``URI_SCHEME_UNKNOWN``, naming the scheme only.
        """
        scheme_part = _SCHEME.match(text)
        scheme = scheme_part[1].lower() if scheme_part else "file"
        rest = text[scheme_part.end() :] if scheme_part else text
        if _CONTROL.search(text):
            raise _invalid("a name with control characters or broken Unicode is not taken")
        match scheme:
            case "file":
                return cls("file", "", _file_path(_decoded(rest) if scheme_part else rest))
            case "s3" | "s3a" | "s3n":
                return _s3(rest)
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
        """The canonical URI, without the connection: what patterns match and the ledger holds.

        Of a file's path only ``%``, ``#`` and ``?`` are encoded, so that :meth:`parse` reads it back.
        """
        if self.scheme == "file":
            return f"file://{self.path.translate(_RESERVED)}"
        return f"{self.scheme}://{self.authority}/{self.path}"

    def overlaps(self, other: DatasetRef) -> bool:
        """True when one of the two names lies within the other (or they are the same)."""
        if (self.scheme, self.authority) != (other.scheme, other.authority):
            return False
        mine, theirs = self.path.rstrip("/") + "/", other.path.rstrip("/") + "/"
        return mine.startswith(theirs) or theirs.startswith(mine) or "/" in (mine, theirs)


def _decoded(rest: str) -> str:
    """Path of a file URI from what follows ``file://``."""
    host, slash, path = rest.partition("/")
    if host not in ("", "localhost") or not slash:
        raise _invalid("a file URI has three slashes: file:///path")
    if "#" in path or "?" in path:
        raise _invalid("a file URI has no query and no fragment: write '?' as %3F and '#' as %23")
    codes = [found["code"] for found in _ESCAPE.finditer(path)]
    if None in codes or "2f" in (code.lower() for code in codes):
        raise _invalid("a percent sign stands before two hex digits (%25 for itself) and never for a slash")
    try:
        plain = unquote(path, errors="strict")
    except UnicodeDecodeError:
        raise _invalid("a file URI is encoded as UTF-8") from None
    if _CONTROL.search(plain):
        raise _invalid("a name with control characters is not taken")
    return f"/{plain}"


def _file_path(path: str) -> str:
    if not path.startswith("/"):
        raise _invalid("a file dataset needs an absolute path")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise _invalid("a path with '..' leads elsewhere when a part of it is a link")
    is_prefix = path.endswith(("/", "/."))
    return "/" + "/".join(parts) + ("/" if is_prefix and parts else "")


def _s3(rest: str) -> DatasetRef:
    place, _, key = rest.partition("/")
    connection, at, bucket = place.rpartition("@")
    if at and not _CONNECTION.fullmatch(connection):
        raise _invalid("a connection id holds letters, digits, '_', '-' and '.' only; never a password")
    if not _BUCKET.fullmatch(bucket):
        raise _invalid("the bucket name is not one that S3 accepts")
    parts = key.removesuffix("/").split("/") if key else []
    if any(part in ("", ".", "..") for part in parts):
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
