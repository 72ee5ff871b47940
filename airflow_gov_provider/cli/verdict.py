"""``verdict show|verify``: what a gate decided about data, and whether it holds for the data now."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow_gov_provider.cli import output
from airflow_gov_provider.cli.datasets import given
from airflow_gov_provider.cli.exits import Exit
from airflow_gov_provider.cli.installation import Installation
from airflow_gov_provider.cli.ledger import no_such_entry, reading
from airflow_gov_provider.core.attestation.envelope import Envelope
from airflow_gov_provider.core.attestation.statement import Verdict
from airflow_gov_provider.core.errors import (
    DataChangedError,
    DataError,
    ErrorCode,
    UsageError,
    VerdictError,
)
from airflow_gov_provider.core.ledger.entries import EntryKind, LedgerEntry

if TYPE_CHECKING:
    from airflow_gov_provider.core.datasets import DatasetRef, Snapshot
    from airflow_gov_provider.gates.ports import Reader
    from airflow_gov_provider.gates.verdicts import Expectation

#: Ids of ledger entries; whatever else is asked for is a dataset.
_ID = re.compile(r"[0-9a-f]{16,}")


def show(args: argparse.Namespace, installation: Installation) -> int:
    """The newest verdict of a dataset, or the one of an entry; JSON is the envelope itself."""
    from airflow_gov_provider.gates.verdicts import verified
    from airflow_gov_provider.stores.wiring import build_verifier

    try:
        entry = _entry(args.what, installation)
        envelope = Envelope.from_json(entry.body["envelope"])
        if args.format == "json":
            output.json_line(envelope.as_json())
        else:
            _write(entry, verified(envelope, build_verifier(installation.settings())))
    except VerdictError as error:
        output.complain(str(error))
        return Exit.NO
    return Exit.OK


def verify(args: argparse.Namespace, installation: Installation) -> int:
    """Whether a verdict holds for the data as it is now, by the ledger or by an envelope in a file.

    :raises UsageError: for half a question. :raises DataError: the data or the envelope can not be read.
    """
    if bool(args.uri) == bool(args.envelope) or bool(args.envelope) != bool(args.data):
        raise UsageError(
            ErrorCode.URI_INVALID,
            "either a dataset, or --envelope together with --data",
            hint="see `verdict verify --help`",
        )
    try:
        verdict, name = _by_envelope(args, installation) if args.envelope else _by_ledger(args, installation)
    except (VerdictError, DataChangedError) as error:
        return _say(args, {"valid": False, "code": error.code.value, "what": error.what}, str(error))
    facts = {
        "valid": True,
        "outcome": verdict.outcome.value,
        "purpose": verdict.purpose,
        "fingerprint": verdict.published.fingerprint,
    }
    return _say(args, facts, f"{name}: valid, {verdict.outcome} for the purpose {verdict.purpose!r}")


def _say(args: argparse.Namespace, facts: dict[str, Any], sentence: str) -> int:
    if args.format == "json":
        output.json_line(facts)
    else:
        output.line(sentence)
    return Exit.OK if facts["valid"] else Exit.NO


def _entry(what: str, installation: Installation) -> LedgerEntry:
    ledger = reading(installation)
    if entry := ledger.by_id(what):
        if entry.kind is EntryKind.VERDICT:
            return entry
        raise VerdictError(
            ErrorCode.VERDICT_MISSING, f"this entry is no verdict but: {entry.kind}", where=what
        )
    if _ID.fullmatch(what):
        raise VerdictError(ErrorCode.LEDGER_ENTRY_MISSING, no_such_entry(what).what, where=what)
    dataset = given(what)
    if entries := ledger.entries(kind=EntryKind.VERDICT, dataset=dataset.uri, newest_first=True, limit=1):
        return entries[0]
    raise _none_on_record(dataset)


def _none_on_record(dataset: DatasetRef) -> VerdictError:
    return VerdictError(
        ErrorCode.VERDICT_MISSING,
        "no verdict is on record for this data",
        where=dataset.uri,
        hint="let a gate publish it",
    )


def _by_ledger(args: argparse.Namespace, installation: Installation) -> tuple[Verdict, str]:
    from airflow_gov_provider.gates.verdicts import require
    from airflow_gov_provider.stores.wiring import build_verifier, now

    settings, dataset = installation.settings(), given(args.uri)
    ledger, verifier, reader = reading(installation), build_verifier(settings), _reader(installation)
    purposes = [args.purpose] if args.purpose else _purposes(dataset, installation)
    fault: VerdictError | DataChangedError = _none_on_record(dataset)
    for purpose in purposes:
        try:
            checked = require(
                dataset,
                _expectation(purpose, installation),
                ledger=ledger,
                verifier=verifier,
                reader=reader,
                clock=now,
            )
        except (VerdictError, DataChangedError) as error:
            fault = error
        else:
            return checked.verdict, dataset.uri
    raise fault


def _purposes(dataset: DatasetRef, installation: Installation) -> list[str]:
    """Purposes of the verdicts on record whose signature holds, newest first, once each."""
    from airflow_gov_provider.gates.verdicts import verified
    from airflow_gov_provider.stores.wiring import build_verifier

    verifier = build_verifier(installation.settings())
    purposes: dict[str, None] = {}
    first_fault: VerdictError | None = None
    for entry in reading(installation).entries(
        kind=EntryKind.VERDICT, dataset=dataset.uri, newest_first=True
    ):
        try:
            purposes[verified(Envelope.from_json(entry.body["envelope"]), verifier).purpose] = None
        except VerdictError as fault:
            first_fault = first_fault or fault
    if first_fault is not None and not purposes:
        raise first_fault
    return list(purposes)


def _by_envelope(args: argparse.Namespace, installation: Installation) -> tuple[Verdict, str]:
    """Compares contents, not places: the data may have been copied elsewhere."""
    from airflow_gov_provider.gates.verdicts import refuse_unfit, verified
    from airflow_gov_provider.stores.wiring import build_verifier, now

    verdict = verified(_envelope(Path(args.envelope)), build_verifier(installation.settings()))
    dataset = given(args.data)
    refuse_unfit(verdict, dataset, _expectation(args.purpose or verdict.purpose, installation), now())
    found = _reader(installation).identify(dataset)
    if not found.files:
        raise DataError(ErrorCode.SOURCE_MISSING, "there is no data", where=dataset.uri, hint="check --data")
    # The one file of a dataset that is a file may have another name now; files below a prefix may not.
    names = dataset.is_prefix or verdict.published.dataset.is_prefix
    if _contents(found, names=names) != _contents(verdict.published, names=names):
        raise DataChangedError(
            ErrorCode.DATA_CHANGED,
            "the data is not what the verdict was given for",
            where=dataset.uri,
            hint="publish it through the gate again",
        )
    return verdict, dataset.uri


def _contents(snapshot: Snapshot, *, names: bool) -> list[tuple[str, int, str]]:
    return [(file.path if names else "", file.size, file.digest) for file in sorted(snapshot.files)]


def _envelope(path: Path) -> Envelope:
    try:
        content = json.loads(path.read_bytes())
    except OSError as fault:
        raise DataError(
            ErrorCode.SOURCE_UNREADABLE,
            f"the envelope can not be read ({type(fault).__name__})",
            where=str(path),
        ) from None
    except (ValueError, RecursionError):
        raise VerdictError(ErrorCode.VERDICT_INVALID, "the envelope is not JSON", where=str(path)) from None
    return Envelope.from_json(content)


def _expectation(purpose: str, installation: Installation) -> Expectation:
    from airflow_gov_provider.gates.verdicts import Expectation

    return Expectation(purpose=purpose, isolation=installation.settings().accepted_isolation)


def _reader(installation: Installation) -> Reader:
    from airflow_gov_provider.stores.wiring import build_reader

    return build_reader(installation.settings(), installation.s3(), installation.sql())


def _write(entry: LedgerEntry, verdict: Verdict) -> None:
    predicate = verdict.predicate
    facts = {
        "outcome": verdict.outcome.value,
        "dataset": verdict.published.dataset.uri,
        "purpose": verdict.purpose,
        "boundary": predicate["boundary"],
        "policy": f"{predicate['policy']['version']} ({predicate['policy']['digest']})",
        "rules": ", ".join(predicate["policy"]["rules"]) or "none",
        "masked": ", ".join(predicate["maskedColumns"]) or "nothing",
        "isolation": verdict.isolation,
        "expires": verdict.expires_at or "never",
        "fingerprint": verdict.published.fingerprint,
        "files": f"{len(verdict.published.files):,} ({verdict.published.size:,} bytes)",
        "evaluated": predicate["evaluatedAt"],
        "signed by": ", ".join(s.key_id for s in Envelope.from_json(entry.body["envelope"]).signatures),
        "ledger entry": f"{entry.sequence} ({entry.id})",
    }
    for name, fact in facts.items():
        output.line(f"{name + ':':<14}{fact}")
