"""Presidio recognizers of people in machines' formats: see :mod:`airflow_gov_provider.core.detection.recognizers.frames`."""

from __future__ import annotations

from typing import Any

from presidio_analyzer import Pattern, PatternRecognizer, RecognizerResult

from airflow_gov_provider.core.detection.recognizers.frames import ENTITIES, FLAGS, FRAMES, SCORE, framed
from airflow_gov_provider.stores.name_lists import name_lists


class FramedNames(PatternRecognizer):
    """Its patterns tell where a frame may be; ``analyze`` looks for the frame and gives the name in it."""

    #: It needs neither a sentence around a name nor a second opinion.
    framed = True

    def analyze(
        self,
        text: str,
        entities: list[str],
        nlp_artifacts: Any = None,  # noqa: ARG002 - Presidio's signature
        regex_flags: int | None = None,  # noqa: ARG002 - Presidio's signature
    ) -> list[RecognizerResult]:
        """See Presidio's ``EntityRecognizer.analyze``."""
        entity = self.supported_entities[0]
        if entities and entity not in entities:
            return []
        found = {(span.start, span.end) for span in framed(text, entity, name_lists)}
        return [RecognizerResult(entity, start, end, SCORE) for start, end in sorted(found)]


def framed_names(language: str) -> list[FramedNames]:
    """One recognizer for each entity type."""
    return [
        FramedNames(
            supported_entity=entity,
            name=f"{entity} in machines' formats",
            supported_language=language,
            patterns=[
                Pattern(tell, tell, SCORE)
                for tell in dict.fromkeys(frame.tell for frame in FRAMES if frame.entity == entity)
            ],
            global_regex_flags=FLAGS,
        )
        for entity in ENTITIES
    ]
