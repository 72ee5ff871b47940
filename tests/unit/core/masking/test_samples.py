"""Examples of masks: invented, in the type of the column, for every entity type there is."""

import pytest

from airflow_gov_provider.core.masking.defaults import default_method, fits, settled
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.kinds import kind_of
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.masking.samples import sample
from airflow_gov_provider.core.policy.methods import Encrypt, Redact
from airflow_gov_provider.core.taxonomy import GROUPS, domain

MASKER = KeyedMasker(bytes(range(32)))
TYPES = (
    "string",
    "large_string",
    "dictionary<values=string, indices=int32, ordered=0>",
    "int8",
    "uint16",
    "int64",
    "float",
    "decimal128(9, 2)",
    "date32[day]",
    "date64[ms]",
    "timestamp[us, tz=Europe/Berlin]",
)


def _sample(method, entity, type_text, *, free_text=False):
    mask = ColumnMask("c", method, domain(entity), (entity,), entity)
    return sample(mask, type_text, free_text=free_text, masker=MASKER, boundary="a->b")


@pytest.mark.parametrize("type_text", TYPES)
def test_every_entity_type_has_an_example_in_every_type_of_column(type_text):
    kind = kind_of(type_text)
    for entity in GROUPS:
        method = settled(default_method(entity), entity, kind)
        if not fits(method, entity, kind, free_text=False):
            method = Redact()
        shown = _sample(method, entity, type_text)
        assert shown.before, entity
        assert shown.after != shown.before, entity


def test_free_text_shows_a_sentence():
    assert _sample(Redact(), "PERSON", "string", free_text=True).after == "[REDACTED]"


def test_a_type_that_only_nulls_are_left_of_has_no_example():
    shown = _sample(Redact(), "PERSON", "binary")
    assert (shown.before, shown.after) == (None, None)


def test_a_method_that_can_not_bear_the_example_shows_nothing_behind_it():
    shown = _sample(Encrypt(), "AGE", "string")
    assert (shown.before, shown.after) == ("37", None)
