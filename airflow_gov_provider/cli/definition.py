"""The command line, defined once: verbs, options, help.

``python -m airflow_gov_provider …`` and ``airflow governance …`` are both built from :data:`TREE`.
Standard library only, since Airflow loads this at every start of its own command line.
"""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from airflow_gov_provider import __version__
from airflow_gov_provider.cli.mark_verbs import MARK
from airflow_gov_provider.cli.mask_verb import MASK
from airflow_gov_provider.cli.masks_verbs import MASKS
from airflow_gov_provider.cli.model import Group, Option, Parser, Verb
from airflow_gov_provider.cli.options import DEBUG, FORMAT
from airflow_gov_provider.cli.utility_verb import UTILITY
from airflow_gov_provider.core.ledger.entries import EntryKind

if TYPE_CHECKING:
    from airflow.cli.cli_config import CLICommand
_HASH = re.compile(r"sha256:[0-9a-f]{64}")
PROG = "python -m airflow_gov_provider"


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError("a whole number above zero is needed")
    return int(text)


def _noted(text: str) -> tuple[int, str]:
    number, _, entry_hash = text.partition("=")
    if not number.isdecimal() or not _HASH.fullmatch(entry_hash):
        raise argparse.ArgumentTypeError("N=sha256: and 64 hex digits are needed")
    return int(number), entry_hash


_NO_NER = Option(
    ("--no-ner",),
    "leave the language model out: faster, but free text then counts as not examined",
    {"action": "store_true"},
)
_FILE = Option(("file",), "the policy, a YAML file", {"metavar": "FILE"})


_SCAN = Verb(
    name="scan",
    help="say what personal data datasets hold",
    description=(
        "Examine every value of each dataset and say which columns hold which entity types.\n"
        "Nothing is written, published or put on record, and no value is ever shown.\n"
        "URI: a path (absolute or relative), file:///path, s3://bucket/key or s3://conn_id@bucket/key;\n"
        "a directory, or an S3 key that ends with a slash, is read as one dataset. A table:\n"
        "postgres://conn_id@host:port/database.schema.table or sqlite:///path#table."
    ),
    epilog=(
        "examples:\n"
        "  scan customers.parquet\n"
        "  scan --format json s3://lake-staging/fraud/ exports/*.csv\n"
        "  scan patients.parquet --k-anonymity zip sex birth_year\n"
        "\n"
        "exit codes (the worst of all datasets):\n"
        "  0   clean: everything was examined and nothing was found\n"
        "  1   findings\n"
        "  2   something could not be read, or only partly: never called clean\n"
        "  64  wrong usage: unknown option, URI or scheme"
    ),
    run="airflow_gov_provider.cli.scan:scan",
    options=(
        Option(("uri",), "dataset to examine", {"metavar": "URI", "nargs": "+"}),
        FORMAT,
        _NO_NER,
        Option(
            ("--k-anonymity",),
            "also count how far these columns together tell rows apart (default: the quasi-identifiers that "
            "are found); give it after the datasets",
            {"metavar": "COLUMN", "nargs": "*", "default": None},
        ),
        DEBUG,
    ),
)

_DETECT = Verb(
    name="detect",
    help="say where in texts personal data stands",
    description=(
        'Read texts from standard input, a JSON object a line: {"id": …, "text": "…"}. Write for each, in the\n'
        'same order: {"id": …, "spans": [{"start": 0, "end": 5, "entity": "PERSON", "score": 0.8}]}.\n'
        "start and end count characters (Unicode code points), end is exclusive; entities have Presidio's\n"
        "names where it has one. The text itself is never shown, not in errors either."
    ),
    epilog=(
        "example:\n"
        "  detect < messages.jsonl > spans.jsonl\n"
        "\n"
        "exit codes:\n"
        "  0   every line was examined, whatever was found\n"
        "  2   a line could not be read or examined: it is named, and nothing after it was examined\n"
        "  64  wrong usage, or the language model is not installed"
    ),
    run="airflow_gov_provider.cli.detect:detect",
    options=(
        Option(
            ("--no-ner",),
            "leave the language model out: faster, but most names and places are then not found",
            {"action": "store_true"},
        ),
        DEBUG,
    ),
)

