"""What can not be looked at closely is looked at by the long way, or said to be unexamined: never left out."""

from __future__ import annotations

import base64
import binascii
import importlib
import re
import sys
import zlib
from types import SimpleNamespace
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from presidio_analyzer import EntityRecognizer

from airflow_gov_provider.core.detection.candidates import gates, least
from airflow_gov_provider.core.detection.candidates.gates import Gate, gate_of
from airflow_gov_provider.core.detection.candidates.masks import Texts
from airflow_gov_provider.core.detection.candidates.outlines import Known
from airflow_gov_provider.core.detection.disguises import decoding, encodings
from airflow_gov_provider.core.detection.disguises.encodings import Codec, printable
from airflow_gov_provider.core.detection.findings import Coverage, Skipped
from airflow_gov_provider.core.detection.recognizers.profiles import Strength, strength
from airflow_gov_provider.core.detection.recognizers.recognition import Recognition
from airflow_gov_provider.core.detection.verdicts.hashes import digest_of
from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.stores.detectors import build_detector
from airflow_gov_provider.stores.span_finder import _Watched
from tests.fakes.taken import TakenInMemory

#: What no engine for regular expressions reads.
BROKEN = "("


def skipped(report: Any) -> list[tuple[str, str]]:
    return [(item.what, item.why) for item in report.coverage.skipped]


def texts(*values: str) -> Texts:
    return Texts(pl.Series(values), pl.Series([1] * len(values)))


def test_a_dataset_of_which_anything_was_skipped_is_not_fully_covered() -> None:
    assert Coverage(1, 1, 1, 1).is_full
    assert not Coverage(1, 1, 1, 1, (Skipped("picture", "NOT_TEXT"),)).is_full


def test_text_with_nuls_in_it_may_be_something_else_and_is_said_so(scan) -> None:
    assert skipped(scan(pa.table({"c": ["plain", "a\0n\0n\0"], "d": ["plain", "text"]}))) == [("c", "BINARY")]


def test_a_recognizer_that_breaks_leaves_its_column_unexamined_and_the_others_not(
    scan, detector, monkeypatch
) -> None:
    iban = next(one for one in detector.recognitions if one.entity == "IBAN_CODE").recognizer

    def broken(*_: object) -> None:
        raise ValueError("quotes the value")

    monkeypatch.setattr(iban, "validate_result", broken)
    report = scan(pa.table({"account": ["DE02120300000000202051"], "mail": ["ann@example.com"]}))
    assert skipped(report) == [("account", "RECOGNIZER_FAILED")]
    assert ("mail", "EMAIL_ADDRESS") in [(column.label, one.entity_type) for column, one in report.findings]


def test_a_text_in_which_a_pattern_ran_out_of_time_is_no_text_without_spans() -> None:
    ran_out = iter((0, 0, 0, 1))
    finder = _Watched(lambda found: [[] for _ in found], lambda: next(ran_out))
    assert finder(["one", "two"]) == [[], []]
    with pytest.raises(DataError) as told:
        finder(["three"])
    assert told.value.code is ErrorCode.SOURCE_PARTLY_READ


class Custom(EntityRecognizer):
    """Of a user; nobody knows what it looks for."""

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[Any]:
        return []


def test_every_value_is_a_candidate_of_a_recognizer_without_patterns() -> None:
    custom = Recognition.of(Custom(["SOMETHING"]), validates=False)
    assert custom.gates(supported=False) == [None]
    found = custom.candidates(texts("anything", "7"), supported=False, words=False)
    assert found is not None
    assert found.all()


def test_values_that_a_pattern_without_a_gate_may_match_are_all_of_them() -> None:
    gate = gate_of("snowman", 0)
    for asked in ([None], [gate, None]):
        for found in (texts("a", "7").passing(asked), texts("a", "7").doubtful(asked)):
            assert found is not None
            assert found.all()


