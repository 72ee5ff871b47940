"""A masked batch: planned leaves changed, everything else as it was, at any depth and offset."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airflow_gov_provider.core.datasets import Batch
from airflow_gov_provider.core.detection.leaves import leaves_of
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking import apply
from airflow_gov_provider.core.masking.apply import mask_batch
from airflow_gov_provider.core.masking.categories import Categories
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.nested import leaves_by_path
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingPlan
from airflow_gov_provider.core.policy.methods import Pseudonym, Redact

MASKER = KeyedMasker(bytes(32))
SECRET = "ada@example.com"


def label(name):
    return f"(name {len(name)})" if "@" in name else name


TOKENS = Pseudonym()


def plan(*labels, method=TOKENS, domain="person.email", kept=frozenset()):
    masks = tuple(ColumnMask(each, method, domain, ("EMAIL_ADDRESS",)) for each in labels)
    return MaskingPlan("a->b", masks, kept)


def token(value=SECRET):
    return MASKER.mask(pa.array([value]), plan("x").columns[0], "a->b")[0].as_py()


TOKEN = token()


def masked(columns, the_plan):
    rows = columns if isinstance(columns, pa.RecordBatch) else pa.RecordBatch.from_pydict(columns)
    planned = {mask.label for mask in the_plan.columns}
    kept = frozenset({path for path, _ in leaves_by_path(rows, label)} - planned)
    out = mask_batch(Batch("part.parquet", rows), replace(the_plan, kept=kept), MASKER, label, Categories())
    out.validate(full=True)
    assert out.num_rows == rows.num_rows
    return out


PERSON = pa.struct([pa.field("email", pa.string()), pa.field("age", pa.int32())])

#: (type, rows, label of the leaf to mask, rows afterwards)
NESTED = [
    (PERSON, [{"email": SECRET, "age": 3}, None], "c.email", [{"email": TOKEN, "age": 3}, None]),
    (pa.list_(pa.string()), [[SECRET, None, ""], None, []], "c[]", [[TOKEN, None, ""], None, []]),
    (pa.large_list(pa.string()), [[SECRET], None], "c[]", [[TOKEN], None]),
    (pa.list_(pa.string(), 2), [[SECRET, None], None], "c[]", [[TOKEN, None], None]),
    (pa.list_(PERSON), [[{"email": SECRET, "age": 1}], []], "c[].email", [[{"email": TOKEN, "age": 1}], []]),
    (pa.list_(pa.list_(pa.string())), [[[SECRET], None], None], "c[][]", [[[TOKEN], None], None]),
    (pa.map_(pa.string(), pa.string()), [[(SECRET, "x")], None], "c{}", [[(TOKEN, "x")], None]),
    (pa.map_(pa.string(), pa.string()), [[("x", SECRET)], None, []], "c[]", [[("x", TOKEN)], None, []]),
    (
        pa.struct([pa.field("who", pa.map_(pa.string(), pa.list_(pa.string())))]),
        [{"who": [("k", [SECRET])]}, {"who": None}],
        "c.who[][]",
        [{"who": [("k", [TOKEN])]}, {"who": None}],
    ),
]


@pytest.mark.parametrize(("kind", "rows", "leaf", "expected"), NESTED, ids=lambda case: str(case)[:40])
def test_a_leaf_at_any_depth_is_masked_also_in_a_slice(kind, rows, leaf, expected):
    padded = pa.array([rows[0], *rows, rows[0]], kind)
    batch = pa.RecordBatch.from_arrays([padded], ["c"]).slice(1, len(rows))
    out = masked(batch, plan(leaf))
    assert out.column(0).to_pylist() == expected
    assert out.schema.types == [kind]


@pytest.mark.parametrize(("kind", "rows", "leaf", "expected"), NESTED, ids=lambda case: str(case)[:40])
def test_without_a_mask_nothing_changes(kind, rows, leaf, expected):
    batch = pa.RecordBatch.from_arrays([pa.array(rows, kind)], ["c"])
    assert masked(batch, plan("other")).equals(batch)


def test_values_below_a_null_or_outside_a_slice_are_left_behind():
    items = pa.array([SECRET, "shown@example.com"])
    column = pa.ListArray.from_arrays(pa.array([0, 1, 2], pa.int32()), items, mask=pa.array([True, False]))
    assert SECRET in column.values.to_pylist()
    assert SECRET not in masked({"c": column}, plan("other")).column(0).values.to_pylist()


def test_values_below_a_null_struct_are_left_behind():
    column = pa.StructArray.from_arrays([pa.array([SECRET, "x"])], ["email"], mask=pa.array([True, False]))
    assert column.field(0).to_pylist() == [SECRET, "x"]
    assert masked({"c": column}, plan("other")).column(0).field(0).to_pylist() == [None, "x"]


def test_a_field_that_allows_no_null_stays_writable_below_a_null_parent():
    fields = [pa.field("email", pa.string(), nullable=False), pa.field("age", pa.int32(), nullable=False)]
    column = pa.StructArray.from_arrays(
        [pa.array([SECRET, SECRET]), pa.array([1, 2], pa.int32())],
        fields=fields,
        mask=pa.array([False, True]),
    )
    out = masked({"c": column}, plan("c.email"))
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_batches([out]), sink)
    assert pq.read_table(pa.BufferReader(sink.getvalue())).column("c").to_pylist() == [
        {"email": TOKEN, "age": 1},
        None,
    ]
    assert SECRET.encode() not in sink.getvalue().to_pybytes()


def test_only_planned_columns_change_and_order_and_types_stay():
    rows = {"id": [1, 2], "email": [SECRET, None], "note": ["a", "b"]}
    out = masked(rows, plan("email"))
    assert out.to_pydict() == {"id": [1, 2], "email": [TOKEN, None], "note": ["a", "b"]}
    assert out.schema.types == [pa.int64(), pa.string(), pa.string()]


def test_two_columns_of_one_name_are_both_masked():
    rows = pa.RecordBatch.from_arrays([pa.array([SECRET]), pa.array([SECRET])], ["email", "email"])
    assert [column.to_pylist() for column in masked(rows, plan("email")).columns] == [[TOKEN], [TOKEN]]


def test_names_that_hold_personal_data_become_their_labels_at_any_depth():
    inner = pa.struct([pa.field(SECRET, pa.list_(pa.string()))])
    rows = pa.RecordBatch.from_arrays([pa.array([{SECRET: [SECRET]}], inner)], ["bob@example.com"])
    out = masked(rows, plan("(name 15).(name 15)[]"))
    assert out.to_pydict() == {"(name 15)": [{"(name 15)": [TOKEN]}]}


def test_metadata_of_schema_and_fields_is_dropped_also_below():
    note = {"comment": SECRET}
    inner = pa.struct([pa.field("email", pa.string(), metadata=note)])
    schema = pa.schema([pa.field("c", inner, metadata=note)], metadata=note)
    out = masked(pa.RecordBatch.from_pylist([{"c": {"email": "x"}}], schema=schema), plan("other"))
    assert b"comment" not in out.schema.serialize().to_pybytes()
    assert SECRET.encode() not in out.schema.serialize().to_pybytes()


def test_a_batch_without_columns_keeps_its_rows():
    rows = pa.RecordBatch.from_pydict({"a": [1, 2]}).select([])
    assert masked(rows, plan("a")).num_rows == rows.num_rows


def test_redaction_makes_text_unreadable_and_other_types_null():
    schema = pa.schema(
        [pa.field("note", pa.string(), nullable=False), pa.field("born", pa.date32(), nullable=False)]
    )
    rows = pa.RecordBatch.from_arrays([pa.array(["x", ""]), pa.array([1, 2], pa.date32())], schema=schema)
    out = masked(rows, plan("note", "born", method=Redact()))
    assert out.to_pydict() == {"note": ["[REDACTED]", ""], "born": [None, None]}


def test_whether_a_masked_field_allows_nulls_depends_on_no_batch():
    schema = pa.schema(
        [pa.field("born", pa.date32(), nullable=False), pa.field("n", pa.int8(), nullable=False)]
    )
    some = pa.RecordBatch.from_arrays([pa.array([1], pa.date32()), pa.array([1], pa.int8())], schema=schema)
    the_plan = plan("born", method=Redact())
    assert masked(some, the_plan).schema == masked(some.slice(0, 0), the_plan).schema
    assert masked(some, the_plan).schema.field("born").nullable
    assert not masked(some, the_plan).schema.field("n").nullable


def test_keys_of_a_map_that_could_only_become_null_are_refused():
    column = pa.array([[(1, "x")]], pa.map_(pa.int32(), pa.string()))
    with pytest.raises(MaskingError) as caught:
        masked({"c": column}, plan("c{}", method=Redact()))
    assert (caught.value.code, caught.value.where) == (ErrorCode.MASKING_UNSUPPORTED, "c{}")


def _views():
    return pa.array([[SECRET]], pa.list_view(pa.string()))


def _union():
    return pa.UnionArray.from_sparse(pa.array([0], pa.int8()), [pa.array([SECRET])], [SECRET])


def _dictionary():
    structs = pa.array([{SECRET: SECRET}])
    return pa.DictionaryArray.from_arrays(pa.array([0], pa.int8()), structs)


class Opaque(pa.ExtensionType):
    """Somebody's type over a nested one."""

    def __init__(self):
        super().__init__(pa.list_(pa.string()), "example.opaque")

    def __arrow_ext_serialize__(self):
        return b""


