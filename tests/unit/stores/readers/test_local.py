"""Local files: a dataset is where its name says, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.errors import DataError, DestinationError, ErrorCode
from airflow_gov_provider.stores.readers.local import LocalPlace
from airflow_gov_provider.stores.writers.local import LocalShelf, _opened


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    (tmp_path / "real" / "in").mkdir(parents=True)
    (tmp_path / "real" / "in" / "a.csv").write_text("n\n1\n")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    return tmp_path


@pytest.mark.parametrize("path", ["link/", "link/in/", "link/in/a.csv", "link/new/", "link/in/new.csv"])
def test_a_link_on_the_way_is_refused_for_sources_and_destinations(linked: Path, path: str) -> None:
    dataset = DatasetRef.parse(f"{linked.resolve()}/{path}")
    with pytest.raises(DataError, match="real path") as source:
        LocalPlace(dataset, DataError).files()
    assert source.value.code is ErrorCode.SOURCE_UNREADABLE
    with pytest.raises(DestinationError, match="real path") as destination:
        LocalShelf(dataset).place.files()
    assert destination.value.code is ErrorCode.DESTINATION_UNWRITABLE


@pytest.mark.parametrize("path", ["real/", "real/in/", "real/in/a.csv", "real/new/", "real/in/new.csv"])
def test_a_path_without_links_is_fine_whether_it_is_there_or_not(linked: Path, path: str) -> None:
    dataset = DatasetRef.parse(f"{linked.resolve()}/{path}")
    assert len(LocalPlace(dataset, DataError).files()) == ("new" not in path)


def test_a_directory_that_becomes_a_link_is_not_written_into(linked: Path) -> None:
    with pytest.raises(NotADirectoryError):
        _opened(str(linked.resolve() / "link" / "in"))
