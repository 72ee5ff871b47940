"""Names of datasets as people type them."""

import re

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from airflow_gov_provider.cli.datasets import given, shown
from airflow_gov_provider.core.errors import ErrorCode, UsageError


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "a.csv").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("exports/a.csv", "/exports/a.csv"),
        ("./exports/a.csv", "/exports/a.csv"),
        ("exports/../exports/a.csv", "/exports/a.csv"),
        ("exports", "/exports/"),
        ("exports/", "/exports/"),
        (".", "/"),
        ("not-there.csv", "/not-there.csv"),
        ("100% new #1?.csv", "/100%25 new %231%3F.csv"),
        ("exports/odd:///x.csv", "/exports/odd:/x.csv"),
    ],
)
def test_a_relative_path_lies_below_the_working_directory(here, typed, meant):
    assert given(typed).uri == f"file://{here}{meant}"


def test_a_file_uri_of_a_directory_is_a_prefix(here):
    assert given(f"file://{here}/exports").is_prefix


def test_two_dots_behind_a_link_go_where_the_system_goes(here):
    """Taken as text, the link's ``..`` would name another file, which might be called clean."""
    (here / "far" / "away").mkdir(parents=True)
    (here / "far" / "secret.csv").touch()
    (here / "link").symlink_to(here / "far" / "away")
    assert given("link/../secret.csv").path == str(here / "far" / "secret.csv")


def test_an_empty_text_is_wrong_usage_and_not_the_working_directory():
    with pytest.raises(UsageError) as refused:
        given("")
    assert refused.value.code is ErrorCode.URI_INVALID


@for_all(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1))
def test_a_path_is_shown_as_it_was_given(path):
    if not re.match(r"[A-Za-z][^/]*://", path):
        assert shown(path).endswith(path)


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("s3://bucket/a/b c.csv", "s3://bucket/a/b c.csv"),
        ("s3://conn@bucket/a?b.csv", "s3://bucket/a?b.csv"),
        ("s3://key:secret@bucket/a.csv", "s3://bucket/a.csv"),
        ("ftp://me:p@ss@host/a.csv", "ftp://host/a.csv"),
        ("https://host/a.csv?X-Amz-Signature=abc", "https://host/a.csv"),
        ("file:///data/a%20b.csv", "file:///data/a%20b.csv"),
    ],
)
def test_a_uri_is_shown_without_what_opens_it(typed, seen):
    assert shown(typed) == seen
