"""Names, places and things: the lists in ``stores/names``, read when the first column asks.

They are taken from the data of the packages Faker and mimesis (both MIT, see NOTICE) by
``python -m tests.name_lists``: reading these packages at every start took most of a second. A list is
used only with the digest that stands here, since what finds personal data is not to be exchanged unnoticed.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from airflow_gov_provider.core.detection.verdicts.lists import Lists
from airflow_gov_provider.core.errors import ErrorCode, UsageError

#: List → SHA-256 of its file: case-folded entries in order, one a line.
PINNED = {
    "given": "e70a3592eb1d900ad5172b586fd7d98d0d24ee1299dc9d632535aa9116495fc3",
    "family": "9c02c2785d1f8eb13bcb87f73fa928e7cd293df66058df4b060a2c430004c211",
    "places": "38001564c7a311730fe55f2c643519b58586ba98ddf31c4587be0d7270212245",
    "countries": "3937fb97d41c904a20b4be63e9a747fd9f9646ce3e1740607cac5dc6bbba1ac5",
    "streets": "34562fbf241e9e6e1ab20bdd8cbc4e5fab40ab29ee789b9a991ece2bd3700119",
    "things": "afb7baa1ed1e8b6354a3401305cd1176384590ff05e217cc5643bf5dd0e3de9e",
}


@cache
def name_lists() -> Lists:
    """The lists, read once a process: about a tenth of a second.

    :raises UsageError: ``CONFIGURATION_INVALID`` when a file is missing or another one.
    """
    return read_lists(files("airflow_gov_provider.stores").joinpath("names"))


def read_lists(folder: Traversable) -> Lists:
    """The lists of a folder, each in a file of its name.

    :raises UsageError: ``CONFIGURATION_INVALID`` when a file is missing or has another digest than ours.
    """
    return Lists(
        **{kind: _read(folder.joinpath(f"{kind}.txt"), expected) for kind, expected in PINNED.items()}
    )


def _read(file: Traversable, expected: str) -> frozenset[str]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise _unusable(file, f"can not be read ({type(error).__name__})") from None
    if hashlib.sha256(content).hexdigest() != expected:
        raise _unusable(file, "is not the one that belongs to this version")
    return frozenset(content.decode().split("\n")) - {""}


def _unusable(file: Traversable, what: str) -> UsageError:
    return UsageError(
        ErrorCode.CONFIGURATION_INVALID,
        f"a list of names of the installation {what}",
        where=file.name,
        hint="install airflow-gov-provider anew",
    )
