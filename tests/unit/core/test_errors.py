"""Errors say what, where and what to do, and arrive in another process as they left."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from airflow_gov_provider.core import errors
from airflow_gov_provider.core.errors import ErrorCode, GovernanceError, PolicyError


def _tree(kind: type[GovernanceError]) -> list[type[GovernanceError]]:
    return [kind, *(below for child in kind.__subclasses__() for below in _tree(child))]


KINDS = [kind for kind in _tree(GovernanceError) if kind.__module__ == errors.__name__]


def example(kind: type[GovernanceError]) -> GovernanceError:
    if kind is PolicyError:
        return PolicyError([("rules[0].effect", "unknown effect"), ("zones", "missing")], where="policy.yaml")
    return kind(ErrorCode.SOURCE_EMPTY, "there is no row", where="s3://lake/x/", hint="write some")


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_survives_pickling_with_all_its_parts(kind, protocol):
    error = example(kind)

    back = pickle.loads(pickle.dumps(error, protocol))

    assert type(back) is kind
    assert (str(back), repr(back), back.args) == (str(error), repr(error), error.args)
    assert vars(back) == vars(error)
    assert back.code is error.code


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_can_be_copied_and_annotated(kind):
    error = example(kind)
    error.add_note("seen on the way")

    assert str(copy.copy(error)) == str(copy.deepcopy(error)) == str(error)
    assert pickle.loads(pickle.dumps(error)).__notes__ == ["seen on the way"]


def _fail() -> None:
    raise example(PolicyError)


def test_an_error_of_a_child_process_arrives_as_itself():
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool, pytest.raises(PolicyError) as caught:
        pool.submit(_fail).result()

    assert caught.value.faults == [("rules[0].effect", "unknown effect"), ("zones", "missing")]


@pytest.mark.parametrize(
    ("where", "hint", "sentence"),
    [
        ("", "", "KEY_MISSING: there is no key"),
        ("keys/a.pem", "", "KEY_MISSING: there is no key [keys/a.pem]"),
        ("", "make one", "KEY_MISSING: there is no key → make one"),
        ("keys/a.pem", "make one", "KEY_MISSING: there is no key [keys/a.pem] → make one"),
    ],
)
def test_the_message_says_code_what_where_and_what_to_do(where, hint, sentence):
    assert str(GovernanceError(ErrorCode.KEY_MISSING, "there is no key", where=where, hint=hint)) == sentence


def test_a_policy_error_lists_every_fault_with_its_path():
    one, two = PolicyError([("zones", "missing")]), example(PolicyError)

    assert "1 fault: zones: missing" in str(one)
    assert "2 faults: rules[0].effect: unknown effect; zones: missing [policy.yaml]" in str(two)
    assert two.code is ErrorCode.POLICY_INVALID


def test_the_tree_in_the_docstring_is_the_tree():
    for kind in KINDS:
        assert kind.__name__ in (errors.__doc__ or "")


def test_codes_are_their_own_names_and_stand_once():
    assert all(code.value == code.name for code in ErrorCode)
    assert len({code.value for code in ErrorCode}) == len(ErrorCode.__members__)
