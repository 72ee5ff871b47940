"""Datasets, their snapshots and their fingerprints.

A dataset is named as OpenLineage names it (namespace + name). A snapshot is a dataset at exact
bytes: relative path, size and content digest of every file. Its fingerprint is the SHA-256 over
those, sorted, so two snapshots with one fingerprint hold the same bytes under the same names.
"""

from __future__ import annotations

import ipaddress
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
_IN_IDENTIFIER = str.maketrans({mark: f"%{ord(mark):02X}" for mark in "%./#?"})
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9_.\-]*[a-z0-9])?")
_PORT = re.compile(r"[1-9][0-9]{0,4}")

#: Port of a PostgreSQL server that names none.
POSTGRES_PORT = 5432
#: Bytes of a name in PostgreSQL; of a longer one the server forgets the rest, so two names are one.
_LONGEST_POSTGRES_NAME = 63


@dataclass(frozen=True, slots=True)
class DatasetRef:
    """Where a dataset lies: one file, everything below a prefix (``is_prefix``), or one table.

    :param scheme: ``file``, ``s3``, ``postgres`` or ``sqlite``.
    :param authority: the bucket; ``host:port`` of a database server; or empty.
    :param path: absolute path of a file dataset; key (no leading slash) of an object; of a table its
        canonical name, encoded (``database.schema.table``, ``/path#table``).
    :param connection_id: Airflow connection that may read or write it; no part of the name.
    """

    scheme: str
    authority: str
    path: str
    connection_id: str | None = None

    @classmethod
    def parse(cls, text: str) -> DatasetRef:
        """Read ``s3://[conn_id@]bucket/key``, ``file:///path``, a plain path, or a table.

        A plain path must be absolute and is taken as it is; a file URI is percent-decoded; an object
        key is taken as it is. A trailing slash means a prefix. Whatever could name two places
        (``..``, an encoded slash, empty parts of a key) is refused, not guessed.

        A table is ``postgres://[conn_id@]host[:port]/database.schema.table`` or
        ``sqlite:///path#table``. Its names are exact, as after quoting in SQL; in a name of them ``%``,
        ``.``, ``/``, ``#`` and ``?`` are percent-encoded. ``127.0.0.1`` and ``::1`` are ``localhost``.

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
            case "postgres" | "postgresql":
                return _postgres(rest)
            case "sqlite":
                return _sqlite(rest)
            case _:
                raise UsageError(
                    ErrorCode.URI_SCHEME_UNKNOWN,
                    f"no reader for the scheme {scheme!r}",
                    hint=_FORMS,
                )

    @property
    def is_prefix(self) -> bool:
        """True when the name ends with a slash (or is a whole bucket)."""
        return self.path.endswith("/") or self.path == ""

    @property
    def is_table(self) -> bool:
        """True for a table (or view) of a database: something that only a query reads."""
        return self.scheme in ("postgres", "sqlite")

    @property
    def identifiers(self) -> tuple[str, ...]:
        """The names that make up a table's name, as the database knows them: the table is the last.

        ``(database, schema, table)`` in PostgreSQL, ``(table,)`` in SQLite, nothing for files.
        """
        if not self.is_table:
            return ()
        return tuple(unquote(part) for part in self.path.rpartition("#")[2].split("."))

    @property
    def database_file(self) -> str:
        """Path of the file that a SQLite table lies in; empty for everything else."""
        return unquote(self.path.partition("#")[0]) if self.scheme == "sqlite" else ""

    @property
    def namespace(self) -> str:
        """OpenLineage's dataset namespace: ``file``, ``sqlite``, ``s3://bucket``, ``postgres://host:port``."""
        return self.scheme if self.scheme in ("file", "sqlite") else f"{self.scheme}://{self.authority}"

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
        if self.scheme == "sqlite":
            return f"sqlite://{self.path}"
        return f"{self.scheme}://{self.authority}/{self.path}"

    def overlaps(self, other: DatasetRef) -> bool:
        """True when one of the two names lies within the other (or they are the same).

        A table of a SQLite database lies in its file.
        """
        if {self.scheme, other.scheme} == {"file", "sqlite"}:
            return self._as_file().overlaps(other._as_file())
        if (self.scheme, self.authority) != (other.scheme, other.authority):
            return False
        mine, theirs = self.path.rstrip("/") + "/", other.path.rstrip("/") + "/"
        return mine.startswith(theirs) or theirs.startswith(mine) or "/" in (mine, theirs)

    def _as_file(self) -> DatasetRef:
        return DatasetRef("file", "", self.database_file) if self.scheme == "sqlite" else self


