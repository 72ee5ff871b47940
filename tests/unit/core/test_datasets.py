"""A dataset has one canonical name; a fingerprint stands for exact bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airflow_gov_provider.core.datasets import Batch, DatasetRef, FileVersion, Snapshot
from airflow_gov_provider.core.errors import DataError, ErrorCode, UsageError

parse = DatasetRef.parse


@pytest.mark.parametrize(
    ("text", "uri", "is_prefix"),
    [
        ("s3://lake/fraud/a.csv", "s3://lake/fraud/a.csv", False),
        ("s3://lake/fraud/", "s3://lake/fraud/", True),
        ("s3://lake/fraud", "s3://lake/fraud", False),
        ("s3://lake", "s3://lake/", True),
        ("s3://lake/", "s3://lake/", True),
        ("S3://lake/Fraud", "s3://lake/Fraud", False),
        ("s3a://lake/x", "s3://lake/x", False),
        ("s3n://lake/x", "s3://lake/x", False),
        ("s3://aws_default@lake/x", "s3://lake/x", False),
        ("s3://my.conn-1@lake.v2/x", "s3://lake.v2/x", False),
        # Object keys are taken as they are: to S3, these are three names.
        ("s3://lake/a%20b", "s3://lake/a%20b", False),
        ("s3://lake/a b?c#d", "s3://lake/a b?c#d", False),
        ("s3://lake/..a/b..", "s3://lake/..a/b..", False),
        ("s3://lake/x@y", "s3://lake/x@y", False),
        ("/data/a.csv", "file:///data/a.csv", False),
        ("/data/", "file:///data/", True),
        ("/", "file:///", True),
        ("/data//./a.csv", "file:///data/a.csv", False),
        ("/data/.", "file:///data/", True),
        ("//data/a", "file:///data/a", False),
        ("/data/..a/b..", "file:///data/..a/b..", False),
        ("/data/100%.csv", "file:///data/100%25.csv", False),
        ("/data/a%20b#1?.csv", "file:///data/a%2520b%231%3F.csv", False),
        ("/data/s3://lake/x", "file:///data/s3:/lake/x", False),
        ("file:///data/a.csv", "file:///data/a.csv", False),
        ("FILE:///data/a.csv", "file:///data/a.csv", False),
        ("file://localhost/data/a.csv", "file:///data/a.csv", False),
        ("file:///data/a%20b.csv", "file:///data/a b.csv", False),
        ("file:///data/%C3%BC.csv", "file:///data/ü.csv", False),
        ("file:///data/%2E/a", "file:///data/a", False),
        ("file:///data/a%23b%3fc%25", "file:///data/a%23b%3Fc%25", False),
    ],
)
def test_a_name_is_read_into_its_one_canonical_uri(text, uri, is_prefix):
    dataset = parse(text)

    assert (dataset.uri, dataset.is_prefix) == (uri, is_prefix)
    again = parse(dataset.uri)
    assert (again.scheme, again.authority, again.path) == (dataset.scheme, dataset.authority, dataset.path)
    assert again.uri == uri


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "data/a.csv",
        "./a.csv",
        "~/a.csv",
        " /data/a.csv",
        "file:/data/a.csv",
        "file://data/a.csv",
        "file://",
        "file://localhost",
        "file://user:SECRET@localhost/data",
        # One place under two names, or two places under one.
        "/data/../etc/passwd",
        "/data/..",
        "/..",
        "file:///data/../x",
        "file:///data/%2e%2e/x",
        "file:///data/%2E./x",
        "file:///data/a%2Fb",
        "file:///data/a%2fb",
        "file:///data/a.csv?version=2",
        "file:///data/a.csv#part",
        # Percent signs that decode to nothing, or to no text.
        "file:///data/100%.csv",
        "file:///data/%zz",
        "file:///data/%",
        "file:///data/%ff.csv",
        "file:///data/a%00.csv",
        "file:///data/a%0a.csv",
        "/data/a\0.csv",
        "/data/a\n.csv",
        "/data/\x7f",
        "/data/\udcff.csv",
        "s3://",
        "s3:///key",
        "s3://ab/key",
        "s3://Lake/x",
        "s3://la_ke/x",
        "s3://lake./x",
        "s3://-lake/x",
        "s3://la..ke/x",
        "s3://" + "a" * 64 + "/x",
        "s3://lake\n/x",
        "s3://user:SECRET@lake/x",
        "s3://AKIA/SECRET@lake/x",
        "s3://a@b@lake/x",
        "s3://@lake/x",
        "s3://conn id@lake/x",
        "s3://conn@/x",
        "s3://conn%40@lake/x",
        "s3://lake//x",
        "s3://lake/a//b",
        "s3://lake/a/b//",
        "s3://lake//",
        "s3://lake/../x",
        "s3://lake/a/..",
        "s3://lake/a/./b",
        "s3://lake/.",
        "s3://lake/a\0",
        "s3://lake/a\r\nb",
    ],
    ids=ascii,
)
def test_a_name_that_could_mean_two_things_or_nothing_is_refused_unquoted(text):
    with pytest.raises(UsageError) as caught:
        parse(text)

    assert caught.value.code is ErrorCode.URI_INVALID
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["gs://b/k", "postgres://user:SECRET@host/db", "http://host/SECRET", "s3+x://b/SECRET"]
)
def test_an_unknown_scheme_is_named_and_nothing_else(text):
    with pytest.raises(UsageError) as caught:
        parse(text)

    assert caught.value.code is ErrorCode.URI_SCHEME_UNKNOWN
    assert repr(text.split("://", maxsplit=1)[0]) in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_the_connection_is_how_to_get_there_and_no_part_of_the_name():
    dataset = parse("s3://minio@lake/fraud/")

    assert dataset.connection_id == "minio"
    assert (dataset.namespace, dataset.name) == ("s3://lake", "fraud/")
    assert "minio" not in dataset.uri


@pytest.mark.parametrize(
    ("text", "namespace", "name"),
    [
        ("s3://lake/a/b.csv", "s3://lake", "a/b.csv"),
        ("s3://lake", "s3://lake", "/"),
        ("/data/a b%.csv", "file", "/data/a b%.csv"),
    ],
)
def test_namespace_and_name_are_openlineages(text, namespace, name):
    assert (parse(text).namespace, parse(text).name) == (namespace, name)


_part = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/"), min_size=1, max_size=8
).filter(lambda part: part not in (".", ".."))


@given(st.lists(_part, min_size=1, max_size=4), st.booleans())
def test_any_absolute_path_survives_its_uri(parts, is_prefix):
    path = "/" + "/".join(parts) + ("/" if is_prefix else "")

    dataset = parse(path)

    assert dataset.path == path
    assert parse(dataset.uri) == dataset


@given(st.lists(_part, min_size=1, max_size=4), st.booleans())
def test_any_object_key_survives_its_uri(parts, is_prefix):
    key = "/".join(parts) + ("/" if is_prefix else "")

    dataset = parse(f"s3://lake/{key}")

    assert dataset.path == key
    assert parse(dataset.uri) == dataset


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("s3://lake/a/", "s3://lake/a/", True),
        ("s3://lake/a/", "s3://lake/a/b.csv", True),
        ("s3://lake/", "s3://lake/a/b.csv", True),
        ("s3://lake", "s3://lake/", True),
        ("s3://lake/a", "s3://lake/a/", True),
        ("s3://one@lake/a/", "s3://two@lake/a/", True),
        ("s3://lake/a/", "s3://lake/ab/", False),
        ("s3://lake/a", "s3://lake/ab", False),
        ("s3://lake/a/", "s3://lake/b/", False),
        ("s3://lake/a/", "s3://pond/a/", False),
        ("s3://lake/data/", "/data/", False),
        ("/", "/data/a.csv", True),
        ("/data", "/data/a.csv", True),
        ("/data/a", "/data/a.csv", False),
        ("/data/a.csv", "file:///data/./a.csv", True),
    ],
)
def test_datasets_overlap_when_one_lies_within_the_other(one, other, expected):
    assert parse(one).overlaps(parse(other)) is expected
    assert parse(other).overlaps(parse(one)) is expected


LAKE = parse("s3://lake/a/")
_files = st.builds(
    FileVersion,
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5),
    st.integers(0, 2**40),
    st.sampled_from([f"sha256:{digit * 64}" for digit in "0123"]),
)
_snapshots = st.lists(_files, max_size=5, unique_by=lambda file: file.path).map(tuple)


@given(_snapshots, st.randoms(use_true_random=False))
def test_a_fingerprint_does_not_depend_on_the_order_of_listing_nor_on_the_place(files, random):
    shuffled = list(files)
    random.shuffle(shuffled)

    assert Snapshot(LAKE, tuple(shuffled)).fingerprint == Snapshot(LAKE, files).fingerprint
    assert Snapshot(parse("/data/"), files).fingerprint == Snapshot(LAKE, files).fingerprint


@given(_snapshots, _snapshots)
def test_snapshots_have_one_fingerprint_exactly_when_they_hold_the_same_files(one, other):
    same = Snapshot(LAKE, one).fingerprint == Snapshot(LAKE, other).fingerprint

    assert same == (sorted(one) == sorted(other))


def test_a_fingerprint_is_what_any_other_tool_computes_from_the_files():
    snapshot = Snapshot(LAKE, (FileVersion("b", 2, "sha256:22"), FileVersion("a", 1, "sha256:11")))

    # printf '[["a",1,"sha256:11"],["b",2,"sha256:22"]]' | sha256sum
    assert snapshot.fingerprint == "sha256:a5155e96f6ad503d53d1689c200fe6b46eabd55ca3275ddb7e5ec1708fe55d3e"
    assert snapshot.size == 3


def test_a_file_name_that_is_not_unicode_is_an_error_and_no_crash():
    with pytest.raises(DataError) as caught:
        _ = Snapshot(LAKE, (FileVersion("caf\udce9", 1, "sha256:11"),)).fingerprint

    assert caught.value.code is ErrorCode.NOT_CANONICAL


def test_a_batch_shows_its_shape_and_no_cell():
    import pyarrow as pa

    batch = Batch("secret-name.csv", pa.record_batch({"email": ["ada@example.com"]}))

    assert repr(batch) == "Batch(1 rows x 1 columns, values)"