#: Kept alive: Arrow holds a type written in Python by a weak reference only.
OPAQUE = Opaque()


def _extension():
    return pa.ExtensionArray.from_storage(OPAQUE, pa.array([[SECRET]]))


@pytest.mark.parametrize("build", [_views, _union, _dictionary, _extension])
def test_nested_types_without_labels_are_refused_without_showing_their_names(build):
    batch = pa.RecordBatch.from_arrays([build()], ["c"])
    with pytest.raises(MaskingError) as caught:
        mask_batch(Batch("f", batch), plan("c[]"), MASKER, label, Categories())
    assert caught.value.code is ErrorCode.MASKING_UNSUPPORTED
    assert SECRET not in str(caught.value)


class Careless:
    """A masker that breaks its promise."""

    def __init__(self, masked):
        self.masked = masked

    def mask(self, values, mask, boundary, beside):
        return self.masked


@pytest.mark.parametrize("wrong", [pa.array(["x"]), pa.array([1, 2]), pa.array(["x", "y", "z"])])
def test_a_masker_that_loses_rows_or_types_is_stopped(wrong):
    batch = Batch("f", pa.RecordBatch.from_pydict({"email": [SECRET, SECRET]}))
    with pytest.raises(MaskingError) as caught:
        mask_batch(batch, plan("email"), Careless(wrong), label, Categories())
    assert caught.value.code is ErrorCode.MASKING_INCOMPLETE


