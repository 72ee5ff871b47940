"""Which values of a column may have another spelling, told before any is looked at closely."""

from __future__ import annotations

import polars as pl

from airflow_gov_provider.core.detection.candidates.gates import Gate, gate_of
from airflow_gov_provider.core.detection.candidates.masks import Texts
from airflow_gov_provider.core.detection.disguises.decoding import twins
from airflow_gov_provider.core.detection.disguises.disguises import DISGUISES
from airflow_gov_provider.core.detection.disguises.encodings import CODECS

#: Of ``folding.MAY_DIFFER`` what ASCII can hold; whatever lies beyond ASCII is looked at in any case.
_IN_ASCII = r"%[0-9A-Fa-fu][0-9A-Fa-f]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


def _gate(tell: str) -> Gate | None:
    """Tells are written for polars, which has bytes of its own where Python has ASCII."""
    plain = tell.replace("(?-u:", "(?:").replace("(?i-u:", "(?i:")
    return gate_of(plain, 0, ours=True)


_GATES = tuple(_gate(tell) for tell in (_IN_ASCII, *(codec.tell for codec in (*CODECS, *DISGUISES))))


def twins_of(texts: Texts) -> pl.Series | None:
    """:func:`decoding.twins <airflow_gov_provider.core.detection.disguises.decoding.twins>` of those that may have one."""
    doubtful = texts.doubtful(_GATES)
    if doubtful is None:
        return None
    if doubtful.all():
        return twins(texts.values)
    among = pl.Series(doubtful)
    found = twins(texts.values.filter(among))
    if found.null_count() == len(found):
        return None
    return pl.repeat(None, n=len(texts), dtype=pl.String, eager=True).scatter(among.arg_true(), found)
