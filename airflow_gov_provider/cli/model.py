"""What a command line is made of: options, verbs and groups of verbs, as values."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from airflow_gov_provider.cli.exits import Exit

if TYPE_CHECKING:
    from airflow_gov_provider.cli.installation import Installation

Run = Callable[[argparse.Namespace, "Installation"], int]


@dataclass(frozen=True, slots=True)
class Option:
    """One positional argument or option.

    :param how: keyword arguments of ``add_argument``; only those that Airflow's ``Arg`` knows too.
    """

    flags: tuple[str, ...]
    help: str
    how: Mapping[str, Any] = field(default_factory=dict)

    def add_to(self, parser: argparse.ArgumentParser) -> None:
        """Define it on ``parser``."""
        parser.add_argument(*self.flags, help=self.help, **self.how)


@dataclass(frozen=True, slots=True)
class Verb:
    """Something one can ask for.

    :param run: ``module:function``, loaded when the verb is used.
    :param epilog: examples and exit codes.
    """

    name: str
    help: str
    description: str
    epilog: str
    run: str
    options: tuple[Option, ...]

    def load(self) -> Run:
        """The function behind it."""
        module, _, function = self.run.partition(":")
        loaded: Run = getattr(import_module(module), function)
        return loaded

    def add_to(self, parser: argparse.ArgumentParser) -> None:
        """Define its options on ``parser``."""
        for option in self.options:
            option.add_to(parser)


@dataclass(frozen=True, slots=True)
class Group:
    """Verbs about one thing."""

    name: str
    help: str
    description: str
    verbs: tuple[Verb, ...]


class Parser(argparse.ArgumentParser):
    """Ends with our code for wrong usage: argparse's own 2 means "not fully read" here."""

    def __init__(self, **how: Any) -> None:
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False, **how)

    def error(self, message: str) -> NoReturn:
        """Argparse calls this for every fault of a call."""
        wrong_usage(self, message)


def wrong_usage(parser: argparse.ArgumentParser, message: str) -> NoReturn:
    """Say what was wrong and where help is; exit 64."""
    parser.print_usage(sys.stderr)
    parser.exit(Exit.USAGE, f"{parser.prog}: {message}\nhelp: {parser.prog} --help\n")
