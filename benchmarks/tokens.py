"""``python -m benchmarks.tokens``: how quickly values become tokens, and who else's pass for them.

Every value is distinct, so that nothing is gained by doing equal ones once. ``hmac`` is what one call of
Python's own ``hmac.digest`` a value takes on the same values, in the same run: read the ratios.
"""

from __future__ import annotations

import argparse
import hmac
from functools import partial

import pyarrow as pa

from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.policy.methods import Encrypt, Hash, Mask, Method, Pseudonym
from benchmarks.timing import cores, side_by_side

MASKER, STRANGER = KeyedMasker(bytes(range(32))), KeyedMasker(bytes(32))
BOUNDARY = "production->development"

#: Name of a row → (method, domain, spelling of a number).
ROWS: dict[str, tuple[Method, str, str]] = {
    "e-mail": (Pseudonym(), "person.email", "person.{}@example.com"),
    "name": (Pseudonym(), "person.name", "Person {}"),
    "card": (Pseudonym(), "payment.card", "4111{:012}"),
    "telephone": (Pseudonym(), "person.phone", "+1212{:08}"),
    "IBAN": (Pseudonym(), "payment.account", "GB82WEST{:014}"),
    "UUID": (Pseudonym(), "entity.device_id", "550e8400-e29b-41d4-a716-{:012x}"),
    "IP address": (Pseudonym(), "entity.ip_address", "host-{}"),
    "MAC address": (Pseudonym(), "entity.mac_address", "00:1a:{:08x}"),
    "hash": (Hash(), "person.email", "person.{}@example.com"),
    "encrypt, 15 digits": (Encrypt(), "payment.card", "{:015}"),
    "encrypt, letters and digits": (Encrypt(), "person.national_id", "AB{:08}C"),
    "mask": (Mask(0, 4), "payment.card", "4111 {:012}"),
}


def main() -> None:
    """Print a line a form."""
    options = _options()
    print(
        f"{options.rows:,} distinct values, {options.runs} runs in turn, one core; million values a second, median"
    )
    print(
        "| form | masked | verified | hmac | strangers' tokens that pass |\n| --- | --- | --- | --- | --- |"
    )
    with cores(1):
        for name, (method, domain, spelling) in ROWS.items():
            print(
                _line(
                    name, ColumnMask("c", method, domain, ()), _values(spelling, options.rows), options.runs
                )
            )
        numbers = pa.array(range(options.rows), pa.int64())
        print(_line("int64", ColumnMask("c", Pseudonym(), "payment.account", ()), numbers, options.runs))


def _values(spelling: str, rows: int) -> pa.Array:
    return pa.array([spelling.format(number) for number in range(rows)])


def _line(name: str, mask: ColumnMask, values: pa.Array, runs: int) -> str:
    tokens = MASKER.mask(values, mask, BOUNDARY)
    strangers = STRANGER.mask(values, mask, BOUNDARY)
    passed = MASKER.verify(strangers, mask, BOUNDARY).true_count
    plain = [str(value).encode() for value in values.to_pylist()]
    seconds = side_by_side(
        {
            "mask": partial(MASKER.mask, values, mask, BOUNDARY),
            "verify": partial(MASKER.verify, tokens, mask, BOUNDARY),
            "hmac": partial(_one_by_one, plain),
        },
        runs,
    )
    speeds = " | ".join(f"{len(values) / spread.median / 1e6:.2f}" for spread in seconds.values())
    return f"| {name} | {speeds} | {passed} |"


def _one_by_one(values: list[bytes]) -> None:
    key = bytes(32)
    for value in values:
        hmac.digest(key, value, "sha256")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tokens", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="values of each form (1,000,000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each side (3)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
