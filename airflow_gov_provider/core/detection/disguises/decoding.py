"""Other spellings of a value: what it says once decoded, unmasked and read aloud.

Recognizers see a value's *twin* beside it: every other spelling that was found, each on lines of its
own with a bar between them, which no pattern crosses. Tells decide for whole columns, at the speed
of polars, which values may have one; only these are decoded, to a bounded depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from airflow_gov_provider.core.detection.disguises.confusables import latin, unaccented
from airflow_gov_provider.core.detection.disguises.disguises import DISGUISES
from airflow_gov_provider.core.detection.disguises.encodings import CODECS
from airflow_gov_provider.core.detection.disguises.folding import MAY_DIFFER, fold

#: Between the spellings of one value.
BETWEEN = "\n|\n"
#: Encodings within encodings: base64 with invisible letters, of percent-encoded JSON with escapes.
_DEEPEST = 4
_MOST = 12
#: No address or number that counts is shorter, encoded: ``a@b.io`` apart from folding takes more.
_SHORTEST = 11
_ALL = (*CODECS, *DISGUISES)
_TELL = "|".join(f"(?:{codec.tell})" for codec in _ALL)
_ADDRESS = re.compile(
    r"(?<![^\s@<>\"'(),;:|])[^\s@<>\"'(),;:|]{1,64}@(?:[^\s@<>\"'(),;:|.]{1,63}\.){1,8}[^\s@<>\"'(),;:|.]{2,63}"
)


def twins(values: pl.Series) -> pl.Series:
    """The other spellings of each value in one text, null where there is none."""
    seen: dict[int, dict[str, None]] = {}
    rows, level = range(len(values)), values
    for _ in range(_DEEPEST):
        more = [
            (rows[at], text)
            for at, text in _spelled_otherwise(level)
            if _is_new(seen.setdefault(rows[at], {values[rows[at]]: None}), text)
        ]
        if not more:
            break
        rows, level = [row for row, _ in more], pl.Series([text for _, text in more], dtype=pl.String)  # type: ignore[assignment] # - a range or a list
    found = pl.repeat(None, n=len(values), dtype=pl.String, eager=True)
    others = {row: BETWEEN.join(list(texts)[1:]) for row, texts in seen.items() if len(texts) > 1}
    return found.scatter(list(others), pl.Series(list(others.values()), dtype=pl.String)) if others else found


def spellings(value: str) -> list[str]:
    """Every other spelling of ``value``, nearest first; none is the value itself."""
    (others,) = twins(pl.Series([value], dtype=pl.String))
    return [] if others is None else str(others).split(BETWEEN)


def _is_new(known: dict[str, None], text: str) -> bool:
    """Whether a value has not been spelled so yet; remembers it."""
    if text in known or len(known) > _MOST:
        return False
    known[text] = None
    return True


def _spelled_otherwise(texts: pl.Series) -> Iterator[tuple[int, str]]:
    """(place, text) of each text that is one step from the one at this place."""
    for at, text in _at(texts, MAY_DIFFER):
        for other in _folds(text):
            yield at, other
    told = texts.set(texts.str.len_bytes() < _SHORTEST, None)
    if told.null_count() == len(told):
        return
    places = told.str.contains(_TELL).fill_null(value=False).arg_true()
    told = texts.gather(places)
    for codec in _ALL if len(told) else ():
        for at, text in _at(told, codec.tell):
            yield int(places[at]), codec.apply(text)


def _at(texts: pl.Series, pattern: str) -> list[tuple[int, str]]:
    places = texts.str.contains(pattern).arg_true()
    return list(zip(places.to_list(), texts.gather(places).to_list(), strict=True))


def _folds(text: str) -> list[str]:
    """``text`` in plain letters."""
    plain = fold(text)
    return [plain] if plain.isascii() else [plain, latin(plain), _ascii_addresses(plain)]


def _ascii_addresses(text: str) -> str:
    """Addresses in other scripts as mail servers know them; letters of a name by their nearest ASCII one."""
    return text if text.isascii() or "@" not in text else _ADDRESS.sub(_ascii_address, text)


def _ascii_address(found: re.Match[str]) -> str:
    name, _, host = found[0].rpartition("@")
    name = "".join(c if c.isascii() else "x" for c in unaccented(name))
    try:
        return f"{name}@{host.encode('idna').decode('ascii')}"
    except UnicodeError:
        return f"{name}@{unaccented(host)}"
