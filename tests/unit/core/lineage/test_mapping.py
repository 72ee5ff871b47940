from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airflow_gov_provider.core.attestation.statement import Outcome
from airflow_gov_provider.core.canonical import canonical_bytes
from airflow_gov_provider.core.datasets import DatasetRef, Snapshot
from airflow_gov_provider.core.detection.findings import ColumnReport, Finding
from airflow_gov_provider.core.lineage import facets
from airflow_gov_provider.core.lineage.mapping import Lineage, asked
from airflow_gov_provider.core.policy.decisions import ColumnDecision, Decision, Effect
from airflow_gov_provider.gates.perform import grant_json
from airflow_gov_provider.gates.steps import Grant
from tests.unit.core.lineage import cases, validation


def lineage(end: str) -> Lineage:
    return cases.ENDS[end][1]


def of_input(told: Lineage, key: str) -> dict[str, Any]:
    (source,) = told.inputs
    return {**source["facets"], **source["inputFacets"]}[key]


def of_output(told: Lineage, key: str) -> dict[str, Any]:
    (target,) = told.outputs
    return target["facets"][key]


def assertions(told: Lineage) -> dict[tuple[str, str | None], bool]:
    """(kind, column or name) → success."""
    listed = of_input(told, "dataQualityAssertions")["assertions"]
    assert all(item["severity"] == "error" for item in listed)
    return {(item["assertion"], item.get("column", item.get("name"))): item["success"] for item in listed}


@pytest.mark.parametrize("end", cases.ENDS)
def test_datasets_have_openlineages_names_and_their_fingerprints_as_versions(end: str) -> None:
    told = lineage(end)
    (source,) = told.inputs
    assert (source["namespace"], source["name"]) == ("s3://lake-staging", "fraud/2026-11-23/")
    if "version" in source["facets"]:
        assert of_input(told, "version")["datasetVersion"] == cases.SOURCE.fingerprint
    for target in told.outputs:
        assert (target["namespace"], target["name"]) == ("s3://ml-dev", "fraud/2026-11-23/")
        assert target["facets"]["version"]["datasetVersion"] != ""


@pytest.mark.parametrize(
    "end",
    [
        "a block",
        "an audit in place passes",
        "an error before there is a report",
        "an error after the scan",
        "a gate of zones that policy does not know",
    ],
)
def test_where_nothing_was_published_there_is_no_output(end: str) -> None:
    assert lineage(end).outputs == ()


def test_a_gate_that_starts_names_its_source_and_promises_no_output() -> None:
    told = asked(cases.SOURCE.dataset)
    assert told.inputs == (
        {"namespace": "s3://lake-staging", "name": "fraud/2026-11-23/", "facets": {}, "inputFacets": {}},
    )
    assert told.outputs == ()
    assert told.run_facets == {}


def test_a_snapshot_that_does_not_lie_at_the_destination_is_no_output() -> None:
    elsewhere = Snapshot(DatasetRef.parse("s3://ml-dev/fraud/2026-11-22/"), cases.SOURCE.files)
    assert cases.run(published=elsewhere).outputs == ()
    assert cases.run(published=cases.PUBLISHED).outputs != ()


def test_the_connection_of_a_destination_is_no_part_of_its_name() -> None:
    with_connection = DatasetRef.parse("s3://aws_ml@ml-dev/fraud/2026-11-23/")
    assert cases.run(destination=with_connection).outputs == cases.run().outputs


def test_a_masked_column_is_told_as_masked_and_every_other_as_itself() -> None:
    fields = of_output(lineage("a masked copy passes"), "columnLineage")["fields"]
    origin = {"namespace": "s3://lake-staging", "name": "fraud/2026-11-23/"}
    masked = {"type": "DIRECT", "subtype": "TRANSFORMATION", "masking": True}
    kept = {"type": "DIRECT", "subtype": "IDENTITY", "masking": False}
    assert fields == {
        "email": {"inputFields": [{**origin, "field": "email", "transformations": [masked]}]},
        "amount": {"inputFields": [{**origin, "field": "amount", "transformations": [kept]}]},
    }


