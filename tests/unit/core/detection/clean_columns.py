"""Two hundred kinds of columns that are about nobody, invented with a fixed seed: none may raise an alarm."""

from __future__ import annotations

import base64
import hashlib
import random
import string
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

ROWS = 400
Make = Callable[[random.Random, int], object]

_DAY = date(2024, 1, 1)
_NOUNS = [
    "Lamp",
    "Desk",
    "Hose",
    "Chair",
    "Router",
    "Kettle",
    "Mug",
    "Shelf",
    "Drill",
    "Carpet",
    "Pillow",
    "Bottle",
    "Cable",
    "Charger",
    "Notebook",
    "Sofa",
    "Mirror",
]
_KINDS = [
    "Garden",
    "Steel",
    "Oak",
    "Wireless",
    "Foldable",
    "Compact",
    "Deluxe",
    "Ceramic",
    "Outdoor",
    "Portable",
    "Vintage",
    "Smart",
    "Classic",
    "Mini",
]
_COMPANY = [
    "Acme",
    "Blue",
    "River",
    "Northwind",
    "Contoso",
    "Globex",
    "Initech",
    "Umbrella",
    "Stark",
    "Vertex",
    "Orbital",
    "Delta",
    "Lumen",
    "Zenith",
]
_SUFFIX = ("Inc", "Ltd", "GmbH", "S.A.", "LLC", "AG", "B.V.", "Oy", "Pty Ltd", "& Co. KG")
_CITY = [
    "Lisbon",
    "Porto",
    "Denver",
    "Austin",
    "Charlotte",
    "Florence",
    "Paris",
    "Berlin",
    "Hamburg",
    "Munich",
    "Cologne",
    "Leeds",
    "York",
    "Lyon",
    "Nice",
    "Madrid",
    "Seville",
    "Rome",
    "Milan",
    "Turin",
    "Vienna",
    "Graz",
    "Prague",
    "Brno",
    "Warsaw",
    "Krakow",
    "Oslo",
    "Bergen",
    "Malmo",
    "Helsinki",
    "Tampere",
    "Athens",
]
_COUNTRY = [
    "Germany",
    "France",
    "Spain",
    "Italy",
    "Jordan",
    "Georgia",
    "Chad",
    "Israel",
    "Ireland",
    "Poland",
    "Norway",
    "Sweden",
    "Japan",
    "China",
    "India",
    "Brazil",
]
_WORDS = [
    "order",
    "shipped",
    "delayed",
    "refund",
    "parcel",
    "invoice",
    "payment",
    "open",
    "closed",
    "review",
    "ready",
    "queue",
    "worker",
    "retry",
    "timeout",
    "cache",
    "memory",
    "disk",
    "socket",
    "request",
    "response",
    "header",
    "token",
    "page",
    "button",
    "menu",
    "colour",
    "size",
    "weight",
    "stock",
    "price",
    "offer",
]
_STAINS = (
    "Escherichia coli",
    "Bacillus subtilis",
    "Homo sapiens",
    "Mus musculus",
    "Rattus norvegicus",
    "Danio rerio",
)
_GENES = [
    "BRCA",
    "TP",
    "EGFR",
    "KRAS",
    "MYC",
    "PTEN",
    "ALDH",
    "CYP",
    "HLA",
    "MARK",
    "JUN",
    "FOS",
    "RAD",
    "SOX",
    "PAX",
    "WNT",
    "NOTCH",
    "GATA",
    "HOX",
    "IRF",
    "STAT",
    "CDK",
]
_OPENING = [
    "Sicilian Defense",
    "Ruy Lopez",
    "French Defense",
    "Caro-Kann",
    "English Opening",
    "Queen's Gambit",
    "Italian Game",
]
_DEVICE = [
    "iPhone",
    "Galaxy",
    "Pixel",
    "ThinkPad",
    "MacBook Pro",
    "Surface",
    "Model",
    "Series",
    "Room",
    "Chapter",
    "Gate",
    "Shelf",
    "Track",
    "Level",
]