_POLICY = Group(
    name="policy",
    help="write, check and try out policies",
    description="A policy is a YAML file: zones, and what may cross from one to another.",
    verbs=(
        Verb(
            name="init",
            help="write a commented policy to start from",
            description="Write a commented policy to start from. An existing file is never overwritten.",
            epilog="example:\n  policy init policy.yaml\n\nexit codes: 0 written, 2 not written, 64 wrong usage",
            run="airflow_gov_provider.cli.policy:init",
            options=(_FILE, DEBUG),
        ),
        Verb(
            name="check",
            help="list every fault of a policy",
            description="Read a policy as a gate would and list every fault with its path in the file.",
            epilog="example:\n  policy check policy.yaml\n\n"
            "exit codes: 0 valid, 1 faults, 2 the file is not there, 64 wrong usage",
            run="airflow_gov_provider.cli.policy:check",
            options=(_FILE, FORMAT, DEBUG),
        ),
        Verb(
            name="explain",
            help="say what a gate would do, and by which rule",
            description=(
                "Say what a gate from the source to the destination would do with each entity type, and\n"
                "which rule says so, without reading any data. With --scan the source is examined, and the\n"
                "answer is what a gate would do with it now. Nothing is published or put on record."
            ),
            epilog=(
                "examples:\n"
                "  policy explain policy.yaml --source s3://lake-staging/fraud/ \\\n"
                "      --destination s3://ml-dev/fraud/ --purpose fraud-model-training --dag fraud_daily\n"
                "  policy explain policy.yaml --source ./out/ --destination s3://ml-dev/fraud/ --scan\n"
                "\n"
                "exit codes: 0 explained (whatever the effect), 2 the policy or the source could not be\n"
                "read, 64 wrong usage or a faulty policy"
            ),
            run="airflow_gov_provider.cli.policy:explain",
            options=(
                _FILE,
                Option(("--source",), "where the data is", {"metavar": "URI", "required": True}),
                Option(("--destination",), "where it is to go", {"metavar": "URI", "required": True}),
                Option(("--purpose",), "what the data is for", {"metavar": "PURPOSE", "default": ""}),
                Option(("--dag",), "DAG that asks; left out: anybody may", {"metavar": "DAG"}),
                Option(("--bundle",), "bundle the DAG comes from", {"metavar": "BUNDLE", "default": ""}),
                Option(("--scan",), "examine the source and judge what it holds", {"action": "store_true"}),
                FORMAT,
                _NO_NER,
                DEBUG,
            ),
        ),
    ),
)

_LEDGER = Group(
    name="ledger",
    help="read and verify the record",
    description="The ledger holds what gates did: scans, holds, answers, publications and verdicts.",
    verbs=(
        Verb(
            name="list",
            help="list entries, newest first",
            description="List entries, newest first.",
            epilog="examples:\n"
            "  ledger list --kind verdict --limit 5\n"
            "  ledger list --dataset s3://ml-dev/fraud/ --format json\n\n"
            "exit codes: 0 listed, 2 the ledger could not be read, 64 wrong usage",
            run="airflow_gov_provider.cli.ledger:list_entries",
            options=(
                Option(("--dataset",), "entries about this dataset only", {"metavar": "URI"}),
                Option(
                    ("--kind",), "entries of this kind only", {"choices": tuple(k.value for k in EntryKind)}
                ),
                Option(
                    ("--limit",),
                    "at most so many (default 20)",
                    {"metavar": "N", "type": _positive, "default": 20},
                ),
                FORMAT,
                DEBUG,
            ),
        ),
        Verb(
            name="show",
            help="show one entry whole",
            description="Show one entry whole, as JSON.",
            epilog="exit codes: 0 shown, 1 no such entry, 2 the ledger could not be read, 64 wrong usage",
            run="airflow_gov_provider.cli.ledger:show",
            options=(Option(("id",), "id of the entry", {"metavar": "ID"}), DEBUG),
        ),
        Verb(
            name="verify",
            help="check that every link holds",
            description=(
                "Recompute every entry's hash and its link to the one before. A changed, dropped or\n"
                "reordered entry breaks the chain; the first broken one is named. The newest entry and its\n"
                "hash are printed: note them elsewhere, and --noted finds a ledger that was cut or rewritten."
            ),
            epilog="examples:\n  ledger verify\n  ledger verify --noted 1204=sha256:5f0c…\n\n"
            "exit codes: 0 all links hold, 1 broken, 2 the ledger could not be read, 64 wrong usage",
            run="airflow_gov_provider.cli.ledger:verify",
            options=(
                Option(
                    ("--noted",),
                    "an entry that an earlier verify named, as N=sha256:…; may be given several times",
                    {"metavar": "N=HASH", "type": _noted, "action": "append"},
                ),
                FORMAT,
                DEBUG,
            ),
        ),
        Verb(
            name="migrate",
            help="create or upgrade the ledger's tables",
            description="Create or upgrade the tables of the database that ledger_url names.",
            epilog="exit codes: 0 up to date, 2 the database could not be changed, 64 wrong usage",
            run="airflow_gov_provider.cli.ledger:migrate",
            options=(DEBUG,),
        ),
    ),
)

