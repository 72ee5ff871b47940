"""``mask``, as a value. Standard library only."""

from __future__ import annotations

from airflow_gov_provider.cli.model import Option, Verb
from airflow_gov_provider.cli.options import DEBUG, FORMAT

MASK = Verb(
    name="mask",
    help="bring data over a boundary as a gate does, masked where policy says so",
    description=(
        "Do what a gate in a DAG does, from here: examine the source, judge it by policy, publish it masked\n"
        "where policy says mask, prove and examine the copy first, and put all of it on record under a\n"
        "signed verdict. What policy holds or blocks is not published. The requester is the DAG\n"
        "`(command line)`: a zone with requesters has to name it.\n"
        "With --dry-run nothing is written, published or put on record: each column, what would become of\n"
        "it and an example, whose values are invented and never those of the data."
    ),
    epilog=(
        "examples:\n"
        "  mask customers.parquet ../ml-dev/customers.parquet --policy policy.yaml --dry-run\n"
        "  mask s3://lake-staging/fraud/ s3://ml-dev/fraud/ --purpose fraud-model-training\n"
        "\n"
        "exit codes:\n"
        "  0   published, or with --dry-run: would be published\n"
        "  1   policy holds or blocks it\n"
        "  2   something could not be read, masked or written: nothing was published\n"
        "  64  wrong usage: unknown option or URI, no policy, or keys that can not be used"
    ),
    run="airflow_gov_provider.cli.mask:mask",
    options=(
        Option(("source",), "dataset to bring over", {"metavar": "SOURCE"}),
        Option(("destination",), "where it is to go: a file, or a prefix", {"metavar": "DESTINATION"}),
        Option(("--policy",), "the policy, a YAML file (default: the one in force)", {"metavar": "FILE"}),
        Option(("--purpose",), "what the data is for", {"metavar": "PURPOSE", "default": ""}),
        Option(("--dry-run",), "say what would happen, and do nothing", {"action": "store_true"}),
        FORMAT,
        DEBUG,
    ),
)