def _digits(rng: random.Random, size: int) -> str:
    return "".join(rng.choices(string.digits, k=size))


def _letters(rng: random.Random, size: int, alphabet: str = string.ascii_uppercase) -> str:
    return "".join(rng.choices(alphabet, k=size))


def _ean(rng: random.Random, start: str, size: int) -> str:
    body = start + _digits(rng, size - 1 - len(start))
    total = sum(int(d) * (3 if at % 2 == 0 else 1) for at, d in enumerate(reversed(body)))
    return body + str(-total % 10)


def _isbn10(rng: random.Random) -> str:
    body = rng.choice("01378") + _digits(rng, 8)
    total = sum(int(d) * (10 - at) for at, d in enumerate(body))
    check = -total % 11
    return body + ("X" if check == 10 else str(check))


def _workday(rng: random.Random, first: int, last: int) -> date:
    day = date(first, 1, 1) + timedelta(days=rng.randrange(365 * (last - first)))
    return day - timedelta(days=max(0, day.weekday() - 4))


def _move(rng: random.Random) -> str:
    return (
        rng.choice(("", "N", "B", "R", "Q", "K"))
        + rng.choice("abcdefgh")
        + rng.choice("12345678")
        + rng.choice(("", "", "+", "#"))
    )


def _numbers() -> Iterator[tuple[str, Make]]:
    for size in range(2, 20):
        yield (
            f"random {size} digits",
            lambda rng, _, size=size: str(rng.randrange(1, 10)) + _digits(rng, size - 1),
        )
        yield (
            f"random {size} digits as numbers",
            lambda rng, _, size=size: rng.randrange(10 ** (size - 1), min(10**size, 2**62)),
        )
    for size in range(6, 17):
        yield f"sequence of {size} digits", lambda _, row, size=size: str(4 * 10 ** (size - 1) + row)
        yield f"zero-filled sequence of {size}", lambda _, row, size=size: f"{row * 7:0{size}d}"
    for places in range(1, 9):
        yield f"amounts with {places} places", lambda rng, _, n=places: f"{rng.lognormvariate(5, 2):.{n}f}"
        yield f"floats rounded to {places}", lambda rng, _, n=places: round(rng.lognormvariate(3, 1), n)
    yield "floats", lambda rng, _: rng.random() * 100
    yield "small floats", lambda rng, _: rng.random() / 1e6
    yield "big floats", lambda rng, _: rng.random() * 1e15
    yield "percentages", lambda rng, _: f"{rng.random() * 100:.1f}%"
    yield "money", lambda rng, _: f"${rng.randrange(1, 10**6):,}.{rng.randrange(100):02d}"
    yield "euros", lambda rng, _: f"{rng.randrange(1, 10**6)},{rng.randrange(100):02d} €"
    yield "latitudes", lambda rng, _: f"{rng.uniform(-90, 90):.6f}"
    yield "coordinates", lambda rng, _: f"{rng.uniform(-90, 90):.5f}, {rng.uniform(-180, 180):.5f}"
    yield "measures", lambda rng, _: f"{rng.randrange(1, 500)} {rng.choice(('kg', 'cm', 'ml', 'g', 'inch'))}"
    yield "sizes", lambda rng, _: f"{rng.randrange(1, 100)}x{rng.randrange(1, 100)}x{rng.randrange(1, 100)}"
    yield "ratios", lambda rng, _: f"{rng.randrange(100)}/{rng.randrange(1, 100)}"
    yield (
        "three and two and four digits",
        lambda rng, _: f"{_digits(rng, 3)}-{_digits(rng, 2)}-{_digits(rng, 4)}",
    )


