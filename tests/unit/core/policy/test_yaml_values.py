"""YAML as plain values; what a policy has no use for is refused before it is built."""

from __future__ import annotations

import time

import pytest

from airflow_gov_provider.core.policy.yaml_values import DEEPEST, LARGEST, read


def test_every_scalar_stays_the_text_that_is_written():
    text = "{a: no, b: 1.10, c: 2026-11-01, d: 0x10, e: ~, f: , g: 12:30, h: 'x', <<: {i: yes}}"

    value, faults = read(text)

    assert faults == []
    assert value == {
        "a": "no",
        "b": "1.10",
        "c": "2026-11-01",
        "d": "0x10",
        "e": "~",
        "f": "",
        "g": "12:30",
        "h": "x",
        "<<": {"i": "yes"},
    }


@pytest.mark.parametrize(
    ("text", "place", "fault"),
    [
        ("", "file", "is empty"),
        ("# nothing but this\n", "file", "is empty"),
        ("---\n...\n", None, None),
        ("a: [", "line 1, column 5", "no YAML: expected the node content"),
        ("a: b: c", "line 1, column 5", "no YAML: mapping values are not allowed here"),
        ("a:\n\t- b", "line 2, column 1", "no YAML: found character '\\t'"),
        ("a: 'b", "line 1, column 6", "no YAML: found unexpected end of stream"),
        ("a: \x00", "file", "holds characters"),
        ("a: \ud800", "file", "holds characters"),
        ('a: "\\UFFFFFFFF"', "file", "holds characters"),
        ("a: &x 1", "line 1, column 4", "no anchors"),
        ("a: &x [1]\nb: *x", "line 1, column 4", "no anchors"),
        ("a: *x", "line 1, column 4", "no anchors"),
        ("a: **/x", "line 1, column 5", "no YAML: expected alphabetic or numeric character"),
        ("a: !!str 1", "line 1, column 4", "no tags"),
        ("a: ! 1", "line 1, column 4", "no tags"),
        ("!!python/object/apply:os.getcwd []", "line 1, column 1", "no tags"),
        ("a: 1\n---\nb: 2", "line 2, column 1", "one document"),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), f"line 1, column {DEEPEST + 1}", "too deeply"),
        ("#" * (LARGEST + 1), "file", "more than"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_place(text, place, fault):
    value, faults = read(text)

    if place is None:
        assert (value, faults) == ("", [])
        return
    assert value is None
    assert len(faults) == 1
    assert faults[0][0] == place
    assert fault in faults[0][1]


def test_the_deepest_nesting_and_the_largest_file_are_still_read():
    assert read("[" * DEEPEST + "]" * DEEPEST)[1] == []
    assert read("a: 1 #" + "x" * (LARGEST - 6)) == ({"a": "1"}, [])


def test_keys_that_stand_twice_are_all_named_and_the_first_stays():
    value, faults = read("a: {x: 1, x: 2, 'x': 3}\nb: [{y: 1, y: 2}]\na: 4\n? [k]\n: 5\n")

    assert value == {"a": {"x": "1"}, "b": [{"y": "1"}]}
    assert faults == [
        ("a", "the key 'x' stands twice (line 1, column 11)"),
        ("a", "the key 'x' stands twice (line 1, column 17)"),
        ("b[0]", "the key 'y' stands twice (line 2, column 12)"),
        ("file", "the key 'a' stands twice (line 3, column 1)"),
        ("file", "a key is a name (line 4, column 3)"),
    ]


def test_a_bomb_goes_off_nowhere():
    laughs = "a: &a [x, x]\n" + "".join(
        f"{name}: &{name} [*{below}, *{below}]\n" for below, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    started = time.process_time()

    assert read(laughs)[0] is None
    assert read("[" * 200_000)[0] is None
    assert read("{a: " * 60_000)[0] is None
    assert time.process_time() - started < 2
