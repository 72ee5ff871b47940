"""Invented tables with a fixed seed: orders with personal data, their masked twin, and one where nothing repeats."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.policy.methods import Pseudonym
from airflow_gov_provider.core.taxonomy import domain

SEED = 7
#: The masking key of the masked tables, and who has it.
MASTER = bytes(range(32))
MASKER = KeyedMasker(MASTER)
#: Rows of a row group: what most writers make of 100 to 200 MB.
ROW_GROUP = 250_000
#: Orders a customer has.
ORDERS = 5
#: Rows that share a note.
SAME_NOTE = 8

_GIVEN = (
    "Ada",
    "Ben",
    "Carla",
    "Dmitri",
    "Elif",
    "Farid",
    "Greta",
    "Hana",
    "Ivo",
    "Jana",
    "Kofi",
    "Lena",
    "Marek",
)
_FAMILY = (
    "Abel",
    "Brandt",
    "Castro",
    "Duarte",
    "Ekholm",
    "Ferrari",
    "Grund",
    "Haas",
    "Ito",
    "Jansen",
    "Kowal",
)
_TOWNS = ("Northport", "Vallby", "Harwick", "Belmora", "Tannfeld", "Quillan", "Sandvika", "Merano", "Ostrava")
_STATES = ("new", "paid", "packed", "shipped", "returned")
_SENTENCES = (
    "parcel was left at the back door and the box is dented, case {}",
    "asked for a refund because item {} never came",
    "order split in two shipments, weight {} g in total",
    "will pay the invoice within {} days as agreed",
    "please change the colour of article {} to blue if it is in stock",
    "shelf {} was empty, moved to the other warehouse instead",
    "voucher {} could not be applied, price corrected by hand",
    "delivery slot moved on request, ticket {}",
)
_PERSONAL = (
    "please write to {}@example.com about the refund",
    "call back on +1 415 555 0{} after lunch",
)

Numbers = NDArray[np.int64]


def orders(rows: int, *, masked: bool, seed: int = SEED, start: int = 0) -> pa.Table:
    """Twelve columns: five of them personal or tokens of it, notes that may name somebody, and plain business data."""
    rng = np.random.default_rng([seed, start])
    at = np.arange(start, start + rows, dtype=np.int64)
    who = rng.integers(0, max(1, (start + rows) // ORDERS), rows)
    customer = _masked(who) if masked else _open(who)
    return pa.table(
        {
            "order_id": at + 70_000_000,
            "order_ref": _text("ORD-{}", rng.permutation(rows) + start + 10_000_000),
            **customer,
            "town": _pick(rng, _TOWNS, rows),
            "state": _pick(rng, _STATES, rows),
            "amount": np.round(rng.gamma(2.0, 40.0, rows), 2),
            "ordered_at": pa.array(1_700_000_000 + rng.integers(0, 10**7, rows)).cast(pa.timestamp("s")),
            "note": _notes(rng.integers(0, max(1, rows // SAME_NOTE), rows), personal=0 if masked else 50),
        }
    )


def distinct(rows: int, seed: int = SEED, start: int = 0) -> pa.Table:
    """Eight columns of strings of which no two are the same, without personal data."""
    rng = np.random.default_rng([seed, start])
    at = np.arange(start, start + rows, dtype=np.int64)
    mixed = rng.permutation(rows).astype(np.int64) + start
    return pa.table(
        {
            "order_ref": _text("ORD-{}", mixed + 10_000_000),
            "batch_code": _text("b{}x", mixed * 7 + 13),
            "item_key": _text("item/{}", at),
            "stock_no": _text("{}", mixed + 700_000_000),
            "checksum": pa.array([f"{n:032x}" for n in (mixed * 0x9E3779B97F4A7C).tolist()]),
            "location": _text("hall 4 row {} bin", mixed),
            "title": _text("garden chair mod. {} green", mixed),
            "note": _notes(mixed, personal=0),
        }
    )


def written(tables: Iterator[pa.Table], path: Path) -> Path:
    """The tables as one Parquet file, each as row groups of :data:`ROW_GROUP` rows at most."""
    writer: Any = None
    for table in tables:
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=ROW_GROUP)
    writer.close()
    return path


def large(path: str, least: int) -> None:
    """The masked table, as many rows as it takes to a file of ``least`` bytes, all strings plain."""
    writer: Any = None
    start = 0
    while writer is None or Path(path).stat().st_size < least:
        table = orders(ROW_GROUP, masked=True, start=start)
        writer = writer or pq.ParquetWriter(path, table.schema, compression="none", use_dictionary=False)
        writer.write_table(table, row_group_size=ROW_GROUP)
        start += ROW_GROUP
    writer.close()


def luhn(payload: Numbers) -> Numbers:
    """The numbers of 15 digits with their Luhn check digit behind them."""
    total, rest = np.zeros(len(payload), np.int64), payload.copy()
    for place in range(15):
        rest, digit = np.divmod(rest, 10)
        twice = digit * 2 if place % 2 == 0 else digit
        total += twice // 10 + twice % 10
    return payload * 10 + -total % 10


def _open(who: Numbers) -> dict[str, Any]:
    given, family = np.array(_GIVEN), np.array(_FAMILY)
    names = np.char.add(np.char.add(given[who % len(given)], " "), family[who // 13 % len(family)])
    return {
        "customer": pa.array(names),
        "email": pa.array(
            [f"{name.replace(' ', '.').lower()}{n}@example.com" for name, n in zip(names, who, strict=True)]
        ),
        "phone": _text("+1 415 555 {}", (who * 37) % 9000 + 1000),
        "card": luhn(400_000_000_000_000 + who * 7_919),
        "iban": pa.array([_iban(n) for n in range(int(who.max()) + 1)]).take(pa.array(who)),
    }


def _iban(number: int) -> str:
    body = f"3704004405{number:08d}"
    check = 98 - int(f"{body}131400") % 97
    return f"DE{check:02d}{body}"


def _masked(who: Numbers) -> dict[str, Any]:
    drawn, places = np.unique(who, return_inverse=True)
    at = pa.array(places)
    return {
        name: _pseudonyms(_numbered(name, drawn), entity).take(at)
        for name, entity in (
            ("customer", "PERSON"),
            ("email", "EMAIL_ADDRESS"),
            ("phone", "PHONE_NUMBER"),
            ("card", "CREDIT_CARD"),
            ("iban", "IBAN_CODE"),
        )
    }


def _numbered(name: str, numbers: Numbers) -> pa.Array:
    """Something of its own for each number; cards stay integers."""
    return pa.array(numbers) if name == "card" else pa.array([f"{name} {n}" for n in numbers.tolist()])


def _pseudonyms(values: pa.Array, entity: str) -> pa.Array:
    """As masking writes them: a detector without :data:`MASKER` takes them for what they stand for."""
    mask = ColumnMask("c", Pseudonym(), domain(entity), ())
    return MASKER.mask(values, mask, "production->development")


def _notes(which: Numbers, *, personal: int) -> pa.Array:
    """A note of each number; of every ``personal`` ones one says how to reach somebody."""
    drawn = np.unique(which)
    notes = [
        (_PERSONAL[n % 2] if personal and n % personal == 0 else _SENTENCES[n % 8]).format(n)
        for n in drawn.tolist()
    ]
    return pa.array(notes).take(pa.array(np.searchsorted(drawn, which)))


def _pick(rng: np.random.Generator, values: tuple[str, ...], rows: int) -> pa.Array:
    return pa.array(values).take(pa.array(rng.integers(0, len(values), rows)))


def _text(frame: str, numbers: Numbers) -> pa.Array:
    return pa.array([frame.format(n) for n in numbers.tolist()])
