"""Every pattern recognizer that Presidio ships, in all countries and languages."""

from __future__ import annotations

import inspect
import random
import re
from collections.abc import Iterator
from typing import Any

import regex
from presidio_analyzer import PatternRecognizer, predefined_recognizers

from tests.differential.matching import cells, disturbed
from tests.differential.seeds import SEEDS

#: As in Presidio's own registry configuration.
FLAGS = int(regex.DOTALL | regex.MULTILINE | regex.IGNORECASE)


def all_recognizers() -> Iterator[Any]:
    """One of each class, with the flags that Presidio's registry gives it."""
    for name, kind in sorted(vars(predefined_recognizers).items()):
        if inspect.isclass(kind) and issubclass(kind, PatternRecognizer) and kind is not PatternRecognizer:
            recognizer = kind()
            recognizer.global_regex_flags = FLAGS
            assert recognizer.name, name
            yield recognizer


def cells_for(recognizer: Any, seed: int, number: int) -> list[str]:
    """Cells that its patterns match or nearly match, and what passes a checksum that chance does not pass."""
    rng = random.Random(f"{recognizer.name} {seed}")
    readable = [(pattern.regex, FLAGS) for pattern in recognizer.patterns if _readable(pattern.regex)]
    made = cells(rng, readable, number) if readable else []
    if recognizer.name in SEEDS:
        made += [disturbed(rng, SEEDS[recognizer.name](rng)) for _ in range(number // 2)]
    return list(dict.fromkeys(made))


def _readable(pattern: str) -> bool:
    try:
        re.compile(pattern, FLAGS)
    except re.error:
        return False
    return True