def test_without_the_parser_of_the_standard_library_there_are_no_gates(monkeypatch) -> None:
    package = sys.modules[gates.__package__ or ""]
    monkeypatch.setitem(sys.modules, "re._parser", None)
    for name, module in (("gates", gates), ("least", least)):
        monkeypatch.delitem(sys.modules, module.__name__)
        monkeypatch.setattr(package, name, module)
    anew = importlib.import_module(gates.__name__)
    assert anew is not gates
    assert anew.gate_of("[0-9]{3}", 0) is None


class Later:
    """The parser of a Python to come, which knows what this one does not."""

    def __init__(self, tree: list[Any]) -> None:
        self.tree = tree

    def parse(self, _pattern: str, flags: int) -> Any:
        parsed = type("Tree", (list,), {"state": SimpleNamespace(flags=flags)})(self.tree)
        parsed.getwidth = lambda: (1, 1)
        return parsed


@pytest.mark.parametrize("tree", [[("NEWER", None)], [("IN", [("NEWER", None)])]])
def test_syntax_that_is_not_known_yet_has_no_gate(monkeypatch, tree: list[Any]) -> None:
    for write in (gates.Dialect.ASCII, gates.Dialect.UNICODE):
        with pytest.raises(KeyError, match="NEWER"):
            gates._write(tree, write)
    monkeypatch.setattr(gates, "PARSER", Later(tree))
    assert gate_of("anything", 0) is None


def test_a_pattern_that_the_engine_does_not_take_keeps_no_value_out() -> None:
    assert texts("plain", "12").candidates([Gate("[0-9]", "[0-9]", frozenset())]).to_list() == [False, True]
    within = Gate(BROKEN, "[0-9]", frozenset())
    assert texts("plain", "12").candidates([within]).to_list() == [True, True]
    assert texts("é", "plain").candidates([within]).to_list() == [False, True]
    beyond = Gate("[0-9]", BROKEN, frozenset())
    assert texts("é", "plain").candidates([beyond]).to_list() == [True, False]
    known = Known()
    known.places(["000", "aaa"])
    assert known.passing(BROKEN).all()
    assert not known.passing("^0$").any()


@pytest.mark.parametrize(
    "fault", [ValueError("x"), LookupError("x"), binascii.Error("x"), zlib.error("x"), OverflowError("x")]
)
def test_what_does_not_decode_stays_as_it_is(fault: Exception) -> None:
    def decode(_run: re.Match[str]) -> str:
        raise fault

    assert Codec("made up", "a", re.compile("a+"), decode).apply("aa b aa") == "aa b aa"


def test_bytes_that_are_no_text_are_none() -> None:
    assert printable(b"ann\xff\xfe\xfd") is None
    assert printable(b"ann") == "ann"


def test_a_text_behind_what_only_begins_like_something_compressed_is_seen() -> None:
    inside = base64.b64encode(b"ask ann@example.com about it").decode().rstrip("=")
    run = re.fullmatch(".*", "eJz/////" + inside)
    assert run is not None
    assert "ann@example.com" in (encodings._base64(run) or "")


def test_an_address_whose_host_no_mail_server_could_know_is_read_by_its_letters() -> None:
    assert decoding._ascii_addresses("jürgen@" + "ü" * 60 + ".de") == "jurgen@" + "u" * 60 + ".de"


def test_a_text_that_only_looks_like_base64_is_no_digest() -> None:
    assert digest_of("Aa" * 12 + "A") is None
    assert digest_of(base64.b64encode(bytes(range(7, 39))).decode()) == bytes(range(7, 39)).hex()


def test_sentences_that_no_model_has_read_are_said_to_be_unexamined() -> None:
    prose = [f"the parcel {at} was left at the back door and nobody was at home" for at in range(40)]
    detector = build_detector(label_key=b"\x01" * 32, ner=False)
    report = detector.scan(
        TakenInMemory({"a.parquet": pa.table({"note": prose, "n": [7] * 40})}), lambda *_: None
    )
    assert skipped(report) == [("note", "NER_OFF")]


def test_an_address_of_no_possible_network_counts_still() -> None:
    assert strength("IP_ADDRESS", "192.0.2.17/99", 0, 13, number=False) is Strength.COUNTS