_VERDICT = Group(
    name="verdict",
    help="show and verify verdicts",
    description="A verdict is what a gate decided about exact bytes, signed (in-toto statement in DSSE).",
    verbs=(
        Verb(
            name="show",
            help="show the newest verdict of a dataset, or one by its id",
            description="Show the newest verdict about a dataset, or the one of a ledger entry.",
            epilog="examples:\n"
            "  verdict show s3://ml-dev/fraud/\n"
            "  verdict show --format json s3://ml-dev/fraud/ > verdict.json\n\n"
            "JSON is the signed DSSE envelope itself, as verdict verify --envelope reads it.\n\n"
            "exit codes: 0 shown, 1 no such verdict, 2 the ledger could not be read, 64 wrong usage",
            run="airflow_gov_provider.cli.verdict:show",
            options=(
                Option(("what",), "id of a ledger entry, or the dataset", {"metavar": "ID|URI"}),
                FORMAT,
                DEBUG,
            ),
        ),
        Verb(
            name="verify",
            help="check a verdict against the data as it is now",
            description=(
                "Check that a valid verdict covers the dataset as it is now: signature, outcome, expiry,\n"
                "purpose, and the digest of every file. With --envelope the verdict comes from a file and\n"
                "no ledger is needed."
            ),
            epilog="examples:\n"
            "  verdict verify s3://ml-dev/fraud/ --purpose fraud-model-training\n"
            "  verdict verify --envelope verdict.json --data ./fraud/\n\n"
            "exit codes: 0 valid, 1 not valid, 2 something could not be read, 64 wrong usage",
            run="airflow_gov_provider.cli.verdict:verify",
            options=(
                Option(("uri",), "the dataset", {"metavar": "URI", "nargs": "?"}),
                Option(("--purpose",), "what the data is to be used for", {"metavar": "PURPOSE"}),
                Option(("--envelope",), "file that holds the DSSE envelope", {"metavar": "FILE"}),
                Option(("--data",), "data that the envelope is about", {"metavar": "PATH"}),
                FORMAT,
                DEBUG,
            ),
        ),
    ),
)

#: Everything there is, in the order of the help.
TREE: tuple[Verb | Group, ...] = (_SCAN, _DETECT, _POLICY, MASK, MASKS, UTILITY, MARK, _LEDGER, _VERDICT)

_ABOUT = "Find personal data, try policies, mask data, read the record and verify verdicts."
_ENVIRONMENT = """\
exit codes:
  0   yes, clean, done        1   no: findings, not valid, not there
  2   something could not be read (or not fully)
  64  wrong usage

environment (the same options as Airflow's section "governance"):
  AIRFLOW__GOVERNANCE__HOME          keys and the default ledger; default AIRFLOW_HOME/governance
  AIRFLOW__GOVERNANCE__LEDGER_URL    SQLAlchemy URL; default: SQLite under home
  AIRFLOW__GOVERNANCE__PUBLIC_KEYS   directory of the public keys whose verdicts count
  AIRFLOW__GOVERNANCE__SPOOL_DIR     where private, unnamed copies are made while scanning
  AIRFLOW_CONN_<ID>                  who reads postgres://ID@…: a connection as Airflow writes it
  AWS_*                              AWS's default credential chain, for s3:// without a connection

Airflow is not needed: `airflow governance …` has the same verbs, with Airflow's connections."""


def build_parser() -> argparse.ArgumentParser:
    """The parser of ``python -m airflow_gov_provider``; a parsed call has its verb in ``.verb``."""
    parser = Parser(prog=PROG, description=_ABOUT, epilog=_ENVIRONMENT)
    parser.add_argument("--version", action="version", version=f"airflow-gov-provider {__version__}")
    _grow(parser, TREE)
    return parser


def _grow(parser: argparse.ArgumentParser, branches: tuple[Verb | Group, ...]) -> None:
    below = parser.add_subparsers(metavar="VERB", required=True, parser_class=Parser)
    for branch in branches:
        match branch:
            case Group():
                child = below.add_parser(branch.name, help=branch.help, description=branch.description)
                _grow(child, branch.verbs)
            case Verb():
                child = below.add_parser(
                    branch.name, help=branch.help, description=branch.description, epilog=branch.epilog
                )
                branch.add_to(child)
                child.set_defaults(verb=branch)


def get_cli_commands() -> list[CLICommand]:
    """What Airflow's command line shows as ``airflow governance …`` (provider info's ``cli``)."""
    from airflow_gov_provider.cli.airflow_commands import commands

    return commands(_ABOUT, TREE)
