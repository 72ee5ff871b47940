"""The verb ``utility``, defined. Standard library only."""

from __future__ import annotations

from airflow_gov_provider.cli.model import Option, Verb
from airflow_gov_provider.cli.options import DEBUG, FORMAT

UTILITY = Verb(
    name="utility",
    help="say what a masked copy is still good for",
    description=(
        "Compare a masked copy with its source: how well a model tells a target column before and after,\n"
        "what each column still tells, which joins are kept, how far quasi-identifiers tell rows apart, and\n"
        "gaps between the events of a subject. Rows must stand in the same order, as a gate leaves them.\n"
        "Both are read into memory. Nothing is put on record, and no value is ever shown."
    ),
    epilog=(
        "examples:\n"
        "  utility transactions.parquet masked.parquet --target is_fraud --subject card --time booked_at\n"
        "  utility train.csv synthetic.csv --target default --synthetic --holdout unseen.csv\n"
        "\n"
        "exit codes:\n"
        "  0   compared, whatever the figures are\n"
        "  2   something could not be read\n"
        "  64  wrong usage, no such column, or scikit-learn (the extra `utility`) is not installed"
    ),
    run="airflow_gov_provider.cli.utility:utility",
    options=(
        Option(("source",), "the data as it was", {"metavar": "SOURCE"}),
        Option(("copy",), "its masked or synthetic copy", {"metavar": "COPY"}),
        Option(
            ("--target",),
            "column of two values that a model is to tell",
            {"metavar": "COLUMN", "required": True},
        ),
        Option(
            ("--subject",),
            "column that says whom a row is about: nobody is both learned from and tested",
            {"metavar": "COLUMN"},
        ),
        Option(
            ("--time",), "column that says when: for gaps and velocity of each subject", {"metavar": "COLUMN"}
        ),
        Option(
            ("--leave-out",),
            "columns that no model is to learn from",
            {"metavar": "COLUMN", "nargs": "+", "default": ()},
        ),
        Option(
            ("--quasi",),
            "quasi-identifiers for k-anonymity; left out: the source is scanned for them",
            {"metavar": "COLUMN", "nargs": "*", "default": None},
        ),
        Option(
            ("--synthetic",),
            "rows of the copy are invented and are of no row of the source",
            {"action": "store_true"},
        ),
        Option(
            ("--holdout",),
            "with --synthetic: rows like the source's that the copy was not learned from",
            {"metavar": "URI"},
        ),
        Option(("--html",), "also write a page with plots to this new file", {"metavar": "FILE"}),
        FORMAT,
        DEBUG,
    ),
)