def _codes() -> Iterator[tuple[str, Make]]:
    for prefix in ("ORD-", "INV", "CUST-", "SKU", "TCK#", "A", "PO ", "X-", "BATCH_", "REF/"):
        for size in (5, 8, 10):
            yield f"codes {prefix}{size}", lambda rng, _, p=prefix, n=size: p + _digits(rng, n)
    for size in (4, 6, 8, 10, 12, 16, 20):
        yield f"letters {size}", lambda rng, _, n=size: _letters(rng, n)
        yield (
            f"letters and digits {size}",
            lambda rng, _, n=size: _letters(rng, n, string.ascii_uppercase + string.digits),
        )
        yield f"mixed {size}", lambda rng, _, n=size: _letters(rng, n, string.ascii_letters + string.digits)
    for name, size in (("md5", 32), ("sha1", 40), ("sha256", 64), ("sha512", 128)):
        yield (
            name,
            lambda _, row, a=name: hashlib.new(a, f"key-{row}".encode(), usedforsecurity=False).hexdigest(),
        )
        yield f"hex of {size // 4}", lambda rng, _, n=size // 4: _letters(rng, n, "0123456789abcdef")
    yield (
        "digest in base64",
        lambda _, row: base64.b64encode(hashlib.sha256(str(row).encode()).digest()).decode(),
    )
    yield "uuid", lambda rng, _: str(uuid.UUID(int=rng.getrandbits(128)))
    yield "isbn 10", lambda rng, _: _isbn10(rng)
    yield "isbn 13", lambda rng, _: _ean(rng, "978", 13)
    yield "ean 13", lambda rng, _: _ean(rng, rng.choice(("40", "50", "30", "69", "87")), 13)
    yield "upc", lambda rng, _: _ean(rng, "0", 12)
    yield "ean 8", lambda rng, _: _ean(rng, "", 8)
    yield "gtin 14", lambda rng, _: _ean(rng, "1", 14)
    yield (
        "parcel numbers",
        lambda rng, _: "1Z" + _letters(rng, 6, string.ascii_uppercase + string.digits) + _digits(rng, 10),
    )
    yield "postal tracking", lambda rng, _: f"R{_letters(rng, 1)}{_digits(rng, 9)}DE"
    yield "flights", lambda rng, _: f"{rng.choice(('LH', 'BA', 'AF', 'UA', 'DL'))}{rng.randrange(1, 9999)}"
    yield "airports", lambda rng, _: _letters(rng, 3)
    yield "tickers", lambda rng, _: _letters(rng, rng.randrange(1, 5))
    yield "currencies", lambda rng, _: rng.choice(("EUR", "USD", "GBP", "CHF", "JPY"))
    yield "versions", lambda rng, _: f"{rng.randrange(9)}.{rng.randrange(30)}.{rng.randrange(99)}"
    yield (
        "builds",
        lambda rng, _: f"v{rng.randrange(9)}.{rng.randrange(30)}.{rng.randrange(99)}-rc{rng.randrange(9)}",
    )
    yield "colours", lambda rng, _: f"#{_letters(rng, 6, '0123456789abcdef')}"
    yield "chess", lambda rng, _: _move(rng)
    yield "genes", lambda rng, _: rng.choice(_GENES) + str(rng.randrange(1, 30)) + rng.choice(("", "A", "B"))
    yield "elements", lambda rng, _: f"C{rng.randrange(1, 30)}H{rng.randrange(1, 60)}O{rng.randrange(1, 9)}"
    yield (
        "dated orders",
        lambda rng, row: f"{(_DAY + timedelta(days=row)).strftime('%y%m%d')}-{rng.randrange(10**4):04d}",
    )
    yield "cron", lambda rng, _: f"{rng.randrange(60)} {rng.randrange(24)} * * {rng.randrange(7)}"
    yield "paths", lambda rng, _: f"/srv/{rng.choice(_WORDS)}/{rng.choice(_WORDS)}_{rng.randrange(99)}.csv"
    yield "mime", lambda rng, _: rng.choice(("text/csv", "image/png", "application/json"))
    yield "json", lambda rng, _: f'{{"count": {rng.randrange(99)}, "state": "{rng.choice(_WORDS)}"}}'


