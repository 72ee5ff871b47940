"""YAML text as mappings, lists and texts, and nothing else.

Scalars stay the text that is written: a zone called ``no`` is not False, the version ``1.10`` is not
1.1. There are no anchors, aliases, tags or second documents, so the tree is no bigger than the file
and means what a reader sees. A key written twice is a fault: which of the two was meant?
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeAlias

import yaml

from airflow_gov_provider.core.policy.suggestions import quoted

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Fault: TypeAlias = tuple[str, str]

#: Characters of a policy file, and levels of nesting (a policy has six).
LARGEST, DEEPEST = 262_144, 16


def read(text: str) -> tuple[Value | None, list[Fault]]:
    """The value of a YAML text, and what is wrong with the text as (place, fault).

    Without a value nothing can be said about its content; keys written twice leave one (the first wins).
    """
    if len(text) > LARGEST:
        return None, [("file", f"has more than {LARGEST} characters")]
    try:
        fault = _first_extra(yaml.parse(text, Loader=yaml.SafeLoader))
        node = yaml.compose(text, Loader=yaml.SafeLoader) if fault is None else None
    except yaml.MarkedYAMLError as error:
        return None, [(_place(error.problem_mark or error.context_mark), f"no YAML: {_problem(error)}")]
    except (yaml.YAMLError, ValueError, OverflowError):
        # Characters that YAML has no place for, written plainly or as an escape beyond Unicode.
        return None, [("file", "no YAML: it holds characters that a text file has not")]
    if fault is not None:
        return None, [fault]
    if node is None:
        return None, [("file", "is empty")]
    faults: list[Fault] = []
    return _value(node, "", faults), faults


def _problem(error: yaml.MarkedYAMLError) -> str:
    return str(error.problem or error.context)[:80]


class _Mark(Protocol):
    """A position in the text, counted from 0."""

    line: int
    column: int


def _place(mark: _Mark | None) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else "file"


def _first_extra(events: Iterable[yaml.Event]) -> Fault | None:
    """What a policy has no use for. Found before anything is built, so that nothing big is."""
    depth = documents = 0
    for event in events:
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        extra = None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            extra = "a policy has no anchors and aliases (& and *); quote a pattern that starts with '*'"
        elif isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None) is not None:
            extra = "a policy has no tags (!)"
        elif depth > DEEPEST:
            extra = "is nested too deeply"
        elif documents > 1:
            extra = "a policy is one document; remove the second '---'"
        if extra is not None:
            return _place(event.start_mark), extra
    return None


def _value(node: yaml.Node, path: str, faults: list[Fault]) -> Value:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, faults)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, f"{path}[{index}]", faults) for index, item in enumerate(node.value)]
    return str(node.value)


def _mapping(node: yaml.MappingNode, path: str, faults: list[Fault]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, item in node.value:
        if not isinstance(key, yaml.ScalarNode):
            faults.append((path or "file", f"a key is a name ({_place(key.start_mark)})"))
            continue
        name = str(key.value)
        if name in found:
            faults.append((path or "file", f"the key {quoted(name)} stands twice ({_place(key.start_mark)})"))
            continue
        found[name] = _value(item, f"{path}.{name}" if path else name, faults)
    return found
