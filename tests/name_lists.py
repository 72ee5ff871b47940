"""Writes the lists of names that ``stores/names`` ships: ``python -m tests.name_lists``.

They are taken from the data of the packages Faker and mimesis (both MIT, see NOTICE) as they are installed
here. Reading these at run time takes most of a second; what they hold changes only with their versions.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from airflow_gov_provider.core.detection.verdicts.lists import Lists
from airflow_gov_provider.stores import name_lists

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


def collected() -> dict[str, str]:
    """Kind of list → its file: entries in order, one a line."""
    found: dict[str, set[str]] = {field.name: set() for field in fields(Lists)}
    for kind, texts in (*_from_faker(), *_from_mimesis()):
        found[kind].update(_folded(texts))
    return {kind: "\n".join(sorted(texts)) + "\n" for kind, texts in found.items()}


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
                data = json.loads((locale / file).read_text(encoding="utf-8"))
                for kind, keys in kinds.items():
                    yield kind, [text for key in keys.split() for text in _texts(data.get(key, ()))]


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


def main() -> None:
    """Write the files, and print the digests that ``name_lists.PINNED`` has to hold."""
    folder = Path(name_lists.__file__).parent / "names"
    for kind, text in collected().items():
        (folder / f"{kind}.txt").write_bytes(text.encode())
        print(f'    "{kind}": "{hashlib.sha256(text.encode()).hexdigest()}",')


if __name__ == "__main__":
    main()
