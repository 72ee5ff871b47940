"""The one way through: from a request to a verdict.

The duties, in order; the body carries the same numbers:

 1. take in: a private snapshot of the source, digested on the way
 2. scan: every value, or the known report of exactly these bytes and this detector
 3. decide: policy is always evaluated anew, never a known verdict
 4. plan: what follows from the decision
 5. intent: on record before any effect
 6. perform: publish, mask and publish, hold, or block
 7. verdict: signed and on record

A caller must close nothing and must not publish anything itself: whatever lies at the destination
without a verdict counts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from airflow_gov_provider.core.detection.findings import ScanReport
from airflow_gov_provider.core.detection.naming import parts_of
from airflow_gov_provider.core.errors import (
    ApprovalError,
    DataError,
    DestinationError,
    ErrorCode,
    GovernanceError,
    LedgerError,
)
from airflow_gov_provider.core.policy.model import Policy
from airflow_gov_provider.gates import approvals, records
from airflow_gov_provider.gates.judging import decide
from airflow_gov_provider.gates.perform import perform
from airflow_gov_provider.gates.ports import GatePorts, TakenIn
from airflow_gov_provider.gates.requests import GateRequest, GateResult, Judgement
from airflow_gov_provider.gates.steps import Step, plan_step


def run_gate(request: GateRequest, ports: GatePorts) -> GateResult:
    """Decide about one dataset on its way over one boundary, and act on it.

    :raises GovernanceError: for whatever kept the gate from deciding or acting; the failure is on
        record (unless it is the record that failed) and nothing has a verdict.
    """
    refuse_telling_places(request, ports)
    return recorded(request, ports, lambda: _run(request, ports))


def _run(request: GateRequest, ports: GatePorts) -> GateResult:
    refuse_table_as_destination(request)
    refuse_same_place(request)
    policy = ports.policies.load()
    with closing(ports.reader.take_in(request.source, ports.progress)) as taken:  # 1
        judged = judge(request, policy, taken, ports)  # 2, 3
        step = plan(judged, ports)  # 4
        return carry_out(step, judged, taken, ports)  # 5, 6, 7


def judge(request: GateRequest, policy: Policy, taken: TakenIn, ports: GatePorts) -> Judgement:
    """Duties 2 and 3: what is in the data, and what policy says about it."""
    refuse_telling_names(taken, ports)
    report = known_report(taken, ports) or new_report(taken, ports)
    seen, decision = decide(request, policy, report, ports)
    return Judgement(request, policy, taken.snapshot, seen, decision)


def plan(judged: Judgement, ports: GatePorts) -> Step:
    """Duty 4: the step that follows, with what people have already said about exactly this."""
    return plan_step(
        judged.decision,
        judged.report,
        judged.policy.exceptions,
        publishes=judged.request.destination is not None,
        request_exception=judged.request.request_exception,
        starter=judged.request.requester.user,
        grant=approvals.standing_grant(judged, ports),
        refused=approvals.was_refused(judged, ports),
    )


def carry_out(step: Step, judged: Judgement, taken: TakenIn, ports: GatePorts) -> GateResult:
    """Duties 5 to 7: nothing is done that is not on record first."""
    intent = records.intent(judged.request, judged.snapshot, judged.decision, ports.detector.digest, step)
    ports.ledger.append(intent)  # 5
    return perform(step, judged, taken, ports)  # 6, 7


def known_report(taken: TakenIn, ports: GatePorts) -> ScanReport | None:
    """The report of these very bytes by this very detector, when one is on record."""
    fingerprint = taken.snapshot.fingerprint
    entry = ports.ledger.by_key(records.scan_key(fingerprint, ports.detector.digest))
    if entry is None:
        return None
    report = ScanReport.from_json(dict(entry.body))
    if (report.fingerprint, report.detector) != (fingerprint, ports.detector.digest):
        raise LedgerError(
            ErrorCode.LEDGER_BROKEN,
            "a scan report on record is about other data than its key says",
            where=f"ledger entry {entry.id}",
            hint="run `airflow governance ledger verify`",
        )
    return report


def new_report(taken: TakenIn, ports: GatePorts) -> ScanReport:
    """Scan, insist on full coverage, put the report on record.

    :raises DataError: ``SOURCE_PARTLY_READ`` when anything was not examined.
    """
    report = ports.detector.scan(taken, ports.progress)
    if not report.coverage.is_full:
        skipped = "; ".join(f"{item.what} ({item.why})" for item in report.coverage.skipped[:10])
        raise DataError(
            ErrorCode.SOURCE_PARTLY_READ,
            f"not everything could be examined: {skipped}",
            where=taken.snapshot.dataset.uri,
            hint="remove or convert what is named here; the gate passes nothing that it has not read",
        )
    ports.ledger.append(records.scan(report))
    return report


def refuse_telling_names(taken: TakenIn, ports: GatePorts) -> None:
    """A file name that holds personal data would be copied along and put on record."""
    for number, file in enumerate(taken.snapshot.files, start=1):
        if any(ports.detector.label(part) != part for part in parts_of(file.path)):
            raise DataError(
                ErrorCode.NAME_HOLDS_PERSONAL_DATA,
                f"the name of file {number} of {len(taken.snapshot.files)} holds personal data",
                where=taken.snapshot.dataset.uri,
                hint="name files by keys that tell nothing about a person",
            )


def refuse_telling_places(request: GateRequest, ports: GatePorts) -> None:
    """The names of source and destination go on record: they must not tell of a person themselves.

    :raises DataError: ``NAME_HOLDS_PERSONAL_DATA``; the failure is on record without the names.
    """
    for place, dataset in (("source", request.source), ("destination", request.destination)):
        if dataset is None:
            continue
        parts = (*parts_of(dataset.path), *dataset.identifiers)
        if all(ports.detector.label(part) == part for part in parts):
            continue
        error = DataError(
            ErrorCode.NAME_HOLDS_PERSONAL_DATA,
            f"the name of the {place} holds personal data",
            where=f"{place} of {request.requester.dag_id}.{request.requester.task_id}",
            hint="name places by keys that tell nothing about a person",
        )
        ports.ledger.append(records.unasked(request.requester, error))
        raise error


def refuse_table_as_destination(request: GateRequest) -> None:
    """A verdict is about exact bytes, which a database does not keep as they were written."""
    if request.destination is not None and request.destination.is_table:
        raise DestinationError(
            ErrorCode.DESTINATION_UNWRITABLE,
            "a table is no destination: a gate publishes files, whole or not at all",
            where=request.destination.uri,
            hint="publish to s3:// or file:///, and let a task load the table from there",
        )


def refuse_same_place(request: GateRequest) -> None:
    """Publishing into the source would make the scanned data and the published data one."""
    if request.destination is not None and request.source.overlaps(request.destination):
        raise DestinationError(
            ErrorCode.DESTINATION_IS_SOURCE,
            "source and destination are the same place, or one lies within the other",
            where=request.destination.uri,
            hint="publish to a place of its own; leave the destination out to audit in place",
        )


def recorded(request: GateRequest, ports: GatePorts, work: Callable[[], GateResult]) -> GateResult:
    """Do the work; put a failed try on record and let its error through.

    What is not one of our errors may quote a value (libraries do): only the name of its type goes on.

    :raises GovernanceError: from ``work``, or ``INTERNAL_FAULT`` for anything else that it raises.
    """
    try:
        return work()
    except (LedgerError, ApprovalError):
        raise  # the record itself is out of reach; or an answer is on record and the question stays open
    except GovernanceError as error:
        ports.ledger.append(records.failure(request, error))
        raise
    except Exception as fault:  # noqa: BLE001 - the edge: no library's words may pass
        origin = f"{type(fault).__name__} in {_origin(fault)}"
    # Raised out here, so that the library's own exception is in nobody's chain of causes.
    broken = GovernanceError(
        ErrorCode.INTERNAL_FAULT,
        f"the gate failed with {origin}",
        where=request.source.uri,
        hint="nothing was published; please report this with the place it names",
    )
    ports.ledger.append(records.failure(request, broken))
    raise broken


def _origin(fault: BaseException) -> str:
    """Module and line of the innermost frame, for a report without the fault's own words."""
    trace = fault.__traceback__
    if trace is None:
        return "an unknown place"
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
