"""Each assertion of the demo can fail: broken on purpose, it and (where said) its like are reported."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from demo import checks, data
from demo.checks import Gate
from demo.record import Recorded

RAW = data.customers(300)
FOUND = dict.fromkeys([*checks.ENTITIES], 300)
MASKED_VERDICT = Recorded("v1", "PASS_MASKED", FOUND, (*checks.IDENTIFIERS, "note"), rows=300)
GRANT = {"approvers": ["privacy-officer"], "expiresAt": "2026-12-24T23:59:59Z"}


def masked_copy() -> pa.Table:
    table = RAW
    for name in (*checks.IDENTIFIERS, "note"):
        tokens = [f"{name}_{value[::-1]}_" for value in table[name].to_pylist()]
        table = table.set_column(table.column_names.index(name), name, pa.array(tokens))
    return table


def with_column(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, values)


def changed(run, **verdict):
    return replace(run, gate=replace(run.gate, verdicts=(replace(run.gate.verdict, **verdict),)))


MASKED = checks.MaskedRun("success", Gate("success", (MASKED_VERDICT,)), RAW, masked_copy(), 0.8, 0.75)
STAGED = {"part-0000.parquet": "aa", "part-0001.parquet": "bb"}
APPROVED = checks.RawRun(
    masked_while_waiting="success",
    published_while_waiting={},
    question="May it? " + " ".join(entity.replace("_", "\\_") for entity in checks.ENTITIES),
    values=frozenset({"ines.silva7@example.com"}),
    engineers_answer=403,
    gate=Gate("success", (Recorded("v2", "PASS_EXCEPTION", FOUND, grant=GRANT),)),
    approved=True,
    expires_on="2026-12-24",
    training="success",
    staged=STAGED,
    published=STAGED,
)
REFUSED = replace(
    APPROVED,
    gate=Gate("failed", (Recorded("v3", "BLOCKED", FOUND, codes=frozenset({"EXCEPTION_REFUSED"})),)),
    approved=False,
    training="upstream_failed",
    published={},
)
BLOCKED = checks.BlockedRun(
    Gate("failed", (Recorded("v4", "BLOCKED", rules=frozenset({"no-special-categories"})),)),
    "upstream_failed",
    {},
)
CLEAN = checks.CleanRun(Gate("success", (Recorded("v5", "PASS"),)), STAGED, STAGED)
AFTERMATH = checks.Aftermath(
    True,
    {"d.ok": frozenset({"COMPLETE"}), "d.no": frozenset({"FAIL"})},
    frozenset({"d.ok"}),
    frozenset({"d.no"}),
)

#: Name of a check → facts in which exactly that is wrong.
BROKEN = {
    "masked": {
        "the run ends in success": replace(MASKED, run_state="failed"),
        "the gate's one verdict is PASS_MASKED": changed(MASKED, outcome="PASS"),
        "every kind of identifier was found": changed(
            MASKED, found=dict.fromkeys(checks.ENTITIES - {"US_SSN"}, 300)
        ),
        "every row was examined": changed(MASKED, rows=299),
        "the verdict names the masked columns": changed(MASKED, masked=checks.IDENTIFIERS[1:]),
        "no raw identifier was published": replace(
            MASKED, published=with_column(MASKED.published, "iban", RAW["iban"])
        ),
        "no note that holds something was published": replace(
            MASKED, published=with_column(MASKED.published, "note", RAW["note"])
        ),
        "pseudonyms keep joins": replace(
            MASKED, published=with_column(MASKED.published, "email", pa.chunked_array([["x"] * 300]))
        ),
        "what the model learns from is untouched": replace(
            MASKED, published=with_column(MASKED.published, "amount", RAW["tx_amount_7d"])
        ),
        "the model learned from the masked copy": replace(MASKED, auc=None),
    },
    "approved": {
        "the masked branch finished while the raw one waited": replace(APPROVED, masked_while_waiting=None),
        "nothing raw was published before the answer": replace(APPROVED, published_while_waiting=STAGED),
        "the question names what was found": replace(APPROVED, question="May it?"),
        "the question shows no value": replace(
            APPROVED, question=APPROVED.question + " ines.silva7@example.com"
        ),
        "whoever asks can not answer": replace(APPROVED, engineers_answer=200),
        "the raw gate ends in success": replace(APPROVED, gate=replace(APPROVED.gate, state="failed")),
        "the gate's one verdict is PASS_EXCEPTION": changed(APPROVED, outcome="PASS"),
        "exactly the staged bytes were published": replace(
            APPROVED, published={**STAGED, "part-0001.parquet": "cc"}
        ),
        "it is on record who approved": changed(APPROVED, grant={**GRANT, "approvers": ["data-engineer"]}),
        "it is on record until when": changed(APPROVED, grant={**GRANT, "expiresAt": "2027-12-24T23:59:59Z"}),
        "the raw training ran": replace(APPROVED, training="upstream_failed"),
    },
    "refused": {
        "the raw gate fails": replace(REFUSED, gate=replace(REFUSED.gate, state="success")),
        "the gate's one verdict is BLOCKED": changed(REFUSED, outcome="PASS_EXCEPTION"),
        "the verdict says that a person refused": changed(REFUSED, codes=frozenset({"EXCEPTION_TIMEOUT"})),
        "nothing raw was published at all": replace(REFUSED, published=STAGED),
        "the raw training did not run": replace(REFUSED, training="success"),
    },
    "blocked": {
        "the gate fails": replace(BLOCKED, gate=replace(BLOCKED.gate, state="success")),
        "the gate's one verdict is BLOCKED": changed(BLOCKED, outcome="PASS_MASKED"),
        "by the rule about special categories": changed(BLOCKED, rules=frozenset({"another"})),
        "what comes after it does not run": replace(BLOCKED, downstream="success"),
        "nothing reached the contractor": replace(BLOCKED, published=STAGED),
    },
    "clean": {
        "the gate ends in success": replace(CLEAN, gate=replace(CLEAN.gate, state="failed")),
        "the gate's one verdict is PASS": changed(CLEAN, outcome="PASS_MASKED"),
        "it was published unchanged": replace(CLEAN, staged={}, published={}),
    },
    "aftermath": {
        "every ledger entry is linked to the one before": replace(AFTERMATH, ledger_holds=False),
        "lineage tells of every gate that let data through": replace(
            AFTERMATH, told={**AFTERMATH.told, "d.ok": frozenset({"START"})}
        ),
        "lineage tells of every gate that did not": replace(AFTERMATH, failed=frozenset()),
    },
}
WANTED = {
    "masked": (checks.MASKED, MASKED),
    "approved": (checks.APPROVED, APPROVED),
    "refused": (checks.REFUSED, REFUSED),
    "blocked": (checks.BLOCKED, BLOCKED),
    "clean": (checks.CLEAN, CLEAN),
    "aftermath": (checks.AFTERMATH, AFTERMATH),
}


@pytest.mark.parametrize("run", WANTED)
def test_a_run_as_told_fails_no_check(run):
    assert checks.failed(*WANTED[run]) == []


@pytest.mark.parametrize("run", WANTED)
def test_every_check_is_broken_by_a_test(run):
    known = set(BROKEN["approved"]) if run == "refused" else set()
    assert {check.name for check in WANTED[run][0]} <= set(BROKEN[run]) | known


@pytest.mark.parametrize(("run", "name"), [(run, name) for run, broken in BROKEN.items() for name in broken])
def test_what_is_broken_is_reported_and_nothing_else(run, name):
    assert checks.failed(WANTED[run][0], BROKEN[run][name]) == [name]


@pytest.mark.parametrize("verdicts", [(), (MASKED_VERDICT, MASKED_VERDICT)], ids=["none", "two"])
def test_a_gate_has_exactly_one_verdict(verdicts):
    broken = replace(MASKED, gate=Gate("success", verdicts))
    assert "the gate's one verdict is PASS_MASKED" in checks.failed(checks.MASKED, broken)


def test_a_fact_that_is_missing_proves_nothing():
    wrong = checks.failed(checks.MASKED, replace(MASKED, published=None, auc=None))
    assert "no raw identifier was published" in wrong
    assert "the model learned from the masked copy" in wrong
