"""One column over all batches: what is kept of it, counts and a bounded sample."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import polars as pl

from airflow_gov_provider.core.datasets import Place
from airflow_gov_provider.core.detection.candidates.masks import Setting, Texts
from airflow_gov_provider.core.detection.candidates.outlines import Mask
from airflow_gov_provider.core.detection.candidates.seen import Budget, Seen
from airflow_gov_provider.core.detection.candidates.tells import twins_of
from airflow_gov_provider.core.detection.facts import Drawn, Facts, Names, is_prose
from airflow_gov_provider.core.detection.findings import METADATA_PREFIX, Finding
from airflow_gov_provider.core.detection.headers.header import Header
from airflow_gov_provider.core.detection.leaves import AsText, Kind, Leaf
from airflow_gov_provider.core.detection.recognizers.issuers import Issuers
from airflow_gov_provider.core.detection.recognizers.probes import Probe
from airflow_gov_provider.core.detection.recognizers.proofs import NO_PROOFS, Proofs, Unproved
from airflow_gov_provider.core.detection.recognizers.recognition import THRESHOLD, Recognition

#: Distinct values that the language model and the tests of shape see, drawn by a keyed hash.
SAMPLE = 400
#: Digests and UUIDs: long enough to hold anything by chance.
OPAQUE = (
    r"(?i)^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|"
    r"[0-9a-f]{128}|(?:sha256:|sha512:|md5:)[0-9a-f]{32,128})$"
)
_SHORTEST_OPAQUE = 32
_DIGITS = "^[0-9]+$"
#: Of nine digits the first three are from 001.
_SHORT_SSN = r"^[1-9][0-9]{6,7}$"


@dataclass(frozen=True, slots=True)
class Shared:
    """What all columns of a scan have in common.

    :param setting: what gates have said, and which are asked first. :param budget: of what columns remember.
    """

    setting: Setting = field(default_factory=Setting)
    budget: Budget = field(default_factory=Budget)


class Column:
    """One leaf of the data, or one entry of its metadata."""

    __slots__ = (
        "_has_left_out",
        "_issuers",
        "_open_rows",
        "_probes",
        "_sample",
        "_seed",
        "_seen",
        "_setting",
        "_tokens",
        "_unproved",
        "failed",
        "header",
        "label",
        "nulls",
        "place",
        "rows",
        "type",
        "unread",
    )

    def __init__(
        self,
        leaf: Leaf,
        place: Place,
        seed: int,
        tokens: Proofs = NO_PROOFS,
        shared: Shared | None = None,
    ) -> None:
        self.label = leaf.label if place is Place.VALUES else METADATA_PREFIX + leaf.label
        self.header = Header.of(leaf.path)
        self.type = str(leaf.values.type)
        self.place = place
        self.rows = 0
        self.nulls = 0
        self.unread = 0
        self.failed: set[str] = set()
        self._open_rows = 0
        self._has_left_out = False
        self._issuers = Issuers()
        self._probes: dict[tuple[int, Kind], Probe] = {}
        self._sample: dict[tuple[int, str], int] = {}
        self._seed = seed
        shared = shared or Shared()
        self._setting = shared.setting
        self._seen = Seen(shared.budget)
        self._tokens = tokens
        self._unproved = Unproved()

    def __repr__(self) -> str:
        """Without the sample."""
        return f"Column({self.label}, {self.rows} rows)"

    def feed(
        self,
        read: AsText,
        recognitions: Sequence[Recognition],
        rivals: Mapping[str, Sequence[Recognition]],
        names: Names | None,
    ) -> None:
        """Examine one batch of values."""
        self.rows += len(read.values)
        self.nulls += read.values.null_count() - read.unread
        self.unread += read.unread
        texts = self._distinct(read)
        if not len(texts):
            return
        if read.kind is Kind.TEXT and texts.characters.holds("\0"):
            # Another encoding, or something binary: its plain twin is looked at, but that is not everything.
            self.failed.add("BINARY")
        masked, unproved = self._tokens.mark(texts, number=read.kind is Kind.NUMBER)
        self._unproved.add(unproved)
        visible = texts.keep(pl.Series(~masked))
        self._open_rows += visible.rows
        if read.kind is Kind.BOOLEAN:
            return
        if read.kind is Kind.NUMBER and self._holds_ssn(recognitions):
            texts.beside(_padded(texts.values))
            visible = texts.keep(pl.Series(~masked))
        hashes = visible.values.hash(self._seed)
        self._draw(visible, hashes)
        if read.kind is not Kind.TEXT:
            # Integers carry no frame, so what a strong pattern finds in them still counts; support needs a real value.
            everything = texts if read.kind is Kind.NUMBER else visible
            if read.kind is Kind.NUMBER:
                self._issuers.add(visible)
            self._examine(read.kind, (_plain(visible), _plain(everything)), recognitions, rivals, names)
            return
        # Tokens have no other spelling, and numbers hold no text.
        visible = self._new(visible, hashes)
        self._issuers.add(visible)
        plain = _plain(visible.beside(twins_of(visible)))
        found = self._examine(read.kind, (plain, plain), recognitions, rivals, names)
        self._seen.remember(plain.values.filter(pl.Series(~found)).hash(self._seed))

    def _examine(
        self,
        kind: Kind,
        plain_and_everything: tuple[Texts, Texts],
        recognitions: Sequence[Recognition],
        rivals: Mapping[str, Sequence[Recognition]],
        names: Names | None,
    ) -> Mask:
        """Candidates of any recognizer among the first texts."""
        plain, everything = plain_and_everything
        found = np.zeros(len(plain), np.bool_)
        asks_names = self._asks_names()
        for index, recognition in enumerate(recognitions):
            if kind is Kind.TIME and recognition.entity != "DATE_OF_BIRTH":
                continue
            if recognition.guesses_names and not asks_names:
                self._has_left_out = True
                continue
            probe = self._probe(index, recognition, kind)
            candidates = probe.feed(plain if probe.supported else everything, rivals, names)
            if candidates is not None and plain is everything:
                found |= candidates
        return found

    def _asks_names(self) -> bool:
        """A thing's name is nobody's, unless it is a sentence."""
        return not self.header.says_thing or self.is_prose()

    def _holds_ssn(self, recognitions: Sequence[Recognition]) -> bool:
        return any(one.entity == "US_SSN" and one.supported_by(self.header) for one in recognitions)

    def _new(self, visible: Texts, hashes: pl.Series) -> Texts:
        """Without the values in which no recognizer has found anything to test before."""
        if self._has_left_out and self._asks_names():
            # What was nothing to the others was not looked at for names.
            self._has_left_out = False
            self._seen.clear()
        known = self._seen.known(hashes)
        return visible if known is None else visible.new(pl.Series(~known))

    def _distinct(self, read: AsText) -> Texts:
        values, counts = read.counted()
        return Texts(values, counts, None, self._setting)

    def _probe(self, index: int, recognition: Recognition, kind: Kind) -> Probe:
        probe = self._probes.get((index, kind))
        if probe is None:
            probe = Probe(recognition, recognition.supported_by(self.header), kind)
            self._probes[index, kind] = probe
        return probe

    def _draw(self, visible: Texts, hashes: pl.Series) -> None:
        """Keep the distinct values with the smallest keyed hashes: a random sample of all, one pass.

        A value of the final sample has been in it since it first came, so its rows are counted exactly.
        """
        frame = pl.DataFrame({"hash": hashes, "value": visible.values, "rows": visible.counts})
        if len(self._sample) == SAMPLE:
            frame = frame.filter(pl.col("hash") <= max(drawn for drawn, _ in self._sample))
        for drawn, value, rows in frame.bottom_k(SAMPLE, by="hash").iter_rows():
            self._sample[drawn, value] = self._sample.get((drawn, value), 0) + rows
        self._sample = {key: self._sample[key] for key in heapq.nsmallest(SAMPLE, self._sample)}

    @property
    def values(self) -> int:
        """Values that are not null."""
        return self.rows - self.nulls - self.unread

    def is_prose(self) -> bool:
        """Whether the values so far are sentences."""
        return is_prose([value for _, value in self._sample])

    def facts(self) -> Facts:
        """What the verdict on the column is made of."""
        found, suppressed = self._pattern_findings()
        missed = self.failed | ({"BINARY"} if self.unread else set())
        return Facts(
            self.label,
            self.type,
            self.place,
            self.header,
            self.rows,
            self.nulls,
            self.values,
            self._open_rows,
            Drawn.of(self._sample, SAMPLE, self.values),
            MappingProxyType(found),
            MappingProxyType(suppressed),
            frozenset(missed),
        )

    def _pattern_findings(self) -> tuple[dict[str, Finding], dict[str, Finding]]:
        found: dict[str, Finding] = {}
        suppressed: dict[str, Finding] = {}
        for probe in self._probes.values():
            finding, doubtful = probe.outcome(self.values)
            for kept, one in ((found, finding), (suppressed, doubtful)):
                if one is not None and one.score >= THRESHOLD:
                    kept[one.entity_type] = _merged(kept.get(one.entity_type), one, self.values)
            if probe.failures:
                self.failed.add("RECOGNIZER_FAILED")
        for entity, rows in self._unproved.rows.items():
            claimed = self._tokens.finding(entity, rows, self.values)
            found[entity] = _merged(found.get(entity), claimed, self.values)
        return self._issuers.weighed(found, suppressed, self.values)


def _plain(texts: Texts) -> Texts:
    return texts.keep(pl.Series(~_opaque(texts)))


def _padded(numbers: pl.Series) -> pl.Series:
    """Social security numbers with the zeros that integers lose; null where none can be lost."""
    return numbers.set(~numbers.str.contains(_SHORT_SSN), None).str.zfill(9)


def _opaque(texts: Texts) -> Mask:
    found: Mask = texts.characters.lengths >= _SHORTEST_OPAQUE
    if found.any():
        long = texts.values.filter(pl.Series(found))
        # Of digests one in three million has no letter: cards one behind the other have none.
        found[found] = (long.str.contains(OPAQUE) & ~long.str.contains(_DIGITS)).to_numpy()
    if texts.plain is not None:
        # The digits of a text can be as many as those of a digest.
        found &= texts.plain.is_null().to_numpy()
    return found


def _merged(old: Finding | None, new: Finding, values: int) -> Finding:
    """Two recognizers of one entity type in one column."""
    if old is None:
        return new
    evidence = dict(old.evidence)
    for name, number in new.evidence:
        counts = name in ("candidates", "confirmed", "supported", "tested")
        evidence[name] = evidence.get(name, 0.0) + number if counts else max(evidence.get(name, 0.0), number)
    return Finding(
        new.entity_type,
        max(old.score, new.score),
        min(values or old.count + new.count, old.count + new.count),
        min(1.0, old.share + new.share),
        tuple(sorted(evidence.items())),
    )