def _words() -> Iterator[tuple[str, Make]]:
    yield "products", lambda rng, _: f"{rng.choice(_KINDS)} {rng.choice(_NOUNS)}"
    yield (
        "products with numbers",
        lambda rng, _: f"{rng.choice(_KINDS)} {rng.choice(_NOUNS)} {rng.randrange(2000)}",
    )
    yield "numbered things", lambda rng, _: f"{rng.choice(_DEVICE)} {rng.randrange(1, 40)}"
    yield "counted things", lambda rng, _: f"{rng.randrange(1, 40)} {rng.choice(_KINDS)} {rng.choice(_NOUNS)}"
    yield "companies", lambda rng, _: f"{rng.choice(_COMPANY)} {rng.choice(_NOUNS)} {rng.choice(_SUFFIX)}"
    yield "countries", lambda rng, _: rng.choice(_COUNTRY)
    yield "months", lambda rng, _: rng.choice(("April", "May", "June", "August", "March", "January"))
    yield "weekdays", lambda _, row: ("Monday", "Tuesday", "Friday", "Sunday")[row % 4]
    yield "states", lambda _, row: ("open", "closed", "on hold", "shipped")[row % 4]
    yield "levels", lambda _, row: ("Gold", "Silver", "Bronze", "Platinum")[row % 4]
    yield "species", lambda rng, _: rng.choice(_STAINS)
    yield "openings", lambda rng, _: rng.choice(_OPENING)
    yield (
        "logs",
        lambda rng, row: (
            f"2024-05-01 10:{row % 60:02d}:07 INFO {rng.choice(_WORDS)} {rng.choice(_WORDS)} took {rng.randrange(900)} ms"
        ),
    )
    yield "single words", lambda rng, _: rng.choice(_WORDS)
    yield "capital words", lambda rng, _: rng.choice(_WORDS).title()
    yield "tags", lambda rng, _: ",".join(rng.sample(_WORDS, 3))
    yield "snake case", lambda rng, _: f"{rng.choice(_WORDS)}_{rng.choice(_WORDS)}"
    yield "camel case", lambda rng, _: rng.choice(_WORDS) + rng.choice(_NOUNS)
    yield "hosts", lambda rng, _: f"{rng.choice(_WORDS)}-{rng.randrange(99)}.internal.example"
    yield "masked addresses", lambda rng, _: f"{_letters(rng, 1).lower()}***@example.com"
    yield "masked cards", lambda rng, _: f"****-****-****-{_digits(rng, 4)}"
    yield "masked numbers", lambda rng, _: f"XXX-XX-{_digits(rng, 4)}"


def _times() -> Iterator[tuple[str, Make]]:
    yield "days", lambda _, row: (_DAY + timedelta(days=row)).isoformat()
    yield "month ends", lambda _, row: date(1980 + row // 12, row % 12 + 1, 28).isoformat()
    yield "firsts of months", lambda _, row: date(1970 + row // 12, row % 12 + 1, 1).isoformat()
    yield "old workdays", lambda rng, _: _workday(rng, 1960, 2010).isoformat()
    yield "hirings", lambda rng, _: _workday(rng, 2001, 2024).strftime("%m/%d/%Y")
    yield "trading days", lambda _, row: (date(1975, 1, 6) + timedelta(days=row * 7)).isoformat()
    yield (
        "stamps",
        lambda rng, row: datetime(2024, 1, 1).replace(minute=row % 60, second=rng.randrange(60)).isoformat(),
    )
    yield "epochs", lambda _, row: 1_700_000_000 + row * 61
    yield "epochs in ms", lambda _, row: 1_700_000_000_123 + row * 61_000
    yield "years", lambda rng, _: rng.randrange(1950, 2024)
    yield "clock", lambda rng, _: f"{rng.randrange(24):02d}:{rng.randrange(60):02d}"
    yield "durations", lambda rng, _: f"PT{rng.randrange(1, 24)}H{rng.randrange(60)}M"


def clean_columns(seed: int = 1) -> dict[str, list[object]]:
    """Kind → values."""
    made = {}
    for kind, make in (*_numbers(), *_codes(), *_words(), *_times()):
        rng = random.Random(f"{seed} {kind}")
        made[kind] = [make(rng, row) for row in range(ROWS)]
    return made
