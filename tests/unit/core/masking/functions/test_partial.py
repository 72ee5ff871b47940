"""What stays of a text: never more than its first and last signs, and nothing where it is short."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airflow_gov_provider.core.masking.functions.partial import are_partly, partly
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.policy.methods import Mask


@pytest.mark.parametrize(
    ("value", "first", "last", "shown"),
    [
        ("4111 1111 1111 1234", 0, 4, "**** **** **** 1234"),
        ("4111-1111-1111-1234", 4, 4, "4111-****-****-1234"),
        ("123-45-6789", 0, 4, "***-**-6789"),
        ("1234567", 0, 4, "*******"),
        ("12345678", 0, 4, "****5678"),
        ("1234", 0, 4, "****"),
        ("ada@example.com", 1, 0, "a**@*******.***"),
        ("(12) 34-56.", 2, 1, "(12) **-*6."),
        ("(12) 34-5.", 2, 1, "(**) **-*."),
        ("anything", 0, 0, "********"),
        ("Ævar Þórsson", 1, 1, "Æ*** ******n"),
        ("محمد علي", 0, 2, "**** *لي"),
        ("नमस्ते दुनिया", 0, 0, "****** ******"),
        ("two\nlines", 0, 2, "***\n***es"),
        ("--", 0, 4, "--"),
        ("ab*cdefg", 0, 4, "****defg"),
        ("********", 0, 4, "********"),
        ("", 0, 4, ""),
        (None, 0, 4, None),
    ],
)
def test_the_first_and_the_last_signs_stay(value, first, last, shown):
    assert partly(pa.array([value], pa.string()), first, last).to_pylist() == [shown]


@settings(deadline=None)
@given(
    st.lists(st.text(st.sampled_from(list("ab1* -.\n")), max_size=20), max_size=6),
    st.integers(0, 5),
    st.integers(0, 5),
)
def test_ascii_and_any_script_go_one_way(values, first, last):
    alone = partly(pa.array(values, pa.string()), first, last).to_pylist()
    beyond = partly(pa.array([value + "…" for value in values], pa.string()), first, last).to_pylist()
    assert beyond == [value + "…" for value in alone]


texts = st.text(st.sampled_from(list("ab1é*٣ -.\n")), max_size=20)


@settings(deadline=None)
@given(
    st.lists(st.one_of(st.none(), texts, st.text(max_size=12)), max_size=6),
    st.integers(0, 5),
    st.integers(0, 5),
)
def test_what_is_made_is_known_again_and_making_it_again_changes_nothing(values, first, last):
    made = partly(pa.array(values, pa.string()), first, last)
    assert are_partly(made, first, last).tolist() == [bool(value) for value in values]
    assert partly(made, first, last) == made
    for old, new in zip(values, made.to_pylist(), strict=True):
        kept = sum(a == b for a, b in zip(old or "", new or "", strict=True) if a.isalnum())
        assert kept <= first + last


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("**** 1234", True),
        ("1234 ****", False),
        ("***1 1234", False),
        ("**** 123", False),
        ("** 1234", False),
        ("1234", False),
        ("12345678", False),
        ("****", True),
        ("*", True),
        ("****1234 x", False),
        ("--", True),
        ("", False),
        (None, False),
        ("****٣٣٣٣", True),
        ("*٣***٣٣٣٣", False),
    ],
)
def test_one_sign_more_than_may_stay_is_seen(value, known):
    assert are_partly(pa.array([value], pa.string()), 0, 4).tolist() == [known]


def test_real_values_are_seen():
    values = pa.array([f"41111111{number:08}" for number in range(2_000)])
    assert not are_partly(values, 4, 4).any()


def test_text_keeps_its_layout_and_other_types_are_redacted():
    masker, mask = KeyedMasker(bytes(32)), ColumnMask("c", Mask(), "payment.card", ())
    text = pa.array(["4111111111111234", None]).dictionary_encode()
    masked = masker.mask(text, mask, "a->b")
    assert masked.type == text.type
    assert masked.to_pylist() == ["************1234", None]
    assert masker.verify(masked, mask, "a->b").to_pylist() == [True, False]
    assert masker.mask(pa.array([7]), mask, "a->b").to_pylist() == [None]
    assert masker.verify(pa.array([7]), mask, "a->b").to_pylist() == [False]
