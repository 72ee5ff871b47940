"""The shape of a policy file. Texts come in; names that are known, numbers and durations come out.

Each fault is found where it stands, so that all of them are listed at once.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    model_validator,
)

from airflow_gov_provider.core.policy.decisions import Effect
from airflow_gov_provider.core.policy.method_texts import method_of
from airflow_gov_provider.core.policy.methods import Method
from airflow_gov_provider.core.policy.selectors import requester_fault, uri_fault
from airflow_gov_provider.core.policy.suggestions import unknown
from airflow_gov_provider.core.taxonomy import GROUPS, group_names, resolve

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-]{0,63}")
_RULE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}")
_DURATION = re.compile(r"P(?:([0-9]{1,3})W|(?:([0-9]{1,4})D)?(T(?=.)(?:([0-9]{1,5})H)?(?:([0-9]{1,6})M)?)?)")
_LONGEST_TEXT = 200


def _name(text: str) -> str:
    if _NAME.fullmatch(text) is None:
        raise ValueError("a zone's name has up to 64 letters, digits, '_' and '-'")
    return text


def _rule_id(text: str) -> str:
    if _RULE_ID.fullmatch(text) is None:
        raise ValueError("a rule's id has up to 64 letters, digits, '_', '-' and '.'")
    return text


def _line(text: str) -> str:
    if not text or text != text.strip() or len(text) > _LONGEST_TEXT or not text.isprintable():
        raise ValueError(f"must be one line of 1 to {_LONGEST_TEXT} characters without spaces around it")
    return text


def _dataset(text: str) -> str:
    fault = uri_fault(text)
    if fault is not None:
        raise ValueError(fault)
    return text


def _requester(text: str) -> str:
    fault = requester_fault(text)
    if fault is not None:
        raise ValueError(fault)
    return text


def _zone(text: str, info: ValidationInfo) -> str:
    zones: frozenset[str] = (info.context or {}).get("zones", frozenset())
    if text not in zones:
        raise ValueError(unknown("zone", text, zones))
    return text


def _entities(value: object) -> frozenset[str]:
    if not isinstance(value, str):
        raise ValueError("must be one text")  # noqa: TRY004  # pydantic lists ValueErrors only
    types = resolve(value)
    if types is None:
        raise ValueError(unknown("entity or group", value, (*GROUPS, *group_names(), "any")))
    return types


def _effect(value: object) -> Effect:
    words = [effect.word for effect in Effect]
    if value not in words:
        raise ValueError(f"must be one of {', '.join(words)}")
    return Effect(words.index(str(value)))


def _approver(text: str) -> str:
    kind, _, name = _line(text).partition(":")
    if kind not in ("user", "role") or not name or any(sign.isspace() for sign in name):
        raise ValueError("an approver is user:ID or role:NAME")
    return text


def _user(text: str) -> str:
    if not _approver(text).startswith("user:"):
        raise ValueError("who may mark is named one by one, as user:ID")
    return text


def _yes_or_no(value: object) -> bool:
    if value not in ("true", "false"):
        raise ValueError("must be true or false")
    return value == "true"


def _number(value: object) -> int:
    if not isinstance(value, str) or re.fullmatch("[1-9][0-9]{0,2}", value) is None:
        raise ValueError("must be a whole number from 1 to 999")
    return int(value)


def _duration(value: object) -> timedelta:
    form = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if form is None:
        raise ValueError("must be an ISO 8601 duration in weeks, days, hours or minutes: P30D, P2W, PT12H")
    weeks, days, _, hours, minutes = (int(part) if part and part.isdigit() else 0 for part in form.groups())
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    if not length:
        raise ValueError("must be longer than nothing")
    return length


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


_Item = TypeVar("_Item")
_SomeOf = Annotated[list[_Item], BeforeValidator(_listed), Field(min_length=1)]
_Line = Annotated[str, AfterValidator(_line)]
_Zone = Annotated[str, AfterValidator(_zone)]
_Entities = Annotated[frozenset[str], BeforeValidator(_entities)]


class _Text(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class ZoneText(_Text):
    """One zone: its data, what it inherits, who may bring data there."""

    datasets: _SomeOf[Annotated[str, AfterValidator(_dataset)]]
    inherits: _Zone | None = None
    requesters: _SomeOf[Annotated[str, AfterValidator(_requester)]] | None = None


class WhenText(_Text):
    """The conditions of a rule: all that are written must hold."""

    from_: _SomeOf[_Zone] | None = Field(default=None, alias="from")
    to: _SomeOf[_Zone] | None = None
    entities: _SomeOf[_Entities] | None = None
    purpose: _SomeOf[_Line] | None = None
    purposes: _SomeOf[_Line] | None = None

    @model_validator(mode="after")
    def _says_something_once(self) -> WhenText:
        if not self.model_fields_set:
            raise ValueError("names no condition; for everything write entities: [any]")
        if self.purpose and self.purposes:
            raise ValueError("has both purpose and purposes; write one of them")
        return self


class RuleText(_Text):
    """One rule."""

    id: Annotated[str, AfterValidator(_rule_id)]
    when: WhenText
    effect: Annotated[Effect, BeforeValidator(_effect)]
    method: Annotated[Method, PlainValidator(method_of)] | None = None

    @model_validator(mode="after")
    def _allows_what_it_names(self) -> RuleText:
        if self.effect is Effect.ALLOW and self.when.entities is None:
            raise ValueError("a rule that allows names its entities ([any] for all of them)")
        return self

    @model_validator(mode="after")
    def _masks_by_its_method(self) -> RuleText:
        if self.method is not None and self.effect is not Effect.MASK:
            raise ValueError("only a rule of effect mask has a method")
        return self


class ExceptionsText(_Text):
    """Who may grant raw data."""

    approvers: _SomeOf[Annotated[str, AfterValidator(_approver)]]
    quorum: Annotated[int, BeforeValidator(_number)] = 1
    longest: Annotated[timedelta, BeforeValidator(_duration)] = timedelta(days=30)

    @model_validator(mode="after")
    def _can_be_granted(self) -> ExceptionsText:
        if len(set(self.approvers)) < len(self.approvers):
            raise ValueError("an approver stands twice")
        users = sum(approver.startswith("user:") for approver in self.approvers)
        if self.quorum > users:
            raise ValueError(f"quorum {self.quorum} needs as many approvers user:ID, there are {users}")
        return self


class MarksText(_Text):
    """Whose word counts that a finding is no personal data."""

    approvers: _SomeOf[Annotated[str, AfterValidator(_user)]]
    longest: Annotated[timedelta, BeforeValidator(_duration)] = timedelta(days=180)
    also: _SomeOf[_Entities] | None = None
    unauthenticated: Annotated[bool, BeforeValidator(_yes_or_no)] = False

    @model_validator(mode="after")
    def _names_each_once(self) -> MarksText:
        if len(set(self.approvers)) < len(self.approvers):
            raise ValueError("an approver stands twice")
        return self


class PolicyText(_Text):
    """A whole policy file."""

    version: Annotated[_Line, Field(max_length=64)]
    zones: Annotated[dict[Annotated[str, AfterValidator(_name)], ZoneText], Field(min_length=1)]
    rules: Annotated[list[RuleText], Field(min_length=1)]
    exceptions: ExceptionsText | None = None
    marks: MarksText | None = None


#: Every key a policy file may have, wherever it belongs.
KEYS = frozenset(
    field.alias or name
    for shape in (PolicyText, ZoneText, RuleText, WhenText, ExceptionsText, MarksText)
    for name, field in shape.model_fields.items()
)
