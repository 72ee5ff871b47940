"""The verbs of ``mark``: a part of :mod:`~airflow_gov_provider.cli.definition`. Standard library only."""

from __future__ import annotations

from airflow_gov_provider.cli.model import Group, Option, Verb
from airflow_gov_provider.cli.options import DEBUG, FORMAT, end_of_day

MARK = Group(
    name="mark",
    help="say that something found is no personal data",
    description=(
        "A mark is a person's word, on record, that one entity type in one column of a dataset is no\n"
        "personal data. Gates take it only while policy lets that person mark, until it expires, and\n"
        "while detector and data are as they were. Here you are who the operating system says you are,\n"
        "which nobody else vouches for: policy decides whether that is enough."
    ),
    verbs=(
        Verb(
            name="add",
            help="mark a finding",
            description="Scan the dataset and mark what was found of one entity type in one column.",
            epilog="examples:\n  mark add s3://lake-staging/chat/ handle EMAIL_ADDRESS --until 2027-03-31 \\\n"
            '      --reason "Handles of teams, given out by the chat server"\n\n'
            "exit codes: 0 on record, 2 something could not be read, 64 refused or wrong usage",
            run="airflow_gov_provider.cli.mark:add",
            options=(
                Option(("dataset",), "the dataset, named as gates name it", {"metavar": "DATASET"}),
                Option(("column",), "the column, as scan shows it", {"metavar": "COLUMN"}),
                Option(("entity",), "the entity type that was found", {"metavar": "ENTITY"}),
                Option(
                    ("--reason",),
                    "why it is none; on record, so it must not hold personal data itself",
                    {"metavar": "TEXT", "required": True},
                ),
                Option(
                    ("--until",),
                    "the last day (UTC) on which it counts",
                    {"metavar": "YYYY-MM-DD", "type": end_of_day, "required": True},
                ),
                DEBUG,
            ),
        ),
        Verb(
            name="list",
            help="list marks that were not revoked",
            description="List marks, of all datasets or of one, and whether policy takes them now.",
            epilog="exit codes: 0 listed, 2 the ledger could not be read, 64 wrong usage",
            run="airflow_gov_provider.cli.mark:list_marks",
            options=(
                Option(("dataset",), "only of this dataset", {"metavar": "DATASET", "nargs": "?"}),
                FORMAT,
                DEBUG,
            ),
        ),
        Verb(
            name="revoke",
            help="take a mark back",
            description="Take a mark back, for good. Anybody may: it makes gates stricter.",
            epilog="exit codes: 0 taken back, 1 no such mark, 2 the ledger could not be read, 64 wrong usage",
            run="airflow_gov_provider.cli.mark:revoke",
            options=(Option(("id",), "id of the mark", {"metavar": "ID"}), DEBUG),
        ),
    ),
)