@pytest.mark.parametrize(
    ("end", "tags_of_output"),
    [
        ("a masked copy passes", None),
        ("raw data passes by exception", [("email", "EMAIL_ADDRESS")]),
        ("personal data passes where policy allows it", [("email", "EMAIL_ADDRESS")]),
        ("clean data passes", None),
    ],
)
def test_what_crosses_unmasked_is_tagged_on_the_other_side_too(
    end: str, tags_of_output: list[tuple[str, str]] | None
) -> None:
    (target,) = lineage(end).outputs
    tags = target["facets"].get("tags")
    assert (tags and [(tag["field"], tag["value"]) for tag in tags["tags"]]) == tags_of_output


def test_tags_name_the_entity_types_of_each_field_once() -> None:
    twice = (EMAIL_IN_NAME, cases.EMAIL, Finding("PERSON", 0.5, 1, 0.1))
    columns = (ColumnReport("contact", "string", 5, 0, twice),)
    told = cases.run(report=cases.scan(columns), decision=cases.judged(Effect.MASK, columns=columns))
    tag = {"key": "gov.entity", "source": "AIRFLOW_GOV_PROVIDER", "field": "contact"}
    assert of_input(told, "tags")["tags"] == [
        {**tag, "value": "EMAIL_ADDRESS"},
        {**tag, "value": "PERSON"},
    ]


EMAIL_IN_NAME = Finding("EMAIL_ADDRESS", 1.0, 0, 0.0, in_name=True)


@pytest.mark.parametrize(
    ("effect", "success"),
    [(Effect.ALLOW, True), (Effect.MASK, False), (Effect.HOLD, False), (Effect.BLOCK, False)],
)
def test_an_assertion_fails_for_what_policy_does_not_let_through_as_it_is(
    effect: Effect, success: bool
) -> None:
    told = cases.run(decision=cases.judged(effect))
    assert assertions(told) == {
        (facets.FULLY_EXAMINED, None): True,
        (facets.NO_PERSONAL_DATA, "email"): success,
    }


def test_a_column_that_policy_did_not_speak_of_shares_the_fate_of_the_whole() -> None:
    silent = Decision(Effect.BLOCK, "a", "b", cases.POLICY, "1", (), ())
    assert assertions(cases.run(decision=silent))[facets.NO_PERSONAL_DATA, "email"] is False
    other = (ColumnDecision("amount", Effect.BLOCK, ("PERSON",)),)
    spoken = Decision(Effect.ALLOW, "a", "b", cases.POLICY, "1", other, ())
    assert assertions(cases.run(decision=spoken))[facets.NO_PERSONAL_DATA, "email"] is True


def test_data_that_was_not_fully_examined_is_never_told_as_examined() -> None:
    told = cases.run(report=cases.scan(skipped=cases.SKIPPED))
    assert assertions(told)[facets.FULLY_EXAMINED, None] is False
    coverage = of_input(told, "gov_scan")["coverage"]
    assert coverage["full"] is False
    assert coverage["skipped"] == [{"what": "part-1.parquet", "why": "ENCRYPTED"}]


def test_without_a_decision_nothing_is_asserted() -> None:
    (source,) = lineage("an error after the scan").inputs
    assert source["inputFacets"] == {}
    assert "gov_scan" in source["facets"]


def test_a_gate_that_read_nothing_tells_the_name_of_its_source_and_the_code_of_its_error() -> None:
    told = lineage("an error before there is a report")
    (source,) = told.inputs
    assert (source["facets"], source["inputFacets"]) == ({}, {})
    assert told.run_facets["gov_decision"]["errorCode"] == "SOURCE_UNREADABLE"
    assert not {"effect", "outcome", "verdictId"} & told.run_facets["gov_decision"].keys()


@pytest.mark.parametrize("end", ["odd columns, masked", "odd columns, raw"])
def test_metadata_of_a_file_is_no_field_of_its_dataset(end: str) -> None:
    told = lineage(end)
    labels = [column.label for column in cases.ODD if not column.label.startswith("(metadata)")]
    assert len(labels) == len(cases.ODD) - 1
    for dataset in [*told.inputs, *told.outputs]:
        assert [item["name"] for item in dataset["facets"]["schema"]["fields"]] == labels  # type: ignore[union-attr,call-overload,index]  # plain JSON
    assert list(of_output(told, "columnLineage")["fields"]) == labels
    assert {"key": "gov.entity", "source": "AIRFLOW_GOV_PROVIDER", "value": "EMAIL_ADDRESS"} in of_input(
        told, "tags"
    )["tags"]
    about_file = [
        item
        for item in of_input(told, "dataQualityAssertions")["assertions"]
        if item.get("name") == "(metadata) pandas"
    ]
    assert [item.get("column") for item in about_file] == [None]
    assert "(metadata) pandas" in [item["label"] for item in of_input(told, "gov_scan")["columns"]]