def _decoded(rest: str) -> str:
    """Path of a file URI from what follows ``file://``."""
    host, slash, path = rest.partition("/")
    if host not in ("", "localhost") or not slash:
        raise _invalid("a file URI has three slashes: file:///path")
    if "#" in path or "?" in path:
        raise _invalid("a file URI has no query and no fragment: write '?' as %3F and '#' as %23")
    if "2f" in (code.lower() for code in _codes(path)):
        raise _invalid("a percent sign never stands for a slash")
    return f"/{_plain(path)}"


def _codes(text: str) -> list[str]:
    codes = [found["code"] for found in _ESCAPE.finditer(text)]
    if None in codes:
        raise _invalid("a percent sign stands before two hex digits (%25 for itself)")
    return codes


def _plain(text: str) -> str:
    """``text`` without percent-encoding."""
    _codes(text)
    try:
        plain = unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise _invalid("a URI is encoded as UTF-8") from None
    if _CONTROL.search(plain):
        raise _invalid("a name with control characters is not taken")
    return plain


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


def _postgres(rest: str) -> DatasetRef:
    place, _, name = rest.partition("/")
    connection, at, server = place.rpartition("@")
    if at and not _CONNECTION.fullmatch(connection):
        raise _invalid("a connection id holds letters, digits, '_', '-' and '.' only; never a password")
    host, port = _host_and_port(server)
    parts = name.split(".")
    if len(parts) != 3 or any(mark in name for mark in "/#?"):
        raise _invalid(
            "a PostgreSQL table is database.schema.table; write '.', '/', '#' and '?' in a name as %2E…"
        )
    identifiers = [_identifier(part) for part in parts]
    if any(len(one.encode()) > _LONGEST_POSTGRES_NAME for one in identifiers):
        raise _invalid(f"a name in PostgreSQL has at most {_LONGEST_POSTGRES_NAME} bytes")
    path = ".".join(one.translate(_IN_IDENTIFIER) for one in identifiers)
    return DatasetRef("postgres", server_name(host, port or POSTGRES_PORT), path, connection or None)


def _sqlite(rest: str) -> DatasetRef:
    path, mark, table = rest.partition("#")
    if not mark or any(reserved in table for reserved in "#/?."):
        raise _invalid(
            "a SQLite table is sqlite:///path#table; write '.', '/', '#' and '?' in its name as %2E…"
        )
    file = _file_path(_decoded(path))
    if file.endswith("/"):
        raise _invalid("a SQLite database is a file: its path does not end with a slash")
    return DatasetRef(
        "sqlite", "", f"{file.translate(_RESERVED)}#{_identifier(table).translate(_IN_IDENTIFIER)}"
    )


def _identifier(part: str) -> str:
    plain = _plain(part)
    if not plain:
        raise _invalid("a name of the table's is empty")
    return plain


def _host_and_port(server: str) -> tuple[str, int | None]:
    host, colon, port = server.rpartition(":")
    if not colon or port.endswith("]"):
        return server, None
    if not _PORT.fullmatch(port):
        raise _invalid("what follows the server's name is not a port")
    return host, int(port)


def server_name(host: str, port: int) -> str:
    """The one name of a database server, ``host:port``: lower case, addresses in their short form.

    :raises UsageError: ``URI_INVALID`` for what names no host or could be read as two.
    """
    name = host.lower().removesuffix(".")
    try:
        address = ipaddress.ip_address(name.removeprefix("[").removesuffix("]") if name[:1] == "[" else name)
    except ValueError:
        # What is all digits and dots, or hexadecimal, is an address in a spelling that resolvers still read.
        if not _HOST.fullmatch(name) or re.fullmatch(r"[0-9.]+|0x.*", name) or ".." in name:
            raise _invalid("a table's URI says which server it is on: host or host:port") from None
        return f"{name}:{port}"
    mapped = getattr(address, "ipv4_mapped", None) or address
    if str(mapped) in ("127.0.0.1", "::1"):
        return f"localhost:{port}"
    if "%" in str(mapped):
        raise _invalid("an address with a zone of this machine's names another place elsewhere")
    return f"[{mapped}]:{port}" if mapped.version == 6 else f"{mapped}:{port}"


_FORMS = (
    "use s3://[conn_id@]bucket/key, file:///path, an absolute path, "
    "postgres://conn_id@host:port/database.schema.table or sqlite:///path#table"
)


def _invalid(what: str) -> UsageError:
    return UsageError(ErrorCode.URI_INVALID, what, hint=_FORMS)


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
