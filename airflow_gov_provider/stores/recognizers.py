"""Recognizers of users' own: Presidio registry files and classes, loaded by Presidio itself.

What is named in the configuration and can not be loaded is an error, never left out: Presidio only
logs it when a recognizer's language is not among those of the registry.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml
from presidio_analyzer import EntityRecognizer, PatternRecognizer
from presidio_analyzer.recognizer_registry.recognizers_loader_utils import RecognizerListLoader

from airflow_gov_provider.core.canonical import sha256
from airflow_gov_provider.core.errors import ErrorCode, UsageError

_LANGUAGE = "en"
#: Presidio's annotations ask for one mapping where it takes a list of them.
_LOADER: Any = RecognizerListLoader


def load_recognizers(sources: Iterable[str], flags: int) -> list[Any]:
    """Recognizers of each source: a YAML file (``….yaml``) or a class (``package.module:Class``).

    Classes come first, so that files may name them as Presidio does, by class name.

    :param flags: of patterns, where a file sets no ``global_regex_flags``.
    :raises UsageError: ``CONFIGURATION_INVALID``, naming the source.
    """
    named = list(sources)
    classes = [_class(source) for source in named if not _is_file(source)]
    found = [_made(kind, source) for kind, source in classes]
    for source in filter(_is_file, named):
        found += _from_file(source, flags)
    return found


def code_of(recognizer: Any) -> str:
    """Digest of the source file of a recognizer's class, empty where it has none: part of the detector's."""
    file = inspect.getsourcefile(type(recognizer))
    return sha256(Path(file).read_bytes()) if file and Path(file).is_file() else ""


def _is_file(source: str) -> bool:
    return source.lower().endswith((".yaml", ".yml"))


def _class(source: str) -> tuple[type[Any], str]:
    module, colon, name = source.partition(":")
    if not colon:
        raise _invalid(source, "is neither a YAML file nor a class written as package.module:Class")
    try:
        kind = getattr(importlib.import_module(module), name)
    except Exception as error:  # noqa: BLE001 - a module may raise anything while it is imported
        raise _invalid(source, f"can not be imported ({type(error).__name__})") from None
    if not (isinstance(kind, type) and issubclass(kind, EntityRecognizer)):
        raise _invalid(source, "is no class derived from Presidio's EntityRecognizer")
    return kind, source


def _made(kind: type[Any], source: str) -> Any:
    try:
        made = kind()
    except Exception as error:  # noqa: BLE001 - whatever a user's class raises
        raise _invalid(source, f"can not be made without arguments ({type(error).__name__})") from None
    return _checked(made, source)


def _from_file(source: str, flags: int) -> list[Any]:
    configuration = _read(source)
    entries = configuration.get("recognizers")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _invalid(source, "has no list of mappings under 'recognizers'")
    flags = int(configuration.get("global_regex_flags") or flags)
    found: list[Any] = []
    for at, entry in enumerate(entries, 1):
        if not entry.get("enabled", True):
            continue
        found += _from_entry(entry, flags, f"{source}, recognizer {at}")
    return found


def _read(source: str) -> dict[str, Any]:
    try:
        read = yaml.safe_load(Path(source).expanduser().read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _invalid(source, f"can not be read ({type(error).__name__})") from None
    if not isinstance(read, dict):
        raise _invalid(source, "is no mapping with a key 'recognizers'")
    return read


def _from_entry(entry: dict[str, Any], flags: int, where: str) -> Sequence[Any]:
    if entry.get("score_thresholds"):
        raise _invalid(where, "sets score_thresholds, which the gate does not read: scores are compared once")
    try:
        made = list(_LOADER.get([entry], _languages(entry), flags))
    except Exception as error:  # noqa: BLE001 - whatever Presidio or a user's class raises
        raise _invalid(where, f"can not be loaded ({type(error).__name__})") from None
    if not made:
        raise _invalid(where, "gives no recognizer")
    # One per language; here each reads every text.
    return [_checked(one, where) for one in made]


def _languages(entry: dict[str, Any]) -> list[str]:
    """All that the entry speaks of, so that none is left out."""
    listed = entry.get("supported_languages") or [entry.get("supported_language") or _LANGUAGE]
    return [each["language"] if isinstance(each, dict) else str(each) for each in listed]


def _checked(made: Any, where: str) -> Any:
    if not made.supported_entities or not all(isinstance(each, str) for each in made.supported_entities):
        raise _invalid(where, "names no supported entity")
    is_pattern = isinstance(made, PatternRecognizer)
    if is_pattern and not (getattr(made, "patterns", None) or getattr(made, "deny_list", None)):
        raise _invalid(where, "has neither patterns nor a deny list")
    return made


def _invalid(where: str, what: str) -> UsageError:
    return UsageError(
        ErrorCode.CONFIGURATION_INVALID,
        f"a recognizer of the option recognizers {what}",
        where=where,
        hint="see docs/references/configuration.md; an example stands in Presidio's conf/example_recognizers.yaml",
    )
