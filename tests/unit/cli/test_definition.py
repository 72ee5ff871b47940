"""One definition, two command lines, one reference page."""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from airflow_gov_provider.cli.definition import PROG, TREE, build_parser, get_cli_commands
from airflow_gov_provider.cli.exits import Exit
from airflow_gov_provider.cli.model import Group, Verb

ROOT = Path(__file__).parents[3]
GOLDEN = Path(__file__).parent / "help.txt"
REFERENCE = ROOT / "docs" / "references" / "cli.md"


def _verbs(branches=TREE, path=()):
    for branch in branches:
        if isinstance(branch, Group):
            yield from _verbs(branch.verbs, (*path, branch.name))
        else:
            yield (*path, branch.name), branch


VERBS = dict(_verbs())
CALLS = {
    ("scan",): ["a.csv", "s3://bucket/b/"],
    ("detect",): [],
    ("policy", "init"): ["policy.yaml"],
    ("policy", "check"): ["policy.yaml"],
    ("policy", "explain"): ["policy.yaml", "--source", "/a", "--destination", "/b"],
    ("mask",): ["/a", "/b"],
    ("masks", "verify"): ["/a", "/b"],
    ("utility",): ["a.parquet", "b.parquet", "--target", "c"],
    ("mark", "add"): ["a.csv", "c", "URL", "--reason", "none at all", "--until", "2027-01-01"],
    ("mark", "list"): [],
    ("mark", "revoke"): ["an-id"],
    ("ledger", "list"): [],
    ("ledger", "show"): ["an-id"],
    ("ledger", "verify"): [],
    ("ledger", "migrate"): [],
    ("verdict", "show"): ["/a"],
    ("verdict", "verify"): ["/a"],
}


def _help(argv, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit) as ended:
        build_parser().parse_args([*argv, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_the_help_is_what_was_reviewed(monkeypatch, capsys):
    pages = [(), *dict.fromkeys((path[0],) for path in VERBS if len(path) > 1), *VERBS]
    text = "".join(
        f"$ {' '.join((PROG, *page, '--help'))}\n{_help(page, monkeypatch, capsys)}\n" for page in pages
    )
    if "REWRITE_GOLDEN_FILES" in os.environ:
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_the_reference_documents_every_verb_and_every_option(path):
    sections = re.split(r"^## ", REFERENCE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    section = next((part for part in sections if part.startswith(f"`{' '.join(path)}`")), "")
    assert section, f"docs/references/cli.md has no section about `{' '.join(path)}`"
    for option in VERBS[path].options:
        shown = (
            option.flags[0] if option.flags[0].startswith("-") else option.how["metavar"].replace("|", r"\|")
        )
        assert f"`{shown}" in section, f"{shown} is not documented"


def test_the_reference_names_no_verb_that_does_not_exist():
    named = re.findall(r"^## `([a-z ]+)`", REFERENCE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [tuple(name.split()) for name in named] == list(VERBS)


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_every_verb_has_a_function_behind_it(path):
    assert callable(VERBS[path].load())


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_a_call_reaches_its_verb(path):
    args = build_parser().parse_args([*path, *CALLS[path]])
    assert args.verb is VERBS[path]


WRONG = {
    "no verb": [],
    "an unknown verb": ["sacn", "a.csv"],
    "a group without a verb": ["ledger"],
    "no dataset": ["scan"],
    "an unknown option": ["scan", "--bogus", "a.csv"],
    "an abbreviated option": ["scan", "--form", "json", "a.csv"],
    "an unknown format": ["scan", "--format", "xml", "a.csv"],
    "an unknown kind": ["ledger", "list", "--kind", "wish"],
    "a limit of none": ["ledger", "list", "--limit", "0"],
    "a limit that is no number": ["ledger", "list", "--limit", "many"],
    "a noted entry without a hash": ["ledger", "verify", "--noted", "3"],
    "explain without a destination": ["policy", "explain", "p.yaml", "--source", "/a"],
}


@pytest.mark.parametrize("argv", WRONG.values(), ids=WRONG)
def test_wrong_usage_ends_with_64_and_says_where_help_is(argv, capsys):
    with pytest.raises(SystemExit) as ended:
        build_parser().parse_args(argv)
    assert ended.value.code == Exit.USAGE
    assert "--help" in capsys.readouterr().err


def test_the_version_is_the_distribution_s(capsys):
    with pytest.raises(SystemExit) as ended:
        build_parser().parse_args(["--version"])
    assert ended.value.code == 0
    assert re.fullmatch(r"airflow-gov-provider \d+\.\d+\.\d+\S*\n", capsys.readouterr().out)


def _parsers(parser, path=()):
    yield path, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                yield from _parsers(child, (*path, name))


def _options(parser):
    return {
        (tuple(a.option_strings) or a.dest, a.help, a.metavar, a.nargs, a.required, str(a.choices), a.default)
        for a in parser._actions
        if not isinstance(a, argparse._HelpAction | argparse._SubParsersAction)
    }


def _airflow_parser():
    from airflow.cli.cli_parser import _add_command

    parser = argparse.ArgumentParser(prog="airflow")
    below = parser.add_subparsers(dest="subcommand")
    for command in get_cli_commands():
        _add_command(below, command)
    return parser


def test_airflow_gets_the_same_verbs_with_the_same_options():
    ours = {path: _options(p) for path, p in _parsers(build_parser()) if path in VERBS}
    theirs = {path[1:]: _options(p) for path, p in _parsers(_airflow_parser()) if path[1:] in VERBS}
    assert theirs == ours
    assert set(ours) == set(VERBS)


def test_airflow_s_rich_help_swallows_nothing_of_ours(capsys):
    with pytest.raises(SystemExit):
        _airflow_parser().parse_args(["governance", "scan", "--help"])
    shown = re.sub(r"\s+", "", re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out))
    verb = VERBS[("scan",)]
    for text in (verb.description, verb.epilog, *(option.help for option in verb.options)):
        assert re.sub(r"\s+", "", text) in shown


@pytest.mark.parametrize(
    "argv", [["scan"], ["scan", "--bogus", "a.csv"], ["scan", "--format", "xml", "a.csv"]]
)
def test_wrong_usage_of_a_verb_ends_with_64_below_airflow_too(argv):
    with pytest.raises(SystemExit) as ended:
        _airflow_parser().parse_args(["governance", *argv])
    assert ended.value.code == Exit.USAGE


def test_the_module_itself_answers():
    done = subprocess.run(
        [sys.executable, "-m", "airflow_gov_provider", "ledger", "--help"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert "verify" in done.stdout


def test_every_verb_tells_its_exit_codes():
    assert all("exit codes" in verb.epilog for verb in VERBS.values() if isinstance(verb, Verb))
