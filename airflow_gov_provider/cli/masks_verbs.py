"""``masks``: what is asked of copies that somebody has masked. Standard library only."""

from __future__ import annotations

from airflow_gov_provider.cli.model import Group, Option, Verb
from airflow_gov_provider.cli.options import DEBUG, FORMAT

MASKS = Group(
    name="masks",
    help="verify masked copies, whoever made them",
    description="A masked copy is believed only for what can be shown beside its source, or proved by a key.",
    verbs=(
        Verb(
            name="verify",
            help="say which columns of a copy still hold real values of its source",
            description=(
                "Examine a source and a masked copy of it, and look every value of the copy up in the source.\n"
                "Each column that holds personal data is REAL (values of the source are there), MASKED (no\n"
                "value is left, or a masking key of this installation proves each), or UNKNOWN (neither), which\n"
                "counts like REAL. Nothing is written or put on record, and no value is ever shown."
            ),
            epilog=(
                "example:\n"
                "  masks verify customers.parquet masked/customers.parquet\n"
                "\n"
                "exit codes:\n"
                "  0   every column is MASKED, or nothing personal is in source and copy\n"
                "  1   a column is REAL or UNKNOWN\n"
                "  2   something could not be read, or only partly\n"
                "  64  wrong usage: unknown option, URI or scheme, keys that can not be used"
            ),
            run="airflow_gov_provider.cli.masks:verify",
            options=(
                Option(("source",), "the data as they were", {"metavar": "SOURCE"}),
                Option(("copy",), "the masked copy", {"metavar": "COPY"}),
                FORMAT,
                Option(
                    ("--no-ner",),
                    "leave the language model out: faster, but free text then counts as not examined",
                    {"action": "store_true"},
                ),
                DEBUG,
            ),
        ),
    ),
)
