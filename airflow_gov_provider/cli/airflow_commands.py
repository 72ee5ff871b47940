"""``airflow governance …``: the definition in Airflow's own classes.

Loaded by Airflow's command line only. Groups inside groups are what its parser builds recursively.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any

from airflow.cli.cli_config import ActionCommand, Arg, CLICommand, GroupCommand

from airflow_gov_provider.cli.installation import Installation
from airflow_gov_provider.cli.model import Group, Option, Verb, wrong_usage
from airflow_gov_provider.cli.running import perform


def commands(about: str, tree: tuple[Verb | Group, ...]) -> list[CLICommand]:
    """The one group ``governance`` with everything of ``tree`` below it."""
    branches = tuple(_command(branch) for branch in tree)
    return [GroupCommand(name="governance", help=about, subcommands=branches)]


def _command(branch: Verb | Group) -> CLICommand:
    match branch:
        case Group():
            verbs = tuple(_command(verb) for verb in branch.verbs)
            return GroupCommand(branch.name, branch.help, verbs, description=branch.description)
        case Verb():
            args = tuple(_OptionArg(option) for option in branch.options)
            return ActionCommand(
                branch.name, branch.help, _action(branch), args, branch.description, branch.epilog
            )


class _OptionArg(Arg):
    """An option of ours on a parser of Airflow's.

    ``Arg`` is the one place where Airflow hands out the parser of a verb: its exit code for wrong
    usage is set here too, since Airflow's own 2 would read as "could not be read".
    """

    def __init__(self, option: Option) -> None:
        # Airflow's Arg has no annotations.
        super().__init__(flags=option.flags, help=option.help, **option.how)  # type: ignore[no-untyped-call]
        self._option = option

    def add_to_parser(self, parser: argparse.ArgumentParser) -> None:
        self._option.add_to(parser)
        _refuse_as_usage(parser)


def _refuse_as_usage(parser: argparse.ArgumentParser) -> None:
    parse = type(parser).parse_known_args

    def strictly(args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        known, others = parse(parser, args, namespace)
        if others:
            wrong_usage(parser, f"unrecognized arguments: {' '.join(others)}")
        return known, others

    overrides: dict[str, Any] = {
        "error": lambda message: wrong_usage(parser, message),
        "parse_known_args": strictly,
    }
    vars(parser).update(overrides)


def _action(verb: Verb) -> Callable[[argparse.Namespace], None]:
    def command(args: argparse.Namespace) -> None:
        from airflow.cli.utils import redirect_stdout_log_handlers_to_stderr

        # Airflow does this itself for its own --output only: log lines must not stand among results.
        redirect_stdout_log_handlers_to_stderr()
        sys.exit(perform(verb, args, _inside_airflow()))

    command.__name__ = verb.name
    return command


def _inside_airflow() -> Installation:
    from airflow_gov_provider.conf import settings_from_airflow
    from airflow_gov_provider.hooks.connections import airflow_s3_clients, airflow_sql_logins

    return Installation(settings_from_airflow, airflow_s3_clients, lambda: airflow_sql_logins)