def test_metadata_crosses_with_exact_bytes_but_is_not_claimed_for_a_masked_copy() -> None:
    def whole(end: str) -> list[str]:
        tags = of_output(lineage(end), "tags")["tags"] if "tags" in lineage(end).outputs[0]["facets"] else []
        return [tag["value"] for tag in tags if "field" not in tag]

    assert whole("odd columns, raw") == ["EMAIL_ADDRESS"]
    assert whole("odd columns, masked") == []


def test_a_scan_is_told_by_column_in_numbers_written_as_text() -> None:
    told = of_input(lineage("odd columns, masked"), "gov_scan")
    found = {column["label"]: column for column in told["columns"]}
    assert found["tags[]"] == {
        "label": "tags[]",
        "rows": 5,
        "nulls": 1,
        "findings": [
            {"entityType": "PERSON", "count": 2, "share": "0.333333", "score": "0.7", "inName": False}
        ],
    }
    assert found["column~3f9a"]["findings"][0]["inName"] is True
    assert "Größe 😀\u202e" not in found
    assert told["detector"] == cases.DETECTOR


def test_a_decision_is_told_with_its_reasons_counted() -> None:
    told = lineage("odd columns, masked").run_facets["gov_decision"]
    assert told["effect"] == "mask"
    assert told["boundary"] == "production->development"
    assert (told["fromZone"], told["toZone"]) == ("production", "development")
    assert (told["policyDigest"], told["policyVersion"]) == (cases.POLICY, "2026.11")
    assert told["ruleIds"] == ["mask-before-development"]
    assert told["reasons"] == [{"code": "RULE", "count": 6}]
    assert (told["requestId"], told["purpose"]) == (cases.REQUEST_ID, "fraud-model-training")


def test_zones_that_policy_does_not_know_are_left_out() -> None:
    told = lineage("a gate of zones that policy does not know").run_facets["gov_decision"]
    assert told["boundary"] == "?->?"
    assert not {"fromZone", "toZone"} & told.keys()


def test_reasons_given_after_an_answer_stand_in_for_those_of_the_decision() -> None:
    told = cases.run(outcome=Outcome.BLOCKED, published=cases.SOURCE, reason_codes=["EXCEPTION_REFUSED"])
    assert told.run_facets["gov_decision"]["reasons"] == [{"code": "EXCEPTION_REFUSED", "count": 1}]


@pytest.mark.parametrize(
    ("end", "side", "fingerprint"),
    [
        ("a masked copy passes", "outputs", cases.PUBLISHED.fingerprint),
        ("raw data passes by exception", "outputs", cases.RAW.fingerprint),
        ("an audit in place passes", "inputs", cases.SOURCE.fingerprint),
        ("a block", "inputs", cases.SOURCE.fingerprint),
    ],
)
def test_a_verdict_hangs_on_the_dataset_it_is_about_and_on_no_other(
    end: str, side: str, fingerprint: str
) -> None:
    told = lineage(end)
    hung = [
        (where, dataset["facets"]["gov_verdict"])
        for where, datasets in (("inputs", told.inputs), ("outputs", told.outputs))
        for dataset in datasets
        if "gov_verdict" in dataset["facets"]
    ]
    ((where, verdict),) = hung
    assert (where, verdict["fingerprint"]) == (side, fingerprint)
    assert verdict["verdictId"] == told.run_facets["gov_decision"]["verdictId"]
    assert verdict["outcome"] == told.run_facets["gov_decision"]["outcome"]
    assert verdict["keyId"] == "ed25519:0123456789abcdef"


@pytest.mark.parametrize("missing", ["verdict_id", "outcome"])
def test_half_a_verdict_is_told_as_none(missing: str) -> None:
    (target,) = cases.run(**{missing: None}).outputs
    assert "gov_verdict" not in target["facets"]
    assert set(target["facets"]) == {"version", "schema", "columnLineage"}


