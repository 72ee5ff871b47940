"""What the approver reads and fills in: counts, types and names, never a value.

The text is in the order in which a person decides: what is asked, by whom and for what; which data;
where it goes; what a refusal means; what policy says. Airflow keeps the *first* text of a task
instance even when the task asks again, so the form carries the identity of the question it belongs
to; an answer to another question does not count.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from airflow_gov_provider.core.detection.findings import METADATA_PREFIX, ColumnReport, Finding
from airflow_gov_provider.gates.approvals import SHORTEST_JUSTIFICATION
from airflow_gov_provider.gates.requests import Answer, GateResult, Hold

APPROVE, REFUSE = "Approve", "Reject"
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NOBODY = object()
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~])")


def subject(result: GateResult) -> str:
    """One line: what is asked."""
    return f"May raw data go {result.decision.boundary.replace('->', ' → ')} for {result.request.purpose}?"


def body(result: GateResult, held: Hold) -> str:
    """Markdown of the evidence."""
    request, coverage = result.request, result.report.coverage
    who = request.requester
    destination = request.destination.uri if request.destination else "(stays where it is)"
    seen = {(column.label, finding.entity_type) for column, finding in result.report.findings}
    rules = ", ".join(result.decision.rule_ids) or "none named; masked by default"
    lines = [
        (
            f"**{_plain(who.user or 'The schedule')}** asks, by task `{who.dag_id}.{who.task_id}` in run "
            f"`{who.run_id}`, to publish this data **unmasked** for **{_plain(request.purpose)}**."
        ),
        "",
        f"* From: `{request.source.uri}` (zone {result.decision.from_zone or 'unknown'})",
        f"* To: `{destination}` (zone {result.decision.to_zone or 'unknown'})",
        (
            f"* Data: {coverage.rows:,} rows in {coverage.files:,} files, {coverage.bytes:,} bytes, "
            f"fingerprint `{result.fingerprint[7:19]}…`; all of it examined"
        ),
        f"* Policy {_plain(result.decision.policy_version)}, rules: {_plain(rules)}",
        "",
        "| column | holds | values | share | confidence |",
        "| --- | --- | ---: | ---: | ---: |",
        *(
            _row(column, finding)
            for column, finding in result.report.findings
            if not _said(column, finding, seen)
        ),
        "",
        (
            "**If you approve**, exactly these bytes are published; one changed byte voids your answer. "
            f"The exception may last until {held.longest_until.date().isoformat()} at most."
        ),
        "",
        (
            "**If you refuse, or nobody answers in time**, nothing is published by this gate. "
            "A gate that publishes the masked copy is not affected."
        ),
        "",
        (
            "No value of the data is shown here, and none belongs into your justification: "
            "it is kept on record and read by others."
        ),
    ]
    return "\n".join(lines)


def form(held: Hold, now: datetime) -> dict[str, dict[str, Any]]:
    """The form's fields as Airflow serializes parameters.

    They are no parameters of the task: an empty one would fail the task before it runs.
    """
    until = min(now + timedelta(days=7), held.longest_until).date().isoformat()
    return {
        "justification": _field(
            "",
            type="string",
            minLength=SHORTEST_JUSTIFICATION,
            title="Justification",
            description="Why raw data, why now. It is kept on record: describe the data, don't quote it.",
        ),
        "expires_on": _field(
            until,
            type="string",
            format="date",
            title="Expires on",
            description=f"The last day, in UTC; {held.longest_until.date().isoformat()} at the latest.",
        ),
        "question": _field(held.id, type="string", const=held.id, title="Question"),
    }


def _field(default: str, *, description: str | None = None, **schema: Any) -> dict[str, Any]:
    return {"value": default, "description": description, "schema": schema, "source": "task"}


def answer(event: dict[str, Any], now: datetime) -> Answer | None:
    """What Airflow's server says was answered; None for an event that is no answer to a form.

    :param now: when the event reached us: the time of a silence.
    """
    if event.get("error_type") == "timeout" or event.get("timedout") is True:
        return Answer("", approved=False, responder=None, answered_at=now, timed_out=True)
    chosen, at = event.get("chosen_options"), event.get("responded_at")
    fields, responder = event.get("params_input") or {}, event.get("responded_by_user", _NOBODY)
    known = isinstance(chosen, list) and isinstance(fields, dict) and isinstance(responder, dict | None)
    if not known or not isinstance(at, datetime) or responder is _NOBODY:
        return None
    person = responder or {}
    return Answer(
        hold_id=_text(fields.get("question")),
        # Only the one word approves; every other choice, or several at once, is a refusal.
        approved=chosen == [APPROVE],
        responder=_text(person.get("id")) or None,
        responder_name=_text(person.get("name")) or None,
        answered_at=at,
        justification=_text(fields.get("justification")),
        expires_at=_end_of_day(_text(fields.get("expires_on"))),
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _end_of_day(text: str) -> datetime | None:
    """The last second of a day in UTC; None when it is no date (``YYYY-MM-DD`` and nothing else)."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
        return datetime.combine(day, time(23, 59, 59), UTC) if day else None
    except ValueError:
        return None


def _said(column: ColumnReport, finding: Finding, seen: set[tuple[str, str]]) -> bool:
    """Statistics repeat what their column holds: one row is enough for a person."""
    label = column.label
    return (
        label.startswith(METADATA_PREFIX)
        and (label.removeprefix(METADATA_PREFIX), finding.entity_type) in seen
    )


def _row(column: ColumnReport, finding: Finding) -> str:
    where = f"{_plain(column.label)} (its name)" if finding.in_name else _plain(column.label)
    least = "≥ " if dict(finding.evidence).get("lower_bound") else ""
    entity, confidence = _plain(finding.entity_type), f"{finding.score:.0%}"
    return f"| {where} | {entity} | {least}{finding.count:,} | {finding.share:.0%} | {confidence} |"


def _plain(text: str) -> str:
    """Text that Markdown leaves alone, on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
