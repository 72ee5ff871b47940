"""The detector as it is built: offline, silent, identified, and closed where it fails."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import grimp
import pyarrow as pa
import pytest
from presidio_analyzer import Pattern

from airflow_gov_provider.core import taxonomy
from airflow_gov_provider.core.detection.recognizers.own import OWN
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.policy.methods import Pseudonym
from airflow_gov_provider.stores import detectors, language_models
from airflow_gov_provider.stores.detectors import build_detector
from tests.fakes.taken import TakenInMemory

KEY = b"\x02" * 32
MASKER = KeyedMasker(bytes(range(32)))
MAIL = ColumnMask("x", Pseudonym(), "person.email", ())


@pytest.fixture(scope="module")
def detector():
    return build_detector(label_key=KEY, ner=False)


def scanned(detector, **columns):
    return detector.scan(TakenInMemory({"a.parquet": pa.table(columns)}), lambda *_: None)


OFFLINE = """
    import socket, sys

    def refuse(*_, **__):
        raise AssertionError("a network was asked for")

    socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
    import pyarrow as pa
    from airflow_gov_provider.stores.detectors import build_detector
    from tests.fakes.taken import TakenInMemory

    table = pa.table({
        "m": ["ada@example.co.uk", "x@masked.example"], "u": ["https://example.com/x", "www.example.org"],
        "n": ["Maria Schmidt", "John Peterson"],
        "t": ["Yesterday Maria Schmidt called about it", "She spoke with John Peterson again"],
    })
    detector = build_detector(label_key=b"k" * 32)
    report = detector.scan(TakenInMemory({"a.parquet": table}), lambda *_: None)
    print(sorted({finding.entity_type for _, finding in report.findings}), report.coverage.is_full)
    print(detector.digest)
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """(home directory, finished process) of a scan in a fresh interpreter without a network."""
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    code = textwrap.dedent(OFFLINE)
    return home, subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment,
    )


def test_a_scan_in_a_fresh_process_asks_for_no_network(elsewhere):
    home, done = elsewhere
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines()[0] == "['EMAIL_ADDRESS', 'PERSON', 'URL'] True"
    assert list(home.iterdir()) == [], "nothing was cached on disk"


CANARIES = [
    "DE89 3704 0044 0532 013É 00",
    "GB29 NWBK 6016 1331 9268 1٣",
    "canary@example.com",
    "4111 1111 1111 1111",
]