def test_what_was_published_without_a_report_is_told_by_its_version_and_verdict() -> None:
    (target,) = cases.run(report=None).outputs
    assert set(target["facets"]) == {"version", "gov_verdict"}


def test_only_an_exception_expires_and_tells_who_granted_it() -> None:
    with_grant = lineage("raw data passes by exception")
    assert of_output(with_grant, "gov_verdict")["expiresAt"] == cases.GRANT["expiresAt"]
    assert with_grant.run_facets["gov_approval"].items() >= cases.GRANT.items()
    for end in cases.ENDS:
        if end != "raw data passes by exception":
            assert "gov_approval" not in lineage(end).run_facets
            assert "expiresAt" not in json.dumps([lineage(end).inputs, lineage(end).outputs])


def test_a_grant_reads_as_the_gate_writes_it() -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    written = grant_json(Grant(cases.GRANT["holdId"], ("dana", "eli"), now, now))
    told = cases.run(grant=written).run_facets["gov_approval"]
    assert validation.faults("gov_approval", told) == []
    assert told["approvers"] == ["dana", "eli"]


def test_an_approvers_own_words_stay_behind() -> None:
    chatty = {**cases.GRANT, "justification": "Jane Doe, jane@example.com", "justificationDigest": "x"}
    assert "Jane" not in json.dumps(cases.run(grant=chatty).run_facets)
    assert cases.run(grant=chatty) == cases.run(grant=cases.GRANT)


@pytest.mark.parametrize("end", cases.ENDS)
def test_what_is_told_is_plain_json_without_nulls_or_fractions(end: str) -> None:
    told = lineage(end)
    for part in (*told.inputs, *told.outputs, dict(told.run_facets), dict(told.job_facets)):
        canonical_bytes(part)  # type: ignore[arg-type]  # refuses floats and foreign types
        for leaf in leaves(part):
            assert leaf is not None
            assert type(leaf) in {str, int, bool}, leaf


def leaves(part: Any) -> Iterator[Any]:
    match part:
        case dict():
            for key, item in part.items():
                yield key
                yield from leaves(item)
        case list() | tuple():
            for item in part:
                yield from leaves(item)
        case _:
            yield part


labels = st.text(min_size=1, max_size=20)
fractions = st.floats(0, 1)
findings = st.builds(
    Finding,
    st.sampled_from(["EMAIL_ADDRESS", "PERSON", "SECRET"]),
    fractions,
    st.integers(0, 10**9),
    fractions,
    st.just((("leak", 424242.0),)),
    st.booleans(),
)
columns_of_any_name = st.lists(
    st.builds(
        ColumnReport,
        labels,
        st.sampled_from(["string", "int64"]),
        st.integers(0, 10**9),
        st.integers(0, 10**9),
        st.lists(findings, max_size=3).map(tuple),
    ),
    max_size=6,
    unique_by=lambda column: column.label,
).map(tuple)


@given(columns_of_any_name, st.sampled_from(Effect), st.data())
def test_every_text_is_a_word_of_ours_or_a_name_that_was_handed_in(
    columns: tuple[ColumnReport, ...], effect: Effect, data: st.DataObject
) -> None:
    named = {column.label for column in columns}
    masked = data.draw(st.sets(st.sampled_from(sorted(named)))) if named else set()
    told = cases.run(
        report=cases.scan(columns),
        decision=cases.judged(effect, columns=columns),
        masked_columns=tuple(masked),
        grant=cases.GRANT,
    )
    for text in leaves([told.inputs, told.outputs, dict(told.run_facets)]):
        if isinstance(text, str) and text not in named | WORDS:
            assert re.fullmatch(r"0|1|0\.\d{1,6}", text), text
    for key, facet in validation.our_facets(cases.events("COMPLETE", told)[1]):
        assert validation.faults(key, facet) == []


# Whatever may be said about columns, said about columns of known names.
WORDS = {
    text
    for end in (*cases.ENDS.values(), *(("", cases.run(decision=cases.judged(effect))) for effect in Effect))
    for part in (end[1].inputs, end[1].outputs, dict(end[1].run_facets))
    for text in leaves(part)
    if isinstance(text, str)
} | {"NO_FINDINGS"}
