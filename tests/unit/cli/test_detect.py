"""``detect`` line by line: what goes in, what comes out, what is refused and how."""

import io
import json
import sys

import pytest

from airflow_gov_provider.cli import detect as subject
from airflow_gov_provider.cli.exits import Exit
from airflow_gov_provider.core.detection.spans import Span
from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.stores import language_models, wiring


def _line(**members):
    return json.dumps(members).encode() + b"\n"


@pytest.fixture
def feed(call, monkeypatch):
    """Run ``detect`` on bytes, with a finder that finds every ``jane``, or one of the test's own."""

    def run(data, finder=None, *argv):
        def finds(texts):
            return [
                [Span(at, at + 4, "PERSON", 0.756)] if (at := text.find("jane")) >= 0 else []
                for text in texts
            ]

        if finder is not False:
            monkeypatch.setattr(wiring, "build_span_finder", lambda *_: finder or finds)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        return call("detect", *argv)

    return run


def test_each_line_gives_a_line_with_its_own_id_in_the_same_order(feed):
    answer = feed(
        _line(id="a", text="I am jane") + _line(id=7, text="nobody") + b"\n" + _line(id=None, text="jane")
    )
    assert answer.code == Exit.OK
    assert [json.loads(line) for line in answer.out.splitlines()] == [
        {"id": "a", "spans": [{"start": 5, "end": 9, "entity": "PERSON", "score": 0.76}]},
        {"id": 7, "spans": []},
        {"id": None, "spans": [{"start": 0, "end": 4, "entity": "PERSON", "score": 0.76}]},
    ]


def test_offsets_count_characters_and_other_members_are_ignored(feed):
    answer = feed(_line(id=1, text="😀é jane", other=["x"]))
    assert json.loads(answer.out)["spans"][0]["start"] == 3


def test_a_byte_order_mark_is_no_part_of_the_first_line(feed):
    assert feed(b"\xef\xbb\xbf" + _line(id=1, text="x")).code == Exit.OK


def test_nothing_in_nothing_out(feed):
    assert feed(b"") == feed(b"\n\n")
    assert feed(b"").code == Exit.OK


@pytest.mark.parametrize(
    "bad",
    [
        b"jane\n",
        b'["jane"]\n',
        b'{"id": 1}\n',
        b'{"text": "jane"}\n',
        b'{"id": 1, "text": 5}\n',
        b'{"id": 1, "text": "x", "text": "jane"}\n',
        b'{"id": {"jane": 1}, "text": "x"}\n',
        b'{"id": NaN, "text": "jane"}\n',
        b'{"id": -1e999, "text": "jane"}\n',
        b'{"id": ' + b"9" * 5_000 + b', "text": "jane"}\n',
        b'{"id": 1, "text": "jane\0"}\n',
        b'{"id": 1, "text": "jane\xff"}\n',
        b'{"id": 1, "text": "jan',
        b'{"id": 1, "text": ' + b"[" * 200_000 + b"\n",
    ],
    ids=[
        "no json",
        "no object",
        "no text",
        "no id",
        "a number",
        "twice",
        "id is data",
        "id is no number",
        "id is infinite",
        "id without an end",
        "a raw zero",
        "no utf-8",
        "cut",
        "deep",
    ],
)
def test_a_bad_line_is_named_after_the_results_before_it_and_never_shown(feed, bad):
    answer = feed(_line(id=1, text="x") + bad + _line(id=3, text="x"))
    assert answer.code == Exit.UNREAD
    assert len(answer.out.splitlines()) == 1
    assert "line 2" in answer.err
    assert "SOURCE_UNREADABLE" in answer.err
    assert "jan" not in answer.err


def test_ids_come_back_as_they_are_even_twice(feed):
    ids = ["", "\ud800", "é😀", 10**400, -0.5, True, None, "", "a\0b"]
    answer = feed(b"".join(_line(id=one, text="x\ud83d jane") for one in ids))
    assert answer.code == Exit.OK
    assert [json.loads(line)["id"] for line in answer.out.splitlines()] == ids


