"""The package with its switches, in this process and in those that tests start."""

from __future__ import annotations

import builtins
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType, ModuleType

from tests.mutants.paths import PACKAGE, Planted


class Switches:
    """Which path is out, and which paths were asked for since they were last forgotten."""

    def __init__(self) -> None:
        self.out: int | None = None
        self.asked: set[int] = set()

    def __call__(self, number: int) -> bool:
        self.asked.add(number)
        return number == self.out


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:
        return self._code


class _Finder(MetaPathFinder):
    def __init__(self, root: Path, planted: Planted) -> None:
        self._root = root
        self._trees = planted.trees

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] != PACKAGE:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path or [str(self._root)], target)
        if spec is None or spec.origin is None:
            return spec
        tree = self._trees.get(Path(spec.origin).relative_to(self._root).as_posix())
        if tree is not None:
            spec.loader = _Loader(
                fullname, spec.origin, compile(tree, spec.origin, "exec", dont_inherit=True)
            )
        return spec


def install(root: Path, planted: Planted) -> Switches:
    """Make every later import of the package come from ``root``, with switches."""
    switches = Switches()
    vars(builtins)["__mutants__"] = switches
    sys.meta_path.insert(0, _Finder(root, planted))
    return switches
