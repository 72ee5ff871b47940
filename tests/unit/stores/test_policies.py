"""The policy file: read anew each time, and never half."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from airflow_gov_provider.core.errors import ErrorCode, PolicyError, UsageError
from airflow_gov_provider.core.policy.template import TEMPLATE
from airflow_gov_provider.stores.policies import LARGEST_FILE, FilePolicySource


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "policy.yaml"


def test_a_file_is_read_with_and_without_a_byte_order_mark(path: Path):
    path.write_text(TEMPLATE, encoding="utf-8")
    plain = FilePolicySource(path).load()
    path.write_text(TEMPLATE, encoding="utf-8-sig")

    assert FilePolicySource(path).load() == plain


def test_an_edit_counts_for_the_next_load(path: Path):
    path.write_text(TEMPLATE, encoding="utf-8")
    source = FilePolicySource(path)
    before = source.load()
    path.write_text(TEMPLATE.replace("version: 2026-11-01", "version: 2026-11-02"), encoding="utf-8")

    assert source.load().version == "2026-11-02"
    assert source.load().digest != before.digest
    path.unlink()
    with pytest.raises(UsageError):
        source.load()


def test_without_a_setting_there_is_no_policy():
    with pytest.raises(UsageError, match="policy init") as caught:
        FilePolicySource(None).load()

    assert caught.value.code is ErrorCode.POLICY_MISSING


def test_a_file_that_is_not_there_is_missing_and_named(path: Path):
    with pytest.raises(UsageError, match="policy init") as caught:
        FilePolicySource(path).load()

    assert caught.value.code is ErrorCode.POLICY_MISSING
    assert caught.value.where == str(path)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "is empty"),
        (b"version: \xff\n", "no UTF-8"),
        ("version: 1".encode("utf-16"), "no UTF-8"),
        (b"#" * (LARGEST_FILE + 1), f"more than {LARGEST_FILE} bytes"),
        (b"rules: []", "zones: is missing"),
    ],
)
def test_a_file_that_is_no_policy_is_an_error_with_its_name(path: Path, content: bytes, fault: str):
    path.write_bytes(content)
    with pytest.raises(PolicyError, match=fault) as caught:
        FilePolicySource(path).load()

    assert caught.value.where == str(path)


def test_what_is_no_regular_file_is_not_waited_for(path: Path):
    os.mkfifo(path)
    with pytest.raises(PolicyError, match="no regular file"):
        FilePolicySource(path).load()
    with pytest.raises(PolicyError, match="no regular file"):
        FilePolicySource(path.parent).load()


def test_a_file_that_can_not_be_opened_is_an_error_of_the_policy(path: Path):
    path.symlink_to(path)
    with pytest.raises(PolicyError, match=r"can not be read \(OSError\)"):
        FilePolicySource(path).load()
    with pytest.raises(PolicyError, match=r"can not be read \(OSError\)"):
        FilePolicySource(path.with_name("x" * 300)).load()