def test_a_closed_standard_input_is_said(call, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setattr(wiring, "build_span_finder", lambda *_: None)
    answer = call("detect")
    assert answer.code == Exit.UNREAD
    assert "standard input is closed" in answer.err


def test_an_endless_line_is_stopped_at_its_limit(feed, monkeypatch):
    monkeypatch.setattr(subject, "LONGEST_LINE", 100)
    answer = feed(_line(id=1, text="x") + _line(id=2, text="jane" * 100))
    assert (answer.code, len(answer.out.splitlines())) == (Exit.UNREAD, 1)
    assert "longer than 100 bytes" in answer.err


def test_the_line_that_breaks_the_finder_is_named_and_its_text_is_not(feed):
    def breaks(texts):
        if any("jane" in text for text in texts):
            raise ValueError(texts)
        return [[] for _ in texts]

    answer = feed(_line(id=1, text="x") + _line(id=2, text="jane"), breaks)
    assert answer.code == Exit.UNREAD
    assert len(answer.out.splitlines()) == 1
    assert "line 2" in answer.err
    assert "ValueError" in answer.err
    assert "jane" not in answer.err


def test_a_text_not_fully_examined_is_an_error_with_its_line(feed):
    def partly(texts):
        raise DataError(ErrorCode.SOURCE_PARTLY_READ, "a pattern ran out of time")

    answer = feed(_line(id=1, text="x"), partly)
    assert (answer.code, answer.out) == (Exit.UNREAD, "")
    assert "line 1" in answer.err


def test_texts_are_examined_in_bounded_batches(feed):
    sizes = []

    def notes(texts):
        sizes.append(len(texts))
        return [[] for _ in texts]

    feed(
        b"".join(_line(id=at, text="x") for at in range(300)) + _line(id="long", text="y" * 300_000) * 2,
        notes,
    )
    assert sum(sizes) == 302
    assert max(sizes) <= 128
    assert sizes[-1] == 1


def test_without_the_model_it_says_what_to_install_unless_told_to_go_without(feed, monkeypatch):
    monkeypatch.setattr(language_models, "PACKAGE", "no-package-of-ours")
    data = _line(id=1, text="mail jane@example.com")
    refused = feed(data, False)
    assert (refused.code, refused.out) == (Exit.USAGE, "")
    assert "--no-ner" in refused.err
    answer = feed(data, False, "--no-ner")
    assert answer.code == Exit.OK
    assert json.loads(answer.out)["spans"] == [
        {"start": 5, "end": 21, "entity": "EMAIL_ADDRESS", "score": 1.0}
    ]


def _shown(feed, monkeypatch, data, read=0):
    """What a terminal would be told, as (done, total) in bytes."""
    told = []
    monkeypatch.setattr(subject.output.Meter, "__call__", lambda _, *how: told.append(how))

    def build(_settings, _threads, watch):
        def finds(texts):
            watch(read)
            return [[] for _ in texts]

        return finds

    monkeypatch.setattr(wiring, "build_span_finder", build)
    assert feed(data, False).code == Exit.OK
    assert {phase for phase, *_ in told} == {"detect"}
    return [(done, total) for _, done, total in told]


def test_progress_counts_bytes_and_moves_within_a_long_text(call, monkeypatch, tmp_path):
    line = _line(id=1, text="y" * 100_000)
    file = tmp_path / "texts.jsonl"
    file.write_bytes(line + line)

    def from_file(_data, _finder):
        with file.open() as source:
            monkeypatch.setattr(sys, "stdin", source)
            return call("detect")

    size = len(line)
    shown = _shown(from_file, monkeypatch, b"", read=50_000)
    assert [done for done, _ in shown] == [0, size // 2, size, size, size + size // 2, 2 * size]
    assert {total for _, total in shown} == {2 * size}


def test_progress_never_says_more_than_there_is_though_the_model_reads_some_twice(feed, monkeypatch):
    line = _line(id=1, text="y" * 1_000)
    assert _shown(feed, monkeypatch, line, read=5_000) == [(0, 0), (len(line), 0), (len(line), 0)]