TEXTS = st.one_of(st.none(), st.just(""), st.just(SECRET), st.text(max_size=5))
SHAPES = st.recursive(
    st.just((pa.string(), TEXTS)),
    lambda inner: st.one_of(
        inner.map(lambda s: (pa.list_(s[0]), st.none() | st.lists(s[1], max_size=3))),
        inner.map(lambda s: (pa.large_list(s[0]), st.none() | st.lists(s[1], max_size=3))),
        inner.map(lambda s: (pa.struct([("f", s[0])]), st.none() | st.fixed_dictionaries({"f": s[1]}))),
        inner.map(
            lambda s: (
                pa.map_(pa.string(), s[0]),
                st.none() | st.lists(st.tuples(st.text(max_size=3), s[1]), max_size=2),
            )
        ),
    ),
    max_leaves=4,
)


@given(st.data())
def test_every_leaf_that_detection_sees_is_masked_whatever_the_shape_and_no_row_shifts(data):
    kind, rows = data.draw(SHAPES)
    values = data.draw(st.lists(rows, max_size=4))
    start = data.draw(st.integers(0, len(values)))
    batch = pa.RecordBatch.from_arrays([pa.array(values, kind)], ["c"]).slice(start)
    before = list(leaves_of(batch, label))
    every = plan(*dict.fromkeys(leaf.label for leaf in before))
    after = list(leaves_of(masked(batch, every), label))
    assert [leaf.label for leaf in after] == [leaf.label for leaf in before]
    for old, new in zip(before, after, strict=True):
        assert [
            token(value) if value else value for value in old.values.to_pylist()
        ] == new.values.to_pylist()


def test_columns_masked_at_the_same_time_are_what_they_are_one_by_one(monkeypatch):
    rows = apply.WORTH_THREADS
    columns = {f"c{at}": [f"{at}-{n % 50}@example.com" for n in range(rows)] for at in range(5)}
    the_plan = plan("c0", "c2", "c3")
    together = masked(columns, the_plan)
    monkeypatch.setattr(apply, "WORTH_THREADS", rows + 1)
    assert together.equals(masked(columns, the_plan))


def test_a_fault_in_one_of_several_columns_names_it():
    broken = pa.array([b"\xff"] * apply.WORTH_THREADS).view(pa.string())
    rows = pa.RecordBatch.from_arrays([pa.array(["x"] * len(broken)), broken], names=["a", "b"])
    with pytest.raises(MaskingError) as caught:
        mask_batch(Batch("f", rows), plan("b", kept=frozenset({"a"})), MASKER, label, Categories())
    assert (caught.value.code, caught.value.where) == (ErrorCode.MASKING_UNSUPPORTED, "b")
