"""The span finder: all recognizers, the lists of names and the language model, on text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from airflow_gov_provider.core.detection.spans import FindSpans, Span
from airflow_gov_provider.core.detection.text.finder import Finder
from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.stores.detectors import load_recognitions
from airflow_gov_provider.stores.language_models import English, Rampart
from airflow_gov_provider.stores.name_lists import name_lists
from airflow_gov_provider.stores.vocabulary import english_vocabulary


def build_span_finder(
    *,
    ner: bool = True,
    recognizers: Sequence[str] = (),
    threads: int = 1,
    watch: Callable[[int], None] | None = None,
) -> FindSpans:
    """Texts → spans; the model is loaded when the first text comes.

    :param ner: also use the language model. :param recognizers: users' own.
    :param threads: of the model. :param watch: told how many characters more it has read.
    :raises UsageError: ``CONFIGURATION_INVALID`` when the model or a recognizer is not there.
    """
    loaded, timeouts = load_recognitions(recognizers)
    finder = (
        Finder(loaded, Rampart(threads, watch), name_lists, English(), english_vocabulary)
        if ner
        else Finder(loaded, None, name_lists)
    )
    return _Watched(finder, timeouts)


class _Watched:
    """A finder whose patterns had the time they needed."""

    def __init__(self, finder: FindSpans, timeouts: Callable[[], int]) -> None:
        self._finder = finder
        self._timeouts = timeouts

    def __call__(self, texts: Sequence[str]) -> list[list[Span]]:
        """The spans of each text.

        :raises DataError: ``SOURCE_PARTLY_READ`` when a pattern ran out of time: Presidio skips it in silence.
        """
        before = self._timeouts()
        found = self._finder(texts)
        if self._timeouts() != before:
            raise DataError(
                ErrorCode.SOURCE_PARTLY_READ,
                "a pattern ran out of time, so a text was not fully examined",
                hint="cut long texts into shorter ones",
            )
        return found
