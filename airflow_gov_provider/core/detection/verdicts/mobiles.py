"""Columns of Chinese mobile numbers without a country code, which no numbering plan outside China knows.

One such number is any number of eleven digits. Of random ones 7 % begin like them, so a column of which
nearly all do, with many different prefixes, is no coincidence; one that is counted up shares its prefix.
"""

from __future__ import annotations

import re

from airflow_gov_provider.core.detection.facts import Drawn
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.verdicts.sampled import finding_of

#: The plan of China's Ministry of Industry and Information Technology: 13x to 19x, eleven digits.
_MOBILE = re.compile(r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}")
FEWEST = 12
_MOST = 0.95
_PREFIXES = 6


def mobiles(drawn: Drawn) -> Finding | None:
    """The finding PHONE_NUMBER, if nearly all values are such numbers and their first three digits vary."""
    hits = [at for at, text in enumerate(drawn.texts) if _MOBILE.fullmatch(text.strip())]
    varied = len({drawn.texts[at].strip()[:3] for at in hits}) >= _PREFIXES
    if len(hits) < max(FEWEST, _MOST * len(drawn.texts)) or not varied:
        return None
    return finding_of("PHONE_NUMBER", drawn, hits, 0.6, {"header": 0.0})
