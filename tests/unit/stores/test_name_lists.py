"""The lists of names that are shipped, and where they come from."""

from __future__ import annotations

import shutil
from dataclasses import fields
from hashlib import sha256
from pathlib import Path

import pytest

from airflow_gov_provider.core.detection.verdicts.lists import Lists
from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.stores import name_lists
from airflow_gov_provider.stores.name_lists import PINNED, read_lists
from tests.name_lists import collected

SHIPPED = Path(name_lists.__file__).parent / "names"


def test_the_lists_are_those_of_the_packages_that_they_are_taken_from() -> None:
    found = collected()
    assert found.keys() == PINNED.keys() == {field.name for field in fields(Lists)}
    for kind, text in found.items():
        assert (SHIPPED / f"{kind}.txt").read_text(encoding="utf-8") == text, "run python -m tests.name_lists"
        assert sha256(text.encode()).hexdigest() == PINNED[kind]


def test_every_line_is_an_entry_as_values_are_compared_with_it() -> None:
    lists = read_lists(SHIPPED)
    for kind in PINNED:
        entries = getattr(lists, kind)
        assert len(entries) == (SHIPPED / f"{kind}.txt").read_bytes().count(b"\n")
        assert all(entry and entry == entry.strip().casefold() for entry in entries)
    assert "anna" in lists.given
    assert "rossi" in lists.family
    assert "berlin" in lists.places


@pytest.mark.parametrize("kind", ["given", "family"])
@pytest.mark.parametrize("harm", ["missing", "another name", "cut off", "empty"])
def test_a_list_that_is_not_ours_is_refused_and_never_read_as_a_shorter_one(
    kind: str, harm: str, tmp_path: Path
) -> None:
    folder = tmp_path / "names"
    shutil.copytree(SHIPPED, folder)
    file = folder / f"{kind}.txt"
    content = file.read_bytes()
    file.unlink()
    changed = {
        "another name": content + b"zz example\n",
        "cut off": content[: len(content) // 2],
        "empty": b"",
    }
    if harm in changed:
        file.write_bytes(changed[harm])

    with pytest.raises(UsageError) as refused:
        read_lists(folder)

    assert refused.value.code is ErrorCode.CONFIGURATION_INVALID
    assert refused.value.where == f"{kind}.txt"
