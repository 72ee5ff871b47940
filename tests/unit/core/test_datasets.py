"""A dataset has one canonical name; a fingerprint stands for exact bytes."""

from __future__ import annotations

import re

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
        # A table has one name, however its server, port, connection and escapes are spelled.
        ("postgres://db/shop.public.people", "postgres://db:5432/shop.public.people", False),
        ("postgres://db:5432/shop.public.people", "postgres://db:5432/shop.public.people", False),
        ("postgresql://db/shop.public.people", "postgres://db:5432/shop.public.people", False),
        ("Postgres://DB.Example.COM./Shop.public.A", "postgres://db.example.com:5432/Shop.public.A", False),
        ("postgres://prod_ro@db:6543/shop.public.people", "postgres://db:6543/shop.public.people", False),
        ("postgres://127.0.0.1/s.public.t", "postgres://localhost:5432/s.public.t", False),
        ("postgres://[::1]:5432/s.public.t", "postgres://localhost:5432/s.public.t", False),
        ("postgres://[::ffff:10.0.0.7]/s.public.t", "postgres://10.0.0.7:5432/s.public.t", False),
        ("postgres://[2001:DB8:0::7]/s.public.t", "postgres://[2001:db8::7]:5432/s.public.t", False),
        ("postgres://db/s.public.a%2eb%2fc%25", "postgres://db:5432/s.public.a%2Eb%2Fc%25", False),
        ("postgres://db/s.public.%70eople", "postgres://db:5432/s.public.people", False),
        ("postgres://db/s.Öl.People and more", "postgres://db:5432/s.Öl.People and more", False),
        ("sqlite:///data/shop.db#people", "sqlite:///data/shop.db#people", False),
        ("SQLite:///data//./shop.db#People", "sqlite:///data/shop.db#People", False),
        ("sqlite:////data/shop.db#people", "sqlite:///data/shop.db#people", False),
        ("sqlite:///data/a%23b.db#c%2ed%23", "sqlite:///data/a%23b.db#c%2Ed%23", False),
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
        # A password never, and no table that is not named whole.
        "postgres://user:SECRET@db/s.public.t",
        "postgres://user:SECRET@conn@db/s.public.t",
        "postgres://db/s.public.t?password=SECRET",
        "postgres://db/s.public.t#SECRET",
        "postgres://db",
        "postgres://db/",
        "postgres://db/s",
        "postgres://db/public.t",
        "postgres://db/s..t",
        "postgres://db/s.public.",
        "postgres://db/s.public.t.u",
        "postgres://db/s/public.t",
        "postgres://db/s.public.t%00",
        "postgres://db/s.public.%zz",
        "postgres://db/s.public." + "a" * 64,
        "postgres:///s.public.t",
        "postgres://conn@/s.public.t",
        "postgres://db:0/s.public.t",
        "postgres://db:05432/s.public.t",
        "postgres://db:x/s.public.t",
        "postgres://a,b/s.public.t",
        "postgres://a..b/s.public.t",
        # Spellings of 127.0.0.1 that resolvers read, too.
        "postgres://127.1/s.public.t",
        "postgres://2130706433/s.public.t",
        "postgres://0x7f.1/s.public.t",
        "postgres://[fe80::1%25eth0]/s.public.t",
        "sqlite:///data/shop.db",
        "sqlite:///data/shop.db#",
        "sqlite:///data/shop.db#a.b",
        "sqlite:///data/shop.db#a/b",
        "sqlite:///data/shop.db#a#b",
        "sqlite:///data/#people",
        "sqlite:///data/../x.db#people",
        "sqlite://conn@/data/shop.db#people",
        "sqlite://data/shop.db#people",
        "sqlite:///data/shop.db?mode=rw#people",
    ],
    ids=ascii,
)
def test_a_name_that_could_mean_two_things_or_nothing_is_refused_unquoted(text):
    with pytest.raises(UsageError) as caught:
        parse(text)

    assert caught.value.code is ErrorCode.URI_INVALID
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["gs://b/k", "mysql://user:SECRET@host/db", "http://host/SECRET", "s3+x://b/SECRET"]
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


