"""Datasets, their snapshots and their fingerprints.

A dataset is named as OpenLineage names it (namespace + name). A snapshot is a dataset at exact
bytes: relative path, size and content digest of every file. Its fingerprint is the SHA-256 over
those, sorted, so two snapshots with one fingerprint hold the same bytes under the same names.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
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
_DIALECT = re.compile(r"sql\+(?!postgres|sqlite)[a-z][a-z0-9_]*")

#: Port of a PostgreSQL server that names none.
POSTGRES_PORT = 5432
#: Bytes of a name in PostgreSQL; of a longer one the server forgets the rest, so two names are one.
_LONGEST_POSTGRES_NAME = 63


@dataclass(frozen=True, slots=True)
class DatasetRef:
    """Where a dataset lies: one file, everything below a prefix (``is_prefix``), or one table.

    :param scheme: ``file``, ``s3``, ``postgres``, ``sqlite``, or ``sql+`` and the name of a dialect of SQLAlchemy.
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
        In other databases it is ``sql+dialect://[conn_id@]host:port/[database.]schema.table``, or in a
        file ``sql+dialect://[conn_id@]/path#[schema.]table``.

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
                return _in_file("sqlite", rest, 1)
            case _ if scheme.startswith("sql+"):
                return _of_dialect(scheme, rest)
            case _:
                what = f"no reader for the scheme {scheme!r}"
                raise UsageError(ErrorCode.URI_SCHEME_UNKNOWN, what, hint=_FORMS)

    @property
    def is_prefix(self) -> bool:
        """True when the name ends with a slash (or is a whole bucket)."""
        return self.path.endswith("/") or self.path == ""

    @property
    def is_table(self) -> bool:
        """True for a table (or view) of a database: something that only a query reads."""
        return self.scheme in ("postgres", "sqlite") or self.scheme.startswith("sql+")

    @property
    def identifiers(self) -> tuple[str, ...]:
        """The names that make up a table's name, as the database knows them: the table is the last.

        ``(database, schema, table)`` in PostgreSQL, ``(table,)`` in SQLite, one to three elsewhere.
        """
        names = self.path.rpartition("#")[2].split(".") if self.is_table else []
        return tuple(map(unquote, names))

    @property
    def database_file(self) -> str:
        """Path of the file that a table lies in; empty for everything else."""
        return unquote(self.path.partition("#")[0]) if self.is_table and "#" in self.path else ""

    @property
    def namespace(self) -> str:
        """OpenLineage's dataset namespace: ``file``, ``sqlite``, ``s3://bucket``, ``postgres://host:port``."""
        return self.scheme.removeprefix("sql+") + (f"://{self.authority}" if self.authority else "")

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
        if self.database_file:
            return f"{self.scheme}://{self.path}"
        return f"{self.scheme}://{self.authority}/{self.path}"

    def overlaps(self, other: DatasetRef) -> bool:
        """True when one of the two names lies within the other (a table in its file), or they are the same."""
        if "file" in (self.scheme, other.scheme) and (self.database_file or other.database_file):
            return self._as_file().overlaps(other._as_file())
        if (self.scheme, self.authority) != (other.scheme, other.authority):
            return False
        mine, theirs = self.path.rstrip("/") + "/", other.path.rstrip("/") + "/"
        return mine.startswith(theirs) or theirs.startswith(mine) or "/" in (mine, theirs)

    def _as_file(self) -> DatasetRef:
        return DatasetRef("file", "", self.database_file) if self.database_file else self


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
    if None in (codes := [found["code"] for found in _ESCAPE.finditer(text)]):
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
    connection, bucket = _connection(place)
    if not _BUCKET.fullmatch(bucket):
        raise _invalid("the bucket name is not one that S3 accepts")
    parts = key.removesuffix("/").split("/") if key else []
    if any(part in ("", ".", "..") for part in parts):
        raise _invalid("an object key with empty, '.' or '..' parts has no canonical name")
    return DatasetRef("s3", bucket, key, connection)


def _connection(place: str) -> tuple[str | None, str]:
    connection, at, where = place.rpartition("@")
    if at and not _CONNECTION.fullmatch(connection):
        raise _invalid("a connection id holds letters, digits, '_', '-' and '.' only; never a password")
    return connection or None, where


def _postgres(rest: str) -> DatasetRef:
    place, _, name = rest.partition("/")
    connection, server = _connection(place)
    host, port = _host_and_port(server)
    parts = name.split(".")
    if len(parts) != 3 or any(mark in name for mark in "/#?"):
        raise _invalid("a PostgreSQL table is database.schema.table; '.', '/', '#', '?' in a name are %2E…")
    identifiers = [_identifier(part) for part in parts]
    if max(len(one.encode()) for one in identifiers) > _LONGEST_POSTGRES_NAME:
        raise _invalid(f"a name in PostgreSQL has at most {_LONGEST_POSTGRES_NAME} bytes")
    return DatasetRef("postgres", server_name(host, port or POSTGRES_PORT), _joined(identifiers), connection)


def _of_dialect(scheme: str, rest: str) -> DatasetRef:
    if not _DIALECT.fullmatch(scheme):
        raise _invalid("sql+ stands before a dialect and no driver; PostgreSQL and SQLite have own schemes")
    if "#" in rest:
        return _in_file(scheme, rest, 2)
    place, _, name = rest.partition("/")
    connection, server = _connection(place)
    host, port = _host_and_port(server)
    parts = name.split(".")
    if port is None or len(parts) not in (2, 3) or any(mark in name for mark in "/?"):
        raise _invalid("a table of another database is sql+dialect://host:port/[database.]schema.table")
    return DatasetRef(scheme, server_name(host, port), _joined(map(_identifier, parts)), connection)


def _in_file(scheme: str, rest: str, most: int) -> DatasetRef:
    place, mark, name = rest.partition("#")
    head, slash, path = place.partition("/")
    connection, host = _connection(head) if most > 1 else (None, head)
    if not mark or any(reserved in name for reserved in "#/?") or name.count(".") >= most:
        raise _invalid("a SQLite table is sqlite:///path#table; '.', '/', '#' and '?' in a name are %2E…")
    file = _file_path(_decoded(f"{host}{slash}{path}")).translate(_RESERVED)
    if file.endswith("/"):
        raise _invalid("a database is a file: its path does not end with a slash")
    return DatasetRef(scheme, "", f"{file}#{_joined(map(_identifier, name.split('.')))}", connection)


def _joined(identifiers: Iterable[str]) -> str:
    return ".".join(one.translate(_IN_IDENTIFIER) for one in identifiers)


def _identifier(part: str) -> str:
    if not part:
        raise _invalid("a name of the table's is empty")
    return _plain(part)


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
    "postgres://conn_id@host:port/database.schema.table, sqlite:///path#table "
    "or sql+dialect://conn_id@host:port/[database.]schema.table"
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
