"""What a mask does, shown on values that are nobody's: for plans that people look at before anything is masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from airflow_gov_provider.core.errors import MaskingError
from airflow_gov_provider.core.masking.apply import Beside, ColumnMasker
from airflow_gov_provider.core.masking.kinds import Kind, kind_of
from airflow_gov_provider.core.masking.plans import ColumnMask

#: Invented; addresses, numbers and names of ranges and domains that are reserved for examples.
_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "PERSON": "Mirela Vantoor",
        "EMAIL_ADDRESS": "mirela.vantoor@example.com",
        "PHONE_NUMBER": "+1 202 555 0147",
        "STREET_ADDRESS": "12 Example Lane",
        "USERNAME": "mvantoor",
        "URL": "https://example.com/mvantoor",
        "IP_ADDRESS": "192.0.2.17",
        "MAC_ADDRESS": "00:00:5E:00:53:17",
        "CREDIT_CARD": "4111 1111 1111 1111",
        "IBAN_CODE": "GB00 TEST 1234 5678 9012 34",
        "US_SSN": "000-12-3456",
        "DATE_OF_BIRTH": "1987-06-14",
        "DATE_TIME": "2026-03-18 09:41:07",
        "LOCATION": "Exampleton",
        "GENDER": "female",
        "OCCUPATION": "lighthouse keeper",
        "MARITAL_STATUS": "married",
        "EDUCATION": "doctorate",
    }
)
_NUMBERS: Mapping[str, int | float] = MappingProxyType(
    {
        "AGE": 37,
        "INCOME": 48_250,
        "POSTAL_CODE": 94_110,
        "GEO": 37.7712,
        "CREDIT_CARD": 4_111_111_111_111_111,
        "PHONE_NUMBER": 12_025_550_147,
        "US_SSN": 12_3456,
    }
)
_TEXT, _NUMBER, _SMALL = "X-104729", 104_729, 37
_SENTENCE = "Mirela Vantoor called twice"
_MOMENT = datetime(1987, 6, 14, 9, 41, 7)  # noqa: DTZ001 - the zone is that of the column

_ALIKE: Mapping[Kind, pa.DataType] = MappingProxyType(
    {
        Kind.TEXT: pa.large_string(),
        Kind.DECIMAL: pa.decimal128(38, 2),
        Kind.DATE: pa.date32(),
        Kind.TIMESTAMP: pa.timestamp("s"),
    }
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One invented value as text, and what becomes of it; None: a null, or nothing that could be shown."""

    before: str | None
    after: str | None


def sample(
    mask: ColumnMask, type_text: str, *, free_text: bool, masker: ColumnMasker, boundary: str
) -> Sample:
    """An invented value of the column's entity type before and after its mask.

    Where values are counted, it is one of those that are too rare to stay.

    :param type_text: of the column, as a scan report has it.
    """
    values = _values(mask.entity_type, type_text, free_text=free_text)
    if values is None:
        return Sample(None, None)
    beside = Beside(pa.array([], values.type), pa.array(["somebody"], pa.large_string()))
    try:
        masked = masker.mask(values, mask, boundary, beside)
    except MaskingError:
        return Sample(_shown(values), None)
    return Sample(_shown(values), _shown(masked))


def _values(entity_type: str, type_text: str, *, free_text: bool) -> pa.Array | None:
    """One value in the column's type, or in one alike; None where only nulls are left of a column."""
    kind = kind_of(type_text)
    if kind is Kind.OTHER:
        return None
    number = _NUMBERS.get(entity_type, _NUMBER)
    value: Any = {
        Kind.TEXT: _SENTENCE if free_text else _text(entity_type),
        Kind.DATE: _MOMENT.date(),
        Kind.TIMESTAMP: _MOMENT,
    }.get(kind, number)
    wanted = _ALIKE.get(kind) or pa.type_for_alias(type_text)
    try:
        return pa.array([value], pa.float64() if isinstance(value, float) else None).cast(wanted)
    except pa.ArrowInvalid:  # beyond a small type
        return pa.array([_SMALL]).cast(wanted)


def _text(entity_type: str) -> str:
    number = _NUMBERS.get(entity_type)
    return _TEXTS.get(entity_type) or (_TEXT if number is None else str(number))


def _shown(values: pa.Array) -> str | None:
    text: str | None = pc.cast(values, pa.string())[0].as_py()
    return text