@pytest.mark.parametrize(
    ("text", "identifiers", "file"),
    [
        ("postgres://db/shop.public.a%2Eb", ("shop", "public", "a.b"), ""),
        ("sqlite:///data/a%23b.db#c%2Fd", ("c/d",), "/data/a#b.db"),
        ("sql+mysql://db:3306/shop.a%2Eb", ("shop", "a.b"), ""),
        ("sql+mssql://db:1433/shop.dbo.people", ("shop", "dbo", "people"), ""),
        ("sql+duckdb:///data/a%23b.db#main.c%2Fd", ("main", "c/d"), "/data/a#b.db"),
        ("sql+duckdb://c@/data/shop.db#people", ("people",), "/data/shop.db"),
        ("s3://lake/a.b.c", (), ""),
    ],
)
def test_the_names_of_a_table_are_told_as_its_database_knows_them(text, identifiers, file):
    dataset = parse(text)

    assert (dataset.identifiers, dataset.database_file) == (identifiers, file)
    assert dataset.is_table is bool(identifiers)


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("sqlite:///data/shop.db#people", "/data/shop.db", True),
        ("sqlite:///data/shop.db#people", "/data/", True),
        ("sqlite:///data/shop.db#people", "/data/out/", False),
        ("sqlite:///data/a%23b.db#people", "/data/a#b.db", True),
        ("sqlite:///data/shop.db#people", "sqlite:///data/shop.db#people", True),
        ("sqlite:///data/shop.db#people", "sqlite:///data/shop.db#orders", False),
        ("postgres://db/s.public.t", "postgres://db:5432/s.public.t", True),
        ("postgres://db/s.public.t", "postgres://db/s.public.tt", False),
        ("postgres://db/s.public.t", "postgres://db:1/s.public.t", False),
        ("postgres://db/s.public.t", "/s.public.t", False),
        ("sql+duckdb:///data/shop.db#people", "/data/", True),
        ("sql+duckdb:///data/shop.db#people", "/data/out/", False),
        ("sql+mysql://db:3306/shop.people", "sql+mysql://c@DB:3306/shop.people", True),
        ("sql+mysql://db:3306/shop.people", "sql+mariadb://db:3306/shop.people", False),
    ],
)
def test_a_table_lies_in_its_own_database_only(one, other, overlap):
    assert parse(one).overlaps(parse(other)) is overlap
    assert parse(other).overlaps(parse(one)) is overlap


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("sql+mysql+pymysql://db:3306/shop.people", "no driver"),
        ("sql+postgresql://db:5432/shop.public.people", "own schemes"),
        ("sql+sqlite:///data/shop.db#people", "own schemes"),
        ("sql+://db:1/a.b", "no driver"),
        ("sql+mysql://db/shop.people", "host:port"),
        ("sql+mysql://db:3306/people", "schema.table"),
        ("sql+mysql://db:3306/a.b.c.d", "schema.table"),
        ("sql+mysql://db:3306/shop/people", "schema.table"),
        ("sql+mysql://db:3306/shop.people?x=1", "schema.table"),
        ("sql+mysql://db:3306/shop.", "empty"),
        ("sql+mysql://u:p@db:3306/shop.people", "never a password"),
        ("sql+duckdb://host/data/shop.db#people", "three slashes"),
        ("sql+duckdb:///data/shop.db#a.b.c", "path#table"),
        ("sql+duckdb:///data/shop.db/#people", "does not end with a slash"),
    ],
)
def test_a_table_of_another_database_has_one_name(text, why):
    with pytest.raises(UsageError, match=re.escape(why)) as caught:
        parse(text)
    assert caught.value.code is ErrorCode.URI_INVALID


def test_other_databases_go_by_openlineages_name_of_them():
    dataset = parse("sql+mysql://shop@db:3306/shop.people")

    assert (dataset.namespace, dataset.name) == ("mysql://db:3306", "shop.people")
    assert dataset.uri == "sql+mysql://db:3306/shop.people"


_NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=15)


@given(_NAMES, _NAMES, _NAMES)
def test_every_name_a_table_can_have_comes_back_out_of_its_uri(database, schema, table):
    quoted = ["".join(f"%{byte:02x}" for byte in name.encode()) for name in (database, schema, table)]

    dataset = parse(f"postgres://db/{'.'.join(quoted)}")

    assert dataset.identifiers == (database, schema, table)
    assert parse(dataset.uri) == dataset


def test_a_database_without_a_table_is_told_how_to_name_one():
    with pytest.raises(UsageError, match="a SQLite table is"):
        DatasetRef.parse("sqlite:///data/shop.db")
