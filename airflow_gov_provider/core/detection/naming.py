"""Names of things (columns, keys, files, partitions) that hold personal data themselves.

A pivoted table has a person to a column; an export has the customer's address in its file name.
Such a name is data, so it is searched like a value and a keyed digest is shown in its stead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from airflow_gov_provider.core.datasets import Snapshot
from airflow_gov_provider.core.detection.disguises.decoding import spellings
from airflow_gov_provider.core.detection.findings import METADATA_PREFIX, ColumnReport, Finding
from airflow_gov_provider.core.detection.headers.header import Header
from airflow_gov_provider.core.detection.headers.vocabulary import FAMILY_NAMES, GIVEN_NAMES
from airflow_gov_provider.core.detection.recognizers.profiles import Strength
from airflow_gov_provider.core.detection.recognizers.recognition import Recognition

InName = Callable[[str], Sequence[str]]

#: A table of this many people to its columns, and no fewer than half of its columns, is a pivoted one.
FEWEST_PEOPLE = 3
#: What writers put into names by themselves: random, so long enough to hold anything by chance.
_GENERATED = re.compile(
    r"(?i)(?<![0-9a-z])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{24,128}|(?:19|20)\d{6}[T_-]?\d{6}\d*Z?)(?![0-9a-z])"
)
#: Six digits, an address of a person or a machine, or a long secret: without these no name holds anything.
_MAY_HOLD = re.compile(r"(?:\d\D{0,3}){6}|@|:|=|(?:\d+\.){3}\d|[0-9A-Za-z_-]{20}")
_GIVEN = frozenset(name.casefold() for name in GIVEN_NAMES)
_FAMILY = frozenset(name.casefold() for name in FAMILY_NAMES)
_WORDS = re.compile(r"[^\W\d_]+")
#: Between the words of a name of a person; anything else makes it a name of something else.
_JOINED = re.compile(r"[^\W\d_]+(?:(?:, |[ _.+-])[^\W\d_]+){1,2}")


def entities_in_name(name: str, recognitions: Iterable[Recognition]) -> Iterator[str]:
    """Entity types that a name holds, also encoded, behind a key, or where ``_`` joins it to other words.

    ``PERSON`` stands for a name that is a given and a family name and nothing else.

    :raises Exception: whatever a recognizer raises; it may quote the name.
    """
    texts = [text for part in dict.fromkeys(parts_of(name)) for text in _readings(part)]
    likely = [text for text in dict.fromkeys(texts) if _MAY_HOLD.search(text)]
    keyed = [(Header.of([key]), value) for key, value in _keyed(name)]
    for recognition in recognitions:
        held = [
            text for header, value in keyed if recognition.supported_by(header) for text in _readings(value)
        ]
        if any(_holds(recognition, text, supported=False) for text in likely) or any(
            _holds(recognition, text, supported=True) for text in held
        ):
            yield recognition.entity
    if any(map(is_person, texts)):
        yield "PERSON"


def _keyed(name: str) -> Iterator[tuple[str, str]]:
    """(key, value) of every partition in a path."""
    for component in name.split("/"):
        key, equals, value = component.partition("=")
        if equals:
            yield key, value


def _readings(name: str) -> Iterator[str]:
    """The name as it is and as people read it."""
    for whole in (name, *spellings(name)):
        text = _GENERATED.sub(" ", whole)
        yield from (text, text.replace("_", " "), text.replace("_", "-"), text.replace("__", "@"))
        yield text.replace("_at_", "@").replace("_dot_", ".")


def _holds(recognition: Recognition, text: str, *, supported: bool) -> bool:
    matches = recognition.matches(text, supported=supported, number=False)
    return any(match.supported or match.strength >= Strength.NEEDS_RATE for match in matches)


def is_person(name: str) -> bool:
    """Whether a name is one of a person in full: ``Maria Garcia``, ``garcia_maria``; one word never is."""
    if not _JOINED.fullmatch(name):
        return False
    words = [word.casefold() for word in _WORDS.findall(name)]
    pairs = (words[0], words[-1]), (words[-1], words[0])
    return any(given in _GIVEN and family in _FAMILY for given, family in pairs)


def found_in_columns(in_names: Mapping[str, frozenset[str]]) -> dict[str, tuple[Finding, ...]]:
    """Findings by label, from what each column's name holds.

    People's names count in a pivoted table only: brands and products are called after people, and
    one such column says nothing.
    """
    people = sum("PERSON" in found for found in in_names.values())
    pivoted = people >= FEWEST_PEOPLE and 2 * people >= len(in_names)
    return {
        label: tuple(in_name(entity) for entity in sorted(found) if pivoted or entity != "PERSON")
        for label, found in in_names.items()
    }


def in_name(entity: str) -> Finding:
    """A name holds it."""
    return Finding(entity, 1.0, 1, 1.0, (), in_name=True)


def found_in_files(
    snapshot: Snapshot, more: Iterable[str], search: InName, label: InName
) -> list[ColumnReport]:
    """One report a file (or archive member, sheet, table among ``more``) whose name holds something.

    :param label: what stands for a name.
    """
    reports = []
    for path in dict.fromkeys([*(file.path for file in snapshot.files), *more]):
        if found := search(path):
            shown = f"{METADATA_PREFIX}file name {label(path)}"
            reports.append(
                ColumnReport(shown, "file name", 1, 0, tuple(in_name(entity) for entity in sorted(found)))
            )
    return reports


def parts_of(path: str) -> Iterator[str]:
    """Everything in a path that may be a name by itself: ``user=ann/ann.csv.gz`` has ``ann`` twice."""
    yield path
    for component in path.split("/"):
        yield component
        yield component.partition("=")[2] or component
        stem = component
        while "." in stem.strip("."):
            stem = stem.rpartition(".")[0]
            yield stem
