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
from airflow_gov_provider.core.detection.headers import claims
from airflow_gov_provider.core.detection.headers.header import Header
from airflow_gov_provider.core.detection.headers.vocabulary import FAMILY_NAMES, GIVEN_NAMES
from airflow_gov_provider.core.detection.recognizers.profiles import Strength
from airflow_gov_provider.core.detection.recognizers.recognition import Recognition
from airflow_gov_provider.core.detection.text.addresses import addresses
from airflow_gov_provider.core.detection.verdicts.lists import Lists, LoadLists, no_lists
from airflow_gov_provider.core.detection.verdicts.national_ids import SCHEMES

InName = Callable[[str], Sequence[str]]

#: A table of this many people to its columns, and no fewer than half of its columns, is a pivoted one.
FEWEST_PEOPLE = 3
#: What writers put into names by themselves: random, so long enough to hold anything by chance.
_GENERATED = re.compile(
    r"(?i)(?<![0-9a-z])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{24,128}|(?:19|20)\d{6}[T_-]?\d{6}\d*Z?)(?![0-9a-z])"
)
# ruff: noqa: SIM905 - words read better in lines than in quotes
#: Words of reports that are names as well: two of them are a heading.
_OF_TABLES = frozenset(
    "cash case chance check cross lot batch parts stock safety long short high low net gross sales page link job line list "
    "floor media reason other due billing carrier holder seller branch bank lead point spring summer autumn winter north "
    "south east west april may june july august min max avg alt general major red blue silver gold star author doctor "
    "driver cost price fee fields age fair valid numbers weeks".split()
)
#: Six digits, an address of a person or a machine, or a long secret: without these no name holds anything.
_MAY_HOLD = re.compile(r"(?:\d\D{0,3}){6}|@|:|=|(?:\d+\.){3}\d|[0-9A-Za-z_-]{20}")
_GIVEN = frozenset(name.casefold() for name in GIVEN_NAMES)
_FAMILY = frozenset(name.casefold() for name in FAMILY_NAMES)
_WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)*"
_WORDS = re.compile(_WORD)
#: What is said about a person beside the name: in brackets, behind a dash, a year or a number at the end.
_REMARK = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*|\s+[-–—:|]\s.*|[\s_-]+\d+\s*$")
_TITLES = re.compile(
    r"(?i)^\s*(?:(?:mr|mrs|ms|miss|dr|prof|sir|herr|frau|mme|mlle|sr|sra|srta|sig|dhr|mevr|patient|customer|client|employee|"
    r"user)\.?[\s_-]+)+"
)
#: ``AdaMoor``; of programs' names (``firstName``) the first letter is small.
_CAMEL_NAME = re.compile(r"[A-Z][a-z]{2,}[A-Z][a-z]{2,}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: Between the words of a name of a person; anything else makes it a name of something else.
_JOINED = re.compile(rf"{_WORD}(?:(?:, |[ _.+-]){_WORD}){{1,2}}")
#: Numbers of people whose check digit one number in ten has: they count as the whole name only, never inside one.
WHOLE = frozenset({"UK_NHS", "PL_PESEL", "ES_NIF", "ES_NIE", "IN_AADHAAR"})
_NUMBER = re.compile(
    r"\d{10,12}|\d{3}([ -])\d{3}\1\d{4}|\d{4}([ -])\d{4}\2\d{4}|(?i:[XYZ]-?\d{7}|\d{8})-?[A-Za-z]"
)
#: Dates with hours, years beside years, seconds and milliseconds since 1970, counters: what names have digits for.
_COUNTED = re.compile(
    r"(?:19|20)\d\d[ -]?(?:0[1-9]|1[0-2])[ -]?(?:0[1-9]|[12]\d|3[01]).*|(?:(?:19|20)\d\d\D?){3}|1[4-9]\d{8}(?:\d{3})?|000.*|"
    r"(\d)\1*"
)
#: Of these the check digit is all there is: findings where most long numbers among the names have it.
_BY_RATE = frozenset({"UK_NHS", "IN_AADHAAR"})
_DIGITS_ONLY = re.compile(r"\d{10}|\d{12}")
#: Of a single number nothing but a scheme's checks tells; fewer random ones pass than this.
_LIKELIEST = 0.006
_FEWEST_DIGITS = 10
#: Words that mean a street and nothing else; "7 Day View" is a report.
_STREET = re.compile(
    r"(?i)(?<!\w)(?:street|avenue|road|boulevard|lane|rue|calle|avenida|via|viale|piazza|rua|ulica|ul\.|улица|ул\.|"
    r"[^\W\d_]{3,}(?:straße|strasse|straat|gatan|gade|vägen|veien|gracht))(?!\w)"
)


def entities_in_name(
    name: str, recognitions: Iterable[Recognition], lists: LoadLists = no_lists
) -> Iterator[str]:
    """Entity types that a name holds, also encoded, behind a key, or where ``_`` joins it to other words.

    ``PERSON`` stands for a name that is a given and a family name and nothing else, numbers with one check
    digit (:data:`WHOLE` and those of ``national_ids``) for a name that is one and nothing else.

    :param lists: more names of people, asked for what is written in capitals like one.

    :raises Exception: whatever a recognizer raises; it may quote the name.
    """
    texts = [text for part in dict.fromkeys(parts_of(name)) for text in _readings(part)]
    likely = [text for text in dict.fromkeys(texts) if _MAY_HOLD.search(text)]
    keyed = [(Header.of([key]), value) for key, value in _keyed(name)]
    numbers = [text for text in dict.fromkeys(texts) if _is_number(text)]
    for recognition in recognitions:
        if recognition.entity in WHOLE:
            if any(_is_whole(recognition, text) for text in numbers):
                yield recognition.entity
            continue
        held = [
            text for header, value in keyed if recognition.supported_by(header) for text in _readings(value)
        ]
        if any(_holds(recognition, text, supported=False) for text in likely) or any(
            _holds(recognition, text, supported=True) for text in held
        ):
            yield recognition.entity
    yield from dict.fromkeys(entity for text in numbers for entity in _schemes(text))
    if any(is_person(text, lists) for text in dict.fromkeys(one for text in texts for one in _bare(text))):
        yield "PERSON"
    if any(_STREET.search(text) and _is_address(text) for text in dict.fromkeys(texts)):
        yield "STREET_ADDRESS"


def _is_number(text: str) -> bool:
    """Whether it may be a number of a person and nothing else."""
    digits = sum(map(str.isdigit, text))
    return 7 <= digits <= 18 and len(text) < 2 * digits and not _COUNTED.fullmatch(text)


def _is_whole(recognition: Recognition, text: str) -> bool:
    if not _NUMBER.fullmatch(text):
        return False
    matches = recognition.matches(text, supported=False, number=False)
    return any(match.start == 0 and match.end == len(text) for match in matches)


def _schemes(text: str) -> Iterator[str]:
    """Entities of the schemes that it passes and hardly any other number does."""
    for scheme in SCHEMES:
        if scheme.chance > _LIKELIEST or scheme.size < _FEWEST_DIGITS:
            continue
        plain = scheme.plain(text, number=False)
        if plain is not None and scheme.passes(plain):
            yield scheme.entity


def _is_address(text: str) -> bool:
    return any(
        span.entity == "STREET_ADDRESS" and _STREET.search(text, span.start, span.end)
        for span in addresses(text)
    )


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


def _bare(text: str) -> Iterator[str]:
    """The text, and what is left of it without titles, remarks and years: ``Dr. Ada Moor (HR) 1980``."""
    yield text
    apart = _CAMEL.sub(" ", text) if _CAMEL_NAME.fullmatch(text) else text
    yield _TITLES.sub("", _REMARK.sub("", apart)).strip()


def is_person(name: str, lists: LoadLists = no_lists) -> bool:
    """Whether a name is one of a person in full: ``Maria Garcia``, ``garcia_maria``; one word never is.

    :param lists: asked for what has the form of a name; ``Max Price``, ``San Diego`` and, in small letters,
        ``mark_read`` are none, for all that they hold.
    """
    if not _JOINED.fullmatch(name):
        return False
    found = _WORDS.findall(name)
    words = [word.casefold() for word in found]
    pairs = (words[0], words[-1]), (words[-1], words[0])
    if any(given in _GIVEN and family in _FAMILY for given, family in pairs):
        return True
    small = any(word[0].islower() for word in found)
    if small and (len(words) > 2 or any(claims.is_known(word) or word in _OF_TABLES for word in words)):
        return False
    known, whole = lists(), " ".join(words)
    if whole in known.places or whole in known.countries:
        return False
    if small and any(word in known.things or word in known.places for word in words):
        # In small letters an ordinary word is that word.
        return False
    return any(_is_listed(*pair, known) for pair in pairs)


def _is_listed(given: str, family: str, lists: Lists) -> bool:
    named = given in lists.given and family in lists.family
    ordinary = all(
        word in lists.things
        or word in lists.places
        or word in lists.countries
        or word in _OF_TABLES
        or claims.is_known(word)
        for word in (given, family)
    )
    return named and family not in lists.things and not ordinary


def found_in_columns(in_names: Mapping[str, frozenset[str]]) -> dict[str, tuple[Finding, ...]]:
    """Findings by label, from what each column's name holds.

    People's names and streets count in a pivoted table only: brands, products and shops are called after
    them, and one such column says nothing.
    """
    doubted = _by_chance(in_names) | {e for e in ("PERSON", "STREET_ADDRESS") if not _is_pivoted(in_names, e)}
    return {
        label: tuple(in_name(entity) for entity in sorted(found - doubted))
        for label, found in in_names.items()
    }


def _is_pivoted(in_names: Mapping[str, frozenset[str]], entity: str) -> bool:
    hits = sum(entity in found for found in in_names.values())
    return hits >= FEWEST_PEOPLE and 2 * hits >= len(in_names)


def _by_chance(in_names: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Types with one check digit that most numbers among the names fail. What fails is shown as it is."""
    others = sum(
        bool(_DIGITS_ONLY.fullmatch(part))
        for name, found in in_names.items()
        if not found
        for part in {name.rpartition(".")[2], *parts_of(name)}
    )
    hits = [entity for found in in_names.values() for entity in found]
    return frozenset(entity for entity in _BY_RATE if hits.count(entity) < others)


def in_name(entity: str) -> Finding:
    """A name holds it."""
    return Finding(entity, 1.0, 1, 1.0, (), in_name=True)


def found_in_files(
    snapshot: Snapshot, more: Iterable[str], search: InName, label: InName
) -> list[ColumnReport]:
    """One report a file (or archive member, sheet, table among ``more``) whose name holds something.

    :param label: what stands for a name.
    """
    in_names = {
        path: search(path) for path in dict.fromkeys([*(file.path for file in snapshot.files), *more])
    }
    doubted = _by_chance(in_names)
    reports = []
    for path, entities in in_names.items():
        if found := set(entities) - doubted:
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
