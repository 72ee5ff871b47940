"""What verification of masked copies finds and what it costs: ``python -m benchmarks.masking_verification``."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.core.masking.code_sets import Room
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.membership import Basis, Membership, Overlap, Watched
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.masking.pseudonyms.tokens import ALPHABET
from airflow_gov_provider.core.policy.methods import Pseudonym
from airflow_gov_provider.stores.spool import Scratch

ROWS = 1_000_000
FORGED = 1_000_000
MAIL = Watched("email", "person.email", frozenset({Basis.VALUES}))
MASK = ColumnMask("email", Pseudonym(), "person.email", ())
MASKER = KeyedMasker(bytes(range(32)))


def main() -> None:
    """Print every figure."""
    for line in lines():
        print(line, flush=True)


def lines() -> Iterator[str]:
    """One figure a line."""
    source = mails("person", 100_000)
    tokens = MASKER.mask(source, MASK, "a->b")
    for real in (0, 1, 10, 100):
        copy = pa.concat_arrays([tokens[real:], source[:real]])
        yield f"{real} real among 100,000 masked: {overlap(source, copy).survivors} found"
    yield f"independent addresses, 1,000,000: {overlap(source, mails('other', ROWS)).survivors} taken for real"
    forged = forgeries()
    yield f"forged tokens accepted: {int(MASKER.are_tokens(forged).sum())} of {len(forged):,}"
    yield from _million()


def _million() -> Iterator[str]:
    source = mails("person", ROWS)
    tokens = MASKER.mask(source, MASK, "a->b")
    for name, copy in (("all masked", tokens), ("one real", pa.concat_arrays([tokens[1:], source[:1]]))):
        start = time.perf_counter()
        found = overlap(source, copy)
        took = time.perf_counter() - start
        yield f"a million rows, {name}: {found.survivors} found, remembered and looked up in {took:.2f} s"


def overlap(source: pa.Array, copy: pa.Array) -> Overlap:
    """What the two have in common."""
    members = Membership([MAIL], b"benchmrk", Room(Scratch()))
    for values, read in ((source, members.remember), (copy, members.look_up)):
        for batch in pa.table({"email": values}).to_batches(50_000):
            read(Batch("part", batch), str)
    return members.overlaps()["email"]


def mails(who: str, count: int) -> pa.Array:
    """Addresses, all different."""
    return pa.array([f"{who}.{number}@example.com" for number in range(count)])


def forgeries() -> pa.Array:
    """Tokens of somebody who knows all but the key."""
    rng = np.random.default_rng(1)
    letters = np.array(list(ALPHABET))[rng.integers(0, len(ALPHABET), (FORGED, 26))]
    return pa.array([f"m{''.join(row)}@masked.example" for row in letters])


if __name__ == "__main__":
    main()
