"""``ledger list|show|verify|migrate``: read and verify the record."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from airflow_gov_provider.cli import output
from airflow_gov_provider.cli.datasets import given
from airflow_gov_provider.cli.exits import Exit
from airflow_gov_provider.cli.installation import Installation
from airflow_gov_provider.core.errors import ErrorCode, LedgerError
from airflow_gov_provider.core.ledger.entries import EntryKind
from airflow_gov_provider.core.ledger.verification import Verification
from airflow_gov_provider.core.ledger.verification import verify as verify_entries

if TYPE_CHECKING:
    from airflow_gov_provider.core.ledger.entries import LedgerEntry
    from airflow_gov_provider.gates.ports import Ledger


def reading(installation: Installation) -> Ledger:
    """The ledger as it is: who only looks never creates or upgrades tables."""
    from airflow_gov_provider.stores.wiring import build_ledger

    return build_ledger(replace(installation.settings(), ledger_auto_migrate=False))


def list_entries(args: argparse.Namespace, installation: Installation) -> int:
    """The newest entries that match, one a line."""
    entries = reading(installation).entries(
        kind=EntryKind(args.kind) if args.kind else None,
        dataset=given(args.dataset).uri if args.dataset else None,
        newest_first=True,
        limit=args.limit,
    )
    if args.format == "json":
        for entry in entries:
            output.json_line(_whole(entry))
    else:
        rows = [
            (str(entry.sequence), entry.at, entry.kind.value, entry.id, entry.dataset) for entry in entries
        ]
        header = ("NO", "AT", "KIND", "ID", "DATASET")
        output.lines(output.table(header, rows, numbers=frozenset({0})))
    return Exit.OK


def show(args: argparse.Namespace, installation: Installation) -> int:
    """One entry whole."""
    entry = reading(installation).by_id(args.id)
    if entry is None:
        output.complain(str(no_such_entry(args.id)))
        return Exit.NO
    output.json_block(_whole(entry))
    return Exit.OK


def verify(args: argparse.Namespace, installation: Installation) -> int:
    """Whether every link holds, and the entries noted elsewhere are still there."""
    checked = verify_entries(reading(installation).everything(), dict(args.noted or ()))
    if args.format == "json":
        output.json_line(_as_json(checked))
    else:
        output.line(_sentence(checked))
    return Exit.OK if checked.holds else Exit.NO


def migrate(_args: argparse.Namespace, installation: Installation) -> int:
    """Create or upgrade the tables."""
    from airflow_gov_provider.stores.ledger.migrate import upgrade

    upgrade(installation.settings().ledger_url)
    output.line("the ledger's tables are up to date")
    return Exit.OK


def no_such_entry(entry_id: str) -> LedgerError:
    """The error for an id that names nothing."""
    return LedgerError(
        ErrorCode.LEDGER_ENTRY_MISSING, "no entry has this id", where=entry_id, hint="`ledger list` shows ids"
    )


def _whole(entry: LedgerEntry) -> dict[str, Any]:
    return {**entry.sealed(), "previous": entry.previous, "entry_hash": entry.entry_hash}


def _as_json(checked: Verification) -> dict[str, Any]:
    fault = checked.fault
    broken = fault and {"sequence": fault.sequence, "id": fault.entry_id, "kind": fault.kind.value}
    return {"holds": checked.holds, "entries": checked.entries, "head": checked.head, "broken": broken}


def _sentence(checked: Verification) -> str:
    if checked.fault is None:
        note = f"; note this: {checked.entries}={checked.head}" if checked.entries else ""
        return f"{checked.entries:,} entries, all links hold{note}"
    fault = checked.fault
    name = f" ({fault.entry_id})" if fault.entry_id else ""
    return f"broken at entry {fault.sequence}{name}: {fault.kind.sentence}; {checked.entries:,} entries hold"
