"""Names, places and things from the data of the packages Faker and mimesis (both MIT).

Nothing is copied into this project: the lists are read where they are installed, when the first
column with short values asks for them, and kept for the life of the process.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any

from airflow_gov_provider.core.detection.verdicts.lists import Lists

#: Shorter words are initials, or given to everything.
_SHORTEST = 2
_PERSON_KINDS = {
    "given": ("first_name", "first_romanized", "first_kana", "middle_names"),
    "family": ("last_name", "last_romanized", "last_kana", "male_last_names", "unisex_last_names"),
}
_PLACE_KINDS = (
    "cities", "city_names", "states", "provinces", "regions", "counties", "departments", "prefectures",
    "towns", "villages", "communes", "cantons", "concelhos", "distritos", "estados", "municipalities",
    "real_city_names", "metropolitan_cities", "boroughs",
)  # fmt: skip
_STREET_KINDS = (
    "street_names",
    "streets",
    "road_names",
    "historic_people_street_names",
    "plant_street_names",
)
#: Files of mimesis → kind of list → keys. What is a thing there is nobody's name.
_FILES = {
    "person.json": {
        "given": "names",
        "family": "surnames",
        "things": "academic_degree nationality language occupation",
    },
    "address.json": {"places": "city state", "countries": "country continent", "streets": "street"},
    "datetime.json": {"things": "month day periodicity"},
    "text.json": {"things": "color level"},
    "food.json": {"things": "fruits vegetables drinks dishes spices"},
    "finance.json": {"things": "banks company"},
}


@cache
def name_lists() -> Lists:
    """The lists, read once: about a second."""
    found: dict[str, set[str]] = {field.name: set() for field in fields(Lists)}
    for kind, texts in (*_from_faker(), *_from_mimesis()):
        found[kind].update(_folded(texts))
    return Lists(**{kind: frozenset(texts) for kind, texts in found.items()})


def _folded(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        folded = text.strip().casefold()
        if len(folded) >= _SHORTEST or not folded.isascii():
            yield folded


def _from_faker() -> Iterator[tuple[str, list[str]]]:
    for provider in _providers("person"):
        for name in dir(provider):
            kind = next((kind for kind, starts in _PERSON_KINDS.items() if name.startswith(starts)), None)
            if kind is not None:
                yield kind, list(_texts(getattr(provider, name)))
    for provider in _providers("address"):
        for kind, names in (
            ("places", _PLACE_KINDS),
            ("countries", ("countries",)),
            ("streets", _STREET_KINDS),
        ):
            yield kind, [text for name in names for text in _texts(getattr(provider, name, ()))]
    for provider in _providers("lorem"):
        yield "things", list(_texts(getattr(provider, "word_list", ())))


def _providers(kind: str) -> Iterator[Any]:
    package = importlib.import_module(f"faker.providers.{kind}")
    for module in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{module.name}").Provider


def _from_mimesis() -> Iterator[tuple[str, list[str]]]:
    for locale in sorted(files("mimesis.datasets").iterdir(), key=lambda place: place.name):
        for file, kinds in _FILES.items():
            if (locale / file).is_file():
                data = _read(locale / file)
                for kind, keys in kinds.items():
                    yield kind, [text for key in keys.split() for text in _texts(data.get(key, ()))]


def _read(file: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


def _texts(value: Any) -> Iterator[str]:
    """All texts below a value; of a mapping with weights the keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, int | float):
                yield from _texts(key)
            else:
                yield from _texts(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _texts(inner)
