"""Ordinary words of English, as the lemmatizer of spaCy's English model has them.

They come from WordNet (see NOTICE) with the package of that model, and are read where it is installed.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from airflow_gov_provider.core.detection.text.ordinary import Vocabulary, no_vocabulary
from airflow_gov_provider.stores.language_models import ENGLISH

_TABLES = "lemmatizer/lookups"


@cache
def english_vocabulary() -> Vocabulary:
    """The words, read once: about a tenth of a second; none where the package has no such tables."""
    folder = _folder()
    if folder is None:
        return no_vocabulary()
    from spacy.lookups import Lookups

    tables = Lookups().from_disk(folder)
    found = [tables.get_table(table) for table in ("lemma_index", "lemma_exc")]
    return Vocabulary(frozenset(word for table in found for kind in table for word in table[kind]))


def _folder() -> Path | None:
    try:
        found = distribution(ENGLISH.replace("_", "-"))
    except PackageNotFoundError:
        return None
    tables = [file for file in found.files or () if str(file).endswith(f"{_TABLES}/lookups.bin")]
    return Path(str(found.locate_file(tables[0]))).parent if tables else None
