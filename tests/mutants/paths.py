"""The fail-closed paths of the package, found in its sources, each with a switch that takes it out.

A path is where the gate says no, or that it has not seen everything. One switch is planted for each:

=============  ========================================================================================
``raise``      ``raise X`` → nothing happens
``guard``      ``if this: return <refusal>`` → never
``condition``  one of several causes in ``if this or that: <refusal>`` → never
``handler``    ``except X: <refusal>`` → X is not caught
``record``     what was skipped, failed or unread is not written down, or written down as nothing
``check``      a function that refuses by raising is not called
``told``       ``yield <fault or reason>`` → nothing is yielded
=============  ========================================================================================

All switches are compiled into the package at once; ``__mutants__(number)`` is asked where, and only
where, taking the path out makes a difference. So asking tells which test reaches which path.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

PACKAGE = "airflow_gov_provider"
#: Where gates refuse, in order of importance.
TARGETS = (
    "core/detection",
    "stores/readers",
    "stores/detectors.py",
    "stores/span_finder.py",
    "stores/recognizers.py",
    "stores/language_models.py",
    "stores/name_lists.py",
    "stores/sql.py",
    "stores/spool.py",
    "gates",
    "core/policy",
    "core/datasets.py",
    "cli",
    "stores",
    "operators",
    "hooks",
)
#: What holds that something was not, or not rightly, read.
_RECORDS = frozenset({"skipped", "missed", "failed", "failures", "untyped", "unread", "faults"})
_RECORDING = frozenset({"add", "append", "extend", "update"})
_REFUSING = {
    "Effect": {"HOLD", "BLOCK"},
    "Exit": {"NO", "UNREAD", "USAGE"},
    "ReasonCode": None,
    "Skipped": None,
    "Verdict": None,
}
_TELLING = re.compile(r"Fault|Reason|Skipped|Error")
#: Names that other things than our checks have too.
_COMMON = frozenset(
    {
        "__init__",
        "add",
        "append",
        "clear",
        "close",
        "extend",
        "feed",
        "fill",
        "flush",
        "more",
        "put",
        "seek",
        "start",
        "update",
        "write",
    }
)


@dataclass(frozen=True, slots=True)
class FailClosed:
    """One path. :param text: of what is taken out. :param nth: of the same text in the same function."""

    number: int
    file: str
    line: int
    function: str
    kind: str
    text: str
    nth: int

    @property
    def key(self) -> str:
        """The same while lines above it come and go."""
        return f"{self.file}::{self.function}::{self.kind}::{self.text}::{self.nth}"

    def __str__(self) -> str:
        shown = self.text if len(self.text) <= 90 else self.text[:87] + "…"
        return f"{self.file}:{self.line} {self.kind} in {self.function}: {shown}"


@dataclass(slots=True)
class Planted:
    """The package with its switches. :param trees: by file, relative to the root."""

    paths: list[FailClosed] = field(default_factory=list)
    trees: dict[str, ast.Module] = field(default_factory=dict)


def plant(root: Path) -> Planted:
    """Find all paths below ``root``, the folder with the package in it."""
    sources = {file: ast.parse((root / file).read_text(encoding="utf-8")) for file in _files(root)}
    public = _checks(
        ast.parse(file.read_text(encoding="utf-8")) for file in sorted((root / PACKAGE).rglob("*.py"))
    )
    public = frozenset(name for name in public if not name.startswith("_"))
    planted = Planted()
    for file, tree in sources.items():
        planting = _Planting(file, public | _checks([tree]), planted.paths)
        planted.trees[file] = ast.fix_missing_locations(planting.visit(tree))
    return planted


def _files(root: Path) -> list[str]:
    found: dict[str, None] = {}
    for target in TARGETS:
        place = root / PACKAGE / target
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            found[file.relative_to(root).as_posix()] = None
    return list(found)


def _checks(trees: Iterable[ast.Module]) -> frozenset[str]:
    """Names of functions that raise and return nothing: whoever calls one wants to be refused."""
    return frozenset(
        node.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and node.name not in _COMMON
        and any(isinstance(inner, ast.Raise) for inner in _own(node))
        and not any(isinstance(inner, ast.Return) and inner.value is not None for inner in _own(node))
        and not any(isinstance(inner, ast.Yield | ast.YieldFrom) for inner in _own(node))
    )


def _own(function: ast.AST) -> Iterator[ast.AST]:
    """What is in a function, and not in one inside of it."""
    for child in ast.iter_child_nodes(function):
        if not isinstance(child, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            yield child
            yield from _own(child)


class _Planting(ast.NodeTransformer):
    def __init__(self, file: str, checks: frozenset[str], paths: list[FailClosed]) -> None:
        self._file = file
        self._checks = checks
        self._paths = paths
        self._within: list[ast.FunctionDef | ast.ClassDef] = []
        self._seen: dict[tuple[str, str, str], int] = {}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self._within.append(node)
        node.body = [self.visit(statement) for statement in node.body]
        self._within.pop()
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self._within.append(node)
        node.body = [self.visit(statement) for statement in node.body]
        self._within.pop()
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return self._without(node, "raise")

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if _is_record(node.value) or _is_unread(node.value):
            return self._without(node, "record")
        if isinstance(node.value, ast.Yield | ast.YieldFrom) and self._tells():
            return self._without(node, "told")
        if isinstance(node.value, ast.Call) and self._checks_by(_name(node.value.func)):
            return self._without(node, "check")
        return self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        return self._without(node, "record") if _name(node.target) in _RECORDS else self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        target = node.targets[0]
        if isinstance(target, ast.Subscript) and _name(target.value) in _RECORDS:
            return self._without(node, "record")
        if _name(target) in _RECORDS and isinstance(node.value, ast.BinOp):
            nothing = "0" if isinstance(node.value.op, ast.Sub) else "set()"
            node.value = self._instead(node.value, nothing)
            return node
        return self.generic_visit(node)

    def visit_ListComp(self, node: ast.ListComp) -> ast.AST:
        names = {_name(inner) for inner in ast.walk(node)}
        return self._instead(node, "[]") if names & {"Skipped", "_skipped"} else self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        if any(_name(inner) in _RECORDS for inner in ast.walk(node.test)):
            node.test = self._never(node.test, "record")
        return self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> ast.AST:
        value = node.value
        if (
            isinstance(value, ast.UnaryOp)
            and isinstance(value.op, ast.Not)
            and _name(value.operand) in _RECORDS
        ):
            value.operand = self._never(value.operand, "record")
        return self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST:
        last = node.body[-1]
        refuses = isinstance(last, ast.Return) and _refuses(last.value) and not self._makes_errors()
        # Of gates and of nothing else a mask of everything means that everything is looked at.
        refuses |= (
            isinstance(last, ast.Return) and "/candidates/" in self._file and _is_everything(last.value)
        )
        text = ast.unparse(node.test)
        if refuses or isinstance(last, ast.Raise) or (isinstance(last, ast.Expr) and _is_record(last.value)):
            self._causes(node.test)
        if refuses:
            node.test = self._never(node.test, "guard", text)
        return self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        last = node.body[-1]
        refuses = isinstance(last, ast.Raise) and last.exc is not None
        records = any(isinstance(one, ast.Expr) and _is_record(one.value) for one in node.body)
        refuses |= isinstance(last, ast.Return) and _refuses(last.value)
        # Whoever detects goes the long way when something fails, and never the short one.
        if node.type is not None and (refuses or records or f"{PACKAGE}/core/detection/" in self._file):
            node.type = self._instead(node.type, "()", "handler")
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def _causes(self, test: ast.expr) -> None:
        """Each of several causes, so that it alone never counts."""
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
            test.values = [self._never(value, "condition") for value in test.values]
        elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inside = test.operand
            if isinstance(inside, ast.Compare) and len(inside.ops) > 1 and _is_pure(inside):
                inside = test.operand = _taken_apart(inside)
            if isinstance(inside, ast.BoolOp) and isinstance(inside.op, ast.And):
                inside.values = [self._always(value, "condition") for value in inside.values]

    def _checks_by(self, name: str) -> bool:
        return name in self._checks or name.lstrip("_").startswith(("refuse", "check"))

    def _tells(self) -> bool:
        function = self._function()
        return function is not None and bool(
            _TELLING.search(ast.unparse(function.returns or ast.Constant("")))
        )

    def _makes_errors(self) -> bool:
        """A function that words an error refuses nothing by itself."""
        function = self._function()
        return function is not None and ast.unparse(function.returns or ast.Constant("")).endswith("Error")

    def _function(self) -> ast.FunctionDef | None:
        return next((one for one in reversed(self._within) if isinstance(one, ast.FunctionDef)), None)

    def _without(self, node: ast.stmt, kind: str) -> ast.AST:
        return ast.copy_location(ast.If(self._asked(node, kind), [ast.Pass()], [node]), node)

    def _never(self, node: ast.expr, kind: str, text: str = "") -> ast.expr:
        asked = ast.UnaryOp(ast.Not(), self._asked(node, kind, text))
        return ast.copy_location(ast.BoolOp(ast.And(), [node, asked]), node)

    def _always(self, node: ast.expr, kind: str) -> ast.expr:
        return ast.copy_location(ast.BoolOp(ast.Or(), [node, self._asked(node, kind)]), node)

    def _instead(self, node: ast.expr, nothing: str, kind: str = "record") -> ast.expr:
        other = ast.parse(nothing, mode="eval").body
        return ast.copy_location(ast.IfExp(self._asked(node, kind), other, node), node)

    def _asked(self, node: ast.stmt | ast.expr, kind: str, text: str = "") -> ast.expr:
        function, text = ".".join(one.name for one in self._within), text or ast.unparse(node)
        nth = self._seen.get((function, kind, text), 0)
        self._seen[function, kind, text] = nth + 1
        number = len(self._paths)
        self._paths.append(FailClosed(number, self._file, node.lineno, function, kind, text, nth))
        return ast.Call(ast.Name("__mutants__", ast.Load()), [ast.Constant(number)], [])


def _name(node: ast.AST) -> str:
    """Of a name, or of the last part of a dotted one."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_record(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in _RECORDING and (
        _name(node.func.value) in _RECORDS
        or any(isinstance(a, ast.Call) and _name(a.func) == "Skipped" for a in node.args)
    )


