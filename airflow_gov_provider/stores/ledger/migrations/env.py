"""Run migrations on the connection and in the transaction that ``stores/ledger/migrate.py`` hands in."""

from __future__ import annotations

from alembic import context

from airflow_gov_provider.stores.ledger.tables import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    transactional_ddl=True,  # SQLite's is, too, since the driver does not begin transactions by itself here
)
with context.begin_transaction():
    context.run_migrations()
