"""``mark add|list|revoke``: a person's word that a finding is no personal data."""

from __future__ import annotations

import argparse
from contextlib import closing
from typing import TYPE_CHECKING

from airflow_gov_provider.cli import output
from airflow_gov_provider.cli.datasets import given, shown
from airflow_gov_provider.cli.exits import Exit
from airflow_gov_provider.cli.installation import Installation, person
from airflow_gov_provider.cli.ledger import reading
from airflow_gov_provider.core.errors import ErrorCode, LedgerError

if TYPE_CHECKING:
    from airflow_gov_provider.core.ledger.entries import LedgerEntry
    from airflow_gov_provider.core.policy.marks import Mark
    from airflow_gov_provider.core.policy.model import Policy


def add(args: argparse.Namespace, installation: Installation) -> int:
    """Scan the dataset (or take the scan on record of the same bytes) and mark one finding."""
    from airflow_gov_provider.gates.marks import Word, make
    from airflow_gov_provider.gates.run import known_report, new_report
    from airflow_gov_provider.stores.wiring import build_ports

    dataset = given(args.dataset)
    word = Word(args.column, args.entity, args.reason, args.until, person(), authenticated=False)
    with output.Meter(shown(args.dataset)) as meter:
        ports = build_ports(installation.settings(), installation.s3(), meter, installation.sql())
        marks = ports.policies.load().marks
        with closing(ports.reader.take_in(dataset, meter)) as taken:
            report = known_report(taken, ports) or new_report(taken, ports)
    made = make(
        word,
        dataset,
        report,
        ports.ledger,
        marks=marks,
        now=ports.clock(),
        holds_personal_data=lambda text: ports.detector.label(text) != text,
    )
    output.line(f"marked: {made.id}")
    return Exit.OK


def list_marks(args: argparse.Namespace, installation: Installation) -> int:
    """All marks that nobody has taken back, oldest first."""
    from airflow_gov_provider.gates.marks import on_record

    found = on_record(reading(installation), given(args.dataset).uri if args.dataset else None)
    if not found:
        return Exit.OK
    policy = _policy(installation)
    if args.format == "json":
        for entry, mark in found:
            output.json_line(
                {
                    "id": mark.id,
                    "at": entry.at,
                    "dataset": entry.dataset,
                    **entry.body,
                    "policy": _says(policy, mark),
                }
            )
    else:
        header = ("ID", "UNTIL", "BY", "POLICY", "ENTITY TYPE", "COLUMN", "DATASET")
        output.lines(output.table(header, [_cells(entry, mark, policy) for entry, mark in found]))
    return Exit.OK


def revoke(args: argparse.Namespace, installation: Installation) -> int:
    """Take a mark back."""
    from airflow_gov_provider.gates.marks import revoke as revoke_mark
    from airflow_gov_provider.stores.wiring import build_ledger

    try:
        revoke_mark(args.id, build_ledger(installation.settings()), made_by=person(), authenticated=False)
    except LedgerError as error:
        if error.code is not ErrorCode.LEDGER_ENTRY_MISSING:
            raise
        output.complain(str(error))
        return Exit.NO
    output.line(f"revoked: {args.id}")
    return Exit.OK


def _policy(installation: Installation) -> Policy:
    from airflow_gov_provider.stores.policies import FilePolicySource

    return FilePolicySource(installation.settings().policy_file).load()


def _says(policy: Policy, mark: Mark) -> str:
    """Whether policy takes the mark now; detector and data are asked by gates."""
    from airflow_gov_provider.core.policy.decisions import ReasonCode
    from airflow_gov_provider.core.policy.marks import refusal
    from airflow_gov_provider.stores.wiring import now

    code = refusal(policy.marks, mark)
    if code is None and mark.until <= now():
        code = ReasonCode.MARK_EXPIRED
    return "taken" if code is None else code.value


def _cells(entry: LedgerEntry, mark: Mark, policy: Policy) -> tuple[str, ...]:
    until = mark.until.date().isoformat()
    return mark.id, until, mark.made_by, _says(policy, mark), mark.entity_type, mark.column, entry.dataset