def test_no_value_reaches_a_log_at_any_level(detector, caplog, capsys):
    from presidio_analyzer.predefined_recognizers.generic import iban_recognizer

    caplog.set_level(logging.DEBUG)
    for name in ("presidio-analyzer", "decision_process", "tldextract"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    scanned(detector, iban=CANARIES, canary=[f"spoke with Canary Canaria {n} about it" for n in range(4)])
    iban_recognizer.logger.error("Failed to validate text %s", CANARIES[0])
    out = capsys.readouterr()
    said = caplog.text + out.out + out.err
    for value in CANARIES:
        assert value not in said
    assert "canary" not in said.lower()


def test_a_pattern_that_runs_out_of_time_leaves_the_column_unexamined(detector, monkeypatch):
    email = next(r for r in detector.recognitions if r.entity == "EMAIL_ADDRESS").recognizer

    class Slow:
        def finditer(self, *_, **__):
            raise TimeoutError

    pattern = email.patterns[0]
    monkeypatch.setattr(pattern, "compiled_regex", Slow())
    monkeypatch.setattr(pattern, "compiled_with_flags", email.global_regex_flags)
    report = scanned(detector, c=["ada@example.com"], d=["x"])
    assert [(item.what, item.why) for item in report.coverage.skipped] == [("c", "PATTERN_TIMEOUT")]


def test_a_recognizer_that_fails_leaves_the_column_unexamined_and_quotes_nothing(detector, monkeypatch):
    email = next(r for r in detector.recognitions if r.entity == "EMAIL_ADDRESS").recognizer

    def fail(text):
        raise ValueError(text)

    monkeypatch.setattr(email, "validate_result", fail)
    report = scanned(detector, c=["ada@example.com"], d=["4111111111111111"])
    assert [(item.what, item.why) for item in report.coverage.skipped] == [("c", "RECOGNIZER_FAILED")]
    assert "ada" not in repr(report)
    assert [(c.label, f.entity_type) for c, f in report.findings] == [("d", "CREDIT_CARD")]


def test_every_type_a_detector_reports_has_a_place_in_the_taxonomy(detector):
    assert {r.entity for r in detector.recognitions} <= set(taxonomy.GROUPS)


@pytest.mark.parametrize(
    "name",
    [
        "ada@example.com", "4111111111111111", "card 4111 1111 1111 1111", "ssn_536-90-4399", "DE89370400440532013000",
        "+14155550132", "call (415) 555-0132", "orders_of_ada@example.com", "192.0.2.17",
    ],
)  # fmt: skip
def test_a_name_that_holds_personal_data_is_shown_by_a_keyed_digest(detector, name):
    label = detector.label(name)
    assert label.startswith("column-")
    assert len(label) == len("column-") + 12
    assert detector.label(name) == label
    assert build_detector(label_key=b"other", ner=False).label(name) != label
    report = scanned(detector, **{name: ["x"]})
    (column,) = report.columns
    assert column.label == label
    assert all(finding.in_name for finding in column.findings)
    assert column.findings
    assert name not in str(report.as_json())


@pytest.mark.parametrize(
    "name",
    [
        "email",
        "customer_id",
        "card_number",
        "2024-01-15",
        "id_1234567890",
        "Maria",
        "",
        "x" * 500,
        "phone 2",
    ],
)
def test_an_ordinary_name_is_its_own_label(detector, name):
    assert detector.label(name) == name


def test_a_nested_name_is_shown_by_its_parts(detector):
    values = pa.array([{"ada@example.com": 1, "n": 2}])
    report = scanned(detector, people=values)
    labels = [column.label for column in report.columns]
    assert labels == [f"people.{detector.label('ada@example.com')}", "people.n"]
    assert [f.in_name for c, f in report.findings] == [True]


def test_the_digest_is_the_same_in_every_process_and_for_every_key(elsewhere):
    _, done = elsewhere
    assert done.stdout.splitlines()[1] == build_detector(label_key=b"another key").digest


@pytest.mark.parametrize("change", ["model", "code", "pattern", "threshold"])
def test_the_digest_changes_with_whatever_changes_a_verdict(detector, monkeypatch, change):
    ner = False
    match change:
        case "model":
            ner = True
        case "code":
            monkeypatch.setattr(detectors, "code", lambda: "sha256:0")
        case "pattern":
            monkeypatch.setattr(detectors, "OWN", detectors.OWN[1:])
        case "threshold":
            monkeypatch.setattr(detectors.names, "PROSE_BASELINE", 0.2)
    assert build_detector(label_key=KEY, ner=ner).digest != detector.digest


def test_the_code_in_the_digest_is_every_source_that_decides_what_is_found(monkeypatch):
    seen = []
    monkeypatch.setattr(detectors, "sha256", lambda data: seen.append(data) or "sha256:0")
    detectors.code.__wrapped__()
    package = Path(detectors.__file__).parents[1]
    places = [package / place for place in detectors.DECIDING]
    deciding = [
        source for place in places for source in ([place] if place.is_file() else place.rglob("*.py"))
    ]
    assert sorted(seen) == sorted(source.read_bytes() for source in deciding)


def test_whatever_the_detector_imports_of_the_stores_is_in_the_digest():
    graph = grimp.build_graph("airflow_gov_provider")
    imported = graph.find_upstream_modules("airflow_gov_provider.stores.detectors")
    stores = {module.split(".", 2)[2] for module in imported if ".stores." in module}
    covered = tuple(place.removesuffix(".py").removeprefix("stores/") for place in detectors.DECIDING)
    assert {module for module in stores if not module.startswith(covered)} == set()


def test_without_the_model_prose_counts_as_not_examined(monkeypatch):
    with_model = build_detector(label_key=KEY).digest
    monkeypatch.setattr(language_models, "PACKAGE", "no-package-of-ours")
    without = build_detector(label_key=KEY)
    assert without.digest == build_detector(label_key=KEY, ner=False).digest != with_model


def test_our_patterns_are_what_presidio_s_own_would_be_though_they_are_compiled_later():
    ours = [
        pattern
        for recognizer in detectors._recognizers()
        for pattern in getattr(recognizer, "patterns", None) or ()
        if isinstance(pattern, detectors._OwnPattern)
    ]
    assert len(ours) >= len(OWN)
    for pattern in ours:
        checked = Pattern(pattern.name, pattern.regex, pattern.score)
        assert vars(pattern) == vars(checked)
    with pytest.raises(ValueError, match="regex"):
        Pattern("no pattern", "(", 0.5)


def test_without_a_masking_key_no_token_is_believed_and_the_report_says_why(detector):
    tokens = MASKER.mask(pa.array([f"person.{row}@example.com" for row in range(50)]), MAIL, "a->b")
    (column,) = scanned(detector, x=tokens).columns
    (finding,) = column.findings
    assert (finding.entity_type, finding.count) == ("EMAIL_ADDRESS", 50)
    assert {"unverified_tokens": 50.0, "no_masking_key": 1.0}.items() <= dict(finding.evidence).items()


def test_the_identity_of_a_detector_names_the_keys_that_prove_tokens(detector):
    older = KeyedMasker(bytes(32), "n", {"m": bytes(range(32))})
    built = [build_detector(label_key=KEY, ner=False, verifier=keys) for keys in (MASKER, older)]
    assert len({detector.digest, *(one.digest for one in built)}) == 3
    tokens = MASKER.mask(pa.array(["ada@example.com"]), MAIL, "any->boundary")
    assert [scanned(one, x=tokens).findings for one in built] == [(), ()]
