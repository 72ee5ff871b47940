"""The differential test at length: Presidio alone against our gates, with seeds that no test has used.

``python -m benchmarks.differential [--cells N] [--seeds N]`` prints, for each recognizer, cells, spans
and how many spans were lost, and ends with 1 when any was.
"""

from __future__ import annotations

import argparse
import sys
import time

from airflow_gov_provider.core.detection.recognizers.recognition import Recognition
from tests.differential.predefined import all_recognizers, cells_for
from tests.differential.spans import lost_spans

_UNUSED_SEEDS = 1_000_000


def main(arguments: list[str] | None = None) -> int:
    """Run it. :returns: 1 when a span was lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.differential", description=__doc__)
    parser.add_argument(
        "--cells", type=int, default=2_000, help="for each recognizer and seed (default: 2000)"
    )
    parser.add_argument("--seeds", type=int, default=1, help="how many (default: 1)")
    options = parser.parse_args(arguments)
    started, cells, spans, lost = time.monotonic(), 0, 0, 0
    for recognizer in all_recognizers():
        recognition = Recognition.of(recognizer, validates=True)
        for seed in range(_UNUSED_SEEDS, _UNUSED_SEEDS + options.seeds):
            values = cells_for(recognizer, seed, options.cells)
            if not values:
                continue
            found, refused = lost_spans(recognition, values)
            cells, spans, lost = cells + len(values), spans + found, lost + len(refused)
            print(
                f"{recognizer.name:45} {len(values):8,} cells {found:8,} spans {len(refused):6,} lost",
                flush=True,
            )
    print(f"{cells:,} cells, {spans:,} spans, {lost:,} lost, {time.monotonic() - started:.0f} s")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
