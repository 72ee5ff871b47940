"""The ledger's table, as the migrations have made it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, MetaData, String, Table, Text

#: Revision of ``migrations/versions`` that this code reads and writes.
HEAD = "0001"
VERSION_TABLE = "governance_ledger_version"

metadata = MetaData()

#: One row an entry. Its triggers refuse every change; see ``migrations/versions/0001_ledger.py``.
LEDGER = Table(
    "governance_ledger",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("dataset", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("entry_hash", Text, nullable=False),
)

#: Alembic's record of the revision that the database is at.
VERSION = Table(VERSION_TABLE, metadata, Column("version_num", String(32), primary_key=True))
