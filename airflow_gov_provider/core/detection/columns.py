"""One column over all batches: what is kept of it (counts, a bounded sample) and its report."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from airflow_gov_provider.core.datasets import Place
from airflow_gov_provider.core.detection.findings import METADATA_PREFIX, ColumnReport, Finding, Skipped
from airflow_gov_provider.core.detection.folding import folded
from airflow_gov_provider.core.detection.headers import Header
from airflow_gov_provider.core.detection.leaves import AsText, Kind, Leaf
from airflow_gov_provider.core.detection.masked import NO_TOKENS, TokenShape
from airflow_gov_provider.core.detection.masks import Texts
from airflow_gov_provider.core.detection.names import Drawn, Names, judge_prose, judge_short, sample_counts
from airflow_gov_provider.core.detection.probes import Probe
from airflow_gov_provider.core.detection.recognition import THRESHOLD, Recognition
from airflow_gov_provider.core.taxonomy import GROUPS

#: Distinct values that the language model and the tests of shape see, drawn by a keyed hash.
SAMPLE = 400
#: Digests and UUIDs: long enough to hold anything by chance.
OPAQUE = (
    r"(?i)^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|"
    r"[0-9a-f]{128}|(?:sha256:|sha512:|md5:)[0-9a-f]{32,128})$"
)
_DECLARED_SCORE = 0.5


class Column:
    """One leaf of the data, or one entry of its metadata."""

    __slots__ = (
        "_open_rows",
        "_probes",
        "_sample",
        "_seed",
        "_tokens",
        "failed",
        "header",
        "label",
        "nulls",
        "place",
        "rows",
        "type",
        "unread",
    )

    def __init__(self, leaf: Leaf, place: Place, seed: int, tokens: TokenShape = NO_TOKENS) -> None:
        self.label = leaf.label if place is Place.VALUES else METADATA_PREFIX + leaf.label
        self.header = Header.of(leaf.path)
        self.type = str(leaf.values.type)
        self.place = place
        self.rows = 0
        self.nulls = 0
        self.unread = 0
        self.failed: set[str] = set()
        self._open_rows = 0
        self._probes: dict[tuple[int, Kind], Probe] = {}
        self._sample: dict[tuple[int, str], int] = {}
        self._seed = seed
        self._tokens = tokens

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
        self.rows += len(read.texts)
        self.nulls += read.texts.null_count() - read.unread
        self.unread += read.unread
        texts = _distinct(read.texts)
        if not len(texts):
            return
        if read.kind is Kind.TEXT and texts.values.str.contains("\0", literal=True).any():
            # Another encoding, or something binary: its plain twin is looked at, but that is not everything.
            self.failed.add("BINARY")
        masked = self._tokens.mark(texts, number=read.kind is Kind.NUMBER)
        visible = texts.keep(~masked)
        self._open_rows += visible.rows
        if read.kind is Kind.TEXT:
            self._draw(visible)
        if read.kind is Kind.BOOLEAN:
            return
        opaque = texts.values.str.contains(OPAQUE)
        plain = texts.keep(~(opaque | masked))
        # Integers carry no frame, so what a strong pattern finds in them still counts; support needs a real value.
        everything = texts.keep(~opaque) if read.kind is Kind.NUMBER else plain
        for index, recognition in enumerate(recognitions):
            if read.kind is Kind.TIME and recognition.entity != "DATE_OF_BIRTH":
                continue
            if recognition.entity == "PERSON" and self.header.says_thing and not self.is_prose():
                continue
            probe = self._probe(index, recognition, read.kind)
            probe.feed(plain if probe.supported else everything, rivals, names)

    def _probe(self, index: int, recognition: Recognition, kind: Kind) -> Probe:
        probe = self._probes.get((index, kind))
        if probe is None:
            probe = Probe(recognition, recognition.supported_by(self.header), kind)
            self._probes[index, kind] = probe
        return probe

    def _draw(self, visible: Texts) -> None:
        """Keep the distinct values with the smallest keyed hashes: a random sample of all, one pass.

        A value of the final sample has been in it since it first came, so its rows are counted exactly.
        """
        frame = pl.DataFrame(
            {"hash": visible.values.hash(self._seed), "value": visible.values, "rows": visible.counts}
        )
        for drawn, value, rows in frame.bottom_k(SAMPLE, by="hash").iter_rows():
            self._sample[drawn, value] = self._sample.get((drawn, value), 0) + rows
        self._sample = {key: self._sample[key] for key in heapq.nsmallest(SAMPLE, self._sample)}

    def _drawn(self) -> Drawn:
        texts = tuple(value for _, value in self._sample)
        full = len(texts) == SAMPLE
        fraction = max(drawn for drawn, _ in self._sample) / 2**64 if full else 1.0
        return Drawn(texts, tuple(self._sample.values()), fraction or 1.0, self.values)

    @property
    def values(self) -> int:
        """Values that are not null."""
        return self.rows - self.nulls - self.unread

    def is_prose(self) -> bool:
        """Sentences: several words, most of them not names, and not the same few over and over."""
        texts = [value for _, value in self._sample]
        if not texts:
            return False
        words = [text.split() for text in texts]
        average = sum(map(len, words)) / len(words)
        small = sum(word[0].islower() for text in words for word in text) / len(words)
        varied = len(texts) >= 3 and len({len(text) for text in texts}) > 1
        return varied and ((average >= 4 and small >= 2) or average >= 7)

    def report(self, names: Names | None) -> tuple[ColumnReport, list[Skipped]]:
        """The verdict on the column, and what of it was not examined."""
        found, suppressed = self._pattern_findings()
        is_values = self.place is Place.VALUES
        prose = is_values and self.is_prose()
        person = self._person(names, prose=prose, known=found)
        if person is not None and (known := found.get("PERSON")) is not None:
            person = max(person, known, key=lambda finding: (finding.share, finding.count))
        if person is not None:
            found["PERSON"] = person
        for entity in self._declared(found):
            found[entity] = Finding(
                entity,
                _DECLARED_SCORE,
                self._open_rows,
                self._open_rows / max(1, self.values),
                (("header", 1.0),),
            )
        report = ColumnReport(
            self.label,
            self.type,
            self.rows,
            self.nulls,
            tuple(found[entity] for entity in sorted(found)),
            prose,
            tuple(suppressed[entity] for entity in sorted(suppressed.keys() - found.keys())),
        )
        return report, self._skipped(names, prose=prose)

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
        return found, suppressed

    def _person(self, names: Names | None, *, prose: bool, known: Mapping[str, Finding]) -> Finding | None:
        if not self._sample:
            return None
        explained = any(f.share >= 0.9 and _explains(entity) for entity, f in known.items())
        if explained and not prose and not self.header.says_person:
            return None
        drawn = self._drawn()
        if prose:
            return judge_prose(sample_counts(drawn, names))
        # The model is asked only where it could change the verdict: it is slow.
        shape = sample_counts(drawn, None)
        if len(shape.shaped) < 0.5 * len(drawn.texts):
            return None
        ask = names if self.place is Place.VALUES and not self.header.says_person else None
        return judge_short(sample_counts(drawn, ask), self.header)

    def _declared(self, found: Mapping[str, Finding]) -> Iterable[str]:
        """Special categories that the header declares, if anything but masked values is there."""
        if not self._open_rows:
            return ()
        return [entity for entity in self.header.declared() if entity not in found]

    def _skipped(self, names: Names | None, *, prose: bool) -> list[Skipped]:
        missed = self.failed | ({"BINARY"} if self.unread else set())
        skipped = [Skipped(self.label, why) for why in sorted(missed)]
        if prose and names is None:
            skipped.append(Skipped(self.label, "NER_OFF"))
        return skipped


def _explains(entity: str) -> bool:
    """Whether values of this type are nobody's name: a link beside a name explains nothing away."""
    return entity != "PERSON" and "weak_identifiers" not in GROUPS.get(entity, frozenset())


def _distinct(texts: pl.Series) -> Texts:
    counted = texts.drop_nulls().alias("value").value_counts(name="count")
    return Texts(counted["value"], counted["count"], folded(counted["value"]))


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
