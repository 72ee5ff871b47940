"""The ledger: one append-only table.

The triggers protect from accidents. Whoever owns the tables can drop them; the links between entries
are what shows it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_REFUSAL = "the governance ledger is append-only"

# INSERT OR REPLACE removes rows without asking a DELETE trigger, unless the connection has
# recursive_triggers on; so the insert itself is refused unless it is the next link.
_SQLITE = (
    f"""
    CREATE TRIGGER governance_ledger_next BEFORE INSERT ON governance_ledger
    WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM governance_ledger)
      OR EXISTS (
        SELECT 1 FROM governance_ledger
        WHERE id = NEW.id OR "key" = NEW."key" OR previous = NEW.previous OR entry_hash = NEW.entry_hash
      )
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END
    """,
    f"""
    CREATE TRIGGER governance_ledger_no_update BEFORE UPDATE ON governance_ledger
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END
    """,
    f"""
    CREATE TRIGGER governance_ledger_no_delete BEFORE DELETE ON governance_ledger
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END
    """,
)

# ENABLE ALWAYS: else session_replication_role = replica skips triggers silently.
_POSTGRESQL = (
    f"""
    CREATE FUNCTION governance_ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'insufficient_privilege'; END $$
    """,
    """
    CREATE TRIGGER governance_ledger_no_change BEFORE UPDATE OR DELETE ON governance_ledger
    FOR EACH ROW EXECUTE FUNCTION governance_ledger_refuse()
    """,
    """
    CREATE TRIGGER governance_ledger_no_truncate BEFORE TRUNCATE ON governance_ledger
    FOR EACH STATEMENT EXECUTE FUNCTION governance_ledger_refuse()
    """,
    "ALTER TABLE governance_ledger ENABLE ALWAYS TRIGGER governance_ledger_no_change",
    "ALTER TABLE governance_ledger ENABLE ALWAYS TRIGGER governance_ledger_no_truncate",
)


def upgrade() -> None:
    op.create_table(
        "governance_ledger",
        # SQLite: exactly INTEGER makes it the row id, so that no second order exists.
        sa.Column(
            "sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False
        ),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("entry_hash", sa.Text(), nullable=False),
        sa.UniqueConstraint("id", name="governance_ledger_id"),
        sa.UniqueConstraint("key", name="governance_ledger_key"),
        # One entry follows another: a fork can not be written.
        sa.UniqueConstraint("previous", name="governance_ledger_previous"),
        sa.UniqueConstraint("entry_hash", name="governance_ledger_entry_hash"),
        sa.CheckConstraint("sequence > 0", name="governance_ledger_sequence"),
    )
    for name, columns in {
        "governance_ledger_by_kind": ["kind", "sequence"],
        "governance_ledger_by_request": ["request_id", "sequence"],
        "governance_ledger_by_dataset": ["dataset", "kind", "sequence"],
        "governance_ledger_by_fingerprint": ["fingerprint", "sequence"],
    }.items():
        op.create_index(name, "governance_ledger", columns)
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("governance_ledger")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION governance_ledger_refuse()")
