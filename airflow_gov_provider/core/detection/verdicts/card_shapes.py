"""Columns of card-shaped numbers whose check digits fail: invented, truncated or badly tokenised cards.

Of random numbers of sixteen digits a fifth begin as cards do; of identifiers with a prefix all begin
alike. Where nearly all begin as the cards of several brands do, somebody meant them to be cards.
"""

from __future__ import annotations

from collections import Counter

from airflow_gov_provider.core.detection.facts import Facts
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.verdicts.sampled import finding_of

FEWEST = 20
_SHAPED_AT_LEAST = 0.95
_BRAND_AT_LEAST = 0.02
#: First digits of cards by length: American Express, Visa, Mastercard, Discover, Maestro, JCB, Diners.
_LENGTHS = {"3": (14, 15, 16), "4": (16,), "5": (16,), "6": (16,), "2": (16,)}


def card_shapes(facts: Facts) -> list[Finding]:
    """CREDIT_CARD for such a column."""
    texts = facts.drawn.texts
    if len(texts) < FEWEST:
        return []
    brands = Counter({at: _brand(text) for at, text in enumerate(texts)}.values())
    hits = [at for at, text in enumerate(texts) if _brand(text)]
    several = [b for b, n in brands.items() if b and n >= max(2, _BRAND_AT_LEAST * len(texts))]
    if len(hits) < _SHAPED_AT_LEAST * len(texts) or len(several) < 2 or len(brands) > 5:
        return []
    return [finding_of("CREDIT_CARD", facts.drawn, hits, 0.5, {"brands": float(len(several))})]


def _brand(text: str) -> str:
    digits = text.strip().replace(" ", "").replace("-", "")
    if not digits.isdigit() or len(digits) not in _LENGTHS.get(digits[0], ()):
        return ""
    return digits[0]
