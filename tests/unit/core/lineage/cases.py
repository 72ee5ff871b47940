"""Gate runs and how they ended, as the mapping is told of them. All names are invented."""

from __future__ import annotations

from typing import Any

from airflow_gov_provider.core.attestation.statement import Outcome
from airflow_gov_provider.core.datasets import DatasetRef, FileVersion, Snapshot
from airflow_gov_provider.core.detection.findings import ColumnReport, Coverage, Finding, ScanReport, Skipped
from airflow_gov_provider.core.lineage.mapping import Lineage, asked, lineage_of
from airflow_gov_provider.core.policy.decisions import ColumnDecision, Decision, Effect, Reason, ReasonCode

SOURCE = Snapshot(
    DatasetRef.parse("s3://lake-staging/fraud/2026-11-23/"),
    (FileVersion("part-0.parquet", 4096, "sha256:" + "a" * 64),),
)
DESTINATION = DatasetRef.parse("s3://ml-dev/fraud/2026-11-23/")
PUBLISHED = Snapshot(DESTINATION, (FileVersion("part-0.parquet", 4210, "sha256:" + "b" * 64),))
RAW = Snapshot(DESTINATION, SOURCE.files)
DETECTOR = "sha256:" + "d" * 64
POLICY = "sha256:" + "e" * 64
REQUEST_ID = "sha256:" + "f" * 64
GRANT: dict[str, Any] = {
    "holdId": "sha256:" + "1" * 64,
    "approvers": ["dana"],
    "grantedAt": "2026-11-23T09:00:00.000000Z",
    "expiresAt": "2026-12-01T00:00:00.000000Z",
}
EMAIL = Finding("EMAIL_ADDRESS", 0.98, 9_800, 0.98)
COLUMNS = (
    ColumnReport("email", "string", 10_000, 0, (EMAIL,)),
    ColumnReport("amount", "double", 10_000, 12),
)
SKIPPED = (Skipped("part-1.parquet", "ENCRYPTED"),)


def scan(columns: tuple[ColumnReport, ...] = COLUMNS, skipped: tuple[Skipped, ...] = ()) -> ScanReport:
    return ScanReport(
        SOURCE.fingerprint, DETECTOR, Coverage(10_000, 4_096, 1, len(columns), skipped), columns
    )


def judged(
    effect: Effect, code: ReasonCode = ReasonCode.RULE, columns: tuple[ColumnReport, ...] = COLUMNS
) -> Decision:
    rule = "mask-before-development" if code is ReasonCode.RULE else None
    found = [column for column in columns if column.findings]
    return Decision(
        effect,
        "production",
        "development",
        POLICY,
        "2026.11",
        tuple(ColumnDecision(c.label, effect, tuple(f.entity_type for f in c.findings)) for c in found),
        tuple(Reason(code, effect, rule, c.label, f.entity_type) for c in found for f in c.findings)
        or (Reason(ReasonCode.NO_FINDINGS, Effect.ALLOW),),
    )


def run(**changes: Any) -> Lineage:
    """The masked run, with changes."""
    told: dict[str, Any] = {
        "report": scan(),
        "decision": judged(Effect.MASK),
        "outcome": Outcome.PASS_MASKED,
        "source": SOURCE,
        "destination": DESTINATION,
        "published": PUBLISHED,
        "request_id": REQUEST_ID,
        "purpose": "fraud-model-training",
        "verdict_id": "7b0c6a0e-4a53-4a44-9d3a-3b8d0a7c1f11",
        "key_id": "ed25519:0123456789abcdef",
        "isolation": "in_process",
        "masked_columns": ("email",),
        "grant": None,
        "error_code": None,
    }
    return lineage_of(**{**told, **changes})


