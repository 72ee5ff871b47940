"""Which numbers an issuer of cards may have given out."""

from __future__ import annotations

import re

#: Issuers' prefixes with their lengths. 13-digit Visa numbers (none issued since the nineties) look like
#: barcodes and telephone numbers; they need support.
ISSUED = (
    r"4\d{15}|5[1-5]\d{14}|(?:222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}|"
    r"(?:6011|64[4-9]\d|65\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]\d|095|6\d\d|[89]\d\d)\d{10}|"
    r"62\d{14}|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{12}"
)
_ISSUED = re.compile(ISSUED)


def looks_issued(text: str) -> bool:
    """Whether the digits have a card issuer's prefix and length."""
    return _ISSUED.fullmatch(re.sub(r"\D", "", text)) is not None
