"""What a command can not do or does not understand ends with its own words, and not with a result."""

from __future__ import annotations

import argparse
import errno
import io
import sys

import pytest

from airflow_gov_provider.cli import definition, output
from airflow_gov_provider.cli.exits import Exit
from airflow_gov_provider.conf import settings_from_environment
from airflow_gov_provider.core.errors import DataError, ErrorCode, UsageError
from airflow_gov_provider.core.ledger.entries import EntryKind, NewEntry
from airflow_gov_provider.stores import keys, wiring

HASH = "sha256:" + "0" * 64


@pytest.mark.parametrize("text", ["0", "-1", "+5", "1_000", "five", ""])
def test_a_number_is_written_in_digits_and_in_nothing_else(text: str) -> None:
    assert definition._positive("5") == 5
    with pytest.raises(argparse.ArgumentTypeError):
        definition._positive(text)


@pytest.mark.parametrize("text", [f"1_0={HASH}", f"={HASH}", "5=sha256:0", "5", f"+5={HASH}"])
def test_a_noted_entry_is_a_number_and_a_whole_hash(text: str) -> None:
    assert definition._noted(f"5={HASH}") == (5, HASH)
    with pytest.raises(argparse.ArgumentTypeError):
        definition._noted(text)


class Full(io.StringIO):
    """A terminal, file or pipe that takes nothing any more."""

    def __init__(self, fault: OSError) -> None:
        super().__init__()
        self.fault = fault

    def write(self, _text: str) -> int:
        raise self.fault


def test_a_result_that_nobody_can_get_is_an_error(monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    output.flush()
    with pytest.raises(DataError, match="is closed") as told:
        output.flush("a result")
    assert told.value.code is ErrorCode.DESTINATION_UNWRITABLE
    monkeypatch.setattr(sys, "stdout", Full(OSError(errno.ENOSPC, "full")))
    with pytest.raises(DataError, match="ENOSPC") as told:
        output.flush("a result")
    assert told.value.code is ErrorCode.DESTINATION_UNWRITABLE
    monkeypatch.setattr(sys, "stdout", Full(BrokenPipeError(errno.EPIPE, "gone")))
    with pytest.raises(BrokenPipeError):
        output.flush("a result")


def test_wrong_usage_that_only_a_text_brings_to_light_stays_wrong_usage(call, monkeypatch) -> None:
    def refuse(_texts: object) -> None:
        raise UsageError(ErrorCode.CONFIGURATION_INVALID, "the model is not the one we know")

    monkeypatch.setattr(wiring, "build_span_finder", lambda *_: refuse)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"id": 1, "text": "a"}\n')))
    answer = call("detect")
    assert (answer.code, answer.out) == (Exit.USAGE, "")
    assert "the model is not the one we know" in answer.err


def test_a_mark_is_not_called_unknown_while_nobody_can_look_for_it(call, monkeypatch) -> None:
    monkeypatch.setenv("AIRFLOW__GOVERNANCE__LEDGER_URL", "postgresql://nobody@127.0.0.1:1/none")
    answer = call("mark", "revoke", "0" * 32)
    assert answer.code == Exit.UNREAD
    assert "LEDGER_UNAVAILABLE" in answer.err


@pytest.fixture
def scanned(home) -> str:
    """The id of an entry that is no verdict."""
    settings = settings_from_environment()
    keys.ensure_keys(settings.signing_key, settings.public_keys, settings.masking_key)
    entry = NewEntry(EntryKind.SCAN, "key", "", "file:///a.csv", HASH, {"columns": []})
    return wiring.build_ledger(settings).append(entry).id


def test_an_entry_that_is_no_verdict_is_told_from_one_that_is_not_there(call, scanned) -> None:
    for name, words in ((scanned, "this entry is no verdict but"), ("0" * 32, "LEDGER_ENTRY_MISSING")):
        answer = call("verdict", "show", name)
        assert (answer.code, words in answer.err) == (Exit.NO, True), answer.err


def test_an_envelope_that_can_not_be_read_is_told_from_one_that_is_none(call, home, tmp_path) -> None:
    (tmp_path / "none.json").write_text("{")
    for file, words in (("missing.json", "the envelope can not be read"), ("none.json", "is not JSON")):
        answer = call("verdict", "verify", "--envelope", tmp_path / file, "--data", tmp_path)
        assert words in answer.err + answer.out
        assert answer.code in (Exit.NO, Exit.UNREAD)
