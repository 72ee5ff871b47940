"""Other spellings of a value: what it says once decoded, unmasked and read aloud.

Recognizers see a value's *twin* beside it: every other spelling that was found, each on lines of its
own with a bar between them, which no pattern crosses. Tells decide for whole columns, at the speed
of polars, which values may have one; only these are decoded, to a bounded depth.
"""

from __future__ import annotations

import re

import polars as pl

from airflow_gov_provider.core.detection.confusables import latin, unaccented
from airflow_gov_provider.core.detection.disguises import DISGUISES
from airflow_gov_provider.core.detection.encodings import CODECS
from airflow_gov_provider.core.detection.folding import MAY_DIFFER, fold

#: Between the spellings of one value.
BETWEEN = "\n|\n"
#: Encodings within encodings: base64 of percent-encoded JSON with escapes.
_DEEPEST = 3
_MOST = 12
#: No address or number that counts is shorter, encoded: ``a@b.io`` apart from folding takes more.
_SHORTEST = 11
_ALL = (*CODECS, *DISGUISES)
_TELL = "|".join(f"(?:{codec.tell})" for codec in _ALL)
#: Of what is folded already: percent-encoding of percent-encoding, and every other encoding.
_TOLD_AGAIN = rf"%[0-9A-Fa-f][0-9A-Fa-f]|{_TELL}"
_TELLS = [(codec, re.compile(codec.tell.replace("(?-u:", "(?:").replace("(?i-u:", "(?i:"))) for codec in _ALL]
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:|]+@(?:[^\s@<>\"'(),;:|.]+\.)+[^\s@<>\"'(),;:|.]{2,}")


def twins(values: pl.Series) -> pl.Series:
    """The other spellings of each value in one text, null where there is none."""
    found = pl.repeat(None, n=len(values), dtype=pl.String, eager=True)
    places = values.str.contains(MAY_DIFFER).arg_true()
    if len(places):
        folds = [BETWEEN.join(_folds(value)) or None for value in values.gather(places).to_list()]
        found = found.scatter(places, pl.Series(folds, dtype=pl.String))
    if not (values.str.len_bytes() >= _SHORTEST).any():
        return found
    told = values.str.contains(_TELL)
    if len(places):
        told |= found.str.contains(_TOLD_AGAIN).fill_null(value=False)
    places = told.arg_true()
    if not len(places):
        return found
    other = [BETWEEN.join(spellings(value)) or None for value in values.gather(places).to_list()]
    return found.scatter(places, pl.Series(other, dtype=pl.String))


def spellings(value: str) -> list[str]:
    """Every other spelling of ``value``, nearest first; none is the value itself."""
    seen = {value: 0}
    queue = [value]
    for text in queue:
        depth = seen[text] + 1
        if depth > _DEEPEST:
            continue
        for other in [*_folds(text), *_decoded(fold(text))]:
            if other not in seen and len(seen) <= _MOST:
                seen[other] = depth
                queue.append(other)
    return [text for text in seen if text != value]


def _folds(text: str) -> list[str]:
    """``text`` in plain letters, where these are others."""
    plain = fold(text)
    found = [plain] if plain.isascii() else [plain, latin(plain), _ascii_addresses(plain)]
    return [other for other in dict.fromkeys(found) if other != text]


def _decoded(plain: str) -> list[str]:
    """``plain`` with what one codec decodes, for each codec that decodes something."""
    found = [codec.apply(plain) for codec, tell in _TELLS if tell.search(plain)]
    return [other for other in found if other != plain]


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