def _is_unread(node: ast.expr) -> bool:
    value = node.value if isinstance(node, ast.Yield) else None
    return isinstance(value, ast.Call) and _name(value.func) == "unread_batch"


def _refuses(value: ast.expr | None) -> bool:
    """Whether what is returned says no."""
    if value is None:
        return False
    for node in ast.walk(value):
        if isinstance(node, ast.Attribute):
            members = _REFUSING.get(_name(node.value), set())
            if members is None or node.attr in members:
                return True
        if isinstance(node, ast.Call) and (
            _name(node.func) == "Skipped" or _name(node.func).endswith("Error")
        ):
            return True
    return ast.unparse(value) == "[None]"


def _is_everything(value: ast.expr | None) -> bool:
    return value is not None and "fill_value=True" in ast.unparse(value)


def _is_pure(compared: ast.Compare) -> bool:
    parts = (inner for inner in ast.walk(compared) if isinstance(inner, ast.Call))
    return all(_name(part.func) in {"len", "ord"} for part in parts)


def _taken_apart(compared: ast.Compare) -> ast.BoolOp:
    """``a <= b <= c`` as two comparisons."""
    sides = [compared.left, *compared.comparators]
    pairs = zip(sides, compared.ops, sides[1:], strict=False)
    each = [ast.copy_location(ast.Compare(left, [op], [right]), compared) for left, op, right in pairs]
    return ast.copy_location(ast.BoolOp(ast.And(), list(each)), compared)
