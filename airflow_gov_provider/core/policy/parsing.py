"""From the text of a policy to a policy, or to the list of all its faults.

A :class:`~airflow_gov_provider.core.policy.model.Policy` is made here only, so to hold one is to
know that every name in it is known. Nothing is skipped and nothing is guessed: one fault, no policy.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from airflow_gov_provider.core.canonical import Json, digest
from airflow_gov_provider.core.errors import PolicyError
from airflow_gov_provider.core.policy import methods, yaml_values
from airflow_gov_provider.core.policy.model import Exceptions, Marks, Policy, Rule, Zone
from airflow_gov_provider.core.policy.schema import KEYS, PolicyText, RuleText, ZoneText
from airflow_gov_provider.core.policy.selectors import symbols, uri_fault
from airflow_gov_provider.core.policy.suggestions import quoted, unknown
from airflow_gov_provider.core.policy.yaml_values import Fault, Value

#: Raised when the same policy comes to mean something else: what was granted before then ends.
_SEMANTICS = 2

_MESSAGES = {
    "missing": "is missing",
    "string_type": "must be one text",
    "list_type": "must be a list",
    "dict_type": "must be a mapping of names",
    "model_type": "must be a mapping of keys",
    "too_short": "is empty",
    "too_long": "is too long",
}


def parse_policy(text: str, *, where: str = "") -> Policy:
    """Read a policy from YAML.

    :param where: name of the file, for the error.
    :raises PolicyError: with every fault as (path in the file, what is wrong), in this order: of the
        text itself, of single places, of places that do not go together.
    """
    tree, faults = yaml_values.read(text)
    if tree is None:
        raise PolicyError(faults, where=where)
    parsed: PolicyText | None = None
    try:
        parsed = PolicyText.model_validate(tree, context={"zones": frozenset(_part(tree, "zones"))})
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        faults += [_fault(detail, tree) for detail in details]
    faults += [*_repeated_rules(tree), *_circles(tree), *_repeated_patterns(tree)]
    if faults or parsed is None:
        raise PolicyError(faults, where=where)
    return _policy(parsed)


def _part(tree: Value, name: str) -> dict[str, Value]:
    """A mapping inside the file, empty when something else stands there."""
    part = tree.get(name) if isinstance(tree, dict) else None
    return part if isinstance(part, dict) else {}


def _fault(detail: ErrorDetails, tree: Value) -> Fault:
    if detail["type"] == "extra_forbidden":
        return _path(detail["loc"], tree), _misplaced(str(detail["loc"][-1]))
    raised = detail.get("ctx", {}).get("error")
    message = str(raised) if raised is not None else _MESSAGES.get(detail["type"], detail["msg"])
    return _path(detail["loc"], tree), message


def _misplaced(key: str) -> str:
    return f"{quoted(key)} does not belong here" if key in KEYS else unknown("key", key, KEYS)


def _path(location: tuple[int | str, ...], tree: Value) -> str:
    """``rules[2].when.entities[0]``; one name that stands for a list of one has no index."""
    path = ""
    here: Value | None = tree
    for step in location:
        if isinstance(step, int):
            if not isinstance(here, list):
                break
            path, here = f"{path}[{step}]", here[step]
        elif step != "[key]":
            path = f"{path}.{_key(step)}" if path else _key(step)
            here = here.get(step) if isinstance(here, dict) else None
    return path or "file"


def _key(step: str) -> str:
    return step if step.isprintable() and len(step) <= 64 else quoted(step)


def _repeated_rules(tree: Value) -> Iterator[Fault]:
    rules = tree.get("rules") if isinstance(tree, dict) else None
    first: dict[str, int] = {}
    for index, rule in enumerate(rules if isinstance(rules, list) else []):
        name = rule.get("id") if isinstance(rule, dict) else None
        if isinstance(name, str) and first.setdefault(name, index) != index:
            yield f"rules[{index}].id", f"{quoted(name)} is the id of rules[{first[name]}] already"


def _circles(tree: Value) -> Iterator[Fault]:
    """Each circle of zones that inherit from one another once, at its first name in order."""
    zones = _part(tree, "zones")
    for name in zones:
        chain, above = [name], _part(zones, name).get("inherits")
        while isinstance(above, str) and above in zones and above not in chain:
            chain.append(above)
            above = _part(zones, above).get("inherits")
        if above == name == min(chain):
            yield f"zones.{_key(name)}.inherits", f"inherits from itself: {' -> '.join((*chain, name))}"


def _repeated_patterns(tree: Value) -> Iterator[Fault]:
    zones = _part(tree, "zones")
    first: dict[object, str] = {}
    for name in zones:
        datasets = _part(zones, name).get("datasets")
        for index, pattern in enumerate(datasets if isinstance(datasets, list) else [datasets]):
            place = f"zones.{_key(name)}.datasets" + (f"[{index}]" if isinstance(datasets, list) else "")
            if isinstance(pattern, str) and uri_fault(pattern) is None:
                before = first.setdefault(symbols(pattern), place)
                if before != place:
                    yield place, f"names the same data as {before}"


def _policy(text: PolicyText) -> Policy:
    zones = tuple(_zone(name, zone) for name, zone in text.zones.items())
    rules = tuple(map(_rule, text.rules))
    granted = text.exceptions
    exceptions = (
        Exceptions(tuple(granted.approvers), granted.quorum, granted.longest) if granted else Exceptions()
    )
    told = text.marks
    marks = None
    if told is not None:
        also = frozenset().union(*(told.also or ()))
        marks = Marks(tuple(told.approvers), told.longest, also, told.unauthenticated)
    return Policy(
        text.version,
        zones,
        rules,
        exceptions,
        _digest(text.version, zones, rules, exceptions, marks),
        marks,
    )


def _zone(name: str, text: ZoneText) -> Zone:
    return Zone(name, tuple(text.datasets), text.inherits, tuple(text.requesters or ()))


def _rule(text: RuleText) -> Rule:
    when = text.when
    return Rule(
        id=text.id,
        effect=text.effect,
        entities=frozenset().union(*(when.entities or ())),
        from_zones=tuple(when.from_ or ()),
        to_zones=tuple(when.to or ()),
        purposes=tuple(when.purpose or when.purposes or ()),
        method=text.method,
    )


def _digest(
    version: str,
    zones: tuple[Zone, ...],
    rules: tuple[Rule, ...],
    exceptions: Exceptions,
    marks: Marks | None,
) -> str:
    """Over what the policy means: no comments, no formatting, no order, groups as their members."""
    form: dict[str, Json] = {
        "semantics": _SEMANTICS,
        "version": version,
        "zones": {
            zone.name: {
                "datasets": sorted(set(zone.datasets)),
                "inherits": zone.inherits,
                "requesters": sorted(set(zone.requesters)),
            }
            for zone in zones
        },
        "rules": {rule.id: _rule_form(rule) for rule in rules},
        "exceptions": {
            "approvers": sorted(exceptions.approvers),
            "quorum": exceptions.quorum,
            "longest_seconds": int(exceptions.longest.total_seconds()),
        },
    }
    if marks is not None:  # a policy that says nothing of marks means what it always did
        form["marks"] = {
            "approvers": sorted(marks.approvers),
            "longest_seconds": int(marks.longest.total_seconds()),
            "also": sorted(marks.also),
            "unauthenticated": marks.unauthenticated,
        }
    return digest(form)


def _rule_form(rule: Rule) -> dict[str, Json]:
    form: dict[str, Json] = {
        "effect": rule.effect.word,
        "entities": sorted(rule.entities),
        "from": sorted(set(rule.from_zones)),
        "to": sorted(set(rule.to_zones)),
        "purposes": sorted(set(rule.purposes)),
    }
    if rule.method is not None:
        form["method"] = methods.as_json(rule.method)
    return form