CLEAN = (ColumnReport("amount", "double", 10_000, 12),)
ODD = (
    ColumnReport("customer.email", "string", 5, 0, (EMAIL,)),
    ColumnReport("tags[]", "string", 5, 1, (Finding("PERSON", 0.7, 2, 0.333333333),)),
    ColumnReport("password", "string", 5, 0, (Finding("SECRET", 1, 5, 1),)),
    ColumnReport("api token; \"x\" / 'y' <z>", "string", 5, 0),
    ColumnReport("Größe 😀\u202e", "int64", 5, 5),
    ColumnReport("column~3f9a", "string", 5, 0, (Finding("PERSON", 1, 0, 0, in_name=True), EMAIL)),
    ColumnReport("(metadata) pandas", "string", 1, 0, (EMAIL,)),
)
NOT_STARTED: dict[str, Any] = {
    "report": None,
    "decision": None,
    "outcome": None,
    "published": None,
    "verdict_id": None,
    "key_id": None,
    "masked_columns": (),
}

#: What happened → (event type, lineage).
ENDS: dict[str, tuple[str, Lineage]] = {
    "clean data passes": (
        "COMPLETE",
        run(
            report=scan(CLEAN),
            decision=judged(Effect.ALLOW, columns=CLEAN),
            outcome=Outcome.PASS,
            published=RAW,
            masked_columns=(),
        ),
    ),
    "personal data passes where policy allows it": (
        "COMPLETE",
        run(decision=judged(Effect.ALLOW), outcome=Outcome.PASS, published=RAW, masked_columns=()),
    ),
    "a masked copy passes": ("COMPLETE", run()),
    "raw data passes by exception": (
        "COMPLETE",
        run(
            decision=judged(Effect.HOLD),
            outcome=Outcome.PASS_EXCEPTION,
            published=RAW,
            masked_columns=(),
            grant=GRANT,
            reason_codes=["EXCEPTION_GRANTED"],
        ),
    ),
    "an audit in place passes": (
        "COMPLETE",
        run(
            decision=judged(Effect.ALLOW),
            outcome=Outcome.PASS,
            destination=None,
            published=SOURCE,
            masked_columns=(),
        ),
    ),
    "a block": (
        "FAIL",
        run(decision=judged(Effect.BLOCK), outcome=Outcome.BLOCKED, published=SOURCE, masked_columns=()),
    ),
    "an error before there is a report": (
        "FAIL",
        run(**NOT_STARTED, source=SOURCE.dataset, error_code="SOURCE_UNREADABLE"),
    ),
    "an error after the scan": (
        "FAIL",
        run(**{**NOT_STARTED, "report": scan(skipped=SKIPPED)}, error_code="SOURCE_PARTLY_READ"),
    ),
    "a gate of zones that policy does not know": (
        "FAIL",
        run(
            decision=Decision(
                Effect.BLOCK,
                None,
                None,
                POLICY,
                "1",
                (),
                (Reason(ReasonCode.UNKNOWN_ZONE, Effect.BLOCK),),
            ),
            outcome=Outcome.BLOCKED,
            published=SOURCE,
            masked_columns=(),
        ),
    ),
    "odd columns, masked": (
        "COMPLETE",
        run(
            report=scan(ODD),
            decision=judged(Effect.MASK, columns=ODD),
            masked_columns=("customer.email", "tags[]", "password", "column~3f9a"),
        ),
    ),
    "odd columns, raw": (
        "COMPLETE",
        run(
            report=scan(ODD),
            decision=judged(Effect.ALLOW, columns=ODD),
            outcome=Outcome.PASS,
            published=RAW,
            masked_columns=(),
        ),
    ),
}


def events(kind: str, lineage: Lineage, number: int = 0) -> list[dict[str, Any]]:
    """The START and the end of one run, as they stand in an event log."""
    return [
        _event("START", asked(SOURCE.dataset), number),
        _event(kind, lineage, number),
    ]


def _event(kind: str, lineage: Lineage, number: int) -> dict[str, Any]:
    return {
        "eventTime": "2026-11-23T09:30:00.000000Z",
        "eventType": kind,
        "producer": "https://example.com/airflow",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {"runId": f"0191f3a1-7c3e-7bde-8f00-{number:012x}", "facets": dict(lineage.run_facets)},
        "job": {
            "namespace": "airflow",
            "name": "fraud.gate_training_set",
            "facets": dict(lineage.job_facets),
        },
        "inputs": list(lineage.inputs),
        "outputs": list(lineage.outputs),
    }
