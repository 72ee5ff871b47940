"""The tool that deletes fail-closed paths finds each of them, and takes out exactly the one it is asked to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.mutants.paths import PACKAGE, TARGETS, FailClosed, Planted, plant

SOURCE = """
def refuse_odd(number):
    if number % 2 or number < 0:
        raise ValueError(number)

def halved(number):
    refuse_odd(number)
    try:
        return 8 / number
    except ZeroDivisionError:
        raise ValueError(number) from None

class Column:
    def __init__(self):
        self.failed = set()

    def read(self, text):
        if not text.isascii():
            self.failed.add("UNREAD")
        if not 1 <= len(text) <= 3:
            return Effect.BLOCK
        return Effect.ALLOW
"""


class Effect:
    BLOCK, ALLOW = "block", "allow"


@pytest.fixture
def planted(tmp_path: Path) -> Planted:
    """A package in which one of the targets has something in it."""
    for target in TARGETS:
        file = tmp_path / PACKAGE / target
        (file.parent if target.endswith(".py") else file).mkdir(parents=True, exist_ok=True)
        if target.endswith(".py"):
            file.write_text("")
    (tmp_path / PACKAGE / "gates" / "a.py").write_text(SOURCE)
    return plant(tmp_path)


def without(planted: Planted, number: int | None) -> dict[str, Any]:
    """The module with one path taken out."""
    names: dict[str, Any] = {"__mutants__": lambda asked: asked == number, "Effect": Effect}
    exec(compile(planted.trees[f"{PACKAGE}/gates/a.py"], "a.py", "exec"), names)
    return names


def outcome(does: Callable[[], object]) -> object:
    try:
        return does()
    except (ValueError, ZeroDivisionError) as error:
        return type(error).__name__


def behaviour(module: dict[str, Any]) -> list[object]:
    column = module["Column"]()
    halved = module["halved"]
    seen = [outcome(lambda n=n: halved(n)) for n in (4, 3, -2, 0)]
    return [*seen, *map(column.read, ("ok", "é", "", "long")), sorted(column.failed)]


def test_nothing_changes_while_no_path_is_out(planted: Planted) -> None:
    plain: dict[str, Any] = {"Effect": Effect}
    exec(SOURCE, plain)
    assert behaviour(without(planted, None)) == behaviour(plain)


def test_each_path_is_found_and_each_deletion_makes_a_difference(planted: Planted) -> None:
    kinds = sorted(path.kind for path in planted.paths)
    expected = ["check", *["condition"] * 4, "guard", "handler", "raise", "raise", "record"]
    assert kinds == expected
    whole = behaviour(without(planted, None))
    same = [path for path in planted.paths if behaviour(without(planted, path.number)) == whole]
    assert same == []


def test_a_path_has_the_same_key_when_lines_above_it_come_and_go(planted: Planted, tmp_path: Path) -> None:
    file = tmp_path / PACKAGE / "gates" / "a.py"
    file.write_text("# more\n\n" + file.read_text())
    again: list[FailClosed] = plant(tmp_path).paths
    assert [path.key for path in again] == [path.key for path in planted.paths]
    assert [path.line - 2 for path in again] == [path.line for path in planted.paths]
