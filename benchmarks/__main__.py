"""``python -m benchmarks``: the table of ``docs/benchmarks.md``.

The process has to be told how many threads polars may have before polars is loaded, so it starts
itself anew when they are too many.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

THREADS = "POLARS_MAX_THREADS"


def main() -> None:
    """Make the tables, time them, print the figures."""
    options = _options()
    if os.environ.get(THREADS) != str(options.cores):
        command = [sys.executable, "-m", "benchmarks", *sys.argv[1:]]
        os.execve(sys.executable, command, {**os.environ, THREADS: str(options.cores)})
    from benchmarks import tables

    with tempfile.TemporaryDirectory(dir=options.directory) as directory:
        for line in tables.lines(Path(directory), options):
            print(line, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "tables",
        nargs="*",
        default=["ratio"],
        metavar="TABLE",
        help="ratio, presidio, memory, command, masking; default: ratio",
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the tables (1,000,000)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each side (5)")
    parser.add_argument("--cores", type=int, default=1, help="cores of this process (1)")
    parser.add_argument(
        "--memory-bytes",
        type=int,
        default=5 << 30,
        help="least size of the file whose scan is watched for memory (5 GiB)",
    )
    parser.add_argument(
        "--presidio-rows", type=int, default=200, help="rows that Presidio is given: it is slow (200)"
    )
    parser.add_argument("--directory", help="where the tables are written and removed again")
    return parser.parse_args()


if __name__ == "__main__":
    main()
